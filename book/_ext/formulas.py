"""Write the formulas as MathML when the book is built.

Browsers draw MathML themselves and screen readers read it, so a page needs no script
and no network for its mathematics, only a font. math-core translates the LaTeX; the
font is STIX Two Math, cut down here to the characters that formulas use.
A formula that cannot be translated is a warning, so that a strict build fails.
"""

from __future__ import annotations

import functools
import html
import re
from pathlib import Path

import ziamath
from docutils import nodes
from fontTools import subset
from gate_marks import mark_gates
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)
MACROS = {"substack": r"\begin{matrix}#1\end{matrix}"}
CONVERTER = LatexToMathML(macros=MACROS, fancy_error=False)

# ziamath draws formulas in Python and carries the font; only the font is used here.
FONT = Path(ziamath.__file__).parent / "fonts" / "STIXTwoMath-Regular.ttf"
FONT_FILE = "math.woff"
CHARACTERS = """
    0020-007E 00A0-00FF 02C6-02DD 0300-0308 0391-03F5 2010-2044 2061-2064 20D7
    210B-2133 2190-2199 21A6 21D0-21D5 2200-226B 2295-22A5 22C0-22C6 22EE-22F1
    2308-230B 23DC-23E1 27E8-27E9 1D400-1D467 1D49C-1D4CF 1D538-1D551 1D6FC-1D71B
"""


def mathml(latex: str, *, display: bool) -> str:
    """Translate one formula; a line break needs an environment to stand in."""
    latex = latex.strip()
    if display:
        parts = [part for part in re.split(r"\n\s*\n", latex) if part.strip()]
        latex = r"\\".join(parts)
        outside = re.sub(r"(?s)\\begin\{(\w+\*?)\}.*\\end\{\1\}", "", latex)
        if r"\\" in re.sub(r"(?s)\\substack\{.*?\}", "", outside):
            latex = rf"\begin{{aligned}}{latex}\end{{aligned}}"
    return mark_gates(CONVERTER.convert_with_local_state(latex, displaystyle=display))


def translated(node: nodes.Node, *, display: bool) -> str:
    try:
        markup = mathml(node.astext(), display=display)
    except LatexError as error:
        logger.warning("formula %r: %s", node.astext(), error, location=node)
        return f"<code>{html.escape(node.astext())}</code>"
    text = set(html.unescape(re.sub(r"<[^>]+>", "", markup)))
    if missing := {sign for sign in text if ord(sign) not in characters()}:
        logger.warning("not in the font of formulas: %s", missing, location=node)
    return markup


def visit_inline(self, node: nodes.math) -> None:
    self.body.append(self.starttag(node, "span", "", CLASS="math notranslate"))
    self.body.append(translated(node, display=False) + "</span>")
    raise nodes.SkipNode


def visit_display(self, node: nodes.math_block) -> None:
    self.body.append(self.starttag(node, "div", "", CLASS="math notranslate"))
    self.body.append(translated(node, display=True))
    if node["number"]:
        number = get_node_equation_number(self, node)
        self.body.append(f'<span class="eqno">({number})')
        self.add_permalink_ref(node, _("Link to this equation"))
        self.body.append("</span>")
    self.body.append("</div>\n")
    raise nodes.SkipNode


@functools.cache
def characters() -> set[int]:
    """The code points that the font of the formulas keeps."""
    ranges = [entry.split("-") for entry in CHARACTERS.split()]
    return {
        code
        for first, *last in ranges
        for code in range(int(first, 16), int((last or [first])[0], 16) + 1)
    }


def write_font(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    options = subset.Options(flavor="woff", hinting=False, layout_features=["ssty"])
    options.name_IDs = [0, 1, 2, 13, 14]  # copyright and licence stay with the font
    font = subset.load_font(FONT, options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters())
    subsetter.subset(font)
    subset.save_font(font, Path(app.outdir, "_static", FONT_FILE), options)


def setup(app: Sphinx) -> dict:
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    app.connect("build-finished", write_font)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
