"""Two libraries side by side: the same training."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from lstm_core.plots.curves.parts import check_lengths, for_log, neat_decades, stacked
from lstm_core.plots.formatting import number
from lstm_core.plots.pictures import new_axes, set_alt
from lstm_core.plots.style import COLORS
from lstm_core.words import label, translated


def plot_parity(ax: Axes | None, curves: Mapping[str, np.ndarray]) -> tuple[Axes, Axes]:
    """The training losses of two libraries, and how much they differ.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into two; None makes a new figure.
    curves : mapping of two str to ndarray, each of shape (steps,)
        Names as for `lstm_core.words.translated`.

    Returns
    -------
    tuple of two Axes
        Losses above, relative difference below.

    Raises
    ------
    ValueError
        If there are not two curves, or their lengths differ.
    """
    if len(curves) != 2:
        raise ValueError(f"curves: expected two, got {len(curves)}")
    (first, one), (second, other) = curves.items()
    one, other = np.asarray(one), np.asarray(other)
    check_lengths("curves", curves, len(one))
    first, second = translated(first), translated(second)
    ax = new_axes(ax, 4.0)
    upper, lower = stacked(ax)
    steps = np.arange(1, len(one) + 1)
    thick = {"color": COLORS["frame"], "lw": 6, "alpha": 0.45}
    points = {"color": COLORS["hidden"], "marker": "o", "ls": "none", "ms": 4}
    upper.plot(steps, one, label=first, **thick)
    upper.plot(steps, other, label=second, **points)
    upper.set_ylabel(label("parity.loss"))
    upper.legend(loc="upper right")
    gap = np.abs(other - one) / np.abs(one)
    lower.plot(steps, for_log(gap), **points)
    lower.set(yscale="log", ylim=(1e-17, 1e-9), xlabel=label("parity.step"))
    lower.set_ylabel(label("parity.difference"))
    neat_decades(lower, most=5)
    lower.xaxis.set_major_locator(MaxNLocator(integer=True))
    for target in (ax, upper, lower):
        set_alt(target, _say_parity(first, second, one, gap))
    return upper, lower


def _say_parity(first, second, one, gap):
    return label(
        "parity.alt",
        steps=len(one),
        first=first,
        second=second,
        start=number(one[0]),
        end=number(one[-1]),
        zeros=int((gap == 0).sum()),
        largest=number(gap.max()),
    )
