"""A basic network beside an LSTM: what stands in the panels, and what is refused."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import boxes, html_of, make_measured, points, read, texts

from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import shown, times

pytestmark = IN_CHROMIUM

BASIC, LSTM = make_measured()
LAGS = [*range(0, 41, 4)]
LEFTS = {"basic": (44, 176), "lstm": (222, 354)}


def middle_of(measured):
    """Median distance, and median share of the gradient that arrives, as on a page."""
    _, apart, sizes = measured
    power = np.median(np.log10(sizes[:, -1] / sizes[:, 0])).round(3)
    return float(np.median(apart).round(4)), float(10**power)


@pytest.mark.parametrize(("gain", "bias"), [(0, 0), (1, 2), (2, 1)])
def test_each_setting_shows_what_was_measured_with_it(page, gain, bias):
    page.locator(".lc-advantage input[name=gain]").fill(str(gain))
    page.locator(".lc-advantage input[name=bias]").fill(str(bias))
    chosen = {"basic": [*BASIC.values()][gain], "lstm": [*LSTM.values()][bias]}
    for side, measured in chosen.items():
        apart, gradient = middle_of(measured)
        assert read(page, "advantage", f"{side}_apart") == shown(apart)
        assert read(page, "advantage", f"{side}_gradient") == times(gradient)
    powers = [np.log10(v[2] / v[2][:, :1]) for s in (BASIC, LSTM) for v in s.values()]
    low, high = np.floor(np.min(powers)), np.ceil(np.max(powers))
    lines = boxes(page, "advantage", "polyline.lc-middle")
    for line, (side, measured) in zip(lines, chosen.items(), strict=True):
        left, right = LEFTS[side]
        found = points(line)
        np.testing.assert_allclose(
            found[:, 0], left + np.array(LAGS) / 40 * (right - left)
        )
        middle = np.median(np.log10(measured[2] / measured[2][:, :1]), axis=0)[LAGS]
        y = 312 - (middle - low) / (high - low) * (312 - 202)
        np.testing.assert_allclose(found[:, 1], y, atol=0.1)


@pytest.mark.parametrize(("bias", "most"), [(0, 1), (1, 5), (2, 20)])
def test_the_runs_fill_their_panel_on_a_scale_that_has_their_size(page, bias, most):
    page.locator(".lc-advantage input[name=bias]").fill(str(bias))
    states = [*LSTM.values()][bias][0]
    after, other = (
        points(boxes(page, "advantage", f"polyline{kind}")[1])
        for kind in (".lc-after", ":not([class])")
    )
    for line, values in ((after, states[0]), (other, states[1])):
        y = 134 - (values / most + 1) / 2 * (134 - 52)
        np.testing.assert_allclose(line[:, 1], y, atol=0.1)
    gap = points(boxes(page, "advantage", "polygon.lc-gap")[1])
    np.testing.assert_allclose(gap, [*after, *other[::-1]])
    assert {str(most), f"\N{MINUS SIGN}{most}"} <= set(texts(page, "advantage"))


def test_python_sets_what_was_measured_and_nothing_else():
    explorer = widgets.AdvantageExplorer(BASIC, LSTM)
    explorer.gain, explorer.bias = 2.0, 5.0
    apart, gradient = middle_of(LSTM[5.0])
    html = html_of(explorer)
    words = EXPLORERS["advantage"]["result"].split("\n")[1]
    shown_as = {"lstm_apart": shown(apart), "lstm_gradient": times(gradient)}
    assert words.format(bias="5.00", **shown_as) in html
    with pytest.raises(ValueError, match=r"gain: expected 0.5, 1, 2, got 1.7"):
        explorer.gain = 1.7
    with pytest.raises(ValueError, match="bias: expected 0, 1, 5, got 2"):
        explorer.bias = 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s, a, g: (s[:, 1:], a, g), r"lstm, 5: expected shapes \[\(2, 41\)"),
        (lambda s, a, g: (s, a[1:], g), "lstm, 5: expected shapes"),
        (lambda s, a, g: (s * np.nan, a, g), "lstm, 5: expected finite numbers"),
        (lambda s, a, g: (s, a, 0 * g), "lstm, 5: expected positive gradients"),
    ],
)
def test_measurements_that_do_not_fit_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        widgets.AdvantageExplorer(BASIC, LSTM | {5.0: change(*LSTM[5.0])})


def test_settings_must_rise():
    turned = dict(reversed(BASIC.items()))
    with pytest.raises(ValueError, match="basic: expected settings that rise"):
        widgets.AdvantageExplorer(turned, LSTM)
