"""The formulas of the book become MathML: book/_ext/formulas.py."""

import re

import pytest

for package in ("sphinx", "math_core", "ziamath"):
    pytest.importorskip(package, reason=f"{package}, of the book extra, is missing")
formulas = pytest.importorskip("formulas")
nodes = pytest.importorskip("docutils.nodes")
utils = pytest.importorskip("docutils.utils")


def rows(markup):
    return markup.count("<mtr>")


@pytest.mark.parametrize(
    ("latex", "found"),
    [
        (r"\begin{pmatrix} 0 & 1 \\ -1 & 0 \end{pmatrix}", 2),
        (r"\begin{aligned} a &= b \\ &= c \\ &= d \end{aligned}", 3),
        (r"\begin{cases} z & z > 0 \\ 0 & \text{otherwise} \end{cases}", 2),
        (r"\begin{align*} a &= b \\ c &= d \end{align*}", 2),
        (r"\sum_{\substack{i=1 \\ i \ne j}} x_i", 2),
        (r"a &= b \\ c &= d", 2),
        ("a = b\n\nc = d", 2),
        (r"h = \frac{\ln \frac{1}{2}}{\ln f}", 0),
    ],
)
def test_environments_and_line_breaks_have_their_rows(latex, found):
    markup = formulas.mathml(latex, display=True)
    assert markup.startswith('<math display="block">')
    assert rows(markup) == found
    assert "<merror" not in markup


def test_symbols_of_the_notation_are_all_there():
    markup = formulas.mathml(
        r"\tilde{c}_t = \sigma(W_c\, a_{t-1}) \odot f", display=False
    )
    text = re.sub("<[^>]+>", "", markup)
    assert set("ctWaf=\N{GREEK SMALL LETTER SIGMA}\N{CIRCLED DOT OPERATOR}") <= set(
        text
    )
    assert "block" not in markup


def test_a_formula_that_cannot_be_read_is_an_error():
    with pytest.raises(formulas.LatexError):
        formulas.mathml(r"\frac{1}{", display=False)


def test_the_sign_behind_a_formula_stays_on_its_line():
    document = utils.new_document("page")
    document += nodes.paragraph(
        "",
        "",
        nodes.math("", "z = 1"),
        nodes.Text(". So "),
        nodes.math("", "f"),
        nodes.Text(" falls to "),
        nodes.math("", "0"),
        nodes.Text("."),
    )
    formulas.Together(document).run()
    together = [node.astext() for node in document.findall(nodes.inline)]
    assert together == ["z = 1.", "0."]
    assert document.astext() == "z = 1. So f falls to 0."
