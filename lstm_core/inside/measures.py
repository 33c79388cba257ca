"""Two small measures that need no network: a half-life, and how sure a count is."""

import math

import numpy as np

from lstm_core._validate import check_size


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
