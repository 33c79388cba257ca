"""The adding problem, by basic networks and LSTMs, and why they differ.

Run it with ``python -m experiments.adding``; chapter 6 shows the result.
"""

import time

import numpy as np

import lstm_core as lc
from experiments import _memory
from experiments._result import write_result

LENGTHS = (10, 30, 100)
STEPS = 1500
SOLVED = lc.ADDING_BASELINE / 10  # up to this error
TEST = 500  # fresh sequences that the error is measured on

REASONS = {"length": 100, "rate": 1e-2}
EARLY = ("LSTM, bias 0", "LSTM, bias 1", "LSTM, chrono")  # with early marks
SHUT = "LSTM, bias 5", -5.0  # a start, with this update bias instead of 0


def error(name, length, seed, rate, steps, batches=lc.adding_batches, **start):
    """Train one network, and measure its mean squared error."""
    how = {"task": _memory.ADDING, "seed": seed, "rate": rate, "steps": steps}
    model, draw = _memory.train(name, batches, length, **how, **start)
    return model.loss(next(draw(length, TEST)))


def early_batches(length, batch_size, *, rng, dtype):
    """Both marks in the first half: after an adding problem come as many numbers."""
    for x, target, mask in lc.adding_batches(
        length // 2, batch_size, rng=rng, dtype=dtype
    ):
        rest = np.zeros_like(x)
        rest[..., 0] = rng.random(rest.shape[:2])
        x = np.concatenate([x, rest])
        target = np.concatenate([target, target])
        yield x, target, np.concatenate([np.zeros_like(mask), mask])


def reasons(seeds, steps, length, rate):
    """Errors with both marks in the first half, and with shut update gates."""
    how = {"length": length, "rate": rate, "steps": steps}
    name, bias = SHUT
    early = {
        start: [
            error(start, seed=s, batches=early_batches, **how) for s in range(seeds)
        ]
        for start in EARLY
    }
    shut = [error(name, seed=s, update_bias=bias, **how) for s in range(seeds)]
    return {"early": early, "shut": {f"{name}, update {bias:g}": shut}}


def main(
    lengths=LENGTHS, steps=STEPS, seeds=_memory.SEEDS, reasons_for=REASONS, **options
):
    """Measure all networks and write the result."""
    started = time.perf_counter()
    how = {"steps": steps, "seeds": seeds, "solves": (SOLVED, False)} | options
    tried, chosen, scores = _memory.table(error, lengths=lengths, **how)
    found = {"tried": tried, "chosen": chosen, "error": scores}
    found["reasons"] = reasons_for | reasons(seeds, steps, **reasons_for)
    made = {"lengths": list(lengths), "seeds": seeds, "baseline": lc.ADDING_BASELINE}
    made |= {"solved": SOLVED} | _memory.settings(_memory.ADDING, steps)
    return write_result("adding", started=started, **made, **found)


if __name__ == "__main__":
    main()
