"""The explorers for every reader: names, focus, dark pages, phones, no script."""

import re

import numpy as np
import pytest
from browser import IN_CHROMIUM, launch
from explorer_pages import (
    UNIT,
    WORDS,
    make_sentences,
    make_trace,
    opener,
    write_page,
)

from lstm_core.words import words_for
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets

pytestmark = IN_CHROMIUM
browser = pytest.fixture(launch, scope="module")
open_page = pytest.fixture(opener)


@pytest.fixture(scope="module")
def trace():
    return make_trace()


@pytest.fixture(scope="module")
def file(trace, tmp_path_factory):
    shown = [
        widgets.ValveExplorer(),
        widgets.HalfLifeExplorer(),
        widgets.CellExplorer(),
        widgets.BeltAnimation(trace, WORDS, unit=UNIT),
        widgets.SentenceExplorer(*make_sentences()),
    ]
    return write_page(tmp_path_factory.mktemp("page"), shown)


@pytest.fixture
def page(open_page):
    return open_page(viewport={"width": 390, "height": 844}, has_touch=True)


def test_everything_has_a_name_and_a_live_result(page):
    for slider in page.locator("lc-explorer input").all():
        assert slider.evaluate("input => input.labels[0].textContent.trim()")
        assert slider.get_attribute("aria-valuetext")
    assert page.locator("lc-explorer svg[role=img][aria-label]").count() == 5
    live = page.locator("lc-explorer output.lc-result")
    assert [e.evaluate("e => e.textContent.length > 20") for e in live.all()] == [
        True
    ] * 5


def test_jupyterlab_leaves_the_keys_to_sliders_and_buttons(page):
    # It takes arrows and Enter unless the focused element itself says not to.
    controls = page.locator("lc-explorer :is(input, button)")
    kept = page.locator("lc-explorer :is(input, button)[data-lm-suppress-shortcuts]")
    assert controls.count() == kept.count() > 10


def test_fits_a_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_words_are_text_not_markup(page):
    assert page.locator(".lc-belt b").count() == 0
    assert "<b>" in page.locator(".lc-belt .lc-words").inner_text()


def test_without_script_the_first_state_shows_as_the_script_writes_it(open_page):
    without = open_page(java_script_enabled=False).locator("lc-explorer")
    page = open_page()
    for kind in ("valve", "half_life", "cell"):
        result = page.locator(f".lc-{kind} .lc-result").text_content()
        assert result in without.locator("p").all_text_contents()
    without, sentence = without.nth(3), without.nth(4)
    assert sentence.locator("tbody tr").count() == len(WORDS)
    assert EXPLORERS["sentence"]["static"] in sentence.inner_text()
    assert without.locator("tbody tr").count() == len(WORDS)
    cells = without.locator("tbody tr").first.locator("td").all_inner_texts()
    step = [
        page.locator(f".lc-belt .lc-result [data-number={name}]").inner_text()
        for name in ("f", "u", "c_cand", "c")
    ]
    assert cells == ["1", WORDS[0], *step]
    said = without.inner_text()
    assert EXPLORERS["belt"]["static"] in said
    assert EXPLORERS["common"]["static"] not in said


SLIDERS = {
    "valve": {"z": "0.00", "value": "1.00"},
    "half_life": {"f": "0.90"},
    "cell": {"c_prev": "1.50", "f": "0.90", "c_cand": "0.80", "u": "0.50", "o": "0.70"},
    "belt": {"t": "1"},
    "sentence": {"sentence": "1", "unit": "0", "t": "1"},
}


@pytest.mark.parametrize("kind", SLIDERS)
def test_picture_and_sliders_say_what_they_are(page, kind):
    names = words_for(kind)
    svg = page.locator(f".lc-{kind} svg")
    assert svg.get_attribute("aria-label") == names["drawing"].format(steps=100)
    assert page.locator(f".lc-{kind} legend").inner_text() == names["title"]
    sliders = page.locator(f".lc-{kind} input").all()
    assert [s.get_attribute("name") for s in sliders] == list(SLIDERS[kind])
    for slider, (name, value) in zip(sliders, SLIDERS[kind].items(), strict=True):
        label = slider.evaluate("input => input.labels[0].firstChild.textContent")
        assert label == names[name]
        assert slider.get_attribute("aria-valuetext") == value


@pytest.mark.parametrize("kind", SLIDERS)
def test_a_moved_slider_says_its_new_value(page, kind):
    for slider in page.locator(f".lc-{kind} input").all():
        before = slider.get_attribute("aria-valuetext")
        slider.press("End")
        after = slider.get_attribute("aria-valuetext")
        beside = page.locator(f"output[for={slider.get_attribute('id')}]")
        assert after == beside.inner_text() != before


@pytest.mark.parametrize("kind", SLIDERS)
def test_results_are_live_and_sliders_are_not_twice(page, kind):
    result = page.locator(f".lc-{kind} .lc-result")
    assert result.evaluate("e => e.tagName") == "OUTPUT"  # live of its own
    beside = page.locator(f".lc-{kind} .lc-slider output").all()
    assert {e.get_attribute("aria-live") for e in beside} == {"off"}


def luminance(rgb):
    parts = np.array(rgb) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ [0.2126, 0.7152, 0.0722]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


def rgb(color):
    return np.array([float(part) for part in re.findall(r"[\d.]+", color)[:3]])


DARK_PAGE = """document.documentElement.dataset.theme = "dark";
    document.body.style = "background: #121212; color: #ced6dd";"""
STYLE = "(e, name) => getComputedStyle(e)[name]"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("control", ["input[name=z]", ".lc-reset"])
def test_the_ring_of_the_focus_can_be_seen(page, theme, control):
    # The page gives its controls a pale colour, as the theme of the book does.
    page.add_style_tag(content="input { color: rgb(157, 150, 142) }")
    if theme == "dark":
        page.evaluate(DARK_PAGE)
    element = page.locator(f".lc-valve {control}")
    element.press("Shift")
    assert element.evaluate(STYLE, "outlineStyle") == "solid"
    assert element.evaluate(STYLE, "outlineWidth") == "3px"
    ring = rgb(element.evaluate(STYLE, "outlineColor"))
    if element.evaluate(STYLE, "filter").startswith("invert(0.9)"):
        ring = 0.9 * 255 - 0.8 * ring  # a grey: turning its hue changes nothing
    ground = [18, 18, 18] if theme == "dark" else [255, 255, 255]
    assert contrast(ring, ground) > 3


def test_dark_pages_turn_pictures_and_sliders_round(page):
    parts = [page.locator(f".lc-cell {name}").first for name in PARTS]
    symbol = page.locator(".lc-cell .lc-symbol").first
    light = symbol.evaluate(STYLE, "color")
    assert {part.evaluate(STYLE, "filter") for part in parts} == {"none"}
    for dark in (
        "document.documentElement.dataset.theme = 'dark'",
        "document.documentElement.setAttribute('theme', 'dark')",
        "document.body.dataset.jpThemeLight = 'false'",
        "document.body.dataset.vscodeThemeKind = 'vscode-dark'",
    ):
        page.reload()
        page.evaluate(dark)
        filters = {part.evaluate(STYLE, "filter") for part in parts}
        assert filters == {"invert(0.9) hue-rotate(180deg)"}
        assert symbol.evaluate(STYLE, "color") != light


PARTS = ("svg", "input")
