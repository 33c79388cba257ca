"""Gates at words of each kind: what is drawn, what is said, what is refused."""

import numpy as np
import pytest
from drawings import assert_says, legend, refused
from matplotlib.colors import to_hex

from lstm_core import plots
from lstm_core.words import use_language

ROLES = ["subject", "near the", "stop"]


@pytest.fixture
def groups(rng):
    return {
        name: {gate: rng.random((5, 3)) for gate in "fu"}
        for name in ("noise, long", "own")
    }


def test_marks_are_medians_and_bars_reach_to_the_extremes(groups):
    panels = plots.plot_gates_by_role(None, ROLES, groups)
    for panel, gate in zip(panels, "fu", strict=True):
        assert len(panel.containers) == 2
        for drawn, group in zip(panel.containers, groups.values(), strict=True):
            marks, _, (bars,) = drawn
            ends = [segment[:, 1] for segment in bars.get_segments()]
            low, middle, high = np.quantile(group[gate], [0, 0.5, 1], axis=0)
            np.testing.assert_allclose(marks.get_ydata(), middle)
            np.testing.assert_allclose(ends, np.transpose([low, high]))


def test_groups_differ_in_shape_and_filling_and_gates_in_colour(groups):
    upper, lower = plots.plot_gates_by_role(None, ROLES, groups)
    first, second = (drawn[0] for drawn in upper.containers)
    assert first.get_marker() != second.get_marker()
    assert to_hex(second.get_markerfacecolor()) == "#ffffff"
    assert first.get_markerfacecolor() == plots.COLORS["forget"]
    assert lower.containers[0][0].get_color() == plots.COLORS["update"]
    assert (first.get_xdata() < second.get_xdata()).all()
    assert legend(upper) == ["noise and long sentences", "own"]


def test_the_text_says_the_ends_and_the_table_every_median_and_range(groups):
    panels = plots.plot_gates_by_role(None, ROLES, groups)
    columns = plots.get_table(panels[0]).columns
    assert columns["word"] == ROLES
    for gate, name in (("f", "forget gate"), ("u", "update gate")):
        for key, own in (("noise, long", "noise and long sentences"), ("own", "own")):
            low, middle, high = np.quantile(groups[key][gate], [0, 0.5, 1], axis=0)
            ends = f"medians between {middle.min():.2f} ({ROLES[middle.argmin()]}) and"
            assert_says(panels, f"{name}, {own}: {ends} {middle.max():.2f} (")
            expected = f"{middle[1]:.2f} ({low[1]:.2f} to {high[1]:.2f})"
            assert columns[f"{name}, {own}"][1].replace("\xa0", " ") == expected


def test_roles_have_words_and_a_readers_own_stay(groups):
    use_language("es")
    panels = plots.plot_gates_by_role(None, ["subject", "mine", "stop"], groups)
    use_language("en")
    shown = [text.get_text() for text in panels[1].get_xticklabels()]
    assert shown == ["sujeto", "mine", "punto"]


def test_what_does_not_fit_is_refused(groups):
    with refused("groups: expected at least one, got none"):
        plots.plot_gates_by_role(None, ROLES, {})
    with refused(r"the same two gates in each, got \('f',\)"):
        plots.plot_gates_by_role(None, ROLES, {"a": {"f": np.zeros((2, 3))}})
    with refused(r"shape \(n_networks, 2\) for 'noise, long'"):
        plots.plot_gates_by_role(None, ROLES[:2], groups)
