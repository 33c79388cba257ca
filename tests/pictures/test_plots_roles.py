"""Gates at words of each kind: what is drawn, what is said, what is refused."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_hex

from lstm_core import plots

pytestmark = pytest.mark.usefixtures("plain_style")
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
            np.testing.assert_allclose(
                marks.get_ydata(), np.median(group[gate], axis=0)
            )
            ends = np.array([segment[:, 1] for segment in bars.get_segments()])
            np.testing.assert_allclose(ends[:, 0], group[gate].min(axis=0))
            np.testing.assert_allclose(ends[:, 1], group[gate].max(axis=0))


def test_groups_differ_in_shape_and_filling_and_gates_in_colour(groups):
    upper, lower = plots.plot_gates_by_role(None, ROLES, groups)
    first, second = (drawn[0] for drawn in upper.containers)
    assert first.get_marker() != second.get_marker()
    assert to_hex(second.get_markerfacecolor()) == "#ffffff"
    assert first.get_markerfacecolor() == plots.COLORS["forget"]
    assert lower.containers[0][0].get_color() == plots.COLORS["update"]
    assert (first.get_xdata() < second.get_xdata()).all()
    names = [text.get_text() for text in upper.get_legend().get_texts()]
    assert names == ["noise and long sentences", "own"]


def test_the_text_says_every_median_and_range(groups):
    panels = plots.plot_gates_by_role(None, ROLES, groups)
    alt = plots.get_alt(panels[0])
    assert alt == plots.get_alt(panels[1])
    for gate, name in (("f", "forget gate"), ("u", "update gate")):
        for group in groups.values():
            low, middle, high = np.quantile(group[gate][:, 1], [0, 0.5, 1])
            assert name in alt
            assert f"near the {middle:.2f} (from {low:.2f} to {high:.2f})" in alt


def test_what_does_not_fit_is_refused(groups):
    with pytest.raises(ValueError, match="groups: expected at least one, got none"):
        plots.plot_gates_by_role(None, ROLES, {})
    with pytest.raises(ValueError, match=r"the same two gates in each, got \('f',\)"):
        plots.plot_gates_by_role(None, ROLES, {"a": {"f": np.zeros((2, 3))}})
    with pytest.raises(ValueError, match=r"shape \(n_networks, 2\) for 'noise, long'"):
        plots.plot_gates_by_role(None, ROLES[:2], groups)
    assert not plt.get_fignums()


def test_given_axes_are_used(groups):
    _, ax = plt.subplots()
    panels = plots.plot_gates_by_role(ax, ROLES, groups)
    assert {panel.get_figure(root=True) for panel in panels} == {ax.figure}
