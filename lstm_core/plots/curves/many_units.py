"""Pictures of networks of real size: all units at once, a text, saturated gates."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.patches import Rectangle

from lstm_core._tensors import to_floats
from lstm_core._validate import check_finite, check_kind, check_number, check_words
from lstm_core.plots.formatting import entry
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS, MARKERS, ROLES, tint
from lstm_core.plots.tables import Table
from lstm_core.words import label

BELOW, ABOVE = COLORS["forget"], COLORS["cell"]
"""Colours of numbers below zero and above it."""

SIGNS = LinearSegmentedColormap.from_list(
    "signs", [BELOW, tint(BELOW, 0.5), "white", tint(ABOVE, 0.5), ABOVE]
)
LOW, HIGH = 0.1, 0.9
"""Below and above these, a gate counts as saturated (Karpathy et al. 2015)."""

GATES = ("f", "u", "o")
"""Gates that have a name of their own in words."""

MAX_NAMES = 40
SEEN = {" ": "\N{OPEN BOX}", "\n": "\N{RETURN SYMBOL}", "": "\N{EMPTY SET}"}
"""What stands for a letter that nobody sees, in the table of a text."""

LETTERS, ROW = 64, 0.27
"""Of a text: letters in a line, and inches from line to line."""


def plot_units(
    ax: Axes | None,
    values: np.ndarray,
    order: Sequence[int] | None = None,
    words: Sequence[str] | None = None,
) -> Axes:
    """Every unit at every step of one sequence, as a map of colours.

    Parameters
    ----------
    ax : Axes or None
    values : ndarray or torch.Tensor, shape (T, n_a)
        One state or gate of one sequence, ``trace.c[:, b]``. NaN, after the end of a
        sequence, stays white.
    order : sequence of int, optional
        Which units to show, from top to bottom: ``lc.rank_units`` gives an order. All
        units as they are numbered, if not given.
    words : sequence of T str, optional
        What stands for each step; shown where there are at most `MAX_NAMES`.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If the shape, the order or the number of words does not fit, a number is
        infinite, or all is NaN.
    """
    values = _two_axes("values", values)
    T, n_a = values.shape
    order = list(range(n_a)) if order is None else [int(unit) for unit in order]
    if not order or not all(0 <= unit < n_a for unit in order):
        raise ValueError(f"order: expected some of 0 to {n_a - 1}, got {order}")
    if words is not None and len(words) != T:
        raise ValueError(f"words: expected one for each of {T} steps, got {len(words)}")
    shown = values[:, order].T
    largest = np.nanmax(np.abs(shown)) or 1.0
    ax = new_axes(ax, min(2.2 + 0.012 * len(order), 6.0))
    options = {"vmin": -largest, "vmax": largest, "cmap": SIGNS}
    image = ax.imshow(shown, aspect="auto", interpolation="nearest", **options)
    bar = ax.figure.colorbar(image, ax=ax, pad=0.02)
    bar.set_label(label("units.value"))
    ax.set(xlabel=label("units.step"), ylabel=label("units.unit"))
    if words is not None and T <= MAX_NAMES:
        ax.set_xticks(range(T), words, rotation=90)
        ax.set_xlabel("")
    if len(order) <= MAX_NAMES:
        ax.set_yticks(range(len(order)), order)
    elif order != list(range(n_a)):
        ax.set_yticks([])
        ax.set_ylabel(label("units.sorted"))
    _tell_units(ax, shown, order)
    return ax


def plot_text(
    ax: Axes | None,
    words: Sequence[str],
    values: np.ndarray,
    limit: float | None = None,
) -> Axes:
    """A text on the colours of one unit, wrapped like a text (Karpathy et al. 2015).

    Parameters
    ----------
    ax : Axes or None
    words : sequence of T str
        Words, or letters; what is a line break begins a line.
    values : ndarray or torch.Tensor, shape (T,)
        The state of one unit after each of them: below zero on one colour and
        underlined, above zero on the other.
    limit : float, optional
        The size that has the full colour; the largest, if not given.

    Returns
    -------
    Axes

    Raises
    ------
    TypeError
        If a word is no string.
    ValueError
        If there is not one finite number a word, or no word; or if the limit is not
        above zero.
    """
    values = to_floats("values", values)
    if values.shape != (len(words),) or not len(words):
        got = f"{values.shape} for {len(words)} words"
        raise ValueError(f"values: expected one number for each word, got {got}")
    check_finite("values", values)
    check_words("words", words)
    if limit is not None:
        check_number("limit", limit)
        if limit <= 0:
            raise ValueError(f"limit: expected a number above 0, got {limit}")
    limit = limit or np.abs(values).max() or 1.0
    places, lines = _wrapped(words)
    ax = new_axes(ax, ROW * lines + 0.15)
    ax.set(xlim=(0, LETTERS), ylim=(lines, 0))
    ax.set_axis_off()
    for word, value, (x, line) in zip(words, values, places, strict=True):
        _paint(ax, word, value, min(1.0, abs(value) / limit), (x, line))
    strong = np.argsort(-np.abs(values), kind="stable")[:5]
    said = [label("units.at", word=words[t], value=entry(values[t])) for t in strong]
    set_alt(ax, label("units.text", T=len(words), words=", ".join(said)))
    named = [SEEN.get(word, word) for word in words]
    columns = {label("units.word"): named, label("units.value"): values}
    set_table(ax, Table(columns))
    return ax


def plot_saturation(ax: Axes | None, gates: Mapping[str, np.ndarray]) -> Axes:
    """How often each unit's gates are shut or open, one mark a unit and gate.

    Parameters
    ----------
    ax : Axes or None
    gates : mapping of str to ndarray or torch.Tensor, each of shape (T, B, n_a)
        Such as ``{"f": trace.f, "u": trace.u, "o": trace.o}``. NaN does not count.

    Returns
    -------
    Axes
        To the right, the share of steps with a gate above 0.9; upwards, below 0.1. A
        mark in the corner at 0 is a gate that is never saturated, one on the line from
        1 to 1 a gate that always is.

    Raises
    ------
    TypeError
        If ``gates`` is no mapping.
    ValueError
        If there is no gate, a shape is another, or a number is not between 0 and 1.

    Notes
    -----
    Karpathy, A., Johnson, J., Fei-Fei, L. (2015). Visualizing and understanding
    recurrent networks. arXiv:1506.02078, figure 2.
    """
    check_kind("gates", gates, Mapping)
    gates = {name: to_floats(name, values) for name, values in gates.items()}
    _check_gates(gates)
    ax = new_axes(ax, 4.4, width=4.4)
    ax.plot([0, 1], [1, 0], color=COLORS["frame"], lw=0.8)
    columns, said = {}, []
    for k, (name, values) in enumerate(gates.items()):
        real = np.isfinite(values)
        count = real.sum(axis=(0, 1)).clip(min=1)
        shut = (real & (values < LOW)).sum(axis=(0, 1)) / count
        open_ = (real & (values > HIGH)).sum(axis=(0, 1)) / count
        color = COLORS[ROLES.get(name, "ink")]
        style = {"mfc": tint(color, 0.35), "mec": color, "ls": "", "alpha": 0.8}
        text = label(f"units.gate_{name}") if name in GATES else name
        ax.plot(open_, shut, marker=MARKERS[k % len(MARKERS)], label=text, **style)
        columns |= {f"{text}: {label('units.open')}": open_}
        columns |= {f"{text}: {label('units.shut')}": shut}
        often = {"open": int((open_ > 0.5).sum()), "shut": int((shut > 0.5).sum())}
        said.append(label("units.often", gate=text, n=values.shape[2], **often))
    ax.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), aspect="equal")
    ax.set(xlabel=label("units.share_open"), ylabel=label("units.share_shut"))
    ax.legend(loc="upper right")
    set_alt(ax, " ".join(said))
    units = {label("units.unit"): np.arange(values.shape[2])}
    set_table(ax, Table(units | columns))
    return ax


def _check_gates(gates):
    if not gates:
        raise ValueError("gates: expected at least one, got none")
    units = next(iter(gates.values())).shape[-1:]
    for name, values in gates.items():
        if values.ndim != 3 or values.shape[-1:] != units:
            want = "3 axes (T, B, n_a), the same n_a for all"
            raise ValueError(f"{name}: expected {want}, got shape {values.shape}")
        if (values < 0).any() or (values > 1).any():
            got = f"{np.nanmin(values):.3g} to {np.nanmax(values):.3g}"
            raise ValueError(f"{name}: expected a gate, from 0 to 1, got {got}")


def _two_axes(name, values):
    values = to_floats(name, values)
    if values.ndim != 2 or 0 in values.shape:
        hint = "give one sequence, trace.c[:, b]" if values.ndim == 3 else ""
        got = f"shape {values.shape}; {hint}".rstrip("; ")
        raise ValueError(f"{name}: expected 2 axes (T, n_a), got {got}")
    if np.isnan(values).all():
        raise ValueError(f"{name}: expected numbers, got NaN only")
    if np.isinf(values).any():
        raise ValueError(f"{name}: expected finite numbers or NaN, got infinite ones")
    return values


def _tell_units(ax, shown, order):
    sizes = np.nan_to_num(np.nanmax(np.abs(shown), axis=1))
    strong = np.argsort(-sizes, kind="stable")[:5]
    said = [
        label("units.unit_at", unit=order[row], value=entry(sizes[row]))
        for row in strong
    ]
    size = {"n": len(order), "T": shown.shape[1]}
    set_alt(ax, label("units.map", **size, units=", ".join(said)))
    rows = shown[strong]
    columns = {
        label("units.unit"): [order[row] for row in strong],
        label("units.mean"): np.nanmean(rows, axis=1),
        label("units.least"): np.nanmin(rows, axis=1),
        label("units.most"): np.nanmax(rows, axis=1),
    }
    set_table(ax, Table(columns))


def _wrapped(words):
    """Place of each word in letters and lines, and the number of lines."""
    x, line, places = 0, 0, []
    gap = 0 if all(len(word) <= 1 for word in words) else 1
    for word in words:
        if x + len(word) > LETTERS:
            x, line = 0, line + 1
        places.append((x, line))
        x += max(len(word), 1) + gap
        if word == "\n":
            x, line = 0, line + 1
    return places, line + 1


def _paint(ax, word, value, share, corner):
    (x, line), width = corner, max(len(word), 1)
    color = BELOW if value < 0 else ABOVE
    field = Rectangle((x, line + 0.04), width, 0.86)
    field.set(fc=tint(color, 0.6 * share), lw=0)
    ax.add_patch(field)
    if value < 0 and share > 0.05:
        ax.plot([x, x + width], [line + 0.88] * 2, color=color, lw=1.2)
    style = {"ha": "center", "va": "center", "family": "monospace", "fontsize": 9}
    ax.text(x + width / 2, line + 0.47, word.strip("\n"), **style)
