"""What a forward pass keeps, and what a backward pass gives.

A trace holds NumPy arrays, or tensors if it comes from `trace_torch`; ``to_numpy``
turns the second into the first. It is in the order of time even if the network read
the sequence from its end (``reverse``): then the state before step ``t`` is the one
after step ``t + 1``.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from lstm_core._tensors import to_array


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of the loss, each shaped like what it is the gradient of.

    Attributes
    ----------
    W, b : ndarray
        With respect to the parameters, summed over time and batch.
    x : ndarray, shape (T, B, n_x)
    a0 : ndarray, shape (B, n_a)
    c0 : ndarray, shape (B, n_a), or None for a cell without a cell state
    """

    W: np.ndarray
    b: np.ndarray
    x: np.ndarray
    a0: np.ndarray
    c0: np.ndarray | None = None


def start_of(states, reverse):
    """State before the first step that the network made."""
    return states[-1 if reverse else 0]


def before_each(trace, states):
    """State before each step, in the order of time; ``states`` are those of a trace."""
    if not trace.reverse:
        return states[:-1]
    if trace.lengths is None:
        return states[1:]
    before = states[1:] + 0  # a copy, of an array or of a tensor
    ends = [int(n) - 1 for n in trace.lengths]
    before[ends, range(len(ends))] = states[-1]
    return before


def after_each(states, reverse):
    """State after each step, in the order of time."""
    return states[:-1] if reverse else states[1:]


def to_numpy(trace):
    """A trace of any cell with NumPy arrays; half precision becomes float32."""
    return change(trace, lambda name, value: to_array(value))


def change(trace, function):
    """A trace whose arrays are ``function(name, array)`` of those of this one."""
    values = {f.name: getattr(trace, f.name) for f in fields(trace)}
    return replace(
        trace,
        **{
            name: function(name, value)
            for name, value in values.items()
            if not isinstance(value, bool | None)
        },
    )


def is_states(name) -> bool:
    """Whether a field of a trace holds states: one more than there are steps."""
    return name.endswith("states")
