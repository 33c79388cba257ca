"""Sentences in which a verb has to agree in number with its subject.

A text is a chain of clauses such as ``"the dogs near the bird often sing(s)."``: the
verb is written with its ending in brackets, for a network to decide. Any noun can be
the subject, or stand after "near the" and distract from it.
"""

from collections.abc import Sequence

import numpy as np

from lstm_core._validate import check_finite, check_float_dtype, check_shape
from lstm_core.cells.lstm import LSTMParams

__all__ = [
    "KINDS",
    "NEAR",
    "NUMBER",
    "VOCABULARY",
    "encode",
    "fill_verbs",
    "hand_set",
    "places",
]

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


NUMBER, NEAR = 0, 1
"""The units of `hand_set`: the number of the subject, and whether "near" is waiting."""


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


def hand_set() -> LSTMParams:
    """The cell whose weights chapter 3 sets by hand: it knows singular from plural.

    Its first unit, `NUMBER`, holds +1 for a singular subject and -1 for a plural one
    up to the full stop, and shows it at the verb. The second, `NEAR`, shows that the
    next noun stands behind "near" and is no subject.

    Returns
    -------
    LSTMParams
        Of two units, for inputs from `encode`.
    """
    p = LSTMParams(W=np.zeros((8, 2 + len(VOCABULARY))), b=np.zeros(8))
    at = {kind: [2 + place for place in places(kind)] for kind in KINDS}
    noun = at["singular"] + at["plural"]
    p.b_f[:], p.b_u[:], p.b_o[:] = 6, -6, (-6, 6)
    p.W_f[NUMBER, at["stop"]] = -12
    p.W_u[NUMBER, noun], p.W_u[NUMBER, NEAR] = 12, -16
    p.W_c[NUMBER, at["singular"]], p.W_c[NUMBER, at["plural"]] = 6, -6
    p.W_o[NUMBER, at["verb"]] = 12
    p.W_f[NEAR, noun + at["stop"]] = -12
    p.W_u[NEAR, at["near"]] = 12
    p.W_c[NEAR, at["near"]] = 6
    return p


def _form(word, number, doubt):
    if word not in KINDS["verb"] or abs(number) < doubt:
        return word
    return word.replace("(s)", "s" if number > 0 else "")
