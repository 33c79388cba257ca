"""Draw ``book/images/cell.svg``, the picture of the opening page and the README.

Run it after a change of the diagram: python tools/make_opening_picture.py
It draws ``cell.es.svg``, with the words of the Spanish edition, too.
"""

from pathlib import Path

import numpy as np

import lstm_core as lc
from lstm_core import plots
from lstm_core.words import LANGUAGES, use_language

BOOK = Path(__file__).parents[1] / "book"
IMAGES = BOOK / "images"
PICTURES = {"en": IMAGES / "cell.svg", "es": IMAGES / "cell.es.svg"}


def draw(language="en"):
    """The LSTM cell with the numbers of one real step."""
    plots.use_book_style(language)
    rng = np.random.default_rng(1)
    p = lc.init_lstm(n_x=2, n_a=2, rng=rng)
    trace = lc.lstm_forward(p, rng.standard_normal((3, 1, 2)))
    figure = plots.draw_cell(None, trace.step(1), legend=True)
    use_language(LANGUAGES[0])
    return figure


if __name__ == "__main__":
    for language, file in PICTURES.items():
        plots.save_svg(draw(language), file)
