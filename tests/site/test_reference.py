"""The reference names everything public, and is tied to the chapters both ways."""

import inspect
import re

import api
import pytest
from built import PAGES, ROOT

import lstm_core as lc
from lstm_core import agreement, plots, widgets

PAGE = ROOT / "book" / "reference.md"
REQUESTS = [line.split() for line in api.REQUEST.findall(PAGE.read_text("utf-8"))]


@pytest.fixture(scope="module")
def html(small_book):
    folder = small_book / "book"
    return {page: (folder / f"{page}.html").read_text("utf-8") for page in PAGES}


def entry(html, name):
    """From the line of one entry to that of the next."""
    return html["reference"].split(f'id="{name}"')[1].split('<dt class="sig')[0]


def test_each_public_name_has_one_place():
    found = [name for modules in REQUESTS for name in api.entries(modules)]
    assert len(found) == len(set(found))
    for module in (lc, plots, widgets, agreement):
        values = {f"{module.__name__}.{n}": getattr(module, n) for n in module.__all__}
        assert {n for n, v in values.items() if not inspect.ismodule(v)} <= set(found)
    assert set(found) == set(api.public_names()), "give its module a %api line"


def test_a_module_that_is_public_has_its_names_on_the_page():
    public = [getattr(lc, name) for name in lc.__all__]
    modules = {v.__name__ for v in public if inspect.ismodule(v)}
    assert "lstm_core.tasks.agreement" in modules
    assert modules <= set(api.HOMES.values())


def test_each_module_that_is_asked_for_has_something_to_show():
    for request in REQUESTS:
        for module in request:
            assert api.entries([module]), module


def test_every_name_is_on_the_page_with_its_docstring(html):
    anchors = re.findall(
        r'<dt class="sig sig-object py" id="([^"]+)"', html["reference"]
    )
    assert set(api.public_names()) <= set(anchors)
    assert "Half" not in entry(html, "lstm_core.sigmoid")
    assert "Logistic function" in entry(html, "lstm_core.sigmoid")
    assert "place of each in" in entry(html, "lstm_core.tasks.agreement_data.STOP")


def test_an_entry_is_headed_by_what_a_reader_writes(html):
    for name, written in (
        ("lstm_core.fit", "lc.fit("),
        ("lstm_core.plots.draw_cell", "plots.draw_cell("),
        ("lstm_core.tasks.agreement.encode", "agreement.encode("),
        ("lstm_core.inside.bugs.BROKEN", "bugs.BROKEN"),
    ):
        head = entry(html, name).split("</dt>")[0].partition(">")[2]
        assert re.sub("<[^>]+>", "", head).strip().startswith(written)


def test_defaults_are_those_of_the_code(html):
    head = entry(html, "lstm_core.init_lstm").split("</dt>")[0]
    assert "dtype=np.float64" in re.sub("<[^>]+>", "", head)


def test_entries_lead_to_the_chapters(html):
    assert 'href="03-gates.html"' in entry(html, "lstm_core.half_life")
    assert 'href="01-rnn-limits.html"' not in entry(html, "lstm_core.half_life")


def test_names_in_the_text_lead_to_their_entries(html):
    assert 'href="reference.html#lstm_core.from_torch"' in html["notation"]
    assert 'href="reference.html#lstm_core.rnn_forward"' in html["01-rnn-limits"]
    tell_story = "lstm_core.tasks.agreement_units.tell_story"
    assert f'href="reference.html#{tell_story}"' in html["08-inside-an-lstm"]
    assert 'href="08-inside-an-lstm.html"' in entry(html, tell_story)


def test_an_entry_may_mention_what_stands_beside_it_by_its_name_alone(html):
    assert 'href="#lstm_core.tasks.reviews.kinds_of"' in html["reference"]


@pytest.mark.parametrize(
    ("text", "inside", "name"),
    [
        ("lc.fit", (), "lstm_core.fit"),
        ("lc.fit()", (), "lstm_core.fit"),
        ("lstm_core.fit", (), "lstm_core.fit"),
        ("plots.draw_cell", (), "lstm_core.plots.draw_cell"),
        ("lc.bugs.BROKEN", (), "lstm_core.inside.bugs.BROKEN"),
        ("lstm_core.tasks.reviews.rate", (), "lstm_core.tasks.reviews.rate"),
        ("units.accuracy", (), None),
        ("KINDS", api.SHORT_ON_REFERENCE, None),
        ("KINDS", ("lstm_core.tasks.reviews",), "lstm_core.tasks.reviews.KINDS"),
        ("fit", (), None),
        ("fit", api.SHORT_ON_REFERENCE, "lstm_core.fit"),
        ("lc.nothing", api.SHORT_ON_REFERENCE, None),
        ("lc.fit(model)", (), None),
    ],
)
def test_which_code_is_a_name(text, inside, name):
    assert api.resolve(text, api.public_names(), inside=inside) == name


def test_a_page_may_import_a_module_under_another_name():
    page = "from lstm_core import agreement_units as units\nfrom lstm_core import plots"
    assert api.aliases_on(page)["units"] == "lstm_core.tasks.agreement_units"
    name = api.resolve("units.accuracy", api.public_names(), api.aliases_on(page))
    assert name == "lstm_core.tasks.agreement_units.accuracy"


def test_footnotes_and_fields_become_plain_text():
    lines = ["Text [1]_.", "", "Attributes", "----------", ".. [1] A.", "   B.", ""]
    api.simplify(None, "class", "x", None, None, lines)
    assert lines[:3] == ["Text [1].", "", "Parameters"]
    assert lines[4:6] == ["[1] A.", "B."]
