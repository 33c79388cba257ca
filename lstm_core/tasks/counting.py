"""Counting: strings ``a^n b^n`` and ``a^n b^n c^n``, longer than those of the training.

A string begins with S, has n of each letter, and ends with T. The task is to foretell
the next symbol. How many letters a there will be cannot be known; from the first b on
every symbol can.

Gers, F. A., Schmidhuber, J. (2001). LSTM recurrent networks learn simple context-free
and context-sensitive languages. IEEE Transactions on Neural Networks 12(6), 1333-1340.
"""

from collections.abc import Iterator

import numpy as np

from lstm_core._validate import check_float_dtype, check_rng, check_size
from lstm_core.model.model import Batch

SYMBOLS = "STabc"
"""Begin, end, and the letters that are counted: the places of inputs and classes."""

LANGUAGES = {"a^n b^n": "ab", "a^n b^n c^n": "abc"}


def count_string(n: int, letters: str) -> str:
    """The string for n, such as ``"SaabbT"``."""
    return "S" + "".join(letter * n for letter in letters) + "T"


def count_batch(ns, letters: str, dtype=np.float64) -> Batch:
    """One string for each number, side by side.

    Parameters
    ----------
    ns : sequence of int
        Numbers of letters, each at least 1; B of them.
    letters : str
        ``"ab"`` or ``"abc"``.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    Batch
        ``x`` (T, B, 5) one-hot, ``target`` (T, B) the next symbol. T fits the longest
        string; shorter ones are filled with zeros at the end, and ``mask`` is False
        there.
    """
    for n in ns:
        check_size("n", int(n))
    dtype, B, T = check_float_dtype(dtype), len(ns), len(letters) * max(ns) + 1
    x, target = np.zeros((T, B, len(SYMBOLS)), dtype), np.zeros((T, B), int)
    mask = np.zeros((T, B), bool)
    for b, n in enumerate(ns):
        symbols = np.array([SYMBOLS.index(s) for s in count_string(n, letters)])
        steps = len(symbols) - 1
        x[np.arange(steps), b, symbols[:-1]] = 1
        target[:steps, b], mask[:steps, b] = symbols[1:], True
    return Batch(x, target, mask)


def count_batches(
    longest: int,
    batch_size: int,
    letters: str,
    *,
    rng: np.random.Generator,
    dtype=np.float64,
) -> Iterator[Batch]:
    """Endless batches of strings with n from 1 to ``longest``, all equally often."""
    check_size("longest", longest)
    check_size("batch_size", batch_size)
    check_rng(rng)
    while True:
        yield count_batch(rng.integers(1, longest + 1, batch_size), letters, dtype)


def strings_right(scores: np.ndarray, batch: Batch) -> np.ndarray:
    """For each string whether all that can be known is foretold.

    Parameters
    ----------
    scores : ndarray, shape (T, B, 5)
        For the strings of a `count_batch`.
    batch : Batch

    Returns
    -------
    ndarray of bool, shape (B,)
        True if the highest score is that of the next symbol at every step after the
        first b has been read, and a or b at the steps before, while a is read.
    """
    a, b = SYMBOLS.index("a"), SYMBOLS.index("b")
    said = scores.argmax(axis=-1)
    reads_a = batch.x[..., a] == 1
    right = np.where(reads_a, (said == a) | (said == b), said == batch.target)
    return (right | ~batch.mask).all(axis=0)


def reach(right: np.ndarray) -> int:
    """The largest n such that all strings up to it are right; 0 if the first is wrong.

    Parameters
    ----------
    right : ndarray of bool, shape (N,)
        For n = 1, 2, ..., N.
    """
    return len(right) if right.all() else int(np.argmin(right))
