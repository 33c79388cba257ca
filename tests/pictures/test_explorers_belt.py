"""The belt in a real Chromium: what it draws, and play, pause, step, reset."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import (
    UNIT,
    WORDS,
    as_number,
    boxes,
    make_trace,
    picture,
    press,
    read,
    texts,
    throats,
    write_page,
)

import lstm_core as lc
from lstm_core.plots import COLORS
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import shown

pytestmark = IN_CHROMIUM
TRACE = make_trace()
ADDED = TRACE.u * TRACE.c_cand
SCALE = 46 / np.abs([*TRACE.c_states[..., UNIT], *ADDED[..., UNIT]]).max()
"""Height of a load of 1: the largest one has 46."""


@pytest.fixture
def belt(page):
    return page.locator(".lc-belt")


def at_step(page, t):
    for _ in range(t):
        press(page.locator(".lc-belt"), "Step forward")


@pytest.mark.parametrize("t", range(len(WORDS)))
def test_belt_shows_the_numbers_of_its_trace(page, belt, t):
    at_step(page, t)
    reading = belt.locator(".lc-reading").inner_text()
    assert reading == f"Step {t + 1} of {len(WORDS)}: {WORDS[t]}"
    assert belt.locator(".lc-now").inner_text() == WORDS[t]
    s = {name: value[UNIT] for name, value in TRACE.step(t).items() if name != "x_t"}
    assert as_number(read(page, "belt", "c")) == pytest.approx(s["c"], abs=0.0051)
    kept, added = s["f"] * s["c_prev"], s["u"] * s["c_cand"]
    lost = s["c_prev"] - kept
    assert texts(page, "belt") == [
        "ct\N{MINUS SIGN}1",
        shown(s["c_prev"]),
        EXPLORERS["belt"]["lost"],
        shown(lost),
        f"ft = {shown(s['f'])}",
        shown(kept),
        f"c\N{COMBINING TILDE}t = {shown(s['c_cand'])}",
        f"ut = {shown(s['u'])}",
        EXPLORERS["belt"]["added"],
        shown(added),
        "ct",
        shown(s["c"]),
        EXPLORERS["belt"]["all_steps"],
        WORDS[t],
    ]
    loads = boxes(page, "belt", "rect")[:4]
    heights = [load["height"] for load in loads]
    sizes = np.abs([s["c_prev"], lost, added, s["c"]])
    np.testing.assert_allclose(heights, SCALE * sizes, atol=1e-9)
    tops = np.array([load["y"] for load in loads])
    assert tops[1] == pytest.approx(173, abs=0.011)  # fallen off: below the belt
    np.testing.assert_allclose((tops + heights)[[0, 2, 3]], [148, 133, 148])
    gates = {COLORS["forget"]: s["f"], COLORS["update"]: s["u"]}
    assert throats(page, "belt", (COLORS["update"],)) == pytest.approx(gates)


def test_the_slider_says_the_step_and_its_word_and_a_table_has_all_steps(page, belt):
    at_step(page, 2)
    slider = belt.locator("input[name=t]")
    assert slider.get_attribute("aria-valuetext") == f"Step 3 of 5: {WORDS[2]}"
    assert belt.locator("output[data-number=t]").inner_text() == WORDS[2]
    assert not belt.locator(".lc-numbers table").is_visible()
    belt.locator("summary").press("Enter")
    heads = belt.locator("thead th[scope=col]").all_inner_texts()
    assert heads[:3] == ["step", "input", "forget gate"]
    rows = belt.locator("tbody tr").all()
    for t, row in enumerate(rows):
        step = TRACE.step(t)
        numbers = [shown(step[name][UNIT]) for name in ("f", "u", "c_cand", "c")]
        assert row.locator("th, td").all_inner_texts() == [
            str(t + 1),
            WORDS[t],
            *numbers,
        ]
    assert len(rows) == len(WORDS)


def test_a_long_word_beside_the_slider_leaves_it_its_length(show, tmp_path):
    words = ["I", "headphones", "incomprehensibilities", "a", "b"]
    page = show(write_page(tmp_path, [widgets.BeltAnimation(TRACE, words)]))
    narrow = page.viewport_size
    page.set_viewport_size({"width": 1280, "height": 844})
    slider, sizes = page.locator("input[name=t]"), set()
    for _ in words:
        sizes.add(slider.bounding_box()["width"])
        slider.press("ArrowRight")
    page.set_viewport_size(narrow)
    assert len(sizes) == 1


def test_without_words_the_slider_says_the_step(show, tmp_path):
    page = show(write_page(tmp_path, [widgets.BeltAnimation(TRACE)]))
    slider = page.locator("input[name=t]")
    slider.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "Step 2 of 5"
    assert page.locator("output[data-number=t]").inner_text() == "2 of 5"
    assert page.locator("thead th").all_text_contents()[:2] == ["step", "forget gate"]


def test_strip_of_the_belt_shows_the_cell_state_after_each_step(page):
    at_step(page, 2)
    bars = boxes(page, "belt", "rect")[4:]
    c = TRACE.c[:, 0, UNIT]
    scale = 46 / (max(c.max(), 0) - min(c.min(), 0))
    assert [bar["height"] for bar in bars] == pytest.approx(scale * np.abs(c))
    zero = 248 + max(c.max(), 0) * scale
    tops = zero - scale * np.maximum(c, 0)
    assert [bar["y"] for bar in bars] == pytest.approx(tops)
    assert [bar["fill"] == COLORS["cell"] for bar in bars] == [i == 2 for i in range(5)]


def test_what_travels_on_the_belt_is_what_the_gates_left_of_it(page):
    at_step(page, 1)
    page.evaluate("""() => {
        const svg = document.querySelector(".lc-belt svg");
        window.seen = [];
        new MutationObserver(() => {
            const [first, second] = svg.querySelectorAll("rect");
            const [x, height] = ["x", "height"].map(n => +first.getAttribute(n));
            const moving = svg.querySelectorAll("rect").length > 4 + 5;
            if (moving) window.seen.push([x + 15, height]);
        }).observe(svg, { childList: true });
    }""")
    page.clock.install()
    press(page.locator(".lc-belt"), "Play")
    page.clock.run_for(1700)
    press(page.locator(".lc-belt"), "Pause")
    seen = np.array(page.evaluate("window.seen"))
    s = {name: TRACE.step(1)[name][UNIT] for name in ("c_prev", "f", "c")}
    loads = np.abs([s["c_prev"], s["f"] * s["c_prev"], s["c"]])
    places = np.searchsorted([120, 218], seen[:, 0], "right")
    np.testing.assert_allclose(seen[:, 1], SCALE * loads[places], atol=1e-9)
    assert set(places) == {0, 1, 2}


def test_a_switch_chooses_whose_weights_move_the_belt(show, tmp_path):
    """One word stays, the numbers change, and both have one scale."""
    rng = np.random.default_rng(5)
    p = lc.init_lstm(n_x=2, n_a=4, rng=rng)
    other = lc.lstm_forward(p, 3 * rng.standard_normal((len(WORDS), 1, 2)))
    traces = {"random": TRACE, "trained": other}
    explorer = widgets.BeltAnimation(traces, WORDS, unit={"random": UNIT, "trained": 3})
    page = show(write_page(tmp_path, [explorer]))
    press(page, "Step forward")
    switch = page.get_by_role("radiogroup", name="read by weights that are")
    assert switch.get_by_role("radio", checked=True).count() == 1
    loads = np.concatenate(
        [np.abs([*t.c_states[:, 0, k], *(t.u * t.c_cand)[:, 0, k]])
         for t, k in ((TRACE, UNIT), (other, 3))]
    )  # fmt: skip
    for name, trace, unit in (("trained", other, 3), ("random", TRACE, UNIT)):
        switch.get_by_role("radio", name=name, exact=True).check()
        c = trace.c[1, 0, unit]
        assert read(page, "belt", "c") == shown(c)
        height = boxes(page, "belt", "rect")[3]["height"]
        assert height == pytest.approx(46 / loads.max() * abs(c), abs=1e-9)
        reading = page.locator(".lc-reading").inner_text()
        assert reading == f"Step 2 of 5: {WORDS[1]}"
        cells = page.locator(".lc-belt tbody td:last-child").all_text_contents()
        assert cells == [*map(shown, trace.c[:, 0, unit])]
    switch.get_by_role("radio", name="trained").check()
    page.locator(".lc-reset").press("Enter")
    assert switch.get_by_role("radio", name="random").is_checked()


def test_without_other_traces_there_is_no_switch(belt):
    assert belt.get_by_role("radiogroup").count() == 0


def test_buttons_and_slider_step_back(page, belt):
    belt.locator("input[name=t]").press("End")
    press(page.locator(".lc-belt"), "Step back")
    assert f"Step {len(WORDS) - 1} of" in belt.locator(".lc-reading").inner_text()
    belt.locator("input[name=t]").press("Home")
    assert "Step 1 of" in belt.locator(".lc-reading").inner_text()


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_belt_starts_paused_and_moves_only_if_the_reader_lets_it(page, belt, motion):
    page.emulate_media(reduced_motion=motion)
    page.clock.install()

    def moves():
        drawn = picture(page, "belt")
        page.clock.run_for(300)
        return picture(page, "belt") != drawn

    assert not moves()
    press(page.locator(".lc-belt"), "Play")
    assert moves() is (motion == "no-preference")
    page.clock.run_for(2500)
    assert "Step 2 of" in belt.locator(".lc-reading").inner_text()
    press(page.locator(".lc-belt"), "Pause")
    assert belt.get_by_role("button", name="Play").is_visible()
    assert not moves()


def test_belt_stops_at_the_last_step(page, belt):
    page.emulate_media(reduced_motion="reduce")
    page.clock.install()
    belt.locator("input[name=t]").press("End")
    belt.locator("input[name=t]").press("ArrowLeft")
    press(page.locator(".lc-belt"), "Play")
    page.clock.run_for(2 * 2600)
    assert belt.get_by_role("button", name="Play").is_visible()
    assert f"Step {len(WORDS)} of" in belt.locator(".lc-reading").inner_text()


@pytest.mark.parametrize("playing", [False, True])
def test_reset_goes_back_to_the_first_step_and_stops(page, belt, playing):
    drawn, number = picture(page, "belt"), read(page, "belt", "c")
    belt.locator("input[name=t]").press("End")
    # Not from the last step: there, Play goes back to the first one by itself.
    press(page.locator(".lc-belt"), "Step back")
    if playing:
        press(page.locator(".lc-belt"), "Play")
    reading = belt.locator(".lc-reading")
    assert f"Step {len(WORDS) - 1} of" in reading.inner_text()
    assert picture(page, "belt") != drawn
    belt.locator(".lc-reset").press("Enter")
    assert belt.get_by_role("button", name="Play").is_visible()
    assert "Step 1 of" in reading.inner_text()
    assert (picture(page, "belt"), read(page, "belt", "c")) == (drawn, number)
