"""What fresh networks keep of a first symbol, and what gradient comes back to it."""

from collections.abc import Callable

import numpy as np

from lstm_core.cells.rnn import RNNParams
from lstm_core.inside.gradients import state_gradients
from lstm_core.model.losses import cross_entropy, init_readout
from lstm_core.model.model import NumpyModel
from lstm_core.tasks.memory import recall_batches

LETTERS = 9


def first_symbol(
    init: Callable, n_a: int, lag: int, seeds: int = 7, shown: int = 0, **setting
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Read a text of the recall game after A and after B, with untrained networks.

    Each network reads a text of its own twice; only its first symbol differs. The loss
    is that of the answer to the question, ``lag`` steps later. The memory is the hidden
    state of a basic network, and the cell state of an LSTM.

    Parameters
    ----------
    init : function
        `init_rnn` or `init_lstm`.
    n_a : int
        Number of units.
    lag : int
    seeds : int
        Number of networks, with the seeds from 0 on.
    shown : int
        The network of which one unit is returned: the one that A and B set furthest
        apart.
    **setting
        For ``init``, such as ``gain`` or ``forget_bias``.

    Returns
    -------
    states : ndarray, shape (2, lag + 1)
        The memory of that unit after each step, after A and after B.
    apart : ndarray, shape (seeds,)
        Distance of the two memories at the question, as a share of that after the
        first step.
    gradients : ndarray, shape (seeds, lag + 1)
        Size of the gradient of the loss by the memory, 0 to ``lag`` steps before the
        question, in the run that begins with A.
    """
    runs = []
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        runs.append(_two_runs(init(LETTERS, n_a, rng=rng, **setting), lag, rng))
    memory, gradients = map(np.array, zip(*runs, strict=True))
    gaps = memory[:, :, 0] - memory[:, :, 1]
    apart = np.linalg.norm(gaps, axis=-1)
    unit = np.abs(gaps[shown, 0]).argmax()
    return memory[shown, :, :, unit].T, apart[:, -1] / apart[:, 0], gradients


def _two_runs(p, lag, rng):
    x, target, asked = _two_texts(lag, rng)
    out = init_readout(p.n_a, 4, rng=rng)
    scores, trace = NumpyModel(p, out, "classify").forward(x)
    _, dscores = cross_entropy(scores, target, asked)
    gradients = state_gradients(p, trace, dscores @ out.W_y)
    memory = trace.a if isinstance(p, RNNParams) else trace.c
    return memory, np.linalg.norm(gradients[::-1, 0], axis=-1)


def _two_texts(lag, rng):
    """The same text twice, once with A and once with B as its first symbol."""
    batch = next(recall_batches(lag, 1, rng=rng))
    x, target, asked = (np.repeat(part, 2, axis=1) for part in batch)
    x[0, :, :4] = np.eye(4)[:2]
    target[asked] = 0, 1
    return x, target, asked
