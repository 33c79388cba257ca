"""Each value of a cell stands at its own place in the diagram, under its own symbol."""

from itertools import combinations

import numpy as np
import pytest
from drawings import entries, small_rnn_trace
from oracles import draw_case, forward

from lstm_core.plots import cell_diagram, describe_cell, draw_cell, get_alt
from lstm_core.plots.diagrams.cell_tables import DIAGRAMS, LSTM_CELL, PEEPHOLE_CELL
from lstm_core.plots.formatting import MINUS, spoken
from lstm_core.plots.style import COLORS, tint
from lstm_core.words.en import FIGURES

CELLS = ("rnn with y", *(name.removeprefix("cell.") for name in DIAGRAMS))
ROW = 3.3  # height of a row of numbers, in units of the diagram

# tanh(c_t) and P_f * c_{t-1} stand behind their boxes, which say what they are.
SYMBOLS = {
    "a_prev": "$a_{t-1}$",
    "c_prev": "$c_{t-1}$",
    "x_t": "$x_t$",
    "f": "$f_t$",
    "u": "$u_t$",
    "o": "$o_t$",
    "c_cand": r"$\tilde{c}_t$",
    "c": "$c_t$",
    "tanh_c": "",
    "peep_f": "",
    "peep_u": "",
    "peep_o": "",
    "a": "$a_t$",
    "r": "$r_t$",
    "a_cand": r"$\tilde{a}_t$",
    "y": "$y_t$",
    "kept": r"$f_t\,c_{t-1}$",
    "let_in": r"$u_t\,\tilde{c}_t$",
}
GATE = r"$\sigma$"
FUNCTIONS = {
    "rnn": {"linear": r"$W\,[\,a_{t-1},\,x_t\,]+b$", "tanh": "tanh"},
    "lstm": {"f": GATE, "u": GATE, "o": GATE, "c_cand": "tanh", "tanh_c": "tanh"},
    "gru": {
        "r": GATE,
        "u": GATE,
        "past": r"$W_{ca}\,a_{t-1}+b_a$",
        "a_cand": "tanh",
        "one_minus": "$1-$",
    },
}
FUNCTIONS["lstm1997"] = {k: v for k, v in FUNCTIONS["lstm"].items() if k != "f"}
FUNCTIONS["mingru"] = {"u": GATE, "a_cand": r"$W_c\,x_t+b_c$", "one_minus": "$1-$"}
PEEPHOLES = {f"peep_{gate}": rf"$P_{gate}\odot$" for gate in "fuo"}
FUNCTIONS["peephole"] = FUNCTIONS["lstm"] | PEEPHOLES
PREDICTION = {"linear_y": r"$W_y\,a_t+b_y$", "softmax": "softmax"}
FUNCTIONS["rnn with y"] = FUNCTIONS["rnn"] | PREDICTION


@pytest.fixture(params=CELLS)
def cell(request):
    return request.param


@pytest.fixture
def step(cell):
    """One step, in which no two values look the same."""
    if cell.startswith("rnn"):
        step = small_rnn_trace().step(1, b=1)
        step |= {"y": np.array([0.25, 0.75])} if cell.endswith("y") else {}
    else:
        step = forward(draw_case(cell, n_a=3)).step(2)
    assert len({tuple(entries(value)) for value in step.values()}) == len(step)
    return step


def values_of(step):
    """The nodes that have a value of a step, by the key of that value."""
    return {node.value.key: node for node in cell_diagram(step).valued}


def passed(step):
    """What passes the valves at which that is written, by its name."""
    made_of = {"kept": ("f", "c_prev"), "let_in": ("u", "c_cand")}
    names = [node.value.key for node in cell_diagram(step).products]
    return {name: np.prod([step[k] for k in made_of[name]], axis=0) for name in names}


def written(step):
    """All that is written into a diagram: nodes and vectors, by the same names."""
    diagram, values = cell_diagram(step), step | passed(step)
    nodes = {n.value.key: n for n in (*diagram.valued, *diagram.products)}
    assert nodes.keys() == values.keys()
    return nodes, values


def center_of(value, n_rows):
    x, y = value.at
    return np.array([x, y - n_rows * ROW / 2 if value.hang else y])


def numbers(ax):
    """All numbers that are drawn, with their middles in units of the diagram."""
    ax.get_figure().draw_without_rendering()
    to_data = ax.transData.inverted()
    texts = [t for t in ax.texts if t.get_text().lstrip(MINUS)[:1].isdigit()]
    boxes = [to_data.transform(text.get_window_extent()) for text in texts]
    return [(t.get_text(), b.mean(axis=0)) for t, b in zip(texts, boxes, strict=True)]


def test_every_value_of_a_step_belongs_to_the_node_of_its_name(step):
    nodes = values_of(step)
    assert {key: node.name for key, node in nodes.items()} == {k: k for k in step}


@pytest.mark.parametrize("diagram", [LSTM_CELL, PEEPHOLE_CELL])
def test_a_valve_has_the_gate_of_its_name(diagram):
    valves = [n for n in diagram.nodes if n.kind == "valve"]
    gates = {node.name: (node.gate, node.role) for node in valves}
    assert gates == {
        "valve_f": ("f", "forget"),
        "valve_u": ("u", "update"),
        "valve_o": ("o", "output"),
    }


def test_symbols_and_functions_are_drawn_at_their_places(step, cell):
    texts = {t.get_position(): t.get_text() for t in draw_cell(None, step).texts}
    for key, node in written(step)[0].items():
        assert node.value.symbol == SYMBOLS[key]
        assert texts[node.value.symbol_at] == SYMBOLS[key]
    boxes = [node for node in cell_diagram(step).nodes if node.kind == "box"]
    assert {n.name: texts[n.x, n.y] for n in boxes} == FUNCTIONS[cell]


def test_each_number_is_drawn_at_the_place_of_its_value(step):
    found = numbers(draw_cell(None, step))
    nodes, values = written(step)
    places = {k: center_of(n.value, len(values[k])) for k, n in nodes.items()}
    columns = {key: [] for key in places}
    for text, middle in found:
        away = {k: np.linalg.norm(middle - place) for k, place in places.items()}
        columns[min(away, key=away.get)].append((text, middle))
    for key, column in columns.items():
        column.sort(key=lambda entry: -entry[1][1])
        assert [text for text, _ in column] == entries(values[key]), key
        middle = np.mean([middle for _, middle in column], axis=0)
        np.testing.assert_allclose(middle, places[key], atol=1.5, err_msg=key)


@pytest.mark.parametrize("place", ["numbers", "symbol"])
def test_no_two_values_would_be_nearer_to_their_nodes_if_exchanged(step, place):
    def away(value, node):
        at = center_of(value, 3) if place == "numbers" else value.symbol_at
        return np.linalg.norm(np.array(at) - (node.x, node.y))

    nodes = list(written(step)[0].values())
    nodes = [n for n in nodes if n.value.symbol or place == "numbers"]
    for one, other in combinations(nodes, 2):
        own = away(one.value, one) + away(other.value, other)
        assert own + 5 < away(one.value, other) + away(other.value, one)


def test_each_value_is_said_of_its_own_node(step):
    said = get_alt(draw_cell(None, step, "hidden"))
    assert said == describe_cell(step, "hidden")
    assert said.startswith(f"Lit up: {FIGURES['part.hidden']}; the rest is dimmed. ")
    lit, dimmed = said.split("Dimmed: ")
    shown = cell_diagram(step).lit("hidden")
    nodes, values = written(step)
    for key, node in nodes.items():
        name, value = node.name, spoken(values[key])
        if name in shown:
            assert f"{FIGURES[f'node.{name}']} {value}" in lit
        else:
            assert f"{FIGURES[f'source.{name}']} {value}" in dimmed


def test_texts_of_one_step_differ_from_their_first_words_on(step):
    parts = cell_diagram(step).parts
    assert len({describe_cell(step, part)[:60] for part in parts}) == len(parts)


def test_what_passes_a_valve_of_the_lstm_stands_behind_it():
    step = forward(draw_case("lstm", n_a=2)).step(1)
    step |= {"f": np.array([0.5, 0.1]), "c_prev": np.array([3.0, -7.0])}
    step |= {"u": np.array([0.2, 1.0]), "c_cand": np.array([-0.5, 0.25])}
    said = describe_cell(step)
    kept, let_in = FIGURES["node.valve_f"], FIGURES["node.valve_u"]
    assert f"From c_(t-1) and f_t: {kept} [1.50, -0.70]." in said
    assert f"From u_t and the candidate: {let_in} [-0.10, 0.25]." in said
    # On the way from the valve to the sum, in the colour of what flows there.
    for key, role, sides in (("kept", "cell", (20, 48)), ("let_in", "candidate", None)):
        value = written(step)[0][key].value
        assert value.role == role
        assert sides is None or sides[0] < value.at[0] < sides[1]
    low, high = (LSTM_CELL[name].y for name in ("valve_u", "sum"))
    assert low < LSTM_CELL["valve_u"].value.at[1] < high
    colors = {t.get_text(): t.get_color() for t in draw_cell(None, step).texts}
    assert colors["1.50"] == tint(COLORS["cell"], 1)
    assert colors[f"{MINUS}0.10"] == tint(COLORS["candidate"], 1)


def test_a_step_of_tensors_is_drawn_like_one_of_arrays(torch):
    trace = forward(draw_case("lstm"))
    tensors = trace.change(lambda name, value: torch.tensor(value))
    pictures = [draw_cell(None, one.step(2)) for one in (trace, tensors)]
    assert len({get_alt(ax) for ax in pictures}) == 1
    assert describe_cell(tensors.step(2)) == get_alt(pictures[0])
