"""The map of a cell that reads: what it draws, what it says, what it refuses."""

import numpy as np
import pytest
from drawings import assert_says, contrast, drawn, entries, refused, turned
from matplotlib.colors import to_rgb

import lstm_core as lc
from lstm_core import plots
from lstm_core.plots.curves import gates
from lstm_core.plots.formatting import MINUS
from lstm_core.plots.style import ROLES, tint

WORDS = ["the", "dogs", "run", "."]


@pytest.fixture
def trace(rng):
    p = lc.init_lstm(3, 2, rng=rng)
    return lc.lstm_forward(p, rng.standard_normal((4, 2, 3)))


def test_the_map_writes_every_number_of_the_unit(trace):
    ax = plots.plot_gates(None, trace, WORDS, unit=1, b=1)
    keys = ("f", "u", "c_cand", "c", "o", "a")
    assert drawn(ax) == [s for k in keys for s in entries(getattr(trace, k)[:, 1, 1])]
    assert [label.get_text() for label in ax.get_yticklabels()] == WORDS
    assert_says(ax, "reads 4 words")
    word, *columns = plots.get_table(ax).columns.values()
    assert word == WORDS
    np.testing.assert_array_equal(columns, [getattr(trace, k)[:, 1, 1] for k in keys])


def test_the_text_says_where_gates_open_and_when_the_state_changes():
    gates = np.array([[1, 0, 0, 1], [1, 1, 0, 1], [1, 0, 0, 1], [0, 0, 1, 1]])
    states = np.array([0, 0, -1, -0.95, 0.2])[:, None, None]
    tanh_c = np.zeros((4, 1, 1))
    trace = lc.Trace(tanh_c, gates[:, None].astype(float), states, states, tanh_c)
    said = assert_says(plots.plot_gates(None, trace, WORDS))
    assert said.startswith(
        "The forget gate is closed at . (4), else open. "
        "The update gate is open at dogs (2), else closed. "
        "The output gate is open at . (4), else closed. The cell state is "
        f"0.00 from the (1), {MINUS}1.00 from dogs (2), 0.20 from . (4)."
    )


def test_a_gate_fills_its_field_and_a_value_with_a_sign_is_a_bar_on_its_side():
    trace = lc.Trace(
        x=np.zeros((2, 1, 1)),
        gates=np.repeat([0.0, 1.0], 4).reshape(2, 1, 4),
        a_states=np.zeros((3, 1, 1)),
        c_states=np.array([0, -2.0, 1.0]).reshape(3, 1, 1),
        tanh_c=np.zeros((2, 1, 1)),
    )
    patches = plots.plot_gates(None, trace, ["one", "two"]).patches
    shut, wide = patches[0:2]  # of the forget gate
    assert shut.get_facecolor()[:3] == (1, 1, 1)
    color = tint(plots.COLORS["forget"], gates.FILL)
    np.testing.assert_allclose(wide.get_facecolor()[:3], color)
    assert shut.get_width() == wide.get_width()
    minus, plus = patches[6:8]  # of the cell state, the fourth column
    assert minus.get_x() + minus.get_width() == pytest.approx(3.5)
    assert plus.get_x() == pytest.approx(3.5)
    assert minus.get_width() == pytest.approx(2 * plus.get_width())


def test_no_bar_and_no_line_touches_a_number(trace):
    ax = plots.plot_gates(None, trace, WORDS)
    ax.figure.draw_without_rendering()
    numbers = [text.get_window_extent() for text in ax.texts]
    columns = np.array(ax.patches).reshape(len(gates.COLUMNS), len(WORDS))
    signed = [key in gates.SIGNED for key in gates.COLUMNS]
    bars = columns[signed].ravel()
    assert len(bars) == 3 * len(WORDS)
    for shape in (*bars, *ax.lines):
        box = shape.get_window_extent()
        assert not any(number.overlaps(box) for number in numbers)


@pytest.mark.parametrize("color", [ROLES[key] for key in gates.COLUMNS])
@pytest.mark.parametrize("page", [lambda rgb: rgb, turned])
def test_numbers_can_be_read_on_the_strongest_colour(color, page):
    ground = page(tint(plots.COLORS[color], gates.FILL))
    assert contrast(ground, page(to_rgb(plots.COLORS["ink"]))) >= 4.5


def test_the_map_asks_for_one_word_a_step(trace):
    with refused("each of the 4 steps, at most 40, got 3"):
        plots.plot_gates(None, trace, WORDS[:3])
    p = lc.init_lstm(1, 1, rng=np.random.default_rng(0))
    with refused("at most 40, got 41"):
        long = lc.lstm_forward(p, np.zeros((41, 1, 1)))
        plots.plot_gates(None, long, ["a"] * 41)


def test_traces_of_tensors_are_drawn_and_lists_of_traces_are_named(torch, trace):
    tensors = trace.change(lambda name, value: torch.tensor(value))
    ax = plots.plot_gates(None, tensors, WORDS, unit=1)
    assert drawn(ax) == drawn(plots.plot_gates(None, trace, WORDS, unit=1))
    with pytest.raises(TypeError, match=r"got list; give one .* list\[0\]\[0\]"):
        plots.plot_gates(None, [(tensors, tensors)], WORDS)
    with pytest.raises(TypeError, match=r"got list$"):
        plots.plot_gates(None, [], WORDS)
