"""Endless text to learn number agreement from, with the words of chapter 3.

Every sentence follows one small grammar::

    the SUBJECT (FILLER | near the NOUN)* VERB .

The verb has to agree with the subject, however many words stand in between, and
whatever the number of the nouns after "near the", which only distract.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from lstm_core._validate import check_float_dtype, check_rng, check_size
from lstm_core.model.model import Batch
from lstm_core.tasks import agreement
from lstm_core.tasks.agreement import places

__all__ = [
    "DISTRACT",
    "DISTRACTOR",
    "FILLER",
    "MORE",
    "NEAR",
    "NEAR_THE",
    "ROLES",
    "STOP",
    "SUBJECT",
    "THE",
    "VERB",
    "AgreementText",
    "draw_batches",
    "draw_text",
    "to_batch",
]

MORE = 0.93
"""Probability that one more item comes before the verb: 13 items on average."""

DISTRACT = 0.3
"""Probability that an item is "near the NOUN"; otherwise it is a filler."""

ROLES = ("the", "subject", "filler", "near", "near the", "distractor", "verb", "stop")
"""What a word does in its sentence; "near the" is the article of a distractor."""

THE, SUBJECT, FILLER, NEAR, NEAR_THE, DISTRACTOR, VERB, STOP = range(len(ROLES))
"""The same roles as numbers: the place of each in `ROLES`."""

_ITEM = -1  # what comes next is drawn
_NEXT = np.array([SUBJECT, _ITEM, _ITEM, NEAR_THE, DISTRACTOR, _ITEM, STOP, THE])


@dataclass(frozen=True, eq=False)
class AgreementText:
    """Several streams of sentences, word by word.

    Attributes
    ----------
    codes : ndarray of int, shape (T, B)
        Places of the words in `lstm_core.tasks.agreement.VOCABULARY`.
    roles : ndarray of int, shape (T, B)
        What each word does: a place in `ROLES`.
    number : ndarray of int, shape (T, B)
        Number of the latest subject so far: 1 singular, -1 plural, 0 none yet.
    """

    codes: np.ndarray
    roles: np.ndarray
    number: np.ndarray

    def words(self, b: int = 0) -> list[str]:
        """The words of one stream, in the language of the book.

        Parameters
        ----------
        b : int
            Index of the stream.

        Returns
        -------
        list of T str
        """
        words = agreement.VOCABULARY
        return [words[code] for code in self.codes[:, b]]

    def where(self, *roles: str) -> np.ndarray:
        """Where the words with these roles stand.

        Parameters
        ----------
        *roles : str
            Of `ROLES`.

        Returns
        -------
        ndarray of bool, shape (T, B)

        Raises
        ------
        ValueError
            If there is no such role.
        """
        for role in roles:
            if role not in ROLES:
                raise ValueError(f"role: expected one of {ROLES}, got {role!r}")
        return np.isin(self.roles, [ROLES.index(role) for role in roles])


def draw_text(
    T: int,
    B: int,
    *,
    rng: np.random.Generator,
    more: float = MORE,
    distract: float = DISTRACT,
) -> AgreementText:
    """Draw streams of sentences, each of which starts with a new sentence.

    Parameters
    ----------
    T, B : int
        Words in a stream, and number of streams.
    rng : numpy.random.Generator
    more : float
        Probability that one more item follows before the verb.
    distract : float
        Probability that an item is a distractor.

    Returns
    -------
    AgreementText

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, or a probability not from 0 to 1.
    """
    check_size("T", T)
    check_size("B", B)
    check_rng(rng)
    for name, value in (("more", more), ("distract", distract)):
        if not 0 <= value <= 1:
            raise ValueError(f"{name}: expected from 0 to 1, got {value}")
    draws = rng.random((T, B))
    items = np.where(draws < more, FILLER, VERB)
    items[draws < more * distract] = NEAR
    roles = np.full((T, B), THE)
    for t in range(1, T):
        after = _NEXT[roles[t - 1]]
        roles[t] = np.where(after == _ITEM, items[t], after)
    plural = rng.integers(2, size=(T, B))
    codes = _CODES[roles, plural, rng.integers(4, size=(T, B))]
    return AgreementText(codes, roles, latest(1 - 2 * plural, roles == SUBJECT))


def to_batch(
    text: AgreementText,
    noise: float = 0.0,
    *,
    rng: np.random.Generator | None = None,
    dtype=np.float32,
) -> Batch:
    """One-hot words, with noise if wanted; what counts is the answer at the verbs.

    Parameters
    ----------
    text : AgreementText
    noise : float
        Standard deviation of the Gaussian noise on each number of the input.
    rng : numpy.random.Generator, optional
        Draws the noise; needed only if there is any.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    Batch
        ``x`` (T, B, 19); ``target`` (T, B), 0 singular and 1 plural; ``mask`` (T, B),
        true at the verbs.

    Raises
    ------
    TypeError, ValueError
        If the noise is negative, or there is noise and no generator.
    """
    if not noise >= 0:
        raise ValueError(f"noise: expected at least 0, got {noise}")
    x = np.eye(len(agreement.VOCABULARY), dtype=check_float_dtype(dtype))[text.codes]
    if noise > 0:
        check_rng(rng)
        x += x.dtype.type(noise) * rng.standard_normal(x.shape, dtype=x.dtype)
    return Batch(x, (text.number < 0).astype(int), text.roles == VERB)


def draw_batches(
    T: int = 60,
    B: int = 32,
    *,
    rng: np.random.Generator,
    noise: float = 0.3,
    more: float = MORE,
    dtype=np.float32,
) -> Iterator[Batch]:
    """Endless batches of fresh text.

    Parameters
    ----------
    T, B, more
        As in `draw_text`.
    noise, dtype
        As in `to_batch`.
    rng : numpy.random.Generator

    Returns
    -------
    iterator of Batch
        A batch without a single verb is drawn again.

    Raises
    ------
    TypeError, ValueError
        As in `draw_text` and `to_batch`; at once, not with the first batch.
    """

    def draw():
        text = draw_text(T, B, rng=rng, more=more)
        return to_batch(text, noise, rng=rng, dtype=dtype)

    return _with_verbs(draw(), draw)


def _with_verbs(batch, draw):
    while True:
        if batch.mask.any():
            yield batch
        batch = draw()


def latest(values: np.ndarray, where: np.ndarray) -> np.ndarray:
    """Carry values on in time, each until the next one.

    Parameters
    ----------
    values : ndarray, shape (T, B)
    where : ndarray of bool, shape (T, B)
        Which of them count.

    Returns
    -------
    ndarray, shape (T, B)
        The value at the latest step that counts; 0 before the first of them.
    """
    carried, now = np.zeros_like(values), np.zeros_like(values[0])
    for t, (value, counts) in enumerate(zip(values, where, strict=True)):
        carried[t] = now = np.where(counts, value, now)
    return carried


def _code_table():
    """Role, plural or not, and a random number from 0 to 3, to the place of a word."""
    table = np.zeros((len(ROLES), 2, 4), int)
    the, *fillers = places("filler")
    table[[THE, NEAR_THE]] = the
    table[[SUBJECT, DISTRACTOR]] = [places("singular"), places("plural")]
    table[FILLER] = fillers
    table[VERB] = places("verb")
    table[NEAR], table[STOP] = places("near"), places("stop")
    return table


_CODES = _code_table()
