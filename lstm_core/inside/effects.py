"""How strongly a small change at the start moves the predictions of a basic network."""

import numpy as np

from lstm_core._validate import check_array
from lstm_core.cells.rnn import RNNParams, rnn_forward
from lstm_core.inside.jacobians import rnn_jacobians
from lstm_core.model.losses import Readout, readout, softmax


def softmax_jacobian(y: np.ndarray) -> np.ndarray:
    """Derivative of softmax probabilities with respect to the scores.

    Parameters
    ----------
    y : ndarray, shape (..., n_y)
        Probabilities, as from `softmax`.

    Returns
    -------
    ndarray, shape (..., n_y, n_y)
        ``diag(y) - y y^T``, symmetric.
    """
    return y[..., None] * (np.eye(y.shape[-1], dtype=y.dtype) - y[..., None, :])


def effect_by_jacobians(
    p: RNNParams,
    out: Readout,
    x: np.ndarray,
    direction: np.ndarray,
    source: str = "a0",
) -> np.ndarray:
    """How strongly a small change at the start moves each prediction: by derivatives.

    Parameters
    ----------
    p : RNNParams
    out : Readout
        The prediction is ``y_t = softmax(W_y a_t + b_y)``.
    x : ndarray, shape (T, B, n_x)
        Inputs; the state before the first step is zero.
    direction : ndarray, shape (n_a,) for "a0" or (n_x,) for "x1"
        Direction of the change.
    source : "a0" or "x1"
        What is changed: the state before the first step, or the first input.

    Returns
    -------
    ndarray, shape (T, B)
        Norm of the derivative of ``y_t`` along the direction.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit the network.
    """
    trace = rnn_forward(p, x)
    _check_direction(p, direction, source)
    block = p.W_aa if source == "a0" else p.W_ax
    moved = [(1 - trace.a[0] ** 2) * (block @ direction)]
    for jacobian in rnn_jacobians(p, trace)[1:]:
        moved.append((jacobian @ moved[-1][..., None])[..., 0])
    scores = np.array(moved) @ out.W_y.T
    y = softmax(readout(out, trace.a))
    dy = softmax_jacobian(y) @ scores[..., None]
    return np.linalg.norm(dy[..., 0], axis=-1)


def effect_by_differences(
    p: RNNParams,
    out: Readout,
    x: np.ndarray,
    direction: np.ndarray,
    source: str = "a0",
    eps: float = 1e-6,
) -> np.ndarray:
    """How strongly a small change at the start moves each prediction: by trying it.

    Parameters
    ----------
    p, out, x, direction, source
        As for `effect_by_jacobians`.
    eps : float
        Size of the change, made once forwards and once backwards.

    Returns
    -------
    ndarray, shape (T, B)
        Norm of the central difference. Below about ``1e-16 / eps`` it is rounding
        noise.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit the network, which must be in float64: float32 is
        too coarse for differences.
    """
    if p.dtype != np.float64:
        raise TypeError(f"p: expected float64, got {p.dtype}")
    if not eps > 0:
        raise ValueError(f"eps: expected a positive number, got {eps}")
    rnn_forward(p, x)  # checks x before it is copied
    _check_direction(p, direction, source)
    y = []
    for change in (eps * direction, -eps * direction):
        a0, moved_x = np.zeros((x.shape[1], p.n_a), p.dtype), x.copy()
        (a0 if source == "a0" else moved_x[0])[...] += change
        y.append(softmax(readout(out, rnn_forward(p, moved_x, a0).a)))
    return np.linalg.norm(y[0] - y[1], axis=-1) / (2 * eps)


def _check_direction(p, direction, source):
    sizes = {"a0": ("n_a", p.n_a), "x1": ("n_x", p.n_x)}
    if source not in sizes:
        raise ValueError(f"source: expected one of {tuple(sizes)}, got {source!r}")
    name, size = sizes[source]
    check_array("direction", direction, axes={name: size}, dtype=p.dtype)
