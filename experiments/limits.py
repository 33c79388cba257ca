"""Where an LSTM with chrono starting weights fails: other lags, more items.

Run it with ``python -m experiments.limits``; chapter 6 shows the result.
"""

import time
from functools import partial
from itertools import product

import numpy as np

import lstm_core as lc
from experiments import _memory
from experiments._result import write_result

TRAINED_LAG = 50
TEST_LAGS = (5, 10, 25, 50, 100, 200, 400, 1000)
ITEMS = (1, 2, 4, 8)
ITEM_LAG = 20
TEXTS = 20  # texts whose cell states are looked at
TEST = 200  # fresh sequences that an accuracy is measured on
LAG_TRAINING = {"steps": 1000, "rate": 3e-3}
ITEM_TRAINING = {"steps": {"4": [1500, 6000], "16": [1500]}, "rate": 1e-2}
"""By units: the steps after which a network is measured, the last ones the longest."""


def other_lags(seed, training):
    """Train at one lag; accuracy at each of the others, and the cell states there."""
    how = {"task": _memory.RECALL, "seed": seed} | training
    model, draw = _memory.train("LSTM, chrono", lc.recall_batches, TRAINED_LAG, **how)
    right = [_memory.share_right(model, next(draw(lag, TEST))) for lag in TEST_LAGS]
    return {"right": right} | cell_states(
        model, next(draw(max(TEST_LAGS) + 1, TEXTS)).x
    )


def cell_states(model, x):
    """Read texts after A, B, C and D each: what the cell state is at `TEST_LAGS`.

    Returns
    -------
    dict of str to list
        ``"apart"``: how far apart the four are, compared with step 0. ``"size"``:
        median of the numbers ``abs(tanh(c_t))``. ``"moved"``: mean distance of
        ``tanh(c_t)`` from what it was at the lag of the training.
    """
    four = np.repeat(x[:, None], 4, axis=1)
    four[0, :, :, :4] = np.eye(4)[:, None]
    c = model.forward(four.reshape(len(x), -1, x.shape[-1]))[1].c
    by_symbol = c.reshape(len(c), 4, -1)
    apart = np.linalg.norm(by_symbol - by_symbol.mean(axis=1, keepdims=True), axis=1)
    apart = np.linalg.norm(apart, axis=1)
    steps, shown = list(TEST_LAGS), np.tanh(c)
    moved = abs(shown[steps] - shown[TRAINED_LAG]).mean(axis=(1, 2))
    found = {"apart": apart[steps] / apart[0], "moved": moved}
    found["size"] = np.median(abs(shown[steps]), axis=(1, 2))
    return {key: values.tolist() for key, values in found.items()}


def more_items(units, items, seed, steps, rate):
    """Accuracy of a network of this size for so many items, after each of ``steps``."""
    test = next(recall_of(items)(ITEM_LAG, TEST, rng=np.random.default_rng([seed, 1])))
    rng, scores = np.random.default_rng(seed), []
    how = {"longest": ITEM_LAG, "rng": rng, "units": units} | _memory.RECALL
    model = _memory.build("LSTM, chrono", **how)

    def look(step, _):
        if step + 1 in steps:
            scores.append(_memory.share_right(model, test))

    batches = recall_of(items)(ITEM_LAG, _memory.BATCH, rng=rng)
    lc.fit(model, batches, steps=max(steps), lr=rate, callback=look)
    return scores


def recall_of(items):
    """The recall task with so many symbols, in float32."""
    return partial(lc.recall_batches, items=items, dtype=np.float32)


def main(
    seeds=_memory.SEEDS,
    items=ITEMS,
    lag_training=LAG_TRAINING,
    item_training=ITEM_TRAINING,
):
    """Measure both and write the result."""
    started = time.perf_counter()
    runs = [other_lags(seed, lag_training) for seed in range(seeds)]
    by_lag = {key: [run[key] for run in runs] for key in runs[0]}
    print(*(f"{key} {np.median(v, axis=0).round(2)}" for key, v in by_lag.items()))
    by_items, rate = {n: [] for n in item_training["steps"]}, item_training["rate"]
    for (n, steps), k in product(item_training["steps"].items(), items):
        scores = [more_items(int(n), k, seed, steps, rate) for seed in range(seeds)]
        by_items[n].append(scores)
        print(f"{n} units, {k} items:", *np.median(scores, axis=0).round(2))
    lags = {"trained_lag": TRAINED_LAG, "lags": list(TEST_LAGS), "by_lag": by_lag}
    many = {"item_lag": ITEM_LAG, "items": list(items), "by_items": by_items}
    data = lags | many | {"seeds": seeds, "chance": lc.RECALL_CHANCE}
    data |= {"trained": {"by_lag": lag_training, "by_items": item_training}}
    data |= {"batch_size": _memory.BATCH, "units": _memory.UNITS["lstm"]}
    return write_result("limits", started=started, **data)


if __name__ == "__main__":
    main()
