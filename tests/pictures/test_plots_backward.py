"""The cell with its gradients, and curves of several runs."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import arrows, drawn, entries, is_strong

import lstm_core as lc
from lstm_core import plots
from lstm_core.plots.diagrams.backward import BACKWARD_CELL
from lstm_core.plots.diagrams.cell_tables import LSTM_CELL
from lstm_core.words import label

pytestmark = pytest.mark.usefixtures("plain_style")

NAMES = ["dc_next", "dc", "da", "dtanh_c", "do", "df", "du", "dc_cand", "dc_prev"]
NAMES += ["da_prev", "dx"]


@pytest.fixture
def step(rng):
    p = lc.init_lstm(2, 2, rng=rng)
    return lc.lstm_forward(p, rng.standard_normal((1, 1, 2))).step(0)


@pytest.fixture
def grads():
    return {name: np.array([k + 0.25, -k]) for k, name in enumerate(NAMES, start=1)}


def test_every_arrow_of_the_forward_cell_is_turned_round():
    assert len(BACKWARD_CELL.edges) == len(LSTM_CELL.edges)
    for back, forth in zip(BACKWARD_CELL.edges, LSTM_CELL.edges, strict=True):
        assert (back.source, back.target) == (forth.target, forth.source)
        assert (back.via, back.belt) == (forth.via[::-1], forth.belt)
    places = [[(n.name, n.x, n.y) for n in d.nodes] for d in (BACKWARD_CELL, LSTM_CELL)]
    assert places[0] == places[1]


def test_all_gradients_are_written_into_the_picture(step, grads):
    texts = drawn(plots.draw_backward(None, step, grads))
    for values in grads.values():
        for entry in entries(values):
            assert entry in texts
    assert r"$d\tilde{c}_t$" in texts
    assert entries(step["c"])[0] not in texts  # no value of the forward pass


def test_the_belt_has_a_label_before_and_behind_the_junction(step, grads):
    ax = plots.draw_backward(None, step, grads)
    places = {text.get_text(): text.get_position() for text in ax.texts}
    fork, total = BACKWARD_CELL["fork"], BACKWARD_CELL["sum"]
    next_, dc, prev = (BACKWARD_CELL[n].value for n in ("c", "fork", "c_prev"))
    assert (next_.key, dc.key, prev.key) == ("dc_next", "dc", "dc_prev")
    assert (dc.symbol, prev.symbol) == ("$dc_t$", "$dc_t f_t$")
    assert prev.at[0] < total.x < dc.at[0] < fork.x < next_.at[0]
    for value in (next_, dc, prev):
        assert places[value.symbol] == value.symbol_at
        above, below = value.symbol_at[1], value.at[1]
        assert below < fork.y < above


def test_nothing_sticks_out_of_the_picture(step, grads):
    ax = plots.draw_backward(None, step, grads)
    ax.figure.draw_without_rendering()
    whole = ax.figure.bbox
    for text in ax.texts:
        box = text.get_window_extent()
        assert whole.x0 <= box.x0
        assert box.x1 <= whole.x1
        assert whole.y0 <= box.y0
        assert box.y1 <= whole.y1


def lit_edges(ax):
    colors = [patch.get_edgecolor() for patch in arrows(ax)]
    pairs = [(e.source, e.target) for e in BACKWARD_CELL.edges]
    return {p for p, c in zip(pairs, colors, strict=True) if is_strong(c)}


def test_the_ways_that_can_be_lit_up(step, grads):
    belt = {("c", "fork"), ("fork", "sum"), ("sum", "valve_f"), ("valve_f", "c_prev")}
    ways = {h: lit_edges(plots.draw_backward(None, step, grads, h)) for h in PARTS}
    assert ways["belt"] == belt
    assert {("valve_f", "f"), ("valve_u", "c_cand"), ("join", "a_prev")} < ways["gates"]
    assert ways["gates"].isdisjoint({("valve_f", "c_prev"), ("a", "valve_o")})
    assert ways["ways"] == ways["belt"] | ways["gates"]
    assert len(lit_edges(plots.draw_backward(None, step, grads))) == 21


PARTS = ("belt", "gates", "ways")


def test_the_text_says_all_gradients_and_what_is_lit(step, grads):
    said = plots.get_alt(plots.draw_backward(None, step, grads))
    for name, values in grads.items():
        numbers = ", ".join(f"{v:.2f}" for v in values)
        assert f"{label(f'backward.{name}')}: [{numbers}]." in said
    for part in PARTS:
        said = plots.get_alt(plots.draw_backward(None, step, grads, part))
        assert label("cell.lit", part=label(f"backward.part_{part}")) in said


def test_what_is_missing_or_unknown_is_named(step, grads):
    with pytest.raises(ValueError, match="grads: expected a value 'df' with one axis"):
        plots.draw_backward(None, step, {k: v for k, v in grads.items() if k != "df"})
    with pytest.raises(ValueError, match="gates: expected a value 'u' with one axis"):
        plots.draw_backward(None, step | {"u": 0.5}, grads)
    with pytest.raises(ValueError, match="highlight: expected one of"):
        plots.draw_backward(None, step, grads, "forget")
    assert not plt.get_fignums()


RUNS = {"one": np.array([[4.0, 1, 3], [5, 2, 4], [9, 3, 5]]), "two": np.ones((1, 3))}
AXES = {"x": "step", "y": "loss"}


def test_lines_are_medians_and_bands_reach_from_smallest_to_largest():
    ax = plots.plot_spread(None, np.array([1, 2, 3]), RUNS, **AXES)
    np.testing.assert_array_equal(ax.get_lines()[0].get_ydata(), [5, 2, 4])
    corners = ax.collections[0].get_paths()[0].vertices
    first = corners[corners[:, 0] == 1, 1]
    assert (first.min(), first.max()) == (4, 9)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["one", "two"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("step", "loss")


@pytest.mark.parametrize(
    ("scale", "kinds"),
    [
        ("linear", ("linear", "linear")),
        ("log y", ("linear", "log")),
        ("log", ("log", "log")),
    ],
)
def test_scales(scale, kinds):
    ax = plots.plot_spread(None, np.array([1, 2, 3]), RUNS, **AXES, scale=scale)
    assert (ax.get_xscale(), ax.get_yscale()) == kinds
    assert label(f"spread.{scale}") in plots.get_alt(ax)


@pytest.mark.parametrize("scale", ["linear", "log y"])
def test_what_is_not_positive_is_left_out_of_a_logarithmic_axis_only(scale):
    runs = {"one": np.array([[-1.0, 2.0, 3.0]])}
    ax = plots.plot_spread(None, np.array([1, 2, 3]), runs, **AXES, scale=scale)
    first = ax.get_lines()[0].get_ydata()[0]
    assert first == -1 if scale == "linear" else np.isnan(first)


def test_the_text_of_curves_gives_ends_and_the_lowest_place():
    said = plots.get_alt(plots.plot_spread(None, np.array([1, 2, 3]), RUNS, **AXES))
    assert "one, median of 3 runs: 5.00 at 1, 4.00 at 3." in said
    assert "It is lowest at 2, with 2.00." in said
    assert said.count("lowest") == 1


def test_curves_that_do_not_fit_are_refused():
    places = np.arange(3)
    for bad in (np.ones(3), np.ones((0, 3)), np.full((2, 3), np.nan)):
        with pytest.raises(ValueError, match=r"groups: expected shape \(n_runs, 3\)"):
            plots.plot_spread(None, places, {"bad": bad}, **AXES)
    with pytest.raises(ValueError, match="groups: expected shape"):
        plots.plot_spread(None, places, {"bad": np.ones((2, 4))}, **AXES)
    with pytest.raises(ValueError, match="scale: expected one of"):
        plots.plot_spread(None, places, RUNS, **AXES, scale="log x")
    assert not plt.get_fignums()


def test_pictures_draw_on_given_axes(step, grads):
    figure, (left, right) = plt.subplots(1, 2)
    assert plots.draw_backward(left, step, grads) is left
    assert plots.plot_spread(right, np.arange(3), RUNS, **AXES) is right
    assert plt.get_fignums() == [figure.number]
