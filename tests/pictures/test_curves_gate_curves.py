"""Curves about gates: what they draw, what they say, what they refuse."""

import numpy as np
import pytest
from drawings import assert_line, assert_says, drawn, refused

import lstm_core as lc
from lstm_core import plots
from lstm_core.plots.formatting import MINUS
from lstm_core.words import label


def test_the_sigmoid_marks_values_of_the_curve():
    z = np.linspace(-5, 5, 101)
    ax = plots.plot_sigmoid(None, z, lc.sigmoid(z), marks=[-1, 4])
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), lc.sigmoid(z))
    assert drawn(ax) == ["closed", "open", "0.27", "0.98"]
    assert_says(
        ax,
        "from 0.007 at z = -5 it rises to 0.993 at z = 5.",
        "At z = -1: 0.27. At z = 4: 0.98.",
    )
    closed, opened, *numbers = ax.texts
    assert closed.get_position()[1] == pytest.approx(0, abs=0.1)
    assert opened.get_position()[1] == pytest.approx(1, abs=0.1)
    for text, at in zip(numbers, (-1, 4), strict=True):
        np.testing.assert_allclose(text.xy, (at, lc.sigmoid(at)))
    names = label("gate_curves.sigmoid_x"), label("gate_curves.sigmoid_y")
    assert (ax.get_xlabel(), ax.get_ylabel()) == names


def test_the_tanh_marks_values_beside_the_line_that_changes_nothing():
    z = np.linspace(-4, 4, 81)
    ax = plots.plot_tanh(None, z, np.tanh(z), marks=[-1, 3])
    same, curve, *points = ax.lines[2:]
    assert_line(same, z, z)
    assert_line(curve, z, np.tanh(z))
    name, *numbers = ax.texts
    assert name.get_color() == same.get_color()
    assert drawn(ax) == [label("gate_curves.tanh_same"), f"{MINUS}0.762", "0.995"]
    for text, point, at in zip(numbers, points, (-1, 3), strict=True):
        np.testing.assert_allclose(text.xy, (at, np.tanh(at)))
        np.testing.assert_allclose(np.ravel(point.get_data()), text.xy)
    assert_says(
        ax,
        "from -0.999 at -4 it rises to 0.999 at 4.",
        "At -1: -0.762. At 3: 0.995.",
    )


def test_half_life_is_even_in_the_pre_activation():
    z = np.linspace(-1, 7, 9)
    f = lc.sigmoid(z)
    steps = np.log(0.5) / np.log(f)
    marks = {0.5: 1.0, 0.999: 692.8}
    ax = plots.plot_half_life(None, f, steps, marks)
    assert_line(ax.lines[0], z, steps)
    assert drawn(ax) == ["0.5: 1.0", "0.999: 693"]
    assert_says(ax, "f = 0.5: 1.0 steps. f = 0.999: 693 steps.")
    ticks = [tick.get_text() for tick in ax.get_xticklabels()]
    assert ticks == ["0.5", "0.73", "0.9", "0.99", "0.999"]
    for text, point, mark in zip(ax.texts, ax.lines[1:], marks, strict=True):
        wanted = np.log(mark / (1 - mark)), marks[mark]
        np.testing.assert_allclose(text.xy, wanted)
        np.testing.assert_allclose(np.ravel(point.get_data()), wanted)


def test_half_lives_are_drawn_as_given():
    given = np.array([3.0, 1.0])  # no half-lives of these gates
    ax = plots.plot_half_life(None, np.array([0.5, 0.9]), given, {0.5: 7.0})
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), given)
    assert drawn(ax) == ["0.5: 7.0"]


def test_curves_refuse_what_does_not_fit():
    half = np.full(2, 0.5)
    with refused(r"z, opening: .*\(2,\) for 'opening', got"):
        plots.plot_sigmoid(None, np.zeros(2), np.zeros(3))
    with refused("z, opening: expected at least one value"):
        plots.plot_sigmoid(None, [], [])
    with refused(r"z, squashed: .*\(2,\) for 'squashed', got"):
        plots.plot_tanh(None, np.zeros(2), np.zeros(3))
    with refused(r"for 'half_lives', got \(2, 1\)"):
        plots.plot_half_life(None, half, np.ones((2, 1)))
    for wrong in (0.0, 1.0, np.nan):
        with refused(f"f: expected more .* 1, got {wrong}"):
            plots.plot_half_life(None, np.array([0.5, wrong]), np.ones(2))
        with refused(f"marks: expected more .* got {wrong}"):
            plots.plot_half_life(None, half, np.ones(2), {wrong: 1.0})
