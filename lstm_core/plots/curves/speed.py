"""How long training takes: against the sizes, and in two libraries."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullFormatter, NullLocator

from lstm_core.plots.curves.parts import series_color
from lstm_core.plots.direct_labels import label_ends
from lstm_core.plots.formatting import number
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS, series_style
from lstm_core.plots.tables import Table
from lstm_core.words import label

PROGRAMS = ("lstm_core", "torch")
SIZES = ("T", "B", "n_a")


def plot_cost(ax: Axes | None, rows: Sequence[Mapping], size: str) -> Axes:
    """Time of a training pass against one size, with a line for proportional growth.

    Parameters
    ----------
    ax : Axes or None
    rows : sequence of dict
        Of one sweep in the stored result ``speed_scaling``: sizes, and ``ms`` by
        program. Programs other than `PROGRAMS` are not drawn.
    size : "T", "B" or "n_a"

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there is no such size, or there are no rows.
    """
    sizes, times = _columns(rows, size)
    ax = new_axes(ax, 3.2)
    _log_axes(ax, sizes, size)
    sentences = [label("speed.alt_cost", size=label(f"speed.said_{size}"))]
    names, shown = [], [name for name in PROGRAMS if name in times]
    for index, program in enumerate(shown):
        ax.plot(sizes, times[program], **series_style(index))
        names.append(label(f"speed.{program}"))
        sentences.append(_say_growth(names[-1], sizes, times[program]))
    line = times["lstm_core"][0] * sizes / sizes[0]
    ax.plot(sizes, line, color=COLORS["ink"], lw=1.2, ls=":")
    ends = [*(times[program][-1] for program in shown), line[-1]]
    colors = [series_color(index) for index in range(len(shown))] + [COLORS["ink"]]
    label_ends(ax, ends, [*names, label("speed.proportional")], colors)
    set_alt(ax, " ".join([*sentences, label("speed.alt_line")]))
    set_table(ax, _table_of_times(size, sizes, {p: times[p] for p in shown}))
    return ax


def plot_products(ax: Axes | None, rows: Sequence[Mapping]) -> Axes:
    """Time of a training pass against its units, and of its matrix products alone.

    Parameters
    ----------
    ax : Axes or None
    rows : sequence of dict
        Of the sweep ``"n_a"``, with ``ms`` of ``"lstm_core"`` and ``"products"``.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If there are no rows.
    """
    sizes, times = _columns(rows, "n_a")
    ax = new_axes(ax, 3.2)
    _log_axes(ax, sizes, "n_a")
    whole, products = times["lstm_core"], times["products"]
    ax.fill_between(sizes, products, whole, color=COLORS["frame"], alpha=0.2, lw=0)
    for index, values in enumerate((whole, products)):
        ax.plot(sizes, values, **series_style(index))
    style = {"fontsize": 10, "color": COLORS["ink"], "va": "center"}
    arrow = {"arrowstyle": "-", "color": COLORS["ink"], "lw": 0.8, "shrinkB": 0}
    inside = sizes[0] * 1.1, np.sqrt(whole[0] * products[0])
    outside = inside[0], np.sqrt(whole[0] * whole[-1])
    ax.annotate(label("speed.rest"), inside, outside, arrowprops=arrow, **style)
    names = [label(f"speed.{name}") for name in ("lstm_core", "products")]
    colors = [series_color(0), series_color(1)]
    label_ends(ax, [whole[-1], products[-1]], names, colors)
    sentences = [label("speed.alt_cost", size=label("speed.said_n_a"))]
    for name, values in zip(names, (whole, products), strict=True):
        sentences.append(_say_growth(name, sizes, values))
    share = 100 * products / whole
    ends = {"first": f"{share[0]:.0f}", "last": f"{share[-1]:.0f}"}
    sentences.append(label("speed.alt_share", low=sizes[0], high=sizes[-1], **ends))
    set_alt(ax, " ".join(sentences))
    drawn = {"lstm_core": whole, "products": products}
    set_table(ax, _table_of_times("n_a", sizes, drawn))
    return ax


def plot_backends(ax: Axes | None, rows: Sequence[Mapping]) -> Axes:
    """How many times as long ``nn.LSTM`` takes as lstm_core: a point for each size.

    Parameters
    ----------
    ax : Axes or None
    rows : sequence of dict
        Of the stored result ``speed_cpu``; each dtype has a marker of its own.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If PyTorch was not measured.
    """
    if not rows or any("torch" not in row["ratio"] for row in rows):
        raise ValueError("rows: expected a ratio for 'torch' in each, got none")
    cases = list(dict.fromkeys(tuple(row[size] for size in SIZES) for row in rows))
    dtypes = list(dict.fromkeys(row["dtype"] for row in rows))
    ax = new_axes(ax, 3.2, width=4.9)
    ax.axvline(1, color=COLORS["ink"], lw=1)
    for index, dtype in enumerate(dtypes):
        found = {_case(r): r["ratio"]["torch"] for r in rows if r["dtype"] == dtype}
        style = series_style(index) | {"linestyle": "none", "ms": 7, "label": dtype}
        places = [cases.index(case) for case in found]
        ax.plot(list(found.values()), places, **style)
    names = [label("speed.case", **dict(zip(SIZES, c, strict=True))) for c in cases]
    ax.set_yticks(range(len(cases)), names)
    ax.set(xscale="log", xlabel=label("speed.ratio"), ylabel=label("speed.cases"))
    ax.set(ylim=(len(cases) - 0.4, -1.1))
    _name_sides(ax)
    ax.legend(loc="lower center", bbox_to_anchor=(0.5, 1), ncols=len(dtypes))
    set_alt(ax, _say_backends(rows, cases))
    set_table(ax, _table_of_backends(rows, cases, dtypes))
    return ax


def _columns(rows, size):
    """Values of one size, and the times of each program: arrays."""
    if size not in SIZES:
        raise ValueError(f"size: expected one of {SIZES}, got {size!r}")
    if not rows:
        raise ValueError("rows: expected at least one, got none")
    sizes = np.array([row[size] for row in rows])
    times = {
        name: np.array([row["ms"][name] for row in rows]) for name in rows[0]["ms"]
    }
    return sizes, times


def _log_axes(ax, sizes, size):
    ax.set(xscale="log", yscale="log")
    ax.set(xlabel=label(f"speed.{size}"), ylabel=label("speed.ms"))
    ax.xaxis.set_major_locator(FixedLocator(sizes))
    ax.xaxis.set_minor_locator(NullLocator())
    ax.set_xticks(sizes, [str(value) for value in sizes])


def _name_sides(ax):
    low, high = ax.get_xlim()
    low, high = min(low, 0.25), max(high, 4)
    ax.set_xlim(low, high)
    ticks = [t for t in (0.25, 0.5, 1, 2, 4, 8) if low <= t <= high]
    ax.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    ax.xaxis.set_minor_locator(NullLocator())
    ax.xaxis.set_minor_formatter(NullFormatter())
    style = {"fontsize": 10, "color": COLORS["ink"], "va": "center"}
    ax.text(0.95, -0.75, label("speed.faster_torch"), ha="right", **style)
    ax.text(1.05, -0.75, label("speed.faster_core"), ha="left", **style)


def _case(row):
    return tuple(row[size] for size in SIZES)


def _table_of_times(size, sizes, times):
    heads = {name: label("speed.head", name=label(f"speed.{name}")) for name in times}
    columns = {heads[name]: values for name, values in times.items()}
    return Table({label(f"speed.table_{size}"): list(sizes)} | columns)


def _table_of_backends(rows, cases, dtypes):
    columns = {label(f"speed.table_{name}"): sizes for name, sizes in _sizes_of(cases)}
    ratios = {(_case(row), row["dtype"]): row["ratio"]["torch"] for row in rows}
    for dtype in dtypes:
        columns[dtype] = [ratios.get((case, dtype)) for case in cases]
    return Table(columns, label("speed.ratio"))


def _sizes_of(cases):
    return zip(SIZES, zip(*cases, strict=True), strict=True)


def _say_growth(name, sizes, values):
    return label(
        "speed.alt_curve",
        name=name,
        start=number(values[0]),
        end=number(values[-1]),
        first=sizes[0],
        last=sizes[-1],
        times=number(values[-1] / values[0]),
        factor=f"{sizes[-1] / sizes[0]:g}",
    )


def _say_backends(rows, cases):
    sentences = [label("speed.alt_backends", n=len(cases))]
    for case in cases:
        said = [
            label(
                "speed.alt_ratio", ratio=number(r["ratio"]["torch"]), dtype=r["dtype"]
            )
            for r in rows
            if _case(r) == case
        ]
        sizes = dict(zip(SIZES, case, strict=True))
        sentences.append(label("speed.alt_case", ratios=", ".join(said), **sizes))
    return " ".join(sentences)
