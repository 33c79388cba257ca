"""Every case of "Open your own LSTM": what comes out, against a computation by itself.

    python -m experiments.any_lstm           some seconds; needs PyTorch

A case gives a number, how far the package is from `experiments._alone` at most, or it
is refused with an error. Chapter 10 shows the table, and a test runs all cases again:
none may be wrong without a word.
"""

import time

import matplotlib as mpl

from experiments._cases import CASES, DOUBLE, run
from experiments._module_cases import enter_all as enter_modules
from experiments._practice_cases import enter_all as enter_practice
from experiments._result import write_result
from experiments._weight_cases import enter_all as enter_weights

__all__ = ["CASES", "DOUBLE", "main", "run"]

enter_modules()
enter_weights()
enter_practice()


def main():
    """Run all cases and write the table."""
    started = time.perf_counter()
    mpl.use("Agg")
    return write_result("any_lstm", started=started, rows=[run(*k) for k in CASES])


if __name__ == "__main__":
    main()
