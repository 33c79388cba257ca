"""Where an LSTM with chrono starting weights fails: other lags, more items.

Run it with ``python -m experiments.limits``; chapter 6 shows the result.
"""

import time

import numpy as np

import lstm_core as lc
from experiments import _memory
from experiments._result import write_result

TRAINED_LAG = 50
TEST_LAGS = (5, 10, 25, 50, 100, 200, 400, 1000)
UNITS = (4, 16)
ITEMS = (1, 2, 4, 8)
ITEM_LAG = 20
BY_LAG = {"steps": 1000, "rate": 3e-3}
BY_ITEMS = {"steps": 1500, "rate": 1e-2}
TEST = 200  # fresh sequences that an accuracy is measured on


def train(lag, items, units, *, steps, rate, rng):
    """A model that was trained to recall so many items after this lag."""
    data = {"rng": rng, "dtype": np.float32}
    p = lc.init_lstm_chrono(9, units, longest=lag, **data)
    out = lc.init_readout(units, 4, **data)
    model = lc.NumpyModel(p, out, "classify")
    batches = lc.recall_batches(lag, _memory.BATCH, items=items, **data)
    lc.fit(model, batches, steps=steps, lr=rate)
    return model


def accuracy(model, lag, items, rng):
    """Share of right answers on fresh sequences."""
    data = {"items": items, "rng": rng, "dtype": np.float32}
    x, target, mask = next(lc.recall_batches(lag, TEST, **data))
    right = model.forward(x)[0].argmax(axis=-1) == target
    return float(right[mask].mean())


def other_lags(seed, *, steps, rate):
    """Train at one lag; accuracy at each of the others."""
    rng = np.random.default_rng(seed)
    model = train(TRAINED_LAG, 1, 16, steps=steps, rate=rate, rng=rng)
    return [accuracy(model, lag, 1, rng) for lag in TEST_LAGS]


def more_items(units, items, seed, *, steps, rate):
    """Accuracy of a network of this size for so many items."""
    rng = np.random.default_rng(seed)
    model = train(ITEM_LAG, items, units, steps=steps, rate=rate, rng=rng)
    return accuracy(model, ITEM_LAG, items, rng)


def main(seeds=_memory.SEEDS, items=ITEMS, **options):
    """Measure both and write the result; ``options`` are steps or a rate for both."""
    started = time.perf_counter()
    trained = {"by_lag": BY_LAG | options, "by_items": BY_ITEMS | options}
    by_lag = [other_lags(seed, **trained["by_lag"]) for seed in range(seeds)]
    how = trained["by_items"]
    by_items = {
        str(n): [[more_items(n, k, s, **how) for s in range(seeds)] for k in items]
        for n in UNITS
    }
    lags = {"trained_lag": TRAINED_LAG, "lags": list(TEST_LAGS), "by_lag": by_lag}
    many = {"item_lag": ITEM_LAG, "items": list(items), "by_items": by_items}
    data = lags | many | {"seeds": seeds, "chance": lc.RECALL_CHANCE}
    data |= {"trained": trained, "batch_size": _memory.BATCH, "units": UNITS[-1]}
    return write_result("limits", started=started, **data)


if __name__ == "__main__":
    main()
