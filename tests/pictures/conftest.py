"""What the tests of pictures share: the look of the book, and a page in Chromium."""

import pytest
from browser import launch
from chromium import CHROMIUM
from explorer_pages import make_explorers, watch, write_page


@pytest.fixture(autouse=True)
def book_look(plain_style):
    """The look of the book, which ends with the test."""


@pytest.fixture(scope="module")
def browser():
    """A running Chromium; without one the test is skipped."""
    if CHROMIUM is None:
        pytest.skip("neither Chromium nor Chrome was found on the PATH")
    yield from launch()


@pytest.fixture(scope="session")
def file(tmp_path_factory):
    """A page with one explorer of each kind; a test file may have another."""
    return write_page(tmp_path_factory.mktemp("page"), make_explorers().values())


@pytest.fixture(scope="module")
def phone(browser):
    """An empty page that one test after the other takes, and what happens on it."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    return page, watch(page)


@pytest.fixture
def show(phone):
    """A function that opens a file; nothing else is fetched, and nothing goes wrong."""
    page, seen = phone
    page.emulate_media(media="screen", reduced_motion="no-preference")
    opened = ["about:blank"]

    def show(file):
        opened.append(file.as_uri())
        page.goto(opened[-1])
        return page

    yield show
    page.goto("about:blank")
    assert set(seen) <= set(opened)
    seen.clear()


@pytest.fixture
def page(show, file):
    """The file, freshly opened."""
    return show(file)
