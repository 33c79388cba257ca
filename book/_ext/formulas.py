"""Write the formulas as MathML when the book is built.

Browsers draw MathML themselves and screen readers read it, so a page needs no script
and no network for its mathematics, only a font: STIX Two Math, cut down by fonts.py to
what the formulas use. math-core translates the LaTeX.
A formula that cannot be translated is a warning, so that a strict build fails.
"""

from __future__ import annotations

import html
import re

from docutils import nodes
from fonts import known_signs, signs
from gate_marks import mark_gates
from math_core import LatexError, LatexToMathML
from sphinx.application import Sphinx
from sphinx.locale import _
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)
MACROS = {"substack": r"\begin{matrix}#1\end{matrix}"}
CONVERTER = LatexToMathML(macros=MACROS, fancy_error=False)


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
    if missing := signs(markup) - known_signs():
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


class Together(SphinxPostTransform):
    """Keep the sign behind a formula on its line, where browsers would break."""

    default_priority = 900
    formats = ("html",)

    def run(self) -> None:
        for formula in list(self.document.findall(nodes.math)):
            line, place = formula.parent, formula.parent.index(formula)
            text = next(iter(line[place + 1 : place + 2]), None)
            if not isinstance(text, nodes.Text):
                continue
            sign = re.match(r"[.,;:?!)\N{RIGHT DOUBLE QUOTATION MARK}]*", text)[0]
            if not sign:
                continue
            whole = nodes.inline("", "", classes=["lc-together"])
            line[place : place + 2] = [whole, nodes.Text(text[len(sign) :])]
            whole += [formula, nodes.Text(sign)]


def setup(app: Sphinx) -> dict:
    app.add_post_transform(Together)
    app.add_html_math_renderer("mathml", (visit_inline, None), (visit_display, None))
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
