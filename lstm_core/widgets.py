"""Explorers: pictures whose numbers the reader moves.

In a running notebook each is a widget, and its traits can be read and set from Python.
Where there is no kernel, as on the pages of the book, the same picture reacts as well:
the display carries it as HTML, and one ES module computes the numbers in both places.
Without anywidget only the HTML is left, and a warning says what is missing.
"""

from collections.abc import Sequence

import numpy as np

from lstm_core.analysis import half_life
from lstm_core.cells.lstm import lstm_update
from lstm_core.cells.parts import logit, sigmoid
from lstm_core.explorers.belt import belt_steps, belt_table, check_words
from lstm_core.explorers.explorer import Explorer
from lstm_core.explorers.rounding import exact, fine, share, steps
from lstm_core.explorers.sentence import SentenceExplorer
from lstm_core.explorers.shown import Between, traitlets
from lstm_core.trace import Trace

__all__ = [
    "BeltAnimation",
    "CellExplorer",
    "HalfLifeExplorer",
    "SentenceExplorer",
    "ValveExplorer",
]


class ValveExplorer(Explorer):
    """A gate as a valve: ``g = sigmoid(z)`` decides how much of a value passes.

    Parameters
    ----------
    z : float
        Pre-activation of the gate, from -6 to 6.
    value : float
        What flows through the valve, from -2 to 2.

    Raises
    ------
    TypeError, ValueError
        If one is not a number, or outside its range.
    """

    _kind = "valve"
    _write = {"gate": fine, "product": fine}  # noqa: RUF012
    z = Between(-6.0, 6.0, 0.0)
    value = Between(-2.0, 2.0, 1.0)

    def __init__(self, z: float = 0.0, value: float = 1.0):
        super().__init__(z=z, value=value)

    @property
    def gate(self) -> float:
        """How far the valve is open, from 0 to 1."""
        return float(sigmoid(np.float64(self.z)))

    @property
    def product(self) -> float:
        """What passes, the opening times the value."""
        return self.gate * self.value

    def _result(self):
        numbers = {"gate": self.gate, "value": self.value, "product": self.product}
        name = "closed" if self.gate < 0.05 else "open" if self.gate > 0.95 else "part"
        return name, numbers


class HalfLifeExplorer(Explorer):
    """How long a memory lasts that a forget gate multiplies at every step.

    Parameters
    ----------
    f : float
        The forget gate, from 0 to 1, the same at every step. The slider ends at 0.999.

    Raises
    ------
    TypeError, ValueError
        If it is not a number from 0 to 1.
    """

    _kind = "half_life"
    _write = {"f": exact, "half_life": steps, "left": share}  # noqa: RUF012
    f = Between(0.0, 1.0, 0.9)

    def __init__(self, f: float = 0.9):
        super().__init__(f=f)

    @property
    def half_life(self) -> float:
        """Steps until half is gone, as `lstm_core.half_life` gives them."""
        return float(half_life(self.f))

    def left(self, t: float = 50) -> float:
        """Share of the memory that is left after ``t`` steps, ``f ** t``."""
        return self.f**t

    @property
    def z(self) -> float:
        """The pre-activation whose sigmoid is ``f``; infinite for 0 and 1."""
        return float(logit(self.f))

    def _result(self):
        name = {0.0: "result.none", 1.0: "result.all"}.get(self.f, "result")
        numbers = {"f": self.f, "z": self.z}
        return name, numbers | {"half_life": self.half_life, "left": self.left()}


class CellExplorer(Explorer):
    """One step of one unit of an LSTM, with all that decides it in the reader's hand.

    Parameters
    ----------
    f, u, o : float
        Forget, update and output gate, from 0 to 1.
    c_cand : float
        Candidate, from -1 to 1.
    c_prev : float
        Cell state of the step before, from -3 to 3.

    Raises
    ------
    TypeError, ValueError
        If one is not a number, or outside its range.
    """

    _kind = "cell"
    f = Between(0.0, 1.0, 0.9)
    u = Between(0.0, 1.0, 0.5)
    o = Between(0.0, 1.0, 0.7)
    c_cand = Between(-1.0, 1.0, 0.8)
    c_prev = Between(-3.0, 3.0, 1.5)

    def __init__(
        self,
        f: float = 0.9,
        u: float = 0.5,
        o: float = 0.7,
        c_cand: float = 0.8,
        c_prev: float = 1.5,
    ):
        super().__init__(c_prev=c_prev, f=f, c_cand=c_cand, u=u, o=o)

    @property
    def c(self) -> float:
        """The new cell state, ``f * c_prev + u * c_cand``."""
        return self._step()[1]

    @property
    def a(self) -> float:
        """The new hidden state, ``o * tanh(c)``."""
        return self._step()[0]

    def _step(self, **changed):
        names = ("f", "u", "o", "c_cand", "c_prev")
        values = {n: getattr(self, n) for n in names} | changed
        return tuple(map(float, lstm_update(**values)))

    def _result(self):
        numbers = {name: getattr(self, name) for name in self._spec["start"]}
        numbers |= {"c": self.c, "tanh_c": self._step(o=1.0)[0], "a": self.a}
        kept, added = self._step(u=0.0)[1], self._step(f=0.0)[1]
        return "result", numbers | {"kept": kept, "added": added}


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
