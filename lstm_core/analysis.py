"""Measurements on recurrent networks: arrays in, arrays out. Nothing is drawn here."""

import math
from collections.abc import Sequence

import numpy as np

from lstm_core._threads import numpy_threads
from lstm_core._validate import check_array, check_list, check_size
from lstm_core.cells.rnn import RNNParams, rnn_forward
from lstm_core.losses import Readout, readout, softmax
from lstm_core.sequence import check_pair
from lstm_core.trace import RNNTrace


def rnn_jacobians(p: RNNParams, trace: RNNTrace) -> np.ndarray:
    """Derivative of each hidden state with respect to the one before it.

    Parameters
    ----------
    p : RNNParams
    trace : RNNTrace
        What `rnn_forward` returned.

    Returns
    -------
    ndarray, shape (T, B, n_a, n_a)
        Entry ``[t, b, i, j]`` is the derivative of unit i after step t with respect to
        unit j before it: ``diag(1 - a_t**2) W_aa``.

    Raises
    ------
    TypeError, ValueError
        If these are not the weights and the forward trace of one network, in NumPy.

    Notes
    -----
    Pascanu, R., Mikolov, T., Bengio, Y. (2013). On the difficulty of training
    recurrent neural networks. ICML. Equation 5, with tanh after the sum.
    """
    check_pair(p, RNNParams, trace, RNNTrace)
    return (1 - trace.a**2)[..., None] * p.W_aa


def jacobian_norms(p: RNNParams, trace: RNNTrace) -> np.ndarray:
    """Spectral norm of the derivative of each state with respect to the first one.

    Parameters
    ----------
    p : RNNParams
    trace : RNNTrace

    Returns
    -------
    ndarray, shape (T, B)
        Entry t is the largest singular value of ``J_t ... J_1``, the latest factor on
        the left: the most that a small change of ``a0`` can be stretched.

    Raises
    ------
    TypeError, ValueError
        As for `rnn_jacobians`.
    """
    product = np.eye(p.n_a, dtype=p.dtype)
    norms = []
    with numpy_threads(p.n_a**3):
        for jacobian in rnn_jacobians(p, trace):
            product = jacobian @ product
            norms.append(np.linalg.norm(product, ord=2, axis=(-2, -1)))
    return np.array(norms)


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


def half_life(f: np.ndarray) -> np.ndarray:
    """After how many steps a forget gate has let half of a memory go.

    Parameters
    ----------
    f : ndarray of any shape, or float
        Opening of the forget gate, from 0 to 1, the same at every step.

    Returns
    -------
    ndarray of the same shape
        ``ln(1/2) / ln(f)``, in steps: after ``h`` of them, ``f**h = 1/2``. A gate at 0
        gives 0, a gate at 1 infinity.

    Raises
    ------
    ValueError
        If an opening is below 0, above 1, or NaN.
    """
    f = np.asarray(f)
    wrong = f[~((f >= 0) & (f <= 1))]
    if wrong.size:
        raise ValueError(f"f: expected from 0 to 1, got {wrong[0]}")
    with np.errstate(divide="ignore"):  # ln(0), and the division by ln(1)
        return math.log(2) / np.abs(np.log(f))


def count_interval(successes: int, n: int) -> tuple[float, float]:
    """Range of shares that a count of successes agrees with: 95 %, after Wilson.

    Parameters
    ----------
    successes, n : int
        How many of n independent runs succeeded; n at least 1.

    Returns
    -------
    low, high : float
        Shares from 0 to 1.

    Raises
    ------
    TypeError
        If a number is not an integer.
    ValueError
        If n is below 1, or the successes are not from 0 to n.

    Notes
    -----
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical
    inference. Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> low, high = count_interval(12, 16)
    >>> print(f"12 of 16 ({low:.0%} to {high:.0%})")
    12 of 16 (51% to 90%)
    """
    check_size("n", n)
    if isinstance(successes, bool) or not isinstance(successes, int | np.integer):
        raise TypeError(f"successes: expected an integer, got {successes!r}")
    if not 0 <= successes <= n:
        raise ValueError(f"successes: expected from 0 to n={n}, got {successes}")
    z2 = 1.959964**2  # the square of the normal quantile that leaves 2.5 % outside
    middle = (successes + z2 / 2) / (n + z2)
    half = math.sqrt(z2 * (successes * (n - successes) / n + z2 / 4)) / (n + z2)
    return max(0.0, middle - half), min(1.0, middle + half)


def known_share(
    names: Sequence[str], reference: Sequence[str], size: int
) -> np.ndarray:
    """Share of each name's pieces of ``size`` letters that some reference name has.

    Parameters
    ----------
    names, reference : sequence of str
    size : int
        Length of a piece. A shorter name counts as one piece, itself.

    Raises
    ------
    TypeError, ValueError
        If ``size`` is not a positive integer, or a single string comes for a list.

    Returns
    -------
    ndarray, shape (len(names),)
        Between 0 and 1.
    """
    check_size("size", size)
    check_list("names", names)
    check_list("reference", reference)
    known = {piece for name in reference for piece in _pieces(name, size)}
    shares = [[piece in known for piece in _pieces(name, size)] for name in names]
    return np.array([np.mean(found) for found in shares])


def _pieces(name, size):
    return [name[i : i + size] for i in range(max(1, len(name) - size + 1))]


def _check_direction(p, direction, source):
    sizes = {"a0": ("n_a", p.n_a), "x1": ("n_x", p.n_x)}
    if source not in sizes:
        raise ValueError(f"source: expected one of {tuple(sizes)}, got {source!r}")
    name, size = sizes[source]
    check_array("direction", direction, axes={name: size}, dtype=p.dtype)
