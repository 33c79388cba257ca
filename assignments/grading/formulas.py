"""Formulas of a submission as pictures, drawn by Matplotlib.

Formgrader and feedback draw formulas with MathJax. In one of its formulas a student can
write over a rubric, rewrite other formulas, or make the browser end.
"""

import base64
import io
import re
from functools import lru_cache

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.mathtext import MathTextParser

LONGEST = 500  # characters
LARGEST = 1_500  # points in width and height
RIM = 2  # points
DPI = 100
FONT = FontProperties(family="DejaVu Serif", size=12, math_fontfamily="dejavuserif")
SIGNS = get_font(findfont(FONT))
SHORT_NAMES = re.compile(r"\\([lgn])e(?![A-Za-z])")  # that Matplotlib does not know
NOT = re.compile(r"\\not(?![A-Za-z])")  # of which it draws a dot
TAG = re.compile(r'(<(?:[^<>"]|"[^"]*")*>)')
DELIMITERS = re.compile(r"[$\\]+")


@lru_cache(2_000)
def drawn(formula: str) -> str | None:
    """A formula as a PNG in base64, or None if Matplotlib cannot draw it.

    Parameters
    ----------
    formula : str
        LaTeX without delimiters.
    """
    text = " ".join(SHORT_NAMES.sub(r"\\\1eq", formula).split())
    if len(text) > LONGEST or NOT.search(text):
        return None
    unknown = (sign for sign in text if not SIGNS.get_char_index(ord(sign)))
    if any(unknown):
        return None
    try:
        size = MathTextParser("path").parse(f"${text}$", 72, FONT)
    except (RecursionError, RuntimeError, ValueError):
        return None
    if not size.glyphs or max(size.width, size.height) > LARGEST:
        return None
    width, height = size.width + 2 * RIM, size.height + 2 * RIM
    figure = Figure((width / 72, height / 72))
    place = RIM / width, (size.depth + RIM) / height
    figure.text(*place, f"${text}$", fontproperties=FONT)
    figure.savefig(made := io.BytesIO(), format="png", dpi=DPI)
    return base64.b64encode(made.getvalue()).decode()


def shielded(page: str) -> str:
    """HTML in which MathJax finds no formula: its delimiters stand in code.

    Parameters
    ----------
    page : str
        As nh3 writes it, with quotes around all attributes.
    """
    parts, inside = TAG.split(page), 0
    for place, part in enumerate(parts):
        if place % 2:
            inside += part.startswith(("<code", "<pre"))
            inside -= part.startswith(("</code", "</pre"))
        elif not inside:
            parts[place] = DELIMITERS.sub(r"<code>\g<0></code>", part)
    return "".join(parts)
