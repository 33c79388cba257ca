"""A gate as a valve; what it draws stands in ``valve.js``."""

import numpy as np

from lstm_core.cells.parts import sigmoid
from lstm_core.explorers.explorer import Between, Explorer
from lstm_core.explorers.rounding import fine


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
