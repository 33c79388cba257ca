"""What the two memory experiments share: the networks, and how one is trained."""

import itertools
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
SEEDS = 5
RECALL = {"n_x": 9, "n_y": 4, "task": "classify"}
ADDING = {"n_x": 2, "n_y": 1, "task": "regress"}


def train(name, batches, length, *, task, seed, rate, steps, units=None):
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
    units : int, optional
        Those of `UNITS` if not given.

    Returns
    -------
    model : NumpyModel
    draw : callable
        Gives fresh batches: ``draw(length, batch_size)``.
    """
    rng = np.random.default_rng(seed)
    model = build(name, longest=length, rng=rng, units=units, **task)
    draw = partial(batches, rng=rng, dtype=np.float32)
    lc.fit(model, draw(length, BATCH), steps=steps, lr=rate)
    return model, draw


def share_right(model, batch):
    """Share of right answers on one batch."""
    right = model.forward(batch.x)[0].argmax(axis=-1) == batch.target
    return float(right[batch.mask].mean())


def build(name, n_x, n_y, *, longest, task, rng, units=None):
    """An untrained model in float32, for sequences of ``longest`` steps."""
    special = {"rng": rng, "dtype": np.float32} | NETWORKS[name]
    units = units or UNITS["rnn" if name.startswith("RNN") else "lstm"]
    if name.startswith("RNN"):
        p = lc.init_rnn(n_x, units, **special)
    elif name == "LSTM, chrono":
        p = lc.init_lstm_chrono(n_x, units, longest=longest, **special)
    else:
        p = lc.init_lstm(n_x, units, **special)
    out = lc.init_readout(units, n_y, rng=rng, dtype=np.float32)
    return lc.NumpyModel(p, out, task)


def table(score, *, lengths, steps, seeds, rates=RATES, networks=tuple(NETWORKS)):
    """Scores of all networks, as nested lists: name, rate, length, seed.

    Parameters
    ----------
    score : callable
        ``score(name, length, seed, rate, steps)`` trains one network and measures it.
    """
    scores = {name: {str(rate): [] for rate in rates} for name in networks}
    for name, rate, length in itertools.product(networks, rates, lengths):
        row = [score(name, length, seed, rate, steps) for seed in range(seeds)]
        scores[name][str(rate)].append(row)
        print(f"{name:14} rate {rate:g}, {length:4} steps:", *np.round(row, 3))
    return scores


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
    return same | {"rates": list(RATES), "parameters": counts, "units": units}
