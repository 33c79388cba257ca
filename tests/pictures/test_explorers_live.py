"""The live home of the explorers: `render` with the model of a widget, in Chromium."""

import json

import pytest
from browser import IN_CHROMIUM, launch
from explorer_pages import UNIT, WORDS, make_sentences, make_trace, picture, read

from lstm_core import explorers

pytest.importorskip("anywidget")
from lstm_core import widgets

pytestmark = IN_CHROMIUM
browser = pytest.fixture(launch, scope="module")

# A model as anywidget hands it over; what reaches Python is what was saved.
MODEL = """
globalThis.start = (values) => {
  const listeners = new Map();
  const model = {
    saved: {},
    pending: {},
    get: (name) => values[name],
    set(name, value) {
      this.pending[name] = value;
      this.arrive(name, value);
    },
    save_changes() {
      Object.assign(this.saved, this.pending);
      this.pending = {};
    },
    on(events, callback) {
      for (const event of events.split(" ")) {
        listeners.set(event, [...(listeners.get(event) ?? []), callback]);
      }
    },
    off(events, callback) {
      for (const event of events.split(" ")) {
        const left = (listeners.get(event) ?? []).filter((one) => one !== callback);
        listeners.set(event, left);
      }
    },
    arrive(name, value) {
      values[name] = value;
      for (const callback of listeners.get(`change:${name}`) ?? []) callback();
    },
  };
  const el = document.querySelector("main");
  return { model, close: render({ model, el }) };
};
"""


@pytest.fixture(params=["valve", "half_life", "cell", "belt", "sentence"])
def live(request, browser):
    """A page with one live explorer in ``window.live``; its kind."""
    makers = {
        "valve": widgets.ValveExplorer,
        "half_life": widgets.HalfLifeExplorer,
        "cell": widgets.CellExplorer,
        "belt": lambda: widgets.BeltAnimation(make_trace(), WORDS, unit=UNIT),
        "sentence": lambda: widgets.SentenceExplorer(*make_sentences()),
    }
    explorer = makers[request.param]()
    values = {"_spec": explorer._spec} | explorer._spec["start"]
    module = explorers.module().replace("export default { render };", MODEL)
    assert module.endswith(MODEL) or MODEL in module
    page, errors = browser.new_page(), []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.set_content("<main></main>")
    page.add_script_tag(content=module, type="module")
    page.wait_for_function("globalThis.start !== undefined")
    page.evaluate(f"globalThis.live = start({json.dumps(values)}); null")
    yield page, request.param
    page.close()
    assert errors == []


# Slider, what Python sets, the number that must follow, and as what it shows.
CHANGES = {
    "valve": ("z", -2.0, "product", "0.119"),
    "half_life": ("f", 0.5, "half_life", "1.0"),
    "cell": ("f", 0.2, "c", "0.70"),
    "belt": ("t", 2, "t", None),
    "sentence": ("t", 2, "word", "broke"),
}


def test_what_python_sets_reaches_the_page(live):
    page, kind = live
    name, value, result, expected = CHANGES[kind]
    drawn = picture(page, kind)
    page.evaluate("([name, value]) => live.model.arrive(name, value)", [name, value])
    assert picture(page, kind) != drawn
    if kind == "belt":
        assert "Step 3 of 5" in page.locator(".lc-reading").inner_text()
    else:
        assert read(page, kind, result) == expected
    slider = page.locator(f"input[name={name}]")
    assert slider.get_attribute("aria-valuetext") == slider.evaluate(
        "e => e.parentElement.querySelector('output').textContent"
    )


def test_what_the_reader_sets_reaches_python_and_the_page(live):
    page, kind = live
    starts = page.evaluate("live.model.get('_spec').start")
    for slider in page.locator("input").all():
        name, drawn = slider.get_attribute("name"), picture(page, kind)
        slider.press("End")
        assert picture(page, kind) != drawn
        saved = page.evaluate("live.model.saved")
        assert saved[name] == page.evaluate("n => live.model.get(n)", name)
        assert saved[name] > starts[name]
    page.locator(".lc-reset").click()
    assert page.evaluate("live.model.saved") == starts
    assert page.evaluate("live.model.pending") == {}


def test_what_is_closed_hears_nothing_more(live):
    page, kind = live
    name, value, *_ = CHANGES[kind]
    drawn = picture(page, kind)
    page.evaluate("live.close()")
    page.evaluate("([name, value]) => live.model.arrive(name, value)", [name, value])
    assert picture(page, kind) == drawn
