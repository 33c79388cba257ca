"""The loop over time that runs any cell, forwards and backwards, in readable form.

A fast loop must equal it (`lstm_core.cells.fast`); a cell that has none is run by it.
"""

import numpy as np

from lstm_core.cells.registry import cell_of


def run(p, x: np.ndarray, *start: np.ndarray):
    """Take the steps of a sequence one after the other.

    Parameters
    ----------
    p : CellParams
        Of any registered cell.
    x : ndarray, shape (T, B, n_x)
    *start : ndarray, shape (B, n_a)
        The states before the first step, ``a0`` or ``a0, c0``.

    Returns
    -------
    RNNTrace, Trace, ...
        The kind of trace that the cell has.
    """
    cell = cell_of(p)
    states, gates = [start], []
    for x_t in x:
        after, gates_t = cell.new_states(p, x_t, states[-1])
        states.append(after)
        gates.append(gates_t)
    a_and_c = zip(cell.states, zip(*states, strict=True), strict=True)
    return cell.keep(
        p,
        x,
        {name: np.stack(values) for name, values in a_and_c},
        {name: np.stack([g[name] for g in gates]) for name in cell.gates},
    )


def run_backward(p, trace, da: np.ndarray, *d_last: np.ndarray):
    """Backpropagation through time: the steps in reversed order.

    Parameters
    ----------
    p : CellParams
    trace : RNNTrace, Trace, ...
        What `run` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient with respect to the hidden state of each step, as far as it does not
        come through later steps.
    *d_last : ndarray, shape (B, n_a)
        Gradient with respect to the last value of each other state: ``dc_last``.

    Returns
    -------
    Gradients
    """
    return backward_with(cell_of(p), p, trace, da, *d_last)


def backward_with(cell, p, trace, da: np.ndarray, *d_last: np.ndarray):
    """`run_backward` with this record, whose ``step_backward`` may be another one."""
    n_arrays = len(cell.arrays)
    d_arrays = [np.zeros_like(getattr(p, name)) for name in cell.arrays]
    d_states = [np.zeros_like(trace.a0), *d_last]
    dx = np.empty_like(trace.x)
    for t in reversed(range(len(dx))):
        d_states[0] = d_states[0] + da[t]  # through later steps, and directly
        before = [_before(trace, name, t) for name in cell.states]
        kept = [_kept(cell, trace, name, t) for name in cell.needs]
        found = cell.step_backward(p, trace.x[t], *before, *kept, *d_states)
        for total, part in zip(d_arrays, found, strict=False):
            total += part
        dx[t], *d_states = found[n_arrays:]
    gradients = dict(zip(cell.arrays, d_arrays, strict=True))
    gradients |= {f"{k}0": d for k, d in zip(cell.states, d_states, strict=True)}
    return cell.gradients(x=dx, **gradients)


def _before(trace, name, t):
    """State of this name before step ``t``."""
    return getattr(trace, name)[t - 1] if t > 0 else getattr(trace, f"{name}0")


def _kept(cell, trace, name, t):
    """A state after step ``t``, or all gates of the step."""
    if name == "gates":
        return {gate: getattr(trace, gate)[t] for gate in cell.gates}
    return getattr(trace, name)[t]
