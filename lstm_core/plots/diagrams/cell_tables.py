"""The cells of the book, as tables of nodes and edges.

The basic cell and the LSTM have the same ports at the same places: the hidden state
runs along the bottom (the wire), the input comes from below, the cell state is on top
(the belt). The one state of the GRU runs along the top, where a gate blends it.
"""

from dataclasses import replace

from lstm_core.plots.diagrams.diagram import Diagram, Edge, Node, Value

_WIRE, _BELT, _GATES = 16.0, 62.0, 27.0
_LINEAR = r"$W\,[\,a_{t-1},\,x_t\,]+b$"

_A_PREV = Value("a_prev", "$a_{t-1}$", at=(4.6, 13.5), symbol_at=(4.6, 20.5), hang=True)
_X = Value("x_t", "$x_t$", at=(22.2, -2), symbol_at=(11, -3))
_A = Value("a", "$a_t$", at=(95.4, 13.5), symbol_at=(95.4, 20.5), hang=True)
_Y = Value("y", r"$y_t$", at=(83.6, 59), symbol_at=(73, 59))

RNN_CELL = Diagram(
    nodes=(
        Node("a_prev", "port", 0, _WIRE, role="hidden", value=_A_PREV, parts=("past",)),
        Node("x_t", "port", 15, -7, role="input", value=_X, parts=("input",)),
        Node("join", "dot", 15, _WIRE, parts=("past", "input", "linear")),
        Node("linear", "box", 37.5, _WIRE, _LINEAR, width=28, parts=("linear",)),
        Node("tanh", "box", 63.5, _WIRE, "tanh", "hidden", parts=("hidden",)),
        Node("a", "port", 100, _WIRE, role="hidden", value=_A, parts=("hidden",)),
    ),
    edges=(
        Edge("a_prev", "join", role="hidden"),
        Edge("x_t", "join", role="input"),
        Edge("join", "linear"),
        Edge("linear", "tanh"),
        Edge("tanh", "a", role="hidden"),
    ),
    view=(-1.5, -8.5, 101.5, 26),
    frames=((11.5, 8, 88.5, 25),),
)
"""``a_t = tanh(W [a_{t-1}, x_t] + b)``, from left to right."""

RNN_CELL_WITH_PREDICTION = Diagram(
    nodes=(
        *RNN_CELL.nodes,
        Node("fork", "dot", 77, _WIRE, role="hidden", parts=("hidden", "prediction")),
        Node(
            "linear_y",
            "box",
            77,
            29,
            "$W_y\\,a_t+b_y$",
            width=20,
            parts=("prediction",),
        ),
        Node("softmax", "box", 77, 42, "softmax", width=20, parts=("prediction",)),
        Node("y", "port", 77, 64, value=_Y, parts=("prediction",)),
    ),
    edges=(
        *RNN_CELL.edges[:-1],
        Edge("tanh", "fork", role="hidden"),
        Edge("fork", "a", role="hidden"),
        Edge("fork", "linear_y", role="hidden"),
        Edge("linear_y", "softmax"),
        Edge("softmax", "y"),
    ),
    view=(-1.5, -8.5, 101.5, 65),
    frames=((11.5, 8, 88.5, 50.5),),
)
"""The same, with the prediction ``y_t = softmax(W_y a_t + b_y)`` on top."""

_F = Value("f", "$f_t$", at=(26.3, 41), symbol_at=(26.3, 49))
_U = Value("u", "$u_t$", at=(40.3, 38.5), symbol_at=(39.5, 49.5))
_C_CAND = Value("c_cand", r"$\tilde{c}_t$", at=(54.6, 37.3), symbol_at=(56, 45.8))
_O = Value("o", "$o_t$", at=(68, 42), symbol_at=(66.5, 50.2))
_TANH_C = Value("tanh_c", "", at=(82.5, 42.7), symbol_at=(82.3, 50))
_C_PREV = Value("c_prev", "$c_{t-1}$", at=(4.6, 58.7), symbol_at=(4.6, 66.5), hang=True)
_C = Value("c", "$c_t$", at=(95.4, 58.7), symbol_at=(95.4, 66.5), hang=True)

_KEPT = Value(
    "kept",
    r"$f_t\,c_{t-1}$",
    at=(33.6, 58.7),
    symbol_at=(34, 66),
    hang=True,
    role="cell",
)
_LET_IN = Value(
    "let_in",
    r"$u_t\,\tilde{c}_t$",
    at=(56.4, 53.8),
    symbol_at=(43.3, 55),
    role="candidate",
)

_FORGET, _UPDATE, _OUTPUT = (
    ("forget", "gates"),
    ("update", "gates"),
    ("output", "gates"),
)
_ALL_INPUTS = ("input", "forget", "update", "candidate", "output", "gates")
_BELT_PARTS = ("cell", "forget")


def _gate(name, x, text, role, value, parts):
    return Node(name, "box", x, _GATES, text, role, value, width=11, parts=parts)


LSTM_CELL = Diagram(
    nodes=(
        Node("c_prev", "port", 0, _BELT, "", "cell", _C_PREV, parts=_BELT_PARTS),
        Node("a_prev", "port", 0, _WIRE, "", "hidden", _A_PREV, parts=_ALL_INPUTS),
        Node("x_t", "port", 15, -7, "", "input", _X, parts=_ALL_INPUTS),
        Node("join", "dot", 15, _WIRE, parts=_ALL_INPUTS),
        Node("to_f", "dot", 20, _WIRE, parts=_ALL_INPUTS),
        Node("to_u", "dot", 34, _WIRE, parts=_ALL_INPUTS[2:]),
        Node("to_c", "dot", 48, _WIRE, parts=_ALL_INPUTS[3:]),
        _gate("f", 20, r"$\sigma$", "forget", _F, _FORGET),
        _gate("u", 34, r"$\sigma$", "update", _U, _UPDATE),
        _gate("c_cand", 48, "tanh", "candidate", _C_CAND, ("candidate", "update")),
        _gate("o", 62, r"$\sigma$", "output", _O, _OUTPUT),
        Node(
            "valve_f",
            "valve",
            20,
            _BELT,
            role="forget",
            value=_KEPT,
            gate="f",
            parts=("cell", *_FORGET),
        ),
        Node(
            "valve_u",
            "valve",
            48,
            46,
            role="update",
            value=_LET_IN,
            gate="u",
            upright=True,
            parts=("cell", "candidate", *_UPDATE),
        ),
        Node("sum", "sum", 48, _BELT, role="cell", parts=("cell", "update", "forget")),
        Node("fork", "dot", 76, _BELT, role="cell", parts=("cell", "hidden")),
        Node("c", "port", 100, _BELT, "", "cell", _C, parts=("cell",)),
        Node(
            "tanh_c",
            "box",
            76,
            52.5,
            "tanh",
            "cell",
            _TANH_C,
            width=11,
            parts=("hidden", "output"),
        ),
        Node(
            "valve_o",
            "valve",
            76,
            33,
            role="output",
            gate="o",
            upright=True,
            parts=("hidden", *_OUTPUT),
        ),
        Node("a", "port", 100, _WIRE, "", "hidden", _A, parts=("hidden", "output")),
    ),
    edges=(
        Edge("c_prev", "valve_f", role="cell", belt=True),
        Edge("valve_f", "sum", role="cell", belt=True),
        Edge("sum", "fork", role="cell", belt=True),
        Edge("fork", "c", role="cell", belt=True),
        Edge("a_prev", "join", role="hidden"),
        Edge("x_t", "join", role="input"),
        Edge("join", "to_f"),
        Edge("to_f", "to_u"),
        Edge("to_u", "to_c"),
        Edge("to_f", "f"),
        Edge("to_u", "u"),
        Edge("to_c", "c_cand"),
        Edge("to_c", "o", via=((62, _WIRE),)),
        Edge("f", "valve_f", role="forget"),
        Edge("u", "valve_u", via=((34, 46),), role="update"),
        Edge("c_cand", "valve_u", role="candidate"),
        Edge("valve_u", "sum", role="candidate"),
        Edge("fork", "tanh_c", role="cell"),
        Edge("tanh_c", "valve_o", role="cell"),
        Edge("o", "valve_o", via=((62, 33),), role="output"),
        Edge("valve_o", "a", via=((76, _WIRE),), role="hidden"),
    ),
    view=(-1.5, -8.5, 101.5, 70.5),
    frames=((11.5, 9, 88.5, 69.5),),
)
"""``c_t = f_t * c_{t-1} + u_t * c~_t`` on top, ``a_t = o_t * tanh(c_t)`` below it."""

_NO_FORGET_GATE = ("f", "valve_f", "to_f")


def _without_forget_gate(node):
    """The node, in no part of which a gate is lit that is not there."""
    parts = (part for part in node.parts if part not in ("forget", "gates"))
    return replace(node, parts=tuple(parts))


LSTM1997_CELL = Diagram(
    nodes=tuple(
        _without_forget_gate(node)
        for node in LSTM_CELL.nodes
        if node.name not in _NO_FORGET_GATE
    ),
    edges=(
        Edge("c_prev", "sum", role="cell", belt=True),
        Edge("join", "to_u"),
        *(
            edge
            for edge in LSTM_CELL.edges
            if not {edge.source, edge.target} & {*_NO_FORGET_GATE}
        ),
    ),
    view=LSTM_CELL.view,
    frames=LSTM_CELL.frames,
)
"""``c_t = c_{t-1} + u_t * c~_t``: no valve on the belt; all else as in the LSTM."""

_SIGMOIDS, _PEEPHOLES, _PEEP_BELT = 45.5, 80.8, 95.8
_SEEN = ("peepholes", "gates")


def _peephole(gate, role, parts):
    key, text = f"peep_{gate}", rf"$P_{gate}\odot$"
    value = Value(key, "", at=(0, 0), symbol_at=(0, 0))
    return Node(key, "box", 0, 0, text, role, value, width=9, parts=(*parts, *_SEEN))


def _fork(name, parts):
    return Node(name, "dot", 0, 0, role="cell", parts=(*parts, *_SEEN))


# How they look, in the LSTM and new; where they stand is said below.
_PEEPHOLE_NODES = {node.name: node for node in LSTM_CELL.nodes} | {
    node.name: node
    for node in (
        _fork("look", ("cell", "forget", "update")),
        _fork("look_fu", ("forget", "update")),
        _fork("look_o", ("cell", "output")),
        _peephole("f", "forget", ("forget",)),
        _peephole("u", "update", ("update",)),
        _peephole("o", "output", ("output",)),
    )
}
# What a peephole sees is lit with its gate.
_ALSO_LIT = {
    "c_prev": ("update", "gates"),
    "fork": ("output", "gates"),
    "c": ("output", "gates"),
}
# In the order of the flow: centre of the node, of its numbers and of its symbol.
_PEEPHOLE_PLACES = {
    "c_prev": (0, _PEEP_BELT, (4.6, 92.5), (4.6, 100.3)),
    "a_prev": (0, _WIRE, _A_PREV.at, _A_PREV.symbol_at),
    "x_t": (15, -7, _X.at, _X.symbol_at),
    "join": (15, _WIRE),
    "to_f": (19.5, _WIRE),
    "to_u": (39, _WIRE),
    "to_c": (52.3, _WIRE),
    "look": (19.5, _PEEP_BELT),
    "look_fu": (19.5, 88.3),
    "peep_f": (19.5, _PEEPHOLES, (26, 71)),
    "peep_u": (39, _PEEPHOLES, (45.5, 71)),
    "f": (19.5, _SIGMOIDS, (26, 55.2), (26, 63)),
    "u": (39, _SIGMOIDS, (45.5, 55.2), (45.5, 63)),
    "c_cand": (52.3, 25, (45.5, 35.5), (56, 34.5)),
    "valve_f": (32.3, _PEEP_BELT),
    "valve_u": (52.3, _SIGMOIDS),
    "sum": (52.3, _PEEP_BELT),
    "look_o": (62.8, _PEEP_BELT),
    "fork": (75.6, _PEEP_BELT),
    "c": (100, _PEEP_BELT, (95.4, 92.5), (95.4, 100.3)),
    "peep_o": (62.8, _PEEPHOLES, (69.3, 71)),
    "o": (62.8, _SIGMOIDS, (69.3, 55.2), (69.3, 63)),
    "tanh_c": (75.6, _PEEPHOLES, (82.1, 71)),
    "valve_o": (75.6, _SIGMOIDS),
    "a": (100, _WIRE, _A.at, _A.symbol_at),
}


def _placed(name, x, y, at=None, symbol_at=None):
    node = _PEEPHOLE_NODES[name]
    value = node.value and at and replace(node.value, at=at, symbol_at=symbol_at or at)
    width = 8 if name in ("f", "u", "o") else node.width
    parts = (*node.parts, *_ALSO_LIT.get(name, ()))
    return replace(node, x=x, y=y, value=value, width=width, parts=parts)


PEEPHOLE_CELL = Diagram(
    nodes=tuple(_placed(name, *place) for name, place in _PEEPHOLE_PLACES.items()),
    edges=(
        Edge("c_prev", "look", role="cell", belt=True),
        Edge("look", "valve_f", role="cell", belt=True),
        Edge("valve_f", "sum", role="cell", belt=True),
        Edge("sum", "look_o", role="cell", belt=True),
        Edge("look_o", "fork", role="cell", belt=True),
        Edge("fork", "c", role="cell", belt=True),
        Edge("a_prev", "join", role="hidden"),
        Edge("x_t", "join", role="input"),
        Edge("join", "to_f"),
        Edge("to_f", "to_u"),
        Edge("to_u", "to_c"),
        Edge("to_f", "f"),
        Edge("to_u", "u"),
        Edge("to_c", "c_cand"),
        Edge("to_c", "o", via=((62.8, _WIRE),)),
        Edge("look", "look_fu", role="cell"),
        Edge("look_fu", "peep_f", role="cell"),
        Edge("look_fu", "peep_u", via=((39, 88.3),), role="cell"),
        Edge("look_o", "peep_o", role="cell"),
        Edge("peep_f", "f", role="forget"),
        Edge("peep_u", "u", role="update"),
        Edge("peep_o", "o", role="output"),
        Edge("f", "valve_f", via=((32.3, _SIGMOIDS),), role="forget"),
        Edge("u", "valve_u", role="update"),
        Edge("c_cand", "valve_u", role="candidate"),
        Edge("valve_u", "sum", role="candidate"),
        Edge("fork", "tanh_c", role="cell"),
        Edge("tanh_c", "valve_o", role="cell"),
        Edge("o", "valve_o", role="output"),
        Edge("valve_o", "a", via=((75.6, _WIRE),), role="hidden"),
    ),
    view=(-1.5, -8.5, 101.5, 104.5),
    frames=((11.5, 9, 88.5, 103.5),),
)
"""The LSTM with peepholes: from above, each gate sees the cell state, times its ``P``.

Forget and update gate see the old state, the output gate the new one.
"""

_STATE, _PAST = 80.0, 50.0
_GRU_INPUTS = ("input", "reset", "update")
_PAST_PARTS = ("reset", "candidate")


def _gru_value(key, symbol, x, y, symbol_x, symbol_y, hang=False):
    return Value(key, symbol, at=(x, y), symbol_at=(symbol_x, symbol_y), hang=hang)


GRU_CELL = Diagram(
    nodes=(
        Node(
            "a_prev",
            "port",
            0,
            _STATE,
            role="hidden",
            value=_gru_value("a_prev", "$a_{t-1}$", 4.6, 77.5, 4.6, 84.5, hang=True),
            parts=("hidden", "reset", "update", "candidate"),
        ),
        Node(
            "x_t",
            "port",
            15,
            -14,
            role="input",
            value=_gru_value("x_t", "$x_t$", 22.2, -9, 11, -10),
            parts=(*_GRU_INPUTS, "candidate"),
        ),
        Node(
            "fork",
            "dot",
            15,
            _STATE,
            role="hidden",
            parts=("hidden", "update", *_PAST_PARTS),
        ),
        Node("rise", "dot", 15, _PAST, role="hidden", parts=(*_PAST_PARTS, "update")),
        Node("x_fork", "dot", 15, 4, role="input", parts=(*_GRU_INPUTS, "candidate")),
        Node("join", "dot", 15, _WIRE, parts=_GRU_INPUTS),
        Node("to_r", "dot", 50, _WIRE, parts=_GRU_INPUTS),
        _gate(
            "r",
            50,
            r"$\sigma$",
            "ink",
            _gru_value("r", "$r_t$", 56.8, 38.5, 57, 46.2),
            ("reset",),
        ),
        _gate(
            "u",
            64,
            r"$\sigma$",
            "update",
            _gru_value("u", "$u_t$", 70.8, 38.5, 70.8, 46.2),
            ("update",),
        ),
        Node(
            "past",
            "box",
            30.5,
            _PAST,
            r"$W_{ca}\,a_{t-1}+b_a$",
            width=25,
            parts=_PAST_PARTS,
        ),
        Node("valve_r", "valve", 50, _PAST, role="ink", gate="r", parts=_PAST_PARTS),
        Node(
            "a_cand",
            "box",
            82,
            _PAST,
            "tanh",
            "candidate",
            _gru_value("a_cand", r"$\tilde{a}_t$", 70.9, 57.6, 85.6, 58.2),
            width=11,
            parts=("candidate", "update"),
        ),
        Node("u_fork", "dot", 64, 67, role="update", parts=("update",)),
        Node(
            "one_minus", "box", 71.7, 67, "$1-$", "update", width=7, parts=("update",)
        ),
        Node(
            "valve_keep",
            "valve",
            64,
            _STATE,
            role="update",
            gate="u",
            parts=("hidden", "update"),
        ),
        Node(
            "valve_new",
            "valve",
            82,
            67,
            role="update",
            gate="u",
            shuts=True,
            upright=True,
            parts=("hidden", "update", "candidate"),
        ),
        Node("sum", "sum", 82, _STATE, role="hidden", parts=("hidden", "update")),
        Node(
            "a",
            "port",
            100,
            _STATE,
            role="hidden",
            value=_gru_value("a", "$a_t$", 95.4, 77.5, 95.4, 84.5, hang=True),
            parts=("hidden",),
        ),
    ),
    edges=(
        Edge("a_prev", "fork", role="hidden"),
        Edge("fork", "valve_keep", role="hidden"),
        Edge("valve_keep", "sum", role="hidden"),
        Edge("sum", "a", role="hidden"),
        Edge("fork", "rise", role="hidden"),
        Edge("rise", "past", role="hidden"),
        Edge("rise", "join", role="hidden"),
        Edge("x_t", "x_fork", role="input"),
        Edge("x_fork", "join", role="input"),
        Edge("x_fork", "a_cand", via=((82, 4),), role="input"),
        Edge("join", "to_r"),
        Edge("to_r", "r"),
        Edge("to_r", "u", via=((64, _WIRE),)),
        Edge("r", "valve_r"),
        Edge("past", "valve_r"),
        Edge("valve_r", "a_cand"),
        Edge("a_cand", "valve_new", role="candidate"),
        Edge("u", "u_fork", role="update"),
        Edge("u_fork", "valve_keep", role="update"),
        Edge("u_fork", "one_minus", role="update"),
        Edge("one_minus", "valve_new", role="update"),
        Edge("valve_new", "sum", role="candidate"),
    ),
    view=(-1.5, -15.5, 101.5, 88.5),
    frames=((11.5, -1, 88.5, 87.5),),
)
"""``a_t = u_t * a_{t-1} + (1 - u_t) * a~_t`` on top; the reset gate below it.

``a~_t = tanh(W_cx x_t + b_c + r_t * (W_ca a_{t-1} + b_a))``. The wide-open update gate
keeps, and shuts the valve of the candidate.
"""

_BLEND, _FORK = 49.0, 40.0
_MINGRU_INPUTS = ("input", "update", "candidate")

MINGRU_CELL = Diagram(
    nodes=(
        Node(
            "a_prev",
            "port",
            0,
            _BELT,
            role="hidden",
            value=_gru_value("a_prev", "$a_{t-1}$", 4.6, 59.5, 4.6, 66.5, hang=True),
            parts=("hidden", "update"),
        ),
        Node("x_t", "port", 15, -7, role="input", value=_X, parts=_MINGRU_INPUTS),
        Node("to_u", "dot", _FORK, _WIRE, role="input", parts=_MINGRU_INPUTS),
        _gate(
            "u",
            _FORK,
            r"$\sigma$",
            "update",
            _gru_value("u", "$u_t$", 46.6, 39, 35.8, 39),
            ("update",),
        ),
        Node(
            "a_cand",
            "box",
            72,
            _GATES,
            r"$W_c\,x_t+b_c$",
            "candidate",
            _gru_value("a_cand", r"$\tilde{a}_t$", 78.9, 38.2, 68, 38.2),
            width=19,
            parts=("candidate", "update"),
            said="a_cand_linear",
        ),
        Node("u_fork", "dot", _FORK, _BLEND, role="update", parts=("update",)),
        Node(
            "one_minus", "box", 57, _BLEND, "$1-$", "update", width=7, parts=("update",)
        ),
        Node(
            "valve_keep",
            "valve",
            _FORK,
            _BELT,
            role="update",
            gate="u",
            parts=("hidden", "update"),
        ),
        Node(
            "valve_new",
            "valve",
            72,
            _BLEND,
            role="update",
            gate="u",
            shuts=True,
            upright=True,
            parts=("hidden", "update", "candidate"),
        ),
        Node("sum", "sum", 72, _BELT, role="hidden", parts=("hidden", "update")),
        Node(
            "a",
            "port",
            100,
            _BELT,
            role="hidden",
            value=_gru_value("a", "$a_t$", 95.4, 59.5, 95.4, 66.5, hang=True),
            parts=("hidden",),
        ),
    ),
    edges=(
        Edge("a_prev", "valve_keep", role="hidden"),
        Edge("valve_keep", "sum", role="hidden"),
        Edge("sum", "a", role="hidden"),
        Edge("x_t", "to_u", via=((15, _WIRE),), role="input"),
        Edge("to_u", "u", role="input"),
        Edge("to_u", "a_cand", via=((72, _WIRE),), role="input"),
        Edge("u", "u_fork", role="update"),
        Edge("u_fork", "valve_keep", role="update"),
        Edge("u_fork", "one_minus", role="update"),
        Edge("one_minus", "valve_new", role="update"),
        Edge("a_cand", "valve_new", role="candidate"),
        Edge("valve_new", "sum", role="candidate"),
    ),
    view=(-1.5, -8.5, 101.5, 70.5),
    frames=((11.5, 9, 88.5, 69.5),),
)
"""``a_t = u_t * a_{t-1} + (1 - u_t) * a~_t``: nothing of the past enters from below."""

DIAGRAMS = {
    "cell.rnn": (RNN_CELL, RNN_CELL_WITH_PREDICTION),
    "cell.lstm": (LSTM_CELL,),
    "cell.lstm1997": (LSTM1997_CELL,),
    "cell.gru": (GRU_CELL,),
    "cell.mingru": (MINGRU_CELL,),
    "cell.peephole": (PEEPHOLE_CELL,),
}
"""What `draw_cell` can draw: the sentence that says so, and its diagrams."""
