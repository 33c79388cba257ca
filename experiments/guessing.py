"""The latch problem and parity, solved by guessing weights at random.

    python -m experiments.guessing       about a minute

A tiny basic network gets all its weights at random, again and again, until it gets
every sequence of a training set right: no gradient, no learning. Hochreiter and
Schmidhuber showed so that some problems that had been used to promote ways of learning
were easy.
"""

import time

import numpy as np

import lstm_core as lc
from experiments._family import interval
from experiments._result import rounded, write_result
from lstm_core.tasks.long_lags import latch_batches, parity_batches

SEEDS = range(20)
SETTINGS = {
    "range": 100.0,
    "lengths": [500, 600],
    "train": 100,
    "test": 1000,
    "at_once": 500,
    "most": 500_000,
}
TASKS = {
    "latch, 1 unit": ("latch", 1, False),
    "latch, 3 units": ("latch", 3, True),
    "parity, 2 units": ("parity", 2, True),
}
"""Name to the task, the number of units, and whether there is a readout."""

ABOUT = {
    "about": "Weights guessed until all training sequences are right. The network: "
    "tanh units that see all units of the step before, the input and a bias, as the "
    "basic network of chapter 1; the answer is the sign of the readout after the "
    "last step, or of the one unit itself. All weights uniform between -100 and 100. "
    "Latch: the first number is 1 or -1, then noise of variance 0.2. Parity: bits 1 "
    "and -1. 500 to 600 steps each.",
    "measures": {
        "guesses": "weights tried until one solves the training set, it included",
        "test": "share of 1,000 fresh sequences that this one classifies",
    },
    "summaries": {
        "solved": "number of seeds that find one",
        "mean": "guesses these need: mean, and bootstrap interval, 95 %",
        "median": "the same of the median",
    },
    "papers": "Schmidhuber, Hochreiter, Bengio: Evaluating benchmark problems by "
    "random guessing (in: A field guide to dynamical recurrent networks, 2001): 22 "
    "guesses on average for the latch problem with one tanh unit and 3 weights "
    "(variant II; noise of variance 0.2), and 1,600 trials of the methods of Bengio "
    "et al. (1994) on the simpler variant I.",
}


def main(seeds=SEEDS, settings=SETTINGS, tasks=TASKS):
    """Guess for every task and seed, and write the result."""
    started, found = time.perf_counter(), {}
    for name, (task, units, readout) in tasks.items():
        runs = [guess(task, units, readout, seed, settings) for seed in seeds]
        weights = units * (units + 2) + readout * (units + 1)
        found[name] = {"weights": weights, "summary": summary(runs), "runs": runs}
        found[name] = rounded(found[name])
        print(name, [one["guesses"] for one in runs], flush=True)
    made = {"seeds": [*seeds], "settings": settings, "tasks": tasks}
    return write_result("guessing", started=started, **ABOUT, **made, found=found)


def summary(runs):
    """Of all seeds: see `ABOUT`."""
    guesses = [one["guesses"] for one in runs if one["guesses"]]
    if not guesses:
        return {"solved": 0}
    mean, median = interval(guesses), interval(guesses, of=np.median)
    return {"solved": len(guesses), "mean": mean, "median": median}


def guess(task, units, readout, seed, settings):
    """Guess until one network classifies all training sequences.

    Returns
    -------
    dict
        ``guesses`` and ``test``; both None if none did within the limit.
    """
    rng = np.random.default_rng(seed)
    train = next(draw(task, settings["train"], settings["lengths"], rng))
    few = lc.Batch(*(part[:, :8] for part in train))
    for first in range(0, settings["most"], settings["at_once"]):
        W, W_y = draw_weights(settings["at_once"], units, readout, settings, rng)
        for k in np.flatnonzero(right(W, W_y, few) == 1):
            one = W[k : k + 1], W_y[k : k + 1]
            if right(*one, train)[0] == 1:
                test = next(draw(task, settings["test"], settings["lengths"], rng))
                share = float(right(*one, test)[0])
                return {"guesses": int(first + k + 1), "test": share}
    return {"guesses": None, "test": None}


def draw(task, batch_size, lengths, rng):
    """Batches of one of the two tasks."""
    batches = {"latch": latch_batches, "parity": parity_batches}[task]
    return batches(tuple(lengths), batch_size, rng=rng)


def draw_weights(K, units, readout, settings, rng):
    """Weights of K networks: (K, n_a, n_a + 2), and (K, n_a + 1) of the readout."""
    shapes = (K, units, units + 2), (K, units + 1)
    W, W_y = (rng.uniform(-1, 1, shape) * settings["range"] for shape in shapes)
    if not readout:
        W_y[:] = [1, 0]  # the one unit is the answer
    return W, W_y


def right(W, W_y, batch):
    """Share of the sequences that each of K basic networks classifies.

    Parameters
    ----------
    W : ndarray, shape (K, n_a, n_a + 2)
        Columns for the units, the input, and the bias.
    W_y : ndarray, shape (K, n_a + 1)
        For the units, and the bias.
    batch : Batch

    Returns
    -------
    ndarray, shape (K,)
    """
    K, n_a, _ = W.shape
    a = np.zeros((K, n_a, batch.x.shape[1]))
    answers = np.zeros((K, batch.x.shape[1]), bool)
    W_a, W_x, b = W[..., :n_a], W[..., n_a : n_a + 1], W[..., n_a + 1 :]
    for x_t, ends in zip(batch.x[..., 0], batch.mask, strict=True):
        a = np.tanh(W_a @ a + W_x * x_t + b)
        if ends.any():
            y = np.einsum("ki,kib->kb", W_y[:, :-1], a[:, :, ends]) + W_y[:, -1:]
            answers[:, ends] = y > 0
    wanted = (batch.target * batch.mask).sum(axis=0) == 1
    return (answers == wanted).mean(axis=1)


if __name__ == "__main__":
    main()
