"""The copies of a cell in a row, as tables of nodes and edges, one for each cell.

Of each copy a row shows what carries its state along: the states and the valves on
their way. The gates themselves are left out; all of them look at what enters a copy
from below and, along the row, from the left.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from itertools import pairwise

from lstm_core.plots.diagrams.diagram import Diagram, Edge, Node, Value

_WIRE, _PERIOD = 16.0, 28.0
_LINE, _ABOVE, _BELOW = 44.0, 56.5, 31.5
_FIRST, _VALVE, _SUM, _GAP = 10.0, 4.4, 12.4, 22.4


@dataclass(frozen=True)
class Row:
    """How the copies of one cell stand in a row.

    Attributes
    ----------
    diagram : callable
        ``diagram(words, with_y)`` gives the table for as many steps as there are
        ``words``; an empty word leaves room for the numbers of the input.
    label : str
        Key of the sentence that says what the picture is; with ``.step`` and
        ``.caption`` behind it, keys of those about one step.
    states, numbers : tuple of str
        Names of the states that travel, and of what else a trace holds of each step.
    predicts : bool
        Whether a prediction can be drawn at the end.
    """

    diagram: Callable[[tuple[str, ...], bool], Diagram]
    label: str
    states: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    predicts: bool = False


def basic_row(words: tuple[str, ...], with_y: bool) -> Diagram:
    """Copies of the basic cell: ``a_t = tanh(W [a_{t-1}, x_t] + b)``."""
    first, period = 18.0, 25.0
    T = len(words)
    steps = range(1, T + 1)
    nodes = [_start("a", _WIRE, "hidden")]
    for t, word in enumerate(words, 1):
        x, parts = first + period * (t - 1), (str(t),)
        a = f"a{t}", f"$a_{t}$", (x + 12.5, _WIRE - 2.5), (x + 12.5, _WIRE + 4.5)
        into = _input(t, word, (x, -10), (x + 7, -5), (x - 4, -6))
        out = Value(*a, hang=True)
        cell = Node(f"cell{t}", "box", x, _WIRE, "tanh", "hidden", out, parts=parts)
        nodes += [into, cell]
    chain = ["a0", *(f"cell{t}" for t in steps), "end"]
    edges = [Edge(*pair, role="hidden") for pair in pairwise(chain)]
    edges += [Edge(f"x{t}", f"cell{t}", role="input") for t in steps]
    end, bottom = first + period * T - 5, -16 if any(words) else -11
    if not with_y:
        nodes.append(Node("end", "port", end, _WIRE, parts=(str(T),)))
        return Diagram(tuple(nodes), tuple(edges), (-1.5, bottom, end + 1.5, 24))
    nodes += _prediction(end + 2, T)
    edges += [Edge("end", "softmax", role="hidden"), Edge("softmax", "y")]
    return Diagram(tuple(nodes), tuple(edges), (-1.5, bottom, end + 13.5, 53.5))


def belt_row(
    words: tuple[str, ...], with_y: bool = False, kept_by: str = "f"
) -> Diagram:
    """Copies of a cell with a belt: ``c = f * c + u * c~``, and ``o`` shows it.

    What keeps the old state is the forget gate ``f``; or the update gate ``u``, which
    shuts the valve on the belt, ``c = (1 - u) * c + u * c~``; or nothing, ``""``: then
    there is no valve, ``c = c + u * c~``.
    """
    nodes = [_start("c", _LINE, "cell"), _start("a", _WIRE, "hidden")]
    edges, frames, foot = [], [], 3 if any(words) else -9
    for t, word in enumerate(words, 1):
        left, parts = _FIRST + _PERIOD * (t - 1), (str(t),)
        x = left + _SUM
        nodes += [
            _input(t, word, (left + _VALVE, foot), (left + 12, -4), (left, -4)),
            Node(f"join{t}", "dot", left + _VALVE, _WIRE, parts=parts),
            Node(f"in{t}", "port", left + _VALVE, 23.5, parts=parts),
            *_on_the_belt(kept_by, t, left + _VALVE, parts),
            _candidate(f"c_cand{t}", rf"$\tilde{{c}}_{t}$", left, 70.5, parts),
            _valve(f"u{t}", x, _ABOVE, "update", parts, upright=True),
            _sum(t, "c", x, "cell", parts),
            _valve(f"o{t}", x, _BELOW, "output", parts, upright=True),
            _shown(t, x, left + _GAP, parts),
        ]
        before = f"sum{t - 1}" if t > 1 else "c0"
        belt = before, *([f"keep{t}"] if kept_by else []), f"sum{t}"
        edges += [
            *(Edge(*ends, role="cell", belt=True) for ends in pairwise(belt)),
            Edge(f"c_cand{t}", f"valve_u{t}", role="candidate"),
            Edge(f"valve_u{t}", f"sum{t}", role="candidate"),
            Edge(f"sum{t}", f"valve_o{t}", role="cell"),
            Edge(f"valve_o{t}", f"a{t}", role="hidden"),
            Edge(f"a{t - 1}", f"join{t}", role="hidden"),
            Edge(f"x{t}", f"join{t}", role="input"),
            Edge(f"join{t}", f"in{t}"),
        ]
        frames.append((left - 0.4, 24, left + 17.2, 76.5))
    end = left + _PERIOD
    nodes += [
        Node("end", "port", end, _LINE, role="cell", parts=parts),
        Node("end_a", "port", end, _WIRE, role="hidden", parts=parts),
    ]
    edges += [
        Edge(f"sum{t}", "end", role="cell", belt=True),
        Edge(f"a{t}", "end_a", role="hidden"),
    ]
    view = (-1.5, foot - 8 if any(words) else foot - 1, end + 1.5, 77.5)
    return Diagram(tuple(nodes), tuple(edges), view, tuple(frames))


def blended_row(
    words: tuple[str, ...], with_y: bool = False, resets: bool = True
) -> Diagram:
    """Copies of a cell that blends its one state: ``a_t = u * a + (1 - u) * a~``.

    One that does not reset has a candidate that sees nothing of the past.
    """
    kind, symbol_at, top = ("dot", 81, 87) if resets else ("port", 70.5, 76.5)
    inset = 2.4 if resets else 0.4
    nodes, edges, frames = [_start("a", _LINE, "hidden")], [], []
    for t, word in enumerate(words, 1):
        left, parts = _FIRST + _PERIOD * (t - 1), (str(t),)
        x = left + _SUM
        resetting, past = _reset(t, left, parts) if resets else ((), ())
        keep, new = _valve(f"u{t}", left + _VALVE, _LINE, "update", parts), f"new{t}"
        nodes += [
            _input(t, word, (left + _VALVE, 21), (left + 12, 23), (left + 0.4, 25)),
            Node(f"in{t}", "port", left + _VALVE, 32, parts=parts),
            *resetting,
            _candidate(
                f"a_cand{t}", rf"$\tilde{{a}}_{t}$", left, symbol_at, parts, kind
            ),
            keep,
            replace(keep, name=new, x=x, y=_ABOVE, shuts=True, upright=True),
            _sum(t, "a", x, "hidden", parts),
        ]
        before = f"sum{t - 1}" if t > 1 else "a0"
        rise = [f"rise{t}"] if resets else []
        line = before, *rise, f"valve_u{t}", f"sum{t}"
        edges += [
            *(Edge(*ends, role="hidden") for ends in pairwise(line)),
            *past,
            Edge(f"a_cand{t}", new, role="candidate"),
            Edge(new, f"sum{t}", role="candidate"),
            Edge(f"x{t}", f"in{t}", role="input"),
        ]
        frames.append((left - inset, 32.5, left + 17.2, top))
    end = left + _PERIOD
    nodes.append(Node("end", "port", end, _LINE, role="hidden", parts=parts))
    edges.append(Edge(f"sum{t}", "end", role="hidden"))
    view = (-1.5, 13 if any(words) else 18, end + 1.5, top + 1)
    return Diagram(tuple(nodes), tuple(edges), view, tuple(frames))


_BELT = ("f", "u", "c_cand", "o")
ROWS = {
    "rnn": Row(basic_row, "unrolled", ("a",), predicts=True),
    "lstm": Row(belt_row, "unrolled.lstm", ("c", "a"), _BELT),
    "lstm1997": Row(
        partial(belt_row, kept_by=""), "unrolled.lstm1997", ("c", "a"), _BELT[1:]
    ),
    "slstm": Row(
        partial(belt_row, kept_by="u"), "unrolled.slstm", ("c", "a"), _BELT[1:]
    ),
    "peephole": Row(belt_row, "unrolled.peephole", ("c", "a"), _BELT),
    "gru": Row(blended_row, "unrolled.gru", ("a",), ("r", "u", "a_cand")),
    "mingru": Row(
        partial(blended_row, resets=False), "unrolled.mingru", ("a",), ("u", "a_cand")
    ),
}
"""Name of each cell that can be drawn in a row, to its row."""


def time_of(node: Node) -> int:
    """The step with which a node of a row lights up; 0 is the start."""
    return int(node.parts[0])


def _start(name, y, role):
    value = Value(f"{name}0", f"${name}_0$", (4.6, y - 2.5), (4.6, y + 4.5), hang=True)
    return Node(f"{name}0", "port", 0, y, role=role, value=value, parts=("0",))


def _input(t, word, at, numbers, symbol):
    """What a copy reads: a word that stands below its arrow, or numbers beside it."""
    if word:
        place = at[0] + 4, at[1] - 3.6
        value = Value(f"word{t}", word.replace("$", r"\$"), place, place)
    else:
        value = Value(f"x{t}", f"$x_{t}$", at=numbers, symbol_at=symbol)
    return Node(f"x{t}", "port", *at, role="input", value=value, parts=(str(t),))


def _valve(gate, x, y, role, parts, upright=False):
    name = f"valve_{gate}"
    look = {"role": role, "gate": gate, "upright": upright, "parts": parts}
    return Node(name, "valve", x, y, **look)


def _on_the_belt(gate, t, x, parts):
    """The valve that the old cell state passes, if there is one."""
    if gate:
        role = {"f": "forget", "u": "update"}[gate]
        valve = _valve(f"{gate}{t}", x, _LINE, role, parts)
        yield replace(valve, name=f"keep{t}", shuts=gate == "u")


def _reset(t, left, parts):
    """What a candidate sees of the past: a way up from the line, a valve on it."""
    rise, valve, x, y = f"rise{t}", f"valve_r{t}", left - 1.2, 69.0
    nodes = (
        Node(rise, "dot", x, _LINE, role="hidden", parts=parts),
        _valve(f"r{t}", left + _VALVE, y, "ink", parts),
    )
    edges = (
        Edge(rise, valve, via=((x, y),), role="hidden"),
        Edge(valve, f"a_cand{t}", role="candidate"),
    )
    return nodes, edges


def _candidate(name, symbol, left, y, parts, kind="port"):
    value = Value(name, symbol, at=(left + 11.2, y), symbol_at=(left + 3.2, y))
    foot = 65.5 if kind == "port" else 69.0
    return Node(
        name, kind, left + _SUM, foot, role="candidate", value=value, parts=parts
    )


def _sum(t, state, x, role, parts):
    at, symbol = (x - _SUM + _GAP, _LINE - 2.5), (x - _SUM + _GAP, _LINE + 4.5)
    value = Value(f"{state}{t}", f"${state}_{t}$", at, symbol, hang=True)
    return Node(f"sum{t}", "sum", x, _LINE, role=role, value=value, parts=parts)


def _shown(t, x, gap, parts):
    """The hidden state, where it turns into the wire to the next copy."""
    at, symbol = (gap, _WIRE - 2.5), (gap, _WIRE + 4.5)
    value = Value(f"a{t}", f"$a_{t}$", at, symbol, hang=True)
    return Node(f"a{t}", "dot", x, _WIRE, role="hidden", value=value, parts=parts)


def _prediction(x, T):
    end, after = str(T), str(T + 1)
    value = Value("y", f"$y_{T}$", at=(x + 7, 47.5), symbol_at=(x - 4, 47.5))
    yield Node("end", "dot", x, _WIRE, role="hidden", parts=(end,))
    yield Node("softmax", "box", x, 31, "softmax", width=19, parts=(after,))
    yield Node("y", "port", x, 52.5, value=value, parts=(after,))
