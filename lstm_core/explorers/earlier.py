"""Which earlier words matter to two networks; ``earlier.js`` draws it."""

from collections.abc import Mapping, Sequence

import numpy as np

from lstm_core._validate import check_array
from lstm_core.explorers import paragraphs
from lstm_core.explorers.checks import check_index, check_words
from lstm_core.explorers.explorer import Explorer, traitlets
from lstm_core.plots.tables import Table

DIGITS = 3
"""The numbers are rounded to this many decimals, to keep a page small."""


class EarlierExplorer(Explorer):
    """How far the answers of two networks move if a word read before is left out.

    The trait ``t`` is the word at which the networks answer, an index from 0. At the
    first one nothing can be left out, so it starts at 1.

    Parameters
    ----------
    words : sequence of T str
        What both networks read, two words at least.
    stars : mapping of str to ndarray, shape (T,)
        From the name of a network to what it answers at each word; two networks.
    effects : mapping of str to ndarray, shape (T, T)
        From the same names to what `lstm_core.removal_effects` gives.
    t : int, optional
        The word to start with; without it the last one.

    Raises
    ------
    TypeError, ValueError, IndexError
        If there are not two networks, with one answer a word and one effect for each
        two words, or there is no such word.
    """

    _kind = "earlier"
    t = traitlets.Int(1).tag(sync=True)

    def __init__(
        self,
        words: Sequence[str],
        stars: Mapping[str, np.ndarray],
        effects: Mapping[str, np.ndarray],
        t: int | None = None,
    ):
        words = check_words(words, len(words))
        if len(words) < 2:
            raise ValueError(f"words: expected at least 2, got {len(words)}")
        if len(stars) != 2 or list(stars) != list(effects):
            expected = "two names, the same for both"
            got = f"{list(stars)} and {list(effects)}"
            raise ValueError(f"stars, effects: expected {expected}, got {got}")
        networks = [
            _network(name, stars[name], effects[name], len(words)) for name in stars
        ]
        t = len(words) - 1 if t is None else t
        super().__init__({"words": words, "networks": networks}, t=t)

    @traitlets.validate("t")
    def _check_t(self, proposal):
        T = len(self._spec["data"]["words"])
        if proposal["value"] == 0:
            raise IndexError(f"t: expected 1 to {T - 1}, got 0")
        return check_index("t", proposal["value"], T)

    def _fallback(self):
        names, data = self._spec["words"], self._spec["data"]
        columns = {names["table.word"]: data["words"][: self.t + 1]}
        for network in data["networks"]:
            name = names.get(f"network.{network['name']}", network["name"])
            columns[name] = network["effects"][self.t]
        table = Table(columns).to_html()
        return paragraphs(names["title"]) + table + paragraphs(names["static"])


def _network(name, stars, effects, T):
    """What a page gets of one network: at each word, the effects of those so far."""
    stars, effects = np.asarray(stars, float), np.asarray(effects, float)
    check_array("stars", stars, axes={"T": T}, dtype=stars.dtype)
    check_array("effects", effects, axes={"T": T, "T again": T}, dtype=effects.dtype)
    if (effects < 0).any():
        raise ValueError("effects: expected no negative numbers")
    shown = [effects[: t + 1, t].round(DIGITS).tolist() for t in range(T)]
    return {"name": name, "stars": stars.round(DIGITS).tolist(), "effects": shown}
