"""Gates at words of each kind: what is drawn, what is said, what is refused."""

import numpy as np
import pytest
from drawings import assert_says, refused

from lstm_core import plots
from lstm_core.words import use_language

ROLES = ["subject", "near the", "stop"]


@pytest.fixture
def groups(rng):
    return {
        name: {gate: rng.random((5, 3)) for gate in "fu"} for name in ("real", "own")
    }


def test_a_panel_has_a_dot_for_each_network_and_a_line_at_the_median(groups):
    panels = plots.plot_gates_by_role(None, ROLES, groups)
    shown = [group[gate] for group in groups.values() for gate in "fu"]
    for panel, openings in zip(panels, shown, strict=True):
        [dots] = panel.lines
        np.testing.assert_allclose(dots.get_xdata(), openings.ravel())
        rows = np.round(dots.get_ydata()).reshape(openings.shape)
        np.testing.assert_array_equal(rows, np.tile([0, 1, 2], (5, 1)))
        [lines] = panel.collections
        ends = np.array(lines.get_segments())  # (n_roles, 2, 2)
        middle = np.median(openings, axis=0)
        np.testing.assert_allclose(ends[:, :, 0], np.transpose([middle, middle]))
        np.testing.assert_allclose(ends[:, :, 1].mean(axis=1), [0, 1, 2])


def test_panels_have_names_and_colours_and_pairs_the_name_of_their_group(groups):
    panels = plots.plot_gates_by_role(None, ROLES, groups)
    names = ["forget gate", "update gate"]
    assert [panel.get_title() for panel in panels] == 2 * names
    for panel, gate in zip(panels, 2 * ["forget", "update"], strict=True):
        assert panel.title.get_color() == plots.COLORS[gate]
        assert panel.lines[0].get_color() == plots.COLORS[gate]
    pairs = [text.get_text() for panel in panels for text in panel.texts]
    assert pairs == ["real names", "own"]


def test_the_first_role_stands_on_top_and_only_once(groups):
    first, *others = plots.plot_gates_by_role(None, ROLES, groups)
    bottom, top = first.get_ylim()
    assert top < 0 < 2 < bottom
    first.figure.draw_without_rendering()
    for panel in others:
        assert not any(t.get_visible() for t in panel.get_yticklabels())


def test_the_text_says_the_ends_and_the_table_every_median_and_range(groups):
    panels = plots.plot_gates_by_role(None, ROLES, groups)
    columns = plots.get_table(panels[0]).columns
    assert columns["word"] == ROLES
    for gate, name in (("f", "forget gate"), ("u", "update gate")):
        for key, own in (("real", "real names"), ("own", "own")):
            low, middle, high = np.quantile(groups[key][gate], [0, 0.5, 1], axis=0)
            ends = f"medians between {middle.min():.2f} ({ROLES[middle.argmin()]}) and"
            assert_says(panels, f"{name}, {own}: {ends} {middle.max():.2f} (")
            expected = f"{middle[1]:.2f} ({low[1]:.2f} to {high[1]:.2f})"
            assert columns[f"{name}, {own}"][1].replace("\xa0", " ") == expected


def test_roles_have_words_and_a_readers_own_stay(groups):
    use_language("es")
    panels = plots.plot_gates_by_role(None, ["subject", "mine", "stop"], groups)
    use_language("en")
    shown = [text.get_text() for text in panels[0].get_yticklabels()]
    assert shown == ["sujeto", "mine", "punto"]


def test_what_does_not_fit_is_refused(groups):
    with refused("groups: expected at least one, got none"):
        plots.plot_gates_by_role(None, ROLES, {})
    with refused(r"the same two gates in each, got \('f',\)"):
        plots.plot_gates_by_role(None, ROLES, {"a": {"f": np.zeros((2, 3))}})
    with refused(r"shape \(n_networks, 2\) for 'real'"):
        plots.plot_gates_by_role(None, ROLES[:2], groups)
