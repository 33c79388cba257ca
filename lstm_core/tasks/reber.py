"""The embedded Reber grammar, as one unbroken stream of symbols.

A string of the Reber grammar is a walk through a small automaton, `INNER`. Embedded, it
stands between two symbols that agree: ``B T (string) T E`` or ``B P (string) P E``. The
last symbol but one says again what the second one said; everything between says nothing
about it. In the stream such strings follow each other, and nothing marks where a state
should be set back.

Gers, F. A., Schmidhuber, J., Cummins, F. (2000). Learning to forget: continual
prediction with LSTM. Neural Computation 12(10), 2451-2471. The grammar is from Reber,
A. S. (1967), its embedding from Smith, A. W., Zipser, D. (1989).
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from lstm_core._validate import check_float_dtype, check_rng, check_size
from lstm_core.model.model import Batch

SYMBOLS = "BTPSXVE"

INNER = {
    "0": {"B": "1"},
    "1": {"T": "2", "P": "3"},
    "2": {"S": "2", "X": "4"},
    "3": {"T": "3", "V": "5"},
    "4": {"X": "3", "S": "6"},
    "5": {"P": "4", "V": "6"},
    "6": {"E": "end"},
}
"""The Reber grammar: a state, then a symbol that may come, then the state after it."""


class Streams(NamedTuple):
    """Streams of symbols, and what the grammar says of each step.

    Attributes
    ----------
    symbols : ndarray of int, shape (T + 1, B)
        Places in `SYMBOLS`. Those at ``t`` are read, those at ``t + 1`` foretold.
    legal : ndarray of bool, shape (T, B, 7)
        Which symbols may come after step ``t``.
    decides : ndarray of bool, shape (T, B)
        Whether the symbol after step ``t`` is the last but one of its string: the one
        that has to agree with the second.
    """

    symbols: np.ndarray
    legal: np.ndarray
    decides: np.ndarray


def embedded() -> dict[str, dict[str, str]]:
    """The automaton of the whole stream, in the form of `INNER`.

    There are two copies of the inner grammar, one after T and one after P. That is what
    has to be remembered: in which of the two one is.
    """
    rules = {"start": {"B": "outer"}, "outer": {"T": "T0", "P": "P0"}}
    for outer in "TP":
        for state, after in INNER.items():
            rules[outer + state] = {s: outer + to for s, to in after.items()}
        rules[outer + "end"] = {outer: "last"}
    return rules | {"last": {"E": "start"}}


def draw_streams(length: int, batch_size: int, *, rng: np.random.Generator) -> Streams:
    """Unbroken streams, each beginning with a string.

    Of two symbols that may come, each has a chance of one half.

    Parameters
    ----------
    length : int
        T, the number of symbols that are read.
    batch_size : int
    rng : numpy.random.Generator

    Returns
    -------
    Streams

    Raises
    ------
    TypeError, ValueError
        If a size is no positive integer, or ``rng`` is no generator.
    """
    check_size("length", length)
    check_size("batch_size", batch_size)
    check_rng(rng)
    coins = rng.integers(2, size=(length + 1, batch_size))
    states, symbols = np.zeros_like(coins), np.zeros_like(coins)
    state = states[0]
    for t, coin in enumerate(coins):
        states[t], symbols[t] = state, _SYMBOL[state, coin]
        state = _AFTER[state, coin]
    return Streams(symbols, _LEGAL[states[1:]], _DECIDES[states[1:]])


def stream_chunks(
    length: int,
    chunk: int,
    batch_size: int,
    *,
    rng: np.random.Generator,
    dtype=np.float64,
) -> Iterator[tuple[Batch, bool]]:
    """Streams in chunks, to be trained on one after the other, without end.

    Parameters
    ----------
    length : int
        After so many symbols new streams begin; a multiple of ``chunk``.
    chunk : int
        T, the number of steps of a chunk.
    batch_size : int
        Number of streams that are read side by side.
    rng : numpy.random.Generator
    dtype : numpy.float32 or numpy.float64

    Yields
    ------
    batch : Batch
        ``x`` (T, B, 7) one-hot, ``target`` (T, B) the symbol that comes next.
    begins : bool
        Whether new streams begin here. Each other chunk goes on where the last ended.
    """
    check_size("chunk", chunk)
    if length % chunk:
        raise ValueError(f"length: expected a multiple of chunk={chunk}, got {length}")
    one_hot = np.eye(len(SYMBOLS), dtype=check_float_dtype(dtype))
    while True:
        symbols = draw_streams(length, batch_size, rng=rng).symbols
        for start in range(0, length, chunk):
            part = symbols[start : start + chunk + 1]
            yield Batch(one_hot[part[:-1]], part[1:]), start == 0


def step_is_right(scores: np.ndarray, legal: np.ndarray) -> np.ndarray:
    """Whether every symbol that may come has a higher score than every other.

    Parameters
    ----------
    scores : ndarray, shape (..., 7)
    legal : ndarray of bool, same shape

    Returns
    -------
    ndarray of bool, shape (...)
    """
    lowest_legal = np.where(legal, scores, np.inf).min(axis=-1)
    highest_other = np.where(legal, -np.inf, scores).max(axis=-1)
    return lowest_legal > highest_other


def _tables():
    """The automaton as arrays, by state: symbol and next state for each coin; ..."""
    rules = embedded()
    numbers = {state: k for k, state in enumerate(rules)}
    symbol, after = np.zeros((2, len(rules), 2), int)
    legal = np.zeros((len(rules), len(SYMBOLS)), bool)
    for state, k in numbers.items():
        edges = list(rules[state].items())
        for coin in (0, 1):
            letter, to = edges[coin % len(edges)]
            symbol[k, coin], after[k, coin] = SYMBOLS.index(letter), numbers[to]
            legal[k, SYMBOLS.index(letter)] = True
    decides = np.array([state in ("Tend", "Pend") for state in rules])
    return symbol, after, legal, decides


_SYMBOL, _AFTER, _LEGAL, _DECIDES = _tables()
