"""The explorers in a real Chromium: sliders move numbers and pictures."""

import math

import pytest
from browser import IN_CHROMIUM, launch
from explorer_pages import opener, picture, read, write_page

pytest.importorskip("anywidget")
from lstm_core import widgets

pytestmark = IN_CHROMIUM
browser = pytest.fixture(launch, scope="module")
open_page = pytest.fixture(opener)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    shown = [
        widgets.ValveExplorer(),
        widgets.HalfLifeExplorer(),
        widgets.CellExplorer(),
    ]
    return write_page(tmp_path_factory.mktemp("page"), shown)


@pytest.fixture
def page(open_page):
    return open_page(viewport={"width": 390, "height": 844}, has_touch=True)


SLIDERS = [
    ("valve", "z", "product", "ArrowRight", "0.525"),
    ("valve", "value", "product", "ArrowRight", "0.525"),
    ("half_life", "f", "half_life", "ArrowRight", "6.7"),
    ("half_life", "f", "z", "ArrowRight", "2.22"),
    ("cell", "c_prev", "c", "Home", "\N{MINUS SIGN}2.30"),
    ("cell", "f", "c", "Home", "0.40"),
    ("cell", "c_cand", "c", "Home", "0.85"),
    ("cell", "u", "c", "ArrowRight", "1.76"),
    ("cell", "o", "a", "ArrowRight", "0.67"),
]


@pytest.mark.parametrize(("kind", "name", "result", "key", "expected"), SLIDERS)
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


def throat(page):
    points = page.locator(".lc-valve svg polygon[stroke]").get_attribute("points")
    ys = [float(point.split(",")[1]) for point in points.split()]
    return ys[4] - ys[1]


def test_valve_opens_with_its_gate(page):
    slider = page.locator(".lc-valve input[name=z]")
    widths = []
    for key in ("Home", "End"):
        slider.press(key)
        widths.append(throat(page))
    assert 0 < widths[0] < 0.1
    assert widths[1] > 25


def test_a_closed_valve_shows_the_little_that_passes(page):
    page.locator(".lc-valve input[name=z]").press("Home")
    assert read(page, "valve", "gate") == read(page, "valve", "product") == "0.0025"
    result = page.locator(".lc-valve .lc-result").inner_text()
    assert result.endswith("0.0025 \u00d7 1.00 = 0.0025.")


def test_a_stop_of_the_forget_slider_leaves_half_after_50_steps(page):
    slider = page.locator(".lc-half_life input[name=f]")
    stops = range(int(slider.get_attribute("max")) + 1)
    shown = {}
    for position in stops:
        slider.fill(str(position))
        if page.locator(".lc-half_life [data-number=left]").count():
            f = slider.get_attribute("aria-valuetext")
            shown[f] = read(page, "half_life", "left")
    assert "0.50" in shown.values()
    assert shown["0.9862"] == "0.50"


def test_every_stop_of_the_forget_slider_shows_its_half_life(page):
    slider = page.locator(".lc-half_life input[name=f]")
    for position in (0, 73, 90, 130, 161, 225):
        slider.fill(str(position))
        f = float(page.locator(".lc-half_life output[data-number=f]").inner_text())
        if position == 0:
            assert f == 0
            continue
        shown = float(read(page, "half_life", "half_life"))
        assert shown == pytest.approx(math.log(0.5) / math.log(f), abs=0.5)
        z = float(read(page, "half_life", "z").replace("\N{MINUS SIGN}", "-"))
        assert z == pytest.approx(math.log(f / (1 - f)), abs=0.0051)
    assert f == 0.999
