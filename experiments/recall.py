"""Recall of an early symbol after a lag, by basic networks and LSTMs.

Run it with ``python -m experiments.recall``; chapter 6 shows the result.
"""

import time

import numpy as np

import lstm_core as lc
from experiments import _memory
from experiments._result import write_result

LAGS = (10, 30, 100, 200)
STEPS = 1000
TEST = 500  # fresh sequences that the accuracy is measured on


def accuracy(name, lag, seed, rate, steps):
    """Train one network, and measure its share of right answers."""
    rng = np.random.default_rng(seed)
    shape = {"longest": lag, "task": "classify", "rng": rng}
    model = _memory.build(name, 9, 4, **shape)
    data = {"rng": rng, "dtype": np.float32}
    batches = lc.recall_batches(lag, _memory.BATCH, **data)
    lc.fit(model, batches, steps=steps, lr=rate)
    x, target, mask = next(lc.recall_batches(lag, TEST, **data))
    right = model.forward(x)[0].argmax(axis=-1) == target
    return float(right[mask].mean())


def main(lags=LAGS, steps=STEPS, seeds=_memory.SEEDS, **options):
    """Measure all networks and write the result."""
    started = time.perf_counter()
    scores = _memory.table(accuracy, lengths=lags, steps=steps, seeds=seeds, **options)
    made = {"lags": list(lags), "seeds": seeds, "chance": lc.RECALL_CHANCE}
    same = _memory.settings(9, 4, "classify", steps)
    return write_result("recall", started=started, accuracy=scores, **made, **same)


if __name__ == "__main__":
    main()
