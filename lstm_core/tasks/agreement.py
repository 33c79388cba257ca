"""Sentences in which a verb has to agree in number with its subject.

A text is a chain of clauses such as ``"the dogs near the bird often sing(s)."``: the
verb is written with its ending in brackets, for a network to decide. Any noun can be
the subject, or stand after "near the" and distract from it.

In Spanish it is ``"el/los perros tras el/los pájaro también canta(n)."``: the article
is left open as well, for it would tell the number. Each Spanish word has the place of
an English one, so that weights and numbers are the same. `KINDS` and `VOCABULARY`
follow the language that `lstm_core.plots.use_book_style` chose; a text may be in any.
"""

from collections.abc import Sequence

import numpy as np

from lstm_core._validate import check_finite, check_float_dtype, check_shape
from lstm_core.cells.lstm import LSTMParams
from lstm_core.words import LANGUAGES, chosen_language

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

KINDS: dict[str, tuple[str, ...]]
"""Kind of word to the words of this kind, in the language of the book."""

VOCABULARY: tuple[str, ...]
"""All words; the place of a word is the place of its 1 in the one-hot vector."""

_KINDS = {
    "en": {
        "singular": ("dog", "cat", "bird", "horse"),
        "plural": ("dogs", "cats", "birds", "horses"),
        "verb": ("sleep(s)", "run(s)", "sing(s)", "eat(s)"),
        "filler": ("the", "often", "still", "always", "never"),
        "near": ("near",),
        "stop": (".",),
    },
    "es": {
        "singular": ("perro", "gato", "pájaro", "caballo"),
        "plural": ("perros", "gatos", "pájaros", "caballos"),
        "verb": ("duerme(n)", "corre(n)", "canta(n)", "come(n)"),
        "filler": ("el/los", "también", "todavía", "siempre", "nunca"),
        "near": ("tras",),
        "stop": (".",),
    },
}
_VOCABULARIES = {
    language: tuple(word for words in kinds.values() for word in words)
    for language, kinds in _KINDS.items()
}

OPEN_ARTICLE = "el/los"
"""A Spanish article without its number."""

FORMS = {
    "sleep(s)": ("sleeps", "sleep"),
    "run(s)": ("runs", "run"),
    "sing(s)": ("sings", "sing"),
    "eat(s)": ("eats", "eat"),
    "duerme(n)": ("duerme", "duermen"),
    "corre(n)": ("corre", "corren"),
    "canta(n)": ("canta", "cantan"),
    "come(n)": ("come", "comen"),
    OPEN_ARTICLE: ("el", "los"),
}
"""Word that is left open to its singular and its plural."""

NOUN_NUMBER = {
    noun: number
    for kinds in _KINDS.values()
    for kind, number in {"singular": 1, "plural": -1}.items()
    for noun in kinds[kind]
}
"""Noun of any language to 1, singular, or -1, plural."""

NUMBER, NEAR = 0, 1
"""The units of `hand_set`: the number of the subject, and whether "near" is waiting."""


def encode(text: str, dtype=np.float64) -> tuple[np.ndarray, list[str]]:
    """Turn a text into one-hot vectors.

    Parameters
    ----------
    text : str
        Words of `VOCABULARY`, or all of them of another language; small or capital
        letters, with spaces between them; the full stop may stand right behind a word,
        or be missing at the end. Commas are left out.
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
        are named, with all the words that could have been used. Two languages are not
        mixed: what counts is the one that has most of the words.
    """
    if not isinstance(text, str):
        raise TypeError(f"text: expected a string, got {type(text).__name__}")
    words = text.lower().replace(",", " ").replace(".", " . ").split()
    if not words:
        raise ValueError(f"text: expected at least one word, got {text!r}")
    known = vocabulary_of(words)
    unknown = [word for word in dict.fromkeys(words) if word not in known]
    if unknown:
        wrong = ", ".join(map(repr, unknown))
        message = f"unknown words: {wrong}; the words are: {' '.join(known)}"
        raise ValueError(f"text: {message}")
    one_hot = np.eye(len(known), dtype=check_float_dtype(dtype))
    return one_hot[[known.index(word) for word in words]][:, None], words


def places(kind: str) -> list[int]:
    """Where the words of one kind stand in a one-hot vector, in every language.

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
    kinds, words = _KINDS["en"], _VOCABULARIES["en"]
    if kind not in kinds:
        raise ValueError(f"kind: expected one of {', '.join(kinds)}, got {kind!r}")
    return [words.index(word) for word in kinds[kind]]


def fill_verbs(words: Sequence[str], number: np.ndarray, doubt: float = 0.25) -> str:
    """Write the text with each verb in the form that a network decided on.

    A Spanish article takes the form that goes with the noun behind it.

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
    each = zip(words, [*words[1:], ""], number, strict=True)
    filled = " ".join(_form(*one, doubt) for one in each)
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
    p = LSTMParams(W=np.zeros((8, 2 + len(_VOCABULARIES["en"]))), b=np.zeros(8))
    at = {kind: [2 + place for place in places(kind)] for kind in _KINDS["en"]}
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


def vocabulary_of(words: Sequence[str]) -> tuple[str, ...]:
    """The vocabulary that has most of these words; of equal ones, the chosen one."""
    languages = sorted(LANGUAGES, key=lambda one: one != chosen_language())
    known = [_VOCABULARIES[language] for language in languages]
    return max(known, key=lambda own: sum(word in own for word in words))


def _form(word, after, number, doubt):
    """The form of a word for this number, if it was left open and is not in doubt."""
    if word == OPEN_ARTICLE:
        number = NOUN_NUMBER.get(after, 0)
    if word not in FORMS or abs(number) < doubt:
        return word
    singular, plural = FORMS[word]
    return singular if number > 0 else plural


def __getattr__(name):
    """What depends on the language, as it is now."""
    if name == "KINDS":
        return _KINDS[chosen_language()]
    if name == "VOCABULARY":
        return _VOCABULARIES[chosen_language()]
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
