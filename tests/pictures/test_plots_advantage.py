"""Pictures of how long networks remember: right numbers, texts, and refusals."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_core import plots

pytestmark = pytest.mark.usefixtures("plain_style")

TOKENS = list("Cwxy?")
SHARES = {"hand": np.ones(5), "fresh": 0.5 ** np.arange(5)}
APART = {"hand": np.ones(5), "fresh": 0.75 ** np.arange(5)}
STEPS = np.arange(1, 21)
LATER = np.arange(3)[:, None]
FADING = {"LSTM": 0.9**STEPS * np.ones((3, 1)), "RNN": 0.5 ** (STEPS + LATER)}
SCORES = {"RNN": np.array([[1.0, 0.9, 1.0], [0.2, 0.3, 0.4]]), "LSTM": np.ones((2, 3))}


def left(ax=None):
    return plots.plot_left(ax, TOKENS, SHARES, APART)


def fading(ax=None):
    return plots.plot_fading(ax, STEPS, FADING)


def by_lag(ax=None, **style):
    return plots.plot_by_lag(ax, (10, 100), SCORES, ("chance", 0.25), **style)


@pytest.mark.parametrize("draw", [left, fading, by_lag])
def test_they_draw_anywhere_and_leave_their_inputs_alone(draw):
    for group in (SHARES, APART, FADING, SCORES):
        for array in group.values():
            array.flags.writeable = False  # a write would raise
    made = np.atleast_1d(draw())[0]
    assert plt.get_fignums() == [1]
    _, given = plt.subplots()
    draw(given)
    assert plt.get_fignums() == [1, 2]
    assert "nan" not in plots.to_svg(made)
    assert plots.get_alt(made)


def test_both_panels_have_the_letters_and_the_curves():
    upper, lower = left()
    assert [tick.get_text() for tick in lower.get_xticklabels()] == TOKENS
    for panel, curves in ((upper, SHARES), (lower, APART)):
        for line, values in zip(panel.lines, curves.values(), strict=False):
            np.testing.assert_array_equal(line.get_ydata(), values)
    alt = plots.get_alt(upper)
    assert "C w x y ?" in alt
    assert "fresh: on the belt 0.25 at step 2 and 0.06 at the last" in alt
    assert "apart 0.56 and 0.32." in alt


def test_fading_shows_medians_on_a_logarithmic_axis():
    ax = fading()
    assert ax.get_yscale() == "log"
    np.testing.assert_allclose(ax.lines[1].get_ydata(), 0.5 ** (STEPS + 1))
    assert "LSTM: 0.90 at T = 1, 0.12 at T = 20." in plots.get_alt(ax)
    assert "3 networks" in plots.get_alt(ax)


def test_scores_show_the_median_and_the_level():
    ax = by_lag()
    np.testing.assert_allclose(ax.containers[0].lines[0].get_ydata(), [1.0, 0.3])
    alt = plots.get_alt(ax)
    assert "RNN: 1.00 at 10, 0.30 at 100." in alt
    assert alt.endswith("A line marks chance, 0.25.")
    assert ax.get_xlabel() == "lag (steps)"
    shown = {text.get_text() for text in ax.texts}
    assert shown == {"RNN", "LSTM", "chance"}


def test_errors_stand_on_a_logarithmic_axis():
    ax = by_lag(score="error", axis="length")
    assert ax.get_yscale() == "log"
    assert ax.get_ylabel() == "mean squared error"


def test_what_does_not_fit_is_refused():
    with pytest.raises(ValueError, match=r"apart: expected \['hand', 'fresh'\]"):
        plots.plot_left(None, TOKENS, SHARES, {"hand": np.ones(5)})
    with pytest.raises(ValueError, match="shares: expected shape"):
        plots.plot_left(None, TOKENS[:3], SHARES, APART)
    with pytest.raises(ValueError, match="groups: expected shape"):
        plots.plot_fading(None, STEPS[:5], FADING)
    with pytest.raises(ValueError, match="groups: expected shape"):
        plots.plot_by_lag(None, (1, 2, 3), SCORES, ("chance", 0.25))
