"""Pictures of the update of the cell state and of the four settings of its gates."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.colors import to_hex

import lstm_core as lc
from lstm_core import plots
from lstm_core.words import label

STEP = {
    "c_prev": np.array([2.0, -1.0]),
    "f": np.array([0.25, 0.5]),
    "u": np.array([1.0, 0.1]),
    "c_cand": np.array([-0.9, 0.8]),
    "c": np.array([-0.4, -0.42]),
}


pytestmark = pytest.mark.usefixtures("plain_style")


@pytest.fixture
def runs(rng):
    p, x = lc.init_lstm(2, 3, rng=rng), rng.standard_normal((6, 2, 2))
    c0 = rng.standard_normal((2, 3))
    return {name: lc.lstm_forward(p, x, c0=c0) for name in ("keep", "my own")}


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_an_update_shows_both_products_and_the_sum():
    ax = plots.plot_update(None, STEP)
    shown = [text.replace("\N{MINUS SIGN}", "-") for text in texts(ax)]
    times = "\N{MULTIPLICATION SIGN}"
    for wanted in (
        "= 2.00",
        f"= 0.25 {times} 2.00 = 0.50",
        f"= 1.00 {times} -0.90 = -0.90",
        "= -0.40",
        f"= 0.50 {times} -1.00 = -0.50",
        f"= 0.10 {times} 0.80 = 0.08",
    ):
        assert wanted in shown


def test_arrows_start_where_the_one_before_ends():
    ax = plots.plot_update(None, STEP)
    arrows = [text for text in ax.texts if text.get_text() == ""]
    ends = [(arrow.xyann[0], arrow.xy[0]) for arrow in arrows]
    np.testing.assert_allclose(
        ends[:4], [(0, 2.0), (2.0, 0.5), (0.5, -0.4), (0, -0.4)], atol=1e-12
    )
    low, high = ax.get_xlim()
    assert low < -1 < 2 < high


def test_the_text_of_an_update_has_all_its_numbers():
    said = plots.get_alt(plots.plot_update(None, STEP))
    assert "Units: 2." in said
    assert (
        "Unit 1: f = 0.25 times the old state 2.00 leaves 0.50; u = 1.00 times the "
        "candidate -0.90 adds -0.90; the new state is -0.40." in said
    )
    assert "Unit 2:" in said


def test_one_panel_for_each_setting_with_states_and_candidates(runs):
    panels = plots.plot_gate_settings(None, runs)
    assert len(panels) == 2
    assert len(plt.get_fignums()) == 1
    for panel, trace in zip(panels, runs.values(), strict=True):
        candidate, states = panel.get_lines()[1:]
        np.testing.assert_array_equal(candidate.get_ydata(), trace.c_cand[:, 0, 0])
        np.testing.assert_array_equal(states.get_ydata(), trace.c_states[:, 0, 0])


def test_gates_above_a_panel_are_those_of_the_unit_that_is_drawn(runs):
    panels = plots.plot_gate_settings(None, runs)
    f = next(iter(runs.values())).f[:, 0, 0].mean()
    assert panels[0].get_title().startswith(f"keep: $f={f:.2f}")
    assert panels[1].get_title().startswith("my own: ")


def test_panels_share_their_axes_and_the_last_row_names_the_steps(runs):
    four = runs | {"clear": runs["keep"], "add up": runs["keep"]}
    panels = plots.plot_gate_settings(None, four)
    assert len({panel.get_ylim() for panel in panels}) == 1
    assert [bool(panel.get_xlabel()) for panel in panels] == [False, False, True, True]


def test_the_text_of_the_settings_tells_every_run(runs):
    panels = plots.plot_gate_settings(None, runs)
    said = plots.get_alt(panels[0])
    assert said == plots.get_alt(panels[0].get_figure())
    assert "each of 2 settings" in said
    trace = runs["keep"]
    assert f"starts at {trace.c0[0, 0]:.2f} and goes {trace.c[0, 0, 0]:.2f}" in said
    assert "-0.00" not in said


@pytest.mark.parametrize("kind", ["update", "settings"])
def test_pictures_draw_on_given_axes_and_change_no_input(kind, runs):
    _, ax = plt.subplots()
    if kind == "update":
        before = {name: value.copy() for name, value in STEP.items()}
        assert plots.plot_update(ax, STEP) is ax
        for name, value in before.items():
            np.testing.assert_array_equal(STEP[name], value)
    else:
        assert all(isinstance(p, Axes) for p in plots.plot_gate_settings(ax, runs))
    assert len(plt.get_fignums()) == 1
    assert plots.get_alt(ax)


def test_rows_of_an_update_stand_beside_their_symbols_and_arrows():
    ax = plots.plot_update(None, STEP)
    arrows = [text for text in ax.texts if text.get_text() == ""]
    rows = [arrow.xy[1] for arrow in arrows[:4]]
    assert rows == sorted(rows)
    roles = ("cell", "forget", "update", "cell")
    symbols = ("old", "kept", "let_in", "new")
    for y, role, symbol, arrow in zip(rows, roles, symbols, arrows[:4], strict=True):
        here = [t for t in ax.texts if t.get_text() and t.get_position()[1] == y]
        assert here[0].get_text() == label(f"update.{symbol}")
        colors = {to_hex(text.get_color()) for text in here}
        colors.add(to_hex(arrow.arrow_patch.get_edgecolor()))
        assert colors == {plots.COLORS[role]}
    assert [t.get_text() for t in ax.get_yticklabels()] == ["unit 1", "unit 2"]


@pytest.mark.parametrize("name", ["old", "kept", "state", "axis", "alt"])
def test_a_run_may_have_any_name(name, runs):
    panel = plots.plot_gate_settings(None, {name: runs["keep"]})[0]
    assert panel.get_title().startswith(f"{name}: $f=")
    assert f"{name}, with f = " in plots.get_alt(panel)


def test_the_legend_of_the_settings_names_states_and_candidates(runs):
    panel = plots.plot_gate_settings(None, runs)[0]
    candidate, states = panel.get_lines()[1:]
    assert (candidate.get_label(), states.get_label()) == (
        label("update.candidate"),
        label("update.state"),
    )
    assert candidate.get_color() == plots.COLORS["candidate"]
    assert states.get_color() == plots.COLORS["cell"]


@pytest.mark.parametrize("n", [1, 2, 4])
def test_the_legend_of_the_settings_stands_below_the_names_of_the_steps(n, runs):
    many = {str(i): runs["keep"] for i in range(n)}
    panels = plots.plot_gate_settings(None, many)
    figure = panels[0].get_figure(root=True)
    figure.draw_without_rendering()
    legend = figure.axes[0].get_legend().get_window_extent()
    names = [panel.xaxis.label.get_window_extent() for panel in panels[-2:]]
    assert legend.y1 <= min(name.y0 for name in names)


def test_an_update_that_lacks_something_is_refused(runs):
    with pytest.raises(ValueError, match=r"step: .* of an LSTM cell; c_cand missing"):
        plots.plot_update(None, {k: v for k, v in STEP.items() if k != "c_cand"})
    with pytest.raises(ValueError, match=r"step: expected shape \(2,\) for 'u', got"):
        plots.plot_update(None, STEP | {"u": np.ones(3)})
    with pytest.raises(ValueError, match="step: expected at least one value"):
        plots.plot_update(None, {name: value[:0] for name, value in STEP.items()})
    assert not plt.get_fignums()


def test_runs_that_cannot_be_drawn_are_refused(runs):
    with pytest.raises(ValueError, match="runs: expected at least one run, got none"):
        plots.plot_gate_settings(None, {})
    basic = lc.RNNParams(np.zeros((2, 4)), np.zeros(2))
    other = lc.rnn_forward(basic, runs["keep"].x)
    with pytest.raises(TypeError, match=r"runs\['basic'\]: expected Trace, got RNN"):
        plots.plot_gate_settings(None, runs | {"basic": other})
    assert not plt.get_fignums()
