"""What a cell remembers, and what of it can be seen: cell state and hidden state."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lstm_core.cells.lstm import Trace
from lstm_core.cells.registry import check_trace
from lstm_core.plots.curves.parts import check_lengths, stacked
from lstm_core.plots.direct_labels import label_ends
from lstm_core.plots.formatting import number, series
from lstm_core.plots.pictures import new_axes, set_alt
from lstm_core.plots.style import COLORS, ROLES
from lstm_core.words import label

_LINES = {"c": ("o", "-"), "a": ("s", "--"), "u": ("^", "-"), "o": ("D", "--")}
_OPEN = 0.5  # a gate above this is called open in the text
_FLAT = 5  # from this count on, the text gives the range of the hidden state


def plot_counting(
    ax: Axes | None, ones: np.ndarray, c: np.ndarray, a: np.ndarray
) -> tuple[Axes, Axes]:
    """A cell that counts: what it holds, and what it shows of it.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into two; None makes a new figure.
    ones : ndarray, shape (T,)
        How many ones there were up to each step; at least five in the end.
    c, a : ndarray, shape (T,)
        Cell state and hidden state of the counting unit.

    Returns
    -------
    tuple of two Axes
        The count and the cell state above, the hidden state below.

    Raises
    ------
    ValueError
        If the lengths differ, or there are fewer than five ones.
    """
    ones, c, a = map(np.asarray, (ones, c, a))
    check_lengths("ones, c, a", {"ones": ones, "c": c, "a": a}, ones.size)
    if not ones[-1] >= _FLAT:
        message = f"at least {_FLAT} in the end, got {ones[-1]}"
        raise ValueError(f"ones: expected {message}")
    ax = new_axes(ax, 3.8)
    upper, lower = stacked(ax)
    times = np.arange(1, len(ones) + 1)
    style = {"color": COLORS["frame"], "lw": 5, "alpha": 0.45}
    upper.step(times, ones, where="mid", label=label("memory.ones"), **style)
    _line(upper, "c", times, c, ls="none", label=label("memory.c"))
    upper.yaxis.set_major_locator(MaxNLocator(5, integer=True))
    upper.legend(loc="upper left")
    _line(lower, "a", times, a)
    lower.set(xlabel=label("axis.t"), ylabel=label("memory.a"), ylim=(-0.05, 1.1))
    _tell((ax, upper, lower), _say_counting(ones, c, a))
    return upper, lower


def plot_hidden_memory(
    ax: Axes | None, trace: Trace, unit: int = 0, b: int = 0
) -> tuple[Axes, Axes]:
    """What a unit holds and what it shows, with the gates that decide about both.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into two; None makes a new figure.
    trace : Trace
    unit, b : int
        Index of the unit and of the sequence in the batch.

    Returns
    -------
    tuple of two Axes
        Cell state and hidden state above, update gate and output gate below.

    Raises
    ------
    TypeError
        If the trace is not that of an LSTM.
    IndexError
        If it has no such unit or sequence.
    """
    check_trace("trace", trace, Trace)
    trace = trace.to_numpy()
    values = {name: getattr(trace, name)[:, b, unit] for name in _LINES}
    ax = new_axes(ax, 3.8)
    upper, lower = stacked(ax)
    times = np.arange(1, len(trace.c) + 1)
    for panel, names in ((upper, "ca"), (lower, "uo")):
        panel.axhline(0, color=COLORS["frame"], lw=0.8, zorder=0)
        for name in names:
            _line(panel, name, times, values[name])
    upper.set_ylabel(label("memory.states"))
    lower.set(xlabel=label("axis.t"), ylabel=label("memory.gates"), ylim=(-0.1, 1.1))
    for panel, names in ((upper, "ca"), (lower, "uo")):
        ends = [values[name][-1] for name in names]
        colors = [COLORS[ROLES[name]] for name in names]
        label_ends(panel, ends, [label(f"memory.{name}") for name in names], colors)
    _tell((ax, upper, lower), _say_hidden(values))
    return upper, lower


def _line(panel, name, times, values, **style):
    marker, dashes = _LINES[name]
    style = {"ls": dashes, "color": COLORS[ROLES[name]]} | style
    panel.plot(times, values, marker, ms=4, drawstyle="steps-mid", **style)


def _tell(targets, text):
    for target in targets:
        set_alt(target, text)


def _say_counting(ones, c, a):
    late = a[ones >= _FLAT]
    return label(
        "memory.alt_count",
        T=len(ones),
        n=int(ones[-1]),
        c=number(c[-1]),
        gap=number(np.abs(c - ones).max()),
        level=_FLAT,
        low=f"{late.min():.4f}",
        high=f"{late.max():.4f}",
    )


def _say_hidden(values):
    sentences = [label("memory.alt", T=len(values["c"]))]
    for gate in "uo":
        steps = np.flatnonzero(values[gate] > _OPEN) + 1
        key = "memory.alt_open" if len(steps) else "memory.alt_closed"
        said = ", ".join(map(str, steps))
        sentences.append(label(key, gate=label(f"memory.said_{gate}"), steps=said))
    for state in "ca":
        said = series(values[state])
        sentences.append(label("memory.alt_state", state=state, values=said))
    return " ".join(sentences)
