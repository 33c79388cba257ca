"""Reviews of headphones, written by a small grammar, and the rule that rates them.

A review is a chain of short sentences such as ``"the sound is not very good but the
bass is superb . my sister got it last week ."``. Only what is said of the headphones
counts; what is said of the delivery or the box does not.

In Spanish it is ``"el sonido no es muy bueno pero los graves son magníficos ."``. All
here follows the language that `lstm_core.plots.use_book_style` chose: the words, their
groups and their places in a vector. The rule is the same.
"""

from collections.abc import Iterator, Sequence
from itertools import repeat

import numpy as np

from lstm_core._validate import check_float_dtype, check_list, check_rng, check_size
from lstm_core.model.model import Batch
from lstm_core.tasks.review_grammars import GRAMMARS, Grammar
from lstm_core.words import chosen_language

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

AFTER_BUT = 2.0
"""How many times as much an adjective counts between "but" and the full stop."""

STRENGTH: dict[str, float]
"""Adjective, in each of its forms, to its worth in stars."""

FACTOR: dict[str, float]
"""What "not", "very" and "slightly" do to the adjective that they turn."""

KINDS: dict[str, tuple[str, ...]]
"""Kind of word to the words of this kind, in the language of the book."""

OF_OTHERS: str
"""Group of the words that would count if they were said of the headphones."""

GROUPS: tuple[str, ...]
"""All groups of words, as `kinds_of` names them."""

VOCABULARY: tuple[str, ...]
"""All words; the place of a word is the place of its 1 in the one-hot vector."""

_OF_THE_LANGUAGE = ("FACTOR", "GROUPS", "KINDS", "OF_OTHERS", "STRENGTH", "VOCABULARY")


def __getattr__(name):
    """What depends on the language, as it is now."""
    if name not in _OF_THE_LANGUAGE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(_grammar(), name.lower())


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
        From 1 to 5. An adjective counts if the last noun of its sentence was an aspect
        of the headphones. Its worth is multiplied by the `FACTOR` of each word that
        stands before it and behind the last noun, and by `AFTER_BUT` behind "but".

    Raises
    ------
    TypeError
        If the words are one string.
    """
    check_list("words", words)
    return _rate(words, _grammar())


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
    grammar = _grammar()
    return [grammar.write(rng) for _ in range(count)]


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
    grammar, dtype = _grammar(), check_float_dtype(dtype)
    _check_reviews(reviews, grammar)
    return _encode(reviews, grammar, dtype)


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
        Each as from `encode_reviews`; all in the language of this call.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit.
    """
    check_size("batch_size", batch_size)
    check_rng(rng)
    grammar, dtype = _grammar(), check_float_dtype(dtype)
    drawn = ([grammar.write(rng) for _ in range(batch_size)] for _ in repeat(None))
    return (_encode(reviews, grammar, dtype) for reviews in drawn)


def kinds_of(words: Sequence[str]) -> list[str]:
    """The group of each word in its sentence.

    Parameters
    ----------
    words : sequence of T str

    Returns
    -------
    list of T str
        A key of `KINDS`, or `OF_OTHERS` for adjectives, and the words of `FACTOR`, if
        the last noun of their sentence was another thing.

    Raises
    ------
    ValueError
        If a word is unknown.
    """
    grammar = _grammar()
    _check_known("words", words, grammar)
    groups, other = [], False
    for word in words:
        if word in (*grammar.aspects, *grammar.things, "."):
            other = word in grammar.things
        idle = other and (word in grammar.strength or word in grammar.factor)
        groups.append(grammar.of_others if idle else grammar.kind_of[word])
    return groups


def _grammar() -> Grammar:
    return GRAMMARS[chosen_language()]


def _rate(words, grammar):
    stars, counts, factor, weight = 3.0, False, 1.0, 1.0
    for word in words:
        if word == ".":
            counts, factor, weight = False, 1.0, 1.0
        elif word == grammar.but:
            weight = AFTER_BUT
        elif word in grammar.aspects or word in grammar.things:
            counts, factor = word in grammar.aspects, 1.0
        elif word in grammar.factor:
            factor *= grammar.factor[word]
        elif word in grammar.strength and counts:
            stars += weight * factor * grammar.strength[word]
    return min(max(stars, 1.0), 5.0)


def _encode(reviews, grammar, dtype):
    T, B = max(map(len, reviews)), len(reviews)
    x = np.zeros((T, B, len(grammar.vocabulary)), dtype)
    mask = np.zeros((T, B), bool)
    for b, words in enumerate(reviews):
        x[np.arange(len(words)), b, [grammar.place_of[word] for word in words]] = 1
        mask[len(words) - 1, b] = True
    stars = np.array([_rate(words, grammar) - 3 for words in reviews], dtype)
    return Batch(x, np.tile(stars[:, None], (T, 1, 1)), mask)


def _check_reviews(reviews, grammar):
    if not len(reviews) or any(isinstance(words, str) for words in reviews):
        raise ValueError("reviews: expected a list of lists of words")
    for words in reviews:
        _check_known("reviews", words, grammar)


def _check_known(name, words, grammar):
    if (unknown := [w for w in words if w not in grammar.place_of]) or not len(words):
        raise ValueError(f"{name}: expected known words, got {unknown or words}")
