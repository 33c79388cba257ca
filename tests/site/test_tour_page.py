"""The fifteen minutes in Chromium: formulas beside pictures, no code, no sideways."""

import re

import pytest
from browser import IN_THE_BOOK, launch
from chromium import HTML
from matplotlib.colors import rgb_to_hsv, to_rgb

from lstm_core.plots.style import COLORS

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


@pytest.mark.parametrize("width", [1280, 390])
def test_large_letters_have_the_whole_width(open_at, width):
    page = open_at(width)
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    whole = page.locator("#a-second-memory").bounding_box()["width"]
    for part in page.locator("#a-second-memory > :is(p, .tag_beside)").all():
        assert part.bounding_box()["width"] == pytest.approx(whole, abs=1)


def test_dragging_the_start_moves_the_first_prediction_and_hardly_the_tenth(open_at):
    page = open_at(390)
    part = page.locator("#the-network-unrolled")
    slider = part.locator("input[type=range]")
    least, most = [], []
    for stop in range(-20, 21):
        slider.evaluate(
            "(slider, value) => { slider.value = value;"
            " slider.dispatchEvent(new Event('input', {bubbles: true})) }",
            stop / 20,
        )
        said = re.findall(r"y(?:1|3|10) = (0\.\d+)", part.inner_text())
        chances = [float(chance) for chance in said]
        assert len(chances) == 3
        least = [*map(min, least or chances, chances)]
        most = [*map(max, most or chances, chances)]
    moved = [high - low for low, high in zip(least, most, strict=True)]
    assert moved == pytest.approx([0.56, 0.08, 0.005], abs=0.006)
    assert moved[2] < 0.01


LIT = dict(zip(SECTIONS, ("forget", "update", "candidate", "output"), strict=True))


@pytest.mark.parametrize("section", SECTIONS)
def test_a_formula_wears_the_colour_of_the_gate_that_is_lit(open_at, section):
    page, gate = open_at(390), LIT[section]
    symbol = page.locator(f"#{section} > div.math .lc-gate.lc-{gate}").first
    worn = symbol.evaluate("symbol => getComputedStyle(symbol).color")
    red, green, blue = (int(part) / 255 for part in re.findall(r"\d+", worn)[:3])
    drawn = rgb_to_hsv(to_rgb(COLORS[gate]))
    hue, saturation, _ = rgb_to_hsv((red, green, blue))
    assert saturation > 0.4
    assert hue == pytest.approx(drawn[0], abs=0.03)
    pictures = page.locator(f"#{section} > .tag_beside img").all()
    alts = [picture.get_attribute("alt") for picture in pictures]
    assert any(f"Lit up: the {gate}" in alt for alt in alts)
