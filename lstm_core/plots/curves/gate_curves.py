"""Curves about gates: the sigmoid, the tanh, and how long a memory lasts."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from lstm_core.cells.parts import logit
from lstm_core.plots.curves.parts import check_lengths
from lstm_core.plots.formatting import with_minus
from lstm_core.plots.pictures import new_axes, set_alt
from lstm_core.plots.style import COLORS
from lstm_core.words import label


def plot_sigmoid(
    ax: Axes | None,
    z: np.ndarray,
    opening: np.ndarray,
    marks: Sequence[float] = (),
) -> Axes:
    """The sigmoid, with the two ends named.

    Parameters
    ----------
    ax : Axes or None
    z, opening : ndarray, shape (n,)
        Arguments, ascending, and values of the sigmoid.
    marks : sequence of float
        Arguments to mark with their values; the nearest that ``z`` has.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If ``z`` and ``opening`` differ in length, or are empty.
    """
    check_lengths("z, opening", {"z": z, "opening": opening}, np.size(z))
    ax = new_axes(ax, 3.0)
    ax.plot(z, opening, color=COLORS["ink"])
    ax.set(xlabel=label("gate_curves.sigmoid_x"), ylabel=label("gate_curves.sigmoid_y"))
    ax.set(ylim=(-0.08, 1.14), xlim=(z[0], z[-1]))
    for level, name in ((0, "gate_curves.closed"), (1, "gate_curves.open")):
        ax.axhline(level, color=COLORS["frame"], lw=0.8, zorder=1)
        place, side = (0.02, "left") if level else (0.98, "right")
        where = {"transform": ax.get_yaxis_transform(), "ha": side}
        ax.text(place, level + 0.03, label(name), color=COLORS["input"], **where)
    _mark_and_describe(ax, "sigmoid", z, opening, marks, decimals=2)
    return ax


def plot_tanh(
    ax: Axes | None,
    z: np.ndarray,
    squashed: np.ndarray,
    marks: Sequence[float] = (),
) -> Axes:
    """The tanh beside the straight line that would leave every number as it is.

    Parameters
    ----------
    ax : Axes or None
    z, squashed : ndarray, shape (n,)
        Arguments, ascending, and values of the tanh.
    marks : sequence of float
        Arguments to mark with their values; the nearest that ``z`` has.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If ``z`` and ``squashed`` differ in length, or are empty.
    """
    check_lengths("z, squashed", {"z": z, "squashed": squashed}, np.size(z))
    ax = new_axes(ax, 3.0)
    for level in (-1, 1):
        ax.axhline(level, color=COLORS["frame"], lw=0.8, zorder=1)
    ax.plot(z, z, color=COLORS["input"], ls="--", lw=1)
    side = {"ha": "right", "va": "center", "color": COLORS["input"]}
    ax.text(1.2, 1.3, label("gate_curves.tanh_same"), **side)
    ax.plot(z, squashed, color=COLORS["ink"])
    ax.set(xlabel=label("gate_curves.tanh_x"), ylabel=label("gate_curves.tanh_y"))
    ax.set(ylim=(-1.5, 1.5), xlim=(z[0], z[-1]))
    _mark_and_describe(ax, "tanh", z, squashed, marks, decimals=3)
    return ax


def plot_half_life(
    ax: Axes | None,
    f: np.ndarray,
    half_lives: np.ndarray,
    marks: Mapping[float, float] | None = None,
) -> Axes:
    """Half-life of a memory against the forget gate.

    The horizontal axis is even in ``z``, of which ``f`` is the sigmoid: it spreads out
    what lies near 1. The upper scale shows ``z``.

    Parameters
    ----------
    ax : Axes or None
    f, half_lives : ndarray, shape (n,)
        Openings between 0 and 1, ascending, and half-lives in steps, as from
        `lstm_core.half_life`.
    marks : mapping of float to float, optional
        Openings to their half-lives, drawn as points with their numbers.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If ``f`` and ``half_lives`` differ in length or are empty, or an opening is 0 or
        less, 1 or more, or NaN: the axis has no place for it.
    """
    curves, marks = {"f": f, "half_lives": half_lives}, marks or {}
    check_lengths("f, half_lives", curves, np.size(f))
    _check_openings("f", f)
    _check_openings("marks", [*marks])
    ax = new_axes(ax, 3.5)
    ax.set_yscale("log")
    ax.plot(logit(f), half_lives, color=COLORS["forget"])
    sentences = [label("gate_curves.half", first=f[0], last=f[-1])]
    sentences += [_mark_half_life(ax, *mark) for mark in marks.items()]
    _openings_below(ax, f)
    _decades_left(ax)
    ax.set(xlabel=label("gate_curves.half_x"), ylabel=label("gate_curves.half_y"))
    ax.secondary_xaxis("top").set_xlabel(label("gate_curves.half_z"))
    set_alt(ax, " ".join(sentences))
    return ax


def _mark_and_describe(ax, name, z, values, marks, decimals):
    """Write the marked values beside their points; give the alternative text."""
    ends = {"start": f"{values[0]:.3f}", "end": f"{values[-1]:.3f}"}
    sentences = [label(f"gate_curves.{name}", first=z[0], last=z[-1], **ends)]
    for index in _nearest(z, marks):
        shown = f"{values[index]:.{decimals}f}"
        _mark_value(ax, z[index], values[index], with_minus(shown))
        sentences.append(label(f"gate_curves.{name}_at", z=z[index], s=shown))
    set_alt(ax, " ".join(sentences))


def _nearest(z, marks):
    return [int(np.abs(np.asarray(z) - mark).argmin()) for mark in marks]


def _mark_value(ax, z, value, shown):
    """A point with its number, on the free side of the curve."""
    right = z >= 0
    side = {"xytext": (7, -9) if right else (-7, 9), "ha": "left" if right else "right"}
    ax.plot(z, value, "o", color=COLORS["ink"])
    style = {"textcoords": "offset points", "va": "center"}
    ax.annotate(shown, (z, value), **side, **style)


def _mark_half_life(ax, f, steps):
    """A point with its numbers; says what it shows."""
    shown, color = _steps(steps), COLORS["forget"]
    style = {"xytext": (-7, 4), "textcoords": "offset points", "ha": "right"}
    ax.plot(logit(f), steps, "o", color=color)
    text = label("gate_curves.half_mark", f=f, steps=shown)
    ax.annotate(text, (logit(f), steps), color=color, **style)
    return label("gate_curves.half_at", f=f, steps=shown)


def _openings_below(ax, f):
    ticks = [t for t in (0.1, 0.5, 0.73, 0.9, 0.99, 0.999) if f[0] <= t <= f[-1]]
    ax.xaxis.set_major_locator(FixedLocator(logit(ticks)))
    ax.xaxis.set_major_formatter(FixedFormatter([f"{t:g}" for t in ticks]))
    ax.set_xlim(logit(f[0]), logit(f[-1]))


def _decades_left(ax):
    ticks = [10.0**k for k in range(-2, 5)]
    low, high = ax.get_ylim()
    ticks = [t for t in ticks if low <= t <= high]
    ax.yaxis.set_major_locator(FixedLocator(ticks))
    ax.yaxis.set_major_formatter(FixedFormatter([f"{t:g}" for t in ticks]))
    ax.yaxis.set_minor_locator(NullLocator())


def _steps(steps):
    return f"{steps:.1f}" if steps < 10 else f"{steps:.0f}"


def _check_openings(name, f):
    f = np.asarray(f, float)
    wrong = f[~((f > 0) & (f < 1))]
    if len(wrong):
        message = f"expected more than 0 and less than 1, got {wrong[0]}"
        raise ValueError(f"{name}: {message}")
