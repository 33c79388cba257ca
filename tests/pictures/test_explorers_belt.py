"""The belt in a real Chromium: play, pause, step, reset."""

import pytest
from browser import IN_CHROMIUM, launch
from explorer_pages import (
    UNIT,
    WORDS,
    as_number,
    make_trace,
    opener,
    picture,
    read,
    write_page,
)

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
    shown = [widgets.BeltAnimation(trace, WORDS, unit=UNIT)]
    return write_page(tmp_path_factory.mktemp("page"), shown)


@pytest.fixture
def page(open_page):
    return open_page(viewport={"width": 390, "height": 844}, has_touch=True)


def test_buttons_and_slider_step_through_the_trace(page, trace):
    belt = page.locator(".lc-belt")
    for t in range(1, len(WORDS)):
        belt.get_by_role("button", name="Step forward").press("Enter")
        reading = belt.locator(".lc-reading").inner_text()
        assert reading == f"Step {t + 1} of {len(WORDS)}: {WORDS[t]}"
        assert belt.locator(".lc-now").inner_text() == WORDS[t]
        c = as_number(read(page, "belt", "c"))
        assert c == pytest.approx(trace.c[t, 0, UNIT], abs=0.0051)
    belt.get_by_role("button", name="Step back").press("Enter")
    belt.locator("input[name=t]").press("Home")
    assert "Step 1 of" in belt.locator(".lc-reading").inner_text()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_belt_starts_paused_and_moves_only_if_the_reader_lets_it(open_page, motion):
    page = open_page(reduced_motion=motion)
    belt = page.locator(".lc-belt")
    drawn = picture(page, "belt")
    page.wait_for_timeout(300)
    assert picture(page, "belt") == drawn
    belt.get_by_role("button", name="Play").press("Enter")
    page.wait_for_timeout(300)
    assert (picture(page, "belt") == drawn) is (motion == "reduce")
    belt.get_by_text("Step 2 of").wait_for(timeout=10_000)
    belt.get_by_role("button", name="Pause").press("Enter")
    assert belt.get_by_role("button", name="Play").is_visible()
    drawn = picture(page, "belt")
    page.wait_for_timeout(300)
    assert picture(page, "belt") == drawn


def test_belt_stops_at_the_last_step(open_page):
    page = open_page(reduced_motion="reduce")
    belt = page.locator(".lc-belt")
    belt.locator("input[name=t]").press("End")
    belt.locator("input[name=t]").press("ArrowLeft")
    belt.get_by_role("button", name="Play").press("Enter")
    belt.get_by_role("button", name="Play").wait_for(timeout=15_000)
    assert f"Step {len(WORDS)} of" in belt.locator(".lc-reading").inner_text()


@pytest.mark.parametrize("playing", [False, True])
def test_reset_goes_back_to_the_first_step_and_stops(page, playing):
    belt = page.locator(".lc-belt")
    drawn, number = picture(page, "belt"), read(page, "belt", "c")
    belt.locator("input[name=t]").press("End")
    # Not from the last step: there, Play goes back to the first one by itself.
    belt.get_by_role("button", name="Step back").press("Enter")
    if playing:
        belt.get_by_role("button", name="Play").press("Enter")
    reading = belt.locator(".lc-reading")
    assert f"Step {len(WORDS) - 1} of" in reading.inner_text()
    assert picture(page, "belt") != drawn
    belt.get_by_role("button", name="Reset").press("Enter")
    assert belt.get_by_role("button", name="Play").is_visible()
    assert "Step 1 of" in reading.inner_text()
    assert (picture(page, "belt"), read(page, "belt", "c")) == (drawn, number)
