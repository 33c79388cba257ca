"""All explorers on a page: sliders, names, focus, dark pages, phones, no script."""

import math
import re

import numpy as np
import pytest
from browser import IN_CHROMIUM
from drawings import contrast
from explorer_pages import KINDS, WORDS, as_number, picture, read, throats, watch

from lstm_core.words import words_for
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
pytestmark = IN_CHROMIUM

# Each slider of an explorer: what stands beside it at first, and what is said of it.
SLIDERS = {
    "valve": {"z": ("0.00", "0.00: gate 0.500, partly open"), "value": ("1.00",) * 2},
    "half_life": {"f": ("0.90", "0.90: half is gone after 6.6 steps")},
    "cell": {
        "c_prev": ("1.50", "1.50"),
        "f": ("0.90", "0.90, partly open"),
        "c_cand": ("0.80", "0.80"),
        "u": ("0.50", "0.50, partly open"),
        "o": ("0.70", "0.70, partly open"),
    },
    "belt": {"t": (WORDS[0], f"Step 1 of 5: {WORDS[0]}")},
    "sentence": {
        "sentence": ("1 of 2", f"1 of 2: {' '.join(WORDS)}"),
        "unit": ("1", "1, of the units 0 to 2"),
        "t": (WORDS[0], f"1 of 5: {WORDS[0]}"),
    },
    "start": {"a0": ("0.00", "0.00")},
    "unrolled": {"t": ("start", "start")},
    "reader": {"t": (".", "12 of 12: .")},
    "output": {"c": ("1.20", "1.20"), "o": ("0.60", "0.60, partly open")},
    "gain": {"gain": ("1.00", "1.00: after 40 steps 0.67 times as large")},
    "backward": {"stop": ("da", "Step 3, da")},
    "earlier": {},  # its words are chosen
    "advantage": {
        "bias": ("1.00", "1.00: a gradient 0.13 times as large arrives"),
        "gain": ("1.00", "1.00: a gradient 0.015 times as large arrives"),
    },
    "train": {
        "moment": ("300", "step 300 of 300"),
        "lag": ("30", "30 steps"),
        "bias": ("5.0", "5.0"),
        "units": ("8", "8"),
        "rate": ("0.01", "0.01"),
        "noise": ("0.0", "0.0"),
        "clip": ("1", "1"),
        "seed": ("1", "1"),
    },
}
MOVES = [
    ("valve", "z", "product", "ArrowRight", "0.525"),
    ("valve", "value", "product", "ArrowRight", "0.525"),
    ("half_life", "f", "half_life", "ArrowRight", "6.7"),
    ("half_life", "f", "z", "ArrowRight", "2.22"),
    ("cell", "c_prev", "c", "Home", "\N{MINUS SIGN}2.30"),
    ("cell", "f", "c", "Home", "0.40"),
    ("cell", "c_cand", "c", "Home", "0.85"),
    ("cell", "u", "c", "ArrowRight", "1.76"),
    ("cell", "o", "a", "ArrowRight", "0.67"),
    ("sentence", "sentence", "sentence", "ArrowRight", "2 of 2"),
    ("sentence", "unit", "unit", "ArrowRight", "2"),
    ("sentence", "t", "word", "ArrowRight", WORDS[1]),
    ("start", "a0", "a0", "ArrowRight", "0.05"),
    ("unrolled", "t", "t", "ArrowRight", WORDS[0]),
    ("reader", "t", "word", "ArrowLeft", "sing(s)"),
    ("output", "c", "a", "Home", "\N{MINUS SIGN}0.60"),
    ("output", "o", "a", "End", "0.83"),
    ("gain", "gain", "middle", "ArrowRight", "1.1 \u00d7 10\u2077"),
    ("backward", "stop", "stop", "ArrowRight", "do"),
    ("advantage", "bias", "lstm_gradient", "ArrowRight", "2.2"),
    ("advantage", "gain", "basic_gradient", "ArrowRight", "3.6 \u00d7 10\u2074"),
    ("train", "moment", "step", "ArrowLeft", "200"),
    ("train", "bias", "bias", "ArrowLeft", "4.5"),
]


@pytest.mark.parametrize(("kind", "name", "result", "key", "expected"), MOVES)
def test_slider_moves_number_and_picture_by_keyboard_and_reset_undoes_it(
    page, kind, name, result, key, expected
):
    before, drawn = read(page, kind, result), picture(page, kind)
    page.locator(f".lc-{kind} input[name={name}]").press(key)
    assert read(page, kind, result) == expected != before
    assert picture(page, kind) != drawn
    page.locator(f".lc-{kind} .lc-reset").press("Enter")
    assert read(page, kind, result) == before
    assert picture(page, kind) == drawn


def test_slider_moves_by_touch(page):
    slider = page.locator(".lc-valve input[name=z]")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.touchscreen.tap(box["x"] + box["width"] - 2, box["y"] + box["height"] / 2)
    assert float(slider.input_value()) > 5.5
    assert float(read(page, "valve", "product")) > 0.99


def test_a_valve_opens_with_its_gate_and_shows_the_little_that_passes(page):
    slider = page.locator(".lc-valve input[name=z]")
    slider.press("Home")
    [opening] = throats(page, "valve", ()).values()
    assert 0 < opening < 0.003
    assert read(page, "valve", "gate") == read(page, "valve", "product") == "0.0025"
    result = page.locator(".lc-valve .lc-result").inner_text()
    assert result.endswith("0.0025 \u00d7 1.00 = 0.0025.")
    slider.press("End")
    [opening] = throats(page, "valve", ()).values()
    assert opening > 0.9


# Moves a slider to every stop as a reader would; what the sentence shows at each.
ALL_STOPS = """(input, names) => Array.from({ length: +input.max + 1 }, (_, stop) => {
    input.value = stop;
    input.dispatchEvent(new Event("input"));
    const result = input.closest(".lc-explorer").querySelector(".lc-result");
    const shown = name => result.querySelector(`[data-number=${name}]`)?.textContent;
    const output = input.parentElement.querySelector("output");
    return [output.textContent, ...names.map(shown)];
})"""


def test_every_stop_of_the_forget_slider_shows_its_half_life(page):
    slider = page.locator(".lc-half_life input[name=f]")
    closed, *stops = slider.evaluate(ALL_STOPS, ["left", "half_life", "z"])
    assert closed == ["0.00", None, None, None]
    for f, _, half_life, z in stops:
        steps = math.log(0.5) / math.log(float(f))
        assert float(half_life) == pytest.approx(steps, abs=0.5)
        logit = math.log(float(f) / (1 - float(f)))
        assert as_number(z) == pytest.approx(logit, abs=0.0051)
    assert (len(stops), f) == (225, "0.999")
    assert {f: left for f, left, *_ in stops}["0.9862"] == "0.50"


def test_everything_has_a_name_and_a_live_result(page):
    for slider in page.locator("lc-explorer input").all():
        assert slider.evaluate("input => input.labels[0].textContent.trim()")
        if slider.get_attribute("type") == "range":
            assert slider.get_attribute("aria-valuetext")
    for group in page.locator("lc-explorer [role=radiogroup]").all():
        assert group.locator(":checked").count() == 1
        caption = page.locator(f"#{group.get_attribute('aria-labelledby')}")
        assert caption.text_content().strip()
    assert page.locator("lc-explorer svg[role=img][aria-label]").count() == len(KINDS)
    live = page.locator("lc-explorer output.lc-result").all()
    said = [e.evaluate("e => e.textContent.length > 20") for e in live]
    assert said == [True] * len(KINDS)
    # JupyterLab takes arrows and Enter unless the focused element itself says not to.
    controls = page.locator("lc-explorer :is(input, button)")
    kept = page.locator("lc-explorer :is(input, button)[data-lm-suppress-shortcuts]")
    assert controls.count() == kept.count() > 10


def test_fits_a_phone(page):
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    for element in page.locator(".lc-sentence svg text").all():
        box = element.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390


def test_words_are_text_not_markup(page):
    assert page.locator("lc-explorer b").count() == 0
    assert "<b>" in page.locator(".lc-belt .lc-words").inner_text()


def test_without_script_the_first_state_shows_as_the_script_writes_it(
    page, browser, file
):
    still = browser.new_page(java_script_enabled=False)
    seen = watch(still)
    still.goto(file.as_uri())
    without = still.locator("lc-explorer")
    for kind in ("valve", "half_life", "cell", "start", "output", "gain", "advantage"):
        result = page.locator(f".lc-{kind} .lc-result").text_content()
        assert result in without.locator("p").all_text_contents()
    for i, kind in ((3, "belt"), (4, "sentence"), (6, "unrolled"), (11, "earlier")):
        assert without.nth(i).locator("tbody tr").count() == len(WORDS)
        assert words_for(kind)["static"] in without.nth(i).inner_text()
    first = without.nth(3).locator("tbody tr").first
    cells = first.locator("th, td").all_inner_texts()
    step = [read(page, "belt", name) for name in ("f", "u", "c_cand", "c")]
    assert cells == ["1", WORDS[0], *step]
    assert EXPLORERS["common"]["static"] not in without.nth(3).inner_text()
    assert seen == [file.as_uri()]


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_sliders_and_results_say_what_they_are(page, kind):
    names, whole = words_for(kind), page.locator(f".lc-{kind}")
    drawing = whole.locator("svg").get_attribute("aria-label")
    assert drawing == names["drawing"].format(steps=100)
    assert whole.locator("legend").inner_text() == names["title"]
    # An output is live of its own; a slider would be read twice.
    assert whole.locator(".lc-result").evaluate("e => e.tagName") == "OUTPUT"
    beside = whole.locator(".lc-slider output").all()
    assert {e.get_attribute("aria-live") for e in beside} <= {"off"}
    unfold = "boxes => boxes.forEach(box => { box.open = true; })"
    whole.locator("details").evaluate_all(unfold)
    sliders = whole.locator("input[type=range]").all()
    assert [s.get_attribute("name") for s in sliders] == list(SLIDERS[kind])
    for slider, (name, texts) in zip(sliders, SLIDERS[kind].items(), strict=True):
        label = slider.evaluate("input => input.labels[0].firstChild.textContent")
        assert label == names[name]
        output = page.locator(f"output[for={slider.get_attribute('id')}]")
        said = output.inner_text(), slider.get_attribute("aria-valuetext")
        assert said == texts
        at_end = kind == "reader" or name == "moment"
        slider.press("Home" if at_end else "End")
        after = output.inner_text(), slider.get_attribute("aria-valuetext")
        assert all(one != other for one, other in zip(after, texts, strict=True))
        whole.locator(".lc-reset").click()


def test_a_gate_is_said_with_its_meaning_at_every_end(page):
    slider = page.locator(".lc-cell input[name=u]")
    said = {"0": "0.00, closed", "0.02": "0.02, almost closed"}
    said |= {"0.96": "0.96, almost fully open", "1": "1.00, fully open"}
    for value, text in said.items():
        slider.fill(value)
        assert slider.get_attribute("aria-valuetext") == text
    forget = page.locator(".lc-half_life input[name=f]")
    forget.press("Home")
    said = forget.get_attribute("aria-valuetext")
    assert said == "0.00: nothing is left after one step"


def rgb(color):
    return np.array([float(part) for part in re.findall(r"[\d.]+", color)[:3]]) / 255


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
        ring = 0.9 - 0.8 * ring  # a grey: turning its hue changes nothing
    ground = [18 / 255] * 3 if theme == "dark" else [1, 1, 1]
    assert contrast(ring, ground) > 3


def test_dark_pages_turn_pictures_and_sliders_round(page):
    parts = [page.locator(f".lc-cell {name}").first for name in ("svg", "input")]
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
