"""The look of the book: colours, and how figures appear in a notebook."""

import sys

import matplotlib as mpl
import matplotlib.pyplot as plt
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure

from lstm_core.plots.pictures import WIDTH, figure_of, to_html, to_svg
from lstm_core.words import use_language

COLORS = {
    "forget": "#8a2a0a",
    "update": "#038653",
    "output": "#bd2ba3",
    "candidate": "#86720c",
    "cell": "#0a4a78",
    "hidden": "#5b24d6",
    "input": "#5a5a5a",
    "ink": "#222222",
    "frame": "#767676",
}
"""One colour for one thing through the whole book.

Each has a contrast of at least 4.5 to white, and to the dark page after the style
sheet has turned its lightness round. They stay apart for colour-blind readers.
"""

ROLES = {
    "f": "forget",
    "u": "update",
    "o": "output",
    "c_cand": "candidate",
    "c": "cell",
    "a": "hidden",
}
"""Value of a trace to its name in `COLORS`."""

SERIES = ("hidden", "forget", "update", "output", "cell", "candidate")
"""Order in which curves without a colour of their own take colours."""

MARKERS = ("o", "s", "^", "D", "v", "P")
DASHES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)), (0, (9, 2)), "-.")


def use_book_style(language: str = "en") -> None:
    """Make figures look like those of the book; call it once, before the first one.

    Sets matplotlib's defaults. In a notebook, figures then appear as SVG, exactly
    once, with their alternative text inside, and are closed when they have appeared;
    one that has a table of its numbers shows it below, folded.

    Parameters
    ----------
    language : str
        Of the words in figures and explorers that are made from now on, as for
        `lstm_core.words.use_language`.

    Raises
    ------
    ValueError
        If there are no words in this language.
    """
    use_language(language)
    mpl.rcParams.update(_RC)
    shell = _notebook()
    if shell is not None:
        _show_as_svg(shell)


def tint(color: str, strength: float = 0.12) -> tuple[float, float, float]:
    """A light version of a colour, to fill shapes with.

    Parameters
    ----------
    color : str
    strength : float
        From 0 (white) to 1 (the colour itself).
    """
    return tuple(1 - strength * (1 - part) for part in to_rgb(color))


def series_style(index: int) -> dict:
    """Colour, dashes and marker of a curve: none says alone which curve it is."""
    turn = index % len(SERIES)
    return {
        "color": COLORS[SERIES[turn]],
        "linestyle": DASHES[turn],
        "marker": MARKERS[turn],
    }


_RC = {
    "figure.figsize": (WIDTH, 3.2),
    "figure.dpi": 96,
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "font.size": 10.5,
    "axes.labelsize": 10.5,
    "axes.titlesize": 11,
    "xtick.labelsize": 10,
    "ytick.labelsize": 10,
    "legend.fontsize": 10,
    "legend.frameon": False,
    "axes.edgecolor": COLORS["ink"],
    "axes.labelcolor": COLORS["ink"],
    "text.color": COLORS["ink"],
    "xtick.color": COLORS["ink"],
    "ytick.color": COLORS["ink"],
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.prop_cycle": cycler(color=[COLORS[name] for name in SERIES]),
    "lines.linewidth": 1.8,
    "lines.markersize": 5,
    "svg.fonttype": "path",
    "svg.hashsalt": "lstm_core",
}


def _notebook():
    # IPython is looked up, not imported: a plain script must not load it.
    if "IPython" not in sys.modules:
        return None
    return sys.modules["IPython"].get_ipython()


def _show_as_svg(shell):
    # Loading the backend now keeps it from setting its own formats later.
    plt.switch_backend(mpl.get_backend())
    formatters = shell.display_formatter.formatters
    for formatter in formatters.values():
        formatter.pop(Figure, None)
    for kind in (Figure, Axes):
        formatters["text/html"].for_type(kind, to_html)
        formatters["image/svg+xml"].for_type(kind, _display)


def _display(target):
    svg = to_svg(target)
    plt.close(figure_of(target))  # or the end of the cell would show it again
    return svg
