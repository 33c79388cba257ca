"""A whole sequence: the loop over time, and backpropagation through time.

Time is the first axis and the batch the second: ``x`` has the shape (T, B, n_x). What
one step does stands in `lstm_core.cells`; the loops themselves in `lstm_core.fast`.
"""

import numpy as np

from lstm_core import fast
from lstm_core._threads import numpy_threads
from lstm_core._validate import check_array, check_kind
from lstm_core.params import LSTMParams, RNNParams
from lstm_core.trace import Gradients, RNNTrace, Trace


def rnn_forward(p: RNNParams, x: np.ndarray, a0: np.ndarray | None = None) -> RNNTrace:
    """Run a basic recurrent network over a batch of sequences.

    Parameters
    ----------
    p : RNNParams
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    a0 : ndarray, shape (B, n_a), optional
        Hidden state to start from; zero if not given.

    Returns
    -------
    RNNTrace

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, an axis is empty, or a number is not finite.
    """
    _check_x(p, x, RNNParams)
    start = _start("a0", a0, p, x)
    with numpy_threads(_one_step(p, x)):
        return RNNTrace(x, fast.rnn_loop(p, x, start))


def rnn_backward(p: RNNParams, trace: RNNTrace, da: np.ndarray) -> Gradients:
    """Backpropagation through time for the basic recurrent network.

    Parameters
    ----------
    p : RNNParams
        The parameters of the forward pass.
    trace : RNNTrace
        What `rnn_forward` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.

    Returns
    -------
    Gradients

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.

    Notes
    -----
    Werbos, P. J. (1990). Backpropagation through time: what it does and how to do it.
    Proceedings of the IEEE 78(10), 1550-1560.
    """
    check_pair(p, RNNParams, trace, RNNTrace)
    _check_like("da", da, trace.a)
    with numpy_threads(_one_step(p, trace.x)):
        return Gradients(*fast.rnn_loop_backward(p, trace.x, trace.states, da))


def lstm_forward(
    p: LSTMParams,
    x: np.ndarray,
    a0: np.ndarray | None = None,
    c0: np.ndarray | None = None,
) -> Trace:
    """Run an LSTM over a batch of sequences and keep every gate at every step.

    Parameters
    ----------
    p : LSTMParams
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    a0, c0 : ndarray, shape (B, n_a), optional
        Hidden state and cell state to start from; zero if not given.

    Returns
    -------
    Trace

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, an axis is empty, or a number is not finite.
    """
    _check_x(p, x, LSTMParams)
    start = _start("a0", a0, p, x), _start("c0", c0, p, x)
    with numpy_threads(_one_step(p, x)):
        return Trace(x, *fast.lstm_loop(p, x, *start))


def lstm_backward(
    p: LSTMParams, trace: Trace, da: np.ndarray, dc_last: np.ndarray | None = None
) -> Gradients:
    """Backpropagation through time for the LSTM.

    Parameters
    ----------
    p : LSTMParams
        The parameters of the forward pass.
    trace : Trace
        What `lstm_forward` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.
    dc_last : ndarray, shape (B, n_a), optional
        Gradient with respect to the last cell state; zero if not given.

    Returns
    -------
    Gradients

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.
    """
    check_pair(p, LSTMParams, trace, Trace)
    _check_like("da", da, trace.a)
    if dc_last is None:
        dc_last = np.zeros_like(trace.c0)
    B, n_a = trace.c0.shape
    check_array("dc_last", dc_last, axes={"B": B, "n_a": n_a}, dtype=trace.c.dtype)
    loop = trace.gates, trace.a_states, trace.c_states, trace.tanh_c
    with numpy_threads(_one_step(p, trace.x)):
        return Gradients(*fast.lstm_loop_backward(p, trace.x, loop, da, dc_last))


def _one_step(p, x):
    """Multiplications of one step."""
    return p.W.size * x.shape[1]


def _check_x(p, x, kind):
    check_kind("p", p, kind)
    axes = {"T": None, "B": None, "n_x": p.n_x}
    check_array("x", x, axes=axes, dtype=p.dtype)


def check_pair(p, kind, trace, trace_kind):
    """Raise unless the trace is one that these parameters can have made."""
    check_kind("p", p, kind)
    check_kind("trace", trace, trace_kind)
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


def _check_like(name, value, wanted):
    axes = dict(zip(("T", "B", "n_a"), wanted.shape, strict=True))
    check_array(name, value, axes=axes, dtype=wanted.dtype)


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
