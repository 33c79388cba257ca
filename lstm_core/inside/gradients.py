"""How much of the gradient of a loss arrives at each step of a sequence."""

import numpy as np

from lstm_core._validate import check_array, check_exact
from lstm_core.cells.lstm import LSTMParams, Trace, lstm_step_backward
from lstm_core.cells.rnn import RNNParams, RNNTrace, rnn_step_backward


def state_gradients(
    p: RNNParams | LSTMParams, trace: RNNTrace | Trace, da: np.ndarray
) -> np.ndarray:
    """Gradient of a loss with respect to the memory after each step.

    The memory is the hidden state of a basic network, and the cell state of an LSTM,
    there by way of the belt and of the hidden states together.

    Parameters
    ----------
    p : RNNParams or LSTMParams
        The parameters of the forward pass.
    trace : RNNTrace or Trace
        What `rnn_forward` or `lstm_forward` returned; time must run forwards.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.

    Returns
    -------
    ndarray, shape (T, B, n_a)

    Raises
    ------
    TypeError, ValueError
        If the trace is none of such a cell, or ``da`` does not fit it.
    """
    basic = isinstance(p, RNNParams)
    check_exact("p", p, RNNParams if basic else LSTMParams)
    check_exact("trace", trace, RNNTrace if basic else Trace)
    if trace.reverse:
        raise ValueError("trace: expected time to run forwards")
    T, B, n_a = trace.a.shape
    check_array("da", da, axes={"T": T, "B": B, "n_a": n_a}, dtype=p.dtype)
    return (_of_hidden if basic else _of_cell)(p, trace, da)


def _of_hidden(p, trace, da):
    found, later = np.empty_like(da), np.zeros_like(da[0])
    for t in reversed(range(len(da))):
        found[t] = da[t] + later
        states = trace.states[t], trace.states[t + 1]
        *_, later = rnn_step_backward(p, trace.x[t], *states, found[t])
    return found


def _of_cell(p, trace, da):
    found = np.empty_like(da)
    da_later, dc_later = np.zeros_like(da[0]), np.zeros_like(da[0])
    for t in reversed(range(len(da))):
        now = da[t] + da_later
        found[t] = dc_later + now * trace.o[t] * (1 - trace.tanh_c[t] ** 2)
        gates = {name: getattr(trace, name)[t] for name in ("f", "u", "o", "c_cand")}
        before = trace.a_states[t], trace.c_states[t]
        step = p, trace.x[t], *before, trace.c[t], gates, now, dc_later
        *_, da_later, dc_later = lstm_step_backward(*step)
    return found
