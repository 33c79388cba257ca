"""Curves about gates: what they draw, what they say, what they refuse."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import lstm_core as lc
from lstm_core import plots
from lstm_core.words import label

pytestmark = pytest.mark.usefixtures("plain_style")


def texts_of(ax):
    return [text.get_text() for text in ax.texts]


def test_the_sigmoid_marks_values_of_the_curve():
    z = np.linspace(-5, 5, 101)
    ax = plots.plot_sigmoid(None, z, lc.sigmoid(z), marks=[-1, 4])
    assert texts_of(ax) == ["closed", "open", "0.27", "0.98"]
    alt = plots.get_alt(ax)
    assert "from 0.007 at z = -5 it rises to 0.993 at z = 5." in alt
    assert "At z = -1: 0.27. At z = 4: 0.98." in alt
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), lc.sigmoid(z))


def test_half_life_is_even_in_the_pre_activation():
    z = np.linspace(-1, 7, 9)
    f = lc.sigmoid(z)
    steps = np.log(0.5) / np.log(f)
    ax = plots.plot_half_life(None, f, steps, {0.5: 1.0, 0.999: 692.8})
    np.testing.assert_allclose(ax.lines[0].get_xdata(), z)
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), steps)
    assert texts_of(ax) == ["0.5: 1.0", "0.999: 693"]
    alt = plots.get_alt(ax)
    assert "f = 0.5: 1.0 steps. f = 0.999: 693 steps." in alt
    ticks = [tick.get_text() for tick in ax.get_xticklabels()]
    assert ticks == ["0.5", "0.73", "0.9", "0.99", "0.999"]


def test_marks_and_names_stand_where_they_belong():
    z = np.linspace(-5, 5, 101)
    ax = plots.plot_sigmoid(None, z, lc.sigmoid(z), marks=[-1, 4])
    closed, opened, *numbers = ax.texts
    assert closed.get_position()[1] == pytest.approx(0, abs=0.1)
    assert opened.get_position()[1] == pytest.approx(1, abs=0.1)
    for text, at in zip(numbers, (-1, 4), strict=True):
        np.testing.assert_allclose(text.xy, (at, lc.sigmoid(at)))
    assert (ax.get_xlabel(), ax.get_ylabel()) == (
        label("gates.sigmoid_x"),
        label("gates.sigmoid_y"),
    )
    f = lc.sigmoid(z)
    marks = {f: lc.half_life(f) for f in (0.5, 0.9)}
    ax = plots.plot_half_life(None, f, lc.half_life(f), marks)
    for text, point, mark in zip(ax.texts, ax.lines[1:], marks, strict=True):
        wanted = np.log(mark / (1 - mark)), lc.half_life(mark)
        np.testing.assert_allclose(text.xy, wanted)
        np.testing.assert_allclose(np.ravel(point.get_data()), wanted)


def test_half_lives_are_drawn_as_given():
    given = np.array([3.0, 1.0])  # no half-lives of these gates
    ax = plots.plot_half_life(None, np.array([0.5, 0.9]), given, {0.5: 7.0})
    np.testing.assert_array_equal(ax.lines[0].get_ydata(), given)
    assert texts_of(ax) == ["0.5: 7.0"]


def test_curves_refuse_what_does_not_fit():
    half = np.full(2, 0.5)
    with pytest.raises(ValueError, match=r"z, opening: .*\(2,\) for 'opening', got"):
        plots.plot_sigmoid(None, np.zeros(2), np.zeros(3))
    with pytest.raises(ValueError, match="z, opening: expected at least one value"):
        plots.plot_sigmoid(None, [], [])
    with pytest.raises(ValueError, match=r"for 'half_lives', got \(2, 1\)"):
        plots.plot_half_life(None, half, np.ones((2, 1)))
    for wrong in (0.0, 1.0, np.nan):
        with pytest.raises(ValueError, match=f"f: expected more .* 1, got {wrong}"):
            plots.plot_half_life(None, np.array([0.5, wrong]), np.ones(2))
        with pytest.raises(ValueError, match=f"marks: expected more .* got {wrong}"):
            plots.plot_half_life(None, half, np.ones(2), {wrong: 1.0})
    assert not plt.get_fignums()


def test_given_axes_are_used():
    z = np.linspace(-1, 1, 5)
    f = lc.sigmoid(z)
    _, axes = plt.subplots(2)
    assert plots.plot_sigmoid(axes[0], z, f) is axes[0]
    assert plots.plot_half_life(axes[1], f, f) is axes[1]
    assert len(plt.get_fignums()) == 1
