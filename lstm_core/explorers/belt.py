"""What `lstm_core.widgets.BeltAnimation` takes from a trace."""

from collections.abc import Mapping, Sequence
from html import escape
from operator import index

from lstm_core.explorers import paragraphs
from lstm_core.explorers.rounding import shown
from lstm_core.trace import Trace


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
    if not isinstance(trace, Trace):
        expected = "a Trace, as lstm_forward gives"
        raise TypeError(f"trace: expected {expected}, got {type(trace).__name__}")
    trace = trace.to_numpy()
    T, B, n_a = trace.c.shape
    unit, b = check_index("unit", unit, n_a), check_index("b", b, B)
    steps = [trace.step(t, b) for t in range(T)]
    return [{name: float(step[name][unit]) for name in _NAMES} for step in steps]


def check_words(words: Sequence[str] | None, T: int) -> list[str]:
    """The words as a list; empty if there are none.

    Raises
    ------
    TypeError, ValueError
        If they are not strings, or not one a step.
    """
    words = [] if words is None else list(words)
    if words and len(words) != T:
        raise ValueError(f"words: expected one a step, {T}, got {len(words)}")
    if not all(isinstance(word, str) for word in words):
        raise TypeError(f"words: expected strings, got {words!r}")
    return words


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
    columns = ["step", *(["word"] if words else []), "f", "u", "c_cand", "c"]
    head = "".join(f"<th>{escape(names[f'table.{column}'])}</th>" for column in columns)
    rows = ""
    for t, step in enumerate(steps):
        numbers = [shown(step[name]) for name in ("f", "u", "c_cand", "c")]
        cells = [str(t + 1), *words[t : t + 1], *numbers]
        rows += f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return paragraphs(names["title"]) + table + paragraphs(names["static"])


_NAMES = ("f", "u", "c_cand", "c_prev", "c")


def check_index(name: str, value: int, size: int) -> int:
    """The value as an index from 0.

    Raises
    ------
    TypeError, IndexError
        If it is not an integer, or not from 0 to ``size - 1``.
    """
    try:
        value = index(value)
    except TypeError as error:
        raise TypeError(f"{name}: expected an integer, got {value!r}") from error
    if not 0 <= value < size:
        raise IndexError(f"{name}: expected 0 to {size - 1}, got {value}")
    return value
