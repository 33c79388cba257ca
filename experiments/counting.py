"""Counting beyond the trained length, by every cell.

    python -m experiments.counting            all cells
    python -m experiments.counting gru rnn    these; the others stay as they are stored

Networks learn to foretell the strings a^n b^n, or a^n b^n c^n, with n up to 10, and are
then asked for longer ones.
"""

import numpy as np

from experiments import _family
from lstm_core.tasks import counting

SAME = {"longest": 10, "batch": 16, "steps": 1000, "asked": 200}
ARMS = {
    language: {"letters": letters} | SAME
    for language, letters in counting.LANGUAGES.items()
}
SIZES = len(counting.SYMBOLS), len(counting.SYMBOLS)
ABOUT = {
    "about": "Strings S a^n b^n T and S a^n b^n c^n T, symbol by symbol, each from a "
    "zero state. Trained on n from 1 to 10, all equally often; asked for n from 1 to "
    "200. A string is right if the likeliest next symbol is right at every step, and "
    "a or b while a is read.",
    "measures": {
        "reach": "the largest n such that all strings up to it are right; 200 is the "
        "end of the test",
        "right": "number of the 200 strings that are right",
    },
    "summaries": {
        "reach": "median and bootstrap interval, 95 %",
        "learned": "networks that reach 10, of how many, and Wilson's interval of the "
        "share",
        "twice": "the same for 20",
    },
}


def score(cell, seeds, rates, settings):
    """Train networks on short strings and ask them for long ones."""

    def draw(count, rng):
        size = settings["longest"], count * settings["batch"], settings["letters"]
        return counting.count_batches(*size, rng=rng, dtype=np.float32)

    many = _family.train(cell, SIZES, seeds, rates, draw, settings["steps"])
    asked = range(1, settings["asked"] + 1)
    test = counting.count_batch(asked, settings["letters"], np.float32)
    right = [counting.strings_right(one, test) for one in many.read(test.x)[0]]
    return [{"reach": counting.reach(one), "right": int(one.sum())} for one in right]


def summary(runs):
    """Of all networks: see `ABOUT`."""
    reach = [one["reach"] for one in runs]
    longest = SAME["longest"]
    return {
        "reach": _family.interval(reach, of=np.median),
        "learned": _family.count(n >= longest for n in reach),
        "twice": _family.count(n >= 2 * longest for n in reach),
    }


def merit(runs):
    """How good a rate is: the mean logarithm of how far the counting goes."""
    return float(np.mean([np.log(1 + one["reach"]) for one in runs]))


def main(cells=None, arms=ARMS, **options):
    """Measure the cells and write the result."""
    how = {"sizes": dict.fromkeys(arms, SIZES), "merit": merit} | options
    _family.run("counting", score, summary, arms, cells, **how, **ABOUT)


if __name__ == "__main__":
    main(_family.asked_for())
