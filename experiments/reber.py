"""The embedded Reber grammar as one unbroken stream, by every cell.

    python -m experiments.reber            all cells
    python -m experiments.reber gru rnn    these; the others stay as they are stored

Each network learns from parallel streams, in chunks: states are carried on from chunk to
chunk and never set back. Then it reads fresh streams from their beginning, some thousand
symbols without a reset.
"""

import numpy as np

import lstm_core as lc
from experiments import _family
from lstm_core.cells.sequence import forward
from lstm_core.tasks import reber

UNITS = 8
SETTINGS = {"steps": 1500, "chunk": 25, "batch": 32, "stream": 250}
SETTINGS |= {"read": 10_000, "streams": 10}
TEST_SEED = 1000
BINS = 10
ABOUT = {
    "about": "Continual embedded Reber grammar. Trained on unbroken streams, chunk by "
    "chunk with the states carried on (truncated backpropagation), never reset. Read: "
    "fresh streams from zero states, without a reset; the same for all networks.",
    "measures": {
        "right": "share of steps where each legal symbol outscores each other one",
        "decided": "share of strings whose last but one symbol is foretold, as the "
        "likelier of T and P; 0.5 is a guess",
        "by_position": "`decided` in ten equal parts along the stream",
        "first_error": "median over the streams of the steps before the first that is "
        "not right",
        "states": "root mean square of the states (cell states if there are any) in "
        "ten equal parts along the stream",
        "unbroken": "share of streams without any error",
    },
}


def score(cell, seed, rate, settings):
    """Train one network on streams and let it read others."""
    rng = np.random.default_rng(seed)
    n = len(reber.SYMBOLS)
    model = _family.build(cell, n, UNITS, n, rng)
    size = settings["stream"], settings["chunk"], settings["batch"]
    chunks = reber.stream_chunks(*size, rng=rng, dtype=np.float32)
    _family.train(_family.Carried(model), chunks, settings["steps"], rate)
    return read(model, settings["read"], settings["streams"])


def read(model, length, streams):
    """How the model foretells fresh streams, from their beginning to their end."""
    stream = reber.draw_streams(
        length, streams, rng=np.random.default_rng(TEST_SEED)
    )
    x = np.eye(len(reber.SYMBOLS), dtype=np.float32)[stream.symbols[:-1]]
    trace = forward(model.cell_params, x)
    scores = lc.readout(model.readout, trace.a)
    right = reber.step_is_right(scores, stream.legal)
    said_t = scores[..., 1] > scores[..., 2]
    decided = said_t == (stream.symbols[1:] == 1)
    parts = np.array_split(np.arange(length), BINS)
    states = getattr(trace, _family.state_names(trace)[-1])[-length:]
    return {
        "right": right.mean(),
        "decided": decided[stream.decides].mean(),
        "by_position": [decided[p][stream.decides[p]].mean() for p in parts],
        "first_error": float(np.median(steps_before_error(right))),
        "states": [float(np.sqrt((states[p] ** 2).mean())) for p in parts],
        "unbroken": right.all(axis=0).mean(),
    }


def steps_before_error(right):
    """For each stream, how many steps are right before the first that is not."""
    never = right.all(axis=0)
    return np.where(never, len(right), right.argmin(axis=0))


def main(cells=None, settings=SETTINGS, **options):
    """Measure the cells and write the result."""
    n = len(reber.SYMBOLS)
    how = {"seeds": _family.SEEDS, "rates": _family.RATES, "trials": _family.TRIALS}
    how |= {"sizes": (n, UNITS, n), "merit": merit} | options
    return _family.run("reber", score, settings, cells, **how, **ABOUT)


def merit(runs):
    """How good a rate is: the mean share of strings that are decided right."""
    return float(np.mean([one["decided"] for one in runs]))


if __name__ == "__main__":
    main(_family.asked_for())
