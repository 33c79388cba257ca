"""What every explorer is built on: a widget, where there are any, and its numbers."""

import warnings
from numbers import Real

_HINT = "pip install 'lstm-core[widgets]'"

try:
    import traitlets
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f"the explorers need traitlets: {_HINT}") from error

try:
    from anywidget import AnyWidget as Shown
except ModuleNotFoundError:
    missing = "anywidget is missing: the explorers move, but apart from Python"
    warnings.warn(f"{missing}; {_HINT}", stacklevel=2)

    class Shown(traitlets.HasTraits):
        """What stands in for a widget: it has traits, and no display of its own."""

        def _repr_mimebundle_(self, **kwargs):
            return {}, {}


class Between(traitlets.TraitType):
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
