"""A table of numbers: HTML that a screen reader can walk, and text for a terminal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from numbers import Integral, Real
from textwrap import wrap

import numpy as np

from lstm_core.plots.formatting import with_minus
from lstm_core.words import label, translated

WIDTH = 46
"""Characters in a line of the text, where the columns allow it: a phone shows them."""

NOTHING = "\N{EN DASH}"

_CSS = """
.lc-table{font-variant-numeric:tabular-nums;margin:.6em 0}
.lc-table caption{caption-side:top;text-align:start;padding:0 0 .3em}
.lc-table :is(th,td){padding:.15em .6em;text-align:end}
.lc-table :is(tr>:first-child,.lc-text){text-align:start}
.lc-table tbody th{font-weight:normal}
"""


_TEXT = ' class="lc-text"'


@dataclass(frozen=True)
class Table:
    """Numbers in rows and columns, with a name for each of both.

    A notebook shows it as HTML with headers; `print` writes it as text.

    Attributes
    ----------
    columns : mapping of str to sequence
        Header of each column, with its unit if there is one, to its values, one a row.
        The first column names the rows. Whole numbers and strings are shown as they
        are, what is missing (None or NaN) as a dash. Headers and strings that the
        catalogues know as names are shown in the language that is chosen, see
        `lstm_core.words.translated`.
    caption : str
        What the table shows; none if empty. The catalogues may know it as a name, too.
    formats : str or mapping of str to str
        How numbers are written, such as ``".3f"`` or ``".0%"``: for all columns, or
        for those that are named by their header; ``".2f"`` for the others.

    Raises
    ------
    ValueError
        If there are no columns, they differ in length, or a format belongs to none.

    Examples
    --------
    >>> print(Table({"gate": ["forget", "update"], "opening": [0.5, 0.114]}))
    gate    opening
    forget     0.50
    update     0.11
    """

    columns: Mapping[str, Sequence]
    caption: str = ""
    formats: str | Mapping[str, str] = ".2f"

    def __post_init__(self):
        lengths = {head: len(values) for head, values in self.columns.items()}
        if len(set(lengths.values())) != 1:
            raise ValueError(f"columns: expected some, of one length, got {lengths}")
        if not isinstance(self.formats, str):
            unknown = sorted(self.formats.keys() - self.columns.keys())
            if unknown:
                expected = f"some of {[*self.columns]}"
                raise ValueError(f"formats: expected {expected}, got {unknown}")

    def __str__(self) -> str:
        columns = [
            [*_head_lines(head, cells), *cells]
            for head, cells in zip(self._heads(), self._cells(), strict=True)
        ]
        height = max(map(len, columns))
        columns = [[""] * (height - len(column)) + column for column in columns]
        widths = [max(map(len, column)) for column in columns]
        gap = "  " if sum(widths) + 2 * len(widths) - 2 <= WIDTH else " "
        left = [not i or text for i, text in enumerate(self._texts())]
        sides = ["<" if text else ">" for text in left]
        lines = [
            gap.join(f"{c:{s}{w}}" for c, s, w in zip(row, sides, widths, strict=True))
            for row in zip(*columns, strict=True)
        ]
        caption = wrap(translated(self.caption), WIDTH)
        return "\n".join([*caption, *(line.rstrip() for line in lines)])

    __repr__ = __str__

    def _repr_html_(self) -> str:
        return f"<style>{_CSS}</style>{self.to_html()}"

    def to_html(self) -> str:
        """The table as HTML, without a style of its own."""
        caption = translated(self.caption)
        name = f"<caption>{escape(caption)}</caption>" if caption else ""
        heads = "".join(
            f'<th scope="col"{_TEXT if text else ""}>{escape(head)}</th>'
            for head, text in zip(self._heads(), self._texts(), strict=True)
        )
        rows = "".join(map(self._row, zip(*self._cells(), strict=True)))
        return (
            f'<table class="lc-table">{name}'
            f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
        )

    def _row(self, cells):
        first, *others = map(escape, cells)
        _, *texts = self._texts()
        columns = "".join(
            f"<td{_TEXT if text else ''}>{cell}</td>"
            for cell, text in zip(others, texts, strict=True)
        )
        return f'<tr><th scope="row">{first}</th>{columns}</tr>'

    def _texts(self):
        """Which columns hold words, which stand on the left."""
        return [
            all(isinstance(value, str) and not _is_number(value) for value in values)
            for values in self.columns.values()
        ]

    def _heads(self):
        return [translated(head) for head in self.columns]

    def _cells(self):
        """The columns as strings."""
        one = isinstance(self.formats, str)
        formats = dict.fromkeys(self.columns, self.formats) if one else self.formats
        return [
            [_write(value, formats.get(head, ".2f")) for value in values]
            for head, values in self.columns.items()
        ]


def folded(table: Table, name: str) -> str:
    """A table as HTML that shows its name only, until the reader unfolds it.

    Parameters
    ----------
    table : Table
    name : str
        HTML.
    """
    summary = f"<summary>{name}</summary>"
    html = table._repr_html_()
    return f'<details class="lc-numbers">{summary}{html}</details>'


def _write(value, spec):
    if value is None or (isinstance(value, Real) and np.isnan(value)):
        return NOTHING
    if isinstance(value, Integral) or not isinstance(value, Real):
        return translated(str(value))
    text = format(float(value), spec)
    # Rounded to nothing, a number has no side of zero.
    text = with_minus(text if text.strip("-0.%") else text.removeprefix("-"))
    return text.replace("%", label("table.percent"))


def _is_number(text):
    return any(character.isdigit() for character in text)


def _head_lines(head, cells):
    """A header, broken between words where it is wider than what stands below it."""
    words = head.split()
    width = max(map(len, [*cells, *words]))
    return wrap(head, width, break_long_words=False) or [""]
