"""Pictures of parity and of speed."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

import lstm_core as lc
from lstm_core import plots
from lstm_core.words import label

pytestmark = pytest.mark.usefixtures("plain_style")

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


def curve(line):
    return line.get_xdata(), line.get_ydata()


def test_parity_shows_both_curves_and_their_difference():
    other = LOSS * (1 + np.array([0, 1e-15, 0, -2e-14]))
    upper, lower = plots.plot_parity(None, {"NumPy": LOSS, "PyTorch": other})
    one, two = upper.get_lines()
    np.testing.assert_array_equal(curve(one)[1], LOSS)
    np.testing.assert_array_equal(curve(two)[1], other)
    assert [t.get_text() for t in upper.get_legend().get_texts()] == [
        "NumPy",
        "PyTorch",
    ]
    (gap,) = lower.get_lines()
    shown = curve(gap)[1]
    assert np.isnan(shown[[0, 2]]).all()  # zeros have no place there
    assert shown[3] == pytest.approx(2e-14, rel=0.05)
    said = plots.get_alt(upper)
    assert "both go from 1.10 to 0.50" in said
    assert "2 of the 4 steps have exactly the same loss" in said
    assert "largest difference is 2.0e-14" in said


def test_parity_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="curves: expected two, got 1"):
        plots.plot_parity(None, {"NumPy": LOSS})
    with pytest.raises(ValueError, match=r"curves: expected shape \(4,\) for 'b'"):
        plots.plot_parity(None, {"a": LOSS, "b": LOSS[1:]})
    assert not plt.get_fignums()


def test_cost_shows_both_programs_and_proportional_growth():
    ax = plots.plot_cost(None, ROWS, "n_a")
    core, torch, line = (curve(found) for found in ax.get_lines())
    np.testing.assert_array_equal(core, [[8, 16, 32], [2, 3, 10]])
    np.testing.assert_array_equal(torch, [[8, 16, 32], [6, 9, 30]])
    np.testing.assert_array_equal(line, [[8, 16, 32], [2, 4, 8]])
    names = {text.get_text() for text in ax.texts}
    assert names == {"lstm_core", "nn.LSTM", label("speed.proportional")}
    assert [t.get_text() for t in ax.get_xticklabels()] == ["8", "16", "32"]
    said = plots.get_alt(ax)
    assert "lstm_core: 2.00 ms at 8, 10.00 ms at 32, 5.00 times as long" in said


def test_cost_without_pytorch_shows_the_package_alone():
    rows = [row | {"ms": {"lstm_core": row["ms"]["lstm_core"]}} for row in ROWS]
    ax = plots.plot_cost(None, rows, "n_a")
    assert len(ax.get_lines()) == 2
    assert "nn.LSTM" not in plots.get_alt(ax)


def test_products_are_told_apart_from_the_rest():
    ax = plots.plot_products(None, ROWS)
    whole, products = (curve(found)[1] for found in ax.get_lines())
    np.testing.assert_array_equal(whole, [2, 3, 10])
    np.testing.assert_array_equal(products, [0.5, 1.5, 9])
    (band,) = ax.collections
    assert {0.5, 2.0} <= set(band.get_paths()[0].vertices[:, 1])
    assert "25 percent at 8 units, 90 percent at 32" in plots.get_alt(ax)


def test_sizes_and_rows_are_checked():
    with pytest.raises(ValueError, match=r"size: expected one of .*got 'n_x'"):
        plots.plot_cost(None, ROWS, "n_x")
    with pytest.raises(ValueError, match="rows: expected at least one, got none"):
        plots.plot_products(None, [])
    assert not plt.get_fignums()


def test_backends_have_a_point_for_each_size_and_dtype():
    ax = plots.plot_backends(None, SPEED)
    border, *dtypes = ax.get_lines()
    assert set(curve(border)[0]) == {1}
    for line, name, ratios in zip(
        dtypes, ("float64", "float32"), ([5.0, 2.5], [0.7, 0.5]), strict=True
    ):
        assert line.get_label() == name
        np.testing.assert_array_equal(curve(line), [ratios, [0, 1]])
    assert dtypes[0].get_marker() != dtypes[1].get_marker()
    said = plots.get_alt(ax)
    assert "T = 50, B = 1, 64 units: 5.00 in float64, 0.70 in float32." in said
    sides = [text.get_text() for text in ax.texts]
    assert sides == [label("speed.faster_torch"), label("speed.faster_core")]


@pytest.mark.parametrize("rows", [[], [SPEED[0] | {"ratio": {"textbook": 2.0}}]])
def test_backends_need_a_measurement_of_pytorch(rows):
    with pytest.raises(ValueError, match="rows: expected a ratio for 'torch'"):
        plots.plot_backends(None, rows)
    assert not plt.get_fignums()


def test_pictures_draw_on_given_axes_and_take_the_stored_results():
    cost, speed = lc.stored_result("speed_scaling"), lc.stored_result("speed_cpu")
    draws = [
        lambda ax: plots.plot_cost(ax, cost["sweeps"]["T"], "T"),
        lambda ax: plots.plot_cost(ax, cost["sweeps"]["B"], "B"),
        lambda ax: plots.plot_products(ax, cost["sweeps"]["n_a"]),
        lambda ax: plots.plot_backends(ax, speed["rows"]),
    ]
    for draw in draws:
        figure, ax = plt.subplots()
        assert draw(ax) is ax
        assert plots.get_alt(figure) == plots.get_alt(ax) != ""
    assert len(plt.get_fignums()) == len(draws)
