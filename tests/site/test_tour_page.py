"""The fifteen minutes in Chromium: formulas beside pictures, no code, no sideways."""

import pytest
from browser import IN_THE_BOOK, launch
from chromium import HTML

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")
SECTIONS = (
    "forget-what-may-stay",
    "update-what-may-come-in",
    "the-new-cell-state-in-four-pictures",
    "output-what-is-shown",
)


@pytest.fixture
def open_at(browser):
    """A function that opens the page in a width."""
    pages = []

    def open_at(width):
        page = browser.new_page(viewport={"width": width, "height": 844})
        pages.append(page)
        page.goto((HTML / "book" / "tour.html").as_uri())
        return page

    yield open_at
    for page in pages:
        page.close()


def boxes(page, section):
    formulas = page.locator(f"#{section} > div.math").all()
    picture = page.locator(f"#{section} > .tag_beside").bounding_box()
    return [formula.bounding_box() for formula in formulas], picture


@pytest.mark.parametrize("section", SECTIONS)
def test_formulas_stand_beside_the_picture_where_there_is_room(open_at, section):
    formulas, picture = boxes(open_at(1280), section)
    assert formulas
    for box in formulas:
        assert box["x"] + box["width"] <= picture["x"]
    assert abs(formulas[0]["y"] - picture["y"]) < 300


@pytest.mark.parametrize("width", [320, 390])
@pytest.mark.parametrize("section", SECTIONS)
def test_on_a_phone_the_picture_stands_below_them(open_at, section, width):
    page = open_at(width)
    formulas, picture = boxes(page, section)
    for box in formulas:
        assert box["y"] + box["height"] <= picture["y"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_six_equations_are_there_and_no_code(open_at):
    page = open_at(390)
    assert page.locator("article div.math").count() == 1 + 6
    assert page.locator("article :is(.cell_input, pre)").count() == 0


def test_the_numbers_of_figures_begin_with_the_chapters(open_at):
    assert open_at(1280).locator("article .caption-number").count() == 0
