"""How long LSTMs and basic networks remember: what is left, and how well they do."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from lstm_core.plots.curves.parts import (
    check_lengths,
    draw_band,
    draw_bars,
    for_log,
    neat_decades,
    series_color,
    spread_of,
    stacked,
    write_spread,
)
from lstm_core.plots.direct_labels import label_ends
from lstm_core.plots.formatting import number
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS, series_style
from lstm_core.plots.tables import Table
from lstm_core.words import label, translated

COLUMNS = 3
"""Panels beside each other."""


def plot_advantage(
    ax: Axes | None, cells: Mapping[str, tuple[np.ndarray, np.ndarray]]
) -> tuple[Axes, ...]:
    """Memory and gradient of several networks beside each other.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into panels, two for each network; None makes a new figure.
    cells : mapping of str to tuple of two ndarray
        Name of a network (as for `lstm_core.words.translated`) to its states, shape
        (2, T + 1): one number of the memory in two runs that differ in
        the first input, after A and after B; and its gradients, shape (networks,
        T + 1): sizes at 0 to T steps before the loss. Shown is their share of the
        first; line: median; band: smallest to largest.

    Returns
    -------
    tuple of Axes
        Memory above and gradient below, for one network after the other.

    Raises
    ------
    ValueError
        If the lengths do not fit.
    """
    cells = {translated(name): both for name, both in cells.items()}
    T = np.shape(next(iter(cells.values()))[0])[-1] - 1
    for place, name in enumerate(("states", "gradients")):
        values = {key: np.asarray(both[place])[0] for key, both in cells.items()}
        check_lengths(name, values, T + 1)
    ax = new_axes(ax, 3.9)
    grid, steps, said = _columns(ax, len(cells)), np.arange(T + 1), []
    for (upper, lower), (name, both) in zip(grid, cells.items(), strict=True):
        color = COLORS["hidden" if upper is grid[0][0] else "cell"]
        upper.set_title(name, color=color, fontsize=10)
        _draw_runs(upper, steps, both[0], color)
        sizes = np.asarray(both[1]) / np.asarray(both[1])[:, :1]
        _draw_arriving(lower, steps, sizes, color)
        said.append(_say_advantage(name, both[0], sizes))
    grid[0][0].set_ylabel(label("advantage.memory"))
    legend = {"loc": "lower left", "fontsize": 8.5, "handlelength": 1.8}
    grid[len(grid) // 2][0].legend(**legend, borderpad=0.1)
    grid[0][1].set_ylabel(label("advantage.arrives"))
    neat_decades(grid[0][1], most=6)
    said.insert(0, label("advantage.glance", T=T, n=len(sizes)))
    panels = tuple(panel for pair in grid for panel in pair)
    for target in (ax, *panels):
        set_alt(target, " ".join(said))
    return panels


def plot_left(
    ax: Axes | None,
    tokens: Sequence[str],
    shares: Mapping[str, np.ndarray],
    apart: Mapping[str, np.ndarray],
) -> tuple[Axes, Axes]:
    """What is left of the first cell state while a sequence is read.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into two; None makes a new figure.
    tokens : sequence of str, length T
        What is read at each step, a letter each; the first is the one to remember.
    shares : mapping of str to ndarray, each of shape (T,)
        Name of a network (as for `lstm_core.words.translated`) to the share of the
        first cell state that is left.
    apart : mapping of str to ndarray, each of shape (T,)
        To how far runs are apart that differ in the first step.

    Returns
    -------
    tuple of two Axes
        Shares above, distances below.

    Raises
    ------
    ValueError
        If the names or the lengths do not fit.
    """
    check_lengths("shares", shares, len(tokens))
    check_lengths("apart", apart, len(tokens))
    if list(shares) != list(apart):
        raise ValueError(f"apart: expected {list(shares)}, got {list(apart)}")
    shares, apart = _with_words(shares), _with_words(apart)
    ax = new_axes(ax, 4.4)
    panels = stacked(ax, gap=0.1)
    names = ("advantage.share", "advantage.apart")
    for panel, curves, name in zip(panels, (shares, apart), names, strict=True):
        _draw_left(panel, curves)
        panel.set_ylabel(label(name))
    panels[1].set_xticks(range(len(tokens)), tokens)
    panels[1].tick_params(axis="x", length=0)
    panels[1].set_xlabel(label("advantage.read"))
    for target in (ax, *panels):
        set_alt(target, _say_left(tokens, shares, apart))
    return panels


def plot_fading(
    ax: Axes | None, steps: np.ndarray, groups: Mapping[str, np.ndarray]
) -> tuple[Axes, ...]:
    """How strongly a start acts on what comes ``T`` steps later, a panel for each.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into panels; None makes a new figure.
    steps : ndarray, shape (n_steps,)
        Values of T.
    groups : mapping of str to ndarray, each of shape (n_seeds, n_steps)
        Names as for `lstm_core.words.translated`. Line: median of the seeds; band:
        from the smallest to the largest. The medians of the others are pale lines.

    Returns
    -------
    tuple of Axes
        In the order of ``groups``, all with the same scales.

    Raises
    ------
    ValueError
        If the lengths do not fit.
    """
    groups = _with_words(groups)
    check_lengths("groups", {k: v[0] for k, v in groups.items()}, len(steps))
    ax = new_axes(ax, 0.6 + 1.7 * -(-len(groups) // COLUMNS))
    panels, n = _grid(ax, len(groups)), len(next(iter(groups.values())))
    ends = {"first": steps[0], "last": steps[-1]}
    said = [label("advantage.fading", n=n, **ends)]
    middles = {name: np.median(group, axis=0) for name, group in groups.items()}
    panels[0].set_yscale("log")
    for index, (name, group) in enumerate(groups.items()):
        panel, middle = panels[index], middles[name]
        panel.axhline(1, color=COLORS["ink"], lw=1.2, ls=(0, (5, 2)))
        for other in middles.keys() - {name}:
            panel.plot(steps, for_log(middles[other]), color=COLORS["frame"], lw=0.7)
        draw_band(panel, steps, group, index)
        panel.set_title(name, color=series_color(index), fontsize=10)
        fields = {"start": number(middle[0]), "end": number(middle[-1])}
        said.append(label("curve.ends", name=name, **ends, **fields))
    _name_axes(panels, label("advantage.steps"), label("axis.effect"))
    neat_decades(panels[0])
    for target in (ax, *panels):
        set_alt(target, " ".join(said))
    return panels


def plot_by_lag(
    ax: Axes | None,
    lags: Sequence[int],
    groups: Mapping[str, np.ndarray],
    level: tuple[str, float],
    score: str = "accuracy",
    axis: str = "lag",
) -> tuple[Axes, ...]:
    """A score against the lag, a panel for each kind of network, several seeds.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into panels; None makes a new figure.
    lags : sequence of int
    groups : mapping of str to ndarray, each of shape (n_lags, n_seeds)
        Names as for `lstm_core.words.translated`. Point: median of the seeds; bar:
        from the smallest to the largest.
    level : tuple of str and float
        Name and score of somebody who remembers nothing; the name is translated too.
    score : "accuracy" or "error"
        An error gets a logarithmic axis.
    axis : "lag", "length" or "items"
        What the numbers in ``lags`` are.

    Returns
    -------
    tuple of Axes
        In the order of ``groups``, all with the same scales.

    Raises
    ------
    ValueError
        If the lengths do not fit.
    """
    groups, level = _with_words(groups), (translated(level[0]), level[1])
    check_lengths("groups", {k: v[:, 0] for k, v in groups.items()}, len(lags))
    ax = new_axes(ax, 0.6 + 1.7 * -(-len(groups) // COLUMNS))
    panels, middles = _grid(ax, len(groups)), []
    for index, (name, scores) in enumerate(groups.items()):
        style = series_style(index)
        panels[index].axhline(level[1], color=COLORS["ink"], lw=1.2, ls=(0, (5, 2)))
        places = np.arange(len(lags))
        middles.append(draw_bars(panels[index], places, scores.T, **style))
        panels[index].set_title(name, color=style["color"], fontsize=10)
    panels[0].set_xticks(range(len(lags)), map(str, lags))
    panels[0].set_xlim(-0.3, len(lags) - 0.7)
    _name_axes(panels, label(f"advantage.{axis}"), label(f"advantage.{score}"))
    _scale(panels[0], score)
    _name_level(panels[-1], *level)
    said = _say_by_lag(lags, groups, middles, level, score, axis)
    columns = {name: write_spread(scores.T) for name, scores in groups.items()}
    table = Table({label(f"advantage.{axis}"): list(lags)} | columns)
    for target in (ax, *panels):
        set_alt(target, said)
        set_table(target, table)
    return panels


def _with_words(groups):
    return {translated(name): np.asarray(values) for name, values in groups.items()}


def _columns(ax, count):
    """Two panels above each other for each network; the lower ones have one scale."""
    ax.set_axis_off()
    width, rows = 0.82 / count, ((0.58, 0.42), (0, 0.42))
    grid = []
    for index in range(count):
        left = index * (1 - width) / max(1, count - 1)
        pair = []
        for row, (bottom, height) in enumerate(rows):
            shared = {"sharex": grid[0][row]} if grid else {}
            shared |= {"sharey": grid[0][row]} if grid and row else {}
            pair.append(ax.inset_axes((left, bottom, width, height), **shared))
        pair[1].tick_params(labelleft=index == 0)
        grid.append(tuple(pair))
    grid[count // 2][0].set_xlabel(label("axis.t"))
    grid[count // 2][1].set_xlabel(label("advantage.back"))
    return tuple(grid)


def _draw_runs(ax, steps, states, color):
    """The dashes lie on the line where the beginning is forgotten."""
    most = np.abs(states).max() * 1.08
    ax.set_ylim(-most, most)
    ax.locator_params(axis="y", nbins=3)
    ax.fill_between(steps, *states, color=color, alpha=0.35, lw=0)
    lines = {"lw": 1.8, "color": color}, {"lw": 1, "color": COLORS["ink"]}
    dashes = "-", (0, (4, 3))
    for values, look, dash, name in zip(states, lines, dashes, "AB", strict=True):
        ax.plot(
            steps, values, ls=dash, label=label("advantage.after", name=name), **look
        )


def _draw_arriving(ax, steps, sizes, color):
    low, middle, high = map(for_log, spread_of(sizes))
    ax.set_yscale("log")
    ax.axhline(1, color=COLORS["frame"], lw=1, ls=(0, (5, 2)))
    ax.fill_between(steps, low, high, color=color, alpha=0.25, lw=0)
    ax.plot(steps, middle, color=color, lw=2)


def _say_advantage(name, states, sizes):
    gap = np.abs(np.diff(states, axis=0)[0])
    fields = {"first": number(gap[0]), "last": number(gap[-1])}
    return label(
        "advantage.one", name=name, **fields, end=number(np.median(sizes[:, -1]))
    )


def _draw_left(ax, curves):
    for index, values in enumerate(curves.values()):
        every = max(1, len(values) // 6)
        style = series_style(index) | {"markevery": (index * every // 3, every)}
        ax.plot(range(len(values)), values, **style)
    ax.axhline(0, color=COLORS["frame"], lw=0.8)
    ends = [values[-1] for values in curves.values()]
    label_ends(ax, ends, list(curves), [series_color(i) for i in range(len(curves))])


def _grid(ax, count):
    """Panels in rows, three in each if there are as many, with common scales."""
    ax.set_axis_off()
    across = min(COLUMNS, count)
    down = -(-count // across)
    width, height = 0.92 / across, 1 / (1.25 * down - 0.25)
    panels = []
    for index in range(count):
        row, column = divmod(index, across)
        left = column * (1 - width) / max(1, across - 1)
        bounds = (left, 1 - height - 1.25 * height * row, width, height)
        shared = {"sharex": panels[0], "sharey": panels[0]} if panels else {}
        panels.append(ax.inset_axes(bounds, **shared))
    return tuple(panels)


def _name_axes(panels, below, beside):
    across = min(COLUMNS, len(panels))
    for index, panel in enumerate(panels):
        lowest = index + across >= len(panels)
        panel.tick_params(labelbottom=lowest, labelleft=index % across == 0)
        panel.set_xlabel(below if lowest else "")
        if index % across == 0:
            panel.set_ylabel(beside)


def _name_level(ax, name, height):
    """Write the name of a level to the side of its line that has more room."""
    ax.get_ylim()  # settles the limits: transData alone would not
    above = ax.transAxes.inverted().transform(ax.transData.transform((0, height)))
    side = (-3, "top") if above[1] > 0.5 else (3, "bottom")
    at = {"xycoords": ax.get_yaxis_transform(), "textcoords": "offset points"}
    ax.annotate(name, (0.04, height), (0, side[0]), **at, va=side[1], fontsize=10)


def _scale(ax, score):
    if score == "error":
        ax.set_yscale("log")
        neat_decades(ax)
        ax.yaxis.set_minor_locator(NullLocator())
    else:
        ax.set_ylim(0, 1.05)


def _say_left(tokens, shares, apart):
    said = []
    middle = len(tokens) // 2
    for name in shares:
        values = shares[name][middle], shares[name][-1], apart[name][middle]
        keys = ("half", "end", "apart_half")
        fields = {key: number(v) for key, v in zip(keys, values, strict=True)}
        fields |= {"apart_end": number(apart[name][-1]), "middle": middle}
        said.append(label("advantage.left_one", name=name, **fields))
    read = {"T": len(tokens), "tokens": " ".join(tokens)}
    return " ".join([*said, label("advantage.left", **read)])


def _say_by_lag(lags, groups, middles, level, score, axis):
    words = {"score": label(f"advantage.{score}"), "axis": label(f"advantage.{axis}")}
    n = next(iter(groups.values())).shape[1]
    said = [label("advantage.by_lag", n=n, **words)]
    for name, middle in zip(groups, middles, strict=True):
        values = ", ".join(
            label("advantage.by_lag_value", lag=lag, value=number(value))
            for lag, value in zip(lags, middle, strict=True)
        )
        said.append(label("advantage.by_lag_one", name=name, values=values))
    said.append(label("advantage.level", name=level[0], level=number(level[1])))
    return " ".join(said)
