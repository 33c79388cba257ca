"""One step of the LSTM cell from its gates, by `lstm_core.lstm_step`."""

import numpy as np

from lstm_core.cells import lstm_step
from lstm_core.params import GATES, LSTMParams

_FAR = 40.0  # here sigmoid and tanh have reached their ends to the last bit


def step_from_gates(
    f: float, u: float, o: float, c_cand: float, c_prev: float
) -> tuple[float, float]:
    """The new cell state and hidden state of one unit whose gates are given.

    Without weights the biases alone open the gates: each is the pre-activation of the
    opening that is asked for.

    Returns
    -------
    c, a : float
    """
    with np.errstate(divide="ignore"):
        z = {"f": logit(f), "u": logit(u), "o": logit(o), "c": np.arctanh(c_cand)}
    b = np.clip([z[gate] for gate in GATES], -_FAR, _FAR)
    p = LSTMParams(W=np.zeros((len(GATES), 2)), b=b)
    zero = np.zeros((1, 1))
    a, c, _ = lstm_step(p, zero, zero, np.array([[c_prev]]))
    return float(c[0, 0]), float(a[0, 0])


def logit(f: float) -> float:
    """The pre-activation whose sigmoid is ``f``; infinite for 0 and 1."""
    with np.errstate(divide="ignore"):
        return float(np.log(f) - np.log1p(-f))
