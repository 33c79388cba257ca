"""Tasks of the nineties whose first symbols decide what is right at the end.

Hochreiter, S., Schmidhuber, J. (1997). Long short-term memory. Neural Computation 9(8),
1735-1780: the lag task without noise is its experiment 2a, temporal order its 6a.
Bengio, Y., Simard, P., Frasconi, P. (1994). Learning long-term dependencies with
gradient descent is difficult. IEEE Transactions on Neural Networks 5(2), 157-166: the
latch problem and parity. Hochreiter and Schmidhuber solved both by guessing weights.
"""

from collections.abc import Iterator

import numpy as np

from lstm_core._validate import check_float_dtype, check_rng, check_size
from lstm_core.model.model import Batch

ORDER_SYMBOLS = "EabcdXYB"
"""Inputs of the temporal order task: begin, four distractors, X and Y, trigger."""


def lag_pair(p: int, dtype=np.float64) -> Batch:
    """The two sequences of experiment 2a: the first symbol comes again at the end.

    There are ``p + 1`` symbols: a_1 to a_{p-1}, x and y. The sequences are
    ``(y, a_1, ..., a_{p-1}, y)`` and ``(x, a_1, ..., a_{p-1}, x)``, and the task is to
    foretell the next symbol at each step. Only the last one asks for a memory.

    Parameters
    ----------
    p : int
        At least 2; the first and the last symbol are p steps apart.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    Batch
        ``x`` (p, 2, p + 1) one-hot, ``target`` (p, 2), no mask: all steps count.
    """
    check_size("p", p)
    if p < 2:
        raise ValueError(f"p: expected at least 2, got {p}")
    between = np.arange(p - 1)
    symbols = np.array([[first, *between, first] for first in (p, p - 1)]).T
    one_hot = np.eye(p + 1, dtype=check_float_dtype(dtype))
    return Batch(one_hot[symbols[:-1]], symbols[1:])


def order_batches(
    batch_size: int,
    *,
    rng: np.random.Generator,
    lengths: tuple[int, int] = (100, 110),
    first: tuple[int, int] = (10, 20),
    second: tuple[int, int] = (50, 60),
    dtype=np.float64,
) -> Iterator[Batch]:
    """Temporal order, experiment 6a: which of X and Y came first, and which second?

    A sequence begins with E and ends with the trigger B; between are a, b, c, d at
    random, but for two places that have X or Y. The class, asked for at the end, is
    0 for X, X; 1 for X, Y; 2 for Y, X; 3 for Y, Y.

    Parameters
    ----------
    batch_size : int
    rng : numpy.random.Generator
    lengths, first, second : tuple of two int
        Smallest and largest number of symbols, and places of the two, from 0.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    iterator of Batch
        ``x`` (T, B, 8), with zeros after the end of the shorter sequences; ``target``
        (T, B); ``mask`` is True at each trigger.
    """
    check_size("batch_size", batch_size)
    check_rng(rng)
    if not 0 < first[0] <= first[1] < second[0] <= second[1] < lengths[0] - 1:
        raise ValueError(
            "first, second, lengths: expected ranges one after the other, got "
            f"{first}, {second}, {lengths}"
        )
    one_hot = np.eye(len(ORDER_SYMBOLS), dtype=check_float_dtype(dtype))
    return _draw_order(batch_size, rng, (lengths, first, second), one_hot)


def parity_batches(
    length: int | tuple[int, int],
    batch_size: int,
    *,
    rng: np.random.Generator,
    dtype=np.float64,
) -> Iterator[Batch]:
    """Bits, written as 1 and -1; after the last: is the number of ones odd?

    Parameters
    ----------
    length : int, or tuple of two int
        Number of bits of all sequences, or the smallest and the largest.
    batch_size : int
    rng : numpy.random.Generator
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    iterator of Batch
        ``x`` (T, B, 1), zero after the end of the shorter ones; ``target`` (T, B), 1 if
        the number of ones so far is odd; ``mask`` is True at the last bit of each.
    """
    low, high = (length, length) if isinstance(length, int) else length
    check_size("length", low)
    check_size("batch_size", batch_size)
    check_rng(rng)
    dtype = check_float_dtype(dtype)
    while True:
        lengths = rng.integers(low, high + 1, batch_size)
        bits = rng.integers(2, size=(high, batch_size))
        inside = np.arange(high)[:, None] < lengths
        x = np.where(inside, 2 * bits - 1, 0)[..., None].astype(dtype)
        yield Batch(x, bits.cumsum(axis=0) % 2, _last(lengths, high))


def latch_batches(
    lengths: tuple[int, int],
    batch_size: int,
    *,
    rng: np.random.Generator,
    noise: float = 0.2,
    dtype=np.float64,
) -> Iterator[Batch]:
    """The latch problem: the first number is 1 or -1, all others are noise.

    Parameters
    ----------
    lengths : tuple of two int
        Smallest and largest number of steps.
    batch_size : int
    rng : numpy.random.Generator
    noise : float
        Variance of the noise, which has the mean 0.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    iterator of Batch
        ``x`` (T, B, 1), zero after the end of the shorter ones; ``target`` (T, B), 1
        for the sequences that begin with 1 and else 0; ``mask`` is True at the last
        step of each.
    """
    check_size("lengths", lengths[0])
    check_size("batch_size", batch_size)
    check_rng(rng)
    dtype, T = check_float_dtype(dtype), lengths[1]
    while True:
        steps = rng.integers(lengths[0], T + 1, batch_size)
        x = np.sqrt(noise) * rng.standard_normal((T, batch_size))
        x[np.arange(T)[:, None] >= steps] = 0
        bits = rng.integers(2, size=batch_size)
        x[0] = 2 * bits - 1
        target = np.broadcast_to(bits, (T, batch_size)).copy()
        yield Batch(x[..., None].astype(dtype), target, _last(steps, T))


def _draw_order(B, rng, ranges, one_hot):
    rows, X = np.arange(B), ORDER_SYMBOLS.index("X")
    while True:
        steps, *where = (rng.integers(low, high + 1, B) for low, high in ranges)
        T = ranges[0][1]
        symbols = rng.integers(1, 5, size=(T, B))
        shown = rng.integers(2, size=(2, B))
        symbols[0] = ORDER_SYMBOLS.index("E")
        for place, which in zip(where, shown, strict=True):
            symbols[place, rows] = X + which
        symbols[steps - 1, rows] = ORDER_SYMBOLS.index("B")
        x = one_hot[symbols]
        x[np.arange(T)[:, None] >= steps] = 0
        target = np.broadcast_to(2 * shown[0] + shown[1], (T, B)).copy()
        yield Batch(x, target, _last(steps, T))


def _last(steps, T):
    """True at the last step of each sequence."""
    return np.arange(T)[:, None] == steps - 1
