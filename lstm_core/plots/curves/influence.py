"""How strongly something early acts on something later."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes

from lstm_core.plots.curves.parts import (
    check_lengths,
    draw_band,
    for_log,
    last_positive,
    neat_decades,
    series_color,
    stacked,
)
from lstm_core.plots.direct_labels import label_ends
from lstm_core.plots.formatting import number, with_minus
from lstm_core.plots.pictures import new_axes, set_alt
from lstm_core.plots.style import COLORS, series_style
from lstm_core.words import label, translated


def plot_influence(
    ax: Axes | None,
    steps: np.ndarray,
    curves: Mapping[str, np.ndarray],
    floor: float | None = None,
) -> Axes:
    """How strongly something early acts on something ``T`` steps later.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    steps : ndarray, shape (n,)
        Values of T.
    curves : mapping of str to ndarray, each of shape (n,)
        Names as for `lstm_core.words.translated`. Sizes of the effect, not
        negative. What is zero or not finite has no place on a logarithmic axis and
        is left out.
    floor : float, optional
        Below this the numbers are rounding errors; drawn as a dotted line.

    Returns
    -------
    Axes
    """
    check_lengths("curves", curves, len(steps))
    ax = new_axes(ax, 3.2)
    ax.set(yscale="log", xlabel=label("axis.steps"), ylabel=label("axis.effect"))
    sentences = [label("influence.alt", first=steps[0], last=steps[-1])]
    for index, (name, values) in enumerate(curves.items()):
        name = translated(name)
        every = max(1, len(steps) // 8)
        marks = {"markevery": (index * every // 3, every), "label": name}
        ax.plot(steps, for_log(values), **series_style(index), **marks)
        sentences.append(_say_curve(name, steps, values, floor))
    if floor is not None:
        _mark_floor(ax, floor)
    neat_decades(ax)
    ax.legend(loc="best")
    set_alt(ax, " ".join(sentences))
    return ax


def plot_influence_sweep(
    ax: Axes | None, steps: np.ndarray, effects: np.ndarray, gains: Sequence[float]
) -> Axes:
    """The sensitivity to the start for several sizes of the recurrent weights.

    Parameters
    ----------
    ax : Axes or None
    steps : ndarray, shape (n_steps,)
    effects : ndarray, shape (n_gains, n_seeds, n_steps)
        Line: median of the seeds; band: from the smallest to the largest.
    gains : sequence of float
        Factor on the recurrent weights of each curve.

    Returns
    -------
    Axes
    """
    effects = np.asarray(effects)
    wanted = len(gains), effects.shape[1], len(steps)
    if effects.shape != wanted:
        raise ValueError(f"effects: expected shape {wanted}, got {effects.shape}")
    ax = new_axes(ax, 3.4)
    ax.set(yscale="log", xlabel=label("axis.steps"))
    ax.set_ylabel(label("influence.sweep_axis"))
    size = {"n": effects.shape[1], "first": steps[0], "last": steps[-1]}
    listed = ", ".join(f"{gain:g}" for gain in gains)
    sentences = [label("influence.sweep", gains=listed, **size)]
    names, ends = [label("influence.gain", gain=gain) for gain in gains], []
    for index, (name, group) in enumerate(zip(names, effects, strict=True)):
        middle = draw_band(ax, steps, group, index)
        ends.append(last_positive(middle))
        sentences.append(_say_curve(name, steps, middle, None))
    neat_decades(ax)
    label_ends(ax, ends, names, [series_color(i) for i in range(len(names))])
    set_alt(ax, " ".join(sentences))
    return ax


def plot_scalar_map(
    ax: Axes | None, states: Mapping[float, np.ndarray], sensitivity: np.ndarray
) -> tuple[Axes, Axes]:
    """A map that remembers a sign for ever, and feels its start less and less.

    Parameters
    ----------
    ax : Axes or None
        Its place is divided into two; None makes a new figure.
    states : mapping of float to ndarray, each of shape (T + 1,)
        Start value to all states, the start first.
    sensitivity : ndarray, shape (T + 1,)
        Size of the derivative of each state with respect to the start.

    Returns
    -------
    tuple of two Axes
        States above, sensitivity below.
    """
    check_lengths("states", states, len(sensitivity))
    ax = new_axes(ax, 4.2)
    upper, lower = stacked(ax)
    times = np.arange(len(sensitivity))
    for index, (start, values) in enumerate(states.items()):
        style = series_style(index) | {"markevery": max(1, len(times) // 10)}
        upper.plot(times, values, **style)
        where = {"xytext": (-2, -13 if values[-1] > 0 else 8)}
        text = label("influence.map_state", start=with_minus(f"{start:+g}"))
        style = {
            "ha": "right",
            "textcoords": "offset points",
            "color": series_color(index),
        }
        upper.annotate(text, (times[-1], values[-1]), **where, **style)
    upper.axhline(0, color=COLORS["frame"], lw=0.8)
    upper.set(ylabel=label("influence.state_axis"), ylim=(-1.1, 1.1))
    lower.plot(times, for_log(sensitivity), color=COLORS["ink"])
    lower.set(yscale="log", xlabel=label("axis.t"))
    lower.set_ylabel(label("influence.sensitivity_axis"))
    neat_decades(lower)
    for target in (ax, upper, lower):
        set_alt(target, _say_map(states, sensitivity))
    return upper, lower


def _say_curve(name, steps, values, floor):
    ends = {"start": number(values[0]), "end": number(values[-1])}
    said = label("curve.ends", name=name, **ends, first=steps[0], last=steps[-1])
    below = np.flatnonzero(np.asarray(values) < (floor or 0))
    zero = np.flatnonzero(np.asarray(values) == 0)
    if len(below):
        said += " " + label("influence.below", T=steps[below[0]], floor=number(floor))
    if len(zero):
        said += " " + label("influence.zero", T=steps[zero[0]])
    return said


def _say_map(states, sensitivity):
    sentences = [label("influence.map", T=len(sensitivity) - 1)]
    for start, values in states.items():
        end = f"{values[-1]:.4f}"
        sentences.append(label("influence.map_from", start=start, end=end))
    ends = {"start": number(sensitivity[0]), "end": number(sensitivity[-1])}
    return " ".join([*sentences, label("influence.map_sensitivity", **ends)])


def _mark_floor(ax, floor):
    ax.axhline(floor, color=COLORS["frame"], lw=1.2, ls=":")
    style = {"textcoords": "offset points", "va": "top", "fontsize": 9.5}
    where = {"xycoords": ax.get_yaxis_transform(), "xytext": (4, -4)}
    text = label("influence.floor")
    ax.annotate(text, (0, floor), color=COLORS["input"], **where, **style)
