"""The cell state as a conveyor belt.

What moves it stands in ``belt.js``, what draws it in ``belt_picture.js``.
"""

from collections.abc import Mapping, Sequence

from lstm_core.cells.lstm import Trace
from lstm_core.cells.registry import check_trace
from lstm_core.explorers import paragraphs
from lstm_core.explorers.checks import check_index, check_words
from lstm_core.explorers.explorer import Explorer, traitlets
from lstm_core.plots.tables import Table

_NAMES = ("f", "u", "c_cand", "c_prev", "c")


class BeltAnimation(Explorer):
    """The cell state as a conveyor belt, step by step, from a real trace.

    It starts paused. The trait ``t`` is the index of the step that shows, from 0.

    Parameters
    ----------
    trace : Trace
        What `lstm_core.lstm_forward` gave.
    words : sequence of T str, optional
        What the network reads at each step.
    unit : int
        Index of the hidden unit whose cell state is shown.
    b : int
        Index of the sequence in the batch.

    Raises
    ------
    TypeError, ValueError, IndexError
        If the trace is none of an LSTM, there is not one word a step, or the trace has
        no such unit or sequence.
    """

    _kind = "belt"
    t = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        trace: Trace,
        words: Sequence[str] | None = None,
        unit: int = 0,
        b: int = 0,
    ):
        steps = belt_steps(trace, unit, b)
        super().__init__({"steps": steps, "words": check_words(words, len(steps))}, t=0)

    @traitlets.validate("t")
    def _check_t(self, proposal):
        last = len(self._spec["data"]["steps"]) - 1
        if not 0 <= proposal["value"] <= last:
            expected = f"t: expected a step from 0 to {last}"
            raise ValueError(f"{expected}, got {proposal['value']}")
        return proposal["value"]

    def _fallback(self):
        return belt_table(**self._spec["data"], names=self._spec["words"])


def belt_steps(trace: Trace, unit: int, b: int) -> list[dict[str, float]]:
    """The gates and states of one unit at every step.

    Parameters
    ----------
    trace : Trace
    unit, b : int
        Index of the hidden unit, and of the sequence in the batch.

    Returns
    -------
    list of T dict
        ``f``, ``u``, ``c_cand``, ``c_prev`` and ``c`` of each step.

    Raises
    ------
    TypeError, IndexError
        If the trace is none of an LSTM, or has no such unit or sequence.
    """
    check_trace("trace", trace, Trace)
    trace = trace.to_numpy()
    T, B, n_a = trace.c.shape
    unit, b = check_index("unit", unit, n_a), check_index("b", b, B)
    steps = [trace.step(t, b) for t in range(T)]
    return [{name: float(step[name][unit]) for name in _NAMES} for step in steps]


def belt_table(
    steps: Sequence[Mapping[str, float]], words: Sequence[str], names: Mapping[str, str]
) -> str:
    """All steps as an HTML table, for where no script runs.

    Parameters
    ----------
    steps : sequence of T mappings
        What `belt_steps` gives.
    words : sequence of str
        One a step, or none.
    names : mapping of str to str
        The words of the explorer; the columns are named ``table.f`` and so on.
    """
    columns = {names["table.step"]: range(1, len(steps) + 1)}
    if words:
        columns[names["table.word"]] = words
    for name in ("f", "u", "c_cand", "c"):
        columns[names[f"table.{name}"]] = [step[name] for step in steps]
    table = Table(columns).to_html()
    return paragraphs(names["title"]) + table + paragraphs(names["static"])
