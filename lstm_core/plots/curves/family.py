"""A family of cells: a row for each cell, a column for each task."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

from lstm_core.plots.curves.parts import spread_of, write_spread
from lstm_core.plots.formatting import number
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS
from lstm_core.plots.tables import NOTHING, Table
from lstm_core.words import label, translated

_ROW = 0.85  # height of a row in inches
_REACH = "reach"


def plot_family(
    ax: Axes | None,
    along: Mapping[str, Mapping[str, np.ndarray]],
    chance: Mapping[str, float],
    reach: Mapping[str, np.ndarray],
    trained: int,
    asked: int,
) -> tuple[tuple[Axes, ...], ...]:
    """What the cells of a family can do, a row for each cell.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into panels; None makes a new figure.
    along : mapping of str to mapping of str to ndarray
        Name of a task to a mapping of cells to accuracies, shape (n_runs, n_places): of
        each run, in equal parts along the test. Names as for
        `lstm_core.words.translated`. The rows are the cells of the first task.
    chance : mapping of str to float
        Accuracy of a guess in each of these tasks.
    reach : mapping of str to ndarray, each of shape (n_runs,)
        How far each run of a cell counts, from 0 to ``asked``.
    trained, asked : int
        The longest string that was trained, and the longest that was asked for.

    Returns
    -------
    tuple of tuple of Axes
        The rows, each with a panel for each task and the last one for counting.

    Raises
    ------
    ValueError
        If a task has no level for chance, or values have another shape.

    Notes
    -----
    Pale lines and rings are single runs, a thick line and a bar their median. A cell
    that a task does not have leaves its panel empty.
    """
    _check(along, chance, reach)
    cells = [*next(iter(along.values()))]
    ax = new_axes(ax, 0.8 + _ROW * len(cells))
    rows = _grid(ax, len(cells), len(along) + 1)
    for row, cell in zip(rows, cells, strict=True):
        for panel, (task, found) in zip(row, along.items(), strict=False):
            _draw_along(panel, found.get(cell), chance[task])
        _draw_reach(row[-1], reach.get(cell), trained, asked)
        _name_row(row[0], translated(cell))
    for panel, task in zip(rows[0], [*along, _REACH], strict=True):
        panel.set_title(translated(task), fontsize=10)
    for panel in rows[-1][:-1]:
        panel.set_xlabel(label("family.place"))
        for text, side in zip(panel.get_xticklabels(), ("left", "right"), strict=True):
            text.set_horizontalalignment(side)
    rows[-1][-1].set_xlabel(label("family.n"))
    said = label(
        "family.alt",
        tasks=", ".join(map(translated, along)),
        trained=trained,
        asked=asked,
        medians="; ".join(_say(cell, along, reach) for cell in cells),
    )
    for target in (ax, *sum(rows, ())):
        set_alt(target, said)
        set_table(target, _table(cells, along, reach))
    return rows


def _check(along, chance, reach):
    if set(along) != set(chance):
        raise ValueError(f"chance: expected {[*along]}, got {[*chance]}")
    for task, found in along.items():
        for cell, runs in found.items():
            if np.ndim(runs) != 2 or not np.size(runs):
                wanted = f"shape (n_runs, n_places) for {cell!r}"
                raise ValueError(f"{task}: expected {wanted}, got {np.shape(runs)}")
    for cell, runs in reach.items():
        if np.ndim(runs) != 1 or not np.size(runs):
            wanted = f"shape (n_runs,) for {cell!r}"
            raise ValueError(f"reach: expected {wanted}, got {np.shape(runs)}")


def _grid(ax, down, across):
    """Rows of panels; the panels of a column have common scales."""
    ax.set_axis_off()
    width, height = 0.9 / across, 1 / (1.22 * down - 0.22)
    rows = []
    for index in range(down):
        row = []
        for column in range(across):
            left = column * (1 - width) / (across - 1)
            bounds = (left, 1 - height - 1.22 * height * index, width, height)
            first = rows[0][column] if rows else None
            row.append(ax.inset_axes(bounds, sharex=first, sharey=first))
            row[-1].tick_params(labelbottom=index == down - 1, labelsize=9)
        rows.append(tuple(row))
    return tuple(rows)


def _name_row(ax, name):
    name = name.replace(", ", ",\n") if "," in name else name.replace(" ", "\n")
    at = {"xycoords": "axes fraction", "textcoords": "offset points"}
    look = {"ha": "right", "va": "center", "fontsize": 10}
    ax.annotate(name, (0, 0.5), (-18, 0), **at, **look)


def _draw_along(ax, runs, chance):
    ax.set(ylim=(-0.05, 1.08), xlim=(0, 1))
    ax.set_yticks([0, 1])
    ax.set_xticks([0, 1], [label("family.start"), label("family.end")])
    ax.axhline(chance, color=COLORS["ink"], lw=1, ls=(0, (5, 2)))
    if runs is None:
        return
    runs = np.asarray(runs)
    places = (np.arange(runs.shape[1]) + 0.5) / runs.shape[1]
    ax.plot(places, runs.T, color=COLORS["hidden"], lw=0.7, alpha=0.35)
    ax.plot(places, spread_of(runs)[1], color=COLORS["hidden"], lw=2.4)


def _draw_reach(ax, reach, trained, asked):
    ax.set(xscale="log", xlim=(0.85, 1.25 * asked), ylim=(-1, 1))
    ax.set_yticks([])
    ticks = [1, trained, asked]
    ax.xaxis.set_major_locator(FixedLocator(ticks))
    ax.set_xticks(ticks, map(str, ticks))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    ax.axvline(trained, color=COLORS["ink"], lw=1, ls=(0, (5, 2)))
    if reach is None:
        return
    shown = np.maximum(np.sort(reach), 1)
    heights = np.linspace(-0.6, 0.6, len(shown)) if len(shown) > 1 else [0]
    style = {"color": COLORS["cell"], "mfc": "none", "ms": 4, "alpha": 0.7}
    ax.plot(shown, heights, "o", **style)
    ax.plot([np.median(shown)] * 2, [-0.9, 0.9], color=COLORS["cell"], lw=2.4)


def _say(cell, along, reach):
    """The medians of a cell, with nothing said where there are none."""
    means = [
        number(np.median(np.mean(found[cell], axis=1))) if cell in found else NOTHING
        for found in along.values()
    ]
    furthest = f"{np.median(reach[cell]):g}" if cell in reach else NOTHING
    return " ".join([translated(cell), ", ".join([*means, furthest])])


def _table(cells, along, reach):
    columns = {label("family.cell"): [translated(cell) for cell in cells]}
    for task, found in along.items():
        means = {c: np.asarray(runs).mean(axis=1) for c, runs in found.items()}
        columns[translated(task)] = _spreads(cells, means, number)
    whole = "{:g}".format
    columns[translated(_REACH)] = _spreads(cells, reach, whole)
    return Table(columns)


def _spreads(cells, values, write):
    """Median and range of each cell's runs; nothing for a cell without any."""
    return [
        write_spread(np.asarray(values[c])[:, None], write)[0] if c in values else None
        for c in cells
    ]
