"""Overfitting on two years of temperatures, and what is done against it.

Run it with ``python -m experiments.own_sequences_overfit`` (some minutes); chapter 11
shows the result.
"""

import time

import numpy as np

import lstm_core as lc
from experiments import _sequences as sequences
from experiments._result import rounded, write_result
from experiments._sequences import CHOOSE, TEST, TRAIN, in_years, rmse

SEEDS = 20
STEPS, EVERY, RATE, CLIP = 800, 25, 1e-2, 1.0
WAYS = {
    "32 units": {},
    "8 units": {"n_a": 8},
    "dropout": {"drop": 0.5},
    "weight decay": {"decay": 1.0},
}


def gradients(model, batch, drop, rng):
    """Loss and gradients with a share of the hidden states hidden from the readout.

    Which units are dropped is drawn anew for each sequence. The others are scaled up,
    so that the readout gets as much in sum.
    """
    trace = model.forward(batch.x)[1]
    kept = (rng.random(trace.a.shape[1:]) >= drop) / (1 - drop)
    a = trace.a * kept
    y = lc.readout(model.readout, a)
    loss, dy = lc.mse(y, batch.target, batch.mask)
    dW_y, db_y, da = lc.readout_backward(model.readout, a, dy)
    g = lc.lstm_backward(model.cell_params, trace, da * kept)
    return loss, {"W": g.W, "b": g.b, "W_y": dW_y, "b_y": db_y}


def train(seed, look, n_a=32, drop=0.0, decay=0.0, steps=STEPS):
    """Train one network; ``look`` gets it after every ``EVERY`` steps.

    ``decay`` is the share of each weight, times the rate, that is taken off after each
    step; biases are spared.
    """
    rng, masks = np.random.default_rng(seed), np.random.default_rng([seed, 1])
    model = lc.make_model(1, n_a, 1, task="regress", rng=rng)
    x, target = data()
    batches = sequences.window_batches(x, target, in_years(TRAIN), rng)
    state = lc.adam_init(model.params)
    for step in range(1, steps + 1):
        _, grads = gradients(model, next(batches), drop, masks)
        grads, _ = lc.clip_by_global_norm(grads, CLIP)
        params, state = lc.adam(model.params, grads, state, RATE)
        for name in ("W", "W_y"):
            params[name] = params[name] - RATE * decay * model.params[name]
        model.params = params
        if step % EVERY == 0:
            look(model)
    return model


def data():
    """Scaled windows, and the days after them."""
    temperatures, _ = sequences.seattle()
    middle, spread = sequences.training_scale()
    return sequences.page()["windows"]((temperatures - middle) / spread)


def run(seed, **how):
    """Errors in the years to learn from, to choose by and to test, while it learns."""
    x, target = data()
    _, spread = sequences.training_scale()
    found = []

    def look(model):
        parts = []
        for years in TRAIN, CHOOSE, TEST:
            numbers = in_years(years)
            forecast = model.forward(x[:, numbers])[0][-1]
            parts.append(spread * rmse(forecast, target[-1, numbers]))
        found.append(parts)

    train(seed, look, **how)
    return np.transpose(found)


def summary(curves):
    """Errors at the end, and at the step that the year to choose by calls best."""
    best = int(np.argmin(curves[1]))
    return {
        "end": curves[:, -1],
        "stopped": curves[:, best],
        "step": EVERY * (best + 1),
    }


def main(seeds=SEEDS, steps=STEPS, ways=WAYS):
    """Train all networks, and write the result after each seed."""
    started = time.perf_counter()
    made = {"steps": steps, "every": EVERY, "rate": RATE, "ways": ways}
    runs = {name: {"end": [], "stopped": [], "step": []} for name in ways}
    curves = []
    for seed in range(seeds):
        for name, how in ways.items():
            found = run(seed, steps=steps, **how)
            for key, value in summary(found).items():
                runs[name][key].append(value)
            if not how:
                curves.append(found)
        by_years = np.transpose(curves, (1, 0, 2))  # (3, seeds, looks)
        found = rounded({"runs": runs, "curves": by_years}, 3)
        how = {"started": started, "seeds": seed + 1}
        path = write_result("own_sequences_overfit", **how, **made, **found)
    return path


if __name__ == "__main__":
    main()
