"""From hidden states to a loss: readout, softmax with cross-entropy, squared error.

A loss is a mean over the steps that count. ``mask`` says which do: True counts, False
does not. Without a mask all steps count.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._threads import numpy_threads
from lstm_core._validate import (
    check_array,
    check_float_dtype,
    check_rng,
    check_shape,
    check_size,
)


@dataclass(frozen=True, eq=False)
class Readout:
    """Weights of the prediction, ``W_y a_t + b_y``.

    Attributes
    ----------
    W_y : ndarray, shape (n_y, n_a)
    b_y : ndarray, shape (n_y,)

    Raises
    ------
    TypeError, ValueError
        If shapes or dtypes do not fit each other.
    """

    W_y: np.ndarray
    b_y: np.ndarray

    def __post_init__(self):
        check_shape("W_y", np.shape(self.W_y), axes={"n_y": None, "n_a": None})
        axes = {"n_y": len(self.W_y)}
        check_array("b_y", self.b_y, axes=axes, dtype=self.W_y.dtype)


def init_readout(
    n_a: int, n_y: int, *, rng: np.random.Generator, dtype=np.float64
) -> Readout:
    """Draw Glorot-uniform readout weights; the bias is zero.

    Parameters
    ----------
    n_a, n_y : int
        Number of hidden units and of predicted values, both at least 1.
    rng : numpy.random.Generator
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    Readout

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, or the dtype is not a supported one.
    """
    check_size("n_a", n_a)
    check_size("n_y", n_y)
    check_rng(rng)
    dtype = check_float_dtype(dtype)
    limit = np.sqrt(6.0 / (n_a + n_y))
    W_y = rng.uniform(-limit, limit, size=(n_y, n_a))
    return Readout(W_y.astype(dtype), np.zeros(n_y, dtype))


def readout(p: Readout, a: np.ndarray) -> np.ndarray:
    """Linear prediction of each step.

    Parameters
    ----------
    p : Readout
    a : ndarray, shape (..., n_a)

    Returns
    -------
    ndarray, shape (..., n_y)

    Raises
    ------
    TypeError, ValueError
        If the last axis or the dtype does not fit.
    """
    n_a = p.W_y.shape[1]
    if np.shape(a)[-1:] != (n_a,):
        raise ValueError(f"a: expected shape (..., n_a={n_a}), got {np.shape(a)}")
    if a.dtype != p.W_y.dtype:
        raise TypeError(f"a: expected dtype {p.W_y.dtype}, got {a.dtype}")
    with numpy_threads(p.W_y.size * a.size // n_a):
        return a @ p.W_y.T + p.b_y


def readout_backward(
    p: Readout, a: np.ndarray, dy: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of `readout`.

    Parameters
    ----------
    p, a
        The arguments of the forward pass, ``a`` of shape (T, B, n_a).
    dy : ndarray, shape (T, B, n_y)
        Gradient of the loss with respect to the prediction.

    Returns
    -------
    dW_y, db_y : ndarray
        Shaped like ``p.W_y`` and ``p.b_y``, summed over time and batch.
    da : ndarray, shape (T, B, n_a)
    """
    flat = dy.reshape(-1, dy.shape[-1])
    with numpy_threads(p.W_y.size * len(flat)):
        dW_y = flat.T @ a.reshape(-1, a.shape[-1])
        return dW_y, flat.sum(axis=0), dy @ p.W_y


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities from scores, over the last axis, without overflow.

    Parameters
    ----------
    logits : ndarray, shape (..., n_y), finite

    Returns
    -------
    ndarray
        Same shape and dtype; the last axis sums to 1.
    """
    with np.errstate(over="ignore"):  # a difference may reach -inf; its exp is 0
        e = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def cross_entropy(
    logits: np.ndarray, target: np.ndarray, mask: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """Mean of ``-log softmax(logits)[target]`` in nats, and its gradient.

    Parameters
    ----------
    logits : ndarray, shape (T, B, n_y)
    target : ndarray of int, shape (T, B)
        Index of the right class, from 0.
    mask : ndarray of bool, shape (T, B), optional
        Which steps count.

    Returns
    -------
    loss : float
    dlogits : ndarray, shape (T, B, n_y)

    Raises
    ------
    TypeError
        If the target is not of integers or the mask not of booleans.
    ValueError
        If shapes do not fit, a class does not exist, or no step counts.
    """
    T, B, n_y = _check_rank("logits", logits)
    check_target(target, T, B, n_y)
    mask, count = check_mask(mask, T, B)
    shifted = logits - logits.max(axis=-1, keepdims=True)
    log_sum = np.log(np.exp(shifted).sum(axis=-1, keepdims=True))
    log_p = shifted - log_sum
    right = target[..., None]
    loss = -np.take_along_axis(log_p, right, axis=-1)[..., 0][mask].sum() / count
    dlogits = np.exp(log_p)
    np.put_along_axis(
        dlogits, right, np.take_along_axis(dlogits, right, axis=-1) - 1, axis=-1
    )
    return float(loss), dlogits * (mask[..., None] / logits.dtype.type(count))


def mse(
    y: np.ndarray, target: np.ndarray, mask: np.ndarray | None = None
) -> tuple[float, np.ndarray]:
    """Mean of the squared differences, and its gradient.

    Parameters
    ----------
    y : ndarray, shape (T, B, n_y)
    target : ndarray, shape (T, B, n_y)
        In the dtype of ``y``.
    mask : ndarray of bool, shape (T, B), optional
        Which steps count.

    Returns
    -------
    loss : float
        Mean over the values of all steps that count.
    dy : ndarray, shape (T, B, n_y)

    Raises
    ------
    TypeError, ValueError
        If shapes or dtypes do not fit, or no step counts.
    """
    T, B, n_y = _check_rank("y", y)
    check_array("target", target, axes={"T": T, "B": B, "n_y": n_y}, dtype=y.dtype)
    mask, count = check_mask(mask, T, B)
    difference = (y - target) * mask[..., None]
    scale = y.dtype.type(count * n_y)
    return float((difference**2).sum() / scale), 2 * difference / scale


def _check_rank(name, y):
    if not isinstance(y, np.ndarray):
        raise TypeError(f"{name}: expected a NumPy array, got {type(y).__name__}")
    check_shape(name, y.shape, axes={"T": None, "B": None, "n_y": None})
    return y.shape


def check_target(target, T, B, n_y):
    """Raise unless ``target`` holds a class from 0 to ``n_y - 1`` for each step."""
    if not isinstance(target, np.ndarray) or target.dtype.kind not in "iu":
        kind = getattr(target, "dtype", type(target).__name__)
        raise TypeError(f"target: expected an array of integers, got {kind}")
    check_shape("target", target.shape, axes={"T": T, "B": B})
    if target.min() < 0 or target.max() >= n_y:
        found = f"{target.min()} to {target.max()}"
        raise ValueError(f"target: expected classes 0 to {n_y - 1}, got {found}")


def check_mask(mask, T, B):
    """Return the mask, all True if there is none, and how many steps count."""
    if mask is None:
        return np.ones((T, B), bool), T * B
    if not isinstance(mask, np.ndarray) or mask.dtype != bool:
        kind = getattr(mask, "dtype", type(mask).__name__)
        raise TypeError(f"mask: expected an array of booleans, got {kind}")
    check_shape("mask", mask.shape, axes={"T": T, "B": B})
    count = np.count_nonzero(mask)
    if count == 0:
        raise ValueError("mask: expected at least one step that counts, got none")
    return mask, count
