"""How long a memory lasts; what it draws stands in ``half_life.js``."""

from lstm_core.cells.parts import logit
from lstm_core.explorers.explorer import Between, Explorer
from lstm_core.explorers.rounding import exact, share, steps
from lstm_core.inside.measures import half_life


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
