"""Where an LSTM with chrono starting weights fails: other lags, more items.

Run it with ``python -m experiments.limits``; chapter 6 shows the result.
"""

import time
from functools import partial

import lstm_core as lc
from experiments import _memory
from experiments._result import write_result

TRAINED_LAG = 50
TEST_LAGS = (5, 10, 25, 50, 100, 200, 400, 1000)
UNITS = (4, 16)
ITEMS = (1, 2, 4, 8)
ITEM_LAG = 20
TEST = 200  # fresh sequences that an accuracy is measured on
LAG_TRAINING = {"steps": 1000, "rate": 3e-3}
ITEM_TRAINING = {"steps": 1500, "rate": 1e-2}


def other_lags(seed, training):
    """Train at one lag; accuracy at each of the others."""
    how = {"task": _memory.RECALL, "seed": seed} | training
    model, draw = _memory.train("LSTM, chrono", lc.recall_batches, TRAINED_LAG, **how)
    return [_memory.share_right(model, next(draw(lag, TEST))) for lag in TEST_LAGS]


def more_items(units, items, seed, training):
    """Accuracy of a network of this size for so many items."""
    batches = partial(lc.recall_batches, items=items)
    how = {"task": _memory.RECALL, "seed": seed, "units": units} | training
    model, draw = _memory.train("LSTM, chrono", batches, ITEM_LAG, **how)
    return _memory.share_right(model, next(draw(ITEM_LAG, TEST)))


def main(seeds=_memory.SEEDS, items=ITEMS, **changed):
    """Measure both and write the result."""
    started = time.perf_counter()
    trained = {"by_lag": LAG_TRAINING | changed, "by_items": ITEM_TRAINING | changed}
    by_lag = [other_lags(seed, trained["by_lag"]) for seed in range(seeds)]
    how = trained["by_items"]
    by_items = {
        str(n): [[more_items(n, k, s, how) for s in range(seeds)] for k in items]
        for n in UNITS
    }
    lags = {"trained_lag": TRAINED_LAG, "lags": list(TEST_LAGS), "by_lag": by_lag}
    many = {"item_lag": ITEM_LAG, "items": list(items), "by_items": by_items}
    data = lags | many | {"seeds": seeds, "chance": lc.RECALL_CHANCE}
    data |= {"trained": trained, "batch_size": _memory.BATCH, "units": UNITS[-1]}
    return write_result("limits", started=started, **data)


if __name__ == "__main__":
    main()
