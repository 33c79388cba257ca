"""The explorers in a real Chromium, on a page that is opened as a file."""

import json
import math
import re

import numpy as np
import pytest
from test_html import CHROMIUM, FLAGS

import lstm_core as lc
from lstm_core import explorers

pytest.importorskip("anywidget")
from lstm_core import widgets

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="neither Chromium nor Chrome was found on the PATH"
    ),
]
WORDS = ["The", "case", "broke", "<b>", "again"]
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>Explorers</title>
<main>{}</main>"""


@pytest.fixture(scope="module")
def trace():
    rng = np.random.default_rng(3)
    p = lc.init_lstm(n_x=2, n_a=3, rng=rng)
    return lc.lstm_forward(p, 2 * rng.standard_normal((len(WORDS), 1, 2)))


@pytest.fixture(scope="module")
def file(trace, tmp_path_factory):
    shown = [
        widgets.ValveExplorer(),
        widgets.HalfLifeExplorer(),
        widgets.CellExplorer(),
        widgets.BeltAnimation(trace, WORDS, unit=1),
    ]
    content = "".join(w._repr_mimebundle_()[0]["text/html"] for w in shown)
    file = tmp_path_factory.mktemp("page") / "page.html"
    file.write_text(PAGE.format(content), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def browser():
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(browser, file):
    """Open the page; afterwards nothing was fetched and nothing went wrong."""
    contexts, troubles = [], []

    def open_page(**settings):
        context = browser.new_context(**settings)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("console", lambda message: troubles.append(message.text))
        page.on("request", lambda request: troubles.append(request.url))
        page.goto(file.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [t for t in troubles if t != file.as_uri()] == []


@pytest.fixture
def page(open_page):
    return open_page(viewport={"width": 390, "height": 844}, has_touch=True)


def read(page, kind, name):
    """A number as the sentence below the picture, or else the slider, shows it."""
    return page.locator(f".lc-{kind} [data-number={name}]").first.inner_text()


def picture(page, kind):
    return page.locator(f".lc-{kind} svg").inner_html()


SLIDERS = [
    ("valve", "z", "product", "ArrowRight", "0.52"),
    ("valve", "value", "product", "ArrowRight", "0.53"),
    ("half_life", "f", "half_life", "ArrowRight", "6.7"),
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
    assert read(page, "valve", "product") == "1.00"


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


def test_every_stop_of_the_forget_slider_shows_its_half_life(page):
    slider = page.locator(".lc-half_life input[name=f]")
    for position in (0, 73, 90, 135, 153):
        slider.fill(str(position))
        f = float(page.locator(".lc-half_life output[data-number=f]").inner_text())
        if position == 0:
            assert f == 0
            continue
        shown = float(read(page, "half_life", "half_life"))
        assert shown == pytest.approx(math.log(0.5) / math.log(f), abs=0.5)
    assert f == 0.999


def test_buttons_and_slider_step_through_the_trace(page, trace):
    belt = page.locator(".lc-belt")
    for t in range(1, len(WORDS)):
        belt.get_by_role("button", name="Step forward").press("Enter")
        reading = belt.locator(".lc-reading").inner_text()
        assert reading == f"Step {t + 1} of {len(WORDS)}: {WORDS[t]}"
        assert belt.locator(".lc-now").inner_text() == WORDS[t]
        c = float(read(page, "belt", "c").replace("\N{MINUS SIGN}", "-"))
        assert c == pytest.approx(trace.c[t, 0, 1], abs=0.0051)
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


def test_everything_has_a_name_and_a_live_result(page):
    for slider in page.locator("lc-explorer input").all():
        assert slider.evaluate("input => input.labels[0].textContent.trim()")
        assert slider.get_attribute("aria-valuetext")
    assert page.locator("lc-explorer svg[role=img][aria-label]").count() == 4
    live = page.locator("lc-explorer output.lc-result")
    assert [e.evaluate("e => e.textContent.length > 20") for e in live.all()] == [
        True
    ] * 4


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


def test_without_script_the_first_state_shows(open_page, trace):
    page = open_page(java_script_enabled=False)
    text = page.locator("main").inner_text()
    assert "6.58 steps" in text
    assert "= 1.75" in text
    assert page.locator("lc-explorer table tbody tr").count() == len(WORDS)


NUMBERS = (explorers.Path(explorers.__file__).parent / "numbers.js").read_text("utf-8")


@pytest.fixture(scope="module")
def compute(browser):
    """Call a function of numbers.js for each of a list of arguments."""
    page = browser.new_page()
    names = ", ".join(re.findall(r"^export (?:function|const) (\w+)", NUMBERS, re.M))
    page.add_script_tag(
        content=f"{NUMBERS}\nwindow.numbers = {{ {names} }};", type="module"
    )
    page.wait_for_function("window.numbers !== undefined")

    def compute(name, arguments):
        call = "([name, all]) => JSON.stringify(all.map(a => numbers[name](...a)))"
        return json.loads(page.evaluate(call, [name, arguments]))

    yield compute
    page.close()


def test_sigmoid_agrees_with_lstm_core(compute):
    z = np.linspace(-40, 40, 321)
    found = compute("sigmoid", z[:, None].tolist())
    np.testing.assert_allclose(found, lc.sigmoid(z), rtol=0, atol=1e-12)


def test_valve_agrees_with_lstm_core(compute):
    grid = [(z, v) for z in np.linspace(-6, 6, 25) for v in np.linspace(-2, 2, 9)]
    for (z, value), found in zip(grid, compute("valve", grid), strict=True):
        explorer = widgets.ValveExplorer(z, value)
        assert found["gate"] == pytest.approx(explorer.gate, abs=1e-12)
        assert found["product"] == pytest.approx(explorer.product, abs=1e-12)


def test_half_life_and_share_left_agree(compute):
    fs = np.linspace(0.001, 0.999, 200)
    found = compute("halfLife", fs[:, None].tolist())
    np.testing.assert_allclose(found, np.log(0.5) / np.log(fs), rtol=1e-12)
    found = compute("shareLeft", [(f, 50) for f in fs.tolist()])
    np.testing.assert_allclose(found, fs**50, rtol=1e-12)
    assert compute("halfLife", [(0,)]) == [0]


def test_cell_step_agrees_with_lstm_step(compute):
    rng = np.random.default_rng(0)
    p = lc.init_lstm(n_x=3, n_a=5, rng=rng)
    trace = lc.lstm_forward(
        p, 3 * rng.standard_normal((20, 4, 3)), c0=rng.uniform(-3, 3, (4, 5))
    )
    names = ("f", "u", "o", "c_cand", "c_prev")
    values = {name: getattr(trace, name).ravel() for name in names[:-1]}
    values["c_prev"] = trace.c_states[:-1].ravel()
    rows = [
        [dict(zip(names, map(float, row), strict=True))]
        for row in zip(*(values[name] for name in names), strict=True)
    ]
    for function in ("cellStep", "beltStep"):
        found = compute(function, rows)
        np.testing.assert_allclose(
            [step["c"] for step in found], trace.c.ravel(), rtol=0, atol=1e-12
        )
    found = [step["a"] for step in compute("cellStep", rows)]
    np.testing.assert_allclose(found, trace.a.ravel(), rtol=0, atol=1e-12)


def test_what_stays_and_what_falls_off_are_the_whole(compute):
    row = {"f": 0.3, "u": 0.5, "c_cand": -0.8, "c_prev": 2.0}
    [found] = compute("beltStep", [[row]])
    assert found["kept"] + found["lost"] == pytest.approx(2.0, abs=1e-12)


@pytest.mark.parametrize(
    ("function", "value", "expected"),
    [
        ("shown", -0.001, "0.00"),
        ("shown", -1.5, "\N{MINUS SIGN}1.50"),
        ("exact", 0.9995, "0.9995"),
        ("exact", 0.99, "0.99"),
        ("exact", 0.998, "0.998"),
        ("steps", 6.58, "6.6"),
        ("steps", 692.8, "693"),
        ("share", 0.00513, "0.0051"),
        ("share", 8.9e-16, "8.9 \u00d7 10\u207b\u00b9\u2076"),
    ],
)
def test_numbers_are_written_for_people(compute, function, value, expected):
    words = {"minus": "\N{MINUS SIGN}", "infinite": "for ever"}
    assert compute(function, [[value, words]]) == [expected]
