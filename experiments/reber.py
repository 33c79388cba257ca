"""The embedded Reber grammar as one unbroken stream, by every cell.

    python -m experiments.reber            all cells
    python -m experiments.reber gru rnn    these; the others stay as they are stored

Each network learns from streams, in chunks: states are carried on from chunk to chunk,
and set back only where a new stream begins. Then it reads fresh streams from their
beginning to their end, many times as long, without a reset.
"""

import numpy as np

from experiments import _family
from lstm_core.tasks import reber

SAME = {"steps": 1500, "chunk": 25, "batch": 32, "read": 10_000, "streams": 10}
ARMS = {f"streams of {n}": {"stream": n} | SAME for n in (250, 25)}
TEST_SEED = 1000
BINS = 10
LEARNED = 0.9  # share of strings that are decided right
ABOUT = {
    "about": "Continual embedded Reber grammar (Gers, Schmidhuber, Cummins 2000). "
    "Trained on streams of so many symbols, in chunks with the states carried on "
    "(truncated backpropagation), then a new stream from zero states. Read: 10 fresh "
    "streams of 10,000 symbols from zero states without a reset, the same for all.",
    "measures": {
        "right": "share of steps at which each legal symbol outscores each other one",
        "decided": "share of strings whose last but one symbol is foretold: T or P, "
        "the one with the higher score; 0.5 is a guess",
        "by_position": "`decided` in ten equal parts along the stream",
        "first_error": "median steps before the first that is not right",
        "unbroken": "share of streams without any error",
        "states": "root mean square of the states (cell states if there are any) after "
        "each tenth of the stream",
    },
    "summaries": {
        "decided": "mean and bootstrap interval, 95 %",
        "learned": "networks with `decided` of 0.9 or more, of how many, and Wilson's "
        "interval of the share",
        "unbroken": "networks that read more than half of the streams without any "
        "error, of how many, and the interval",
    },
}


def score(cell, seeds, rates, settings):
    """Train networks on streams and let them read others."""
    size = settings["stream"], settings["chunk"]

    def draw(count, rng):
        batch = count * settings["batch"]
        return reber.stream_chunks(*size, batch, rng=rng, dtype=np.float32)

    how = {"steps": settings["steps"], "carried": True}
    many = _family.train(cell, sizes(), seeds, rates, draw, **how)
    stream = reber.draw_streams(
        settings["read"], settings["streams"], rng=np.random.default_rng(TEST_SEED)
    )
    scores, states = read(many, stream.symbols[:-1])
    return [measure(*one, stream) for one in zip(scores, states, strict=True)]


def sizes():
    """``n_x, n_y``."""
    return len(reber.SYMBOLS), len(reber.SYMBOLS)


def read(many, symbols):
    """Scores of each network, and the size of its states after each part of a stream.

    Returns
    -------
    scores : ndarray, shape (K, T, B, 7)
    states : ndarray, shape (K, BINS)
    """
    x = np.eye(len(reber.SYMBOLS), dtype=np.float32)[symbols]
    names = many.record.states
    memory = names.index("c") if "c" in names else 0
    scores, sizes, states = [], [], None
    for part in np.array_split(x, BINS):
        found, states = many.read(part, states)
        scores.append(found)
        sizes.append(np.sqrt((states[memory].numpy() ** 2).mean(axis=(1, 2))))
    return np.concatenate(scores, axis=1), np.stack(sizes, axis=1)


def measure(scores, states, stream):
    """What one network makes of the streams, from their beginning to their end."""
    right = reber.step_is_right(scores, stream.legal)
    T, P = reber.SYMBOLS.index("T"), reber.SYMBOLS.index("P")
    decided = (scores[..., T] > scores[..., P]) == (stream.symbols[1:] == T)
    parts = np.array_split(np.arange(len(scores)), BINS)
    return {
        "right": right.mean(),
        "decided": decided[stream.decides].mean(),
        "by_position": [decided[p][stream.decides[p]].mean() for p in parts],
        "first_error": np.median(steps_before_error(right)),
        "unbroken": right.all(axis=0).mean(),
        "states": [float(f"{size:.3g}") for size in states],
    }


def steps_before_error(right):
    """For each stream, how many steps are right before the first that is not."""
    return np.where(right.all(axis=0), len(right), right.argmin(axis=0))


def summary(runs):
    """Of all networks: see `ABOUT`."""
    decided = [one["decided"] for one in runs]
    half = [one["unbroken"] > 0.5 for one in runs]
    return {
        "decided": _family.interval(decided),
        "learned": _family.count(share >= LEARNED for share in decided),
        "unbroken": _family.count(half),
    }


def merit(runs):
    """How good a rate is: the mean share of strings that are decided right."""
    return float(np.mean([one["decided"] for one in runs]))


def main(cells=None, arms=ARMS, **options):
    """Measure the cells and write the result."""
    how = {"sizes": dict.fromkeys(arms, sizes()), "merit": merit} | options
    _family.run("reber", score, summary, arms, cells, **how, **ABOUT)


if __name__ == "__main__":
    main(_family.asked_for())
