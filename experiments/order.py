"""Temporal order over a hundred steps (experiment 6a of 1997), by every cell.

    python -m experiments.order            all cells
    python -m experiments.order gru rnn    these; the others stay as they are stored

X or Y stands in two of about a hundred places, and at the end the network has to say
which were there, in their order.
"""

import numpy as np

from experiments import _family
from lstm_core.tasks.long_lags import ORDER_SYMBOLS, order_batches

SOLVED = 0.99  # from this accuracy on
ARMS = {"temporal order": {"batch": 32, "steps": 600, "test": 500}}
SIZES = len(ORDER_SYMBOLS), 4
RATES = (3e-3, 1e-2)
TEST_SEED = 1000
ABOUT = {
    "about": "Temporal order (Hochreiter, Schmidhuber 1997, experiment 6a): sequences "
    "of 100 to 110 symbols, X or Y in two places, 10 to 20 and 50 to 60; at the end, "
    "which of four orders it was. Each from a zero state; fresh sequences throughout.",
    "solved": SOLVED,
    "chance": 0.25,
    "measures": {"accuracy": "share of right answers on 500 fresh sequences"},
    "summaries": {
        "solved": "networks that solve it, of how many, and Wilson's interval of the "
        "share, 95 %"
    },
}


def score(cell, seeds, rates, settings):
    """Train networks and measure their accuracy."""

    def draw(count, rng):
        batch_size = count * settings["batch"]
        return order_batches(batch_size, rng=rng, dtype=np.float32)

    many = _family.train(cell, SIZES, seeds, rates, draw, settings["steps"])
    rng = np.random.default_rng(TEST_SEED)
    test = next(order_batches(settings["test"], rng=rng, dtype=np.float32))
    return [{"accuracy": share} for share in _family.shares_right(many, test)]


def summary(runs):
    """Of all networks: see `ABOUT`."""
    return {"solved": _family.count(one["accuracy"] >= SOLVED for one in runs)}


def merit(runs):
    """How good a rate is: the mean accuracy."""
    return float(np.mean([one["accuracy"] for one in runs]))


def main(cells=None, arms=ARMS, **options):
    """Measure the cells and write the result."""
    how = {"sizes": dict.fromkeys(arms, SIZES), "merit": merit, "rates": RATES}
    _family.run("order", score, summary, arms, cells, **how | options, **ABOUT)


if __name__ == "__main__":
    main(_family.asked_for())
