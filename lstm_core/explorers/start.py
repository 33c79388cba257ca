"""A basic network whose start is in the reader's hand; drawn by ``start.js``."""

from functools import partial
from types import MappingProxyType

import numpy as np

from lstm_core.cells.rnn import RNNParams, rnn_forward
from lstm_core.explorers.checks import check_index
from lstm_core.explorers.explorer import Between, Explorer
from lstm_core.explorers.rounding import shown
from lstm_core.model.losses import Readout, readout, softmax

STEPS = (1, 3, 10)
"""The steps whose prediction is shown."""

DIGITS = 4
"""Weights and inputs are rounded to this many decimals, to keep a page small."""


class StartExplorer(Explorer):
    """What the start of a basic network does to its predictions.

    All units start with the trait ``a0``, from -1 to 1. Shown is the probability that
    the network gives to one answer after step 1, 3 and 10, and how far it has moved
    from where it is with a start of zero.

    Parameters
    ----------
    p : RNNParams
    out : Readout
    x : ndarray, shape (T, B, n_x)
        At least ten steps; of the first sequence the first ten are read.
    answer : int
        Index of the answer whose probability is shown.
    a0 : float
        Where it begins.

    Raises
    ------
    TypeError, ValueError, IndexError
        If the network is none with these parts, there are too few steps, or there is
        no such answer.
    """

    _kind = "start"
    _write = MappingProxyType({f"y_{t}": partial(shown, decimals=3) for t in STEPS})
    a0 = Between(-1, 1, 0.0)

    def __init__(
        self,
        p: RNNParams,
        out: Readout,
        x: np.ndarray,
        answer: int = 0,
        a0: float = 0.0,
    ):
        T = STEPS[-1]
        if len(x) < T:
            raise ValueError(f"x: expected at least {T} steps, got {len(x)}")
        answer = check_index("answer", answer, len(out.b_y))
        rnn_forward(p, x[:T])  # refuses what does not fit
        pushes = x[:T, 0] @ p.W_ax.T + p.b
        weights = {"W": p.W_aa, "pushes": pushes, "W_y": out.W_y, "b_y": out.b_y}
        data = {k: v.astype(float).round(DIGITS).tolist() for k, v in weights.items()}
        super().__init__(data | {"answer": answer}, a0=a0)

    def _result(self):
        data = self._spec["data"]
        chances = answers(data, self.a0)
        return "result", {f"y_{t}": chances[t - 1] for t in STEPS}


def answers(data: dict, a0: float) -> list[float]:
    """The probability of the answer after each step, as ``start.js`` computes it.

    Parameters
    ----------
    data : dict
        The data of an explorer.
    a0 : float
    """
    parts = {k: np.array(v) for k, v in data.items()}
    a, found = np.full(len(parts["W"]), float(a0)), []
    out = Readout(parts["W_y"], parts["b_y"])
    for push in parts["pushes"]:
        a = np.tanh(parts["W"] @ a + push)
        found.append(float(softmax(readout(out, a[None]))[0, data["answer"]]))
    return found
