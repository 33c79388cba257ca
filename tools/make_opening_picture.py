"""Draw ``book/images/cell.svg``, the picture of the opening page and the README.

Run it after a change of the diagram: python tools/make_opening_picture.py
"""

from pathlib import Path

import numpy as np

import lstm_core as lc
from lstm_core import plots

BOOK = Path(__file__).parents[1] / "book"
PICTURE = BOOK / "images" / "cell.svg"


def draw():
    """The LSTM cell with the numbers of one real step."""
    plots.use_book_style()
    rng = np.random.default_rng(1)
    p = lc.init_lstm(n_x=2, n_a=2, rng=rng)
    trace = lc.lstm_forward(p, rng.standard_normal((3, 1, 2)))
    return plots.draw_cell(None, trace.step(1), legend=True)


if __name__ == "__main__":
    plots.save_svg(draw(), PICTURE)
