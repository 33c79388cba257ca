"""In formulas the gates carry their classes, and nothing else does."""

import re
from pathlib import Path

import pytest
from drawings import contrast
from matplotlib.colors import to_rgb

for package in ("sphinx", "math_core", "ziamath"):
    pytest.importorskip(package, reason=f"{package}, of the book extra, is missing")
formulas = pytest.importorskip("formulas")
MARKED = re.compile(r'<(\w+) class="(lc-gate|lc-weight) lc-(\w+)">(.*?)</\1>')


def marks(latex):
    """What is marked: its letters, whether it is a gate, and as which."""
    found = MARKED.findall(formulas.mathml(latex, display=True))
    return [(re.sub("<[^>]+>", "", text), kind, gate) for _, kind, gate, text in found]


@pytest.mark.parametrize(
    ("latex", "letters", "gate"),
    [
        (r"f_t", "ft", "forget"),
        (r"f^t c_0", "ft", "forget"),
        (r"\ln f", "f", "forget"),
        (r"u_{t+1}^2", "ut+12", "update"),
        (r"\mathrm{diag}(o_t)", "ot", "output"),
        (r"\tilde{c}_t", "c\u02dct", "candidate"),
    ],
)
def test_a_gate_is_marked_with_its_indices(latex, letters, gate):
    [(found, kind, as_gate)] = marks(latex)
    assert found.replace("\u2062", "") == letters
    assert (kind, as_gate) == ("lc-gate", gate)


def test_the_six_equations():
    names = {"f": "forget", "u": "update", "o": "output", "c": "candidate"}
    for letter, gate in names.items():
        latex = rf"W_{letter}\,[a_{{t-1}}, x_t] + b_{letter}"
        assert [m[1:] for m in marks(latex)] == [("lc-weight", gate)] * 2
    assert [
        m[2] for m in marks(r"c_t = f_t \odot c_{t-1} + u_t \odot \tilde{c}_t")
    ] == [
        "forget",
        "update",
        "candidate",
    ]
    assert [m[2] for m in marks(r"a_t = o_t \odot \tanh( c_t )")] == ["output"]


@pytest.mark.parametrize("latex", ["c_t", "W_{aa} a_t", "b", r"\tanh(c)", "x_c", "W_y"])
def test_other_symbols_are_not_marked(latex):
    assert marks(latex) == []


def test_the_rest_of_the_markup_stays_as_it_was():
    markup = formulas.mathml(r"a < b \& \tanh c", display=False)
    assert markup.startswith("<math><mi>a</mi><mo>&lt;</mo>")
    assert "&amp;" in markup
    assert not re.search(r"&(?!amp;|lt;)", markup)


CSS = (Path(__file__).parents[2] / "book" / "_static" / "book.css").read_text("utf-8")
GROUNDS = {":root": ("#ffffff", "#f3f4f5", "#edf3ff"), "dark": ("#121212", "#29313d")}
"""Page, tables and boxes of the theme, in the light and in the dark."""


@pytest.mark.parametrize("mode", GROUNDS)
def test_the_colours_of_the_gates_can_be_read_on_every_ground(mode):
    rules = re.findall(r"^([^{}\n]+) \{\n((?:  --lc-\w+: #\w+;\n)+)\}", CSS, re.M)
    [text] = [text for selector, text in rules if mode in selector]
    colors = dict(re.findall(r"--lc-(\w+): (#\w+);", text))
    assert set(colors) == {"forget", "update", "output", "candidate"}
    for color in colors.values():
        for ground in GROUNDS[mode]:
            assert contrast(to_rgb(color), to_rgb(ground)) > 4.5, (color, ground)


def test_each_gate_has_a_line_of_its_own_for_those_who_do_not_see_its_colour():
    lines = re.findall(r"math \.lc-(\w+) \{\n  --lc-line: (\w+);", CSS)
    assert len(lines) == len({line for _, line in lines}) == 4
