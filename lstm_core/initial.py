"""Weights to start with, drawn at random."""

import numpy as np

from lstm_core._validate import check_float_dtype, check_number, check_rng, check_size
from lstm_core.params import GATES, LSTMParams, RNNParams, gate_rows


def init_rnn(
    n_x: int,
    n_a: int,
    *,
    rng: np.random.Generator,
    gain: float = 1.0,
    dtype=np.float64,
) -> RNNParams:
    """Draw the starting weights of a basic recurrent cell.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    rng : numpy.random.Generator
    gain : float
        Factor on the recurrent block, which is orthogonal before it is multiplied:
        all singular values of ``W_aa`` are equal to ``gain``.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    RNNParams
        Input block Glorot-uniform [1]_, recurrent block orthogonal [2]_, bias zero.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, another number not finite, or the dtype not
        a supported one.

    References
    ----------
    .. [1] Glorot, X., Bengio, Y. (2010). Understanding the difficulty of training
       deep feedforward neural networks. AISTATS.
    .. [2] Saxe, A. M., McClelland, J. L., Ganguli, S. (2014). Exact solutions to the
       nonlinear dynamics of learning in deep linear neural networks. ICLR.
    """
    W, b = _draw_block(n_x, n_a, rng=rng, gain=gain, dtype=dtype)
    return RNNParams(W, b)


def init_lstm(
    n_x: int,
    n_a: int,
    *,
    rng: np.random.Generator,
    forget_bias: float = 1.0,
    gain: float = 1.0,
    dtype=np.float64,
) -> LSTMParams:
    """Draw the starting weights of an LSTM cell.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    rng : numpy.random.Generator
    forget_bias : float
        Start value of ``b_f``; all other biases start at zero. A positive value opens
        the forget gate, so that the untrained cell keeps more of its state [1]_.
    gain : float
        Factor on the four recurrent blocks, each orthogonal before it is multiplied.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    LSTMParams
        Each gate's block is drawn as in `init_rnn`.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, another number not finite, or the dtype not
        a supported one.

    References
    ----------
    .. [1] Jozefowicz, R., Zaremba, W., Sutskever, I. (2015). An empirical exploration
       of recurrent network architectures. ICML.
    """
    check_number("forget_bias", forget_bias)
    blocks = [_draw_block(n_x, n_a, rng=rng, gain=gain, dtype=dtype) for _ in GATES]
    W, b = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    gate_rows(b, "f")[...] = forget_bias
    return LSTMParams(W, b)


def init_lstm_chrono(
    n_x: int,
    n_a: int,
    *,
    longest: int,
    rng: np.random.Generator,
    dtype=np.float64,
) -> LSTMParams:
    """Draw the starting weights of an LSTM cell for memories up to a known length.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    longest : int
        The longest lag in the data, in steps, at least 3. The units are given different
        time spans, spread evenly from 1 to ``longest - 1``.
    rng : numpy.random.Generator
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    LSTMParams
        As from `init_lstm`, with ``b_f = ln(v)``, where v is drawn uniformly from 1 to
        ``longest - 1`` for each unit, and ``b_u = -b_f``.

    Raises
    ------
    TypeError, ValueError
        If a size is not an integer or too small, or the dtype is not a supported one.

    Notes
    -----
    A forget gate held open by ``b_f = ln(v)`` alone lets ``v / (v + 1)`` pass, so that
    a memory falls to 1/e in about v steps.

    Tallec, C., Ollivier, Y. (2018). Can recurrent neural networks warp time? ICLR.
    """
    check_size("longest", longest)
    if longest < 3:
        raise ValueError(f"longest: expected at least 3, got {longest}")
    p = init_lstm(n_x, n_a, rng=rng, dtype=dtype)
    b = p.b.copy()
    spans = rng.uniform(1, longest - 1, size=n_a)
    gate_rows(b, "f")[...] = np.log(spans)
    gate_rows(b, "u")[...] = -np.log(spans)
    return LSTMParams(p.W, b)


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
