"""Steps of an LSTM, one by one; what it draws stands in ``cell.js``."""

from lstm_core.cells.lstm import lstm_update
from lstm_core.explorers.explorer import Between, Explorer, traitlets

_NAMES = ("f", "u", "o", "c_cand", "c_prev")


class CellExplorer(Explorer):
    """One step of one unit of an LSTM, with all that decides it in the reader's hand.

    The step can be taken: then the new cell state becomes that of the step before. The
    trait ``past`` holds the cell states before `c_prev`, the oldest first.

    Parameters
    ----------
    f, u, o : float
        Forget, update and output gate, from 0 to 1.
    c_cand : float
        Candidate, from -1 to 1.
    c_prev : float
        Cell state of the step before, from -100 to 100. The slider goes from -3 to 3.

    Raises
    ------
    TypeError, ValueError
        If one is not a number, or outside its range.
    """

    _kind = "cell"
    _write = {"t": str}  # noqa: RUF012
    f = Between(0.0, 1.0, 0.9)
    u = Between(0.0, 1.0, 0.5)
    o = Between(0.0, 1.0, 0.7)
    c_cand = Between(-1.0, 1.0, 0.8)
    c_prev = Between(-100.0, 100.0, 1.5)
    past = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(
        self,
        f: float = 0.9,
        u: float = 0.5,
        o: float = 0.7,
        c_cand: float = 0.8,
        c_prev: float = 1.5,
    ):
        super().__init__(c_prev=c_prev, f=f, c_cand=c_cand, u=u, o=o, past=[])

    @property
    def c(self) -> float:
        """The new cell state, ``f * c_prev + u * c_cand``."""
        return self._step()[1]

    @property
    def a(self) -> float:
        """The new hidden state, ``o * tanh(c)``."""
        return self._step()[0]

    def next_step(self) -> None:
        """Take the step: the new cell state becomes that of the step before."""
        past, c = [*self.past, self.c_prev], self.c
        self.c_prev = c
        self.past = past

    def _values(self):
        return {name: getattr(self, name) for name in _NAMES}

    def _step(self, **changed):
        return tuple(map(float, lstm_update(**self._values() | changed)))

    def _result(self):
        numbers = self._values() | {"t": len(self.past) + 1, "c": self.c}
        numbers |= {"tanh_c": self._step(o=1.0)[0], "a": self.a}
        kept, added = self._step(u=0.0)[1], self._step(f=0.0)[1]
        return "result", numbers | {"kept": kept, "added": added}
