"""A network unrolled over time: copies of its cell in a row."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from lstm_core.cells.registry import all_cells
from lstm_core.plots.diagrams.copies import ROWS, time_of
from lstm_core.plots.diagrams.render import new_canvas, render
from lstm_core.plots.diagrams.stepper import StepThrough
from lstm_core.plots.formatting import spoken
from lstm_core.plots.pictures import set_alt
from lstm_core.words import label

MAX_STEPS = 6


def draw_unrolled(
    ax: Axes | None,
    trace,
    upto: int | None = None,
    b: int = 0,
    y: np.ndarray | None = None,
    words: Sequence[str] | None = None,
) -> Axes:
    """Draw the copies of a cell in a row, with the numbers of a trace.

    A cell with a cell state has it on a belt that runs through all copies. Valves are
    filled the darker, the wider their gates are open: one shade for all units, the
    mean of their openings.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    trace : RNNTrace, Trace, ...
        Of a cell that can be drawn in a row, and of a few steps: at most `MAX_STEPS`.
    upto : int, optional
        Number of steps to light up, from 0 (the start only); later steps are dimmed,
        and their numbers are not shown yet.
        ``T`` lights up all steps, ``T + 1`` the prediction too; so does None.
    b : int
        Index of the sequence in the batch.
    y : ndarray, shape (n_y,), optional
        Prediction after the last step of a basic cell; without it none is drawn.
    words : sequence of T str, optional
        What is read at each step, to stand in place of the numbers of the input.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError
        If the trace is none of a cell that can be drawn in a row.
    ValueError
        If the trace is too long for a picture, ``upto`` is out of range, there is not
        one word a step, or a prediction is given for another cell.
    """
    row = _row_of(trace)
    T, words = len(trace.a), _checked(row, trace, y, words)
    last = T + (y is not None)
    if upto is not None and not 0 <= upto <= last:
        raise ValueError(f"upto: expected 0 to {last}, got {upto}")
    diagram = row.diagram(words, y is not None)
    ax = new_canvas(ax, diagram.view)
    reached = last if upto is None else upto
    lit = [node.name for node in diagram.nodes if time_of(node) <= reached]
    values = _values(row, trace, b, y, reached)
    render(ax, diagram, values, lit)
    set_alt(ax, _describe(row, values, words, None if reached == last else upto))
    return ax


def unrolled_steps(
    trace,
    b: int = 0,
    y: np.ndarray | None = None,
    words: Sequence[str] | None = None,
) -> StepThrough:
    """The unrolled network, one step lit up after the other.

    Parameters
    ----------
    trace, b, y, words
        As for `draw_unrolled`.

    Returns
    -------
    StepThrough
        The first frame shows the start, the last one everything.
    """
    row = _row_of(trace)
    T, checked = len(trace.a), _checked(row, trace, y, words)
    count = T + 1 + (y is not None)
    values = _values(row, trace, b, y, count)
    given = {"b": b, "y": y, "words": words}
    pictures = [draw_unrolled(None, trace, upto=k, **given) for k in range(count)]
    captions = [_caption(row, values, checked, k) for k in range(count)]
    names = (label("unrolled.start_name"), *(str(t) for t in range(1, T + 1)), "y")
    return StepThrough(pictures, captions, label("unrolled.title"), names[:count])


def _row_of(trace):
    known = {cell.trace: cell.name for cell in all_cells() if cell.name in ROWS}
    if type(trace) not in known:
        expected = " or ".join(kind.__name__ for kind in known)
        raise TypeError(f"trace: expected {expected}, got {type(trace).__name__}")
    return ROWS[known[type(trace)]]


def _checked(row, trace, y, words):
    """The words, or as many empty ones; all that does not fit is refused."""
    T = len(trace.a)
    if T > MAX_STEPS:
        raise ValueError(f"trace: expected at most {MAX_STEPS} steps, got {T}")
    if y is not None and not row.predicts:
        kind = type(trace).__name__
        raise ValueError(f"y: expected none for a {kind}: only a basic cell shows it")
    words = ("",) * T if words is None else tuple(words)
    if len(words) != T:
        raise ValueError(f"words: expected one a step, {T}, got {len(words)}")
    return words


def _values(row, trace, b, y, reached):
    """The numbers of all steps that are reached, by their names in the diagram."""
    T = len(trace.a)
    values = {f"{name}0": getattr(trace, f"{name}0")[b] for name in row.states}
    for t in range(1, min(reached, T) + 1):
        for name in ("x", *row.states, *row.numbers):
            values[f"{name}{t}"] = getattr(trace, name)[t - 1, b]
    if y is not None and reached > T:
        values["y"] = np.asarray(y)
    return values


def _said(row, values, words, t):
    """The numbers of one step as texts."""
    names = ("x", *row.states, *row.numbers)
    said = {name: spoken(values[f"{name}{t}"]) for name in names}
    if words[t - 1]:
        return said | {"t": t, "at": label("unrolled.at_word", t=t, word=words[t - 1])}
    key = "unrolled.at_input" if row.numbers else "unrolled.at"
    return said | {"t": t, "at": label(key, t=t, x=said["x"])}


def _caption(row, values, words, k):
    if k == 0:
        starts = {name: spoken(values[f"{name}0"]) for name in row.states}
        key = "unrolled.caption_0" if len(starts) == 1 else "unrolled.caption_0c"
        return label(key, **starts)
    if k > len(words):
        return label("unrolled.caption_y", t=len(words), y=spoken(values["y"]))
    said = _said(row, values, words, k)
    if row.states[0] == "c":
        before = values[f"c{k - 1}"]
        said["before"] = spoken(before)
        said["let_in"] = spoken(values[f"u{k}"] * values[f"c_cand{k}"])
        if "f" in row.numbers:
            said["kept"] = spoken(values[f"f{k}"] * before)
    return label(f"{row.label}.caption", **said)


def _describe(row, values, words, upto):
    """What is lit, as frames that follow each other differ in it, then the rest."""
    T, sentences = len(words), []
    if upto is not None:
        key = f"unrolled.upto_{upto}" if upto < 2 else "unrolled.upto"
        sentences.append(label(key, n=upto))
    sentences.append(label(row.label, T=T))
    starts = {name: spoken(values[f"{name}0"]) for name in row.states}
    key = "unrolled.start" if len(starts) == 1 else "unrolled.start_c"
    sentences.append(label(key, **starts))
    for t in range(1, T + 1):
        if f"a{t}" in values:
            said = _said(row, values, words, t)
            sentences.append(label(f"{row.label}.step", **said))
    if "y" in values:
        sentences.append(label("unrolled.end", t=T, y=spoken(values["y"])))
    return " ".join(sentences)
