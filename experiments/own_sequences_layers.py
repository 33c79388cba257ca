"""Two layers, and both directions: whether they help on the series of chapter 11.

Run it with ``python -m experiments.own_sequences_layers`` (some minutes); chapter 11
shows the result.

Two tasks for two layers: the temperatures and the machine. One for two directions: a
missing day, to be filled in from the days before it and after it. And a mistake: both
directions, each day asked for the next one, which the way back has just read.
"""

import time

import numpy as np

import lstm_core as lc
from experiments import _sequences as sequences
from experiments._result import rounded, write_result
from experiments._sequences import SEATTLE, TEST, TRAIN, in_years, rmse

SEEDS = 20
UNITS, HALF = 16, 11  # two layers of 11 have a third more weights than one of 16
SIDE = 15  # days on each side of the missing one


def start(seed, n_x, layers, both):
    """Cells, by layer and direction, and a readout."""
    rng, cells = np.random.default_rng(seed), {}
    for layer, n_a in enumerate(layers):
        for way in range(1 + both):
            cells[layer, way] = lc.init_lstm(n_x, n_a, rng=rng)
        n_x = n_a * (1 + both)
    return cells, lc.init_readout(n_x, 1, rng=rng), rng


def run(cells, x):
    """Traces of all cells, and the hidden states of the last layer."""
    traces, layers = {}, 1 + max(layer for layer, _ in cells)
    for layer in range(layers):
        ways = [way for number, way in cells if number == layer]
        for way in ways:
            traces[layer, way] = lc.lstm_forward(cells[layer, way], turned(x, way))
        x = np.concatenate([turned(traces[layer, w].a, w) for w in ways], axis=-1)
    return traces, x


def turned(x, way):
    """The sequence itself, or from its end."""
    return x[::-1].copy() if way else x


def gradients(cells, out, batch):
    """Gradients of all weights, by cell or readout and name."""
    traces, a = run(cells, batch.x)
    _, dy = lc.mse(lc.readout(out, a), batch.target, batch.mask)
    dW_y, db_y, da = lc.readout_backward(out, a, dy)
    grads = {"out W_y": dW_y, "out b_y": db_y}
    for layer in sorted({number for number, _ in cells}, reverse=True):
        ways = [way for number, way in cells if number == layer]
        dx = 0.0
        for way, part in zip(ways, np.split(da, len(ways), axis=-1), strict=True):
            p, key = cells[layer, way], f"{layer} {way}"
            g = lc.lstm_backward(p, traces[layer, way], turned(part, way))
            grads |= {f"{key} W": g.W, f"{key} b": g.b}
            dx = dx + turned(g.x, way)
        da = dx
    return grads


def train(
    seed, batches_of, *, n_x, steps, lr=1e-2, layers=(UNITS,), both=False
) -> tuple:
    """Cells and readout after training; ``batches_of`` makes batches from an rng."""
    cells, out, rng = start(seed, n_x, layers, both)
    batches = batches_of(rng)
    params = {"out W_y": out.W_y, "out b_y": out.b_y}
    for (layer, way), p in cells.items():
        params |= {f"{layer} {way} W": p.W, f"{layer} {way} b": p.b}
    state = lc.adam_init(params)
    for _ in range(steps):
        grads = gradients(cells, out, next(batches))
        grads, _ = lc.clip_by_global_norm(grads, 1.0)
        params, state = lc.adam(params, grads, state, lr)
        out = lc.Readout(params["out W_y"], params["out b_y"])
        cells = {
            key: lc.LSTMParams(*(params[f"{key[0]} {key[1]} {n}"] for n in "Wb"))
            for key in cells
        }
    return cells, out


def forecast(trained, x):
    """What trained cells and a readout say at each step."""
    cells, out = trained
    return lc.readout(out, run(cells, x)[1])


def days():
    """Scaled windows, the days after them, and the spread of the scale."""
    temperatures, _ = sequences.seattle()
    middle, spread = sequences.training_scale()
    return *sequences.page()["windows"]((temperatures - middle) / spread), spread


def seattle_error(seed, layers=(UNITS,), both=False):
    """Error of the forecasts of the test year; and, at each day, of their middle."""
    x, target, spread = days()

    def batches_of(rng):
        return sequences.window_batches(x, target, in_years(TRAIN), rng)

    how = {"n_x": 1, "steps": SEATTLE["steps"], "layers": layers, "both": both}
    said = forecast(train(seed, batches_of, **how), x[:, in_years(TEST)])
    truth = target[:, in_years(TEST)]
    return spread * rmse(said[-1], truth[-1]), spread * rmse(said[:-1], truth[:-1])


def machine_error(seed, layers):
    """Error of the forecasts of the machine."""
    how = {"n_x": 3, "steps": sequences.MACHINE["steps"], "layers": layers}
    trained = train(seed, sequences.machine_batches, **how)
    return sequences.machine_error(forecast(trained, sequences.machine_test()[0]))


def gaps():
    """Windows of 31 days without the middle one, their years; and what is missing."""
    temperatures, year = sequences.seattle()
    middle, spread = sequences.training_scale()
    T = 2 * SIDE + 1
    scaled = (temperatures - middle) / spread
    x = np.lib.stride_tricks.sliding_window_view(scaled, T).T[..., None].copy()
    missing = x[SIDE].copy()
    x[SIDE] = 0
    hole = np.zeros_like(x)
    hole[SIDE] = 1
    year = year[SIDE : len(year) - SIDE]
    return np.concatenate([x, hole], axis=-1), missing, year, spread


def gap_error(seed, asked, both):
    """Error of filled gaps; ``asked`` is the step at which a network answers."""
    x, missing, year, spread = gaps()
    learn, test = (np.flatnonzero(np.isin(year, y)) for y in (TRAIN, TEST))
    mask = np.zeros((len(x), sequences.BATCH), bool)
    mask[asked] = True

    def batches_of(rng):
        while True:
            drawn = rng.choice(learn, sequences.BATCH)
            yield lc.Batch(x[:, drawn], np.tile(missing[drawn], (len(x), 1, 1)), mask)

    layers = (HALF,) if both else (UNITS,)  # about as many weights
    how = {"n_x": 2, "steps": SEATTLE["steps"], "layers": layers, "both": both}
    said = forecast(train(seed, batches_of, **how), x[:, test])[asked]
    return spread * rmse(said, missing[test])


def gap_baselines():
    """Errors of the mean of both neighbours, and of a linear fit to all 30 days."""
    x, missing, year, spread = gaps()
    learn, test = (np.isin(year, y) for y in (TRAIN, TEST))
    near = (x[SIDE - 1] + x[SIDE + 1])[..., 0] / 2
    columns = np.vstack([x[..., 0], x[SIDE : SIDE + 1, :, 1]]).T
    weights = np.linalg.lstsq(columns[learn], missing[learn, 0], rcond=None)[0]
    truth = missing[test, 0]
    linear = rmse(columns[test] @ weights, truth)
    return {"neighbours": spread * rmse(near[test], truth), "linear": spread * linear}


def main(seeds=SEEDS):
    """Train all networks, and write the result after each seed."""
    started = time.perf_counter()
    runs = {
        "seattle": {"one": [], "two": []},
        "machine": {"one": [], "two": []},
        "gap": {"before": [], "to the end": [], "both": []},
        "seen": {"each": [], "last": []},
    }
    layers = {"one": (UNITS,), "two": (HALF, HALF)}
    gap = {"before": (SIDE, False), "to the end": (-1, False), "both": (SIDE, True)}
    made = {"layers": layers, "side": SIDE, "neighbours": rounded(gap_baselines())}
    for seed in range(seeds):
        for name, sizes in layers.items():
            runs["seattle"][name].append(seattle_error(seed, sizes)[0])
            runs["machine"][name].append(machine_error(seed, sizes))
        for name, how in gap.items():
            runs["gap"][name].append(gap_error(seed, *how))
        last, each = seattle_error(seed, (HALF,), both=True)
        runs["seen"]["each"].append(each)
        runs["seen"]["last"].append(last)
        how = {"started": started, "seeds": seed + 1}
        path = write_result("own_sequences_layers", **how, **made, runs=rounded(runs))
    return path


if __name__ == "__main__":
    main()
