"""Pictures of parity and of speed."""

import numpy as np
import pytest
from drawings import assert_line, assert_says, drawn, legend, refused

import lstm_core as lc
from lstm_core import plots
from lstm_core.words import label

LOSS = np.array([1.1, 1.0, 0.8, 0.5])
ROWS = [
    {"T": 50, "B": 4, "n_a": n, "ms": {"torch": 3 * t, "lstm_core": t, "products": p}}
    for n, t, p in ((8, 2.0, 0.5), (16, 3.0, 1.5), (32, 10.0, 9.0))
]
SPEED = [
    {"dtype": dtype, "T": T, "B": 1, "n_a": 64, "ratio": {"torch": ratio}}
    for dtype, ratios in (("float64", (5.0, 2.5)), ("float32", (0.7, 0.5)))
    for T, ratio in zip((50, 100), ratios, strict=True)
]


def test_parity_shows_both_curves_and_their_difference():
    other = LOSS * (1 + np.array([0, 1e-15, 0, -2e-14]))
    upper, lower = plots.plot_parity(None, {"NumPy": LOSS, "PyTorch": other})
    for line, values in zip(upper.get_lines(), (LOSS, other), strict=True):
        np.testing.assert_array_equal(line.get_ydata(), values)
    assert legend(upper) == ["NumPy", "PyTorch"]
    (gap,) = lower.get_lines()
    shown = gap.get_ydata()
    assert np.isnan(shown[[0, 2]]).all()  # zeros have no place there
    assert shown[3] == pytest.approx(2e-14, rel=0.05)
    assert_says(
        upper,
        "both go from 1.10 to 0.50",
        "2 of the 4 steps have exactly the same loss",
        "largest difference is 2.0e-14",
    )


def test_what_does_not_fit_is_refused():
    with refused("curves: expected two, got 1"):
        plots.plot_parity(None, {"NumPy": LOSS})
    with refused(r"curves: expected shape \(4,\) for 'b'"):
        plots.plot_parity(None, {"a": LOSS, "b": LOSS[1:]})
    with refused(r"size: expected one of .*got 'n_x'"):
        plots.plot_cost(None, ROWS, "n_x")
    with refused("rows: expected at least one, got none"):
        plots.plot_products(None, [])
    for rows in ([], [SPEED[0] | {"ratio": {"textbook": 2.0}}]):
        with refused("rows: expected a ratio for 'torch'"):
            plots.plot_backends(None, rows)


def test_cost_shows_both_programs_and_proportional_growth():
    ax = plots.plot_cost(None, ROWS, "n_a")
    times = [2, 3, 10], [6, 9, 30], [2, 4, 8]
    for line, ms in zip(ax.get_lines(), times, strict=True):
        assert_line(line, [8, 16, 32], ms)
    assert set(drawn(ax)) == {"lstm_core", "nn.LSTM", label("speed.proportional")}
    assert [t.get_text() for t in ax.get_xticklabels()] == ["8", "16", "32"]
    assert_says(ax, "lstm_core: 2.00 ms at 8, 10.00 ms at 32, 5.00 times as long")


def test_cost_without_pytorch_shows_the_package_alone():
    rows = [row | {"ms": {"lstm_core": row["ms"]["lstm_core"]}} for row in ROWS]
    ax = plots.plot_cost(None, rows, "n_a")
    assert len(ax.get_lines()) == 2
    assert "nn.LSTM" not in plots.get_alt(ax)


def test_products_are_told_apart_from_the_rest():
    ax = plots.plot_products(None, ROWS)
    for line, ms in zip(ax.get_lines(), ([2, 3, 10], [0.5, 1.5, 9]), strict=True):
        assert_line(line, [8, 16, 32], ms)
    (band,) = ax.collections
    assert {0.5, 2.0} <= set(band.get_paths()[0].vertices[:, 1])
    assert_says(ax, "25 percent at 8 units, 90 percent at 32")


def test_backends_have_a_point_for_each_size_and_dtype():
    ax = plots.plot_backends(None, SPEED)
    border, double, single = ax.get_lines()
    assert set(border.get_xdata()) == {1}
    assert_line(double, [5.0, 2.5], [0, 1])
    assert_line(single, [0.7, 0.5], [0, 1])
    assert legend(ax) == ["float64", "float32"]
    assert double.get_marker() != single.get_marker()
    assert_says(ax, "T = 50, B = 1, 64 units: 5.00 in float64, 0.70 in float32.")
    assert drawn(ax) == [label("speed.faster_torch"), label("speed.faster_core")]


def test_pictures_take_the_stored_results():
    sweeps = lc.stored_result("speed_scaling")["sweeps"]
    for ax in (
        plots.plot_cost(None, sweeps["T"], "T"),
        plots.plot_cost(None, sweeps["B"], "B"),
        plots.plot_products(None, sweeps["n_a"]),
        plots.plot_backends(None, lc.stored_result("speed_cpu")["rows"]),
    ):
        assert assert_says(ax)
