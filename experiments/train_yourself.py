"""The six stops of the page "Train one yourself", each over many seeds; a recorded run.

Run it with ``python -m experiments.train_yourself``. The page trains as this does: the
same cells, tasks and optimiser, equal to 1e-9; its random numbers are its own.
"""

import time

import numpy as np

import lstm_core as lc
from experiments._result import rounded, write_result

UNITS, BATCH, TEST = 8, 16, 500
LAG, STEPS, SEEDS = 30, 2000, 24
SOLVED = 0.99  # from this share of right answers on
EVERY = 50  # how often it is asked whether a task is solved
BIAS_5 = {"cell": "lstm", "bias": 5.0}
STOPS = {
    "bias 0": {"cell": "lstm", "bias": 0.0},
    "bias 1": {"cell": "lstm", "bias": 1.0},
    "bias 5": BIAS_5,
    "basic": {"cell": "rnn"},
    "noise": BIAS_5 | {"noise": 0.5},
    "no clipping": BIAS_5 | {"rate": 0.03, "clip": None},
    "clipping": BIAS_5 | {"rate": 0.03},
}
"""Name of a stop to what is not as in `SETTINGS`."""

SETTINGS = {"task": "recall", "lag": LAG, "units": UNITS, "rate": 0.01, "clip": 1.0}
SETTINGS |= {"noise": 0.0}

RECORDED = (0, 10, 20, 50, 100, 150, 200, 300)
"""Steps of the recorded run that the page shows."""


def noisy(batches, noise, rng):
    """The same batches with noise on every number of the input."""
    for x, target, mask in batches:
        yield lc.Batch(x + noise * rng.standard_normal(x.shape), target, mask)


def start(settings, seed):
    """An untrained model, and a function that draws so many sequences without end."""
    rng = np.random.default_rng(seed)
    bias = {"forget_bias": settings["bias"]} if settings["cell"] == "lstm" else {}
    model = lc.make_model(9, UNITS, 4, cell=settings["cell"], rng=rng, **bias)

    def batches(B, rng=rng):
        plain = lc.recall_batches(settings["lag"], B, rng=rng)
        return noisy(plain, settings["noise"], rng) if settings["noise"] else plain

    return model, batches


def share_right(model, batch):
    """Share of right answers."""
    right = model.forward(batch.x)[0].argmax(axis=-1) == batch.target
    return float(right[batch.mask].mean())


def measure(settings, seed, steps):
    """What one run comes to."""
    model, batches = start(settings, seed)
    test = next(batches(TEST, np.random.default_rng(seed + 1000)))
    found = {"untrained_share": reach_of(model, test)[0], "solved_at": None}

    def look(step, loss):
        if found["solved_at"] is not None or (step + 1) % EVERY:
            return
        if share_right(model, test) >= SOLVED:
            found["solved_at"] = step + 1

    how = {"lr": settings["rate"], "clip": settings["clip"]}
    lc.fit(model, batches(BATCH), steps=steps, callback=look, **how)
    found |= {"accuracy": share_right(model, test)}
    trace = model.forward(test.x)[1]
    if settings["cell"] == "lstm":
        found |= {"u_symbol": trace.u[0].mean(), "u_between": trace.u[1:-1].mean()}
        found |= {"f_between": trace.f[1:-1].mean()}
    return found


def reach_of(model, batch):
    """Size of the gradient of the memory after each step, as a share of the last one.

    The memory is the cell state, or the hidden state where there is no other.
    """
    y, trace = model.forward(batch.x)
    _, dy = lc.cross_entropy(y, batch.target, batch.mask)
    da = dy @ model.params["W_y"]
    gradients = lc.state_gradients(model.cell_params, trace, da)
    sizes = np.linalg.norm(gradients, axis=(1, 2))
    return [float(size) for size in sizes / sizes[-1]]


def record(settings, seed, steps=RECORDED):
    """A run as the page keeps its own: what it shows at each of these steps."""
    rng, snapshots, losses = np.random.default_rng(seed + 2000), [], []
    model, batches = start(settings, seed)
    test, probe = next(batches(100, rng)), next(batches(1, rng))

    def look(step):
        if step in steps:
            snapshots.append(snapshot(step, model, test, probe, losses))
            losses.clear()

    def after(step, loss):
        losses.append(loss)
        look(step + 1)

    look(0)
    how = {"lr": settings["rate"], "clip": settings["clip"]}
    lc.fit(model, batches(BATCH), steps=max(steps), callback=after, **how)
    return snapshots


def snapshot(step, model, test, probe, losses):
    """What the page shows of a network at one step; see ``training_run.js``."""
    y, trace = model.forward(probe.x)
    lines = {name: getattr(trace, name)[:, 0].T for name in ("f", "u", "o", "c")}
    shares = {"score": share_right(model, test), "asked": int(test.mask.sum())}
    shown = {"tokens": [*lc.recall_text(probe.x[:, 0])]}
    shown |= {"lines": {name: rounded(v, 2) for name, v in lines.items()}}
    shown |= {"answer": rounded(lc.softmax(y[-1, 0]), 3)}
    shown |= {"reach": [float(f"{v:.3g}") for v in reach_of(model, probe)]}
    loss = float(np.mean(losses)) if losses else None
    return {"step": step, "loss": rounded(loss)} | shares | shown


def main(stops=STOPS, steps=STEPS, seeds=SEEDS, recorded=RECORDED):
    """Measure every stop, record one run, and write the result."""
    started = time.perf_counter()
    found = {}
    for name, special in stops.items():
        settings = SETTINGS | special
        runs = [measure(settings, seed, steps) for seed in range(seeds)]
        found[name] = {key: rounded([run[key] for run in runs]) for key in runs[0]}
        print(name, np.round(found[name]["accuracy"], 2), flush=True)
    settings = SETTINGS | BIAS_5 | {"seed": 1}
    kept = {"settings": settings, "snapshots": record(settings, 1, recorded)}
    made = {"settings": SETTINGS, "stops": stops, "steps": steps, "seeds": seeds}
    made |= {"solved": SOLVED, "every": EVERY, "batch_size": BATCH, "tests": TEST}
    return write_result(
        "train_yourself", started=started, **made, found=found, recorded=kept
    )


if __name__ == "__main__":
    main()
