"""One time step of the basic recurrent cell and of the LSTM cell.

Each step stands here once, in its most readable form, with the backward step right
below it: every forward line has its gradient line, in reversed order. The loops over
time in `lstm_core.fast` compute the same numbers faster and are tested against this.

Shapes: ``B`` sequences side by side, ``n_x`` input features, ``n_a`` hidden units.
The gradient of the loss with respect to a variable ``v`` is called ``dv``.
"""

import numpy as np

from lstm_core._validate import check_array, check_kind
from lstm_core.params import GATES, LSTMParams, RNNParams


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Logistic function ``1 / (1 + exp(-z))``, written so that it cannot overflow.

    Parameters
    ----------
    z : ndarray, any shape, floating

    Returns
    -------
    ndarray
        Same shape and dtype, between 0 and 1.
    """
    return 0.5 * (1 + np.tanh(0.5 * z))


def logit(f: np.ndarray) -> np.ndarray:
    """Inverse of `sigmoid`: the pre-activation of a gate that is open by ``f``.

    Parameters
    ----------
    f : ndarray or float, from 0 to 1

    Returns
    -------
    ndarray
        ``ln(f / (1 - f))``; infinite for 0 and 1.
    """
    with np.errstate(divide="ignore"):
        return np.log(f) - np.log1p(-np.asarray(f, float))


def rnn_step(p: RNNParams, x_t: np.ndarray, a_prev: np.ndarray) -> np.ndarray:
    """One step of the basic recurrent cell, ``a_t = tanh(W [a_{t-1}, x_t] + b)``.

    Parameters
    ----------
    p : RNNParams
    x_t : ndarray, shape (B, n_x)
        Input of this step, in the dtype of the parameters.
    a_prev : ndarray, shape (B, n_a)
        Hidden state of the step before.

    Returns
    -------
    a : ndarray, shape (B, n_a)
        New hidden state.

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.
    """
    _check_step(p, RNNParams, x_t, a_prev=a_prev)
    z = np.hstack([a_prev, x_t]) @ p.W.T + p.b
    return np.tanh(z)


def rnn_step_backward(
    p: RNNParams, x_t: np.ndarray, a_prev: np.ndarray, a: np.ndarray, da: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of one `rnn_step`.

    Parameters
    ----------
    p, x_t, a_prev
        The arguments of the forward step.
    a : ndarray, shape (B, n_a)
        What the forward step returned.
    da : ndarray, shape (B, n_a)
        Gradient of the loss with respect to ``a``, from all that came after.

    Returns
    -------
    dW, db : ndarray
        This step's part of the gradients, shaped like ``p.W`` and ``p.b``.
    dx : ndarray, shape (B, n_x)
    da_prev : ndarray, shape (B, n_a)
    """
    dz = da * (1 - a**2)
    dW = dz.T @ np.hstack([a_prev, x_t])
    db = dz.sum(axis=0)
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dW, db, dx, da_prev


def lstm_step(
    p: LSTMParams, x_t: np.ndarray, a_prev: np.ndarray, c_prev: np.ndarray
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """One step of the LSTM cell.

    The three gates and the candidate look at the same input, ``[a_{t-1}, x_t]``::

        f = sigmoid(z_f)    u = sigmoid(z_u)    o = sigmoid(z_o)    c~ = tanh(z_c)
        c = f * c_prev + u * c~
        a = o * tanh(c)

    Parameters
    ----------
    p : LSTMParams
    x_t : ndarray, shape (B, n_x)
        Input of this step, in the dtype of the parameters.
    a_prev, c_prev : ndarray, shape (B, n_a)
        Hidden state and cell state of the step before.

    Returns
    -------
    a, c : ndarray, shape (B, n_a)
        New hidden state and cell state.
    gates : dict of str to ndarray, each of shape (B, n_a)
        ``f``, ``u``, ``o`` and the candidate ``c_cand``.

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.

    Notes
    -----
    Gers, F. A., Schmidhuber, J., Cummins, F. (2000). Learning to forget: continual
    prediction with LSTM. Neural Computation 12(10), 2451-2471. Without peepholes.
    """
    _check_step(p, LSTMParams, x_t, a_prev=a_prev, c_prev=c_prev)
    z = np.hstack([a_prev, x_t]) @ p.W.T + p.b
    z = dict(zip(GATES, np.split(z, len(GATES), axis=1), strict=True))
    f, u, o = sigmoid(z["f"]), sigmoid(z["u"]), sigmoid(z["o"])
    c_cand = np.tanh(z["c"])
    a, c = lstm_update(f, u, o, c_cand, c_prev)
    return a, c, {"f": f, "u": u, "o": o, "c_cand": c_cand}


def lstm_update(f, u, o, c_cand, c_prev):
    """The new states from gates and candidate, with no weights in between.

    Parameters
    ----------
    f, u, o, c_cand, c_prev : ndarray or float, all of one shape

    Returns
    -------
    a, c
        ``c = f * c_prev + u * c_cand`` and ``a = o * tanh(c)``.
    """
    c = f * c_prev + u * c_cand
    a = o * np.tanh(c)
    return a, c


def lstm_step_backward(
    p: LSTMParams,
    x_t: np.ndarray,
    a_prev: np.ndarray,
    c_prev: np.ndarray,
    c: np.ndarray,
    gates: dict[str, np.ndarray],
    da: np.ndarray,
    dc: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one `lstm_step`.

    Parameters
    ----------
    p, x_t, a_prev, c_prev
        The arguments of the forward step.
    c, gates
        What the forward step returned.
    da, dc : ndarray, shape (B, n_a)
        Gradients of the loss with respect to ``a`` and ``c``, from all that came
        after. ``dc`` does not yet contain the way through this step's ``a``.

    Returns
    -------
    dW, db : ndarray
        This step's part of the gradients, shaped like ``p.W`` and ``p.b``.
    dx : ndarray, shape (B, n_x)
    da_prev, dc_prev : ndarray, shape (B, n_a)

    Notes
    -----
    ``c_prev`` reaches the loss on two ways: through ``c`` (returned as ``dc_prev``) and
    through ``a_prev`` into the gates (it is in ``da_prev``).
    """
    f, u, o, c_cand = gates["f"], gates["u"], gates["o"], gates["c_cand"]
    t = np.tanh(c)
    # a = o * tanh(c)
    do = da * t
    dc = dc + da * o * (1 - t**2)
    # c = f * c_prev + u * c_cand
    df, dc_prev = dc * c_prev, dc * f
    du, dc_cand = dc * c_cand, dc * u
    # f, u, o = sigmoid(z_f), sigmoid(z_u), sigmoid(z_o); c_cand = tanh(z_c)
    dz = {"f": df * f * (1 - f), "u": du * u * (1 - u), "o": do * o * (1 - o)}
    dz["c"] = dc_cand * (1 - c_cand**2)
    # z = W [a_prev, x_t] + b
    dz = np.hstack([dz[gate] for gate in GATES])
    dW = dz.T @ np.hstack([a_prev, x_t])
    db = dz.sum(axis=0)
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dW, db, dx, da_prev, dc_prev


def _check_step(p, kind, x_t, **states):
    check_kind("p", p, kind)
    B = x_t.shape[0] if getattr(x_t, "ndim", 0) else None
    check_array("x_t", x_t, axes={"B": None, "n_x": p.n_x}, dtype=p.dtype)
    for name, state in states.items():
        check_array(name, state, axes={"B": B, "n_a": p.n_a}, dtype=p.dtype)
