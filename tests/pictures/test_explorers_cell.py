"""The cell that hands its state on: next step, the strip of history, reset."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import boxes, press, read, texts, write_page

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import shown

pytestmark = IN_CHROMIUM
SETTINGS = {  # what the gates make of the cell state: f, u, candidate
    "keep": (1.0, 0.0, 0.8),
    "add up": (1.0, 1.0, 0.6),
    "clear": (0.0, 0.0, 0.8),
    "overwrite": (0.0, 1.0, -0.4),
}


def set_gates(page, f, u, c_cand):
    for name, value in {"f": f, "u": u, "c_cand": c_cand}.items():
        page.locator(f".lc-cell input[name={name}]").fill(str(value))


def steps(c, f, u, c_cand, count):
    """The cell state before the first step and after each."""
    values = [c]
    for _ in range(count):
        values.append(f * values[-1] + u * c_cand)
    return values


def table(page):
    return [
        row.locator("th, td").all_text_contents()
        for row in page.locator(".lc-cell tbody tr").all()
    ]


@pytest.mark.parametrize("setting", SETTINGS)
def test_each_step_hands_the_cell_state_on(page, setting):
    gates = SETTINGS[setting]
    set_gates(page, *gates)
    for _ in range(4):
        press(page, "Next step")
    values = steps(1.5, *gates, count=5)
    assert table(page) == [[str(t), shown(c)] for t, c in enumerate(values[:5])]
    assert read(page, "cell", "t") == "5"
    assert [read(page, "cell", n) for n in ("c_prev", "c")] == [*map(shown, values[4:])]


def test_the_strip_shows_size_and_sign_of_every_step(page):
    set_gates(page, 1, 1, -1)
    for _ in range(3):
        press(page, "Next step")
    values = np.array(steps(1.5, 1, 1, -1, count=4))
    bars = boxes(page, "cell", "rect")[-5:]
    scale = 56 / (1.5 + 2.5)
    zero = 284 + 1.5 * scale
    np.testing.assert_allclose([b["height"] for b in bars], scale * np.abs(values))
    tops = zero - scale * np.maximum(values, 0)
    np.testing.assert_allclose([b["y"] for b in bars], tops)
    assert ["stroke-dasharray" in b for b in bars] == [False] * 4 + [True]
    # Minus is hatched as well as below the line.
    hatched = page.locator(".lc-cell svg g:has(> rect[width='18'])").evaluate_all(
        "all => all.map(g => g.querySelectorAll('path').length)"
    )
    assert hatched == [0, 0, 1, 1, 0]
    assert texts(page, "cell")[-5:] == ["0", "1", "2", "3", "4"]


def test_a_long_history_shows_its_last_steps(page):
    for _ in range(14):
        press(page, "Next step")
    assert texts(page, "cell")[-12:] == [str(t) for t in range(4, 16)]
    assert len(table(page)) == 15


def test_a_gate_keeps_the_history_and_what_is_put_on_the_belt_begins_anew(page):
    press(page, "Next step")
    page.locator(".lc-cell input[name=f]").press("ArrowRight")
    assert len(table(page)) == 2
    page.locator(".lc-cell input[name=c_prev]").press("ArrowRight")
    assert len(table(page)) == 1
    press(page, "Next step")
    page.locator(".lc-cell .lc-reset").press("Enter")
    assert table(page) == [["0", "1.50"]]


def test_the_cell_state_stays_where_a_step_would_leave_its_range(show, tmp_path):
    explorer = widgets.CellExplorer(f=1, u=1, c_cand=1, c_prev=99.5)
    page = show(write_page(tmp_path, [explorer]))
    press(page, "Next step")
    assert table(page) == [["0", "99.50"]]
    with pytest.raises(ValueError, match="c_prev: expected a number from -100 to 100"):
        explorer.next_step()
    assert (explorer.c_prev, explorer.past) == (99.5, [])


def test_python_takes_the_same_steps():
    explorer = widgets.CellExplorer(c_prev=-0.5, f=0.8, u=0.3, c_cand=0.9)
    for _ in range(3):
        explorer.next_step()
    values = steps(-0.5, 0.8, 0.3, 0.9, count=3)
    np.testing.assert_allclose([*explorer.past, explorer.c_prev], values, rtol=1e-14)
    assert explorer._result()[1]["t"] == 4
