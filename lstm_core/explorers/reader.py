"""A cell that reads what the reader writes; what it draws stands in ``reader.js``."""

from collections.abc import Sequence

import numpy as np

from lstm_core.cells.lstm import LSTMParams, Trace
from lstm_core.cells.sequence import forward
from lstm_core.explorers import paragraphs
from lstm_core.explorers.checks import check_index
from lstm_core.explorers.explorer import Explorer, traitlets
from lstm_core.explorers.sentence import read_sentences, sentence_table
from lstm_core.tasks import agreement

GATES = ("f", "u", "o")
"""The gates that can be stuck, in the order of ``stuck``."""

STUCK = {"free": None, "open": 1000.0, "shut": -1000.0}
"""State of a gate to the pre-activation that holds it there: exactly at 1 or at 0."""

MOST = 30
"""So many words a text may have."""

DOUBT = 0.25
"""Below this size of what is shown a verb gets no ending."""


class ReaderExplorer(Explorer):
    """A cell reads a text of the little grammar, and each gate of it can be stuck.

    The trait ``words`` is the text, ``unit`` and ``t``, the word, are indices from 0. A
    word beyond the end is the last one. ``stuck`` has a list for each unit that says of
    its forget, update and output gate: ``"free"``, ``"open"`` or ``"shut"``.

    Parameters
    ----------
    p : LSTMParams
        A cell that reads the one-hot vectors of `lstm_core.agreement.encode`.
    text : str
        The text to start with, at most 30 words of `lstm_core.agreement.VOCABULARY`,
        or all of them of another language. The explorer keeps to this language.
    names : sequence of n_a str, optional
        What the units are called; without them they are counted from 0.
    unit, number : int
        The unit that shows at first, and the one whose hidden state decides on the
        endings of verbs.

    Raises
    ------
    TypeError, ValueError, IndexError
        If the cell is no LSTM that reads these words, the text has others, or too many,
        there is not one name for each unit, or no such unit.
    """

    _kind = "reader"
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    unit = traitlets.Int(0).tag(sync=True)
    t = traitlets.Int(0).tag(sync=True)
    stuck = traitlets.List(traitlets.List(traitlets.Enum(list(STUCK)))).tag(sync=True)

    def __init__(
        self,
        p: LSTMParams,
        text: str,
        names: Sequence[str] | None = None,
        unit: int = 0,
        number: int = 0,
    ):
        _check_cell(p)
        names = _check_names(names, p.n_a)
        check_index("number", number, p.n_a)
        self._p = p
        data = {"W": p.W.tolist(), "b": p.b.tolist(), "names": names, "number": number}
        words = agreement.encode(text)[1]
        self._vocabulary = agreement.vocabulary_of(words)
        data |= {"vocabulary": self._vocabulary, "most": MOST, "doubt": DOUBT}
        data |= {"forms": agreement.FORMS, "article": agreement.OPEN_ARTICLE}
        data |= {"noun_number": agreement.NOUN_NUMBER}
        _check_length(words)  # before the traits check each other, in any order
        stuck = [["free"] * len(GATES) for _ in range(p.n_a)]
        super().__init__(data, words=words, unit=unit, t=len(words) - 1, stuck=stuck)

    @property
    def trace(self) -> Trace:
        """What the cell does at each word, as `lstm_core.lstm_forward` gives it."""
        x, _ = agreement.encode(" ".join(self.words), self._p.dtype)
        return forward(self._jammed(), x)

    @property
    def answer(self) -> str:
        """The text with the endings that the cell decided on."""
        shown = self.trace.a[:, 0, self._spec["data"]["number"]]
        return agreement.fill_verbs(self.words, shown, DOUBT)

    def _jammed(self):
        p = LSTMParams(self._p.W.copy(), self._p.b.copy())
        for unit, states in enumerate(self.stuck):
            for gate, state in zip(GATES, states, strict=True):
                if STUCK[state] is not None:
                    getattr(p, f"W_{gate}")[unit] = 0
                    getattr(p, f"b_{gate}")[unit] = STUCK[state]
        return p

    @traitlets.validate("words")
    def _check_words(self, proposal):
        words = proposal["value"]
        _check_length(words)
        unknown = [word for word in words if word not in self._vocabulary]
        if unknown:
            raise ValueError(f"words: unknown words: {', '.join(map(repr, unknown))}")
        return words

    @traitlets.validate("unit", "t")
    def _check_place(self, proposal):
        name = proposal["trait"].name
        return check_index(
            name, proposal["value"], MOST if name == "t" else self._p.n_a
        )

    @traitlets.validate("stuck")
    def _check_stuck(self, proposal):
        if [len(states) for states in proposal["value"]] != [len(GATES)] * self._p.n_a:
            expected = f"{self._p.n_a} lists of {len(GATES)}"
            raise ValueError(f"stuck: expected {expected}, got {proposal['value']}")
        return proposal["value"]

    def _fallback(self):
        names = self._spec["words"]
        if not self.words:
            return paragraphs(names["title"], names["empty"], names["static"])
        [read] = read_sentences([self.trace], [self.words])
        return paragraphs(self.answer) + sentence_table(read, self.unit, names)


def _check_cell(p):
    if not isinstance(p, LSTMParams):
        raise TypeError(f"p: expected LSTMParams, got {type(p).__name__}")
    if not np.isfinite(p.W).all() or not np.isfinite(p.b).all():
        raise ValueError("p: expected finite weights")
    if p.n_x != len(agreement.VOCABULARY):
        expected = f"{len(agreement.VOCABULARY)} inputs, one a word"
        raise ValueError(f"p: expected {expected}, got {p.n_x}")


def _check_length(words):
    if len(words) > MOST:
        raise ValueError(f"words: expected at most {MOST}, got {len(words)}")


def _check_names(names, n_a):
    names = [str(k) for k in range(n_a)] if names is None else list(names)
    if len(names) != n_a:
        raise ValueError(f"names: expected one a unit, {n_a}, got {len(names)}")
    if not all(isinstance(name, str) for name in names):
        raise TypeError(f"names: expected strings, got {names!r}")
    return names
