"""Checks of what explorers are given."""

from collections.abc import Sequence
from operator import index


def check_words(words: Sequence[str] | None, T: int) -> list[str]:
    """The words as a list; empty if there are none.

    Raises
    ------
    TypeError, ValueError
        If they are not strings, or not one a step.
    """
    words = [] if words is None else list(words)
    if words and len(words) != T:
        raise ValueError(f"words: expected one a step, {T}, got {len(words)}")
    if not all(isinstance(word, str) for word in words):
        raise TypeError(f"words: expected strings, got {words!r}")
    return words


def check_index(name: str, value: int, size: int) -> int:
    """The value as an index from 0.

    Raises
    ------
    TypeError, IndexError
        If it is not an integer, or not from 0 to ``size - 1``.
    """
    try:
        value = index(value)
    except TypeError as error:
        raise TypeError(f"{name}: expected an integer, got {value!r}") from error
    if not 0 <= value < size:
        raise IndexError(f"{name}: expected 0 to {size - 1}, got {value}")
    return value
