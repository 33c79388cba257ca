"""The cells of the book, as tables of nodes and edges.

Both cells have the same ports at the same places: the hidden state runs along the
bottom (the wire), the input comes from below, the cell state is on top (the belt).
"""

from lstm_core.plots.diagram import Diagram, Edge, Node, Value

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
            gate="f",
            parts=("cell", *_FORGET),
        ),
        Node(
            "valve_u",
            "valve",
            48,
            46,
            role="update",
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
