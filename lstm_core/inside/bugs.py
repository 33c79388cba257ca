"""Five backward passes, each with one mistake: for readers to find with a check.

All of them look plausible, run without an error and return gradients of the right
shapes. Each mistake is easy to make. They must never be trained with.

(The variants of the assignment are not made here: a list of mistakes would be the key
to the answers. They are texts in ``lstm_core/data/exercises/``, as for every
assignment.)

Whoever wants to find the mistakes should not read on, but call `lstm_core.grad_check`:
they are in plain sight below.
"""

from dataclasses import replace
from functools import partial

import numpy as np

from lstm_core.cells.loop import backward_with
from lstm_core.cells.lstm import LSTM_GATES, lstm_step_backward
from lstm_core.cells.parts import GATES, sigmoid
from lstm_core.cells.registry import cell_named
from lstm_core.cells.trace import Gradients

__all__ = [
    "BROKEN",
    "backward_a",
    "backward_b",
    "backward_c",
    "backward_d",
    "backward_e",
]


def backward_a(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: look at more than one length.

    Parameters, shapes and result as there. This holds for all five functions.
    """
    da_next = np.zeros_like(trace.a0)
    dc_next = np.zeros_like(trace.c0) if dc_last is None else dc_last
    dW, db, dx = np.zeros_like(p.W), np.zeros_like(p.b), np.empty_like(trace.x)
    for t in reversed(range(len(dx))):
        before = trace.a_states[t], trace.c_states[t]
        gates = {name: getattr(trace, name)[t] for name in LSTM_GATES}
        d_states = da[t] + da_next, dc_next
        found = lstm_step_backward(p, trace.x[t], *before, trace.c[t], gates, *d_states)
        dW, db = dW + found[0], db + found[1]
        dx[t], da_prev, dc_prev = found[2:]
        # A: what is missing here is ``da_next, dc_next = da_prev, dc_prev``.
    return Gradients(dW, db, dx, da_prev, dc_prev)


def backward_b(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: what is right tells as much."""
    return _backward("B", p, trace, da, dc_last)


def backward_c(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: whose gradient comes first?"""
    return _backward("C", p, trace, da, dc_last)


def backward_d(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: count the wrong gates."""
    return _backward("D", p, trace, da, dc_last)


def backward_e(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: mind what it multiplies."""
    return _backward("E", p, trace, da, dc_last)


BROKEN = {
    "A": backward_a,
    "B": backward_b,
    "C": backward_c,
    "D": backward_d,
    "E": backward_e,
}
"""Name to backward pass."""


def _backward(mistake, p, trace, da, dc_last):
    """The loop of the package around `_wrong_step`; with None, all is right."""
    cell = replace(cell_named("lstm"), step_backward=partial(_wrong_step, mistake))
    dc_last = np.zeros_like(trace.c0) if dc_last is None else dc_last
    return backward_with(cell, p, trace, da, dc_last)


def _wrong_step(mistake, p, x_t, a_prev, c_prev, c, gates, da, dc):
    """`lstm_core.lstm_step_backward`, line by line, with one of four mistakes."""
    f, u, o, c_cand = (gates[name] for name in LSTM_GATES)
    t = np.tanh(c)
    do = da * t
    through_a = da * o * (1 - t**2)
    dc = dc + through_a
    if mistake == "C":  # an "=" where "+=" is needed
        dc = through_a
    df, dc_prev = dc * c_prev, dc * f
    if mistake == "E":  # the state after the step, where that before it belongs
        df = dc * c
    du, dc_cand = dc * c_cand, dc * u
    if mistake == "B":  # the slope of the sigmoid at z, given the gate instead of z
        f, u, o = sigmoid(f), sigmoid(u), sigmoid(o)
    dz = {"f": df * f * (1 - f), "u": du * u * (1 - u), "o": do * o * (1 - o)}
    dz["c"] = dc_cand * (1 - c_cand**2)
    order = GATES
    if mistake == "D":  # the blocks of rows in another order than in W
        order = ("f", "o", "u", "c")
    dz = np.hstack([dz[gate] for gate in order])
    dW = dz.T @ np.hstack([a_prev, x_t])
    db = dz.sum(axis=0)
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dW, db, dx, da_prev, dc_prev
