"""What the gates do at words of each kind, in several networks."""

from collections.abc import Mapping, Sequence
from textwrap import fill

import numpy as np
from matplotlib.axes import Axes

from lstm_core.plots.curves.parts import write_spread
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS, ROLES
from lstm_core.plots.tables import Table
from lstm_core.words import label, translated

_GAP, _APART = 0.03, 0.08  # between gates and between groups: shares of the width
_ROW, _SPREAD = 0.33, 0.3  # inches of a row; where in it the dots stand: from -0.3
_LETTERS = 13  # in a line above a panel


def plot_gates_by_role(
    ax: Axes | None,
    roles: Sequence[str],
    groups: Mapping[str, Mapping[str, np.ndarray]],
) -> tuple[Axes, ...]:
    """Two gates of one unit at words of each role, for groups of networks.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into panels, side by side; None makes a new figure.
    roles : sequence of n_roles str
        Names of the roles, from top to bottom, as for `lstm_core.words.translated`.
    groups : mapping of str to mapping of str to ndarray, shape (n_networks, n_roles)
        Name of a group (as for `lstm_core.words.translated`) to the openings of
        two gates, the same two in all groups: ``"f"``, ``"u"`` or ``"o"``. A dot for
        each network, a line at their median.

    Returns
    -------
    tuple of Axes
        A panel for each gate of each group, from left to right.

    Raises
    ------
    ValueError
        If there are no groups, other than two gates, or other numbers of roles.
    """
    gates = _check_groups(roles, groups)
    ax = new_axes(ax, _ROW * len(roles) + 0.9)
    panels = _side_by_side(ax, len(groups))
    shown = [(gate, group[gate]) for group in groups.values() for gate in gates]
    titles = {gate: fill(label(f"roles.{gate}"), _LETTERS) for gate in gates}
    for panel, (gate, openings) in zip(panels, shown, strict=True):
        color = COLORS[ROLES[gate]]
        _draw_gate(panel, np.asarray(openings), color)
        panel.set_title(titles[gate], color=color, fontsize="medium")
    roles = [translated(role, "role") for role in roles]
    panels[0].set_yticks(np.arange(len(roles)), roles)
    panels[0].set_ylim(len(roles) - 0.5, -0.5)
    lines = 1 + max(title.count("\n") for title in titles.values())
    for left, name in zip(panels[::2], groups, strict=True):
        _name_pair(left, translated(name), 10 + 13 * lines)
    alt = _say_groups(roles, groups, gates)
    for target in (ax, *panels):
        set_alt(target, alt)
    set_table(ax, _table(roles, groups, gates))
    return panels


def _side_by_side(ax, pairs):
    """Two panels for each group, over the same openings and roles."""
    ax.set_axis_off()
    width = (1 - (pairs - 1) * _APART - pairs * _GAP) / (2 * pairs)
    panels = []
    for index in range(2 * pairs):
        pair, second = divmod(index, 2)
        left = pair * (2 * width + _GAP + _APART) + second * (width + _GAP)
        shared = {"sharex": panels[0], "sharey": panels[0]} if panels else {}
        panels.append(ax.inset_axes((left, 0, width, 1), **shared))
        panels[-1].tick_params(axis="y", length=0, labelleft=index == 0)
    panels[0].set(xlim=(-0.08, 1.08), xticks=(0, 1))
    return tuple(panels)


def _draw_gate(panel, openings, color):
    """A dot for each network in the rows of the roles, and a line at the median."""
    networks, roles = openings.shape
    for row in range(0, roles, 2):
        panel.axhspan(row - 0.5, row + 0.5, color=COLORS["frame"], alpha=0.12, lw=0)
    places = np.arange(roles) + np.linspace(-_SPREAD, _SPREAD, networks)[:, None]
    dots = {"ls": "none", "marker": "o", "ms": 3.5, "mew": 0, "alpha": 0.45}
    panel.plot(openings.ravel(), places.ravel(), color=color, **dots)
    middle, rows = np.median(openings, axis=0), np.arange(roles)
    panel.vlines(middle, rows - 0.42, rows + 0.42, color=color, lw=2.5)


def _check_groups(roles, groups):
    """The names of the two gates."""
    if not groups:
        raise ValueError("groups: expected at least one, got none")
    gates = tuple(next(iter(groups.values())))
    for name, group in groups.items():
        if tuple(group) != gates or len(gates) != 2:
            expected = f"the same two gates in each, got {tuple(group)} in {name!r}"
            raise ValueError(f"groups: expected {expected}")
        for gate, openings in group.items():
            if np.ndim(openings) != 2 or np.shape(openings)[1] != len(roles):
                expected = f"shape (n_networks, {len(roles)}) for {name!r}, {gate!r}"
                raise ValueError(
                    f"groups: expected {expected}, got {np.shape(openings)}"
                )
    return gates


def _name_pair(left, name, above):
    """Write the name of a group above its two panels, of which one is given."""
    where = {"xycoords": "axes fraction", "textcoords": "offset points"}
    left.annotate(name, (1, 1), (0, above), ha="center", **where)


def _table(roles, groups, gates):
    columns = {label("roles.word"): roles}
    for gate in gates:
        for name, group in groups.items():
            head = label(
                "roles.head", gate=label(f"roles.{gate}"), group=translated(name)
            )
            columns[head] = write_spread(np.asarray(group[gate]), "{:.2f}".format)
    return Table(columns)


def _say_groups(roles, groups, gates):
    sentences = []
    for gate in gates:
        for name, group in groups.items():
            middle = np.median(group[gate], axis=0)
            low, high = middle.argmin(), middle.argmax()
            ends = {"low": f"{middle[low]:.2f}", "high": f"{middle[high]:.2f}"}
            ends |= {"least": roles[low], "most": roles[high]}
            fields = {"gate": label(f"roles.{gate}"), "group": translated(name)}
            sentences.append(label("roles.alt_group", **fields, **ends))
    return " ".join([*sentences, label("roles.alt", n=len(gates) * len(groups))])
