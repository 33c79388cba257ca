"""From a figure to a picture: its alternative text, its numbers, its SVG, its file."""

import io
import re
from html import escape
from pathlib import Path
from urllib.parse import quote
from xml.sax.saxutils import quoteattr

import matplotlib as mpl
import matplotlib.pyplot as plt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from lstm_core.plots.tables import Table, folded
from lstm_core.words import label

WIDTH = 5.2
"""Width of a picture in inches: still legible when a page scales it to 360 pixels."""

_SVG = {"svg.fonttype": "path", "svg.hashsalt": "lstm_core"}
# A figure without a layout would come back from a tight one with that of the style.
_SVG |= {"figure.constrained_layout.use": False}
_ALT = "_lstm_core_alt"
_TABLE = "_lstm_core_table"
_PATH, _LONG = re.compile(' d="[^"]*'), re.compile(r"-?\d+\.\d{3,}")
"""Paths, whose numbers need no more than two decimals of a point."""
_SAFE = " =:;,/?()[]{}!*+'"
"""What may stand in the address of a picture as it is, and is then packed better."""


def new_axes(ax: Axes | None, height: float, width: float = WIDTH) -> Axes:
    """The given axes, or those of a new figure of the usual width.

    Parameters
    ----------
    ax : Axes or None
    height, width : float
        Size of the new figure in inches.
    """
    if ax is not None:
        return ax
    return plt.figure(figsize=(width, height), layout="constrained").add_subplot()


def set_alt(target: Axes | Figure, text: str) -> None:
    """Give a picture the text that replaces it for those who cannot see it.

    Parameters
    ----------
    target : Axes or Figure
        What the text describes. The text of a figure replaces those of its axes.
    text : str
        What the picture shows, in a few sentences.

    Raises
    ------
    TypeError, ValueError
        If the target is no axes or figure, or the text is empty.
    """
    if not isinstance(target, Axes | Figure):
        raise TypeError(f"target: expected Axes or Figure, got {type(target)}")
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f"text: expected what the picture shows, got {text!r}")
    setattr(target, _ALT, " ".join(text.split()))


def get_alt(target: Axes | Figure) -> str:
    """The alternative text of a picture; empty if it has none.

    Parameters
    ----------
    target : Axes or Figure
        A figure without a text of its own has those of its axes, one after another.
    """
    own = getattr(target, _ALT, "")
    if own or isinstance(target, Axes):
        return own
    return " ".join(filter(None, (get_alt(ax) for ax in target.axes)))


def set_table(target: Axes | Figure, table: Table) -> None:
    """Give a picture the table of its numbers, which a notebook shows folded below it.

    Parameters
    ----------
    target : Axes or Figure
        The picture whose numbers they are; a figure has one table at most.
    table : Table

    Raises
    ------
    TypeError
        If it is no table.
    """
    if not isinstance(table, Table):
        raise TypeError(f"table: expected Table, got {type(table)}")
    setattr(figure_of(target), _TABLE, table)


def get_table(target: Axes | Figure) -> Table | None:
    """The table of the numbers of a picture; None if it has none.

    Parameters
    ----------
    target : Axes or Figure
    """
    return getattr(figure_of(target), _TABLE, None)


def figure_of(target: Artist) -> Figure:
    """The whole figure that an axes or a figure belongs to."""
    return target.figure.figure  # get_figure(root=True) needs matplotlib 3.10


def to_svg(target: Axes | Figure, bbox_inches="tight") -> str:
    """Draw a picture as SVG, with its alternative text inside.

    The same picture gives the same text every time.

    Parameters
    ----------
    target : Axes or Figure
    bbox_inches : "tight", None or matplotlib.transforms.Bbox
        The part of the figure to draw, as in `matplotlib.figure.Figure.savefig`.
    """
    figure, file = figure_of(target), io.StringIO()
    alt = get_alt(figure)
    with mpl.rc_context(_SVG):
        figure.savefig(
            file,
            format="svg",
            bbox_inches=bbox_inches,
            metadata={"Description": alt or None, "Date": None},
        )
    name = f"aria-label={quoteattr(alt)} " if alt else ""
    drawn = _PATH.sub(lambda path: _LONG.sub(_rounded, path[0]), file.getvalue())
    return drawn.replace("<svg ", f'<svg role="img" {name}', 1)


def _rounded(number):
    return f"{float(number[0]):.2f}"


def to_html(target: Axes | Figure) -> str | None:
    """A picture with the table of its numbers, as HTML; None if it has no table.

    Parameters
    ----------
    target : Axes or Figure
    """
    table = get_table(target)
    if table is None:
        return None
    svg, alt = to_svg(target), escape(get_alt(figure_of(target)), quote=True)
    data = quote(svg[svg.index("<svg") :], safe=_SAFE)
    name = f'<span class="lc-which">{escape(label("table.this"))}</span>'
    numbers = folded(table, label("table.numbers", figure=name))
    return f'<img alt="{alt}" src="data:image/svg+xml,{data}">{numbers}'


def save_svg(target: Axes | Figure, path: str | Path) -> Path:
    """Save a picture as an SVG file, for slides or a page.

    Parameters
    ----------
    target : Axes or Figure
        What a plot function returned.
    path : str or Path
        File to write, ending in ``.svg``; a file of this name is replaced.

    Returns
    -------
    Path
        The file written.

    Raises
    ------
    ValueError
        If the name does not end in ``.svg``.
    FileNotFoundError
        If the folder does not exist; none is made.
    """
    path = Path(path)
    if path.suffix.lower() != ".svg":
        raise ValueError(f"path: expected a name ending in .svg, got {path.name!r}")
    if not path.parent.is_dir():
        raise FileNotFoundError(f"path: no folder {path.parent}; make it first")
    # Written beside its place first: a full disk must not leave half a picture.
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(to_svg(target), encoding="utf-8")
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return path
