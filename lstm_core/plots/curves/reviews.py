"""Numbers painted on the words of a text."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from lstm_core._validate import check_finite
from lstm_core.plots.curves.parts import check_lengths
from lstm_core.plots.formatting import entry
from lstm_core.plots.pictures import new_axes, set_alt, set_table
from lstm_core.plots.style import COLORS, tint
from lstm_core.plots.tables import Table
from lstm_core.words import label, translated

LINE = 44  # letters in a line: few enough to be read on a phone
WIDTH = 3.95  # inches, for so many letters
NARROW = 4.0  # letters that a number needs
ROW = 0.5  # inches from one line of words to the next
STOPS = (".", "!", "?")


def plot_words(
    ax: Axes | None, words: Sequence[str], measures: Mapping[str, np.ndarray]
) -> Axes:
    """A text, once for each measure: coloured words, and the numbers below them.

    Parameters
    ----------
    ax : Axes or None
    words : sequence of T str
        A line ends after a full stop, or where it is full.
    measures : mapping of str to ndarray, each of shape (T,)
        Zero or more. Strength of the colour: share of the largest number of the
        measure. Names such as ``"update"``, ``"change"``, ``"removal"`` are spelled
        out.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        If a measure has not one finite number, zero or more, for each word, or there
        is no word or no measure.
    """
    measures = {name: np.asarray(values) for name, values in measures.items()}
    _check(words, measures)
    places, lines = _layout(words)
    rows = (lines + 1) * len(measures)
    ax = new_axes(ax, ROW * rows, width=WIDTH)
    ax.set(xlim=(-0.5, LINE), ylim=(rows, -0.15))
    ax.set_axis_off()
    for k, (name, values) in enumerate(measures.items()):
        top = k * (lines + 1)
        title = {"va": "center", "fontsize": 11, "fontweight": "bold"}
        ax.text(0, top + 0.55, translated(name, "measure"), **title)
        for word, value, (x, line) in zip(words, values, places, strict=True):
            share = value / (values.max() or 1)
            _paint(ax, word, value, share, x, top + 1 + line)
    set_alt(ax, _say(words, measures))
    columns = {translated(name, "measure"): v for name, v in measures.items()}
    set_table(ax, Table({label("reviews.word"): words} | columns))
    return ax


def _layout(words):
    """Place of each word, in letters and lines, and the number of lines."""
    x, line, places = 0.0, 0, []
    for k, word in enumerate(words):
        if x + _width(word) > LINE or (k and words[k - 1] in STOPS):
            x, line = 0.0, line + 1
        places.append((x, line))
        x += _width(word) + 0.25
    return places, line + 1


def _width(word):
    return max(len(word) + 0.4, NARROW)


def _paint(ax, word, value, share, x, y):
    width = _width(word)
    box = {"facecolor": tint(COLORS["cell"], 0.45 * share), "edgecolor": "none"}
    ax.add_patch(Rectangle((x, y), width, 0.44, **box))
    style = {"ha": "center", "va": "center", "family": "monospace"}
    weight = "bold" if share >= 0.5 else "normal"
    middle = x + width / 2
    ax.text(middle, y + 0.22, word, fontsize=10.5, fontweight=weight, **style)
    ax.text(middle, y + 0.63, entry(value), fontsize=9.5, color=COLORS["ink"], **style)


def _say(words, measures):
    sentences = []
    for name, values in measures.items():
        order = np.argsort(-values, kind="stable")
        said = [
            label("reviews.alt_word", word=words[k], value=entry(values[k]))
            for k in order
        ]
        top = {"words": ", ".join(said[:4]), "low": said[-1]}
        sentences.append(
            label("reviews.alt_top", name=translated(name, "measure"), **top)
        )
    size = {"T": len(words), "n": len(measures)}
    return " ".join([*sentences, label("reviews.alt", **size)])


def _check(words, measures):
    if not measures:
        raise ValueError("measures: expected at least one, got none")
    check_lengths("measures", measures, len(words))
    for name, values in measures.items():
        check_finite(name, values)
        if values.min() < 0:
            raise ValueError(f"{name}: expected zero or more, got {values.min()}")
