"""A chapter on paper: its title, its solutions, and no page of navigation."""

import pytest
from browser import IN_THE_BOOK, launch
from chromium import HTML

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")


@pytest.fixture(scope="module")
def paper(browser):
    """Chapter 3 as it is printed."""
    page = browser.new_page()
    page.goto((HTML / "book" / "03-gates.html").as_uri())
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    yield page
    page.close()


@pytest.mark.parametrize(
    "name", ["article h1", "article .solution p", "article math", "lc-explorer svg"]
)
def test_this_is_printed(paper, name):
    assert paper.locator(name).first.is_visible()


@pytest.mark.parametrize(
    "name", [".bd-sidebar-primary", ".bd-sidebar-secondary", "summary", ".lc-controls"]
)
def test_this_is_not(paper, name):
    assert paper.locator(name).count() > 0
    assert not any(box.is_visible() for box in paper.locator(name).all())


def test_it_becomes_a_pdf(paper):
    data = paper.pdf(format="A4")
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") + data.count(b"/Type /Page ") > 10
