"""What the pictures of the explorers show, beside the numbers of lstm_core."""

import numpy as np
import pytest
from browser import IN_CHROMIUM, launch
from explorer_pages import (
    UNIT,
    WORDS,
    boxes,
    make_trace,
    opener,
    points,
    texts,
    write_page,
)

import lstm_core as lc
from lstm_core.plots import COLORS
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import fine, share, shown, steps

pytestmark = IN_CHROMIUM
browser = pytest.fixture(launch, scope="module")
VALVE = {"z": -1.3, "value": 1.7}
CELL = {"f": 0.83, "u": 0.31, "o": 0.62, "c_cand": -0.77, "c_prev": 2.35}
HALF_LIVES = [0.9, 0.97, 0.985, 0.999, 1.0]


@pytest.fixture
def show(browser, tmp_path):
    """A function that opens a page with one explorer."""
    openers = []

    def show(explorer, **settings):
        generator = opener(browser, write_page(tmp_path, [explorer]))
        openers.append(generator)
        return next(generator)(**settings)

    yield show
    for generator in openers:
        assert next(generator, None) is None


def throats(page, kind, upright):
    """Colour of each valve to how far it is open, from 0 to 1."""
    found = {}
    for valve in boxes(page, kind, "polygon[stroke-linejoin=round]"):
        x, y = (points(valve) - points(valve).mean(axis=0)).T
        across = x if valve["stroke"] in upright else y
        found[valve["stroke"]] = np.ptp(across[[1, 4]]) / np.ptp(across)
    return found


def test_valve_shows_its_numbers(show):
    page = show(widgets.ValveExplorer(**VALVE))
    gate = float(lc.sigmoid(np.float64(VALVE["z"])))
    expected = [shown(1.7), fine(gate * 1.7), f"= {fine(gate)}", f"= {shown(-1.3)}"]
    assert [t for t in texts(page, "valve") if t in expected] == expected
    assert throats(page, "valve", ()) == pytest.approx({COLORS["ink"]: gate})


def test_cell_writes_every_number_in_its_place(show):
    page = show(widgets.CellExplorer(**CELL))
    f, u, o, c_cand, c_prev = CELL.values()
    c = f * c_prev + u * c_cand
    a = o * np.tanh(c)
    names = {
        k.removesuffix(".symbol"): v for k, v in EXPLORERS["cell"].items() if "sym" in k
    }
    plain = {
        name: text.translate({ord(x): "" for x in "_{}"})
        for name, text in names.items()
    }
    expected = ["tanh"]
    entries = [("c_prev", c_prev), f * c_prev, ("c", c), ("f", f), ("u", u)]
    entries += [u * c_cand, ("c_cand", c_cand), np.tanh(c), ("o", o), ("a", a)]
    for item in entries:
        named = isinstance(item, tuple)
        expected += [plain[item[0]], shown(item[1])] if named else [shown(item)]
    assert texts(page, "cell") == expected


def test_each_valve_of_the_cell_is_as_open_as_its_gate(show):
    page = show(widgets.CellExplorer(**CELL))
    gates = {COLORS[n]: CELL[n[0]] for n in ("forget", "update", "output")}
    upright = (COLORS["update"], COLORS["output"])
    assert throats(page, "cell", upright) == pytest.approx(gates)


@pytest.mark.parametrize("f", HALF_LIVES)
def test_curve_of_the_half_life_is_f_to_the_t(show, f):
    page = show(widgets.HalfLifeExplorer(f))
    curve = points(boxes(page, "half_life", "polyline")[0])
    t = np.linspace(0, 100, len(curve))
    np.testing.assert_allclose(curve[:, 0], 40 + 3.1 * t)
    np.testing.assert_allclose(curve[:, 1], 184 - 154 * f**t, atol=1e-9)
    [mark] = boxes(page, "half_life", "rect")
    assert mark["x"] + mark["width"] / 2 == pytest.approx(40 + 3.1 * 50)
    assert mark["y"] + mark["height"] / 2 == pytest.approx(184 - 154 * f**50)
    assert EXPLORERS["half_life"]["mark.left"].format(left=share(f**50)) in texts(
        page, "half_life"
    )


@pytest.mark.parametrize("f", HALF_LIVES)
def test_mark_of_the_half_life_stands_where_the_curve_is_at_one_half(show, f):
    page = show(widgets.HalfLifeExplorer(f))
    half_life = float(lc.half_life(f))
    marks = boxes(page, "half_life", "circle")
    if half_life > 100:
        assert marks == []
        name = "mark.never" if f == 1 else "mark.beyond"
    else:
        [mark] = marks
        assert mark["cx"] == pytest.approx(40 + 3.1 * half_life)
        assert mark["cy"] == 184 - 154 / 2
        name = "mark"
    content = EXPLORERS["half_life"][name].format(half_life=steps(half_life))
    assert content in texts(page, "half_life")


def at_step(page, t):
    for _ in range(t):
        page.get_by_role("button", name="Step forward").press("Enter")


@pytest.mark.parametrize("t", range(len(WORDS)))
def test_belt_shows_the_numbers_of_its_trace(show, t):
    trace = make_trace()
    page = show(widgets.BeltAnimation(trace, WORDS, unit=UNIT))
    at_step(page, t)
    s = {name: value[UNIT] for name, value in trace.step(t).items() if name != "x_t"}
    kept, added = s["f"] * s["c_prev"], s["u"] * s["c_cand"]
    lost = s["c_prev"] - kept
    names = {"c_prev": "ct\N{MINUS SIGN}1", "f": "ft", "u": "ut", "c": "ct"}
    expected = [
        names["c_prev"],
        shown(s["c_prev"]),
        EXPLORERS["belt"]["lost"],
        shown(lost),
        f"{names['f']} = {shown(s['f'])}",
        shown(kept),
        f"c\N{COMBINING TILDE}t = {shown(s['c_cand'])}",
        f"{names['u']} = {shown(s['u'])}",
        EXPLORERS["belt"]["added"],
        shown(added),
        names["c"],
        shown(s["c"]),
        EXPLORERS["belt"]["all_steps"],
    ]
    assert texts(page, "belt") == expected
    loads = boxes(page, "belt", "rect")[:4]
    largest = max(
        np.abs(part).max()
        for part in (
            trace.c_states[..., UNIT],
            trace.u[..., UNIT] * trace.c_cand[..., UNIT],
        )
    )
    heights = [load["height"] for load in loads]
    sizes = np.abs([s["c_prev"], lost, added, s["c"]])
    np.testing.assert_allclose(heights, 46 * sizes / largest, atol=1e-9)
    tops = np.array([load["y"] for load in loads])
    assert tops[1] == pytest.approx(173, abs=0.011)  # fallen off: below the belt
    np.testing.assert_allclose((tops + heights)[[0, 2, 3]], [148, 133, 148])
    gates = {COLORS["forget"]: s["f"], COLORS["update"]: s["u"]}
    assert throats(page, "belt", (COLORS["update"],)) == pytest.approx(gates)


def test_strip_of_the_belt_shows_the_cell_state_after_each_step(show):
    trace = make_trace()
    page = show(widgets.BeltAnimation(trace, unit=UNIT))
    at_step(page, 2)
    bars = boxes(page, "belt", "rect")[4:]
    c = trace.c[:, 0, UNIT]
    scale = 46 / (max(c.max(), 0) - min(c.min(), 0))
    assert [bar["height"] for bar in bars] == pytest.approx(scale * np.abs(c))
    zero = 248 + max(c.max(), 0) * scale
    tops = zero - scale * np.maximum(c, 0)
    assert [bar["y"] for bar in bars] == pytest.approx(tops)
    assert [bar["fill"] == COLORS["cell"] for bar in bars] == [i == 2 for i in range(5)]


def test_what_travels_on_the_belt_is_what_the_gates_left_of_it(show):
    trace = make_trace()
    page = show(widgets.BeltAnimation(trace, unit=UNIT))
    at_step(page, 1)
    page.evaluate("""() => {
        const svg = document.querySelector("svg");
        window.seen = [];
        new MutationObserver(() => {
            const [first, second] = svg.querySelectorAll("rect");
            const [x, height] = ["x", "height"].map(n => +first.getAttribute(n));
            const moving = svg.querySelectorAll("rect").length > 4 + 5;
            if (moving) window.seen.push([x + 15, height]);
        }).observe(svg, { childList: true });
    }""")
    page.get_by_role("button", name="Play").press("Enter")
    page.wait_for_timeout(1700)
    page.get_by_role("button", name="Pause").press("Enter")
    seen = np.array(page.evaluate("window.seen"))
    s = trace.step(1)
    loads = [s["c_prev"][UNIT], (s["f"] * s["c_prev"])[UNIT], s["c"][UNIT]]
    size = np.abs(np.array(loads))[np.searchsorted([120, 218], seen[:, 0], "right")]
    unit_c, unit_in = trace.c_states[..., UNIT], (trace.u * trace.c_cand)[..., UNIT]
    scale = 46 / max(np.abs(unit_c).max(), np.abs(unit_in).max())
    np.testing.assert_allclose(seen[:, 1], scale * size, atol=1e-9)
    assert len(np.unique(np.searchsorted([120, 218], seen[:, 0], "right"))) == 3
