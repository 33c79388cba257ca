"""Rates, clipping and the bias of the forget gate, on a task with one symbol to keep.

Run it with ``python -m experiments.learning``; chapter 7 shows the result.
"""

import time
from itertools import product

import numpy as np

import lstm_core as lc
from experiments._result import rounded, write_result

SEEDS = 20
UNITS, SYMBOLS, BATCH, TEST = 16, 4, 32, 500
LEARNED = {"loss": 0.7, "accuracy": 0.625}  # about halfway from a guess to all right
OPTIMIZERS = {"T": 20, "bias": 3.0, "steps": 200, "limit": 1.0, "at_the_end": 20}
RATES = {"sgd": (0.1, 0.3, 1.0), "adam": (0.01, 0.02, 0.05)}
DRAWN = (("sgd", 0.3), ("adam", 0.02))  # their losses are kept, as means of 10
BIASES = (0, 1, 3, 5)
TASKS = {"first counts": 0.0, "last counts": 0.1}  # share of steps that show another
BIAS = {"T": 40, "rate": 0.02, "limit": 1.0, "measured": [200, 1500]}


def symbol_batches(T, rng, again=0.0, dtype=np.float32, B=BATCH):
    """Endless batches of the task of chapter 7, as its own function draws them."""
    while True:
        symbol = rng.integers(SYMBOLS, size=(T, B))
        shown = rng.random((T, B)) < again
        shown[0], shown[-10:] = True, False  # none near the end
        x = 0.3 * rng.standard_normal((T, B, SYMBOLS))
        x += np.eye(SYMBOLS)[symbol] * shown[..., None]
        last = T - 1 - shown[::-1].argmax(axis=0)
        target = np.tile(symbol[last, np.arange(B)], (T, 1))
        at_the_end = np.zeros((T, B), bool)
        at_the_end[-1] = True
        yield lc.Batch(x.astype(dtype), target, at_the_end)


def train(seed, T, bias, again=0.0, **how):
    """Train one network; ``how`` is what `lstm_core.fit` takes, without the batches.

    ``measure`` may be a function of the step and the model, called after each step.
    """
    rng = np.random.default_rng(seed)
    start = {"rng": rng, "dtype": np.float32, "forget_bias": bias}
    model = lc.make_model(SYMBOLS, UNITS, SYMBOLS, **start)
    measure = how.pop("measure", None)
    if measure is not None:
        how["callback"] = lambda step, _: measure(step, model)
    return lc.fit(model, symbol_batches(T, rng, again), **how)


def optimizers(seeds, steps):
    """Loss at the end, and longest gradient, for each way to train."""
    rows, curves = [], {}
    clips = {"clipped": OPTIMIZERS["limit"], "free": None}
    ways = [(name, rate) for name, rates in RATES.items() for rate in rates]
    for (name, rate), clipping in product(ways, clips):
        how = {"optimizer": name, "lr": rate, "clip": clips[clipping], "steps": steps}
        T, bias = OPTIMIZERS["T"], OPTIMIZERS["bias"]
        runs = [train(seed, T, bias, **how) for seed in range(seeds)]
        end = [float(h.loss[-OPTIMIZERS["at_the_end"] :].mean()) for h in runs]
        longest = [float(h.grad_norm.max()) for h in runs]
        row = {"optimizer": name, "rate": rate, "clipping": clipping}
        rows.append(row | {"loss": rounded(end), "longest": rounded(longest)})
        print(f"{name} {rate} {clipping:8}", *_summary(end), *_summary(longest))
        if (name, rate) in DRAWN:
            means = [h.loss.reshape(-1, 10).mean(axis=1) for h in runs]
            curves[f"{name} {rate}, {clipping}"] = [rounded(m, 3) for m in means]
    return rows, curves


def accuracies(bias, again, seed, measured, rate=BIAS["rate"]):
    """Share of right answers after each number of steps in ``measured``."""
    T = BIAS["T"]
    test = next(symbol_batches(T, np.random.default_rng(99), again, B=TEST))
    found = []

    def measure(step, model):
        if step + 1 in measured:
            right = model.forward(test.x)[0][-1].argmax(axis=1) == test.target[-1]
            found.append(float(right.mean()))

    how = {"steps": max(measured), "lr": rate, "clip": BIAS["limit"]}
    train(seed, T, float(bias), again, measure=measure, **how)
    return found


def forget_biases(seeds, measured):
    """Accuracy by task, number of steps, bias and seed."""
    found = {}
    for task, again in TASKS.items():
        found[task] = {str(steps): {} for steps in measured}
        for bias in BIASES:
            runs = [accuracies(bias, again, seed, measured) for seed in range(seeds)]
            for steps, values in zip(measured, zip(*runs, strict=True), strict=True):
                found[task][str(steps)][str(bias)] = rounded(values)
                print(task, steps, "steps, bias", bias, *_summary(values))
    return found


def _summary(values):
    return np.quantile(values, [0, 0.25, 0.5, 0.75, 1]).round(2)


def main(seeds=SEEDS, steps=OPTIMIZERS["steps"], measured=BIAS["measured"]):
    """Measure both, and write the result."""
    started = time.perf_counter()
    rows, curves = optimizers(seeds, steps)
    found = {"trained": rows, "curves": curves}
    found["accuracy"] = forget_biases(seeds, measured)
    made = {"seeds": seeds, "units": UNITS, "batch_size": BATCH, "learned": LEARNED}
    made |= {"optimizers": OPTIMIZERS | {"steps": steps}}
    made |= {"forget_bias": BIAS | {"measured": list(measured), "tasks": TASKS}}
    return write_result("learning", started=started, **made, **found)


if __name__ == "__main__":
    main()
