"""The LSTM cell with its gradients: the picture of the forward step, turned round."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from matplotlib.axes import Axes

from lstm_core.plots.diagrams.cell_tables import LSTM_CELL
from lstm_core.plots.diagrams.diagram import Diagram, Edge, Value
from lstm_core.plots.diagrams.render import new_canvas, render
from lstm_core.plots.formatting import spoken
from lstm_core.plots.pictures import set_alt
from lstm_core.words import label

# Node to the name of the gradient that arrives there, and to its symbol.
_GRADIENTS = {
    "c": ("dc_next", r"$dc_{t\!+\!1}f_{t\!+\!1}$"),
    "fork": ("dc", "$dc_t$"),
    "a": ("da", "$da_t$"),
    "tanh_c": ("dtanh_c", ""),
    "o": ("do", "$do_t$"),
    "f": ("df", "$df_t$"),
    "u": ("du", "$du_t$"),
    "c_cand": ("dc_cand", r"$d\tilde{c}_t$"),
    "c_prev": ("dc_prev", "$dc_t f_t$"),
    "a_prev": ("da_prev", "$da_{t-1}$"),
    "x_t": ("dx", "$dx_t$"),
}
_PLACES = {  # where the forward cell has no value, or no room for so long a symbol
    "fork": {"at": (62, 58.7), "symbol_at": (62, 66.5), "hang": True},
    "c": {"symbol_at": (98.8, 66.5)},
}
_BELT = {"c", "fork", "sum", "valve_f", "c_prev"}
_GATES = {"f", "u", "c_cand", "valve_u", "to_f", "to_u", "to_c", "join", "a_prev"}
_PARTS = {"belt": _BELT, "gates": _GATES | (_BELT - {"c_prev"})}
_PARTS["ways"] = _PARTS["belt"] | _PARTS["gates"]


def draw_backward(
    ax: Axes | None,
    gates: Mapping[str, np.ndarray],
    grads: Mapping[str, np.ndarray],
    highlight: str | None = None,
) -> Axes:
    """Draw the LSTM cell with the gradients that flow back through it.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    gates : mapping of str to ndarray, each of one axis
        ``f``, ``u``, ``o`` of this step, as in ``trace.step(t)``: how far the valves
        are open, for gradients as for values. More in it does no harm.
    grads : mapping of str to ndarray, each of one axis
        Gradient of the loss with respect to the values of this step: ``dc``, ``da``,
        ``dtanh_c``, ``do``, ``df``, ``du``, ``dc_cand``, ``dx``. ``dc`` is all of it:
        what the belt brings from the step after, ``dc_next``, and what joins through
        this step's ``a``. What leaves to the step before is ``dc_prev``, ``da_prev``.
    highlight : "belt", "gates" or "ways", optional
        A way from ``c_t`` to the step before: along the belt, or through the gates
        and the candidate into the hidden state; or both. The rest is dimmed.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a value is missing or has not one axis, or there is no such way.
    """
    _check({"gates": gates, "grads": grads})
    lit = BACKWARD_CELL.lit(highlight)
    ax = new_canvas(ax, BACKWARD_CELL.view)
    values = {gate: gates[gate] for gate in "fuo"} | dict(grads)
    render(ax, BACKWARD_CELL, values, lit)
    set_alt(ax, _describe(grads, highlight))
    return ax


def _turned(node):
    parts = tuple(part for part, names in _PARTS.items() if node.name in names)
    if node.name not in _GRADIENTS:
        return replace(node, value=None, parts=parts)
    value = node.value or Value("", "", (0, 0), (0, 0))
    key, symbol = _GRADIENTS[node.name]
    place = _PLACES.get(node.name, {})
    value = replace(value, key=key, symbol=symbol, **place)
    return replace(node, value=value, parts=parts)


BACKWARD_CELL = Diagram(
    nodes=tuple(map(_turned, LSTM_CELL.nodes)),
    edges=tuple(
        Edge(e.target, e.source, e.via[::-1], e.role, e.belt) for e in LSTM_CELL.edges
    ),
    view=(-1.5, -8.5, 107.5, 70.5),
    frames=LSTM_CELL.frames,
)
"""The forward cell with all arrows turned round, and gradients in place of values."""


def _check(given):
    names = {"gates": "fuo", "grads": [key for key, _ in _GRADIENTS.values()]}
    for argument, values in given.items():
        for name in names[argument]:
            if np.ndim(values.get(name, 0)) != 1:
                message = f"a value {name!r} with one axis, got {values.get(name)}"
                raise ValueError(f"{argument}: expected {message}")


def _describe(grads, highlight):
    sentences = [label("backward.cell")]
    if highlight is not None:
        part = label(f"backward.part_{highlight}")
        sentences.insert(0, label("cell.lit", part=part))
    values = [
        label("cell.value", name=label(f"backward.{name}"), value=spoken(grads[name]))
        for name, _ in _GRADIENTS.values()
    ]
    sentences.append(label("backward.values", values="; ".join(values)))
    return " ".join(sentences)
