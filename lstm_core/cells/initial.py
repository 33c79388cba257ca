"""Weights to start with, drawn at random: the blocks that all cells are made of."""

import numpy as np

from lstm_core._validate import check_float_dtype, check_number, check_rng, check_size


def draw_blocks(n_x, n_a, count, *, rng, gain, dtype):
    """Draw the weights of a cell with this many row blocks, each on its own.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    count : int
    rng : numpy.random.Generator
    gain : float
        Factor on the recurrent blocks, each orthogonal before it is multiplied.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    W : ndarray, shape (count * n_a, n_a + n_x)
        Recurrent blocks orthogonal, input blocks Glorot-uniform.
    b : ndarray, shape (count * n_a,)
        Zero.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, the gain is not a finite number, or the
        dtype not a supported one.
    """
    draw = {"rng": rng, "gain": gain, "dtype": dtype}
    blocks = [_draw_block(n_x, n_a, **draw) for _ in range(count)]
    W, b = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    return W, b


def _draw_block(n_x, n_a, *, rng, gain, dtype):
    check_size("n_x", n_x)
    check_size("n_a", n_a)
    check_rng(rng)
    check_number("gain", gain)
    dtype = check_float_dtype(dtype)
    limit = np.sqrt(6.0 / (n_x + n_a))
    W_ax = rng.uniform(-limit, limit, size=(n_a, n_x))
    W = np.hstack([gain * _orthogonal(n_a, rng), W_ax])
    return W.astype(dtype), np.zeros(n_a, dtype)


def _orthogonal(n, rng):
    # The signs of R's diagonal make the draw uniform over all orthogonal matrices.
    Q, R = np.linalg.qr(rng.standard_normal((n, n)))
    return Q * np.sign(np.diag(R))
