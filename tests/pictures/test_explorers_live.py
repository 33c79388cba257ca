"""The live home of the explorers: `render` with the model of a widget, in Chromium."""

import json

import pytest
from browser import IN_CHROMIUM
from explorer_pages import KINDS, make_explorers, picture, read, write_page

from lstm_core import explorers

pytest.importorskip("anywidget")

pytestmark = IN_CHROMIUM

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


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A page on which nothing is yet."""
    return write_page(tmp_path_factory.mktemp("page"), [])


@pytest.fixture(params=KINDS)
def live(request, page):
    """A page with one live explorer in ``window.live``; its kind."""
    explorer = make_explorers()[request.param]
    values = {"_spec": explorer._spec} | explorer._spec["start"]
    module = explorers.module().replace("export default { render };", MODEL)
    assert MODEL in module
    page.add_script_tag(content=module, type="module")
    page.wait_for_function("globalThis.start !== undefined")
    page.evaluate(f"globalThis.live = start({json.dumps(values)}); null")
    return page, request.param


# Slider, what Python sets, the number that must follow, and as what it shows.
CHANGES = {
    "valve": ("z", -2.0, "product", "0.119"),
    "half_life": ("f", 0.5, "half_life", "1.0"),
    "cell": ("f", 0.2, "c", "0.70"),
    "belt": ("t", 2, "t", None),
    "sentence": ("t", 2, "word", "broke"),
    "start": ("a0", 0.5, "a0", "0.50"),
    "unrolled": ("t", 3, "t", "broke"),
    "reader": ("t", 2, "word", "often"),
    "output": ("o", 0.0, "a", "0.00"),
    "gain": ("gain", 2.0, "middle", "1.1 \u00d7 10\u2077"),
    "backward": ("stop", 13, "stop", "dc"),
    "earlier": ("t", 2, "word", "broke"),
    "advantage": ("bias", 5.0, "lstm_gradient", "2.2"),
    "train": ("lag", 12, "lag", "12"),
}


def settle(page, kind):
    """Wait for the fresh network that new settings bring."""
    if kind == "train":
        result = "document.querySelector('.lc-result').textContent"
        page.wait_for_function(f"{result}.startsWith('A fresh network')")


def test_what_python_sets_reaches_the_page_until_it_is_closed(live):
    page, kind = live
    name, value, result, expected = CHANGES[kind]
    arrive = "([name, value]) => live.model.arrive(name, value)"
    start, drawn = page.evaluate("n => live.model.get(n)", name), picture(page, kind)
    page.evaluate(arrive, [name, value])
    assert picture(page, kind) != drawn
    if kind == "belt":
        assert "Step 3 of 5" in page.locator(".lc-reading").inner_text()
    else:
        assert read(page, kind, result) == expected
    if kind == "earlier":
        assert page.get_by_role("radio", name=expected).is_checked()
    else:
        said = page.locator(f"input[name={name}]").get_attribute("aria-valuetext")
        assert page.locator(f"output[data-number={name}]").inner_text() in said
    settle(page, kind)
    drawn = picture(page, kind)
    page.evaluate("live.close()")
    page.evaluate(arrive, [name, start])
    assert picture(page, kind) == drawn


def test_what_the_reader_sets_reaches_python_and_the_page(live):
    page, kind = live
    starts = page.evaluate("live.model.get('_spec').start")
    page.locator("details").evaluate_all("all => all.forEach(e => { e.open = true; })")
    for slider in page.locator("input[type=range]").all():
        name, drawn = slider.get_attribute("name"), picture(page, kind)
        if name not in starts:
            continue  # where the reader looks is no setting
        slider.press("Home" if kind == "reader" else "End")
        assert picture(page, kind) != drawn
        saved = page.evaluate("live.model.saved")
        assert saved[name] == page.evaluate("n => live.model.get(n)", name)
        assert saved[name] != starts[name]
        settle(page, kind)
    page.locator(".lc-reset").click()
    assert page.evaluate("live.model.saved") == starts
    assert page.evaluate("live.model.pending") == {}
