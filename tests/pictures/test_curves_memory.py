"""Pictures of a counting cell and of a memory behind a closed gate."""

import numpy as np
import pytest
from drawings import assert_says, drawn, legend, refused

import lstm_core as lc
from lstm_core import plots
from lstm_core.words import label

ONES = np.array([0, 1, 2, 3, 3, 4, 5, 6, 7])
C = ONES * 0.99
A = np.tanh(C)


@pytest.fixture
def trace():
    """Two units, two sequences; the output gate of unit 1 opens on the input."""
    p = lc.LSTMParams(np.zeros((8, 3)), np.zeros(8))
    p.b_f[:], p.b_u[:], p.b_o[:], p.b_c[:] = 8, -8, -8, 1
    p.W_o[1, 2] = 16
    x = np.zeros((5, 2, 1))
    x[[1, 3], 1] = 1
    return lc.lstm_forward(p, x, c0=np.array([[2.0, 3.0], [1.0, 2.0]]))


def test_counting_shows_count_cell_state_and_hidden_state():
    upper, lower = plots.plot_counting(None, ONES, C, A)
    count, state = upper.get_lines()
    hidden = lower.get_lines()[0]
    for line, wanted in ((count, ONES), (state, C), (hidden, A)):
        np.testing.assert_array_equal(line.get_ydata(), wanted)
    assert legend(upper) == [label("memory.ones"), label("memory.c")]
    assert state.get_color() == plots.COLORS["cell"]
    assert hidden.get_color() == plots.COLORS["hidden"]
    assert lower.get_ylabel() == label("memory.a")
    ticks = upper.get_yticks()
    np.testing.assert_array_equal(ticks, ticks.round())
    assert_says(
        upper,
        "over 9 steps",
        "climbs to 7, and the cell state c with it, to 6.93",
        "differ by at most 0.07",
        f"between {A[6]:.4f} and {A[8]:.4f}",
    )


def test_counting_refuses_what_does_not_fit():
    with refused(r"ones, c, a: expected shape \(9,\) for 'a'"):
        plots.plot_counting(None, ONES, C, A[1:])
    with refused("ones, c, a: expected at least one value"):
        plots.plot_counting(None, [], [], [])
    with refused("ones: expected at least 5 in the end, got 4"):
        plots.plot_counting(None, ONES[:6], C[:6], A[:6])


def test_counting_to_five_is_enough():
    panels = plots.plot_counting(None, list(ONES[:7]), list(C[:7]), list(A[:7]))
    assert_says(panels, f"between {A[6]:.4f} and {A[6]:.4f}")


@pytest.mark.parametrize(("unit", "b"), [(1, 1), (1, 0)])
def test_a_hidden_memory_shows_the_chosen_unit_and_sequence(trace, unit, b):
    panels = plots.plot_hidden_memory(None, trace, unit, b)
    for panel, names in zip(panels, ("ca", "uo"), strict=True):
        for line, name in zip(panel.get_lines()[1:], names, strict=True):
            shown = getattr(trace, name)[:, b, unit]
            np.testing.assert_array_equal(line.get_ydata(), shown)
            assert line.get_drawstyle() == "steps-mid"  # it jumps: nothing is between


def test_names_stand_at_the_ends_of_their_curves_in_their_colours(trace):
    trace.c[-1, 0], trace.a[-1, 0] = 2.0, -0.5  # ends far from each other
    trace.u[-1, 0], trace.o[-1, 0] = 0.1, 0.9
    upper, lower = plots.plot_hidden_memory(None, trace)
    roles = {"c": "cell", "a": "hidden", "u": "update", "o": "output"}
    for panel, names in ((upper, "ca"), (lower, "uo")):
        curves = panel.get_lines()[1:]
        assert drawn(panel) == [f"${n}_t$" for n in names]
        for name, text, curve in zip(names, panel.texts, curves, strict=True):
            color = plots.COLORS[roles[name]]
            assert (text.get_color(), curve.get_color()) == (color, color)
            place = text.get_transform().transform(text.get_position())
            height = panel.transData.inverted().transform(place)[1]
            assert height == pytest.approx(curve.get_ydata()[-1]), name
    assert upper.get_ylabel() == label("memory.states")
    assert lower.get_ylabel() == label("memory.gates")


def test_a_hidden_memory_refuses_other_traces(trace):
    p = lc.RNNParams(np.zeros((2, 3)), np.zeros(2))
    with refused("trace: expected Trace or .*, got RNNTrace", TypeError):
        plots.plot_hidden_memory(None, lc.rnn_forward(p, trace.x))
    with refused("out of bounds", IndexError):
        plots.plot_hidden_memory(None, trace, unit=2)


def test_the_text_of_a_hidden_memory_says_when_gates_are_open(trace):
    assert_says(
        plots.plot_hidden_memory(None, trace, unit=1, b=1),
        "The update gate is closed at all steps.",
        "The output gate is open at these steps: 2, 4; at all others closed.",
        f"c goes {', '.join(f'{v:.2f}' for v in trace.c[:, 1, 1])}.",
    )
    shut = plots.plot_hidden_memory(None, trace)
    assert_says(shut, "The output gate is closed at all steps.")
