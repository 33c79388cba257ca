"""The lag task without noise of 1997 (experiment 2a), by every cell.

    python -m experiments.lag1997            all cells
    python -m experiments.lag1997 gru rnn    these; the others stay as they are stored

Two sequences that differ in their first and last symbol. How many of them does a
network have to see until it foretells the last from the first, 100 steps before?
"""

import itertools

import numpy as np

import lstm_core as lc
from experiments import _family
from lstm_core.tasks.long_lags import lag_pair

ARMS = {"p = 100": {"p": 100, "sequences": 2000, "error": 0.25}}
RATES = (1e-3, 3e-3)
PAPER = {
    "p": 100,
    "solved": 18,
    "of": 18,
    "sequences": 5040,
    "source": "Hochreiter, Schmidhuber (1997), experiment 2a",
    "other": "there the next symbol was asked for at every step, one sequence at a "
    "time, drawn at random, and the gradient took the carousel only",
}
ABOUT = {
    "about": "Lag task without noise (Hochreiter, Schmidhuber 1997, experiment 2a), p "
    "= 100: (y, a1, ..., a99, y) and (x, a1, ..., a99, x). Both sequences at each "
    "update; the loss looks at the last symbol only. "
    "Solved when, for both, no probability of the last symbol is off by more than "
    "0.25.",
    "paper": PAPER,
    "measures": {"sequences": "seen until solved; null if not within the limit"},
    "summaries": {
        "solved": "networks that solve it, of how many, and Wilson's interval of the "
        "share, 95 %",
        "sequences": "mean of those that solve it, and bootstrap interval, 95 %",
    },
}


def score(cell, seeds, rates, settings):
    """Train networks until they foretell the last symbol, or the limit comes."""
    pair = lag_pair(settings["p"], np.float32)
    last = np.zeros(pair.target.shape, bool)
    last[-1] = True
    wanted = np.eye(settings["p"] + 1)[pair.target[-1]]
    updates = np.zeros(len(seeds), int)

    def draw(count, rng):
        parts = (np.concatenate([v] * count, axis=1) for v in (*pair[:2], last))
        return itertools.repeat(lc.Batch(*parts))

    def watch(step, scores):
        errors = abs(lc.softmax(scores[:, -1].numpy()) - wanted).max(axis=(1, 2))
        updates[(errors < settings["error"]) & (updates == 0)] = step
        return updates.all()

    limit = settings["sequences"] // 2
    _family.train(cell, _sizes(settings), seeds, rates, draw, limit, watch=watch)
    return [{"sequences": 2 * int(step) or None} for step in updates]


def summary(runs):
    """Of all networks: see `ABOUT`."""
    found = [one["sequences"] for one in runs]
    solved = [n for n in found if n is not None]
    mean = _family.interval(solved) if solved else None
    return {"solved": _family.count(found), "sequences": mean}


def merit(runs):
    """How good a rate is: the mean of 1 / sequences, 0 where it is not solved."""
    found = [one["sequences"] for one in runs]
    return float(np.mean([1000 / n if n else 0 for n in found]))


def _sizes(settings):
    return settings["p"] + 1, settings["p"] + 1


def main(cells=None, arms=ARMS, **options):
    """Measure the cells and write the result."""
    how = {"sizes": {a: _sizes(s) for a, s in arms.items()}, "rates": RATES}
    how |= {"merit": merit} | options
    _family.run("lag1997", score, summary, arms, cells, **how, **ABOUT)


if __name__ == "__main__":
    main(_family.asked_for())
