"""Recall of an early symbol after a lag, by basic networks and LSTMs.

Run it with ``python -m experiments.recall``; chapter 6 shows the result.
"""

import time

import lstm_core as lc
from experiments import _memory
from experiments._result import write_result

LAGS = (10, 30, 100, 200)
STEPS = 1000
SOLVED = 0.99  # from this accuracy on
TEST = 500  # fresh sequences that the accuracy is measured on


def accuracy(name, lag, seed, rate, steps):
    """Train one network, and measure its share of right answers."""
    how = {"task": _memory.RECALL, "seed": seed, "rate": rate, "steps": steps}
    model, draw = _memory.train(name, lc.recall_batches, lag, **how)
    return _memory.share_right(model, next(draw(lag, TEST)))


def main(lags=LAGS, steps=STEPS, seeds=_memory.SEEDS, **options):
    """Measure all networks and write the result."""
    started = time.perf_counter()
    how = {"steps": steps, "seeds": seeds, "solves": (SOLVED, True)} | options
    tried, chosen, scores = _memory.table(accuracy, lengths=lags, **how)
    found = {"tried": tried, "chosen": chosen, "accuracy": scores}
    made = {"lags": list(lags), "seeds": seeds, "chance": lc.RECALL_CHANCE}
    made |= {"solved": SOLVED} | _memory.settings(_memory.RECALL, steps)
    return write_result("recall", started=started, **made, **found)


if __name__ == "__main__":
    main()
