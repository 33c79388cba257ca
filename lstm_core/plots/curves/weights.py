"""Where the weights of a cell live, here and in PyTorch."""

from typing import NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lstm_core._validate import check_exact
from lstm_core.cells.lstm import TORCH_GATES, LSTMParams
from lstm_core.cells.parts import GATES
from lstm_core.plots.pictures import WIDTH, new_axes, set_alt
from lstm_core.plots.style import COLORS, ROLES, tint
from lstm_core.pytorch.layouts import torch_layout
from lstm_core.words import label

_GAP, _BETWEEN, _MARGIN = 0.6, 4.0, 1.8  # in units of one weight


class _Layout(NamedTuple):
    name: str  # of the framework
    order: tuple  # of the gates, from top to bottom
    arrays: dict  # groups of columns by name
    gap: float  # between them


def plot_weight_blocks(ax: Axes | None, p: LSTMParams) -> Axes:
    """The blocks of `W` and `b`, and the same numbers as PyTorch stacks them.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    p : LSTMParams
        Of a few units: each weight is drawn as a square, the fuller in colour
        the larger it is.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError
        If ``p`` is not the weights of an LSTM cell.
    """
    check_exact("p", p, LSTMParams)
    ours, torch = _our_layout(p), _torch_layout(p)
    width = sum(map(_width, (ours, torch))) + _BETWEEN + 2 * _MARGIN
    height = len(p.b) + 7
    ax = new_axes(ax, WIDTH * height / width)
    left, right = 0, _width(ours) + _BETWEEN
    for layout, x in ((ours, left), (torch, right)):
        _draw_layout(ax, layout, x, scale=np.abs(p.W).max() or 1)
    for gate in GATES:
        rows = [_middle(layout, gate) for layout in (ours, torch)]
        style = {"color": _color(gate), "lw": 1.5}
        ax.plot([_width(ours) + 0.3, right - 0.3], rows, **style)
        _name_block(ax, f"ours_{gate}", left - 0.5, rows[0], "right")
        _name_block(ax, f"torch_{gate}", right + _width(torch) + 0.5, rows[1], "left")
    ax.set(xlim=(-_MARGIN, width - _MARGIN), ylim=(len(p.b) + 2, -5), aspect="equal")
    ax.set_axis_off()
    set_alt(ax, _describe(p))
    return ax


def _our_layout(p):
    arrays = {"W_hh": p.W[:, : p.n_a], "W_ih": p.W[:, p.n_a :], "b": p.b[:, None]}
    return _Layout("ours", GATES, arrays, 0.25)


def _torch_layout(p):
    names = ("weight_hh", "weight_ih", "bias_ih", "bias_hh")
    found = {name: torch_layout(p)[f"{name}_l0"] for name in names}
    arrays = {name: array.reshape(len(array), -1) for name, array in found.items()}
    return _Layout("torch", TORCH_GATES, arrays, _GAP)


def _width(layout):
    arrays = layout.arrays.values()
    return sum(a.shape[1] for a in arrays) + layout.gap * (len(arrays) - 1)


def _middle(layout, gate):
    rows = len(next(iter(layout.arrays.values()))) // len(GATES)
    return (layout.order.index(gate) + 0.5) * rows


def _draw_layout(ax, layout, x, scale):
    style = {"ha": "center", "fontsize": 10}
    rows = len(next(iter(layout.arrays.values())))
    middle = x + _width(layout) / 2
    ax.text(middle, rows + 0.7, label(f"weights.{layout.name}"), va="top", **style)
    for name, array in layout.arrays.items():
        _draw_squares(ax, layout.order, array, x, scale)
        turn = 90 if layout.name == "torch" else 0
        center = x + array.shape[1] / 2
        text = label(f"weights.{name}")
        ax.text(center, -0.4, text, va="bottom", rotation=turn, **style)
        x += array.shape[1] + layout.gap


def _draw_squares(ax, order, array, x, scale):
    n_a = len(array) // len(order)
    for row, column in np.ndindex(array.shape):
        color = _color(order[row // n_a])
        strength = 0.08 + 0.92 * min(abs(array[row, column]) / scale, 1)
        square = Rectangle((x + column, row), 1, 1, lw=0.5)
        square.set(fc=tint(color, strength), ec=color)
        ax.add_patch(square)


def _name_block(ax, key, x, y, ha):
    color = _color(key[-1])
    text = label(f"weights.{key}")
    ax.text(x, y, text, ha=ha, va="center", color=color, fontsize=11)


def _color(gate):
    # The block `W_c` makes the candidate; "c" among the values is the cell state.
    return COLORS[ROLES["c_cand" if gate == "c" else gate]]


def _describe(p):
    ours = ", ".join(label(f"weights.said_{gate}") for gate in GATES)
    theirs = [(f"weights.torch_{g}", f"weights.said_{g}") for g in TORCH_GATES]
    theirs = ", ".join(f"{label(name)} ({label(said)})" for name, said in theirs)
    sizes = {"n_a": p.n_a, "n_x": p.n_x, "rows": len(p.b)}
    return label("weights.alt", ours=ours, theirs=theirs, **sizes)
