"""Recall in noise, round after round, by every cell.

    python -m experiments.rounds            all cells
    python -m experiments.rounds gru rnn    these; the others stay as they are stored

The recall task of chapter 6, with noise on every number of the input. A network learns
from a few rounds at a time, and then plays a hundred without a reset.
"""

import numpy as np

import lstm_core as lc
from experiments import _family
from lstm_core.tasks.memory import SYMBOLS, TOKENS

SAME = {"lag": 10, "rounds": 3, "batch": 32, "steps": 500}
SAME |= {"test_rounds": 100, "test_batch": 50}
ARMS = {"noise": {"noise": 0.3} | SAME, "no noise": {"noise": 0.0} | SAME}
TEST_SEED = 1000
PARTS = 5
SIZES = len(TOKENS), len(SYMBOLS)
ABOUT = {
    "about": "Recall over rounds: a symbol of four, nine distractors, a question. "
    "Gaussian noise of this standard deviation is added to each input, in training and "
    "test. Trained on 3 rounds from a zero state; tested on 100 without a reset, the "
    "same for all networks.",
    "chance": lc.RECALL_CHANCE,
    "measures": {
        "accuracy": "share of right answers over all rounds",
        "by_position": "the same in rounds 1-20, 21-40, ...",
    },
    "summaries": {"accuracy": "mean and bootstrap interval, 95 %"},
}


def score(cell, seeds, rates, settings):
    """Train networks on a few rounds and let them play many."""

    def draw(count, rng):
        return rounds(settings, settings["rounds"], count * settings["batch"], rng)

    many = _family.train(cell, SIZES, seeds, rates, draw, settings["steps"])
    rng = np.random.default_rng(TEST_SEED)
    n, B = settings["test_rounds"], settings["test_batch"]
    test = next(rounds(settings, n, B, rng))
    right = many.read(test.x)[0].argmax(axis=-1) == test.target
    right = right[:, test.mask].reshape(len(seeds), n, B)
    return [measure(one) for one in right]


def rounds(settings, count, batch_size, rng):
    """Endless batches of so many rounds, with noise."""
    how = {"episodes": count, "rng": rng, "dtype": np.float32}
    for x, target, mask in lc.recall_batches(settings["lag"], batch_size, **how):
        noise = rng.standard_normal(x.shape, np.float32)
        yield lc.Batch(x + np.float32(settings["noise"]) * noise, target, mask)


def measure(right):
    """Accuracy of one network, of answers in the shape (rounds, B)."""
    parts = np.array_split(right, PARTS)
    by_position = [part.mean() for part in parts]
    return {"accuracy": right.mean(), "by_position": by_position}


def best_possible(noise, count=200_000, seed=0):
    """Accuracy of somebody who knows where the symbol stands, and reads it once."""
    rng = np.random.default_rng(seed)
    x = noise * rng.standard_normal((count, len(SYMBOLS)))
    x[:, 0] += 1
    return float((x.argmax(axis=1) == 0).mean())


def summary(runs):
    """Of all networks: see `ABOUT`."""
    return {"accuracy": _family.interval([one["accuracy"] for one in runs])}


def merit(runs):
    """How good a rate is: the mean accuracy."""
    return float(np.mean([one["accuracy"] for one in runs]))


def main(cells=None, arms=ARMS, **options):
    """Measure the cells and write the result."""
    best = {arm: round(best_possible(s["noise"]), 4) for arm, s in arms.items()}
    how = {"sizes": dict.fromkeys(arms, SIZES), "merit": merit} | options
    _family.run(
        "rounds", score, summary, arms, cells, **how, **ABOUT, best_possible=best
    )


if __name__ == "__main__":
    main(_family.asked_for())
