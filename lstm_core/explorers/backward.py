"""The gradients of an LSTM, stop by stop; what it draws stands in ``backward.js``."""

from collections.abc import Mapping

import numpy as np

from lstm_core.cells.lstm import (
    LSTM_GATES,
    LSTMParams,
    Trace,
    lstm_backward,
    lstm_step_backward,
    lstm_update_backward,
)
from lstm_core.cells.parts import GATES
from lstm_core.explorers import paragraphs
from lstm_core.explorers.checks import check_index
from lstm_core.explorers.explorer import Explorer, traitlets
from lstm_core.explorers.rounding import fine
from lstm_core.plots.tables import Table
from lstm_core.words import words_for

STOPS = (
    "da",
    "do",
    "dc",
    "df",
    "du",
    "dc_cand",
    "dz",
    "dW",
    "dx",
    "da_prev",
    "dc_prev",
)
"""What each stop of a step computes, in their order."""

_ROWS = (*STOPS[:6], *(f"dz_{gate}" for gate in GATES), *STOPS[8:])


class BackwardExplorer(Explorer):
    """The way of a gradient back through an LSTM of one unit, with every number.

    It begins at the last step. Each step has eleven stops, from the gradient of its
    hidden state to what the step before gets. The trait ``stop`` counts them from 0.

    Parameters
    ----------
    p : LSTMParams
        A cell with one hidden unit and one input.
    trace : Trace
        What `lstm_core.lstm_forward` gave for one sequence.
    da : ndarray, shape (T, 1, 1)
        Gradient of the loss with respect to the hidden state of each step, as
        `lstm_core.lstm_backward` takes it.

    Raises
    ------
    TypeError, ValueError, IndexError
        If there is more than one unit, input or sequence, the arguments do not fit each
        other, or there is no such stop.
    """

    _kind = "backward"
    stop = traitlets.Int(0).tag(sync=True)

    def __init__(self, p: LSTMParams, trace: Trace, da: np.ndarray):
        lstm_backward(p, trace, da)  # refuses what does not fit
        sizes = p.n_a, p.n_x, trace.x.shape[1]
        if sizes != (1, 1, 1):
            raise ValueError(f"expected one unit, input and sequence, got {sizes}")
        steps = backward_steps(p, trace, da)
        rows = _rows(steps, words_for(self._kind))
        super().__init__({"steps": steps, "rows": rows}, stop=0)

    @traitlets.validate("stop")
    def _check_stop(self, proposal):
        stops = len(STOPS) * len(self._spec["data"]["steps"])
        return check_index("stop", proposal["value"], stops)

    def _fallback(self):
        words, data = self._spec["words"], self._spec["data"]
        heads = [words["table.of"]]
        heads += [words["table.step"].format(t=step["t"]) for step in data["steps"]]
        rows = [[name, *map(fine, numbers)] for name, *numbers in data["rows"]]
        table = Table(dict(zip(heads, zip(*rows, strict=True), strict=True)))
        return (
            paragraphs(words["title"]) + table.to_html() + paragraphs(words["static"])
        )


def backward_steps(
    p: LSTMParams, trace: Trace, da: np.ndarray
) -> list[dict[str, float | list]]:
    """All numbers of the way back through a cell of one unit, the last step first.

    Parameters
    ----------
    p, trace, da
        As in `BackwardExplorer`.

    Returns
    -------
    list of T dict
        Gradients as `lstm_core.lstm_step_backward` names them, and the numbers they are
        made from. ``dW``, shape (4, 3), holds those of all weights as far as they are
        summed up: rows in the order of `GATES`, columns for the hidden state, the input
        and the bias.
    """
    steps, total = [], np.zeros((4, 3))
    da_next, dc_next = np.zeros_like(trace.a0), np.zeros_like(trace.c0)
    for t in reversed(range(len(trace.x))):
        gates = {name: getattr(trace, name)[t] for name in LSTM_GATES}
        before = trace.a_states[t], trace.c_states[t]
        back = trace.c[t], gates, da[t] + da_next, dc_next
        found = lstm_step_backward(p, trace.x[t], *before, *back)
        dW, db, dx, da_prev, dc_prev = found
        numbers = {"da_loss": da[t], "da_next": da_next, "da": back[2]}
        numbers |= {"dc_next": dc_next, "dx": dx, "da_prev": da_prev}
        numbers |= lstm_update_backward(before[1], *back)
        numbers |= {"a_prev": before[0], "c_prev": before[1], "x": trace.x[t]}
        numbers |= gates | {"tanh_c": trace.tanh_c[t]}
        step = {name: value.item() for name, value in numbers.items()}
        summed = total + np.column_stack([dW, db])
        first = {"W_before": total[0, 0].item(), "W_now": summed[0, 0].item()}
        steps.append({"t": t + 1} | step | _parts(p, step) | first)
        steps[-1]["dW"] = summed.tolist()
        total, da_next, dc_next = summed, da_prev, dc_prev
    return steps


def _parts(p: LSTMParams, step: Mapping[str, float]) -> dict[str, float]:
    """The slopes of all curves, and what each gate sends to a and to x."""
    slopes = {f"slope_{gate}": step[gate] * (1 - step[gate]) for gate in "fuo"}
    slopes |= {"slope_c": 1 - step["c_cand"] ** 2, "slope": 1 - step["tanh_c"] ** 2}
    sent = {}
    for gate, (for_a, for_x) in zip(GATES, p.W.tolist(), strict=True):
        sent[f"a_{gate}"] = step[f"dz_{gate}"] * for_a
        sent[f"x_{gate}"] = step[f"dz_{gate}"] * for_x
    return slopes | sent


def _rows(steps, words):
    """The table of all gradients: a name, and the numbers of each step."""
    rows = [[words[f"table.{name}"], *(s[name] for s in steps)] for name in _ROWS]
    for i, gate in enumerate(GATES):
        for j, read in enumerate(("a", "x", "bias")):
            said = {"gate": words[f"gate.{gate}"], "read": words[f"reads.{read}"]}
            name = words["table.weight"].format(**said)
            rows.append([name, *(step["dW"][i][j] for step in steps)])
    return rows
