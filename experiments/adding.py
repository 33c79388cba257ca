"""The adding problem, by basic networks and LSTMs.

Run it with ``python -m experiments.adding``; chapter 6 shows the result.
"""

import time

import lstm_core as lc
from experiments import _memory
from experiments._result import write_result

LENGTHS = (10, 30, 100)
STEPS = 1500
TEST = 500  # fresh sequences that the error is measured on


def error(name, length, seed, rate, steps):
    """Train one network, and measure its mean squared error."""
    how = {"task": _memory.ADDING, "seed": seed, "rate": rate, "steps": steps}
    model, draw = _memory.train(name, lc.adding_batches, length, **how)
    return model.loss(next(draw(length, TEST)))


def main(lengths=LENGTHS, steps=STEPS, seeds=_memory.SEEDS, **options):
    """Measure all networks and write the result."""
    started = time.perf_counter()
    scores = _memory.table(error, lengths=lengths, steps=steps, seeds=seeds, **options)
    made = {"lengths": list(lengths), "seeds": seeds, "baseline": lc.ADDING_BASELINE}
    same = _memory.settings(_memory.ADDING, steps)
    return write_result("adding", started=started, error=scores, **made, **same)


if __name__ == "__main__":
    main()
