"""What the two memory experiments share: the networks, and how one is trained."""

from functools import partial

import numpy as np

import lstm_core as lc

UNITS = {"rnn": 35, "lstm": 16}  # nearly the same number of parameters
NETWORKS = {
    "RNN": {"gain": 1.0},
    "RNN, gain 1.5": {"gain": 1.5},
    "LSTM, bias 0": {"forget_bias": 0.0},
    "LSTM, bias 1": {"forget_bias": 1.0},
    "LSTM, bias 5": {"forget_bias": 5.0},
    "LSTM, chrono": {},
}
"""Name of a network to what is special about its starting weights."""

RATES = (3e-3, 1e-2)
BATCH = 32
SEEDS = 20  # networks of each kind that are reported
TRIALS = range(100, 105)  # seeds of the networks that only choose the rate
RECALL = {"n_x": 9, "n_y": 4, "task": "classify"}
ADDING = {"n_x": 2, "n_y": 1, "task": "regress"}


def train(name, batches, length, *, task, seed, rate, steps, **start):
    """Train a network on sequences of one length.

    Parameters
    ----------
    name : str
        A key of `NETWORKS`.
    batches : callable
        `lstm_core.recall_batches` or `lstm_core.adding_batches`.
    length, seed, steps : int
    task : dict
        `RECALL` or `ADDING`.
    rate : float
    **start
        ``units`` and ``update_bias`` of `build`.

    Returns
    -------
    model : NumpyModel
    draw : callable
        Gives fresh batches: ``draw(length, batch_size)``.
    """
    rng = np.random.default_rng(seed)
    model = build(name, longest=length, rng=rng, **task, **start)
    draw = partial(batches, rng=rng, dtype=np.float32)
    lc.fit(model, draw(length, BATCH), steps=steps, lr=rate)
    return model, draw


def share_right(model, batch):
    """Share of right answers on one batch."""
    right = model.forward(batch.x)[0].argmax(axis=-1) == batch.target
    return float(right[batch.mask].mean())


def build(name, n_x, n_y, *, longest, task, rng, units=None, update_bias=None):
    """An untrained model in float32, for sequences of ``longest`` steps.

    Without ``units`` it has those of `UNITS`; ``update_bias`` replaces its own.
    """
    special = {"rng": rng, "dtype": np.float32} | NETWORKS[name]
    units = units or UNITS["rnn" if name.startswith("RNN") else "lstm"]
    if name.startswith("RNN"):
        p = lc.init_rnn(n_x, units, **special)
    elif name == "LSTM, chrono":
        p = lc.init_lstm_chrono(n_x, units, longest=longest, **special)
    else:
        p = lc.init_lstm(n_x, units, **special)
    if update_bias is not None:
        p.b_u[:] = update_bias
    out = lc.init_readout(units, n_y, rng=rng, dtype=np.float32)
    return lc.NumpyModel(p, out, task)


def table(
    score, *, lengths, steps, seeds, solves, trials=TRIALS, rates=RATES, networks=None
):
    """Scores of all networks, each at the rate that served other seeds better.

    Parameters
    ----------
    score : callable
        ``score(name, length, seed, rate, steps)`` trains one network and measures it.
    lengths, trials, rates, networks : sequence
    steps, seeds : int
    solves : tuple of float and bool
        The score from which on a run counts as solved, and whether more is better.

    Returns
    -------
    tried : dict
        Scores of the seeds in ``trials``: name, rate, length, seed.
    chosen : dict
        Name to the better rate at each length.
    scores : dict
        Scores of ``range(seeds)`` at that rate: name, length, seed.
    """
    tried, chosen, scores = {}, {}, {}
    for name in networks or NETWORKS:
        tried[name] = {str(rate): [] for rate in rates}
        chosen[name], scores[name] = [], []
        for length in lengths:
            both = {}
            for rate in rates:
                both[rate] = [score(name, length, s, rate, steps) for s in trials]
                tried[name][str(rate)].append(both[rate])
            best = better_rate(both, *solves)
            row = [score(name, length, s, best, steps) for s in range(seeds)]
            chosen[name].append(best)
            scores[name].append(row)
            print(f"{name:14} {length:4} steps, {best:g}:", np.round(row, 3))
    return tried, chosen, scores


def better_rate(scores, level, more_is_better):
    """The rate at which most runs solve; if equally many do, by the median."""

    def merit(rate):
        values = np.array(scores[rate]) * (1 if more_is_better else -1)
        solved = values >= (level if more_is_better else -level)
        return solved.sum(), np.median(values)

    return max(scores, key=merit)


def settings(task, steps):
    """What every network has alike, and its number of parameters."""
    rng = np.random.default_rng(0)
    models = {name: build(name, longest=100, rng=rng, **task) for name in NETWORKS}
    counts = {
        name: int(sum(array.size for array in model.params.values()))
        for name, model in models.items()
    }
    units = {name: model.n_a for name, model in models.items()}
    same = {"steps": steps, "batch_size": BATCH, "clip": 1.0, "optimizer": "adam"}
    same |= {"rates": list(RATES), "trials": len(TRIALS)}
    return same | {"parameters": counts, "units": units}
