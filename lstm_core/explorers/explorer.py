"""What all explorers share: a widget that is also shown as HTML."""

from collections.abc import Callable, Mapping

from lstm_core import explorers
from lstm_core.explorers.rounding import shown
from lstm_core.explorers.shown import Shown, traitlets
from lstm_core.plots.style import COLORS
from lstm_core.words import words_for


class Explorer(Shown):
    """A widget that is also shown as HTML where there are no widgets."""

    _esm = explorers.module()
    _css = explorers.style()
    _kind = ""
    _write: Mapping[str, Callable[[float], str]] = {}  # all others as `shown` does
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
        texts = {k: self._write.get(k, shown)(v) for k, v in numbers.items()}
        return explorers.paragraphs(
            words["title"], words[name].format(**texts), words["static"]
        )
