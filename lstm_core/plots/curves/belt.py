"""What lies on the belt of the cell state, and for how long."""

from collections.abc import Collection, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lstm_core.plots.curves.parts import stacked
from lstm_core.plots.formatting import number
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS, series_style, tint
from lstm_core.plots.tables import Table
from lstm_core.words import label


def plot_kept(
    ax: Axes | None,
    words: Sequence[str],
    put_on: np.ndarray,
    left: np.ndarray,
    noted: Collection[str] = (),
) -> tuple[Axes, Axes]:
    """How much each word put on the belt, and how much of it is left at the end.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into two; None makes a new figure.
    words : sequence of str, length T
        From the first, on top, to the last.
    put_on, left : ndarray, shape (n_cells, T)
        Sizes, not negative. The first cell is shown alone on the left, the median of
        all cells on the right.
    noted : collection of str
        Words to mark.

    Returns
    -------
    tuple of two Axes
        One cell, and the median.

    Raises
    ------
    ValueError
        If the shapes do not fit the words, or there are no words or no cells.
    """
    put_on, left = _checked(words, put_on, left)
    ax = new_axes(ax, 1.1 + 0.22 * len(words))
    panels = _beside(ax)
    titles = label("belt.one"), label("belt.many", n=len(put_on))
    bars = (put_on[0], left[0]), tuple(np.median([put_on, left], axis=1))
    for panel, title, pair in zip(panels, titles, bars, strict=True):
        _draw_bars(panel, *pair)
        panel.set_title(title)
    _name_rows(panels[0], words, noted)
    panels[1].tick_params(labelleft=False)
    _name_bars(ax, panels[0])
    for target in (ax, *panels):
        set_alt(target, _say_kept(words, dict(zip(titles, bars, strict=True)), noted))
    set_table(ax, _table(words, dict(zip(titles, bars, strict=True))))
    return panels


def plot_held(
    ax: Axes | None, belt: np.ndarray, basic: np.ndarray, first: Sequence[float]
) -> tuple[Axes, Axes]:
    """A cell state beside the state of a basic cell that reads the same inputs.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into two; None makes a new figure.
    belt, basic : ndarray, shape (T, n_runs)
        Cell state of one unit, and hidden state of a basic cell.
    first : sequence of float, length n_runs
        First input of each run.

    Returns
    -------
    tuple of two Axes
        The belt above, the basic cell below.

    Raises
    ------
    ValueError
        If the shapes do not fit each other, or there are no steps or no runs.
    """
    belt, basic = np.asarray(belt), np.asarray(basic)
    if belt.ndim != 2 or not belt.size:
        wanted = "shape (T, n_runs), with at least one step and one run"
        raise ValueError(f"belt: expected {wanted}, got {belt.shape}")
    for name, values in (("belt", belt), ("basic", basic)):
        if values.shape != (len(belt), len(first)):
            wanted = f"shape ({len(belt)}, {len(first)})"
            raise ValueError(f"{name}: expected {wanted}, got {values.shape}")
    ax = new_axes(ax, 4.4)
    panels = stacked(ax, gap=0.12)
    for panel, values, name in zip(
        panels, (belt, basic), ("cell", "basic"), strict=True
    ):
        _draw_runs(panel, values, first)
        panel.set_title(label(f"belt.{name}_title"), loc="left")
        panel.set(ylabel=label(f"belt.{name}_axis"), ylim=(-1.1, 1.1))
    panels[0].legend(loc="lower left", ncols=2)
    panels[1].set_xlabel(label("belt.step"))
    for target in (ax, *panels):
        set_alt(target, _say_held(belt, basic, first))
    return panels


def _checked(words, put_on, left):
    put_on, left = (np.asarray(values, float) for values in (put_on, left))
    if not len(words):
        raise ValueError("words: expected at least one word, got none")
    if put_on.ndim != 2 or put_on.shape[1] != len(words) or not len(put_on):
        wanted = f"shape (n_cells, {len(words)})"
        raise ValueError(f"put_on: expected {wanted}, got {put_on.shape}")
    if left.shape != put_on.shape:
        raise ValueError(f"left: expected shape {put_on.shape}, got {left.shape}")
    return put_on, left


def _draw_bars(ax, put_on, left):
    rows = np.arange(len(put_on))
    color = COLORS["cell"]
    outline = {"fc": tint(color, 0.12), "ec": color, "lw": 0.8}
    ax.barh(rows, put_on, height=0.72, label=label("belt.put_on"), **outline)
    ax.barh(rows, left, height=0.72, color=color, label=label("belt.left"))
    ax.set(ylim=(len(rows) - 0.4, -0.6), xlabel=label("belt.size"))
    ax.xaxis.set_major_locator(MaxNLocator(3, prune="upper"))
    ax.tick_params(axis="y", length=0)


def _name_bars(ax, panel):
    handles = panel.get_legend_handles_labels()
    ax.legend(*handles, loc="lower center", bbox_to_anchor=(0.4, 1.07), ncols=2)


def _name_rows(ax, words, noted):
    marked = [label("belt.noted", word=w) if w in noted else w for w in words]
    ax.set_yticks(range(len(words)), marked)
    for text, word in zip(ax.get_yticklabels(), words, strict=True):
        if word in noted:
            text.set_fontweight("bold")


def _draw_runs(ax, values, first):
    steps = np.arange(1, len(values) + 1)
    for index, (run, start) in enumerate(zip(values.T, first, strict=True)):
        # Shifted marks: where two curves meet, both can still be seen.
        marks = {"markevery": (3 * index, 6), "label": label("belt.run", first=start)}
        ax.plot(steps, run, **series_style(index) | marks)
    ax.axhline(0, color=COLORS["frame"], lw=0.8)


def _beside(ax):
    ax.set_axis_off()
    left = ax.inset_axes((0, 0, 0.48, 1))
    return left, ax.inset_axes((0.52, 0, 0.48, 1), sharex=left, sharey=left)


def _table(words, bars):
    columns = {
        label("belt.head", cells=cells, size=label(f"belt.{name}")): values
        for cells, pair in bars.items()
        for name, values in zip(("put_on", "left"), pair, strict=True)
    }
    return Table({label("belt.word"): words} | columns, formats=".3f")


def _say_kept(words, bars, noted):
    sentences = []
    for cells, (put_on, left) in bars.items():
        fields = {"cells": cells, **_ends("put", words, put_on)}
        sentences.append(
            label("belt.kept_bars", **fields, **_ends("left", words, left))
        )
    sentences.append(label("belt.kept", T=len(words)))
    if noted:
        marked = ", ".join(word for word in words if word in noted)
        sentences.append(label("belt.kept_noted", words=marked))
    return " ".join(sentences)


def _ends(name, words, sizes):
    """The smallest and the largest of some sizes, with their words."""
    low, high = np.argmin(sizes), np.argmax(sizes)
    said = {f"{name}_low": f"{sizes[low]:.3f}", f"{name}_high": f"{sizes[high]:.3f}"}
    return said | {f"{name}_least": words[low], f"{name}_most": words[high]}


def _say_held(belt, basic, first):
    sentences = [label("belt.held", T=len(belt))]
    for start, c, a in zip(first, belt.T, basic.T, strict=True):
        ends = {"c_first": c[0], "c_last": c[-1], "a_first": a[0], "a_last": a[-1]}
        said = {name: number(value) for name, value in ends.items()}
        sentences.append(label("belt.held_run", first=start, **said))
    return " ".join(sentences)
