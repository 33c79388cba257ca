"""Curves of several runs each: medians as lines, what lies around them as bands."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from lstm_core.plots.curves.parts import check_lengths, draw_band, neat_decades
from lstm_core.plots.formatting import number
from lstm_core.plots.pictures import new_axes, set_alt
from lstm_core.words import label, translated

SCALES = ("linear", "log y", "log")


def plot_spread(
    ax: Axes | None,
    places: np.ndarray,
    groups: Mapping[str, np.ndarray],
    *,
    x: str,
    y: str,
    scale: str = "linear",
    middle_half: bool = False,
) -> Axes:
    """Groups of runs: the median of each as a line, their range as a band.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    places : ndarray, shape (n,)
        Places on the horizontal axis.
    groups : mapping of str to ndarray, each of shape (n_runs, n)
        Names as for `lstm_core.words.translated`; no NaN. A logarithmic axis
        leaves out what is not positive.
    x, y : str
        Words for the axes, translated as the names are.
    scale : "linear", "log y" or "log"
        ``"log y"`` for the vertical axis only, ``"log"`` for both.
    middle_half : bool
        Whether bands hold the middle half of the runs only: where the ranges of many
        groups would lie over each other.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a group has another length, no runs or a NaN, or there is no such scale.
    """
    _check(places, groups, scale)
    ax = new_axes(ax, 3.4)
    ax.set(xlabel=translated(x), ylabel=translated(y))
    ax.set_xscale("log" if scale == "log" else "linear")
    ax.set_yscale("linear" if scale == "linear" else "log")
    said = {"x": translated(x), "y": translated(y), "scale": label(f"spread.{scale}")}
    sentences = [label("spread.alt", **said)]
    for index, (name, runs) in enumerate(groups.items()):
        how = translated(name), middle_half
        middle = draw_band(ax, places, np.asarray(runs), index, *how)
        sentences.append(_say(translated(name), places, len(runs), middle))
    if scale != "linear":
        neat_decades(ax)
    ax.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=min(2, len(groups)))
    set_alt(ax, " ".join(sentences))
    return ax


def _check(places, groups, scale):
    if scale not in SCALES:
        raise ValueError(f"scale: expected one of {SCALES}, got {scale!r}")
    for name, runs in groups.items():
        if np.ndim(runs) != 2 or len(runs) < 1 or np.isnan(runs).any():
            wanted = f"shape (n_runs, {len(places)}) without NaN for {name!r}"
            raise ValueError(f"groups: expected {wanted}, got {np.shape(runs)}")
    check_lengths("groups", {k: v[0] for k, v in groups.items()}, len(places))


def _say(name, places, n, middle):
    least = int(np.argmin(middle))
    at = {"start": f"{places[0]:g}", "end": f"{places[-1]:g}"}
    ends = {"first": number(middle[0]), "last": number(middle[-1])}
    runs = "spread.one" if n == 1 else "spread.group"
    said = label(runs, name=name, n=n, **at, **ends)
    if 0 < least < len(middle) - 1:
        low = {"at": f"{places[least]:g}", "least": number(middle[least])}
        said += " " + label("spread.least", **low)
    return said
