"""What grows in an LSTM of 1997 along a stream, and how some read it all the same.

    python -m experiments.runaway       about a minute

The 20 networks of `experiments.reber` on streams of 250 symbols, trained once more: how
large does each unit's cell state become on a fresh stream? One network that has learned
the task ships with the package.
"""

import time

import numpy as np

from experiments import _family, reber
from experiments._result import rounded, write_network, write_result
from lstm_core.tasks.reber import SYMBOLS, draw_streams, stream_chunks

CELL, RATE, SHIPPED = "lstm1997", 0.03, 4
ARM = "streams of 250"
READ = 5000
SMALL = 20.0  # a state that stays below has not run away


def main(seeds=_family.SEEDS, steps=None, read=READ, shipped=SHIPPED):
    """Train the networks, measure each, and write the result and one network."""
    started, settings = time.perf_counter(), dict(reber.ARMS[ARM])
    settings["steps"] = steps or settings["steps"]
    models = train([*seeds], settings)
    write_network("stream1997", models[shipped])
    runs = [measure(model, read) for model in models]
    made = {"arm": ARM, "rate": RATE, "seeds": [*seeds], "read": read, "small": SMALL}
    about = {
        "decided": "share of strings whose last but one symbol is foretold",
        "largest": "of each unit: largest size of its cell state in the last tenth",
        "stay": "number of units whose state stays small",
    }
    result = {"shipped": shipped, "measures": about, "runs": rounded(runs)}
    return write_result("runaway", started=started, **made, **result)


def train(seeds, settings):
    """Trained models; those of `experiments.reber` if the seeds are the same."""

    def draw(count, rng):
        size = settings["stream"], settings["chunk"], count * settings["batch"]
        return stream_chunks(*size, rng=rng, dtype=np.float32)

    how = {"steps": settings["steps"], "carried": True}
    rates = [RATE] * len(seeds)
    return _family.train(CELL, reber.sizes(), seeds, rates, draw, **how).models


def measure(model, read):
    """What one network says of a fresh stream, and how large its states become."""
    rng = np.random.default_rng(reber.TEST_SEED)
    stream = draw_streams(read, 1, rng=rng)
    x = np.eye(len(SYMBOLS), dtype=np.float32)[stream.symbols[:-1]]
    scores, trace = model.forward(x)
    found = reber.measure(scores, np.zeros(1), stream)
    largest = np.abs(trace.c[-read // 10 :, 0]).max(axis=0)
    return {
        "decided": found["decided"],
        "largest": [float(f"{size:.3g}") for size in largest],
        "stay": int((largest < SMALL).sum()),
    }


if __name__ == "__main__":
    main()
