"""Weights of a recurrent cell: what they are called and how they start.

The order in which the four gates are stacked in ``W`` and ``b`` stands in this file
and nowhere else: see `GATES`.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._validate import (
    check_finite,
    check_float_dtype,
    check_rng,
    check_size,
    check_weights,
)

GATES = ("f", "u", "o", "c")
"""Order of the row blocks in ``LSTMParams.W``: forget, update, output, candidate.

The three sigmoids come first, so that they are one contiguous block.
"""


@dataclass(frozen=True)
class RNNParams:
    """Weights of the basic recurrent cell, ``a_t = tanh(W [a_{t-1}, x_t] + b)``.

    Attributes
    ----------
    W : ndarray, shape (n_a, n_a + n_x)
        The first ``n_a`` columns act on the hidden state, the others on the input.
    b : ndarray, shape (n_a,)

    Raises
    ------
    TypeError
        If an array is not a float32 or float64 NumPy array, or their dtypes differ.
    ValueError
        If the shapes do not fit each other.

    Notes
    -----
    Elman, J. L. (1990). Finding structure in time. Cognitive Science 14(2), 179-211.
    """

    W: np.ndarray
    b: np.ndarray

    def __post_init__(self):
        check_weights(self.W, self.b, blocks=1)

    @property
    def n_a(self) -> int:
        """Number of hidden units."""
        return self.W.shape[0]

    @property
    def n_x(self) -> int:
        """Number of input features."""
        return self.W.shape[1] - self.n_a

    @property
    def dtype(self) -> np.dtype:
        """Dtype of all weights."""
        return self.W.dtype

    @property
    def W_aa(self) -> np.ndarray:
        """Recurrent weights, shape (n_a, n_a); a view of ``W``."""
        return self.W[:, : self.n_a]

    @property
    def W_ax(self) -> np.ndarray:
        """Input weights, shape (n_a, n_x); a view of ``W``."""
        return self.W[:, self.n_a :]


@dataclass(frozen=True)
class LSTMParams:
    """Weights of the LSTM cell: four row blocks, stacked in the order of `GATES`.

    Attributes
    ----------
    W : ndarray, shape (4 * n_a, n_a + n_x)
        The first ``n_a`` columns act on the hidden state, the others on the input.
        ``W_f``, ``W_u``, ``W_o``, ``W_c`` are views of its blocks, (n_a, n_a + n_x).
    b : ndarray, shape (4 * n_a,)
        ``b_f``, ``b_u``, ``b_o``, ``b_c`` are views of its blocks, (n_a,).

    Raises
    ------
    TypeError
        If an array is not a float32 or float64 NumPy array, or their dtypes differ.
    ValueError
        If the shapes do not fit each other.

    Notes
    -----
    Gers, F. A., Schmidhuber, J., Cummins, F. (2000). Learning to forget: continual
    prediction with LSTM. Neural Computation 12(10), 2451-2471.
    """

    W: np.ndarray
    b: np.ndarray

    def __post_init__(self):
        check_weights(self.W, self.b, blocks=len(GATES))

    @property
    def n_a(self) -> int:
        """Number of hidden units."""
        return self.W.shape[0] // len(GATES)

    @property
    def n_x(self) -> int:
        """Number of input features."""
        return self.W.shape[1] - self.n_a

    @property
    def dtype(self) -> np.dtype:
        """Dtype of all weights."""
        return self.W.dtype

    W_f = property(lambda self: gate_rows(self.W, "f"))
    W_u = property(lambda self: gate_rows(self.W, "u"))
    W_o = property(lambda self: gate_rows(self.W, "o"))
    W_c = property(lambda self: gate_rows(self.W, "c"))
    b_f = property(lambda self: gate_rows(self.b, "f"))
    b_u = property(lambda self: gate_rows(self.b, "u"))
    b_o = property(lambda self: gate_rows(self.b, "o"))
    b_c = property(lambda self: gate_rows(self.b, "c"))


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
        If a size is not a positive integer, or the dtype is not a supported one.

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
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    LSTMParams
        Each gate's block is drawn as in `init_rnn` with ``gain=1``.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, or the dtype is not a supported one.

    References
    ----------
    .. [1] Jozefowicz, R., Zaremba, W., Sutskever, I. (2015). An empirical exploration
       of recurrent network architectures. ICML.
    """
    blocks = [_draw_block(n_x, n_a, rng=rng, gain=1.0, dtype=dtype) for _ in GATES]
    W, b = (np.concatenate(parts) for parts in zip(*blocks, strict=True))
    gate_rows(b, "f")[...] = forget_bias
    check_finite("forget_bias", gate_rows(b, "f"))
    return LSTMParams(W, b)


def gate_rows(stacked: np.ndarray, gate: str) -> np.ndarray:
    """View of one gate's block of rows in a stacked array such as ``W``, ``b``, ``z``.

    Parameters
    ----------
    stacked : ndarray, shape (4 * n_a, ...)
    gate : str
        One of `GATES`.

    Returns
    -------
    ndarray, shape (n_a, ...)
    """
    return stacked[gate_columns(gate, stacked.shape[0] // len(GATES))]


def gate_columns(gate: str, n_a: int) -> slice:
    """Where one gate stands along an axis of length ``4 * n_a``."""
    start = GATES.index(gate) * n_a
    return slice(start, start + n_a)


def _draw_block(n_x, n_a, *, rng, gain, dtype):
    check_size("n_x", n_x)
    check_size("n_a", n_a)
    check_rng(rng)
    dtype = check_float_dtype(dtype)
    limit = np.sqrt(6.0 / (n_x + n_a))
    W_ax = rng.uniform(-limit, limit, size=(n_a, n_x))
    W = np.hstack([gain * _orthogonal(n_a, rng), W_ax])
    return W.astype(dtype), np.zeros(n_a, dtype)


def _orthogonal(n, rng):
    # The signs of R's diagonal make the draw uniform over all orthogonal matrices.
    Q, R = np.linalg.qr(rng.standard_normal((n, n)))
    return Q * np.sign(np.diag(R))
