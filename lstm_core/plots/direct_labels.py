"""Names at the ends of curves, in place of a legend."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes

from lstm_core.plots.pictures import figure_of

_LINE = 1.45  # distance of two names, in heights of their letters


def label_ends(
    ax: Axes, heights: Sequence[float], names: Sequence[str], colors: Sequence[str]
) -> None:
    """Write names right of the axes, at the heights of the curves' ends.

    Names that would overlap move apart. Call it when the limits are final.

    Parameters
    ----------
    ax : Axes
    heights : sequence of float
        In data coordinates.
    names, colors : sequence of str
    """
    ax.get_ylim()  # settles the limits: transData alone would not
    size = 10 / 72 * figure_of(ax).dpi / ax.get_window_extent().height
    points = ax.transData.transform([(1, height) for height in heights])
    wanted = ax.transAxes.inverted().transform(points)[:, 1].clip(0, 1)
    placed = spread(wanted, _LINE * size)
    for y, name, color in zip(placed, names, colors, strict=True):
        text = ax.text(1.02, y, name, color=color, va="center", fontsize=10)
        text.set_transform(ax.transAxes)


def spread(wanted: Sequence[float], gap: float) -> np.ndarray:
    """Places at least ``gap`` apart and close to those wanted, in the same order.

    >>> spread([0.5, 0.5], 0.2)
    array([0.4, 0.6])
    """
    wanted = np.asarray(wanted, float)
    order = np.argsort(wanted, kind="stable")
    # Without the gaps the places must only not fall: pool neighbours that would.
    groups = []
    for value in wanted[order] - gap * np.arange(len(wanted)):
        groups.append([value])
        while len(groups) > 1 and np.mean(groups[-2]) > np.mean(groups[-1]):
            groups[-2:] = [groups[-2] + groups[-1]]
    level = np.concatenate([[np.mean(group)] * len(group) for group in groups])
    placed = np.empty_like(wanted)
    placed[order] = level + gap * np.arange(len(wanted))
    return placed
