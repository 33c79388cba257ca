"""A picture of a cell that reads: its gates and states, word by word."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lstm_core.cells.lstm import Trace
from lstm_core.cells.registry import check_trace
from lstm_core.plots.formatting import entry
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS, ROLES, tint
from lstm_core.plots.tables import Table
from lstm_core.words import label

MAX_WORDS = 40
FILL = 0.35
"""Strength of the tint of a gate at 1: numbers stand out from it on both pages."""

COLUMNS = {
    "f": "$f_t$",
    "u": "$u_t$",
    "c_cand": r"$\tilde{c}_t$",
    "c": "$c_t$",
    "o": "$o_t$",
    "a": "$a_t$",
}
"""Value of a trace to its symbol, in the order in which they are made."""

SIGNED = ("c_cand", "c", "a")
_OPEN = 0.5  # a gate above this is called open in the text
_MOVED = 0.1  # a state that changes by less is not mentioned again
_WIDTH, _HALF, _ROW = 1.0, 0.44, 0.32  # of a column, half a field; inches of a row
_ABOVE, _TRACK = 0.42, (0.75, 0.92)  # where in its row a number stands, and its bar


def plot_gates(
    ax: Axes | None, trace: Trace, words: Sequence[str], unit: int = 0, b: int = 0
) -> Axes:
    """What one unit of an LSTM does while it reads: a heat map with numbers.

    Gates colour their whole field, the more the wider they are open. Values with a sign
    have a bar below their number: to the left below zero, to the right above it.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    trace : Trace
        Of arrays or of tensors.
    words : sequence of T str
        What stands for each step, at most `MAX_WORDS`.
    unit, b : int
        Index of the unit and of the sequence in the batch.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError
        If the trace is none of an LSTM.
    ValueError
        If there is not one word a step, or there are too many words.
    """
    check_trace("trace", trace, Trace)
    trace = trace.to_numpy()
    T = len(trace.c)
    if len(words) != T or T > MAX_WORDS:
        message = f"one for each of the {T} steps, at most {MAX_WORDS}"
        raise ValueError(f"words: expected {message}, got {len(words)}")
    ax = new_axes(ax, _ROW * T + 0.62, width=4.9)  # narrow: scaled down less on a phone
    values = {key: getattr(trace, key)[:, b, unit] for key in COLUMNS}
    for place, (key, column) in enumerate(values.items()):
        scale = max(1.0, np.abs(column).max())
        for t, value in enumerate(column):
            _draw_field(ax, (place * _WIDTH, t), value, key, scale)
    _name_columns(ax)
    ax.set_yticks(np.arange(T) + 0.5, words)
    ax.set(xlim=(0, len(COLUMNS) * _WIDTH), ylim=(T, 0))
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    set_alt(ax, _say_map(words, values))
    heads = {key: label(f"gates.said_{key}") for key in COLUMNS}
    columns = {heads[key]: column for key, column in values.items()}
    set_table(ax, Table({label("gates.word"): words} | columns))
    return ax


def _draw_field(ax, corner, value, key, scale):
    """One number of the map, and behind it its colour."""
    (x, y), color = corner, COLORS[ROLES[key]]
    size = min(1.0, abs(value) / scale)
    draw = _draw_bar if key in SIGNED else _draw_opening
    draw(ax, x + _WIDTH / 2, y, np.copysign(size, value), color)
    shown = entry(value)
    style = {"ha": "center", "va": "center_baseline", "fontsize": 10}
    faint = shown == "0.00"  # so that the eye goes to what happens
    style["color"] = COLORS["input" if faint else "ink"]
    height = _ABOVE if key in SIGNED else 0.5
    ax.text(x + _WIDTH / 2, y + height, shown, **style)


def _draw_opening(ax, middle, y, size, color):
    field = Rectangle((middle - _HALF, y + 0.09), 2 * _HALF, 0.82)
    field.set(fc=tint(color, FILL * size), ec=tint(color, size))
    field.set(lw=0.8 if size > 0.005 else 0)
    ax.add_patch(field)


def _draw_bar(ax, middle, y, size, color):
    """A bar from zero to its end, in a strip of its own below the number."""
    end, (top, foot) = middle + size * _HALF, _TRACK
    bar = Rectangle((min(middle, end), y + top), abs(end - middle), foot - top)
    ax.add_patch(bar)
    bar.set(fc=color, lw=0)
    ax.plot([middle] * 2, [y + top - 0.04, y + foot + 0.04], color=color, lw=0.8)


def _name_columns(ax):
    ax.xaxis.tick_top()
    names = [f"{label(f'gates.col.{k}')}\n{symbol}" for k, symbol in COLUMNS.items()]
    ax.set_xticks((np.arange(len(COLUMNS)) + 0.5) * _WIDTH, names)
    for text, key in zip(ax.get_xticklabels(), COLUMNS, strict=True):
        text.set(color=COLORS[ROLES[key]], fontsize=10)


def _say_map(words, values):
    places = [label("gates.place", word=w, t=t) for t, w in enumerate(words, 1)]
    sentences = [_say_gate(key, places, values[key] > _OPEN) for key in "fuo"]
    stops = [0]
    for t, value in enumerate(values["c"]):
        if abs(value - values["c"][stops[-1]]) > _MOVED:
            stops.append(t)
    said = [
        label("gates.state_at", value=entry(values["c"][t]), place=places[t])
        for t in stops
    ]
    sentences.append(label("gates.state", values=", ".join(said)))
    return " ".join([*sentences, label("gates.map", T=len(words))])


def _say_gate(key, places, is_open):
    """Where a gate is open, or where it is not: whichever is shorter."""
    rare = is_open if is_open.mean() < 0.5 else ~is_open
    kind = "closed" if rare is not is_open else "open"
    if not rare.any():
        kind = "all_open" if is_open.all() else "all_closed"
    found = ", ".join(place for place, this in zip(places, rare, strict=True) if this)
    gate = label(f"gates.said_{key}")
    return label(f"gates.{kind}", gate=gate, places=found)
