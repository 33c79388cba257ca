"""What the two memory experiments share: the networks, and how one is trained."""

import itertools

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


def build(name, n_x, n_y, *, longest, task, rng):
    """An untrained model in float32, for sequences of ``longest`` steps."""
    special = {"rng": rng, "dtype": np.float32} | NETWORKS[name]
    if name.startswith("RNN"):
        p = lc.init_rnn(n_x, UNITS["rnn"], **special)
    elif name == "LSTM, chrono":
        p = lc.init_lstm_chrono(n_x, UNITS["lstm"], longest=longest, **special)
    else:
        p = lc.init_lstm(n_x, UNITS["lstm"], **special)
    out = lc.init_readout(p.n_a, n_y, rng=rng, dtype=np.float32)
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


def settings(n_x, n_y, task, steps):
    """What every network has alike, and its number of parameters."""
    rng = np.random.default_rng(0)
    models = {
        name: build(name, n_x, n_y, longest=100, task=task, rng=rng)
        for name in NETWORKS
    }
    counts = {
        name: int(sum(array.size for array in model.params.values()))
        for name, model in models.items()
    }
    units = {name: model.n_a for name, model in models.items()}
    same = {"steps": steps, "batch_size": BATCH, "clip": 1.0, "optimizer": "adam"}
    return same | {"rates": list(RATES), "parameters": counts, "units": units}
