"""Copies of a cell in a row, step by step, as drawn by ``unrolled.js``."""

from collections.abc import Sequence
from html import escape

from lstm_core.cells.lstm import Trace
from lstm_core.explorers import paragraphs
from lstm_core.explorers.belt import belt_steps
from lstm_core.explorers.checks import check_index, check_words
from lstm_core.explorers.explorer import Explorer, traitlets
from lstm_core.explorers.rounding import shown

COLUMNS = ("f", "u", "c_cand", "c", "o", "a")
"""What the table shows of each step."""


class UnrolledExplorer(Explorer):
    """An LSTM unrolled over a text: copies of the cell, and what travels on the belt.

    Five copies show at a time. The trait ``t`` is how many steps have been made, 0 is
    the start. Printed, it shows all steps, and says what the last one does.

    Parameters
    ----------
    trace : Trace
        What `lstm_core.lstm_forward` gave.
    words : sequence of T str, optional
        What the network reads at each step.
    unit : int
        Index of the hidden unit to show.
    b : int
        Index of the sequence in the batch.
    meaning : tuple of two str, optional
        What a negative cell state stands for, and a positive one. Their words stand
        beside a cell state of at least one half in size.

    Raises
    ------
    TypeError, ValueError, IndexError
        If the trace is none of an LSTM, there is not one word a step, the trace has no
        such unit or sequence, or ``meaning`` is not two strings.
    """

    _kind = "unrolled"
    t = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        trace: Trace,
        words: Sequence[str] | None = None,
        unit: int = 0,
        b: int = 0,
        meaning: tuple[str, str] | None = None,
    ):
        steps = belt_steps(trace, unit, b, ("f", "u", "o", "c_cand", "c_prev"))
        words = check_words(words, len(steps))
        meaning = [] if meaning is None else check_words(list(meaning), 2)
        super().__init__({"steps": steps, "words": words, "meaning": meaning}, t=0)
        self._table = belt_steps(trace, unit, b, COLUMNS)

    @traitlets.validate("t")
    def _check_t(self, proposal):
        return check_index("t", proposal["value"], len(self._spec["data"]["steps"]) + 1)

    def _fallback(self):
        names, words = self._spec["words"], self._spec["data"]["words"]
        heads = ["step", *(["word"] if words else []), *COLUMNS]
        rows = [[names[f"table.{column}"] for column in heads]]
        for t, step in enumerate(self._table):
            numbers = [shown(step[name]) for name in COLUMNS]
            rows.append([str(t + 1), *words[t : t + 1], *numbers])
        head, *body = (
            "".join(map(_cell, row, [i] * len(row))) for i, row in enumerate(rows)
        )
        body = "".join(f"<tr>{cells}</tr>" for cells in body)
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        return paragraphs(names["title"]) + table + paragraphs(names["static"])


def _cell(text, row):
    kind = "td" if row else "th"
    return f"<{kind}>{escape(text)}</{kind}>"
