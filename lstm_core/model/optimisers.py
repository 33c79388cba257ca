"""Gradient clipping and optimisers: functions from old parameters to new ones.

Parameters and gradients are dictionaries of arrays, or of tensors of PyTorch, with the
same keys. Nothing that comes in is changed.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._tensors import global_norm

Arrays = dict[str, np.ndarray]


def clip_by_global_norm(grads: Arrays, max_norm: float | None) -> tuple[Arrays, float]:
    """Scale all gradients together so that their joint norm is at most ``max_norm``.

    Parameters
    ----------
    grads : dict of str to ndarray
    max_norm : float or None
        Positive; None leaves the gradients as they are.

    Returns
    -------
    clipped : dict of str to ndarray
    norm : float
        Euclidean norm before clipping.

    Notes
    -----
    Pascanu, R., Mikolov, T., Bengio, Y. (2013). On the difficulty of training
    recurrent neural networks. ICML.
    """
    norm = global_norm(list(grads.values()))
    if max_norm is None or norm <= max_norm:
        return grads, norm
    # A Python float, unlike a NumPy scalar, leaves float32 arrays float32.
    scale = float(max_norm) / norm
    return {k: g * scale for k, g in grads.items()}, norm


def sgd(params: Arrays, grads: Arrays, lr: float) -> Arrays:
    """One step of gradient descent: ``v - lr * dv``.

    Parameters
    ----------
    params, grads : dict of str to ndarray
    lr : float
        Learning rate.

    Returns
    -------
    dict of str to ndarray
        New parameters.
    """
    lr = float(lr)
    return {k: v - lr * grads[k] for k, v in params.items()}


@dataclass(frozen=True, eq=False)
class AdamState:
    """Running means that `adam` carries from step to step.

    Attributes
    ----------
    step : int
        Number of steps made.
    mean, square : dict of str to ndarray
        Means of the gradients and of their squares.
    """

    step: int
    mean: Arrays
    square: Arrays


def adam_init(params: Arrays) -> AdamState:
    """State before the first step: all means are zero."""
    return AdamState(
        0,
        mean={k: 0 * v for k, v in params.items()},
        square={k: 0 * v for k, v in params.items()},
    )


def adam(
    params: Arrays,
    grads: Arrays,
    state: AdamState,
    lr: float,
    beta1: float = 0.9,
    beta2: float = 0.999,
    eps: float = 1e-8,
) -> tuple[Arrays, AdamState]:
    """One step of Adam.

    Parameters
    ----------
    params, grads : dict of str to ndarray
    state : AdamState
        From `adam_init` or the step before.
    lr : float
        Learning rate.
    beta1, beta2 : float
        How much of the running means is kept at each step.
    eps : float
        Added to the root of the mean square.

    Returns
    -------
    params : dict of str to ndarray
        New parameters.
    state : AdamState

    Notes
    -----
    Kingma, D. P., Ba, J. (2015). Adam: a method for stochastic optimization. ICLR.
    """
    lr, beta1, beta2, eps = map(float, (lr, beta1, beta2, eps))
    n = state.step + 1
    mean = {k: beta1 * state.mean[k] + (1 - beta1) * g for k, g in grads.items()}
    square = {k: beta2 * state.square[k] + (1 - beta2) * g**2 for k, g in grads.items()}
    new = {}
    for k, v in params.items():
        mean_hat = mean[k] / (1 - beta1**n)
        square_hat = square[k] / (1 - beta2**n)
        new[k] = v - lr * mean_hat / (square_hat**0.5 + eps)
    return new, AdamState(n, mean, square)
