"""A yardstick for character models: count which letter follows which letters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from lstm_core._tensors import to_array
from lstm_core._validate import check_array, check_number, check_shape, check_size
from lstm_core.model.losses import softmax
from lstm_core.tasks.names import ALPHABET, check_letter_model, encode_names

SIZE = len(ALPHABET)
MAX_ORDER = 5  # a table has 27**order entries: 14 million at order 5


@dataclass(frozen=True, eq=False)
class NgramModel:
    """Probabilities of the next character, given the last few; answers like a network.

    Attributes
    ----------
    table : ndarray, shape (27,) * order
        Entry ``[h_1, ..., h_(order-1), y]`` is the probability that ``y`` comes after
        the characters ``h_1, ...``, the latest last. Before the start of a name there
        are line breaks.

    Raises
    ------
    ValueError
        If the table has another shape.
    """

    table: np.ndarray

    n_x = n_y = SIZE

    def __post_init__(self):
        axes = {f"h_{k}": SIZE for k in range(1, np.ndim(self.table))} | {"y": SIZE}
        check_shape("table", np.shape(self.table), axes=axes)

    @property
    def order(self) -> int:
        """Characters in a piece, the next one included."""
        return self.table.ndim

    @property
    def dtype(self) -> np.dtype:
        """Of the table, and of the inputs and the scores."""
        return self.table.dtype

    def step(self, x_t: np.ndarray, state: tuple | None = None) -> tuple:
        """Scores of the next character, as a network gives them; for `sample_names`.

        Parameters
        ----------
        x_t : ndarray, shape (B, 27)
            One-hot.
        state : tuple of ndarray, optional
            What the step before returned; the start of a name if not given.

        Returns
        -------
        scores : ndarray, shape (B, 27)
            Logarithms of the probabilities.
        state : tuple of one ndarray of int, shape (B, order - 1)
            The characters read last.

        Raises
        ------
        TypeError, ValueError
            If ``x_t`` does not fit.
        """
        check_array("x_t", x_t, axes={"B": None, "n_x": SIZE}, dtype=self.dtype)
        past = np.zeros((len(x_t), self.order - 1), int) if state is None else state[0]
        past = np.hstack([past, x_t.argmax(axis=1)[:, None]])[:, 1:]
        scores = np.log(self.table[tuple(past.T)])
        return np.broadcast_to(scores, (len(x_t), SIZE)), (past,)

    def forward(self, x: np.ndarray) -> tuple[np.ndarray, None]:
        """Scores of all steps, from the start of a name.

        Parameters
        ----------
        x : ndarray, shape (T, B, 27)

        Returns
        -------
        scores : ndarray, shape (T, B, 27)
        None
            Where a network returns its trace.
        """
        state, scores = None, []
        for x_t in x:
            score, state = self.step(x_t, state)
            scores.append(score)
        return np.array(scores), None


def count_ngrams(
    names: Sequence[str], order: int, strength: float = 10.0, dtype=np.float64
) -> NgramModel:
    """Count pieces of names, and mix long pieces with shorter ones.

    Parameters
    ----------
    names : sequence of str
        Made of the letters a to z.
    order : int
        From 1 to 5. Order 3 predicts a character from the two before it.
    strength : float
        Positive. The shorter context counts like this many further characters.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    NgramModel

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.

    Notes
    -----
    ``p_n(y | h) = (count(h, y) + strength * p_(n-1)(y | shorter h)) / (count(h) +
    strength)``, down to ``p_0 = 1/27``: MacKay, D. J. C., Peto, L. C. B. (1995). A
    hierarchical Dirichlet language model. Natural Language Engineering 1(3), with one
    strength for all contexts.
    """
    check_size("order", order)
    if order > MAX_ORDER:
        raise ValueError(f"order: expected at most {MAX_ORDER}, got {order}")
    check_number("strength", strength)
    if strength <= 0:
        raise ValueError(f"strength: expected a positive number, got {strength}")
    batch = encode_names(names, dtype)
    p = np.full(SIZE, 1 / SIZE, batch.x.dtype)
    for n in range(1, order + 1):
        count = np.zeros((SIZE,) * n, p.dtype)
        np.add.at(count, _pieces(batch, n), 1)
        total = count.sum(axis=-1, keepdims=True)
        p = (count + p.dtype.type(strength) * p) / (total + p.dtype.type(strength))
    return NgramModel(p)


def letter_bits(model, names: Sequence[str]) -> np.ndarray:
    """What each character of some names costs under a model.

    Parameters
    ----------
    model : NgramModel, NumpyModel or TorchModel
        27 inputs, 27 outputs.
    names : sequence of str

    Returns
    -------
    ndarray, shape (T, B)
        ``-log2`` of the probability of each character, the end of the name too; NaN
        after the end. ``np.nanmean`` of it is the number of bits per character.

    Raises
    ------
    ValueError
        If the model has other sizes, or a name other letters.
    """
    check_letter_model(model)
    x, target, mask = encode_names(names, model.dtype)
    scores = to_array(model.forward(x)[0]).astype(float)
    y = np.take_along_axis(softmax(scores), target[..., None], axis=-1)[..., 0]
    return np.where(mask, -np.log2(y), np.nan)


def _pieces(batch, n):
    """All pieces of n characters, as n arrays of codes: one index for a table."""
    codes, (T, B) = batch.x.argmax(axis=-1), batch.mask.shape
    shifted = [np.vstack([np.zeros((k, B), int), codes])[:T] for k in range(n - 1)]
    return tuple(h[batch.mask] for h in [*shifted[::-1], batch.target])
