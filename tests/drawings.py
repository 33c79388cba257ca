"""Pictures that several test files draw, and what they read from them."""

from contextlib import contextmanager

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import FancyArrowPatch

import lstm_core as lc
from lstm_core import plots
from lstm_core.plots.formatting import MINUS

T = np.arange(1, 21)
NAMES = ["3-6", "7-9", "10+"]


@contextmanager
def book_style():
    """The look of the book; all figures are closed afterwards."""
    with mpl.rc_context():
        plots.use_book_style()
        yield
    plt.close("all")


def influence(ax=None):
    curves = {"measured": 0.5**T, "exact": 10.0 ** (-40 * T)}
    return plots.plot_influence(ax, T, curves, floor=1e-4)


def sweep(ax=None):
    base = np.array([0.5, 0.9, 1.2])[:, None, None] ** T
    effects = base * np.array([0.5, 1, 2])[:, None]
    return plots.plot_influence_sweep(ax, T, effects, [0.5, 1.0, 2.0])


def scalar_map(ax=None):
    states = {0.5: np.linspace(0.5, 0.9575, 9), -0.5: np.linspace(-0.5, -0.9575, 9)}
    return plots.plot_scalar_map(ax, states, 0.1 ** np.arange(9.0))


def by_length(ax=None):
    scores = np.arange(6.0).reshape(2, 3)
    scores[:, 1] = np.nan
    groups = {"generated": scores, "shuffled": np.arange(3.0)}
    return plots.plot_by_length(ax, NAMES, groups, "bits per letter")


def loss(ax=None):
    losses = 3 / np.sqrt(np.arange(1, 31)) * np.array([[0.9], [1.0], [1.1]])
    return plots.plot_loss(ax, losses, {"letters": 1.5, "perfect": 0.1})


def small_rnn_trace():
    rng = np.random.default_rng(0)
    p = lc.init_rnn(2, 3, rng=rng)
    a0 = rng.uniform(-1, 1, (2, 3))
    return lc.rnn_forward(p, rng.standard_normal((3, 2, 2)), a0)


@contextmanager
def refused(message, error=ValueError):
    """What is drawn inside is refused with this message, and leaves no figure open."""
    with pytest.raises(error, match=message):
        yield
    assert not plt.get_fignums()


def assert_says(picture, *parts):
    """All these are in the alternative text of the axes, or of the first of them."""
    said = plots.get_alt(np.atleast_1d(picture)[0])
    for part in parts:
        assert part in said
    return said


def assert_line(line, x, y):
    np.testing.assert_allclose(line.get_xdata(), x)
    np.testing.assert_allclose(line.get_ydata(), y)


def drawn(ax):
    return [text.get_text() for text in ax.texts]


def legend(ax):
    return [text.get_text() for text in ax.get_legend().get_texts()]


def entries(values):
    return [f"{v:.2f}".replace("-0.00", "0.00").replace("-", MINUS) for v in values]


def arrows(ax):
    """The edges of a diagram, in the order of its table."""
    return [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]


def strength(color, role):
    """How much of a role's colour there is: 0 is white, 1 the colour itself."""
    amounts = (1 - np.array(to_rgb(color))) / (1 - np.array(to_rgb(plots.COLORS[role])))
    np.testing.assert_allclose(amounts, amounts[0], atol=1e-9)
    return amounts[0]


def is_strong(color):
    return to_hex(color) in plots.COLORS.values()


def luminance(rgb):
    rgb = np.asarray(rgb)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def turned(rgb):
    """CSS ``invert(.9) hue-rotate(180deg)``, as the style sheet does in dark mode."""
    weights = np.array([0.213, 0.715, 0.072])
    inverted = 0.9 - 0.8 * np.asarray(rgb)
    return np.clip(2 * weights @ inverted - inverted, 0, 1)
