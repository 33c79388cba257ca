"""An LSTM as courses write it: a competitor in the benchmark, not part of the package.

One matrix for each gate, features first, a list entry for each step, and gradients that
every step adds to the sum. Shapes: ``x`` is a list of T arrays (n_x, B), and so on.
"""

import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cell_forward(x_t, a_prev, c_prev, params):
    concat = np.concatenate([a_prev, x_t], axis=0)
    f = sigmoid(np.dot(params["W_f"], concat) + params["b_f"])
    u = sigmoid(np.dot(params["W_u"], concat) + params["b_u"])
    o = sigmoid(np.dot(params["W_o"], concat) + params["b_o"])
    c_cand = np.tanh(np.dot(params["W_c"], concat) + params["b_c"])
    c = f * c_prev + u * c_cand
    a = o * np.tanh(c)
    return a, c, (a_prev, c_prev, c, f, u, o, c_cand, x_t)


def forward(x, a, c, params):
    """All hidden states, and a cache for each step."""
    states, caches = [], []
    for x_t in x:
        a, c, cache = cell_forward(x_t, a, c, params)
        states.append(a)
        caches.append(cache)
    return states, caches


def cell_backward(da, dc, cache, params):
    a_prev, c_prev, c, f, u, o, c_cand, x_t = cache
    n_a = len(a_prev)
    dc = dc + da * o * (1 - np.tanh(c) ** 2)
    dz_f = dc * c_prev * f * (1 - f)
    dz_u = dc * c_cand * u * (1 - u)
    dz_o = da * np.tanh(c) * o * (1 - o)
    dz_c = dc * u * (1 - c_cand**2)
    concat = np.concatenate([a_prev, x_t], axis=0)
    grads = {"c_prev": dc * f, "a_prev": 0, "x_t": 0}
    for gate, dz in (("f", dz_f), ("u", dz_u), ("o", dz_o), ("c", dz_c)):
        W = params[f"W_{gate}"]
        grads[f"W_{gate}"] = np.dot(dz, concat.T)
        grads[f"b_{gate}"] = np.sum(dz, axis=1, keepdims=True)
        grads["a_prev"] = grads["a_prev"] + np.dot(W[:, :n_a].T, dz)
        grads["x_t"] = grads["x_t"] + np.dot(W[:, n_a:].T, dz)
    return grads


def backward(da, caches, params):
    """Gradients of the parameters and of ``x``; ``da`` comes from the loss."""
    total = {name: np.zeros_like(value) for name, value in params.items()}
    da_next, dc_next = np.zeros_like(da[0]), np.zeros_like(da[0])
    dx = []
    for da_t, cache in zip(reversed(da), reversed(caches), strict=True):
        grads = cell_backward(da_t + da_next, dc_next, cache, params)
        da_next, dc_next = grads["a_prev"], grads["c_prev"]
        dx.append(grads["x_t"])
        for name in total:
            total[name] += grads[name]
    return total, dx[::-1]
