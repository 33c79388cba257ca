"""When the loss does not fall: what helps, measured on the machine of chapter 11.

Run it with ``python -m experiments.own_sequences_stuck`` (some minutes); chapter 11
shows the result. One setting is changed at a time.
"""

import time

import numpy as np

import lstm_core as lc
from experiments import _sequences as sequences
from experiments._result import rounded, write_result

SEEDS, STEPS = 20, 300
USUAL = {"lr": 1e-2, "clip": 1.0, "forget_bias": 1.0, "scale": 1.0, "shift": 0.0}
CASES = {
    "nothing": {},
    "rate 0.0001": {"lr": 1e-4},
    "rate 0.001": {"lr": 1e-3},
    "rate 0.1": {"lr": 1e-1},
    "rate 1": {"lr": 1.0},
    "clipping at 0.001": {"clip": 1e-3},
    "no clipping": {"clip": None},
    "forget bias -3": {"forget_bias": -3.0},
    "forget bias 3": {"forget_bias": 3.0},
    "forget bias 5": {"forget_bias": 5.0},
    "readings x 0.01": {"scale": 0.01},
    "readings x 100": {"scale": 100.0},
    "readings + 100": {"shift": 100.0},
}
LEARNED = 2.0  # up to this error: the setting is remembered, at least by half


def error(seed, steps, lr, clip, forget_bias, scale, shift):
    """Error of one network whose readings come in other units; inf if it broke off.

    A reading, as input and as target, is ``scale`` times itself plus ``shift``. The
    error is given in the old units.
    """
    rng = np.random.default_rng(seed)

    def changed(x, target):
        x = x.copy()
        x[..., 0] = scale * x[..., 0] + shift
        return lc.Batch(x, scale * target + shift)

    batches = (changed(b.x, b.target) for b in sequences.machine_batches(rng))
    how = {"n_a": sequences.MACHINE["n_a"], "forget_bias": forget_bias}
    how |= {"steps": steps, "lr": lr, "clip": clip}
    try:
        model = sequences.train(batches, rng, n_x=3, **how)
    except lc.TrainingError:
        return np.inf
    forecast = model.forward(changed(*sequences.machine_test()).x)[0]
    return sequences.machine_error((forecast - shift) / scale)


def main(seeds=SEEDS, steps=STEPS, cases=CASES):
    """Train all networks, and write the result after each seed."""
    started = time.perf_counter()
    errors = {name: [] for name in cases}
    made = {"steps": steps, "usual": USUAL, "cases": cases, "learned": LEARNED}
    made["trained"] = sequences.MACHINE | {"steps": steps}
    for seed in range(seeds):
        for name, changes in cases.items():
            value = error(seed, steps, **USUAL | changes)
            errors[name].append(rounded(value) if np.isfinite(value) else None)
        how = {"started": started, "seeds": seed + 1}
        path = write_result("own_sequences_stuck", **how, **made, errors=errors)
    return path


if __name__ == "__main__":
    main()
