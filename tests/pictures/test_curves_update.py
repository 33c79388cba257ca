"""Pictures of the update of the cell state and of the four settings of its gates."""

import numpy as np
import pytest
from drawings import assert_says, drawn, entries, refused
from matplotlib.colors import to_hex

import lstm_core as lc
from lstm_core import plots
from lstm_core.plots.formatting import MINUS
from lstm_core.words import label

STEP = {
    "c_prev": np.array([2.0, -1.0]),
    "f": np.array([0.25, 0.5]),
    "u": np.array([1.0, 0.1]),
    "c_cand": np.array([-0.9, 0.8]),
    "c": np.array([-0.4, -0.42]),
}


@pytest.fixture
def runs(rng):
    p, x = lc.init_lstm(2, 3, rng=rng), rng.standard_normal((6, 2, 2))
    c0 = rng.standard_normal((2, 3))
    return {name: lc.lstm_forward(p, x, c0=c0) for name in ("keep", "my own")}


def test_an_update_shows_both_products_and_the_sum():
    ax = plots.plot_update(None, STEP)
    products = [(0.25, 2.0, 0.5), (1, -0.9, -0.9), (0.5, -1, -0.5), (0.1, 0.8, 0.08)]
    wanted = [
        "= {} \N{MULTIPLICATION SIGN} {} = {}".format(*entries(p)) for p in products
    ]
    assert {*wanted, "= 2.00", f"= {MINUS}0.40"} <= set(drawn(ax))
    assert_says(
        ax,
        "Units: 2.",
        "Unit 1: f = 0.25 times the old state 2.00 leaves 0.50; u = 1.00 times the "
        "candidate -0.90 adds -0.90; the new state is -0.40.",
        "Unit 2:",
    )


def test_rows_of_an_update_stand_beside_their_symbols_and_arrows():
    ax = plots.plot_update(None, STEP)
    arrows = [text for text in ax.texts if text.get_text() == ""][:4]
    ends = [(arrow.xyann[0], arrow.xy[0]) for arrow in arrows]
    # As long as the numbers beside them; what is let in starts where the kept ends.
    wanted = [(0, 2.0), (0, 0.5), (0.5, -0.4), (0, -0.4)]
    np.testing.assert_allclose(ends, wanted, atol=1e-12)
    low, high = ax.get_xlim()
    assert low < -1 < 2 < high
    rows = [arrow.xy[1] for arrow in arrows]
    assert rows == sorted(rows)
    roles = ("cell", "forget", "update", "cell")
    symbols = ("old", "kept", "let_in", "new")
    for y, role, symbol, arrow in zip(rows, roles, symbols, arrows, strict=True):
        here = [t for t in ax.texts if t.get_text() and t.get_position()[1] == y]
        assert here[0].get_text() == label(f"update.{symbol}")
        colors = {to_hex(text.get_color()) for text in here}
        colors.add(to_hex(arrow.arrow_patch.get_edgecolor()))
        assert colors == {plots.COLORS[role]}
    assert [t.get_text() for t in ax.get_yticklabels()] == ["unit 1", "unit 2"]


def test_one_panel_for_each_setting_with_states_and_candidates(runs):
    panels = plots.plot_gate_settings(None, runs)
    for panel, (name, trace) in zip(panels, runs.items(), strict=True):
        candidate, states = panel.get_lines()[1:]
        np.testing.assert_array_equal(candidate.get_ydata(), trace.c_cand[:, 0, 0])
        np.testing.assert_array_equal(states.get_ydata(), trace.c_states[:, 0, 0])
        names = [line.get_label() for line in (candidate, states)]
        assert names == [label("update.candidate"), label("update.state")]
        colors = [line.get_color() for line in (candidate, states)]
        assert colors == [plots.COLORS["candidate"], plots.COLORS["cell"]]
        f = trace.f[:, 0, 0].mean()
        assert panel.get_title().startswith(f"{name}: $f={f:.2f}")
    states = runs["keep"].c_states[:, 0, 0]
    said = f"cell state from {states[0]:.2f} to {states[-1]:.2f}, between "
    said += f"{states.min():.2f} and {states.max():.2f}"
    assert_says(panels, "each of 2 settings", said)
    columns = plots.get_table(panels[0]).columns
    for name, trace in runs.items():
        np.testing.assert_array_equal(columns[name], trace.c[:, 0, 0])
        np.testing.assert_array_equal(columns["candidate"], trace.c_cand[:, 0, 0])


def test_panels_share_their_axes_and_the_last_row_names_the_steps(runs):
    four = runs | {"clear": runs["keep"], "add up": runs["keep"]}
    panels = plots.plot_gate_settings(None, four)
    assert len({panel.get_ylim() for panel in panels}) == 1
    assert [bool(panel.get_xlabel()) for panel in panels] == [False, False, True, True]


@pytest.mark.parametrize("name", ["old", "kept", "state", "axis", "alt"])
def test_a_run_may_have_any_name(name, runs):
    panel = plots.plot_gate_settings(None, {name: runs["keep"]})[0]
    assert panel.get_title().startswith(f"{name}: $f=")
    assert_says(panel, f"{name}, with f = ")


@pytest.mark.parametrize("n", [1, 2, 4])
def test_the_legend_of_the_settings_stands_below_the_names_of_the_steps(n, runs):
    many = {str(i): runs["keep"] for i in range(n)}
    panels = plots.plot_gate_settings(None, many)
    figure = panels[0].get_figure(root=True)
    figure.draw_without_rendering()
    legend = figure.axes[0].get_legend().get_window_extent()
    names = [panel.xaxis.label.get_window_extent() for panel in panels[-2:]]
    assert legend.y1 <= min(name.y0 for name in names)


def test_what_cannot_be_drawn_is_refused(runs, rng):
    with refused(r"step: .* of an LSTM cell; c_cand missing"):
        plots.plot_update(None, {k: v for k, v in STEP.items() if k != "c_cand"})
    with refused(r"step: expected shape \(2,\) for 'u', got"):
        plots.plot_update(None, STEP | {"u": np.ones(3)})
    with refused(
        r"step: expected c = f \* c_prev \+ u \* c_cand, got one .* 0\.1 away"
    ):
        plots.plot_update(None, STEP | {"c": np.array([-0.5, -0.42])})
    other = lc.slstm_forward(lc.init_slstm(2, 3, rng=rng), runs["keep"].x)
    with refused(r"step: expected c = f \* c_prev \+ u \* c_cand, got one"):
        plots.plot_update(None, other.step(1))
    with refused("step: expected at least one value"):
        plots.plot_update(None, {name: value[:0] for name, value in STEP.items()})
    with refused("runs: expected at least one run, got none"):
        plots.plot_gate_settings(None, {})
    basic = lc.RNNParams(np.zeros((2, 4)), np.zeros(2))
    other = lc.rnn_forward(basic, runs["keep"].x)
    with refused(r"runs\['basic'\]: expected Trace or .*, got RNN", TypeError):
        plots.plot_gate_settings(None, runs | {"basic": other})
