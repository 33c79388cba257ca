r"""Let the gates wear their colours in formulas: classes for the style sheet.

The notation of the book is fixed, so a symbol says itself whose it is: ``f_t`` and
``\ln f`` are the forget gate, ``W_f``, ``b_f`` and ``z_f`` what makes it; so for
``u``, ``o``, and the candidate ``\tilde{c}``. The sources stay plain LaTeX. The letter
says the same as the colour to those who do not see it.
"""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree as ET

GATES = {"f": "forget", "u": "update", "o": "output", "c": "candidate"}
"""Letter of a gate, or of the candidate, to its name."""
SCRIPTS = ("msub", "msup", "msubsup")
WEIGHTS = ("W", "b", "z")
NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)\w+;")  # of HTML, not of XML
TILDE = "\N{SMALL TILDE}"


def mark_gates(markup: str) -> str:
    """MathML in which each symbol of a gate carries the class of that gate."""
    formula = ET.fromstring(NAMED.sub(lambda name: html.unescape(name[0]), markup))
    _mark(formula)
    return ET.tostring(formula, encoding="unicode", short_empty_elements=False)


def _mark(element):
    gate = _own(element) or _of_weights(element)
    if gate:
        kind = "lc-gate" if _own(element) else "lc-weight"
        element.set("class", f"{kind} lc-{GATES[gate]}")
        return
    for child in element:
        _mark(child)


def _own(element):
    """The gate that an element stands for, such as ``f``, ``f_t``, ``f_t^2``."""
    if element.tag in SCRIPTS:
        return _own(element[0])
    if element.tag == "mover" and _text(element) == f"c{TILDE}":
        return "c"
    letter = _letter(element)
    return letter if letter in ("f", "u", "o") else None


def _of_weights(element):
    """The gate whose weights, bias or pre-activation an element stands for."""
    if element.tag in ("msub", "msubsup") and _letter(element[0]) in WEIGHTS:
        return _letter(element[1]) if _letter(element[1]) in GATES else None
    return None


def _letter(element):
    return _text(element) if element.tag == "mi" and len(element) == 0 else None


def _text(element):
    return "".join(element.itertext())
