"""What the experiments on the family of cells share.

Every cell has 8 units, Adam with the gradient clipped at 1, and the start that its own
`init` draws. Its learning rate is the one that served best on networks that are not
reported. The networks of one cell are trained side by side (`_many`); each has its own
starting weights, drawn with its seed, and its own part of the data.
"""

import json
import sys
import time

import numpy as np

import lstm_core as lc
from experiments import _result
from experiments._many import Many
from experiments._result import rounded, write_result

CELLS = {
    "rnn": {"cell": "rnn"},
    "lstm1997": {"cell": "lstm1997"},
    "lstm1997, carousel only": {"cell": "lstm1997", "carousel_only": True},
    "lstm": {"cell": "lstm"},
    "lstm, bias 5": {"cell": "lstm", "forget_bias": 5.0},
    "peephole": {"cell": "peephole"},
    "gru": {"cell": "gru"},
    "mingru": {"cell": "mingru"},
    "slstm": {"cell": "slstm"},
}
"""Name in the results to what `lstm_core.make_model` and `lstm_core.fit` are asked for.

The forget bias is 1 where nothing is said. "Carousel only" is the gradient of 1997.
"""

UNITS = 8
SEEDS = range(20)  # networks of each cell that are reported
TRIALS = range(100, 103)  # seeds of the networks that only choose the rate
RATES = (3e-3, 1e-2, 3e-2)


def build(cell, n_x, n_y, seed):
    """An untrained model in float32."""
    options = {k: v for k, v in CELLS[cell].items() if k != "carousel_only"}
    rng = np.random.default_rng(seed)
    return lc.make_model(n_x, UNITS, n_y, rng=rng, dtype=np.float32, **options)


def train(cell, sizes, seeds, rates, draw, steps, **how):
    """Train one network for each seed and rate, side by side.

    Parameters
    ----------
    cell : str
        A key of `CELLS`.
    sizes : tuple of two int
        ``n_x, n_y``.
    seeds, rates : sequence
        Of the same length.
    draw : callable
        ``draw(count, rng)`` gives batches with ``count`` parts, a network each.
    steps : int
    **how
        For ``Many.fit``.

    Returns
    -------
    Many
    """
    models = [build(cell, *sizes, seed) for seed in seeds]
    batches = draw(len(models), np.random.default_rng([1997, *seeds]))
    many = Many(models, CELLS[cell].get("carousel_only", False))
    many.fit(batches, steps=steps, rates=rates, **how)
    return many


def run(
    name,
    score,
    summary,
    arms,
    cells,
    *,
    sizes,
    merit,
    only=None,
    seeds=SEEDS,
    trials=TRIALS,
    rates=RATES,
    **about,
):
    """Measure all cells in all arms, and write the result after each of them.

    Parameters
    ----------
    name : str
        Of the experiment.
    score : callable
        ``score(cell, seeds, rates, settings)`` trains networks, and gives a dict of
        what was measured for each.
    summary : callable
        ``summary(runs)`` gives a dict of what is said of all networks of a cell.
    arms : dict of str to dict
        Name of a variant of the experiment to its settings.
    cells : sequence of str or None
        Those to be measured now; those measured before are kept. All if None.
    sizes : dict of str to tuple of two int
        ``n_x, n_y`` of each arm.
    merit : callable
        ``merit(runs)``: how good a rate is, judged by what its trials measured.
    only : sequence of str, optional
        Arms to be measured now, if not all; the others are kept as well.
    seeds, trials, rates : sequence
    **about
        What else is stored: a description and the like.
    """
    started = time.perf_counter()
    kept = _stored(name) if cells or only else {}
    found = {arm: dict(kept.get(arm, {})) for arm in arms}
    same = {"units": UNITS, "optimizer": "adam", "clip": 1.0, "seeds": [*seeds]}
    same |= {"trials": [*trials], "rates": [*rates], "arms": arms}
    for arm in only or arms:
        settings = arms[arm]
        for cell in cells or CELLS:
            began = time.process_time()
            one = choose(cell, score, merit, trials, rates, settings)
            runs = score(cell, [*seeds], [one["rate"]] * len(seeds), settings)
            runs = rounded(runs)
            model = build(cell, *sizes[arm], 0)
            one["weights"] = int(sum(a.size for a in model.params.values()))
            one |= {"summary": summary(runs), "runs": runs}
            one["cpu_seconds"] = round(time.process_time() - began)
            found[arm][cell] = rounded(one)
            in_order = {a: {c: r[c] for c in CELLS if c in r} for a, r in found.items()}
            write_result(name, started=started, **about, settings=same, found=in_order)
            print(name, arm, cell, one["tried"], one["cpu_seconds"], "s", flush=True)


def choose(cell, score, merit, trials, rates, settings):
    """The rate with the most merit, and the merit of all."""
    pairs = [(seed, rate) for rate in rates for seed in trials]
    runs = score(cell, *map(list, zip(*pairs, strict=True)), settings)
    of_rate = {
        rate: merit([run for run, (_, r) in zip(runs, pairs, strict=True) if r == rate])
        for rate in rates
    }
    tried = {str(rate): rounded(value) for rate, value in of_rate.items()}
    return {"rate": max(of_rate, key=of_rate.get), "tried": tried}


def shares_right(many, batch):
    """Each network's share of right answers at the steps that count."""
    right = many.read(batch.x)[0].argmax(axis=-1) == batch.target
    return right[:, batch.mask].mean(axis=1)


def interval(values, of=np.mean, seed=0):
    """Mean, or another number, and its 95 % interval by 10,000 bootstrap samples."""
    values = np.asarray(values, float)
    n = len(values)
    samples = np.random.default_rng(seed).integers(n, size=(10_000, n))
    low, high = np.quantile(of(values[samples], axis=1), [0.025, 0.975])
    return [float(of(values)), float(low), float(high)]


def count(flags):
    """How many are true, of how many, and Wilson's interval of the share."""
    flags = [bool(flag) for flag in flags]
    return [sum(flags), len(flags), *lc.count_interval(sum(flags), len(flags))]


def asked_for():
    """The cells named on the command line; None if there are none."""
    return sys.argv[1:] or None


def _stored(name):
    """What the stored result has already."""
    path = _result.RESULTS / f"{name}.json"
    return json.loads(path.read_text("utf-8"))["found"] if path.exists() else {}
