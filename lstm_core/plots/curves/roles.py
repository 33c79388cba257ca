"""What the gates do at words of each kind, in several networks."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from lstm_core.plots.curves.parts import draw_bars, stacked, write_spread
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS, MARKERS, ROLES
from lstm_core.plots.tables import Table
from lstm_core.words import label, translated


def plot_gates_by_role(
    ax: Axes | None,
    roles: Sequence[str],
    groups: Mapping[str, Mapping[str, np.ndarray]],
) -> tuple[Axes, Axes]:
    """Two gates of one unit at words of each role, for groups of networks.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into two; None makes a new figure.
    roles : sequence of n_roles str
        Names of the roles, from left to right, as for `lstm_core.words.translated`.
    groups : mapping of str to mapping of str to ndarray, shape (n_networks, n_roles)
        Name of a group (as for `lstm_core.words.translated`) to the openings of
        two gates, the same two in all groups: ``"f"``, ``"u"`` or ``"o"``. The first
        group has filled marks, the others hollow ones. Mark: median of the networks;
        bar: from the smallest to the largest.

    Returns
    -------
    tuple of two Axes
        One panel a gate.

    Raises
    ------
    ValueError
        If there are no groups, other than two gates, or other numbers of roles.
    """
    gates = _check_groups(roles, groups)
    ax = new_axes(ax, 4.6)
    panels = stacked(ax, gap=0.1)
    for panel, gate in zip(panels, gates, strict=True):
        color = COLORS[ROLES[gate]]
        for index, group in enumerate(groups.values()):
            shift = 0.22 * (index - (len(groups) - 1) / 2)
            _draw_group(panel, np.asarray(group[gate]), shift, index, color)
        panel.set(ylim=(-0.06, 1.06), yticks=(0, 0.5, 1))
        panel.set_ylabel(label(f"roles.{gate}"), color=color)
        panel.axhline(0.5, color=COLORS["frame"], lw=0.8, ls=":", zorder=0)
    roles = [translated(role, "role") for role in roles]
    names = [role.replace(" ", "\n") for role in roles]
    panels[1].set_xticks(np.arange(len(roles)), names, rotation=40, ha="right")
    panels[1].set_xlim(-0.5, len(roles) - 0.5)
    for panel in panels:
        panel.tick_params(axis="x", length=0)
    _name_groups(panels[0], groups)
    alt = _say_groups(roles, groups, gates)
    for target in (ax, *panels):
        set_alt(target, alt)
    set_table(ax, _table(roles, groups, gates))
    return panels


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


def _draw_group(panel, openings, shift, index, color):
    places = np.arange(openings.shape[1]) + shift
    style = {"fmt": MARKERS[index], "ms": 6, "capsize": 2.5}
    face = color if index == 0 else "white"
    draw_bars(panel, places, openings, color=color, mfc=face, **style)


def _name_groups(panel, groups):
    look = {"color": COLORS["ink"], "ls": "none", "ms": 6}
    handles = [
        Line2D([], [], marker=MARKERS[i], mfc="white" if i else None, **look)
        for i in range(len(groups))
    ]
    names = [translated(name) for name in groups]
    where = {"loc": "lower center", "bbox_to_anchor": (0.5, 1.0)}
    panel.legend(handles, names, ncols=len(groups), **where)


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
    return " ".join([*sentences, label("roles.alt", n=len(gates))])
