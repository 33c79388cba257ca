"""Which words of a Spanish review move the answer: `experiments.earlier` once more.

``python -m experiments.earlier_es`` writes ``lstm_core/data/results/earlier_es.json``
and ``lstm_core/data/networks/reviews-basic_es.npz``. The learning rate of the basic
networks is chosen anew, from the same rates.
"""

from pathlib import Path

from experiments import earlier
from lstm_core.words import use_language


def main(settings: dict = earlier.SETTINGS, readers: dict = earlier.READERS) -> Path:
    """Choose Spanish, train both kinds and store what was measured."""
    use_language("es")
    return earlier.main(settings, readers, "earlier_es", "reviews-basic_es")


if __name__ == "__main__":
    main()
