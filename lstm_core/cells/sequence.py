"""A whole sequence of any cell, with checked arguments: forwards, then backwards.

Time is the first axis and the batch the second: ``x`` has the shape (T, B, n_x). The
files of the cells have functions for one cell each, such as `lstm_forward`; they and
the models come here. The loops are those of the cell's record.
"""

from dataclasses import replace
from itertools import zip_longest

import numpy as np

from lstm_core._threads import numpy_threads
from lstm_core._validate import check_array, check_exact
from lstm_core.cells.loop import backward_with
from lstm_core.cells.parts import already_checked
from lstm_core.cells.registry import all_cells, cell_of
from lstm_core.cells.trace import Gradients


def forward(p, x: np.ndarray, *start: np.ndarray | None):
    """Run a cell over a batch of sequences.

    Parameters
    ----------
    p : CellParams
        Of any registered cell.
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    *start : ndarray, shape (B, n_a), or None
        The states to start from, ``a0`` or ``a0, c0``; those missing are zero.

    Returns
    -------
    RNNTrace, Trace, ...
        The kind of trace that the cell has.

    Raises
    ------
    TypeError, ValueError
        If the parameters are not those of a registered cell, there are more states than
        the cell has, dtype or shape do not fit, an axis is empty, or a number is not
        finite.
    """
    cell = cell_of(p)
    axes = {"T": None, "B": None, "n_x": p.n_x}
    check_array("x", x, axes=axes, dtype=p.dtype)
    given = _by_name("start", [f"{name}0" for name in cell.states], start)
    start = [_start(name, state, p, x) for name, state in given]
    with numpy_threads(_one_step(p, x)), already_checked():
        return cell.run(p, x.copy(), *start)  # a trace owns what it holds


def backward(
    p, trace, da: np.ndarray, *d_last: np.ndarray | None, carousel_only: bool = False
) -> Gradients:
    """Backpropagation through time for any cell.

    Parameters
    ----------
    p : CellParams
        The parameters of the forward pass.
    trace : RNNTrace, Trace, ...
        What `forward` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.
    *d_last : ndarray, shape (B, n_a), or None
        Gradients with respect to the last of each other state, ``dc_last`` for a cell
        state; those missing are zero.
    carousel_only : bool
        Whether the gradient may go from step to step along the cell state only, as in
        `lstm1997_step_backward_carousel`. Then it is not exact.

    Returns
    -------
    Gradients

    Raises
    ------
    TypeError, ValueError
        If the trace is not one of these parameters, there are more gradients than the
        cell has states, dtype or shape do not fit, a number is not finite, or the cell
        has no such gradient along its cell state.
    """
    cell = cell_of(p)
    if carousel_only:
        check_carousel(cell)
    check_pair(p, cell.params, trace, cell.trace)
    axes = dict(zip(("T", "B", "n_a"), trace.a.shape, strict=True))
    check_array("da", da, axes=axes, dtype=p.dtype)
    del axes["T"]
    others = [f"d{name}_last" for name in cell.states[1:]]
    given = dict(_by_name("d_last", others, d_last))
    d_last = [np.zeros_like(trace.a0) if d is None else d for d in given.values()]
    for name, d in zip(given, d_last, strict=True):
        check_array(name, d, axes=axes, dtype=p.dtype)
    with numpy_threads(_one_step(p, trace.x)), already_checked():
        if carousel_only:
            cell = replace(cell, step_backward=cell.step_backward_carousel)
            return backward_with(cell, p, trace, da, *d_last)
        return cell.run_backward(p, trace, da, *d_last)


def check_carousel(cell):
    """Raise ValueError unless the cell has a gradient along its cell state only."""
    if cell.step_backward_carousel is None:
        known = tuple(c.name for c in all_cells() if c.step_backward_carousel)
        message = f"False for the cell {cell.name!r}, True only for one of {known}"
        raise ValueError(f"carousel_only: expected {message}")


def check_pair(p, kind, trace, trace_kind):
    """Raise unless the trace is one that these parameters can have made."""
    check_exact("p", p, kind)
    check_exact("trace", trace, trace_kind)
    if trace.reverse:
        raise ValueError("trace: expected one that ran forwards in time, got a reverse")
    if not isinstance(trace.a, np.ndarray):
        got, remedy = type(trace.a).__name__, "trace.to_numpy()"
        raise TypeError(f"trace: expected NumPy arrays, got {got}; use {remedy}")
    sizes = trace.x.shape[-1], trace.a.shape[-1]
    if sizes != (p.n_x, p.n_a) or trace.a.dtype != p.dtype:
        want = f"n_x={p.n_x}, n_a={p.n_a}, {p.dtype}, as in p"
        got = f"n_x={sizes[0]}, n_a={sizes[1]}, {trace.a.dtype}"
        raise ValueError(f"trace: expected {want}; got {got}")


def _one_step(p, x):
    """Multiplications of one step."""
    return p.W.size * x.shape[1]


def _by_name(what, names, values):
    """Pairs of name and value, None where there is none; too many are refused."""
    if len(values) > len(names):
        expected = f"at most {len(names)} {tuple(names)}"
        raise TypeError(f"{what}: expected {expected}, got {len(values)}")
    return zip_longest(names, values)


def _start(name, state, p, x):
    T, B, _ = x.shape
    if state is None:
        return np.zeros((B, p.n_a), p.dtype)
    if getattr(state, "shape", None) == (T, p.n_a) and T != B:
        message = f"shape (B={B}, n_a={p.n_a}) for x of shape (T={T}, B={B}, n_x)"
        hint = "are batch and time of x swapped? Time comes first: (T, B, n_x)"
        raise ValueError(f"{name}: expected {message}, got {state.shape}; {hint}")
    check_array(name, state, axes={"B": B, "n_a": p.n_a}, dtype=p.dtype)
    return state
