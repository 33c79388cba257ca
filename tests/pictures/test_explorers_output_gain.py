"""What is stored and shown; how much of the beginning is left for each gain."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import (
    GAINS,
    boxes,
    html_of,
    make_stretches,
    points,
    press,
    read,
    texts,
    throats,
    write_page,
)

from lstm_core.plots import COLORS
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import shown, times

pytestmark = IN_CHROMIUM


@pytest.mark.parametrize(("c", "o"), [(1.2, 0.6), (-2.5, 0.35), (0.4, 1.0), (3, 0)])
def test_the_output_is_what_the_valve_lets_through_of_the_tanh(show, tmp_path, c, o):
    explorer = widgets.OutputExplorer(c=c, o=o)
    a = o * np.tanh(c)
    assert explorer.a == pytest.approx(a, rel=1e-14)
    page = show(write_page(tmp_path, [explorer]))
    numbers = {"ct": c, "ot": o, "at": a}
    written = [f"{symbol} = {shown(value)}" for symbol, value in numbers.items()]
    assert set(written) | {shown(np.tanh(c))} <= set(texts(page, "output"))
    assert throats(page, "output", ()) == pytest.approx({COLORS["output"]: o})
    stored, visible = boxes(page, "output", "rect")
    for bar, value in ((stored, c), (visible, a)):
        assert bar["width"] == pytest.approx(132 / 3 * abs(value))
        assert bar["x"] == pytest.approx(216 - (bar["width"] if value < 0 else 0))
    [mark] = [b for b in boxes(page, "output", "circle") if b["r"] == 5]
    place = mark["cx"], mark["cy"]
    assert place == pytest.approx((104 + 28 * c, 92 - 62 * np.tanh(c)))
    curve = points(boxes(page, "output", "polyline")[0])
    expected = 92 - 62 * np.tanh((curve[:, 0] - 104) / 28)
    np.testing.assert_allclose(curve[:, 1], expected, atol=1e-9)


def test_hide_and_show_leave_what_is_stored(page):
    before = boxes(page, "output", "rect")[0]
    press(page, EXPLORERS["output"]["hide"])
    hidden = page.locator(".lc-output .lc-result").inner_text()
    assert hidden == EXPLORERS["output"]["result.hidden"].format(c="1.20", a="0.00")
    assert boxes(page, "output", "rect")[0] == before
    press(page, EXPLORERS["output"]["show"])
    assert read(page, "output", "a") == read(page, "output", "tanh_c") == "0.83"
    assert boxes(page, "output", "rect")[0] == before


@pytest.mark.parametrize("k", range(len(GAINS)))
def test_each_gain_shows_the_middle_and_the_range_of_its_networks(page, k):
    stretches = make_stretches()
    page.locator(".lc-gain input[name=gain]").fill(str(k))
    last = np.sort(stretches[k, :, -1])
    assert read(page, "gain", "gain") == shown(GAINS[k])
    for name, value in zip(("low", "middle", "high"), last, strict=True):
        rounded = 10 ** np.log10(value).round(4)
        assert read(page, "gain", name) == times(float(rounded))
    fate = ("fades", "stays", "grows")[k]
    result = page.locator(".lc-gain .lc-result").inner_text()
    texts = {name: read(page, "gain", name) for name in ("low", "middle", "high")}
    sentence = EXPLORERS["gain"][f"result.{fate}"]
    rest = {"gain": shown(GAINS[k]), "T": "40", "networks": "3"}
    assert result == sentence.format(**texts, **rest)
    at = [0, *range(3, 40, 4)]
    powers = np.log10(make_stretches())
    line = points(boxes(page, "gain", "polyline")[0])
    [low, high] = np.floor(powers.min()), np.ceil(powers.max())
    middle = np.median(powers[k], axis=0)[at]
    y = 214 - (middle - low) / (high - low) * (214 - 34)
    np.testing.assert_allclose(line[:, 1], y, atol=0.1)
    x = 52 + (np.array(at) + 1) / 40 * (350 - 52)
    np.testing.assert_allclose(line[:, 0], x)
    assert len(points(boxes(page, "gain", "polygon")[0])) == 2 * len(at)


def test_python_sets_a_gain_that_was_measured():
    explorer = widgets.GainExplorer(GAINS, make_stretches())
    explorer.gain = GAINS[2]
    assert "explodes" in html_of(explorer)
    with pytest.raises(ValueError, match=r"gain: expected 0.5, 1, 2, got 1.7"):
        explorer.gain = 1.7


@pytest.mark.parametrize(
    ("gains", "change", "message"),
    [
        (GAINS[:2], lambda s: s, r"stretches: expected \(2, networks, T\)"),
        (GAINS, lambda s: s[0], r"stretches: expected \(3, networks, T\)"),
        (GAINS, lambda s: -s, "stretches: expected positive finite numbers"),
        (GAINS, lambda s: s * np.inf, "stretches: expected positive finite numbers"),
        (GAINS[::-1], lambda s: s, "gains: expected numbers that rise"),
        (GAINS, lambda s: s[:, :0], "gains: expected numbers that rise"),
    ],
)
def test_measurements_that_do_not_fit_are_refused(gains, change, message):
    with pytest.raises(ValueError, match=message):
        widgets.GainExplorer(gains, change(make_stretches()))
