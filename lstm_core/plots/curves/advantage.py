"""How long LSTMs and basic networks remember: what is left, and how well they do."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import NullLocator

from lstm_core.plots.curves.parts import (
    check_lengths,
    draw_band,
    draw_bars,
    last_positive,
    neat_decades,
    series_color,
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
) -> Axes:
    """How strongly a start acts on what comes ``T`` steps later, several seeds.

    Parameters
    ----------
    ax : Axes or None
    steps : ndarray, shape (n_steps,)
        Values of T.
    groups : mapping of str to ndarray, each of shape (n_seeds, n_steps)
        Names as for `lstm_core.words.translated`. Line: median of the seeds; band:
        from the smallest to the largest.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the lengths do not fit.
    """
    groups = _with_words(groups)
    check_lengths("groups", {k: v[0] for k, v in groups.items()}, len(steps))
    ax = new_axes(ax, 3.6)
    ax.set(yscale="log", xlabel=label("axis.steps"), ylabel=label("axis.effect"))
    n, ends = len(next(iter(groups.values()))), []
    said = [label("advantage.fading", n=n, first=steps[0], last=steps[-1])]
    for index, (name, group) in enumerate(groups.items()):
        middle = draw_band(ax, steps, np.asarray(group), index)
        ends.append(last_positive(middle))
        fields = {"first": steps[0], "last": steps[-1]}
        fields |= {"start": number(middle[0]), "end": number(middle[-1])}
        said.append(label("curve.ends", name=name, **fields))
    neat_decades(ax)
    label_ends(ax, ends, list(groups), [series_color(i) for i in range(len(groups))])
    set_alt(ax, " ".join(said))
    return ax


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
    _name_axes(panels, lags, score, axis)
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


def _name_axes(panels, lags, score, axis):
    across = min(COLUMNS, len(panels))
    panels[0].set_xticks(range(len(lags)), map(str, lags))
    panels[0].set_xlim(-0.3, len(lags) - 0.7)
    for index, panel in enumerate(panels):
        lowest = index + across >= len(panels)
        panel.tick_params(labelbottom=lowest, labelleft=index % across == 0)
        panel.set_xlabel(label(f"advantage.{axis}") if lowest else "")
        if index % across == 0:
            panel.set_ylabel(label(f"advantage.{score}"))


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
