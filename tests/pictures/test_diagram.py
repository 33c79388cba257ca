"""The cell diagram: every part of the equations is there, joined as in them."""

from itertools import combinations

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import arrows, drawn, refused, small_rnn_trace, strength
from matplotlib.patches import Polygon
from oracles import draw_case, forward

import lstm_core as lc
from lstm_core.cells.registry import all_cells
from lstm_core.plots import cell_diagram, describe_cell, draw_cell
from lstm_core.plots.diagrams.cell_tables import (
    DIAGRAMS,
    GRU_CELL,
    LSTM1997_CELL,
    LSTM_CELL,
    MINGRU_CELL,
    PEEPHOLE_CELL,
    RNN_CELL_WITH_PREDICTION,
)
from lstm_core.plots.diagrams.diagram import KINDS, RADIUS
from lstm_core.plots.style import COLORS
from lstm_core.words.en import FIGURES

TABLES = [diagram for known in DIAGRAMS.values() for diagram in known]
WIDEST = np.full(3, -0.88)


@pytest.fixture
def rnn_step():
    return small_rnn_trace().step(0)


@pytest.fixture
def lstm_step():
    rng = np.random.default_rng(1)
    p = lc.init_lstm(2, 3, rng=rng)
    return lc.lstm_forward(p, rng.standard_normal((3, 1, 2))).step(2)


def widest_step(diagram):
    step = {n.value.key: WIDEST for n in diagram.valued}
    # Gates are positive.
    return step | {n.gate: -WIDEST for n in diagram.nodes if n.gate}


def sources(diagram, name):
    return {node.name for node in diagram.inputs(name)}


@pytest.mark.parametrize("diagram", TABLES)
def test_tables_are_complete(diagram):
    names = [node.name for node in diagram.nodes]
    assert len(names) == len(set(names))
    for edge in diagram.edges:
        assert {edge.source, edge.target} <= set(names)
        assert edge.role in COLORS
    for node in diagram.nodes:
        assert node.kind in KINDS
        assert node.role in COLORS
        # What passes a valve, or a port that nothing enters, is a source of others.
        said = node.kind in ("dot", "valve") or f"node.{node.spoken}" in FIGURES
        assert said and (node.kind != "valve" or f"source.{node.name}" in FIGURES)
        assert any(node.name in (e.source, e.target) for e in diagram.edges)
    assert len(diagram.lit(None)) == len(diagram.nodes)
    for part in diagram.parts:
        assert f"part.{part}" in FIGURES
        assert 0 < len(diagram.lit(part)) < len(diagram.nodes)


# What flows into each node, by the equations of the cell.
INPUTS = {"a_prev", "x_t"}
LSTM_FLOW = {
    "valve_f": {"f", "c_prev"},
    "valve_u": {"u", "c_cand"},
    "sum": {"valve_f", "valve_u"},
    "c": {"sum"},
    "tanh_c": {"sum"},
    "valve_o": {"o", "tanh_c"},
    "a": {"valve_o"},
}
EQUATIONS = {
    RNN_CELL_WITH_PREDICTION: {
        "linear": INPUTS,
        "tanh": {"linear"},
        "a": {"tanh"},
        "linear_y": {"tanh"},
        "softmax": {"linear_y"},
        "y": {"softmax"},
    },
    LSTM_CELL: dict.fromkeys(("f", "u", "o", "c_cand"), INPUTS) | LSTM_FLOW,
    LSTM1997_CELL: {
        **dict.fromkeys(("u", "o", "c_cand"), INPUTS),
        **{name: LSTM_FLOW[name] for name in LSTM_FLOW if name != "valve_f"},
        "sum": {"c_prev", "valve_u"},
    },
    PEEPHOLE_CELL: {
        "f": INPUTS | {"peep_f"},
        "u": INPUTS | {"peep_u"},
        "o": INPUTS | {"peep_o"},
        "c_cand": INPUTS,
        "peep_f": {"c_prev"},
        "peep_u": {"c_prev"},
        "peep_o": {"sum"},
    }
    | LSTM_FLOW,
    MINGRU_CELL: {
        "u": {"x_t"},
        "a_cand": {"x_t"},
        "one_minus": {"u"},
        "valve_keep": {"u", "a_prev"},
        "valve_new": {"one_minus", "a_cand"},
        "sum": {"valve_keep", "valve_new"},
        "a": {"sum"},
    },
    GRU_CELL: {
        "r": INPUTS,
        "u": INPUTS,
        "past": {"a_prev"},
        "valve_r": {"r", "past"},
        "a_cand": {"valve_r", "x_t"},
        "one_minus": {"u"},
        "valve_keep": {"u", "a_prev"},
        "valve_new": {"one_minus", "a_cand"},
        "sum": {"valve_keep", "valve_new"},
        "a": {"sum"},
    },
}


@pytest.mark.parametrize("diagram", [known[-1] for known in DIAGRAMS.values()])
def test_tables_are_the_equations(diagram):
    equations = EQUATIONS[diagram]
    assert {target: sources(diagram, target) for target in equations} == equations


def test_every_cell_is_drawn_as_itself_or_refused(cell):
    case = draw_case(cell)
    step = forward(case).step(1)
    if f"cell.{cell}" in DIAGRAMS:
        assert cell_diagram(step) in DIAGRAMS[f"cell.{cell}"]
        assert describe_cell(step).startswith(FIGURES[f"cell.{cell}"])
    else:
        with refused("step: expected the values of a cell that has a diagram"):
            draw_cell(None, step)
    assert {k.removeprefix("cell.") for k in DIAGRAMS} <= {c.name for c in all_cells()}


@pytest.mark.parametrize(
    ("name", "diagram"), [("gru", GRU_CELL), ("mingru", MINGRU_CELL)]
)
def test_the_update_gate_of_a_gru_opens_one_valve_and_shuts_the_other(name, diagram):
    step = forward(draw_case(name, n_a=3)).step(0) | {"u": np.array([0.6, 0.7, 0.8])}
    ax = draw_cell(None, step)
    for name, opening in (("valve_keep", 0.7), ("valve_new", 0.3)):
        for half, _ in valve_halves(ax, diagram[name]):
            shown = strength(half.get_facecolor(), "update")
            assert shown == pytest.approx(opening), name


@pytest.mark.parametrize("diagram", [LSTM_CELL, PEEPHOLE_CELL])
@pytest.mark.parametrize("gate", ["forget", "update", "output"])
def test_with_a_gate_what_flows_through_its_valve_is_lit(diagram, gate):
    lit = diagram.lit(gate)
    valve = next(n for n in diagram.nodes if n.kind == "valve" and n.role == gate)
    assert valve.name in lit
    assert sources(diagram, valve.name) <= lit


@pytest.mark.parametrize(
    ("part", "peepholes", "seen"),
    [
        ("forget", "f", {"c_prev"}),
        ("update", "u", {"c_prev"}),
        ("output", "o", {"c"}),
        ("gates", "fuo", {"c_prev", "c"}),
        ("peepholes", "fuo", set()),
        ("candidate", "", set()),
    ],
)
def test_with_a_gate_its_peephole_is_lit_and_the_state_that_it_sees(
    part, peepholes, seen
):
    lit = PEEPHOLE_CELL.lit(part)
    assert {n for n in lit if n.startswith("peep_")} == {f"peep_{p}" for p in peepholes}
    assert {"c_prev", "c"} & lit == seen
    # So are the forks on the way: no line breaks off.
    for edge in PEEPHOLE_CELL.edges:
        if edge.target in lit and edge.target.startswith(("peep_", "look_fu")):
            assert edge.source in lit


def test_the_part_of_the_peepholes_is_the_peepholes_and_the_forks_before_them():
    lit = [n for n in PEEPHOLE_CELL.nodes if n.name in PEEPHOLE_CELL.lit("peepholes")]
    shown = {n.name for n in lit if n.kind != "dot"}
    assert shown == {"peep_f", "peep_u", "peep_o"}


def test_highlight_changes_only_the_strength(rnn_step):
    plain, lit = draw_cell(None, rnn_step), draw_cell(None, rnn_step, "hidden")
    assert drawn(plain) == drawn(lit)
    colors = [{t.get_color() for t in ax.texts} for ax in (plain, lit)]
    assert len(colors[1]) > len(colors[0])


def test_bad_steps_are_refused(rnn_step, lstm_step):
    with refused("expected one of past, input"):
        draw_cell(None, rnn_step, "forget")
    with refused("value 'a_prev' with one axis"):
        draw_cell(None, {name: rnn_step[name] for name in ("x_t", "a")})
    with refused("value 'f' with one axis"):
        draw_cell(None, lstm_step | {"f": np.ones((1, 3))})


def assert_nothing_overlaps(ax, diagram):
    figure = ax.get_figure()
    figure.draw_without_rendering()
    texts = [(t.get_text(), t.get_window_extent()) for t in ax.texts if t.get_text()]
    for (one, a), (other, b) in combinations(texts, 2):
        # The rows of one column are set tight.
        assert not a.padded(-1.5).overlaps(b.padded(-1.5)), (one, other)
    for text, box in texts:
        corners = ax.transData.inverted().transform(box)
        assert (corners[0] >= diagram.view[:2]).all(), text
        assert (corners[1] <= diagram.view[2:]).all(), text
        for node in diagram.nodes:
            half = np.array(node.half_size) - 0.2
            inside = node.text == text or node.kind in ("dot", "port")
            center = np.array([node.x, node.y])
            before, after = corners[1] < center - half, corners[0] > center + half
            apart = before.any() or after.any()
            assert inside or apart, (text, node.name)


@pytest.mark.parametrize("diagram", TABLES)
def test_the_widest_numbers_fit(diagram):
    assert_nothing_overlaps(draw_cell(None, widest_step(diagram)), diagram)


@pytest.mark.parametrize("diagram", TABLES)
def test_edges_run_between_their_nodes_and_dim_with_them(diagram):
    step = widest_step(diagram)
    for part in (None, *diagram.parts):
        lit = diagram.lit(part)
        drawn_edges = arrows(draw_cell(None, step, part))
        for edge, arrow in zip(diagram.edges, drawn_edges, strict=True):
            line = arrow.get_path().vertices
            for end, name in (line[0], edge.source), (line[1:], edge.target):
                node = diagram[name]
                away = np.abs(end - np.array([node.x, node.y])) - node.half_size
                assert np.clip(away, 0, None).sum(axis=-1).min() < 1, edge
            shown = strength(arrow.get_edgecolor(), edge.role)
            if {edge.source, edge.target} <= lit:
                assert shown == pytest.approx(1), (part, edge)
            else:
                assert 0.1 < shown < 0.5, (part, edge)
        plt.close("all")


def valve_halves(ax, node):
    """The two triangles of a valve, each with its corners, seen from its centre."""
    polygons = [patch for patch in ax.patches if isinstance(patch, Polygon)]
    found = [(patch, patch.get_xy() - (node.x, node.y)) for patch in polygons]
    return [half for half in found if np.linalg.norm(half[1], axis=1).max() < RADIUS]


def test_valves_are_filled_as_far_as_their_gates_are_open(lstm_step):
    gates = {"f": [0.0, 0.2, 0.1], "u": [1.0, 1.0, 1.0], "o": [0.6, 0.7, 0.8]}
    openings = {"f": 0.1, "u": 1, "o": 0.7}
    ax = draw_cell(None, lstm_step | {k: np.array(v) for k, v in gates.items()})
    for node in LSTM_CELL.nodes:
        if node.kind == "valve":
            halves = valve_halves(ax, node)
            assert len(halves) == 2
            for half, corners in halves:
                shown = strength(half.get_facecolor(), node.role)
                assert shown == pytest.approx(openings[node.gate]), node.name
                assert strength(half.get_edgecolor(), node.role) == pytest.approx(1)
                assert (corners == 0).all(axis=1).any()  # the tips meet in the middle
            reach = np.abs(np.concatenate([corners for _, corners in halves])).max(0)
            assert np.argmax(reach) == node.upright  # along the flow


def test_valves_dim_with_the_rest(lstm_step):
    ax = draw_cell(None, lstm_step | {"f": np.ones(3), "o": np.ones(3)}, "forget")
    (lit, _), _ = valve_halves(ax, LSTM_CELL["valve_f"])
    (dim, _), _ = valve_halves(ax, LSTM_CELL["valve_o"])
    assert strength(lit.get_facecolor(), "forget") == pytest.approx(1)
    assert 0.1 < strength(dim.get_facecolor(), "output") < 0.5
