"""Citations and the list of works in the language of an edition.

The styles of pybtex and sphinxcontrib-bibtex speak English only: "and", "In", "pages".
Here is one of each for every language, called such as ``plain_es``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import pybtex.plugin
import sphinxcontrib.bibtex.plugin
from pybtex.richtext import BaseMultipartText, String, Tag
from pybtex.style.formatting.plain import Style as Plain
from pybtex.style.template import names, sentence
from sphinx.application import Sphinx
from sphinxcontrib.bibtex.style.referencing import PersonStyle
from sphinxcontrib.bibtex.style.referencing.author_year import AuthorYearReferenceStyle
from words import WORDS


def style_of_works(language: str) -> type[Plain]:
    """Pybtex's plain style in a language."""
    words = WORDS[language]

    class Style(Plain):
        def format_names(self, role, as_sentence=True):
            and_, and_last = words["and"], words["and_last"]
            listed = names(role, sep=", ", sep2=and_, last_sep=and_last)
            return sentence[listed] if as_sentence else listed

        def format_entry(self, label, entry, bib_data=None):
            formatted = super().format_entry(label, entry, bib_data)
            formatted.text = said(formatted.text, words["in_works"])
            return formatted

    return Style


def said(text, words: dict[str, str]):
    """Rich text with other words between what the entry itself says."""
    if isinstance(text, String):
        line = str(text)
        for word, other in words.items():
            line = re.sub(word, other, line)
        return String(line)
    if isinstance(text, BaseMultipartText) and not isinstance(text, Tag):
        return text._create_similar([said(part, words) for part in text.parts])
    return text


def style_of_citations(language: str) -> type[AuthorYearReferenceStyle]:
    words = WORDS[language]

    @dataclass
    class Style(AuthorYearReferenceStyle):
        person: PersonStyle = field(
            default_factory=lambda: PersonStyle(
                sep2=words["and"], last_sep=words["and_last"]
            )
        )

    return Style


def register() -> None:
    for language in WORDS:
        style, name = style_of_works(language), f"plain_{language}"
        pybtex.plugin.register_plugin("pybtex.style.formatting", name, style)
        sphinxcontrib.bibtex.plugin.register_plugin(
            "sphinxcontrib.bibtex.style.referencing",
            f"author_year_{language}",
            style_of_citations(language),
        )


def setup(app: Sphinx) -> dict:
    register()
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
