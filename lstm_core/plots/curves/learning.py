"""Pictures of training and of what was learned, over several runs."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from lstm_core._validate import check_finite
from lstm_core.plots.curves.parts import (
    check_lengths,
    draw_bars,
    series_color,
    write_spread,
)
from lstm_core.plots.direct_labels import label_ends
from lstm_core.plots.formatting import number
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS, series_style
from lstm_core.plots.tables import Table
from lstm_core.words import label, translated


def plot_loss(
    ax: Axes | None, losses: np.ndarray, baselines: Mapping[str, float] | None = None
) -> Axes:
    """Training loss of several runs: each one thin, their median thick.

    Parameters
    ----------
    ax : Axes or None
    losses : ndarray, shape (n_seeds, n_steps) or (n_steps,)
    baselines : mapping of str to float, optional
        Losses of simple predictors, drawn as named lines; names as for
        `lstm_core.words.translated`.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a loss is NaN or infinite.
    """
    losses = np.atleast_2d(losses)
    baselines = {translated(k): level for k, level in (baselines or {}).items()}
    check_finite("losses", losses)
    ax = new_axes(ax, 3.0)
    steps = np.arange(1, losses.shape[1] + 1)
    middle = np.median(losses, axis=0)
    if len(losses) > 1:
        ax.plot(steps, losses.T, color=COLORS["hidden"], alpha=0.3, lw=0.8)
    ax.plot(steps, middle, color=COLORS["hidden"], lw=2)
    for level in baselines.values():
        ax.axhline(level, color=COLORS["ink"], lw=1.2, ls=(0, (5, 2)))
    ax.set(xlabel=label("learning.step_axis"), ylabel=label("learning.loss_axis"))
    ax.set_xlim(0, len(steps))
    curve = "learning.median" if len(losses) > 1 else "learning.one"
    names = [*baselines, label(curve)]
    colors = [COLORS["ink"]] * len(baselines) + [COLORS["hidden"]]
    label_ends(ax, [*baselines.values(), middle[-1]], names, colors)
    set_alt(ax, _say_loss(losses, middle, baselines))
    return ax


def plot_by_length(
    ax: Axes | None,
    lengths: Sequence[object],
    groups: Mapping[str, np.ndarray],
    score: str | None = None,
    axis: str = "length",
) -> Axes:
    """A score against the length of names, or the place of a letter, for some groups.

    Parameters
    ----------
    ax : Axes or None
    lengths : sequence of n_bins numbers or strings
        Names of the length bins, such as ``"4-6"``.
    groups : mapping of str to ndarray, each of shape (n_seeds, n_bins) or (n_bins,)
        Name of a group (as for `lstm_core.words.translated`) to its scores. Point:
        median of the seeds; bar: from the smallest to the largest. NaN marks a bin
        without names.
    score : str, optional
        Words for the vertical axis.
    axis : "length" or "position"
        What the bins are: lengths of names, or places of letters in them.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the lengths do not fit, or a group has no scores.
    """
    groups = {translated(k): np.atleast_2d(scores) for k, scores in groups.items()}
    check_lengths("groups", {k: v[0] for k, v in groups.items()}, len(lengths))
    bins = [_known_bins(scores) for scores in groups.values()]
    ax = new_axes(ax, 3.4)
    places = np.arange(len(lengths))
    score, size = (
        translated(score or "score"),
        {"first": lengths[0], "last": lengths[-1]},
    )
    sentences = [label(f"learning.{axis}", score=score, **size)]
    ends, names = [], list(groups)
    each = zip(groups.items(), bins, strict=True)
    for index, ((name, scores), known) in enumerate(each):
        shift = 0.12 * (index - (len(groups) - 1) / 2)
        at, style = places[known] + shift, series_style(index)
        middle = draw_bars(ax, at, scores[:, known], **style)
        ends.append(middle[-1])
        sentences.append(_say_group(axis, name, np.array(lengths)[known], middle))
    ax.set_xticks(places, [str(length) for length in lengths])
    ax.set(xlabel=label(f"learning.{axis}_axis"), ylabel=score)
    label_ends(ax, ends, names, [series_color(i) for i in range(len(groups))])
    set_alt(ax, " ".join(sentences))
    set_table(ax, _table_of_bins(axis, lengths, groups, bins))
    return ax


def _known_bins(scores):
    """Which bins have scores."""
    known = np.isfinite(scores).any(axis=0)
    if not known.any():
        raise ValueError("groups: expected a score in at least one bin, got only NaN")
    return known


def _table_of_bins(axis, lengths, groups, bins):
    columns = {label(f"learning.{axis}_axis"): list(lengths)}
    for (name, scores), known in zip(groups.items(), bins, strict=True):
        cells = np.full(len(lengths), None)
        found = scores[:, known]
        cells[known] = write_spread(found) if len(found) > 1 else found[0]
        columns[name] = list(cells)
    return Table(columns)


def _say_group(axis, name, lengths, middle):
    fields = {"start": number(middle[0]), "end": number(middle[-1])}
    fields |= {"first": lengths[0], "last": lengths[-1]}
    peak, kind = middle.argmax(), "group"
    if 0 < peak < len(middle) - 1:
        kind = "peak"
        fields |= {"most": number(middle[peak]), "peak": lengths[peak]}
    return label(f"learning.{axis}_{kind}", name=name, **fields)


def _say_loss(losses, middle, baselines):
    n, steps = losses.shape
    start, end = number(middle[0]), number(middle[-1])
    sentences = [label("learning.loss", n=n, steps=steps, start=start, end=end)]
    for name, level in baselines.items():
        fields = {"name": name, "level": number(level)}
        under = np.flatnonzero(middle < level)
        if len(under):
            sentences.append(label("learning.under", step=under[0] + 1, **fields))
        else:
            sentences.append(label("learning.over", **fields))
    return " ".join(sentences)
