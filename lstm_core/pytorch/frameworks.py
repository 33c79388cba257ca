"""Weights of an LSTM from and to the layouts of other frameworks; none is imported.

They differ in the order of the gates, in rows or columns, in one bias or two, and in
what is added when the network runs. Shapes tell rows from columns, but not one order
from another: that has to be said.
"""

import numpy as np

from lstm_core._tensors import reorder_blocks, to_array
from lstm_core._validate import check_exact, check_number, check_shape
from lstm_core.cells.lstm import LSTMParams
from lstm_core.cells.parts import GATES

ORDERS = {
    "pytorch": "ifgo",
    "keras": "ifco",
    "tf1": "ijfo",
    "onnx": "iofc",
    "flax": "ifgo",
    "equinox": "ifgo",
    "cudnn": "ifco",
}
"""The order of the gates by framework, in its own letters."""

LETTERS = {"i": "u", "u": "u", "f": "f", "o": "o", "c": "c", "g": "c", "j": "c"}
"""What others call the gates, and what they are called here."""


def from_arrays(
    W_x: np.ndarray,
    W_a: np.ndarray,
    b: np.ndarray | None = None,
    *,
    order: str,
    forget_bias: float = 0.0,
) -> LSTMParams:
    """Take over the weights of an LSTM from arrays in any usual layout.

    ==============  ========================  ========================================
    ``order``       W_x, W_a, b               remarks
    ==============  ========================  ========================================
    ``"pytorch"``   ``weight_ih``,            gates i, f, g, o; two biases: give
                    ``weight_hh``, both       ``np.stack([bias_ih, bias_hh])``
    ``"keras"``     ``kernel``,               i, f, c, o; with ``tanh`` and ``sigmoid``
                    ``recurrent_kernel``,     only: `from_keras` looks
                    ``bias``
    ``"tf1"``       ``kernel[:n_x]``,         i, j, f, o, j the candidate; `LSTMCell`
                    ``kernel[n_x:]``,         adds ``forget_bias`` (1.0 unless it was
                    ``bias``                  set) when it runs: say it here
    ``"onnx"``      ``W[d]``, ``R[d]``,       i, o, f, c; d counts directions; no
                    ``B[d]``                  peepholes ``P``
    ``"flax"``      kernels ``ii, if, ig,     side by side (``np.hstack``), in this
                    io`` and ``hi, hf,        order; the biases of the second
                    hg, ho``
    ``"equinox"``   ``weight_ih``,            i, f, g, o
                    ``weight_hh``, ``bias``
    ``"cudnn"``     the four matrices of      i, f, c, o; 8 n_a biases
                    each, one on the other
    ==============  ========================  ========================================

    Parameters
    ----------
    W_x : ndarray, shape (4 * n_a, n_x) or (n_x, 4 * n_a)
        What the inputs are multiplied with.
    W_a : ndarray, shape (4 * n_a, n_a) or (n_a, 4 * n_a)
        What the hidden states are multiplied with; rows or columns like ``W_x``.
    b : ndarray, shape (4 * n_a,), (8 * n_a,) or (2, 4 * n_a), optional
        Of two biases the sum is taken. Zero if not given.
    order : str
        A framework of the table, or the gates in their order by letters: f and o; i or
        u for the update gate; c, g or j for the candidate.
    forget_bias : float
        What the framework adds to the forget gate when the network runs.

    Returns
    -------
    LSTMParams
        New arrays.

    Raises
    ------
    TypeError
        If an array is no NumPy array or tensor, or not all are float32 or all float64.
    ValueError
        If the order is unknown, the shapes do not fit, or a number is not finite.
    """
    blocks = _blocks(order)
    check_number("forget_bias", forget_bias)
    W_x, W_a = (_as_array(n, v) for n, v in (("W_x", W_x), ("W_a", W_a)))
    if W_a.ndim != 2 or W_a.shape not in _both_ways(min(W_a.shape)):
        want = "(4 n_a, n_a) or (n_a, 4 n_a)"
        raise ValueError(f"W_a: expected shape {want}, got {W_a.shape}")
    n_a = min(W_a.shape)
    if W_a.shape[0] == n_a:
        check_shape("W_x", W_x.shape, axes={"n_x": None, "4 n_a": 4 * n_a})
        W_x, W_a = W_x.T, W_a.T
    check_shape("W_x", W_x.shape, axes={"4 n_a": 4 * n_a, "n_x": None})
    if W_x.dtype != W_a.dtype:
        raise TypeError(f"W_x: expected {W_a.dtype} like W_a, got {W_x.dtype}")
    b = _one_bias(b, n_a, W_x.dtype)
    W = np.hstack([W_a, W_x])
    p = LSTMParams(*(reorder_blocks(v, blocks, GATES) for v in (W, b)))
    p.b_f[...] += forget_bias
    return p


def from_keras(layer) -> LSTMParams | tuple[LSTMParams, LSTMParams]:
    """Take over the weights of a layer of Keras, if it is an LSTM like the one here.

    Parameters
    ----------
    layer : keras.layers.LSTM, or keras.layers.Bidirectional of one
        A built layer. Keras is asked for its settings.

    Returns
    -------
    LSTMParams, or a pair of them
        Of a bidirectional layer, those for the sequence and for the sequence read from
        its end.

    Raises
    ------
    TypeError
        If it is another layer.
    ValueError
        If it squashes by something else than ``tanh`` and ``sigmoid``, or has no
        weights yet, or reads backwards by itself.

    Notes
    -----
    Keras takes the batch first, (B, T, n_x): give `lstm_forward`
    ``np.ascontiguousarray(x.swapaxes(0, 1))``.
    """
    kind = type(layer).__name__
    if kind == "Bidirectional":
        backward = layer.backward_layer
        return from_keras(layer.forward_layer), _from_keras_layer(backward, True)
    return _from_keras_layer(layer, False)


def _from_keras_layer(layer, backwards):
    kind = type(layer).__name__
    if kind not in ("LSTM", "CuDNNLSTM"):
        raise TypeError(f"layer: expected an LSTM layer of Keras, got {kind}")
    refuse_other_settings(layer.get_config(), backwards)
    weights = [np.asarray(value) for value in layer.get_weights()]
    if len(weights) not in (2, 3):
        message = f"2 or 3 arrays, got {len(weights)}; is the layer built?"
        raise ValueError(f"layer: expected {message}")
    return from_arrays(*weights, order="keras")


def refuse_other_settings(config: dict, backwards: bool = False) -> None:
    """Raise ValueError unless these settings of Keras are those of the LSTM here."""
    for name, want in (("activation", "tanh"), ("recurrent_activation", "sigmoid")):
        got = config.get(name, want)
        if got != want:
            raise ValueError(f"layer: expected {name}={want!r}, got {got!r}")
    if bool(config.get("go_backwards")) != backwards:
        hint = "turn the sequence round yourself"
        raise ValueError(f"layer: expected go_backwards={backwards}; {hint}")


def from_keras_weights(
    kernel: np.ndarray, recurrent_kernel: np.ndarray, bias: np.ndarray | None = None
) -> LSTMParams:
    """Take over the weights of an LSTM layer of Keras. Keras itself is not needed.

    Parameters
    ----------
    kernel : ndarray, shape (n_x, 4 * n_a)
    recurrent_kernel : ndarray, shape (n_a, 4 * n_a)
    bias : ndarray, shape (4 * n_a,), optional
        Zero if not given (a layer with ``use_bias=False``).
        ``from_keras_weights(*layer.get_weights())`` passes all three.

    Returns
    -------
    LSTMParams
        ``W = [recurrent_kernel.T | kernel.T]`` with the rows in the order of `GATES`.
        New arrays.

    Raises
    ------
    TypeError
        If an argument is no NumPy array, or not all are float32 or all float64.
    ValueError
        If the shapes do not fit each other, or a number is not finite.

    Notes
    -----
    The layer computes the same only with ``activation="tanh"`` and
    ``recurrent_activation="sigmoid"``, as is usual (old versions of Keras put
    "hard_sigmoid" there), and if it does not read backwards. Arrays cannot tell;
    `from_keras` asks the layer.
    """
    n_a = np.shape(recurrent_kernel)[0] if np.ndim(recurrent_kernel) else None
    wide = None if n_a is None else len(GATES) * n_a
    if bias is None:
        bias = np.zeros(np.shape(kernel)[-1:], getattr(kernel, "dtype", float))
    axes = {"n_a": None, "4 n_a": wide}
    _check_keras("recurrent_kernel", recurrent_kernel, axes)
    _check_keras("kernel", kernel, {"n_x": None, "4 n_a": wide})
    _check_keras("bias", bias, {"4 n_a": wide})
    if kernel.dtype != recurrent_kernel.dtype:
        message = f"{recurrent_kernel.dtype} like recurrent_kernel, got {kernel.dtype}"
        raise TypeError(f"kernel: expected {message}")
    return from_arrays(kernel, recurrent_kernel, bias, order="keras")


def to_keras_weights(p: LSTMParams) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Arrange weights as an LSTM layer of Keras names and orders them.

    Parameters
    ----------
    p : LSTMParams

    Returns
    -------
    kernel : ndarray, shape (n_x, 4 * n_a)
    recurrent_kernel : ndarray, shape (n_a, 4 * n_a)
    bias : ndarray, shape (4 * n_a,)
        Copies, for ``layer.set_weights``.

    Raises
    ------
    TypeError
        If ``p`` is not LSTMParams.
    """
    check_exact("p", p, LSTMParams)
    W, b = (reorder_blocks(v, GATES, _blocks("keras")) for v in (p.W, p.b))
    return W[:, p.n_a :].T.copy(), W[:, : p.n_a].T.copy(), b


def _blocks(order):
    """The names of the blocks, as here, in the order that was named."""
    letters = ORDERS.get(order, order) if isinstance(order, str) else ""
    blocks = tuple(LETTERS.get(letter, "?") for letter in letters)
    if sorted(blocks) != sorted(GATES):
        known = ", ".join(ORDERS)
        message = f"one of {known}, or four letters such as 'ifgo'"
        raise ValueError(f"order: expected {message}, got {order!r}")
    return blocks


def _as_array(name, value):
    value = to_array(value)
    if not isinstance(value, np.ndarray):
        got = type(value).__name__
        raise TypeError(f"{name}: expected a NumPy array, got {got}")
    return value


def _both_ways(n_a):
    return (4 * n_a, n_a), (n_a, 4 * n_a)


def _one_bias(b, n_a, dtype):
    """The bias of 4 n_a numbers, of two their sum."""
    if b is None:
        return np.zeros(4 * n_a, dtype)
    b = _as_array("b", b)
    if b.shape == (4 * n_a,):
        return b
    if b.shape in ((8 * n_a,), (2, 4 * n_a)):
        return b.reshape(2, 4 * n_a).sum(axis=0)
    want = f"(4 n_a={4 * n_a},), or twice as many"
    raise ValueError(f"b: expected shape {want}, got {b.shape}")


def _check_keras(name, value, axes):
    if not isinstance(value, np.ndarray):
        got = type(value).__name__
        raise TypeError(f"{name}: expected a NumPy array, got {got}")
    check_shape(name, value.shape, axes=axes)
