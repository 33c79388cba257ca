"""What the curve plots share."""

from collections.abc import Callable, Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, NullLocator

from lstm_core.plots.formatting import number, with_minus
from lstm_core.plots.style import COLORS, SERIES, series_style
from lstm_core.words import label


def for_log(values: np.ndarray) -> np.ndarray:
    """Values with NaN in place of what a logarithmic axis cannot show."""
    values = np.asarray(values, float)
    return np.where(np.isfinite(values) & (values > 0), values, np.nan)


def last_positive(values: np.ndarray) -> float:
    """The last value that a logarithmic axis can show; 1 if there is none."""
    shown = for_log(values)
    shown = shown[np.isfinite(shown)]
    return float(shown[-1]) if len(shown) else 1.0


def neat_decades(ax: Axes, most: int = 7) -> None:
    """Put the ticks of a logarithmic axis at 1, 1e-5, 1e-10 and the like."""
    low, high = np.log10(ax.get_ylim())
    strides = (1, 2, 5, 10, 20, 50, 100)
    stride = next(s for s in strides if (high - low) / s < most)
    powers = np.arange(np.ceil(low / stride), np.floor(high / stride) + 1) * stride
    ax.yaxis.set_major_locator(FixedLocator(10.0**powers))
    ax.yaxis.set_minor_locator(NullLocator())


def series_color(index: int) -> str:
    """Colour of the curve of this number."""
    return COLORS[SERIES[index % len(SERIES)]]


def draw_band(
    ax: Axes,
    steps: np.ndarray,
    group: np.ndarray,
    index: int,
    name: str | None = None,
    middle_half: bool = False,
) -> np.ndarray:
    """Draw the median of several runs as a line, and their range as a band.

    Parameters
    ----------
    ax : Axes
        Its vertical axis decides whether what is not positive can be shown.
    steps : ndarray, shape (n_steps,)
    group : ndarray, shape (n_runs, n_steps)
    index : int
        Number of the curve, which decides how it looks.
    name : str, optional
        For the legend.
    middle_half : bool
        Whether the band holds the middle half of the runs only, not all of them.

    Returns
    -------
    ndarray, shape (n_steps,)
        The median.
    """
    style = series_style(index) | {"markevery": max(1, len(steps) // 8)}
    shown = for_log if ax.get_yscale() == "log" else np.asarray
    low, middle, high = spread_of(group)
    if middle_half:
        low, high = np.nanquantile(group, [0.25, 0.75], axis=0)
    band = {"color": style["color"], "alpha": 0.18, "lw": 0}
    ax.fill_between(steps, shown(low), shown(high), **band)
    ax.plot(steps, shown(middle), label=name, **style)
    return middle


def draw_bars(ax: Axes, places: np.ndarray, group: np.ndarray, **style) -> np.ndarray:
    """Draw the median of several runs as marks, and their range as bars.

    Parameters
    ----------
    ax : Axes
    places : ndarray, shape (n_places,)
    group : ndarray, shape (n_runs, n_places)
        NaN where a run has no value.
    **style
        For `Axes.errorbar`.

    Returns
    -------
    ndarray, shape (n_places,)
        The median.
    """
    low, middle, high = spread_of(group)
    style = {"capsize": 3, "elinewidth": 1.2} | style
    bars = np.array([middle - low, high - middle])
    ax.errorbar(places, middle, yerr=bars, **style)
    return middle


def spread_of(group: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Smallest, median and largest of several runs, without what is NaN."""
    return tuple(f(group, axis=0) for f in (np.nanmin, np.nanmedian, np.nanmax))


def write_spread(
    group: np.ndarray, write: Callable[[float], str] = number
) -> list[str]:
    """Median of several runs with their range, in words for the cells of a table.

    Parameters
    ----------
    group : ndarray, shape (n_runs, n)
    write : function of float to str
    """
    each = zip(*spread_of(group), strict=True)
    written = ([with_minus(write(value)) for value in values] for values in each)
    return [
        label("table.range", low=low, middle=middle, high=high)
        for low, middle, high in written
    ]


def stacked(ax: Axes, gap: float = 0.08) -> tuple[Axes, Axes]:
    """Divide the place of axes into two panels over the same steps, upper and lower.

    Parameters
    ----------
    ax : Axes
        Its own lines and ticks are hidden.
    gap : float
        Between the panels, as a share of the height.
    """
    ax.set_axis_off()
    height = (1 - gap) / 2
    upper = ax.inset_axes((0, 1 - height, 1, height))
    lower = ax.inset_axes((0, 0, 1, height), sharex=upper)
    upper.tick_params(labelbottom=False)
    return upper, lower


def check_lengths(name: str, curves: Mapping[object, np.ndarray], n: int) -> None:
    """Raise a ValueError unless every curve has ``n`` values, and there are some."""
    if n < 1:
        raise ValueError(f"{name}: expected at least one value, got none")
    for key, values in curves.items():
        if np.shape(values) != (n,):
            wanted = f"shape ({n},) for {key!r}"
            raise ValueError(f"{name}: expected {wanted}, got {np.shape(values)}")
