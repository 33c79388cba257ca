"""Five backward passes, each with one mistake: for readers to find with a check.

All of them look plausible, run without an error and return gradients of the right
shapes. Each mistake is easy to make. They must never be trained with.

Each is the package's own loop and backward step, with one line of them replaced. (The
variants of the assignment are not made here: a list of replacements would be the key to
the answers. They are texts in ``lstm_core/data/exercises/``, as for every assignment.)

Whoever wants to find the mistakes should not read on, but call `lstm_core.grad_check`:
they are in plain sight below.
"""

import inspect
from dataclasses import replace
from functools import cache

import numpy as np

from lstm_core.cells import loop, lstm
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
    return _backward(p, trace, da, dc_last, "A")


def backward_b(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: what is right tells as much."""
    return _backward(p, trace, da, dc_last, "B")


def backward_c(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: whose gradient comes first?"""
    return _backward(p, trace, da, dc_last, "C")


def backward_d(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: count the wrong gates."""
    return _backward(p, trace, da, dc_last, "D")


def backward_e(p, trace, da, dc_last=None) -> Gradients:
    """`lstm_core.lstm_backward` with one mistake. Hint: mind what it multiplies."""
    return _backward(p, trace, da, dc_last, "E")


BROKEN = {
    "A": backward_a,
    "B": backward_b,
    "C": backward_c,
    "D": backward_d,
    "E": backward_e,
}
"""Name to backward pass."""

_MISTAKES = {
    # Nothing goes to the step before.
    "A": ("d_states[0] = d_states[0] + da[t]", "d_states = [da[t], 0 * d_states[1]]"),
    # The slope of the sigmoid at z, given the gate instead of z.
    "B": ("    dz = {", "    f, u, o = sigmoid(f), sigmoid(u), sigmoid(o)\n    dz = {"),
    # An "=" where "+=" is needed.
    "C": ("dc = dc + da * o", "dc = da * o"),
    # The blocks of rows in another order than in W.
    "D": ("for gate in GATES", 'for gate in ("f", "o", "u", "c")'),
    # The forget gate multiplies the state before the step, not the one after it.
    "E": ("df, dc_prev = dc * c_prev, dc * f", "df, dc_prev = dc * c, dc * f"),
}
"""What is right in the loop or in its step, and what stands there instead."""


def _backward(p, trace, da, dc_last, name):
    dc_last = np.zeros_like(trace.c0) if dc_last is None else dc_last
    return _loop(*_MISTAKES[name])(p, trace, da, dc_last)


@cache
def _loop(right, wrong):
    """The loop of `lstm_core.cells.loop` for the LSTM, with one line replaced."""
    parts = lstm.lstm_step_backward, loop.run_backward
    source = "\n".join(map(inspect.getsource, parts))
    if source.count(right) != 1:
        got = f"{source.count(right)} times"
        raise ValueError(f"right: expected {right!r} once in loop and step, got {got}")
    names = {**vars(lstm), **vars(loop)}
    exec(source.replace(right, wrong), names)
    cell = replace(cell_named("lstm"), step_backward=names["lstm_step_backward"])
    names["cell_of"] = lambda p: cell
    return names["run_backward"]
