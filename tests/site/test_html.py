"""The built pages, opened in a real Chromium without network."""

import re

import pytest
from browser import IN_THE_BOOK, launch, name, refuse_the_network, unfold
from chromium import PAGES

# Markup that should have become something else.
RAW_MARKUP = re.compile(
    r"\{(?:eq|ref|numref|term|doc|cite(?::\w+)?|figure|math|note|exercise)\}"
    r"|^\s*(?:```|:::)|\$[^$\n]+\$",
    re.MULTILINE,
)

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")


@pytest.fixture(params=PAGES, ids=name, scope="module")
def page(request, browser):
    """One built page on a narrow screen, all its boxes unfolded."""
    page = browser.new_page(viewport={"width": 390, "height": 844})
    refuse_the_network(page)
    page.goto(request.param.as_uri())
    unfold(page)
    yield page
    page.close()


def test_book_styles_are_loaded(page):
    sheets = "[...document.styleSheets].map(sheet => sheet.href ?? '')"
    assert any("book.css" in href for href in page.evaluate(sheets))


def test_no_sideways_scrolling_on_a_phone(page):
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390


def test_every_picture_has_alternative_text(page):
    # The mark of the book stands beside its title, which would be read out twice.
    content = ":not(.logo__image)"
    without = f"""[...document.querySelectorAll("img{content}")]
        .filter(i => !i.alt.trim()).map(i => i.src)"""
    assert page.evaluate(without) == []
    assert page.locator("img:not([alt])").count() == 0


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
            const skip = "pre, code, script, style, .math";
            article.querySelectorAll(skip).forEach(node => node.remove());
            return article.textContent;
        }"""
    )
    assert RAW_MARKUP.findall(text) == []
