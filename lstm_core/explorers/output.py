"""What is stored and what is shown of it; what it draws stands in ``output.js``."""

from lstm_core.cells.lstm import lstm_update
from lstm_core.explorers.explorer import Between, Explorer


class OutputExplorer(Explorer):
    """The way from the cell state to the hidden state, ``a = o * tanh(c)``.

    Parameters
    ----------
    c : float
        What is stored, the cell state, from -3 to 3.
    o : float
        Output gate, from 0 to 1.

    Raises
    ------
    TypeError, ValueError
        If one is not a number, or outside its range.
    """

    _kind = "output"
    c = Between(-3.0, 3.0, 1.2)
    o = Between(0.0, 1.0, 0.6)

    def __init__(self, c: float = 1.2, o: float = 0.6):
        super().__init__(c=c, o=o)

    @property
    def a(self) -> float:
        """What is shown, the hidden state."""
        return self._shown(self.o)

    def _shown(self, o):
        return float(lstm_update(f=1.0, u=0.0, o=o, c_cand=0.0, c_prev=self.c)[0])

    def _result(self):
        numbers = {"c": self.c, "tanh_c": self._shown(1.0), "o": self.o, "a": self.a}
        return "result" if self.o > 0 else "result.hidden", numbers
