"""What book/_ext/accessible.py changes on a page, and what it leaves."""

import importlib.util
from pathlib import Path

import pytest

bs4 = pytest.importorskip("bs4", reason="beautifulsoup4, of the book extra, is missing")
pytest.importorskip("sphinx", reason="Sphinx, of the book extra, is missing")
EXTENSION = Path(__file__).parent.parent / "book" / "_ext" / "accessible.py"


@pytest.fixture(scope="module")
def mend():
    """Mend a body, or a whole page, and read the result."""
    spec = importlib.util.spec_from_file_location("accessible", EXTENSION)
    accessible = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(accessible)

    def mended(markup):
        page = markup if "<html" in markup else f"<html><body>{markup}</body></html>"
        return bs4.BeautifulSoup(accessible.mend(page), "html.parser")

    return mended


def test_icons_come_from_the_font_and_are_not_read_out(mend):
    page = mend(
        '<script src="a/fontawesome.js?x"></script><i class="fa-solid fa-x"></i>'
    )
    assert page.find("script") is None
    assert page.i["aria-hidden"] == "true"


def test_the_mode_is_chosen_before_the_page_is_drawn(mend):
    page = mend(
        '<html data-theme="auto"><head><script>'
        "document.documentElement.dataset.mode = x;</script>"
        "<script>other()</script></head></html>"
    )
    first, second = page.find_all("script")
    assert "prefers-color-scheme" in first.string
    assert second.string == "other()"
    assert page.html["data-theme"] == "light"


def test_controls_are_called_what_they_show(mend):
    page = mend(
        '<details><summary aria-label="Toggle">Show the code</summary></details>'
        '<button title="Menu"><i></i></button><button title="Long">Short</button>'
    )
    assert "aria-label" not in page.summary.attrs
    icon, words = page.find_all("button")
    assert icon["aria-label"] == "Menu"
    assert "aria-label" not in words.attrs


def test_the_sidebar_is_a_landmark(mend):
    page = mend('<div id="pst-primary-sidebar"></div>')
    assert page.div["role"] == "complementary"
    assert page.div["aria-label"]


def test_citations_are_items_of_their_list(mend):
    page = mend('<div role="list"><div role="doc-biblioentry">x</div></div>')
    assert page.div.div["role"] == "listitem"


def test_only_an_empty_header_loses_its_role(mend):
    page = mend(
        "<table><tr><th><p></p></th><th>a</th>"
        "<th><math><mi>a</mi></math></th></tr></table>"
    )
    assert [cell.name for cell in page.tr] == ["td", "th", "th"]


def test_boxes_lose_the_id_that_all_of_them_have(mend):
    page = mend('<section id="exercise-content"></section><section id="a"></section>')
    assert [section.get("id") for section in page.find_all("section")] == [None, "a"]


def test_code_and_formulas_come_through_unchanged(mend):
    markup = (
        "<pre>a &lt; b\n  c</pre><math><mo>&lt;</mo></math>"
        "<script>if (a < b && c) d();</script>"
    )
    assert markup in str(mend(markup))
