"""Sentences that a network read; what it draws stands in ``sentence.js``."""

from collections.abc import Sequence

from lstm_core.cells.lstm import Trace
from lstm_core.cells.registry import check_trace
from lstm_core.explorers import paragraphs
from lstm_core.explorers.checks import check_index, check_words
from lstm_core.explorers.explorer import Explorer, traitlets
from lstm_core.plots.tables import Table

COLUMNS = ("f", "u", "o", "c")
"""What shows of a unit at each word."""

DIGITS = 4
"""The numbers are rounded to this many decimals, to keep a page small."""


class SentenceExplorer(Explorer):
    """Gates and cell state of a unit over a sentence, one row a word.

    The traits ``sentence``, ``unit`` and ``t``, the word, are indices from 0. A word
    beyond the end of a sentence is its last one.

    Parameters
    ----------
    traces : sequence of Trace
        What `lstm_core.lstm_forward` gave for each sentence, all of one network. The
        first sequence of each batch is shown.
    sentences : sequence of sequences of str
        The words of each sentence, one a step.
    unit : int
        Index of the hidden unit to start with.

    Raises
    ------
    TypeError, ValueError, IndexError
        If there is no sentence, one does not fit its trace, the traces differ in their
        number of units, or there is no such unit.
    """

    _kind = "sentence"
    sentence = traitlets.Int(0).tag(sync=True)
    unit = traitlets.Int(0).tag(sync=True)
    t = traitlets.Int(0).tag(sync=True)

    def __init__(
        self, traces: Sequence[Trace], sentences: Sequence[Sequence[str]], unit: int = 0
    ):
        read = read_sentences(traces, sentences)
        unit = check_index("unit", unit, len(read[0]["units"]))
        super().__init__({"sentences": read}, sentence=0, unit=unit, t=0)

    @traitlets.validate("sentence", "unit", "t")
    def _check(self, proposal):
        name, read = proposal["trait"].name, self._spec["data"]["sentences"]
        words = max(len(one["words"]) for one in read)
        sizes = {"sentence": len(read), "unit": len(read[0]["units"]), "t": words}
        return check_index(name, proposal["value"], sizes[name])

    def _fallback(self):
        words, state = self._spec["words"], self._spec["data"]["sentences"]
        return sentence_table(state[self.sentence], self.unit, words)


def read_sentences(
    traces: Sequence[Trace], sentences: Sequence[Sequence[str]]
) -> list[dict]:
    """The words and numbers of each sentence, as the picture takes them.

    Parameters
    ----------
    traces, sentences
        As for `SentenceExplorer`.

    Returns
    -------
    list of dict
        ``words``, and ``units``: one dictionary a unit, from each name in `COLUMNS` to
        a list of T numbers.
    """
    traces, sentences = list(traces), list(sentences)
    if not traces or len(traces) != len(sentences):
        expected = "as many traces as sentences, at least one"
        raise ValueError(f"traces: expected {expected}, got {len(traces)}")
    for trace in traces:
        check_trace("traces", trace, Trace)
    sizes = {trace.c.shape[-1] for trace in traces}
    if len(sizes) > 1:
        raise ValueError(f"traces: expected one number of units, got {sorted(sizes)}")
    pairs = zip(traces, sentences, strict=True)
    return [_read_sentence(trace, words) for trace, words in pairs]


def sentence_table(read: dict, unit: int, names: dict[str, str]) -> str:
    """One unit over one sentence as an HTML table, for where no script runs."""
    columns = {names["table.word"]: read["words"]}
    for name in COLUMNS:
        columns[names[f"table.{name}"]] = read["units"][unit][name]
    table = Table(columns).to_html()
    return paragraphs(names["title"]) + table + paragraphs(names["static"])


def _read_sentence(trace, words):
    trace = trace.to_numpy()
    columns = {name: getattr(trace, name)[:, 0].astype(float) for name in COLUMNS}
    units = [
        {name: values[:, k].round(DIGITS).tolist() for name, values in columns.items()}
        for k in range(trace.c.shape[-1])
    ]
    words = list(words)
    if not words:
        raise ValueError(f"sentences: expected {len(trace.c)} words, got none")
    return {"words": check_words(words, len(trace.c)), "units": units}
