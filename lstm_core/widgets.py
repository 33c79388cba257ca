"""Explorers: pictures whose numbers the reader moves.

In a running notebook each is a widget, and its traits can be read and set from Python.
Where there is no kernel, as on the pages of the book, the same picture reacts as well:
the display carries it as HTML, and one ES module computes the numbers in both places.
"""

import math
from collections.abc import Sequence
from numbers import Real

import numpy as np

from lstm_core import explorers
from lstm_core.cells import sigmoid
from lstm_core.explorers.belt import belt_steps, belt_table, check_words
from lstm_core.plots.formatting import MINUS
from lstm_core.plots.style import COLORS
from lstm_core.trace import Trace
from lstm_core.words.explorers import words_for

try:
    import anywidget
    import traitlets
except ImportError as error:
    hint = "pip install 'lstm-core[widgets]'"
    raise ImportError(f"the explorers need anywidget: {hint}") from error

__all__ = ["BeltAnimation", "CellExplorer", "HalfLifeExplorer", "ValveExplorer"]


class _Between(traitlets.TraitType):
    """A finite number from ``low`` to ``high``."""

    def __init__(self, low, high, default_value):
        super().__init__(default_value)
        self.low, self.high = low, high
        self.tag(sync=True)

    def validate(self, obj, value):
        expected = f"{self.name}: expected a number from {self.low:g} to {self.high:g}"
        if isinstance(value, bool) or not isinstance(value, Real):
            raise TypeError(f"{expected}, got {value!r}")
        if not self.low <= value <= self.high:  # NaN is not between anything
            raise ValueError(f"{expected}, got {value}")
        return float(value)


class _Explorer(anywidget.AnyWidget):
    """A widget that is also shown as HTML where there are no widgets."""

    _esm = explorers.module()
    _css = explorers.style()
    _kind = ""
    _spec = traitlets.Dict().tag(sync=True)

    def __init__(self, data=None, **start):
        start = {k: self.traits()[k].validate(self, v) for k, v in start.items()}
        spec = {"kind": self._kind, "words": words_for(self._kind), "colors": COLORS}
        spec |= {"start": start, "data": data or {}}
        super().__init__(_spec=spec, **start)

    def _repr_mimebundle_(self, **kwargs):
        bundle, *metadata = super()._repr_mimebundle_(**kwargs)
        state = {name: getattr(self, name) for name in self._spec["start"]}
        html = explorers.to_html(self._spec | {"state": state}, self._fallback())
        return bundle | {"text/html": html, "text/plain": repr(self)}, *metadata

    def _fallback(self):
        """The first state in words, for where no script runs."""
        words = self._spec["words"]
        name, numbers = self._result()
        shown = {k: f"{v:.3g}".replace("-", MINUS) for k, v in numbers.items()}
        texts = words["title"], words[name].format(**shown), words["static"]
        return explorers.paragraphs(*texts)


class ValveExplorer(_Explorer):
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
    z = _Between(-6.0, 6.0, 0.0)
    value = _Between(-2.0, 2.0, 1.0)

    def __init__(self, z: float = 0.0, value: float = 1.0):
        super().__init__(z=z, value=value)

    @property
    def gate(self) -> float:
        """How far the valve is open, from 0 to 1."""
        return float(sigmoid(np.float64(self.z)))

    @property
    def product(self) -> float:
        """What passes: the opening times the value."""
        return self.gate * self.value

    def _result(self):
        numbers = {"gate": self.gate, "value": self.value, "product": self.product}
        name = "closed" if self.gate < 0.05 else "open" if self.gate > 0.95 else "part"
        return name, numbers


class HalfLifeExplorer(_Explorer):
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
    f = _Between(0.0, 1.0, 0.9)

    def __init__(self, f: float = 0.9):
        super().__init__(f=f)

    @property
    def half_life(self) -> float:
        """Steps until half is gone, ``ln(1/2) / ln f``; infinite for ``f = 1``."""
        if self.f in (0.0, 1.0):
            return math.inf if self.f else 0.0
        return math.log(0.5) / math.log(self.f)

    def left(self, t: float = 50) -> float:
        """Share of the memory that is left after ``t`` steps, ``f ** t``."""
        return self.f**t

    def _result(self):
        name = {0.0: "result.none", 1.0: "result.all"}.get(self.f, "result")
        return name, {"f": self.f, "half_life": self.half_life, "left": self.left()}


class CellExplorer(_Explorer):
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
    f = _Between(0.0, 1.0, 0.9)
    u = _Between(0.0, 1.0, 0.5)
    o = _Between(0.0, 1.0, 0.7)
    c_cand = _Between(-1.0, 1.0, 0.8)
    c_prev = _Between(-3.0, 3.0, 1.5)

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
        return self.f * self.c_prev + self.u * self.c_cand

    @property
    def a(self) -> float:
        """The new hidden state, ``o * tanh(c)``."""
        return self.o * math.tanh(self.c)

    def _result(self):
        numbers = {name: getattr(self, name) for name in self._spec["start"]}
        numbers |= {"kept": self.f * self.c_prev, "added": self.u * self.c_cand}
        numbers |= {"c": self.c, "tanh_c": math.tanh(self.c), "a": self.a}
        return "result", numbers


class BeltAnimation(_Explorer):
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
