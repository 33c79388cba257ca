"""Reviews of headphones, written by a small grammar, and the rule that rates them.

A review is a chain of short sentences such as ``"the sound is not very good but the
bass is superb . my sister got it last week ."``. Only what is said of the headphones
counts; what is said of the delivery or the box does not.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, repeat

import numpy as np

from lstm_core._validate import check_float_dtype, check_list, check_rng, check_size
from lstm_core.model.model import Batch

__all__ = [
    "AFTER_BUT",
    "FACTOR",
    "GROUPS",
    "KINDS",
    "OF_OTHERS",
    "STRENGTH",
    "VOCABULARY",
    "encode_reviews",
    "kinds_of",
    "rate",
    "review_batches",
    "write_reviews",
]

STRENGTH = {
    "good": 0.5, "nice": 0.5, "great": 1.0, "superb": 1.0,
    "weak": -0.5, "bad": -0.5, "awful": -1.0, "terrible": -1.0,
}  # fmt: skip
"""Adjective to its worth, in stars."""

FACTOR = {"not": -0.5, "very": 1.5, "slightly": 0.5}
"""What a word does to the adjective behind it."""

AFTER_BUT = 2.0
"""How many times as much an adjective counts between "but" and the full stop."""

TURNS = ((), (), (), ("very",), ("slightly",), ("not",), ("not",), ("not", "very"))
"""What may stand before an adjective."""

ASPECTS = ("sound", "bass", "fit", "battery", "microphone", "case")
THINGS = ("delivery", "box", "courier", "manual", "label", "shop")
FILLERS = (
    (("my",), ("sister", "brother", "mother", "father", "friend"),
     ("got", "wanted"), ("it", "them"), ("last", "this"), ("week", "month", "winter")),
    (("they",), ("came", "arrived"), ("in", "with"), ("a",),
     ("small", "big", "grey", "blue", "brown"), ("bag", "parcel"), ("on",),
     ("monday", "tuesday", "friday")),
    (("we",), ("ordered", "bought"), ("two", "three"), ("for",),
     ("her", "his"), ("birthday", "trip", "work")),
)  # fmt: skip
"""Sentences that do not matter: at each place one of the words."""

KINDS = {
    "aspect": ASPECTS,
    "other thing": THINGS,
    "adjective": tuple(STRENGTH),
    "not": ("not",),
    "very, slightly": ("very", "slightly"),
    "but": ("but",),
    "the, is": ("the", "is"),
    "full stop": (".",),
    "filler": tuple(dict.fromkeys(chain(*chain(*FILLERS)))),
}
"""Kind of word to the words of this kind."""

OF_OTHERS = "said of others"
"""Group of the words that would count if they were said of the headphones."""

GROUPS = (*list(KINDS)[:3], OF_OTHERS, *list(KINDS)[3:])
"""All groups of words, as `kinds_of` names them."""

VOCABULARY = tuple(word for words in KINDS.values() for word in words)
"""All words; the place of a word is the place of its 1 in the one-hot vector."""


def rate(words: Sequence[str]) -> float:
    """Stars of a review: 3, plus the worth of every adjective that counts.

    Parameters
    ----------
    words : sequence of str
        Whole sentences or not: a missing word is no error, and one that is not in
        `VOCABULARY` does not count.

    Returns
    -------
    float
        From 1 to 5. An adjective counts if the last noun of its sentence was one of
        `ASPECTS`. Its worth is multiplied by the `FACTOR` of each word that stands
        before it and behind the last noun, and by `AFTER_BUT` behind "but".

    Raises
    ------
    TypeError
        If the words are one string.
    """
    check_list("words", words)
    stars, counts, factor, weight = 3.0, False, 1.0, 1.0
    for word in words:
        if word == ".":
            counts, factor, weight = False, 1.0, 1.0
        elif word == "but":
            weight = AFTER_BUT
        elif word in ASPECTS or word in THINGS:
            counts, factor = word in ASPECTS, 1.0
        elif word in FACTOR:
            factor *= FACTOR[word]
        elif word in STRENGTH and counts:
            stars += weight * factor * STRENGTH[word]
    return min(max(stars, 1.0), 5.0)


def write_reviews(count: int, *, rng: np.random.Generator) -> list[list[str]]:
    """Draw reviews from the grammar.

    Parameters
    ----------
    count : int
    rng : numpy.random.Generator

    Returns
    -------
    list of list of str
        Each of 2 to 6 sentences in any order: one or two opinions on the headphones,
        two in five of them with "but"; one on another thing, or none; 1 to 3 fillers.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.
    """
    check_size("count", count)
    check_rng(rng)
    return [_write(rng) for _ in range(count)]


def encode_reviews(reviews: Sequence[Sequence[str]], dtype=np.float64) -> Batch:
    """Turn reviews into a batch that asks for the stars at the last word.

    Parameters
    ----------
    reviews : sequence of sequence of str
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    Batch
        ``x`` (T, B, n_x), one-hot, zero after the end; ``target`` (T, B, 1), the stars
        minus 3, at all steps; ``mask`` (T, B), true at the last word of each review.

    Raises
    ------
    ValueError
        If there is no review, one is empty, or a word is unknown.
    """
    _check_reviews(reviews)
    T, B, dtype = max(map(len, reviews)), len(reviews), check_float_dtype(dtype)
    x = np.zeros((T, B, len(VOCABULARY)), dtype)
    mask = np.zeros((T, B), bool)
    for b, words in enumerate(reviews):
        x[np.arange(len(words)), b, [_PLACE[word] for word in words]] = 1
        mask[len(words) - 1, b] = True
    stars = np.array([rate(words) - 3 for words in reviews], dtype)
    return Batch(x, np.tile(stars[:, None], (T, 1, 1)), mask)


def review_batches(
    batch_size: int, *, rng: np.random.Generator, dtype=np.float64
) -> Iterator[Batch]:
    """Endless batches of fresh reviews.

    Parameters
    ----------
    batch_size : int
    rng : numpy.random.Generator
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    iterator of Batch
        Each as from `encode_reviews`.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.
    """
    check_size("batch_size", batch_size)
    check_rng(rng)
    drawn = (write_reviews(batch_size, rng=rng) for _ in repeat(None))
    return map(encode_reviews, drawn, repeat(check_float_dtype(dtype)))


def kinds_of(words: Sequence[str]) -> list[str]:
    """The group of each word in its sentence.

    Parameters
    ----------
    words : sequence of T str

    Returns
    -------
    list of T str
        A key of `KINDS`, or `OF_OTHERS` for adjectives, and the words of `FACTOR`, if
        the last noun of their sentence was one of `THINGS`.

    Raises
    ------
    ValueError
        If a word is unknown.
    """
    _check_known("words", words)
    groups, other = [], False
    for word in words:
        if _KIND[word] in ("aspect", "other thing", "full stop"):
            other = word in THINGS
        idle = other and (word in STRENGTH or word in FACTOR)
        groups.append(OF_OTHERS if idle else _KIND[word])
    return groups


_PLACE = {word: place for place, word in enumerate(VOCABULARY)}
_KIND = {word: kind for kind, words in KINDS.items() for word in words}


def _write(rng):
    sentences = [_opinion(rng) for _ in range(rng.integers(1, 3))]
    sentences += [_clause(THINGS, rng)] if rng.random() < 0.5 else []
    for k in rng.permutation(len(FILLERS))[: rng.integers(1, 4)]:
        sentences.append([_pick(place, rng) for place in FILLERS[k]])
    chosen = [sentences[k] for k in rng.permutation(len(sentences))]
    return [word for sentence in chosen for word in [*sentence, "."]]


def _opinion(rng):
    clause, more = _clause(ASPECTS, rng), rng.random() < 0.4
    return [*clause, "but", *_clause(ASPECTS, rng)] if more else clause


def _clause(nouns, rng):
    noun, turns, adjective = (_pick(w, rng) for w in (nouns, TURNS, tuple(STRENGTH)))
    return ["the", noun, "is", *turns, adjective]


def _pick(words, rng):
    return words[rng.integers(len(words))]


def _check_reviews(reviews):
    if not len(reviews) or any(isinstance(words, str) for words in reviews):
        raise ValueError("reviews: expected a list of lists of words")
    for words in reviews:
        _check_known("reviews", words)


def _check_known(name, words):
    if (unknown := [w for w in words if w not in _PLACE]) or not len(words):
        raise ValueError(f"{name}: expected known words, got {unknown or words}")
