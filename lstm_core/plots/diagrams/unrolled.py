"""A basic recurrent network unrolled over time: copies of its cell in a chain."""

from itertools import pairwise

import numpy as np
from matplotlib.axes import Axes

from lstm_core.cells.registry import check_trace
from lstm_core.cells.rnn import RNNTrace
from lstm_core.plots.diagrams.diagram import Diagram, Edge, Node, Value
from lstm_core.plots.diagrams.render import new_canvas, render
from lstm_core.plots.diagrams.stepper import StepThrough
from lstm_core.plots.formatting import spoken
from lstm_core.plots.pictures import set_alt
from lstm_core.words import label

MAX_STEPS = 6
_WIRE, _FIRST, _PERIOD = 16.0, 18.0, 25.0


def draw_unrolled(
    ax: Axes | None,
    trace: RNNTrace,
    upto: int | None = None,
    b: int = 0,
    y: np.ndarray | None = None,
) -> Axes:
    """Draw the copies of a basic recurrent cell with the numbers of a trace.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    trace : RNNTrace
        Of a few steps: at most `MAX_STEPS`.
    upto : int, optional
        Number of steps to light up, from 0 (the start only); later steps are dimmed,
        and their numbers are not shown yet.
        ``T`` lights up all steps, ``T + 1`` the prediction too; so does None.
    b : int
        Index of the sequence in the batch.
    y : ndarray, shape (n_y,), optional
        Prediction after the last step; without it none is drawn.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError
        If the trace is none of a basic recurrent network.
    ValueError
        If the trace is too long for a picture, or ``upto`` is out of range.
    """
    check_trace("trace", trace, RNNTrace)
    T = len(trace.a)
    if T > MAX_STEPS:
        raise ValueError(f"trace: expected at most {MAX_STEPS} steps, got {T}")
    last = T + (y is not None)
    if upto is not None and not 0 <= upto <= last:
        raise ValueError(f"upto: expected 0 to {last}, got {upto}")
    diagram = _diagram(T, y is not None)
    ax = new_canvas(ax, diagram.view)
    reached = last if upto is None else upto
    lit = [node.name for node in diagram.nodes if _time(node) <= reached]
    known = {n.value.key for n in diagram.nodes if n.name in lit and n.value}
    values = {k: v for k, v in _values(trace, b, y).items() if k in known}
    render(ax, diagram, values, lit)
    set_alt(ax, _describe(values, T, None if reached == last else upto))
    return ax


def unrolled_steps(
    trace: RNNTrace, b: int = 0, y: np.ndarray | None = None
) -> StepThrough:
    """The unrolled network, one step lit up after the other.

    Parameters
    ----------
    trace, b, y
        As for `draw_unrolled`.

    Returns
    -------
    StepThrough
        The first frame shows the start, the last one everything.
    """
    check_trace("trace", trace, RNNTrace)
    values, T = _values(trace, b, y), len(trace.a)
    count = T + 1 + (y is not None)
    pictures = [draw_unrolled(None, trace, upto=k, b=b, y=y) for k in range(count)]
    captions = [_caption(values, T, k) for k in range(count)]
    names = (label("unrolled.start_name"), *(str(t) for t in range(1, T + 1)), "y")
    return StepThrough(pictures, captions, label("unrolled.title"), names[:count])


def _diagram(T, with_y):
    steps = range(1, T + 1)
    nodes = [_start(), *(node for t in steps for node in _step(t))]
    chain = ["a0", *(f"cell{t}" for t in steps), "end"]
    edges = [Edge(*pair, role="hidden") for pair in pairwise(chain)]
    edges += [Edge(f"x{t}", f"cell{t}", role="input") for t in steps]
    end = _FIRST + _PERIOD * T - 5
    if not with_y:
        nodes.append(Node("end", "port", end, _WIRE, parts=(str(T),)))
        return Diagram(tuple(nodes), tuple(edges), (-1.5, -11, end + 1.5, 24))
    nodes += _prediction(end + 2, T)
    edges += [Edge("end", "softmax", role="hidden"), Edge("softmax", "y")]
    return Diagram(tuple(nodes), tuple(edges), (-1.5, -11, end + 13.5, 53.5))


def _start():
    value = Value("a0", "$a_0$", (4.6, _WIRE - 2.5), (4.6, _WIRE + 4.5), hang=True)
    return Node("a0", "port", 0, _WIRE, role="hidden", value=value, parts=("0",))


def _step(t):
    """The input and the cell of one step; the cell's value is the hidden state."""
    x, parts = _FIRST + _PERIOD * (t - 1), (str(t),)
    a_at, a_symbol = (x + 12.5, _WIRE - 2.5), (x + 12.5, _WIRE + 4.5)
    into = Value(f"x{t}", f"$x_{t}$", at=(x + 7, -5), symbol_at=(x - 4, -6))
    out = Value(f"a{t}", f"$a_{t}$", at=a_at, symbol_at=a_symbol, hang=True)
    yield Node(f"x{t}", "port", x, -10, role="input", value=into, parts=parts)
    yield Node(f"cell{t}", "box", x, _WIRE, "tanh", "hidden", out, parts=parts)


def _prediction(x, T):
    end, after = str(T), str(T + 1)
    value = Value("y", f"$y_{T}$", at=(x + 7, 47.5), symbol_at=(x - 4, 47.5))
    yield Node("end", "dot", x, _WIRE, role="hidden", parts=(end,))
    yield Node("softmax", "box", x, 31, "softmax", width=19, parts=(after,))
    yield Node("y", "port", x, 52.5, value=value, parts=(after,))


def _caption(values, T, k):
    said = {key: spoken(value) for key, value in values.items()}
    if k == 0:
        return label("unrolled.caption_0", a=said["a0"])
    if k > T:
        return label("unrolled.caption_y", t=T, y=said["y"])
    return label("unrolled.caption", t=k, x=said[f"x{k}"], a=said[f"a{k}"])


def _time(node):
    return int(node.parts[0])


def _values(trace, b, y):
    values = {"a0": trace.a0[b]} | ({} if y is None else {"y": np.asarray(y)})
    for t, (x, a) in enumerate(zip(trace.x[:, b], trace.a[:, b], strict=True), 1):
        values |= {f"x{t}": x, f"a{t}": a}
    return values


def _describe(values, T, upto):
    said = {key: spoken(value) for key, value in values.items()}
    sentences = [label("unrolled", T=T), label("unrolled.start", a=said["a0"])]
    for t in range(1, T + 1):
        if f"a{t}" in said:
            numbers = {"x": said[f"x{t}"], "a": said[f"a{t}"]}
            sentences.append(label("unrolled.step", t=t, **numbers))
    if "y" in said:
        sentences.append(label("unrolled.end", t=T, y=said["y"]))
    if upto is not None:
        key = f"unrolled.upto_{upto}" if upto < 2 else "unrolled.upto"
        sentences.insert(0, label(key, n=upto))
    return " ".join(sentences)
