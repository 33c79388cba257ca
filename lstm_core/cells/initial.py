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


def draw_input_blocks(n_x, n_a, count, *, rng, dtype):
    """As `draw_blocks`, for a cell that does not read the past: W has n_x columns."""
    blocks = [_draw_inputs(n_x, n_a, rng=rng, dtype=dtype) for _ in range(count)]
    W = np.concatenate(blocks)
    return W, np.zeros(len(W), W.dtype)


def _draw_block(n_x, n_a, *, rng, gain, dtype):
    check_number("gain", gain)
    W_ax = _draw_inputs(n_x, n_a, rng=rng, dtype=dtype)
    W_aa = (gain * _orthogonal(n_a, rng)).astype(W_ax.dtype)
    return np.hstack([W_aa, W_ax]), np.zeros(n_a, W_ax.dtype)


def _draw_inputs(n_x, n_a, *, rng, dtype):
    check_size("n_x", n_x)
    check_size("n_a", n_a)
    check_rng(rng)
    dtype = check_float_dtype(dtype)
    limit = np.sqrt(6.0 / (n_x + n_a))
    return rng.uniform(-limit, limit, size=(n_a, n_x)).astype(dtype)


def _orthogonal(n, rng):
    # The signs of R's diagonal make the draw uniform over all orthogonal matrices.
    Q, R = np.linalg.qr(rng.standard_normal((n, n)))
    return Q * np.sign(np.diag(R))
