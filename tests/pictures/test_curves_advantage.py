"""Pictures of how long networks remember: right numbers, texts, and refusals."""

from itertools import combinations

import numpy as np
from drawings import assert_says, drawn, refused

from lstm_core import plots
from lstm_core.plots.pictures import figure_of

TOKENS = list("Cwxy?")
SHARES = {"hand": np.ones(5), "fresh": 0.5 ** np.arange(5)}
APART = {"hand": np.ones(5), "fresh": 0.75 ** np.arange(5)}
STEPS = np.arange(1, 21)
LATER = np.arange(3)[:, None]
FADING = {"LSTM": 0.9**STEPS * np.ones((3, 1)), "RNN": 0.5 ** (STEPS + LATER)}
SCORES = {"RNN": np.array([[1.0, 0.9, 1.0], [0.2, 0.3, 0.4]]), "LSTM": np.ones((2, 3))}


def by_lag(**style):
    return plots.plot_by_lag(None, (10, 100), SCORES, ("chance", 0.25), **style)


def test_both_panels_have_the_letters_and_the_curves():
    upper, lower = plots.plot_left(None, TOKENS, SHARES, APART)
    assert [tick.get_text() for tick in lower.get_xticklabels()] == TOKENS
    for panel, curves in ((upper, SHARES), (lower, APART)):
        for line, values in zip(panel.lines, curves.values(), strict=False):
            np.testing.assert_array_equal(line.get_ydata(), values)
    assert_says(
        upper,
        "C w x y ?",
        "fresh: on the belt 0.25 at step 2 and 0.06 at the last",
        "apart 0.56 and 0.32.",
    )


def test_fading_shows_medians_on_logarithmic_axes_and_the_others_pale():
    lstm, rnn = panels = plots.plot_fading(None, STEPS, FADING)
    assert {panel.get_yscale() for panel in panels} == {"log"}
    assert (lstm.get_title(), rnn.get_title()) == ("LSTM", "RNN")
    for panel, own, other in ((lstm, 0.9, 0.5), (rnn, 0.5, 0.9)):
        medians = {0.9: 0.9**STEPS, 0.5: 0.5 ** (STEPS + 1)}
        level, pale, line = panel.lines
        np.testing.assert_array_equal(level.get_ydata(), 1)
        np.testing.assert_allclose(pale.get_ydata(), medians[other])
        np.testing.assert_allclose(line.get_ydata(), medians[own])
        assert line.get_linewidth() > 2 * pale.get_linewidth()
    [band] = rnn.collections
    heights = band.get_paths()[0].vertices[:, 1]
    assert (heights.min(), heights.max()) == (0.5**22, 0.5)
    assert lstm.get_ylim() == rnn.get_ylim()
    assert_says(lstm, "LSTM: 0.90 at T = 1, 0.12 at T = 20.", "3 networks")


def test_memory_stands_above_the_gradient_that_arrives():
    runs = np.array([[1.0, 1, 2, 4], [1, -1, -2, -4]])
    sizes = 5 * np.array([[1, 0.5, 0.25, 0.1], [1, 0.5, 0.25, 0.3], [1, 1, 1, 0.2]])
    cells = {"RNN": (runs / 8, sizes), "LSTM, bias 5": (runs, 10 * sizes)}
    panels = plots.plot_advantage(None, cells)
    rnn, lstm = panels[:2], panels[2:]
    assert (rnn[0].get_title(), lstm[0].get_title()) == tuple(cells)
    for (upper, lower), (states, _) in zip((rnn, lstm), cells.values(), strict=True):
        for line, values in zip(upper.lines, states, strict=True):
            np.testing.assert_array_equal(line.get_ydata(), values)
        solid, dashed = upper.lines
        assert (solid.get_linestyle(), dashed.get_linestyle()) == ("-", "--")
        assert lower.get_yscale() == "log"
        np.testing.assert_allclose(lower.lines[1].get_ydata()[[0, 3]], [1, 0.2])
    assert rnn[0].get_ylim() != lstm[0].get_ylim()
    assert rnn[1].get_ylim() == lstm[1].get_ylim()
    said = "LSTM, bias 5: the runs are 0.00 apart after the first step, 8.00 at the end"
    assert_says(lstm[1], said, "0.20 of the gradient arrives", "3 networks")


def test_scores_show_the_median_and_the_level():
    rnn, lstm = panels = by_lag()
    for panel, scores in zip(panels, SCORES.values(), strict=True):
        [bars] = panel.containers
        np.testing.assert_allclose(bars.lines[0].get_ydata(), np.median(scores, axis=1))
        level = panel.lines[0]
        np.testing.assert_array_equal(level.get_ydata(), 0.25)
    said = assert_says(rnn, "RNN: 1.00 at 10, 0.30 at 100.")
    assert said.endswith("A line marks chance, 0.25.")
    assert rnn.get_xlabel() == "lag (steps)"
    assert (rnn.get_title(), lstm.get_title()) == ("RNN", "LSTM")
    assert drawn(lstm) == ["chance"]
    errors = by_lag(score="error", axis="length")
    assert (rnn.get_yscale(), errors[1].get_yscale()) == ("linear", "log")
    assert errors[0].get_ylabel() == "mean squared error"


def test_each_kind_of_network_has_a_panel_of_its_own_with_the_same_scales():
    kinds = {f"kind {k}": SCORES["RNN"] / (k + 1) for k in range(5)}
    panels = plots.plot_by_lag(None, (10, 100), kinds, ("chance", 0.25))
    assert [panel.get_title() for panel in panels] == list(kinds)
    assert len({panel.get_ylim() for panel in panels}) == 1
    figure_of(panels[0]).draw_without_rendering()
    boxes = [panel.get_window_extent() for panel in panels]
    for one, other in combinations(boxes, 2):
        assert not one.overlaps(other)
    assert [k for k, panel in enumerate(panels) if panel.get_xlabel()] == [2, 3, 4]
    assert [k for k, panel in enumerate(panels) if panel.get_ylabel()] == [0, 3]


def test_what_does_not_fit_is_refused():
    with refused(r"apart: expected \['hand', 'fresh'\]"):
        plots.plot_left(None, TOKENS, SHARES, {"hand": np.ones(5)})
    with refused("shares: expected shape"):
        plots.plot_left(None, TOKENS[:3], SHARES, APART)
    with refused("groups: expected shape"):
        plots.plot_fading(None, STEPS[:5], FADING)
    with refused("gradients: expected shape"):
        plots.plot_advantage(None, {"RNN": (np.ones((2, 4)), np.ones((3, 5)))})
    with refused("groups: expected shape"):
        plots.plot_by_lag(None, (1, 2, 3), SCORES, ("chance", 0.25))
