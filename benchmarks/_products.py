"""The matrix products of a forward and a backward pass, and nothing else."""

from collections.abc import Callable

import numpy as np


def matrix_products(work) -> Callable[[], object]:
    """A program that multiplies as `lstm_core` must, on arrays of the same sizes.

    The inputs of all steps in one product; a product with the hidden state at each
    step, forward and backward; one product for the gradient of the weights, one for
    that of the inputs.
    """
    (T, B, n_x), n_a = work.x.shape, work.p.n_a
    rng = np.random.default_rng(0)
    W_a, W_x = work.p.W[:, :n_a].copy(), work.p.W[:, n_a:].copy()
    W_a_T = W_a.T.copy()
    x = np.ascontiguousarray(work.x.reshape(T * B, n_x).T)
    a, dz = (rng.standard_normal((n, B)).astype(x.dtype) for n in (n_a, 4 * n_a))
    both = rng.standard_normal((n_a + n_x, T * B)).astype(x.dtype)
    dz_all = rng.standard_normal((4 * n_a, T * B)).astype(x.dtype)
    z, da = np.empty_like(dz), np.empty_like(a)

    def run():
        W_x @ x
        for _ in range(T):
            np.matmul(W_a, a, out=z)
        for _ in range(T):
            np.matmul(W_a_T, dz, out=da)
        return dz_all @ both.T, W_x.T @ dz_all

    return run
