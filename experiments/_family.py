"""What the experiments on the family of cells share.

Every cell has the same number of units, the same optimiser (Adam, gradients clipped at
1) and the start of its own `init`. Its learning rate is the one that served best on
seeds that are not reported.
"""

import sys
import time

import numpy as np

import lstm_core as lc
from experiments._result import RESULTS, rounded, write_result
from lstm_core.cells.registry import all_cells, arrays_of
from lstm_core.cells.sequence import backward, forward
from lstm_core.model.losses import readout_backward

CELLS = {
    "rnn": {"cell": "rnn"},
    "carousel": {"cell": "lstm", "forget_bias": 50.0},
    "lstm": {"cell": "lstm"},
    "lstm, bias 5": {"cell": "lstm", "forget_bias": 5.0},
    "peephole": {"cell": "peephole"},
    "gru": {"cell": "gru"},
}
"""Name in the results to what `lstm_core.make_model` is asked for."""

RATES = (1e-2, 3e-2)
SEEDS = range(20)  # networks of each cell that are reported
TRIALS = range(100, 103)  # seeds of the networks that only choose the rate


def build(name, n_x, n_a, n_y, rng):
    """An untrained model in float32."""
    return lc.make_model(n_x, n_a, n_y, rng=rng, dtype=np.float32, **CELLS[name])


def weights(name, n_x, n_a, n_y):
    """Number of weights of such a model, the readout included."""
    model = build(name, n_x, n_a, n_y, np.random.default_rng(0))
    return int(sum(array.size for array in model.params.values()))


def train(model, batches, steps, rate, callback=None):
    """Train a model as it is; one that breaks off keeps the weights it began with."""
    try:
        lc.fit(model, batches, steps=steps, lr=rate, callback=callback)
    except lc.TrainingError as error:
        print("broke off:", error)


class Carried:
    """A model that begins a chunk with the states in which it left the last one.

    The gradient ends where a chunk begins: truncated backpropagation through time.
    """

    def __init__(self, model: lc.NumpyModel):
        self.model, self.state = model, ()

    @property
    def params(self):
        """Those of the model."""
        return self.model.params

    @params.setter
    def params(self, params):
        self.model.params = params

    def loss_and_grads(self, chunk):
        """As that of the model, of a chunk with the word whether new streams begin."""
        (x, target, _), begins = chunk
        p, out = self.model.cell_params, self.model.readout
        trace = forward(p, x, *(() if begins else self.state))
        self.state = last_states(trace)
        loss, dscores = lc.cross_entropy(lc.readout(out, trace.a), target)
        if not np.isfinite(loss):
            raise FloatingPointError(f"loss: expected a finite number, got {loss}")
        dW_y, db_y, da = readout_backward(out, trace.a, dscores)
        g = backward(p, trace, da)
        d_cell = {name: getattr(g, name) for name in arrays_of(p)}
        return loss, d_cell | {"W_y": dW_y, "b_y": db_y}


def last_states(trace):
    """The states after the last step of a trace, as `forward` takes them."""
    return tuple(getattr(trace, name)[-1].copy() for name in state_names(trace))


def state_names(trace):
    """Names of what the cell of this trace carries from step to step."""
    [found] = [c.states for c in all_cells() if type(trace) is c.trace]
    return found


def run(name, score, settings, cells, *, sizes, merit, seeds, rates, trials, **about):
    """Measure all cells, and write the result after each of them.

    Parameters
    ----------
    name : str
        Of the experiment.
    score : callable
        ``score(cell, seed, rate, settings)`` trains one network and gives a dict.
    settings : dict
        Stored with the result.
    cells : sequence of str or None
        Those to be measured now; those measured before are kept. All if None.
    sizes : tuple of three int
        ``n_x, n_a, n_y``, for the number of weights.
    merit : callable
        ``merit(scores)``: how good a rate is, judged by the dicts of its trials.
    seeds, rates, trials : sequence
    **about
        What else is stored: a description and the like.
    """
    started = time.perf_counter()
    kept = _stored(name) if cells else {}
    found = {key: value for key, value in kept.items() if key not in cells}
    for cell in cells or CELLS:
        began = time.perf_counter()
        tried = {
            str(rate): [score(cell, seed, rate, settings) for seed in trials]
            for rate in rates
        }
        best = max(tried, key=lambda rate: merit(tried[rate]))
        runs = [score(cell, seed, float(best), settings) for seed in seeds]
        one = {"weights": weights(cell, *sizes), "rate": float(best)}
        one |= {"merit": {rate: merit(scores) for rate, scores in tried.items()}}
        one |= {"runs": runs, "seconds": round(time.perf_counter() - began)}
        found[cell] = rounded(one)
        data = dict(about) | {"settings": settings | _made(sizes, seeds, trials, rates)}
        in_order = {key: found[key] for key in CELLS if key in found}
        path = write_result(name, started=started, **data, cells=in_order)
        print(name, cell, best, one["merit"], f"{one['seconds']} s", flush=True)
    return path


def mean_interval(values, seed=0):
    """Mean, and its 95 % interval by 10,000 bootstrap samples."""
    values = np.asarray(values, float)
    draws = np.random.default_rng(seed).integers(len(values), size=(10_000, len(values)))
    low, high = np.quantile(values[draws].mean(axis=1), [0.025, 0.975])
    return rounded([values.mean(), low, high])


def solved_interval(flags):
    """Number of runs that solve the task, of how many, and the interval of the share."""
    flags = list(map(bool, flags))
    return [sum(flags), len(flags), *rounded([*lc.count_interval(sum(flags), len(flags))])]


def asked_for():
    """The cells named on the command line; None if there are none."""
    return sys.argv[1:] or None


def _made(sizes, seeds, trials, rates):
    n_x, n_a, n_y = sizes
    same = {"n_x": n_x, "n_a": n_a, "n_y": n_y, "optimizer": "adam", "clip": 1.0}
    return same | {"seeds": [*seeds], "trials": [*trials], "rates": [*rates]}


def _stored(name):
    """Cells that the stored result has already."""
    path = RESULTS / f"{name}.json"
    if not path.exists():
        return {}
    return lc.stored_result(name)["cells"]
