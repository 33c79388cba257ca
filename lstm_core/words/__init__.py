"""The words of figures and explorers, in the language that is chosen.

Each language has one catalogue, a module of this folder: `lstm_core.words.en`,
`lstm_core.words.es`. No other module holds visible words. A catalogue is imported when
its language is first used. Numbers are written alike in all: with a decimal point.

A figure has the words of the language that was chosen when it was drawn, an explorer
those of the language in which it was made; both keep them.
"""

from importlib import import_module
from types import ModuleType

LANGUAGES = ("en", "es")
"""Codes of the languages that have a catalogue; the first is the default."""

_chosen = LANGUAGES[0]


def use_language(language: str) -> None:
    """Choose the language of all figures and explorers that are made from now on.

    Parameters
    ----------
    language : str
        One of `LANGUAGES`.

    Raises
    ------
    ValueError
        If there is no catalogue for it; the language chosen before stays.
    """
    global _chosen
    if language not in LANGUAGES:
        known = ", ".join(map(repr, LANGUAGES))
        raise ValueError(f"language: expected one of {known}, got {language!r}")
    _chosen = language


def chosen_language() -> str:
    """The code of the language of what is made now, one of `LANGUAGES`."""
    return _chosen


def label(key: str, **values: object) -> str:
    """A text of a figure, with its fields filled in.

    Parameters
    ----------
    key : str
        A key of ``FIGURES`` in the catalogues.
    **values
        What its ``{}`` fields stand for.

    Returns
    -------
    str

    Raises
    ------
    KeyError
        If there is no such text, or a field has no value.
    """
    return _catalogue().FIGURES[key].format(**values)


def translated(name: str, topic: str | None = None) -> str:
    """The visible form of a name that a chapter gives to a curve, a row or a column.

    Parameters
    ----------
    name : str
    topic : str or None
        The part of ``FIGURES`` that has such names; None for ``NAMES``.

    Returns
    -------
    str
        A name that the catalogue does not have, such as a reader's own, is shown as it
        is.
    """
    if topic is None:
        return _catalogue().NAMES.get(name, name)
    return _catalogue().FIGURES.get(f"{topic}.{name}", name)


def words_for(kind: str) -> dict[str, str]:
    """All words of one kind of explorer.

    Parameters
    ----------
    kind : str
        A key of ``EXPLORERS`` in the catalogues.
    """
    explorers = _catalogue().EXPLORERS
    return explorers["common"] | explorers[kind]


def _catalogue() -> ModuleType:
    return import_module(f"{__name__}.{_chosen}")
