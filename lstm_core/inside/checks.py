"""Is a gradient right? Compare it with differences of the function itself."""

from collections.abc import Callable

import numpy as np


def grad_check(f: Callable, params, eps: float = 1e-5) -> float:
    """Compare gradients with central differences, one number at a time.

    Parameters
    ----------
    f : callable
        ``f(params)`` returns ``(loss, grads)``: a number, and the gradients in the
        same form as ``params``.
    params : dict of str to ndarray, or ndarray
        Where to check, in float64. It is not changed.
    eps : float
        Half the distance between the two points of a difference.

    Returns
    -------
    float
        The largest relative error over all arrays. For one array it is the largest
        absolute difference between the two gradients, divided by the largest absolute
        value in either; zero if both are zero everywhere, infinite if a number in
        either is NaN or infinite.

    Raises
    ------
    TypeError
        If a parameter is not a float64 array: float32 is too coarse for differences.
    ValueError
        If there are no parameters, a gradient is missing, or its shape differs from
        its parameter's.

    Notes
    -----
    The difference ``(f(v + eps) - f(v - eps)) / (2 eps)`` is wrong by about ``eps**2``
    through the curvature of ``f`` and by about ``1e-16 / eps`` through rounding; the
    default ``eps`` keeps both small.
    """
    if isinstance(params, np.ndarray):

        def f_of_dict(arrays):
            loss, grad = f(arrays["params"])
            return loss, {"params": grad}

        return grad_check(f_of_dict, {"params": params}, eps)
    _check_float64(params)
    grads = f(params)[1]
    _check_same_form(params, grads)
    numeric = {k: _differences(f, params, k, eps) for k in params}
    return max(_relative_error(np.asarray(grads[k]), numeric[k]) for k in params)


def _differences(f, params, key, eps):
    result = np.empty_like(params[key])
    for index in np.ndindex(result.shape):
        loss = []
        for shift in (eps, -eps):
            moved = params[key].copy()
            moved[index] += shift
            loss.append(f({**params, key: moved})[0])
        result[index] = (loss[0] - loss[1]) / (2 * eps)
    return result


def _relative_error(grad, numeric):
    if not (np.isfinite(grad).all() and np.isfinite(numeric).all()):
        return float("inf")
    size = max(np.abs(grad).max(), np.abs(numeric).max())
    return float(np.abs(grad - numeric).max() / size) if size > 0 else 0.0


def _check_float64(params):
    if not params:
        raise ValueError("params: expected at least one array, got none")
    for key, value in params.items():
        if not isinstance(value, np.ndarray) or value.dtype != np.float64:
            kind = getattr(value, "dtype", type(value).__name__)
            raise TypeError(f"{key}: expected a float64 array, got {kind}")


def _check_same_form(params, grads):
    for key, value in params.items():
        if key not in grads:
            raise ValueError(f"gradient of {key}: expected one, got none")
        if np.shape(grads[key]) != value.shape:
            got = np.shape(grads[key])
            raise ValueError(f"gradient of {key}: expected {value.shape}, got {got}")
