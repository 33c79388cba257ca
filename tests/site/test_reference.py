"""The reference names everything public, and is tied to the chapters both ways."""

import re

import api
import pytest
from built import ROOT, build

import lstm_core as lc
from lstm_core import plots, widgets

PAGE = ROOT / "book" / "reference.md"
REQUESTS = [line.split() for line in api.REQUEST.findall(PAGE.read_text("utf-8"))]
ELSEWHERE = {module for request in REQUESTS for module in request}


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    pages = ["reference", "notation", "01-rnn-limits", "03-gates"]
    folder = build(tmp_path_factory.mktemp("reference"), pages) / "book"
    return {page: (folder / f"{page}.html").read_text("utf-8") for page in pages}


def entry(html, name):
    """From the line of one entry to that of the next."""
    return html["reference"].split(f'id="{name}"')[1].split('<dt class="sig')[0]


def test_each_public_name_has_one_place():
    found = [name for r in REQUESTS for name in api.entries(r, ELSEWHERE)]
    modules = {"lstm_core": lc, "lstm_core.plots": plots, "lstm_core.widgets": widgets}
    public = {f"{home}.{n}" for home, module in modules.items() for n in module.__all__}
    assert len(found) == len(set(found))
    assert set(found) == public


def test_each_module_that_is_asked_for_has_something_to_show():
    for request in REQUESTS:
        for module in set(request) - {"*"}:
            assert api.entries([module]), module


def test_every_name_is_on_the_page_with_its_docstring(html):
    anchors = re.findall(
        r'<dt class="sig sig-object py" id="([^"]+)"', html["reference"]
    )
    assert set(api.public_names()) <= set(anchors)
    assert "Half" not in entry(html, "lstm_core.sigmoid")
    assert "Logistic function" in entry(html, "lstm_core.sigmoid")


def test_entries_lead_to_the_chapters(html):
    assert 'href="03-gates.html"' in entry(html, "lstm_core.half_life")
    assert 'href="01-rnn-limits.html"' not in entry(html, "lstm_core.half_life")


def test_names_in_the_text_lead_to_their_entries(html):
    assert 'href="reference.html#lstm_core.from_torch"' in html["notation"]
    assert 'href="reference.html#lstm_core.rnn_forward"' in html["01-rnn-limits"]


@pytest.mark.parametrize(
    ("text", "short", "name"),
    [
        ("lc.fit", False, "lstm_core.fit"),
        ("lc.fit()", False, "lstm_core.fit"),
        ("lstm_core.fit", False, "lstm_core.fit"),
        ("plots.draw_cell", False, "lstm_core.plots.draw_cell"),
        ("fit", False, None),
        ("fit", True, "lstm_core.fit"),
        ("lc.nothing", True, None),
        ("lc.fit(model)", False, None),
    ],
)
def test_which_code_is_a_name(text, short, name):
    assert api.resolve(text, api.public_names(), short) == name


def test_footnotes_and_fields_become_plain_text():
    lines = ["Text [1]_.", "", "Attributes", "----------", ".. [1] A.", "   B.", ""]
    api.simplify(None, "class", "x", None, None, lines)
    assert lines[:3] == ["Text [1].", "", "Parameters"]
    assert lines[4:6] == ["[1] A.", "B."]
