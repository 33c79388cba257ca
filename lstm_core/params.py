"""Weights of a recurrent cell, and what they are called.

The order in which the four gates are stacked in ``W`` and ``b`` stands in this file
and nowhere else: see `GATES`.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._validate import check_weights

GATES = ("f", "u", "o", "c")
"""Order of the row blocks in ``LSTMParams.W``: forget, update, output, candidate.

The three sigmoids come first, so that they are one contiguous block.
"""


@dataclass(frozen=True, eq=False)
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


def _gate_view(array, gate):
    """Property that shows one gate's rows of ``W`` or ``b``, as a view."""

    def view(self) -> np.ndarray:
        return gate_rows(getattr(self, array), gate)

    return property(
        view, doc=f"Rows of ``{array}`` that belong to gate {gate}; a view."
    )


@dataclass(frozen=True, eq=False)
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

    W_f = _gate_view("W", "f")
    W_u = _gate_view("W", "u")
    W_o = _gate_view("W", "o")
    W_c = _gate_view("W", "c")
    b_f = _gate_view("b", "f")
    b_u = _gate_view("b", "u")
    b_o = _gate_view("b", "o")
    b_c = _gate_view("b", "c")


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
