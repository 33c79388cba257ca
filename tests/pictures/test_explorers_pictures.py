"""What valve, half-life and cell draw, beside the numbers of lstm_core."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import boxes, points, texts, throats, write_page

import lstm_core as lc
from lstm_core.plots import COLORS
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import fine, share, shown, steps

pytestmark = IN_CHROMIUM
VALVE = {"z": -1.3, "value": 1.7}
CELL = {"f": 0.83, "u": 0.31, "o": 0.62, "c_cand": -0.77, "c_prev": 2.35}


@pytest.fixture
def show_one(show, tmp_path):
    """A function that shows one explorer."""
    return lambda explorer: show(write_page(tmp_path, [explorer]))


def test_valve_shows_its_numbers(show_one):
    page = show_one(widgets.ValveExplorer(**VALVE))
    gate = float(lc.sigmoid(np.float64(VALVE["z"])))
    expected = [shown(1.7), fine(gate * 1.7), f"= {fine(gate)}", f"= {shown(-1.3)}"]
    assert [t for t in texts(page, "valve") if t in expected] == expected
    assert throats(page, "valve", ()) == pytest.approx({COLORS["ink"]: gate})


def test_cell_writes_every_number_in_its_place(show_one):
    page = show_one(widgets.CellExplorer(**CELL))
    f, u, o, c_cand, c_prev = CELL.values()
    c = f * c_prev + u * c_cand
    symbols = {
        name: EXPLORERS["cell"][f"{name}.symbol"].translate({ord(x): "" for x in "_{}"})
        for name in ("c_prev", "c", "f", "u", "c_cand", "o", "a")
    }
    entries = [("c_prev", c_prev), (None, f * c_prev), ("c", c), ("f", f), ("u", u)]
    entries += [(None, u * c_cand), ("c_cand", c_cand), (None, np.tanh(c)), ("o", o)]
    entries += [("a", o * np.tanh(c))]
    expected = ["tanh"]
    for name, number in entries:
        expected += [symbols[name], shown(number)] if name else [shown(number)]
    expected += [EXPLORERS["cell"]["history"], "0", "1"]
    assert texts(page, "cell") == expected
    gates = {COLORS[n]: CELL[n[0]] for n in ("forget", "update", "output")}
    upright = (COLORS["update"], COLORS["output"])
    assert throats(page, "cell", upright) == pytest.approx(gates)


@pytest.mark.parametrize("f", [0.9, 0.97, 0.985, 0.999, 1.0])
def test_half_life_draws_f_to_the_t_and_marks_where_half_is_left(show_one, f):
    page = show_one(widgets.HalfLifeExplorer(f))
    words, written = EXPLORERS["half_life"], texts(page, "half_life")
    curve = points(boxes(page, "half_life", "polyline")[0])
    t = np.linspace(0, 100, len(curve))
    np.testing.assert_allclose(curve[:, 0], 40 + 3.1 * t)
    np.testing.assert_allclose(curve[:, 1], 184 - 154 * f**t, atol=1e-9)
    [mark] = boxes(page, "half_life", "rect")
    assert mark["x"] + mark["width"] / 2 == pytest.approx(40 + 3.1 * 50)
    assert mark["y"] + mark["height"] / 2 == pytest.approx(184 - 154 * f**50)
    assert words["mark.left"].format(left=share(f**50)) in written

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
    assert words[name].format(half_life=steps(half_life)) in written
