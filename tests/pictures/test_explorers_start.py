"""The explorer of the start: its numbers are those of lstm_core, and its picture."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import as_number, boxes, html_of, make_basic, read

import lstm_core as lc

pytest.importorskip("anywidget")
from lstm_core import widgets

pytestmark = IN_CHROMIUM
ANSWER = 2
STOPS = np.arange(-20, 21) / 20


def answers_of_the_package(a0):
    p, out, x = make_basic()
    trace = lc.rnn_forward(p, x[:, :1], np.full((1, 3), float(a0)))
    return lc.softmax(lc.readout(out, trace.a))[:, 0, ANSWER]


def set_start(page, a0):
    page.locator(".lc-start input[name=a0]").fill(str(a0))


@pytest.mark.parametrize("a0", [-1, -0.35, 0, 0.6, 1])
def test_the_page_computes_what_the_package_computes(page, a0):
    set_start(page, a0)
    expected = answers_of_the_package(a0)
    for t in (1, 3, 10):
        found = as_number(read(page, "start", f"y_{t}"))
        assert found == pytest.approx(expected[t - 1], abs=6e-4)
    levels = boxes(page, "start", ".lc-level")
    heights = [
        (126 - float(level["d"].split()[1].split("H")[0])) / 92 for level in levels
    ]
    np.testing.assert_allclose(heights, expected[[0, 2, 9]], atol=1e-4)


def test_without_script_it_says_the_numbers_of_its_start():
    p, out, x = make_basic()
    text = html_of(widgets.StartExplorer(p, out, x, answer=ANSWER, a0=0.6))
    y_1, _, y_3 = answers_of_the_package(0.6)[:3]
    assert f"y1 = {y_1:.3f} after one step, y3 = {y_3:.3f}" in text


def test_bands_show_all_that_the_start_can_do(page):
    every = np.array([answers_of_the_package(a0) for a0 in STOPS])[:, [0, 2, 9]]
    bands = boxes(page, "start", ".lc-range")
    heights = [band["height"] / 92 for band in bands]
    np.testing.assert_allclose(heights, np.ptp(every, axis=0), atol=2e-4)
    tops = [(126 - band["y"]) / 92 for band in bands]
    np.testing.assert_allclose(tops, every.max(axis=0), atol=1e-4)


def test_copies_darken_with_the_distance_of_their_states(page):
    copies = boxes(page, "start", ".lc-copy")
    assert {copy["fill"] for copy in copies} == {"rgb(255,255,255)"}
    set_start(page, 1)
    p, _, x = make_basic()
    moved, still = (
        lc.rnn_forward(p, x[:, :1], np.full((1, 3), a0)).a[:, 0] for a0 in (1.0, 0.0)
    )
    apart = np.abs(moved - still).mean(axis=1)
    # The colour's red is 0x5b: white less its part.
    reds = [int(c["fill"][4:].split(",")[0]) for c in boxes(page, "start", ".lc-copy")]
    np.testing.assert_allclose(reds, 255 - apart * (255 - 0x5B), atol=0.6)


def test_what_does_not_fit_is_refused():
    p, out, x = make_basic()
    make = widgets.StartExplorer
    with pytest.raises(ValueError, match="x: expected at least 10 steps, got 9"):
        make(p, out, x[:9])
    with pytest.raises(IndexError, match="answer: expected 0 to 3, got 4"):
        make(p, out, x, answer=4)
    with pytest.raises(ValueError, match="a0: expected a number from -1 to 1, got 2"):
        make(p, out, x, a0=2)
    lstm = lc.init_lstm(2, 3, rng=np.random.default_rng(0))
    with pytest.raises(TypeError, match="expected RNNParams"):
        make(lstm, out, x)
