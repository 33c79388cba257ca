"""The cell unrolled in Chromium: numbers, valves, loads, pages, keyboard, print."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import (
    UNIT,
    WORDS,
    as_number,
    boxes,
    html_of,
    make_trace,
    points,
    press,
    read,
    texts,
    write_page,
)

import lstm_core as lc
from lstm_core.plots import COLORS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import shown

pytestmark = IN_CHROMIUM
TRACE = make_trace()
C = TRACE.c_states[:, 0, UNIT]
SCALE = 38 / max(1, np.abs(C).max())


def at_step(page, t):
    page.locator(".lc-unrolled input[name=t]").fill(str(t))


@pytest.mark.parametrize("t", range(1, len(WORDS) + 1))
def test_the_sentence_says_the_numbers_of_the_step(page, t):
    at_step(page, t)
    s = {name: v[UNIT] for name, v in TRACE.step(t - 1).items() if name != "x_t"}
    s |= {"kept": s["f"] * s["c_prev"], "added": s["u"] * s["c_cand"]}
    for name in ("f", "u", "o", "c_cand", "c_prev", "kept", "added", "c", "a"):
        found = as_number(read(page, "unrolled", name))
        assert found == pytest.approx(s[name], abs=0.0051), name
    assert read(page, "unrolled", "word") == WORDS[t - 1]
    assert read(page, "unrolled", "step") == str(t)


@pytest.mark.parametrize("t", range(len(WORDS) + 1))
def test_loads_are_as_tall_as_the_state_and_hatched_below_zero(page, t):
    at_step(page, t)
    loads = boxes(page, "unrolled", "rect[width='16']")
    heights = [load["height"] for load in loads]
    np.testing.assert_allclose(heights, SCALE * np.abs(C[: t + 1]), atol=1e-9)
    hatched = page.locator(".lc-unrolled svg g > rect[width='16'] + path").count()
    assert hatched == (C[: t + 1] < 0).sum()
    written = [text for text in texts(page, "unrolled") if text in map(shown, C)]
    assert written == [shown(c) for c in C[: t + 1]]


def test_valves_are_as_far_open_as_the_gates_once_their_step_is_made(page):
    at_step(page, 3)
    for role, gate in (("forget", "f"), ("update", "u"), ("output", "o")):
        color = COLORS[role]
        found = []
        for valve in boxes(page, "unrolled", f"polygon[stroke='{color}']"):
            x, y = (points(valve) - points(valve).mean(axis=0)).T
            across = y if role == "forget" else x
            found.append(np.ptp(across[[1, 4]]) / np.ptp(across))
        expected = [*getattr(TRACE, gate)[:3, 0, UNIT], 0, 0]
        np.testing.assert_allclose(found, expected, atol=1e-9)


def test_buttons_and_keys_walk_and_the_slider_says_the_word(page):
    slider = page.locator(".lc-unrolled input[name=t]")
    explorer = page.locator(".lc-unrolled")
    said = []
    for _ in range(len(WORDS) + 1):
        said.append(slider.get_attribute("aria-valuetext"))
        press(explorer, "Step forward")
    assert said == ["start", *WORDS]
    assert slider.input_value() == str(len(WORDS))
    slider.press("ArrowLeft")
    press(explorer, "Step back")
    assert slider.get_attribute("aria-valuetext") == WORDS[2]
    bold = page.locator(".lc-unrolled svg text[font-weight=bold][text-decoration]")
    assert bold.all_text_contents() == [WORDS[2]]


LONG = [f"word{i}" for i in range(1, 13)]


@pytest.fixture(scope="module")
def long_trace():
    p = lc.init_lstm(n_x=1, n_a=1, rng=np.random.default_rng(0), forget_bias=3.0)
    x = np.where(np.arange(12) < 6, -1.0, 1.0)[:, None, None] * 4
    return lc.lstm_forward(p, x)


def test_a_long_text_goes_on_in_further_rows(show, tmp_path, long_trace):
    page = show(write_page(tmp_path, [widgets.UnrolledExplorer(long_trace, LONG)]))
    rows = {0: LONG[:5], 5: LONG[:5], 6: LONG[5:10], 10: LONG[5:10], 12: LONG[10:]}
    for t, row in rows.items():
        at_step(page, t)
        assert [text for text in texts(page, "unrolled") if text in LONG] == row
    c = long_trace.c_states[:, 0, 0]
    written = texts(page, "unrolled")
    assert [shown(v) for v in c[10:]] == [w for w in written if w in map(shown, c)]


def test_a_meaning_stands_beside_a_state_of_at_least_one_half(
    show, tmp_path, long_trace
):
    explorer = widgets.UnrolledExplorer(long_trace, meaning=("minus", "plus"))
    page = show(write_page(tmp_path, [explorer]))
    for t in (3, 5, 10, 12):
        at_step(page, t)
        first = 5 * ((t - 1) // 5)
        c = long_trace.c_states[first : t + 1, 0, 0]
        expected = ["plus" if v > 0 else "minus" for v in c if abs(v) >= 0.5]
        found = [text for text in texts(page, "unrolled") if text in ("minus", "plus")]
        assert found == expected
    assert texts(page, "unrolled")[-1] in ("plus", "minus", "12")


def test_it_is_printed_with_all_steps_and_then_stands_where_it_was(
    show, tmp_path, long_trace
):
    page = show(write_page(tmp_path, [widgets.UnrolledExplorer(long_trace)]))
    at_step(page, 7)
    before = texts(page, "unrolled")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    steps = [str(t) for t in range(1, 13)]
    assert [text for text in texts(page, "unrolled") if text in steps] == steps
    assert page.locator(".lc-unrolled [opacity]").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert texts(page, "unrolled") == before


def test_without_script_a_table_has_all_steps():
    html = html_of(widgets.UnrolledExplorer(TRACE, WORDS, unit=UNIT))
    assert html.count("<tr>") == 1 + len(WORDS)
    for name in ("f", "u", "c_cand", "c", "o", "a"):
        for value in getattr(TRACE, name)[:, 0, UNIT]:
            assert f"<td>{shown(value)}</td>" in html
    assert "<td>&lt;b&gt;</td>" in html
    assert html_of(widgets.UnrolledExplorer(TRACE)).count("<th>") == 7


def test_the_gate_that_a_cell_of_1997_lacks_stands_open():
    p = lc.init_lstm1997(TRACE.x.shape[-1], 3, rng=np.random.default_rng(0))
    html = html_of(widgets.UnrolledExplorer(lc.lstm1997_forward(p, TRACE.x)))
    assert html.count(f"<td>{shown(1.0)}</td>") == len(WORDS)


def test_what_does_not_fit_is_refused():
    make = widgets.UnrolledExplorer
    with pytest.raises(ValueError, match="words: expected one a step, 5, got 1"):
        make(TRACE, ["a"])
    with pytest.raises(ValueError, match="words: expected one a step, 2, got 3"):
        make(TRACE, meaning=("a", "b", "c"))
    with pytest.raises(IndexError, match="unit: expected 0 to 2, got 3"):
        make(TRACE, unit=3)
    explorer = make(TRACE)
    with pytest.raises(IndexError, match="t: expected 0 to 5, got 6"):
        explorer.t = 6
    with pytest.raises(TypeError, match="expected Trace"):
        make(lc.rnn_forward(lc.init_rnn(2, 3, rng=np.random.default_rng(0)), TRACE.x))
