"""Jacobians of the cells: how a change of a state moves later states.

The state of an LSTM has two halves, the hidden state and the cell state. Here they
stand one after the other, ``[a, c]``, as they go into `lstm_step`.
"""

import numpy as np

from lstm_core._threads import numpy_threads
from lstm_core.cells.lstm import LSTMParams, Trace
from lstm_core.cells.rnn import RNNParams, RNNTrace
from lstm_core.cells.sequence import check_pair


def rnn_jacobians(p: RNNParams, trace: RNNTrace) -> np.ndarray:
    """Derivative of each hidden state with respect to the one before it.

    Parameters
    ----------
    p : RNNParams
    trace : RNNTrace
        What `rnn_forward` returned.

    Returns
    -------
    ndarray, shape (T, B, n_a, n_a)
        Entry ``[t, b, i, j]`` is the derivative of unit i after step t with respect to
        unit j before it: ``diag(1 - a_t**2) W_aa``.

    Raises
    ------
    TypeError, ValueError
        If these are not the weights and the forward trace of one network, in NumPy.

    Notes
    -----
    Pascanu, R., Mikolov, T., Bengio, Y. (2013). On the difficulty of training
    recurrent neural networks. ICML. Equation 5, with tanh after the sum.
    """
    check_pair(p, RNNParams, trace, RNNTrace)
    return (1 - trace.a**2)[..., None] * p.W_aa


def jacobian_norms(p: RNNParams, trace: RNNTrace) -> np.ndarray:
    """Spectral norm of the derivative of each state with respect to the first one.

    Parameters
    ----------
    p : RNNParams
    trace : RNNTrace

    Returns
    -------
    ndarray, shape (T, B)
        Entry t is the largest singular value of ``J_t ... J_1``, the latest factor on
        the left: the most that a small change of ``a0`` can be stretched.

    Raises
    ------
    TypeError, ValueError
        As for `rnn_jacobians`.
    """
    product = np.eye(p.n_a, dtype=p.dtype)
    norms = []
    with numpy_threads(p.n_a**3):
        for jacobian in rnn_jacobians(p, trace):
            product = jacobian @ product
            norms.append(np.linalg.norm(product, ord=2, axis=(-2, -1)))
    return np.array(norms)


def lstm_jacobians(p: LSTMParams, trace: Trace) -> np.ndarray:
    """Derivative of each state of an LSTM with respect to the one before it.

    Parameters
    ----------
    p : LSTMParams
    trace : Trace
        What `lstm_forward` returned.

    Returns
    -------
    ndarray, shape (T, B, 2 * n_a, 2 * n_a)
        Entry ``[t, b, i, j]`` is the derivative of number i of ``[a, c]`` after step t
        with respect to number j of it before the step.

    Raises
    ------
    TypeError
        If the arguments are not the weights and the trace of an LSTM, in NumPy.
    ValueError
        If the trace ran backwards in time, or has other sizes or another dtype.

    Notes
    -----
    The four blocks follow from ``c = f * c_prev + u * c_cand`` and
    ``a = o * tanh(c)``, where all gates depend on ``a_prev``, and none on ``c_prev``.
    """
    check_pair(p, LSTMParams, trace, Trace)
    n_a = p.n_a
    slope = trace.o * (1 - trace.tanh_c**2)  # of a with respect to c
    c_by_a = _cell_by_hidden(p, trace)
    J = np.zeros((*trace.a.shape[:2], 2 * n_a, 2 * n_a), p.dtype)
    J[..., n_a:, n_a:] = _diagonal(trace.f)
    J[..., n_a:, :n_a] = c_by_a
    J[..., :n_a, n_a:] = _diagonal(slope * trace.f)
    by_gate = trace.tanh_c * trace.o * (1 - trace.o)
    J[..., :n_a, :n_a] = slope[..., None] * c_by_a + _through(p.W_o, by_gate)
    return J


def lstm_products(p: LSTMParams, trace: Trace) -> np.ndarray:
    """Derivative of each state of an LSTM with respect to the first one.

    Parameters
    ----------
    p : LSTMParams
    trace : Trace

    Returns
    -------
    ndarray, shape (T, B, 2 * n_a, 2 * n_a)
        Entry t is ``J_t ... J_1``, the latest factor on the left, of `lstm_jacobians`:
        the rows are numbers of ``[a, c]`` after step t, the columns of ``[a0, c0]``.

    Raises
    ------
    TypeError, ValueError
        As for `lstm_jacobians`.
    """
    jacobians = lstm_jacobians(p, trace)
    products = [jacobians[0]]
    with numpy_threads((2 * p.n_a) ** 3):
        for jacobian in jacobians[1:]:
            products.append(jacobian @ products[-1])
    return np.array(products)


def lstm_jacobian_norms(p: LSTMParams, trace: Trace) -> dict[str, np.ndarray]:
    """How much a small change of the first state can be stretched, half by half.

    Parameters
    ----------
    p : LSTMParams
    trace : Trace

    Returns
    -------
    dict of str to ndarray, each of shape (T, B)
        Spectral norms of blocks of `lstm_products`: ``"c"`` of dc_t/dc_0, ``"a"`` of
        da_t/da_0, ``"state"`` of the whole.

    Raises
    ------
    TypeError, ValueError
        As for `lstm_jacobians`.
    """
    products, n_a = lstm_products(p, trace), p.n_a
    blocks = {
        "c": products[..., n_a:, n_a:],
        "a": products[..., :n_a, :n_a],
        "state": products,
    }
    with numpy_threads((2 * n_a) ** 3):
        return {k: np.linalg.norm(J, ord=2, axis=(-2, -1)) for k, J in blocks.items()}


def _cell_by_hidden(p, trace):
    """Derivative of c with respect to a_prev, on the three ways that there are."""
    c_prev = trace.c_prev
    f, u, c_cand = trace.f, trace.u, trace.c_cand
    by_forget = _through(p.W_f, c_prev * f * (1 - f))
    by_update = _through(p.W_u, c_cand * u * (1 - u))
    return by_forget + by_update + _through(p.W_c, u * (1 - c_cand**2))


def _through(W, factor):
    """Recurrent part of a gate's weights, each row times the factor of its unit."""
    return factor[..., None] * W[:, : len(W)]


def _diagonal(values):
    return values[..., None] * np.eye(values.shape[-1], dtype=values.dtype)
