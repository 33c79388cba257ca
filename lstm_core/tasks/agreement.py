"""Sentences in which a verb has to agree in number with its subject.

A text is a chain of clauses such as ``"the dogs near the bird often sing(s)."``: the
verb is written with its ending in brackets, for a network to decide. Any noun can be
the subject, or stand after "near the" and distract from it.
"""

from collections.abc import Sequence

import numpy as np

from lstm_core._validate import check_finite, check_float_dtype, check_shape

__all__ = ["KINDS", "VOCABULARY", "encode", "fill_verbs", "places"]

KINDS = {
    "singular": ("dog", "cat", "bird", "horse"),
    "plural": ("dogs", "cats", "birds", "horses"),
    "verb": ("sleep(s)", "run(s)", "sing(s)", "eat(s)"),
    "filler": ("the", "often", "still", "always", "never"),
    "near": ("near",),
    "stop": (".",),
}
"""Kind of word to the words of this kind."""

VOCABULARY = tuple(word for words in KINDS.values() for word in words)
"""All words; the place of a word is the place of its 1 in the one-hot vector."""


def encode(text: str, dtype=np.float64) -> tuple[np.ndarray, list[str]]:
    """Turn a text into one-hot vectors.

    Parameters
    ----------
    text : str
        Words of `VOCABULARY`, small or capital letters, with spaces between them; the
        full stop may stand right behind a word, or be missing at the end. Commas are
        left out.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    x : ndarray, shape (T, 1, len(VOCABULARY))
    words : list of T str

    Raises
    ------
    TypeError
        If the text is not a string.
    ValueError
        If the text has no words, or some that are not in the vocabulary: all of these
        are named, with all the words that could have been used.
    """
    if not isinstance(text, str):
        raise TypeError(f"text: expected a string, got {type(text).__name__}")
    words = text.lower().replace(",", " ").replace(".", " . ").split()
    if not words:
        raise ValueError(f"text: expected at least one word, got {text!r}")
    unknown = [word for word in dict.fromkeys(words) if word not in VOCABULARY]
    if unknown:
        wrong, known = ", ".join(map(repr, unknown)), " ".join(VOCABULARY)
        raise ValueError(f"text: unknown words: {wrong}; the words are: {known}")
    one_hot = np.eye(len(VOCABULARY), dtype=check_float_dtype(dtype))
    return one_hot[[VOCABULARY.index(word) for word in words]][:, None], words


def places(kind: str) -> list[int]:
    """Where the words of one kind stand in a one-hot vector.

    Parameters
    ----------
    kind : str
        A key of `KINDS`.

    Returns
    -------
    list of int

    Raises
    ------
    ValueError
        If there is no such kind.
    """
    if kind not in KINDS:
        raise ValueError(f"kind: expected one of {', '.join(KINDS)}, got {kind!r}")
    return [VOCABULARY.index(word) for word in KINDS[kind]]


def fill_verbs(words: Sequence[str], number: np.ndarray, doubt: float = 0.25) -> str:
    """Write the text with each verb in the form that a network decided on.

    Parameters
    ----------
    words : sequence of T str
        As from `encode`.
    number : ndarray, shape (T,)
        What the network shows at each word: positive for singular, negative for
        plural. It is read at the verbs only.
    doubt : float
        Below this size the verb keeps its brackets: no decision.

    Returns
    -------
    str
        One sentence a line.

    Raises
    ------
    ValueError
        If there is not one finite number for each word.
    """
    number = np.asarray(number)
    check_shape("number", number.shape, axes={"T": len(words)})
    check_finite("number", number)
    pairs = zip(words, number, strict=True)
    filled = " ".join(_form(*pair, doubt) for pair in pairs)
    return filled.replace(" . ", ".\n").replace(" .", ".")


def _form(word, number, doubt):
    if word not in KINDS["verb"] or abs(number) < doubt:
        return word
    return word.replace("(s)", "s" if number > 0 else "")
