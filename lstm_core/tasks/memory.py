"""Tasks that test memory and little else: what counts lies far back.

Each generator gives endless batches. All sequences of a batch are equally long.
"""

from collections.abc import Iterator

import numpy as np

from lstm_core._validate import check_float_dtype, check_rng, check_shape, check_size
from lstm_core.model.model import Batch

SYMBOLS = "ABCD"
"""What can be asked for in the recall task: the inputs 0 to 3, and the classes."""

DISTRACTORS = "wxyz"
"""What stands between a symbol and its question: the inputs 4 to 7."""

QUESTION = "?"
"""Asks for the symbol: the last input, 8."""

TOKENS = SYMBOLS + DISTRACTORS + QUESTION

RECALL_CHANCE = 1 / len(SYMBOLS)
"""Share of right answers of somebody who remembers nothing."""

ADDING_BASELINE = 1 / 6
"""Mean squared error of the best constant answer to the adding problem, which is 1.

The variance of a sum of two independent numbers that are uniform between 0 and 1:
``1/12 + 1/12``.
"""


def recall_batches(
    lag: int,
    batch_size: int,
    *,
    rng: np.random.Generator,
    items: int = 1,
    episodes: int = 1,
    dtype=np.float64,
) -> Iterator[Batch]:
    """Symbols that have to be named after a while, which is filled with distractors.

    An episode of one item is a symbol, ``lag - 1`` distractors, and a question:
    ``"Cxwyx?"`` for a lag of 5, with the answer C at the question. With more items, the
    symbols come one after the other, then the distractors, then as many questions, to
    be answered in the order of the symbols. All are drawn at random.

    Parameters
    ----------
    lag : int
        Steps from each symbol to its question; at least ``items``.
    batch_size : int
    rng : numpy.random.Generator
    items : int
        Number of symbols in an episode.
    episodes : int
        How many follow each other in a sequence; T is ``episodes * (lag + items)``.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    iterator of Batch
        ``x`` one-hot, (T, B, 9), in the order of `TOKENS`; ``target`` (T, B), 0 to 3;
        ``mask`` is True at the questions.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit; at once, not with the first batch.

    Notes
    -----
    Experiment 2 of Hochreiter, S., Schmidhuber, J. (1997), Long short-term memory, has
    tasks of this kind. With many items it is close to the copying problem there is.
    """
    sizes = {"lag": lag, "batch_size": batch_size, "items": items, "episodes": episodes}
    for name, size in sizes.items():
        check_size(name, size)
    check_rng(rng)
    if lag < items:
        raise ValueError(f"lag: expected at least items = {items}, got {lag}")
    one_hot = np.eye(len(TOKENS), dtype=check_float_dtype(dtype))
    shape = (episodes, lag + items, batch_size)
    return _draw_recall(shape, items, one_hot, rng)


def adding_batches(
    length: int, batch_size: int, *, rng: np.random.Generator, dtype=np.float64
) -> Iterator[Batch]:
    """Two marked numbers of a long sequence have to be added.

    Each step has a number, uniform between 0 and 1, and a mark, 0 or 1. Two steps are
    marked: one drawn from the first half of the sequence, one from the second. After
    the last step the sum of the two marked numbers is asked for.

    Parameters
    ----------
    length : int
        T, at least 2.
    batch_size : int
    rng : numpy.random.Generator
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    iterator of Batch
        ``x`` (T, B, 2), number and mark; ``target`` (T, B, 1), the sum at each step;
        ``mask`` is True at the last step only.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit; at once, not with the first batch.

    Notes
    -----
    The variant of Arjovsky, M., Shah, A., Bengio, Y. (2016), Unitary evolution
    recurrent neural networks, ICML. The first one, of Hochreiter and Schmidhuber
    (1997), has numbers from -1 to 1, varying lengths, both marks in the first half,
    and a scaled sum. `ADDING_BASELINE` is the error of an answer that knows nothing.
    """
    check_size("length", length)
    check_size("batch_size", batch_size)
    check_rng(rng)
    if length < 2:
        raise ValueError(f"length: expected at least 2, got {length}")
    return _draw_adding(length, batch_size, rng, check_float_dtype(dtype))


def recall_text(x: np.ndarray) -> str:
    """One sequence of the recall task as text, such as ``"Cxwyx?"``.

    Parameters
    ----------
    x : ndarray, shape (T, 9)
        One-hot, as a sequence of a batch from `recall_batches`.

    Returns
    -------
    str
        One letter a step.

    Raises
    ------
    ValueError
        If ``x`` has another shape.
    """
    check_shape("x", np.shape(x), axes={"T": None, "n_x": len(TOKENS)})
    return "".join(TOKENS[place] for place in x.argmax(axis=-1))


def _draw_recall(shape, items, one_hot, rng):
    episodes, steps, B = shape
    first = len(SYMBOLS)
    while True:
        symbols = rng.integers(first, size=(episodes, items, B))
        tokens = rng.integers(first, first + len(DISTRACTORS), size=shape)
        tokens[:, :items] = symbols
        tokens[:, steps - items :] = TOKENS.index(QUESTION)
        target, mask = np.zeros(shape, int), np.zeros(shape, bool)
        target[:, steps - items :] = symbols
        mask[:, steps - items :] = True
        flat = (episodes * steps, B)
        yield Batch(
            *(v.reshape(flat + v.shape[3:]) for v in (one_hot[tokens], target, mask))
        )


def _draw_adding(T, B, rng, dtype):
    rows = np.arange(B)
    last = np.zeros((T, B), bool)
    last[-1] = True
    while True:
        x = np.zeros((T, B, 2), dtype)
        x[..., 0] = rng.random((T, B))
        x[rng.integers(T // 2, size=B), rows, 1] = 1
        x[rng.integers(T // 2, T, size=B), rows, 1] = 1
        total = (x[..., 0] * x[..., 1]).sum(axis=0)
        yield Batch(x, np.broadcast_to(total[:, None], (T, B, 1)).copy(), last)
