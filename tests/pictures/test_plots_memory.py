"""Pictures of a counting cell and of a memory behind a closed gate."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import lstm_core as lc
from lstm_core import plots
from lstm_core.words import label

ONES = np.array([0, 1, 2, 3, 3, 4, 5, 6, 7])
C = ONES * 0.99
A = np.tanh(C)


pytestmark = pytest.mark.usefixtures("plain_style")


@pytest.fixture
def trace():
    """Two units, two sequences; the output gate of unit 1 opens on the input."""
    p = lc.LSTMParams(np.zeros((8, 3)), np.zeros(8))
    p.b_f[:], p.b_u[:], p.b_o[:], p.b_c[:] = 8, -8, -8, 1
    p.W_o[1, 2] = 16
    x = np.zeros((5, 2, 1))
    x[[1, 3], 1] = 1
    return lc.lstm_forward(p, x, c0=np.full((2, 2), 2.0))


def lines(panel):
    return [line.get_ydata() for line in panel.get_lines()]


def test_counting_shows_count_cell_state_and_hidden_state():
    upper, lower = plots.plot_counting(None, ONES, C, A)
    for shown, wanted in zip(lines(upper), (ONES, C), strict=True):
        np.testing.assert_array_equal(shown, wanted)
    np.testing.assert_array_equal(lines(lower)[0], A)
    ticks = upper.get_yticks()
    np.testing.assert_array_equal(ticks, ticks.round())


def test_the_text_of_counting_says_how_flat_the_hidden_state_gets():
    upper, _ = plots.plot_counting(None, ONES, C, A)
    said = plots.get_alt(upper)
    assert "over 9 steps" in said
    assert "climbs to 7, and the cell state c with it, to 6.93" in said
    assert "differ by at most 0.07" in said
    assert f"between {A[6]:.4f} and {A[8]:.4f}" in said


def test_the_legend_of_counting_names_count_and_cell_state():
    upper, lower = plots.plot_counting(None, ONES, C, A)
    count, state = upper.get_lines()
    assert (count.get_label(), state.get_label()) == (
        label("memory.ones"),
        label("memory.c"),
    )
    assert state.get_color() == plots.COLORS["cell"]
    assert lower.get_lines()[0].get_color() == plots.COLORS["hidden"]
    assert lower.get_ylabel() == label("memory.a")


def test_counting_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match=r"ones, c, a: expected shape \(9,\) for 'a'"):
        plots.plot_counting(None, ONES, C, A[1:])
    with pytest.raises(ValueError, match="ones, c, a: expected at least one value"):
        plots.plot_counting(None, [], [], [])
    with pytest.raises(ValueError, match="ones: expected at least 5 in the end, got 4"):
        plots.plot_counting(None, ONES[:6], C[:6], A[:6])
    assert not plt.get_fignums()


def test_counting_to_five_is_enough():
    upper, _ = plots.plot_counting(None, list(ONES[:7]), list(C[:7]), list(A[:7]))
    assert f"between {A[6]:.4f} and {A[6]:.4f}" in plots.get_alt(upper)


def test_a_hidden_memory_shows_the_chosen_unit_and_sequence(trace):
    upper, lower = plots.plot_hidden_memory(None, trace, unit=1, b=1)
    _, c, a = lines(upper)
    _, u, o = lines(lower)
    for shown, name in ((c, "c"), (a, "a"), (u, "u"), (o, "o")):
        np.testing.assert_array_equal(shown, getattr(trace, name)[:, 1, 1])


def test_names_stand_at_the_ends_of_their_curves_in_their_colours(trace):
    trace.c[-1, 0], trace.a[-1, 0] = 2.0, -0.5  # ends far from each other
    trace.u[-1, 0], trace.o[-1, 0] = 0.1, 0.9
    upper, lower = plots.plot_hidden_memory(None, trace)
    roles = {"c": "cell", "a": "hidden", "u": "update", "o": "output"}
    for panel, names in ((upper, "ca"), (lower, "uo")):
        curves = panel.get_lines()[1:]
        assert [t.get_text() for t in panel.texts] == [f"${n}_t$" for n in names]
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
    with pytest.raises(TypeError, match="trace: expected Trace, got RNNTrace"):
        plots.plot_hidden_memory(None, lc.rnn_forward(p, trace.x))
    with pytest.raises(IndexError):
        plots.plot_hidden_memory(None, trace, unit=2)
    assert not plt.get_fignums()


def test_the_text_of_a_hidden_memory_says_when_gates_are_open(trace):
    said = plots.get_alt(plots.plot_hidden_memory(None, trace, unit=1, b=1)[0])
    assert "The update gate is closed at all steps." in said
    assert "The output gate is open at steps 2, 4 and closed at all others." in said
    values = ", ".join(f"{v:.2f}" for v in trace.c[:, 1, 1])
    assert f"c goes {values}." in said
    said = plots.get_alt(plots.plot_hidden_memory(None, trace)[0])
    assert "The output gate is closed at all steps." in said


def test_pictures_draw_on_given_axes(trace):
    for draw in (plots.plot_counting, plots.plot_hidden_memory):
        figure, ax = plt.subplots()
        draw(ax, *((ONES, C, A) if draw is plots.plot_counting else (trace,)))
        assert plots.get_alt(figure) == plots.get_alt(ax) != ""
    assert len(plt.get_fignums()) == 2
