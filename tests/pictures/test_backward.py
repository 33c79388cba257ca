"""The cell with its gradients: its arrows, its numbers, what can be lit up."""

import numpy as np
import pytest
from drawings import arrows, assert_says, drawn, entries, is_strong, refused

import lstm_core as lc
from lstm_core import plots
from lstm_core.plots.diagrams.backward import BACKWARD_CELL
from lstm_core.plots.diagrams.cell_tables import LSTM_CELL
from lstm_core.words import label

NAMES = ["dc_next", "dc", "da", "dtanh_c", "do", "df", "du", "dc_cand", "dc_prev"]
NAMES += ["da_prev", "dx"]
PARTS = ("belt", "gates", "ways")


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
        assert set(entries(values)) <= set(texts)
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
        assert (whole.min <= box.min).all(), text
        assert (box.max <= whole.max).all(), text


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


def test_the_text_says_all_gradients_and_what_is_lit(step, grads):
    ax = plots.draw_backward(None, step, grads)
    for name, values in grads.items():
        numbers = ", ".join(f"{v:.2f}" for v in values)
        assert_says(ax, f"{label(f'backward.{name}')} [{numbers}]")
    for part in PARTS:
        lit = label("cell.lit", part=label(f"backward.part_{part}"))
        said = assert_says(plots.draw_backward(None, step, grads, part))
        assert said.startswith(lit)


def test_what_is_missing_or_unknown_is_named(step, grads):
    with refused("grads: expected a value 'df' with one axis"):
        plots.draw_backward(None, step, {k: v for k, v in grads.items() if k != "df"})
    with refused("gates: expected a value 'u' with one axis"):
        plots.draw_backward(None, step | {"u": 0.5}, grads)
    with refused("highlight: expected one of"):
        plots.draw_backward(None, step, grads, "forget")
