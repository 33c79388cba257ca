"""The loops over time, written for speed. The readable step stands in `lstm_core.cells`.

Tests compare every number here with a loop over those steps. What makes the difference
(forward and backward together 2 to 5 times as fast as a plain loop over `cells`, see
``benchmarks/``):

- the input part of ``W [a_{t-1}, x_t] + b`` is one matrix product for all steps;
- a sigmoid is a tanh of half the input, so one ``tanh`` serves all four gates, in place;
- the local derivatives of all steps are computed before the backward loop starts;
- the weight gradient is one matrix product for all steps after it.

The functions take checked arrays; `lstm_core.sequence` is the way in.
"""

import numpy as np

from lstm_core.params import GATES, LSTMParams, RNNParams, gate_columns, gate_rows


def rnn_loop(p: RNNParams, x, a0):
    """Hidden states of all steps, shape (T + 1, B, n_a); the first is ``a0``."""
    T, B, _ = x.shape
    z = _input_products(x, p.W_ax, p.b)
    a = _states(a0, T)
    W_aa = np.ascontiguousarray(p.W_aa.T)
    for t in range(T):
        z[t] += a[t] @ W_aa
        np.tanh(z[t], out=a[t + 1])
    return a


def rnn_loop_backward(p: RNNParams, x, a, da):
    """Gradients ``dW, db, dx, da0``; ``a`` is what `rnn_loop` returned."""
    dz = 1 - a[1:] ** 2  # holds the local derivative until the loop fills it
    W_aa = np.ascontiguousarray(p.W_aa)
    da_prev = np.zeros_like(a[0])
    for t in reversed(range(len(x))):
        dz[t] *= da[t] + da_prev
        np.matmul(dz[t], W_aa, out=da_prev)
    return *_weight_gradients(p, x, a, dz), da_prev


def lstm_loop(p: LSTMParams, x, a0, c0):
    """All gates and states of a sequence.

    Parameters
    ----------
    x : ndarray, shape (T, B, n_x)
    a0, c0 : ndarray, shape (B, n_a)

    Returns
    -------
    gates : ndarray, shape (T, B, 4 * n_a)
        Activations of the gates and the candidate, in the order of `GATES`.
    a, c : ndarray, shape (T + 1, B, n_a)
        The first are ``a0`` and ``c0``.
    tanh_c : ndarray, shape (T, B, n_a)
    """
    T = len(x)
    half = _half_of_sigmoids(p)
    gates = _input_products(x, p.W[:, p.n_a :] * half, p.b * half[:, 0])
    W_a = np.ascontiguousarray((p.W[:, : p.n_a] * half).T)
    a, c = _states(a0, T), _states(c0, T)
    tanh_c = np.empty_like(a[1:])
    f, u, o, c_cand = (gates[..., gate_columns(gate, p.n_a)] for gate in GATES)
    sigmoids = gates[..., : 3 * p.n_a]
    z, new = np.empty_like(gates[0]), np.empty_like(a[0])  # work arrays
    for t in range(T):
        gates[t] += np.matmul(a[t], W_a, out=z)
        np.tanh(gates[t], out=gates[t])
        sigmoids[t] += 1
        sigmoids[t] *= 0.5
        np.multiply(f[t], c[t], out=c[t + 1])
        c[t + 1] += np.multiply(u[t], c_cand[t], out=new)
        np.tanh(c[t + 1], out=tanh_c[t])
        np.multiply(o[t], tanh_c[t], out=a[t + 1])
    return gates, a, c, tanh_c


def lstm_loop_backward(p: LSTMParams, x, loop, da, dc_last):
    """Gradients ``dW, db, dx, da0, dc0``; ``loop`` is what `lstm_loop` returned."""
    gates, a, c, tanh_c = loop
    dz, da_to_dc = _local_derivatives(p, gates, c, tanh_c)
    f = gates[..., gate_columns("f", p.n_a)]
    dz_f, dz_u, dz_o, dz_c = (dz[..., gate_columns(gate, p.n_a)] for gate in GATES)
    W_a = np.ascontiguousarray(p.W[:, : p.n_a])
    da_t, dc_t = np.zeros_like(a[0]), dc_last.copy()
    new = np.empty_like(a[0])
    for t in reversed(range(len(x))):
        da_t += da[t]
        dc_t += np.multiply(da_t, da_to_dc[t], out=new)
        dz_o[t] *= da_t
        for dz_gate in (dz_f, dz_u, dz_c):
            dz_gate[t] *= dc_t
        np.matmul(dz[t], W_a, out=da_t)
        dc_t *= f[t]
    return *_weight_gradients(p, x, a, dz), da_t, dc_t


def _states(start, T):
    states = np.empty((T + 1, *start.shape), start.dtype)
    states[0] = start
    return states


def _input_products(x, W_x, b):
    T, B, n_x = x.shape
    z = x.reshape(T * B, n_x) @ W_x.T
    z += b
    return z.reshape(T, B, -1)


def _half_of_sigmoids(p):
    """Column of factors: 0.5 for the rows of the three sigmoids, 1 for the candidate."""
    half = np.full((len(p.W), 1), 0.5, p.dtype)
    gate_rows(half, "c")[...] = 1
    return half


def _local_derivatives(p, gates, c, tanh_c):
    """What ``dc`` (for the output gate: ``da``) is multiplied with to give ``dz``."""
    f, u, o, c_cand = (gates[..., gate_columns(gate, p.n_a)] for gate in GATES)
    local = np.empty_like(gates)
    for gate, value, factor in (("f", f, c[:-1]), ("u", u, c_cand), ("o", o, tanh_c)):
        out = local[..., gate_columns(gate, p.n_a)]
        np.subtract(1, value, out=out)
        out *= value
        out *= factor
    _one_minus_square(c_cand, u, out=local[..., gate_columns("c", p.n_a)])
    return local, _one_minus_square(tanh_c, o, out=np.empty_like(tanh_c))


def _one_minus_square(value, factor, *, out):
    np.multiply(value, value, out=out)
    np.subtract(1, out, out=out)
    out *= factor
    return out


def _weight_gradients(p, x, a, dz):
    """``dW, db, dx`` from the pre-activation gradients of all steps at once."""
    T, B, n_x = x.shape
    flat = dz.reshape(T * B, -1)
    dW = np.empty_like(p.W)
    np.matmul(flat.T, a[:-1].reshape(T * B, -1), out=dW[:, : p.n_a])
    np.matmul(flat.T, x.reshape(T * B, n_x), out=dW[:, p.n_a :])
    dx = flat @ p.W[:, p.n_a :]
    return dW, flat.sum(axis=0), dx.reshape(T, B, n_x)
