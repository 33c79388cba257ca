"""Curves of several runs: medians, ranges, scales, and what the text says of them."""

import numpy as np
import pytest
from drawings import assert_says, legend, refused

from lstm_core import plots
from lstm_core.words import label

PLACES = np.array([1, 2, 3])
RUNS = {"one": np.array([[4.0, 1, 3], [5, 2, 4], [9, 3, 5]]), "two": np.ones((1, 3))}


def draw(groups=RUNS, scale="linear"):
    return plots.plot_spread(None, PLACES, groups, x="step", y="loss", scale=scale)


def test_lines_are_medians_and_bands_reach_from_smallest_to_largest():
    ax = draw()
    np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), [5, 2, 4])
    corners = ax.collections[0].get_paths()[0].vertices
    first = corners[corners[:, 0] == 1, 1]
    assert (first.min(), first.max()) == (4, 9)
    assert legend(ax) == ["one", "two"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "loss")


def test_bands_of_the_middle_half_reach_from_quartile_to_quartile():
    runs = {"one": np.array([[1.0], [2], [4], [8], [99]]) * np.ones(3)}
    axes = {"x": "step", "y": "loss"}
    ax = plots.plot_spread(None, PLACES, runs, **axes, middle_half=True)
    corners = ax.collections[0].get_paths()[0].vertices
    assert (corners[:, 1].min(), corners[:, 1].max()) == (2, 8)
    np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), 4)


@pytest.mark.parametrize(
    ("scale", "kinds"),
    [
        ("linear", ("linear", "linear")),
        ("log y", ("linear", "log")),
        ("log", ("log", "log")),
    ],
)
def test_a_logarithmic_axis_leaves_out_what_is_not_positive(scale, kinds):
    ax = draw({"one": np.array([[-1.0, 2.0, 3.0]])}, scale)
    assert (ax.get_xscale(), ax.get_yscale()) == kinds
    assert_says(ax, label(f"spread.{scale}"))
    first = ax.get_lines()[0].get_ydata()[0]
    assert first == -1 if scale == "linear" else np.isnan(first)


def test_the_text_of_curves_gives_ends_and_the_lowest_place():
    ends = "one, median of 3 runs: 5.00 at 1, 4.00 at 3."
    one = "two: 1.00 at 1, 1.00 at 3."  # a single run has no median
    said = assert_says(draw(), ends, "It is lowest at 2, with 2.00.", one)
    assert said.count("lowest") == 1


def test_curves_that_do_not_fit_are_refused():
    for bad in (np.ones(3), np.ones((0, 3)), np.full((2, 3), np.nan)):
        with refused(r"groups: expected shape \(n_runs, 3\)"):
            draw({"bad": bad})
    with refused("groups: expected shape"):
        draw({"bad": np.ones((2, 4))})
    with refused("scale: expected one of"):
        draw(scale="log x")
