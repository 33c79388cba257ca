"""Curves: the lines, bands and bars show the numbers, the texts say them."""

from itertools import combinations

import numpy as np
import pytest
from drawings import (
    NAMES,
    T,
    assert_line,
    assert_says,
    by_length,
    influence,
    legend,
    loss,
    refused,
    scalar_map,
    sweep,
)
from matplotlib.collections import PolyCollection
from matplotlib.colors import to_hex, to_rgb
from numpy.testing import assert_allclose, assert_array_equal

from lstm_core import plots
from lstm_core.plots.direct_labels import spread
from lstm_core.plots.style import SERIES


def test_what_does_not_fit_is_refused():
    with refused(r"shape \(20,\) for 'a', got \(3,\)"):
        plots.plot_influence(None, T, {"a": np.ones(3)})
    with refused(r"expected shape \(1, 2, 20\)"):
        plots.plot_influence_sweep(None, T, np.ones((2, 2, 20)), [1.0])
    with refused(r"groups: expected shape \(3,\)"):
        plots.plot_by_length(None, NAMES, {"a": np.ones((5, 4))})
    with refused(r"states: expected shape \(9,\)"):
        plots.plot_scalar_map(None, {0.5: np.ones(3)}, np.ones(9))
    with refused("losses: expected finite numbers"):
        plots.plot_loss(None, np.array([1.0, np.nan]))
    with refused("groups: expected a score"):
        plots.plot_by_length(None, NAMES, {"a": np.full(3, np.nan)})


def test_names_at_line_ends_do_not_overlap():
    ax = plots.plot_by_length(None, NAMES, {f"group {i}": np.ones(3) for i in range(5)})
    ax.get_figure().draw_without_rendering()
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == 5
    assert not any(a.overlaps(b) for a, b in combinations(boxes, 2))


def test_spread_keeps_order_and_distance():
    rng = np.random.default_rng(0)
    for _ in range(50):
        wanted = rng.uniform(size=6)
        placed = spread(wanted, 0.15)
        assert_array_equal(np.argsort(wanted), np.argsort(placed))
        assert np.diff(np.sort(placed)).min() > 0.15 - 1e-12
    assert_allclose(spread([0.1, 0.9], 0.2), [0.1, 0.9])


def assert_level(line, level):
    """A straight line across the whole axes."""
    assert_line(line, [0, 1], [level, level])
    assert line.get_transform() == line.axes.get_yaxis_transform(which="grid")


def assert_band(band, x, low, high):
    corners = np.concatenate([path.vertices for path in band.get_paths()])
    for at, smallest, largest in zip(x, low, high, strict=True):
        heights = corners[corners[:, 0] == at, 1]
        assert_allclose([heights.min(), heights.max()], [smallest, largest])
    assert 0 < band.get_alpha() < 1


def bands(ax):
    return [each for each in ax.collections if isinstance(each, PolyCollection)]


def test_influence_draws_the_curves_without_zeros_and_its_floor():
    ax = influence()
    measured, exact, floor = ax.get_lines()
    assert ax.get_yscale() == "log"
    assert_line(measured, T, 0.5**T)
    assert_line(exact, T, [*10.0 ** (-40 * T[:8]), *[np.nan] * 12])
    assert legend(ax) == ["measured", "exact"]
    assert_level(floor, 1e-4)
    assert [text.xy for text in ax.texts] == [(0, 1e-4)]
    assert_says(
        ax,
        "measured: 0.50 at T = 1, 9.5e-07 at T = 20.",
        "It falls below 1.0e-04 at T = 14.",
        "exactly zero at T = 9",
    )
    ax = plots.plot_influence(None, T, {"measured": 0.5**T})
    assert len(ax.get_lines()) == 1
    assert not ax.texts


def test_sweep_draws_medians_and_bands():
    ax = sweep()
    lines, areas = ax.get_lines(), bands(ax)
    assert ax.get_yscale() == "log"
    assert len(lines) == len(areas) == 3
    for i, base in enumerate([0.5, 0.9, 1.2]):
        assert_line(lines[i], T, base**T)
        assert_band(areas[i], T, 0.5 * base**T, 2 * base**T)
        color = plots.COLORS[SERIES[i]]
        assert to_hex(lines[i].get_color()) == color
        assert_allclose(areas[i].get_facecolor()[0, :3], to_rgb(color))
    assert_says(ax, "gain 0.5: 0.50 at T = 1, 9.5e-07 at T = 20.")


def test_scalar_map_draws_states_above_and_sensitivity_below():
    upper, lower = scalar_map()
    times, end = np.arange(9), np.linspace(0.5, 0.9575, 9)
    first, second, zero = upper.get_lines()
    assert_line(first, times, end)
    assert_line(second, times, -end)
    assert_level(zero, 0)
    (sensitivity,) = lower.get_lines()
    assert_line(sensitivity, times, 0.1**times)
    assert lower.get_yscale() == "log"
    assert upper.get_xlim() == lower.get_xlim()
    assert_says(upper, "From -0.5 it goes to -0.9575")


def test_by_length_draws_medians_and_ranges_at_their_bins():
    scores = np.array([[1.0, np.nan, 2.0], [2.0, np.nan, 2.5], [5.0, np.nan, 7.0]])
    one = np.array([3.0, 2.0, 1.0])
    ax = plots.plot_by_length(None, NAMES, {"several": scores, "one": one})
    assert_array_equal(ax.get_xticks(), [0, 1, 2])
    assert [text.get_text() for text in ax.get_xticklabels()] == NAMES
    ranges = (
        ([0, 2], [2, 2.5], [[1, 5], [2, 7]]),
        ([0, 1, 2], one, [[y, y] for y in one]),
    )
    shifts = []
    for container, (bins, middle, extremes) in zip(ax.containers, ranges, strict=True):
        line, caps, (bars,) = container.lines
        shift = line.get_xdata() - bins
        assert_allclose(shift, shift[0])
        shifts.append(shift[0])
        assert_allclose(line.get_ydata(), middle)
        segments = np.array(bars.get_segments())
        assert_allclose(segments[:, :, 0].T, [line.get_xdata()] * 2)
        assert_allclose(np.sort(segments[:, :, 1]), extremes)
        assert_allclose(np.sort([cap.get_ydata() for cap in caps], axis=0).T, extremes)
    assert -0.5 < shifts[0] < shifts[1] < 0.5
    said = "generated: 1.50 at length 3-6, 3.50 at length 10+."
    assert_says(by_length(), said)


def test_loss_draws_each_run_thin_and_the_median_thick():
    lines = loss().get_lines()
    middle = 3 / np.sqrt(np.arange(1, 31))
    assert len(lines) == 6
    for line, factor in zip(lines, [0.9, 1.0, 1.1, 1.0], strict=False):
        assert_line(line, np.arange(1, 31), factor * middle)
    assert lines[3].get_linewidth() > max(line.get_linewidth() for line in lines[:3])
    assert max(line.get_alpha() for line in lines[:3]) < 1
    (single,) = plots.plot_loss(None, middle).get_lines()
    assert_line(single, np.arange(1, 31), middle)


def test_loss_draws_and_names_its_baselines():
    ax = loss()
    letters, perfect = ax.get_lines()[4:]
    assert_level(letters, 1.5)
    assert_level(perfect, 0.1)
    places = {text.get_text(): text.get_position()[1] for text in ax.texts}
    low, high = ax.get_ylim()
    # Far from the others, so that its name need not move.
    assert places["letters"] == pytest.approx((1.5 - low) / (high - low))
    assert places["perfect"] < places["median"] < places["letters"]
    assert_says(
        ax,
        "from 3.00 to 0.55",
        "first falls below letters (1.50) at step 5.",
        "stays above perfect (0.10)",
    )
