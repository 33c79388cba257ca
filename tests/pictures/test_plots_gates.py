"""The map of a cell that reads: what it draws, what it says, what it refuses."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from test_plots import contrast, turned

import lstm_core as lc
from lstm_core import plots
from lstm_core.plots.curves import gates
from lstm_core.plots.style import ROLES, tint

WORDS = ["the", "dogs", "run", "."]


pytestmark = pytest.mark.usefixtures("plain_style")


@pytest.fixture
def trace(rng):
    p = lc.init_lstm(3, 2, rng=rng)
    return lc.lstm_forward(p, rng.standard_normal((4, 2, 3)))


def texts_of(ax):
    return [text.get_text() for text in ax.texts]


def test_the_map_writes_every_number_of_the_unit(trace):
    ax = plots.plot_gates(None, trace, WORDS, unit=1, b=1)
    keys = ("f", "u", "c_cand", "c", "o", "a")
    shown = [f"{getattr(trace, key)[t, 1, 1]:.2f}" for key in keys for t in range(4)]
    assert texts_of(ax) == [number.replace("-", "\N{MINUS SIGN}") for number in shown]
    assert [label.get_text() for label in ax.get_yticklabels()] == WORDS
    alt = plots.get_alt(ax)
    assert "reads 4 words" in alt
    for t, word in enumerate(WORDS):
        f, c = trace.f[t, 1, 1], trace.c[t, 1, 1]
        assert f"{word}: forget {f:.2f}, " in alt
        assert f"cell state {c:.2f}, " in alt


def fields(values):
    """The coloured fields of one column of the map, top to bottom."""
    trace = lc.Trace(
        x=np.zeros((2, 1, 1)),
        gates=np.tile(np.clip(values, 0, 1)[:, None, None], (1, 1, 4)),
        a_states=np.zeros((3, 1, 1)),
        c_states=np.array([0, *values])[:, None, None],
        tanh_c=np.zeros((2, 1, 1)),
    )
    patches = plots.plot_gates(None, trace, ["one", "two"]).patches
    return patches[0:2], patches[6:8]  # forget gate, cell state


def test_a_gate_colours_its_field_as_far_as_it_is_open():
    (shut, wide), _ = fields([0.0, 1.0])
    assert shut.get_facecolor()[:3] == (1, 1, 1)
    color = tint(plots.COLORS["forget"], gates.FILL)
    np.testing.assert_allclose(wide.get_facecolor()[:3], color)
    assert shut.get_width() == wide.get_width()


def test_a_value_with_a_sign_is_a_bar_on_its_side_of_zero():
    _, (minus, plus) = fields([-2.0, 1.0])
    middle = 3.5  # of the fourth column
    assert minus.get_x() + minus.get_width() == pytest.approx(middle)
    assert plus.get_x() == pytest.approx(middle)
    assert minus.get_width() == pytest.approx(2 * plus.get_width())


def test_no_bar_and_no_line_touches_a_number(trace):
    ax = plots.plot_gates(None, trace, WORDS)
    ax.figure.draw_without_rendering()
    numbers = [text.get_window_extent() for text in ax.texts]
    columns = np.array(ax.patches).reshape(len(gates.COLUMNS), len(WORDS))
    signed = [key in gates.SIGNED for key in gates.COLUMNS]
    bars = columns[signed].ravel()
    assert len(bars) == 3 * len(WORDS)
    for drawn in (*bars, *ax.lines):
        box = drawn.get_window_extent()
        assert not any(number.overlaps(box) for number in numbers)


@pytest.mark.parametrize("color", [ROLES[key] for key in gates.COLUMNS])
@pytest.mark.parametrize("page", [lambda rgb: rgb, turned])
def test_numbers_can_be_read_on_the_strongest_colour(color, page):
    ground = page(tint(plots.COLORS[color], gates.FILL))
    assert contrast(ground, page(to_rgb(plots.COLORS["ink"]))) >= 4.5


def test_the_map_asks_for_one_word_a_step(trace):
    with pytest.raises(ValueError, match="each of the 4 steps, at most 40, got 3"):
        plots.plot_gates(None, trace, WORDS[:3])
    p = lc.init_lstm(1, 1, rng=np.random.default_rng(0))
    long = lc.lstm_forward(p, np.zeros((41, 1, 1)))
    with pytest.raises(ValueError, match="at most 40, got 41"):
        plots.plot_gates(None, long, ["a"] * 41)
    assert not plt.get_fignums()


def test_given_axes_are_used(trace):
    _, ax = plt.subplots()
    assert plots.plot_gates(ax, trace, WORDS) is ax
    assert len(plt.get_fignums()) == 1
