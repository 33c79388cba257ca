"""Five backward passes, each with one mistake: for readers to find with a check.

All of them look plausible, run without an error and return gradients of the right
shapes. Each mistake is easy to make. They must never be trained with.

Whoever wants to find them should not read on, but call `lstm_core.grad_check`: the
mistakes are in plain sight below.
"""

from functools import partial

import numpy as np

from lstm_core.cells.parts import GATES, sigmoid
from lstm_core.cells.trace import Gradients


def backward_a(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: look at more than one length.

    Parameters, shapes and result as there; nothing is checked. This holds for all
    five functions.
    """
    return _backward(p, trace, da, dc_last, carry=_nothing)


def backward_b(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: what is right tells as much."""
    return _backward(p, trace, da, dc_last, slope=_slope_of_sigmoid)


def backward_c(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: whose gradient comes first?"""
    return _backward(p, trace, da, dc_last, join=_latest)


def backward_d(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: count the wrong gates."""
    return _backward(p, trace, da, dc_last, order=("f", "o", "u", "c"))


def backward_e(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: mind what it multiplies."""
    return _backward(p, trace, da, dc_last, late=True)


BROKEN = {
    "A": backward_a,
    "B": backward_b,
    "C": backward_c,
    "D": backward_d,
    "E": backward_e,
}
"""Name to backward pass."""


def _slope(gate):
    return gate * (1 - gate)


def _add(dc, through_a):
    return dc + through_a


def _both(da, dc):
    return da, dc


def _backward(p, trace, da, dc_last=None, *, carry=_both, late=False, **places):
    """The loop over time; without an option, or one in ``places``, it is right."""
    da_next = np.zeros_like(trace.a0)
    dc_next = np.zeros_like(trace.c0) if dc_last is None else dc_last
    dW, db, dx = np.zeros_like(p.W), np.zeros_like(p.b), np.empty_like(trace.x)
    step = partial(_step_backward, p, **places)
    for t in reversed(range(len(trace.x))):
        both = np.hstack([trace.a_states[t], trace.x[t]])
        c_prev = trace.c[t] if late else trace.c_states[t]
        dz, da_prev, dx[t], dc_prev = step(trace, t, c_prev, da[t] + da_next, dc_next)
        dW, db = dW + dz.T @ both, db + dz.sum(axis=0)
        da_next, dc_next = carry(da_prev, dc_prev)
    return Gradients(dW, db, dx, da_prev, dc_prev)


def _step_backward(
    p, trace, t, c_prev, da, dc, *, slope=_slope, join=_add, order=GATES
):
    f, u, o, c_cand = trace.f[t], trace.u[t], trace.o[t], trace.c_cand[t]
    dc = join(dc, da * o * (1 - trace.tanh_c[t] ** 2))
    dz = {
        "f": dc * c_prev * slope(f),
        "u": dc * c_cand * slope(u),
        "o": da * trace.tanh_c[t] * slope(o),
        "c": dc * u * (1 - c_cand**2),
    }
    dz = np.hstack([dz[gate] for gate in order])
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dz, da_prev, dx, dc * f


def _nothing(da, dc):
    """Nothing goes to the step before."""
    return np.zeros_like(da), np.zeros_like(dc)


def _slope_of_sigmoid(gate):
    """The derivative at ``z``, given the gate instead of ``z``."""
    return sigmoid(gate) * (1 - sigmoid(gate))


def _latest(dc, through_a):
    """An ``=`` where ``+=`` is needed."""
    return through_a
