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
    """The cell state as a conveyor belt, step by step, from real traces.

    It starts paused. The traits ``t``, the step that shows, and ``hand``, the trace,
    are indices from 0.

    Parameters
    ----------
    trace : Trace or mapping of str to Trace
        What `lstm_core.lstm_forward` gave. With several, a switch chooses one by its
        name, such as ``"random"``, ``"hand-set"`` or ``"trained"``.
    words : sequence of T str, optional
        What the network reads at each step.
    unit : int or mapping of str to int
        Index of the hidden unit whose cell state is shown, for all traces or for each.
    b : int
        Index of the sequence in the batch.

    Raises
    ------
    TypeError, ValueError, IndexError
        If a trace is none of an LSTM, there is none or not one word a step, a trace has
        no such unit or sequence, or the traces differ in length.
    """

    _kind = "belt"
    t = traitlets.Int(0).tag(sync=True)
    hand = traitlets.Int(0).tag(sync=True)

    def __init__(
        self,
        trace: Trace | Mapping[str, Trace],
        words: Sequence[str] | None = None,
        unit: int | Mapping[str, int] = 0,
        b: int = 0,
    ):
        hands = _read_hands(trace, unit, b)
        T = len(hands[0]["steps"])
        data = {"hands": hands, "words": check_words(words, T)}
        super().__init__(data, t=0, hand=0)

    @traitlets.validate("t")
    def _check_t(self, proposal):
        last = len(self._spec["data"]["hands"][0]["steps"]) - 1
        if not 0 <= proposal["value"] <= last:
            expected = f"t: expected a step from 0 to {last}"
            raise ValueError(f"{expected}, got {proposal['value']}")
        return proposal["value"]

    @traitlets.validate("hand")
    def _check_hand(self, proposal):
        return check_index("hand", proposal["value"], len(self._spec["data"]["hands"]))

    def _fallback(self):
        names, data = self._spec["words"], self._spec["data"]
        tables = ""
        for hand in data["hands"]:
            if len(data["hands"]) > 1:
                name = hand["name"]
                tables += paragraphs(names.get(f"hand.{name}", name))
            tables += belt_table(hand["steps"], data["words"], names)
        return paragraphs(names["title"]) + tables + paragraphs(names["static"])


def belt_steps(
    trace: Trace, unit: int, b: int, names: Sequence[str] = _NAMES
) -> list[dict[str, float]]:
    """The gates and states of one unit at every step.

    Parameters
    ----------
    trace : Trace
    unit, b : int
        Index of the hidden unit, and of the sequence in the batch.
    names : sequence of str
        Which values, as the trace calls them.

    Returns
    -------
    list of T dict
        These values of each step.

    Raises
    ------
    TypeError, IndexError
        If the trace is none of an LSTM, or has no such unit or sequence.
    """
    check_trace("trace", trace, Trace)
    trace = trace.to_numpy()
    T, B, n_a = trace.c.shape
    unit, b = check_index("unit", unit, n_a), check_index("b", b, B)
    values = {name: getattr(trace, name)[:, b, unit] for name in names}
    return [{name: float(values[name][t]) for name in names} for t in range(T)]


def belt_table(
    steps: Sequence[Mapping[str, float]], words: Sequence[str], names: Mapping[str, str]
) -> str:
    """All steps of one trace as an HTML table.

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
    return Table(columns).to_html()


def _read_hands(trace, unit, b):
    """The name and the steps of each trace."""
    traces = trace if isinstance(trace, Mapping) else {"": trace}
    if not traces:
        raise ValueError("trace: expected at least one, got none")
    units = unit if isinstance(unit, Mapping) else dict.fromkeys(traces, unit)
    if set(units) != set(traces):
        expected = f"one for each of {', '.join(traces)}"
        raise ValueError(f"unit: expected {expected}, got {', '.join(units)}")
    hands = [
        {"name": name, "steps": belt_steps(one, units[name], b)}
        for name, one in traces.items()
    ]
    lengths = {len(hand["steps"]) for hand in hands}
    if len(lengths) > 1:
        expected = "traces of one length"
        raise ValueError(f"trace: expected {expected}, got {sorted(lengths)}")
    return hands
