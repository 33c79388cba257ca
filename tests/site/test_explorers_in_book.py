"""The explorers on the built pages: dragged with the mouse, then reset."""

import math
import re

import pytest
from browser import IN_THE_BOOK, launch, refuse_the_network
from chromium import HTML
from explorer_pages import as_number, picture, read

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")

# Page, kind, slider, what the drag must change, and that number from all the others.
EXPLORERS = {
    "belt": ("02-two-memories", "t", "c"),
    "valve": ("03-gates", "z", "product"),
    "half_life": ("03-gates", "f", "half_life"),
    "cell": ("04-cell-update", "f", "c"),
    "sentence": ("08-inside-an-lstm", "t", "c"),
    "reader": ("03-gates", "t", "c"),
    "output": ("05-hidden-state", "c", "a"),
    "gain": ("01-rnn-limits", "gain", "middle"),
    "backward": ("07-how-gates-learn", "stop", "stop"),
    "advantage": ("06-the-advantage", "bias", "lstm_gradient"),
}


def keep_one(page, kind, place=0):
    """Take the other explorers of this kind off the page."""
    code = "(all, place) => all.forEach((one, i) => i === place || one.remove())"
    page.locator(f"lc-explorer:has(.lc-{kind})").evaluate_all(code, place)


def expected(page, kind):
    """The number that must show, from the positions of the sliders alone."""

    def value(name):
        beside = page.locator(f".lc-{kind} .lc-slider [data-number={name}]")
        return as_number(beside.inner_text())

    if kind == "valve":
        return value("value") / (1 + math.exp(-value("z")))
    if kind == "half_life":
        return math.log(0.5) / math.log(value("f"))
    if kind == "output":
        return value("o") * math.tanh(value("c"))
    return value("f") * value("c_prev") + value("u") * value("c_cand")


@pytest.fixture(params=[(k, w) for k in EXPLORERS for w in (1280, 390)], ids=str)
def opened(request, browser):
    """A built page, its kind of explorer, and what went wrong or was asked for."""
    kind, width = request.param
    page = browser.new_page(viewport={"width": width, "height": 844})
    refuse_the_network(page)
    errors, requests = [], []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((HTML / "book" / f"{EXPLORERS[kind][0]}.html").as_uri())
    keep_one(page, kind)
    page.locator(f".lc-{kind} svg").scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    page.on("request", lambda request: requests.append(request.url))
    yield page, kind
    page.close()
    assert (errors, requests) == ([], [])


def drag_to_the_left(page, slider):
    """Take the handle where it stands, or the track beside it, and pull it left."""
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 0.75 * box["width"], y)
    page.mouse.down()
    middle = float(slider.input_value())
    page.mouse.move(box["x"] + 0.3 * box["width"], y, steps=6)
    moved = float(slider.input_value())
    page.mouse.up()
    assert moved < middle
    assert float(slider.input_value()) == moved


def test_a_drag_changes_the_number_and_reset_brings_it_back(opened):
    page, kind = opened
    _, name, result = EXPLORERS[kind]
    before, drawn = read(page, kind, result), picture(page, kind)
    drag_to_the_left(page, page.locator(f".lc-{kind} input[name={name}]"))
    if kind in ("belt", "sentence", "reader"):  # they start at the first or last step
        place = ".lc-reading" if kind == "belt" else ".lc-result [data-number=t]"
        shown = page.locator(f".lc-{kind} {place}").inner_text()
        step = int(re.search(r"\d+", shown)[0])
        assert step > 1
        said = page.locator(f".lc-{kind} input[name=t]").get_attribute("aria-valuetext")
        word = page.locator(f".lc-{kind} output[data-number=t]").inner_text()
        assert said.removeprefix("Step ").startswith(f"{step} of ")
        assert word.isalpha() and said.endswith(f": {word}")
    elif kind not in ("gain", "backward", "advantage"):
        found = as_number(read(page, kind, result))
        assert found == pytest.approx(expected(page, kind), abs=0.051)
    assert read(page, kind, result) != before
    assert picture(page, kind) != drawn
    page.locator(f".lc-{kind} .lc-reset").click()
    assert read(page, kind, result) == before
    assert picture(page, kind) == drawn


@pytest.mark.parametrize("place", [0, 1])
def test_the_belt_shows_the_numbers_of_its_table(browser, place):
    """With and without JavaScript the page shows the same cell states."""
    file = HTML / "book" / f"{EXPLORERS['belt'][0]}.html"
    without = browser.new_context(java_script_enabled=False).new_page()
    refuse_the_network(without)
    without.goto(file.as_uri())
    tables = without.locator("lc-explorer").nth(2 * place).locator("tbody")
    rows = tables.first.locator("tr td:last-child").all_inner_texts()
    assert tables.count() == (1, 3)[place]
    without.context.close()
    page = browser.new_page()
    refuse_the_network(page)
    page.goto(file.as_uri())
    keep_one(page, "belt", place)
    shown = []
    for _ in rows:
        shown.append(read(page, "belt", "c"))
        page.get_by_role("button", name="Step forward").click()
    page.close()
    assert shown == rows
    assert len(set(rows)) > 3


@pytest.mark.parametrize("width", [1280, 390])
def test_earlier_words_are_chosen_on_the_page(browser, width):
    page = browser.new_page(viewport={"width": width, "height": 844})
    refuse_the_network(page)
    page.goto((HTML / "book" / "02-two-memories.html").as_uri())
    found = read(page, "earlier", "right_word"), picture(page, "earlier")
    assert found[0] == "superb"  # what moves the LSTM most at the end
    page.get_by_role("radio", name="month", exact=True).press(" ")
    assert read(page, "earlier", "word") == "month"
    assert picture(page, "earlier") != found[1]
    page.locator(".lc-earlier .lc-reset").click()
    assert (read(page, "earlier", "right_word"), picture(page, "earlier")) == found
    page.close()
