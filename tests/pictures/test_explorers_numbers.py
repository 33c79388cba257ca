"""numbers.js in a real Chromium, beside lstm_core and the Python texts."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from browser import IN_CHROMIUM

import lstm_core as lc
from lstm_core import explorers

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers import rounding

pytestmark = IN_CHROMIUM

NUMBERS = (Path(explorers.__file__).parent / "numbers.js").read_text("utf-8")


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


def test_gates_and_half_lives_agree_with_lstm_core(compute):
    z = np.linspace(-40, 40, 321)
    found = compute("sigmoid", z[:, None].tolist())
    np.testing.assert_allclose(found, lc.sigmoid(z), rtol=0, atol=1e-12)
    grid = [(z, v) for z in np.linspace(-6, 6, 25) for v in np.linspace(-2, 2, 9)]
    for (z, value), found in zip(grid, compute("valve", grid), strict=True):
        explorer = widgets.ValveExplorer(z, value)
        assert found["gate"] == pytest.approx(explorer.gate, abs=1e-12)
        assert found["product"] == pytest.approx(explorer.product, abs=1e-12)
    fs = np.linspace(0.001, 0.999, 200)
    found = compute("halfLife", fs[:, None].tolist())
    np.testing.assert_allclose(found, lc.half_life(fs), rtol=1e-12)
    assert compute("halfLife", [(0,)]) == [0]
    found = compute("shareLeft", [(f, 50) for f in fs.tolist()])
    np.testing.assert_allclose(found, fs**50, rtol=1e-12)
    found = compute("logit", fs[:, None].tolist())
    np.testing.assert_allclose(lc.sigmoid(np.array(found)), fs, rtol=1e-12)


@pytest.mark.parametrize(
    ("function", "fields"),
    [
        ("cellStep", ("kept", "added", "c", "tanh_c", "a")),
        ("beltStep", ("kept", "lost", "added", "c")),
    ],
)
def test_every_number_of_a_step_agrees_with_lstm_core(compute, function, fields):
    rng = np.random.default_rng(0)
    p = lc.init_lstm(n_x=3, n_a=5, rng=rng)
    x, c0 = 3 * rng.standard_normal((20, 4, 3)), rng.uniform(-3, 3, (4, 5))
    trace = lc.lstm_forward(p, x, c0=c0)
    given = {name: getattr(trace, name).ravel() for name in ("f", "u", "o", "c_cand")}
    given["c_prev"] = trace.c_states[:-1].ravel()
    rows = np.transpose(list(given.values())).tolist()
    found = compute(function, [[dict(zip(given, row, strict=True))] for row in rows])
    kept = given["f"] * given["c_prev"]
    expected = {
        "kept": kept,
        "lost": given["c_prev"] - kept,
        "added": given["u"] * given["c_cand"],
        "c": trace.c.ravel(),
        "tanh_c": trace.tanh_c.ravel(),
        "a": trace.a.ravel(),
    }
    assert set(found[0]) == set(fields)
    for name in fields:
        series = [step[name] for step in found]
        np.testing.assert_allclose(series, expected[name], rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("function", "value", "expected"),
    [
        ("shown", -0.001, "0.00"),
        ("shown", -1.5, "\N{MINUS SIGN}1.50"),
        ("fine", 0.5, "0.500"),
        ("fine", 0.00247, "0.0025"),
        ("fine", -0.000124, "\N{MINUS SIGN}0.00012"),
        ("fine", 1e-300, "0.000000"),
        ("fine", 0, "0.000"),
        ("exact", 0.9995, "0.9995"),
        ("exact", 0.99, "0.99"),
        ("exact", 0.998, "0.998"),
        ("steps", 6.58, "6.6"),
        ("steps", 692.8, "693"),
        ("shown", 0.125, "0.13"),
        ("share", 0.0996, "0.10"),
        ("share", 0.00513, "0.0051"),
        ("times", 213.8, "2.1 \u00d7 10\u00b2"),
        ("times", 36.7, "37"),
        ("times", 1.0, "1.0"),
        ("times", 0.00513, "0.0051"),
        ("times", 8.9e-16, "8.9 \u00d7 10\u207b\u00b9\u2076"),
        ("times", 4.0e9, "4.0 \u00d7 10\u2079"),
        ("share", 8.9e-16, "8.9 \u00d7 10\u207b\u00b9\u2076"),
    ],
)
def test_numbers_are_written_for_people(compute, function, value, expected):
    assert compute(function, [[value, WORDS]]) == [expected]
    assert getattr(rounding, function)(value) == expected


WORDS = {"minus": "\N{MINUS SIGN}"}
WRITERS = {
    "times": (0.001, 120),
    "shown": (-3, 3),
    "fine": (-2, 2),
    "exact": (0, 1),
    "steps": (0, 700),
}


@pytest.mark.parametrize("function", [*WRITERS, "share"])
def test_python_writes_every_number_as_the_script_does(compute, function):
    low, high = WRITERS.get(function, (0, 1))
    values = [*np.linspace(low, high, 241), 0.125, 0.0625, 0.0996, 0.25, 0.5]
    if function == "times":
        values += list(np.logspace(-300, 300, 601))
    if function == "share":
        values += list(np.logspace(-300, 0, 301))
    texts = compute(function, [(float(value), WORDS) for value in values])
    assert [getattr(rounding, function)(float(v)) for v in values] == texts
