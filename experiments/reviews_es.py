"""What readers of Spanish reviews take in: `experiments.reviews` in the other language.

``python -m experiments.reviews_es`` writes ``lstm_core/data/results/reviews_es.json``
and ``lstm_core/data/networks/reviews_es.npz``, with the same settings and seeds.
"""

from pathlib import Path

from experiments import reviews
from lstm_core.words import use_language


def main(settings: dict = reviews.SETTINGS) -> Path:
    """Choose Spanish, train the readers and store what was measured."""
    use_language("es")
    return reviews.main(settings, "reviews_es")


if __name__ == "__main__":
    main()
