"""Parity of a sequence of bits, by every cell.

    python -m experiments.parity            all cells
    python -m experiments.parity gru rnn    these; the others stay as they are stored

Networks learn from up to 20 bits, and are then asked for 20, 100 and 500.
"""

import numpy as np

from experiments import _family
from lstm_core.tasks.long_lags import parity_batches

SOLVED = 0.99  # from this accuracy on
SAME = {"batch": 32, "steps": 1000, "test": 200, "asked": [20, 100, 500]}
ARMS = {"parity": {"lengths": [1, 20]} | SAME}
SIZES = 1, 2
RATES = (1e-2, 3e-2)
TEST_SEED = 1000
ABOUT = {
    "about": "Parity: bits as 1 and -1; after the last, is the number of ones odd? "
    "Trained on 1 to 20 bits, each number equally often, with an answer at the end "
    "only; tested on 20, 100 and 500. Each from a zero state, fresh bits throughout.",
    "solved": SOLVED,
    "chance": 0.5,
    "measures": {"accuracy": "share of right answers, 200 sequences of each length"},
    "summaries": {
        "solved": "for each length, networks that solve it, of how many, and Wilson's "
        "interval of the share, 95 %"
    },
}


def score(cell, seeds, rates, settings):
    """Train networks on few bits and ask them for more."""

    def draw(count, rng):
        lengths, batch_size = tuple(settings["lengths"]), count * settings["batch"]
        return parity_batches(lengths, batch_size, rng=rng, dtype=np.float32)

    many = _family.train(cell, SIZES, seeds, rates, draw, settings["steps"])
    rng = np.random.default_rng(TEST_SEED)
    shares = [
        _family.shares_right(
            many, next(parity_batches(n, settings["test"], rng=rng, dtype=np.float32))
        )
        for n in settings["asked"]
    ]
    return [{"accuracy": list(one)} for one in zip(*shares, strict=True)]


def summary(runs):
    """Of all networks: see `ABOUT`."""
    by_length = zip(*(one["accuracy"] for one in runs), strict=True)
    return {
        "solved": [_family.count(a >= SOLVED for a in shares) for shares in by_length]
    }


def merit(runs):
    """How good a rate is: the mean accuracy at the trained length."""
    return float(np.mean([one["accuracy"][0] for one in runs]))


def main(cells=None, arms=ARMS, **options):
    """Measure the cells and write the result."""
    how = {"sizes": dict.fromkeys(arms, SIZES), "merit": merit, "rates": RATES}
    _family.run("parity", score, summary, arms, cells, **how | options, **ABOUT)


if __name__ == "__main__":
    main(_family.asked_for())
