"""The built pages, opened in a real Chromium without network."""

import re

import pytest
from browser import HTML, IN_THE_BOOK, launch, refuse_the_network

PAGES = [HTML / "genindex.html", HTML / "search.html", *(HTML / "book").glob("*.html")]
# Markup that should have become something else.
RAW_MARKUP = re.compile(
    r"\{(?:eq|ref|numref|term|doc|cite(?::\w+)?|figure|math|note|exercise)\}"
    r"|^\s*(?:```|:::)|\$[^$\n]+\$",
    re.MULTILINE,
)

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")


@pytest.fixture(params=PAGES, ids=lambda path: path.stem)
def page(request, browser):
    """One built page on a narrow screen; ``page.errors`` holds script errors."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    page.errors = []
    page.on("pageerror", lambda error: page.errors.append(str(error)))
    refuse_the_network(page)
    page.goto(request.param.as_uri())
    yield page
    page.close()


def test_no_script_error(page):
    page.wait_for_timeout(300)  # for scripts that start after the page has loaded
    assert page.errors == []


def test_book_styles_are_loaded(page):
    sheets = "[...document.styleSheets].map(sheet => sheet.href ?? '')"
    assert any("book.css" in href for href in page.evaluate(sheets))


def test_no_sideways_scrolling_on_a_phone(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_every_picture_has_alternative_text(page):
    without = "[...document.images].filter(i => !i.alt.trim()).map(i => i.src)"
    assert page.evaluate(without) == []


def test_every_picture_is_there(page):
    page.evaluate("[...document.images].forEach(i => { i.loading = 'eager'; })")
    page.wait_for_function("[...document.images].every(i => i.complete)")
    broken = "[...document.images].filter(i => !i.naturalWidth).map(i => i.src)"
    assert page.evaluate(broken) == []


def test_no_markup_is_left_in_the_text(page):
    text = page.evaluate(
        """() => {
            const article = (document.querySelector("article") ?? document.body)
                .cloneNode(true);
            const skip = "pre, code, script, style, .math, mjx-container";
            article.querySelectorAll(skip).forEach(node => node.remove());
            return article.textContent;
        }"""
    )
    assert RAW_MARKUP.findall(text) == []
