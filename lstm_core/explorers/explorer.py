"""What all explorers are built on: a widget, where there are any, and HTML."""

import warnings
from collections.abc import Callable, Mapping
from numbers import Real

from lstm_core import explorers
from lstm_core.explorers.rounding import shown
from lstm_core.plots.style import COLORS
from lstm_core.words import chosen_language, words_for

_HINT = "pip install 'lstm-core[widgets]'"

try:
    import traitlets
except ModuleNotFoundError as error:
    raise ModuleNotFoundError(f"the explorers need traitlets: {_HINT}") from error

try:
    from anywidget import AnyWidget as Widget
except ModuleNotFoundError:
    missing = "anywidget is missing: the explorers move, but apart from Python"
    warnings.warn(f"{missing}; {_HINT}", stacklevel=2)

    class Widget(traitlets.HasTraits):
        """What stands in for a widget: it has traits, and no display of its own."""

        def _repr_mimebundle_(self, **kwargs):
            return {}, {}


class Explorer(Widget):
    """A widget that is also shown as HTML where there are no widgets."""

    _esm = explorers.module()
    _css = explorers.style()
    _kind = ""
    _write: Mapping[str, Callable[[float], str]] = {}  # all others as `shown` does
    _spec = traitlets.Dict().tag(sync=True)

    def __init__(self, data=None, **start):
        start = {k: self.traits()[k].validate(self, v) for k, v in start.items()}
        spec = {"kind": self._kind, "language": chosen_language(), "colors": COLORS}
        spec |= {"words": words_for(self._kind), "start": start, "data": data or {}}
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
        texts = {k: self._write.get(k, shown)(v) for k, v in numbers.items()}
        return explorers.paragraphs(
            words["title"], words[name].format(**texts), words["static"]
        )


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
