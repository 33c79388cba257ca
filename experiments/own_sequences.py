"""Forecasts of two series, their baselines, and four leaks.

Run it with ``python -m experiments.own_sequences`` (a minute or two); chapter 11 shows
the result.
"""

import time

import numpy as np

import lstm_core as lc
from experiments import _sequences as sequences
from experiments._result import rounded, write_result
from experiments._sequences import CHOOSE, TEST, TRAIN, in_years, page, rmse, seattle

SEEDS = 20
LARGE = {"n_a": 32, "steps": 1500}  # learns windows by heart
ASKED = ("each", "last")  # days of a window that count in the loss
SIDE = 3  # days on each side of a smoothed one


def forecasts(seeds):
    """Errors of the networks by seed, and of the baselines."""
    temperatures, _ = seattle()
    truth, test = temperatures[sequences.T :], in_years(TEST)
    found = {
        name: rmse(forecast[test], truth[test])
        for name, forecast in sequences.baselines().items()
    }
    runs = [honest(seed) for seed in range(seeds)]
    x, _ = sequences.machine_test()
    machine = {
        "persistence": sequences.machine_error(x[..., :1]),
        "linear": sequences.linear_machine(),
        "LSTM": [
            sequences.machine_error(sequences.train_machine(seed).forward(x)[0])
            for seed in range(seeds)
        ],
    }
    return {"seattle": found | {"LSTM": runs}, "machine": machine}


def windows_of(series, scale):
    """Scaled windows, and the days after them."""
    return page()["windows"]((series - scale[0]) / scale[1])


def honest(seed, scale=None):
    """Error in the test year, of a network that learned from earlier years."""
    temperatures, _ = seattle()
    scale = scale or sequences.training_scale()
    x, target = windows_of(temperatures, scale)
    model = sequences.train_seattle(seed, x, target, in_years(TRAIN))
    test = in_years(TEST)
    forecast = sequences.forecast_seattle(model, x[:, test], scale)
    return rmse(forecast, temperatures[sequences.T :][test])


def smoothed(series, after=SIDE):
    """Mean of each day, of three days before it and ``after`` days after it."""
    places = np.arange(len(series))
    first = np.maximum(places - SIDE, 0)
    last = np.minimum(places + after, len(series) - 1)
    total = np.concatenate([[0], np.cumsum(series)])
    return (total[last + 1] - total[first]) / (last + 1 - first)


def smooth_leak(seed):
    """Inputs that were smoothed with the days after them: as tested, and in use.

    In use the last days of a window are smoothed with those days that are known.
    """
    temperatures, _ = seattle()
    scale, T = sequences.training_scale(), sequences.T
    x, _ = windows_of(smoothed(temperatures), scale)
    _, target = windows_of(temperatures, scale)
    model = sequences.train_seattle(seed, x, target, in_years(TRAIN))
    test, truth = in_years(TEST), temperatures[T:]
    looks = sequences.forecast_seattle(model, x[:, test], scale)
    used = x[:, test].copy()
    for back in range(SIDE):
        known = windows_of(smoothed(temperatures, back), scale)[0]
        used[T - 1 - back] = known[T - 1 - back, test]
    is_ = sequences.forecast_seattle(model, used, scale)
    return rmse(looks, truth[test]), rmse(is_, truth[test])


def split_leak(seed, asked):
    """Windows split at random: the error on those held out, and in the next year.

    Then the same with windows split in time. All errors are shares of the error of
    persistence on the same days. ``asked`` says for which days of its windows a network
    is asked for the next one in training: "each" or "last".
    """
    temperatures, _ = seattle()
    x, target = windows_of(temperatures, sequences.training_scale())
    early, test = in_years(TRAIN + CHOOSE), in_years(TEST)
    shuffled = np.random.default_rng(1000 + seed).permutation(early)
    cut = len(early) * 3 // 4
    random, in_time = (shuffled[:cut], shuffled[cut:]), (early[:cut], early[cut:])
    found = []
    for learn, held in (random, in_time):
        how = LARGE | {"only_last": asked == "last"}
        model = sequences.train_seattle(seed, x, target, learn, **how)
        for numbers in held, test:
            forecast, truth = model.forward(x[:, numbers])[0][-1], target[-1, numbers]
            found.append(rmse(forecast, truth) / rmse(x[-1, numbers], truth))
    return found


def leaks(seeds):
    """What each leak seems to give, and what the network is worth, by seed."""
    temperatures, _ = seattle()
    everything = sequences.scale_of(temperatures)
    return {
        "honest": [honest(s) for s in range(seeds)],
        "scaled": [honest(s, everything) for s in range(seeds)],
        "smoothed": [smooth_leak(s) for s in range(seeds)],
        "split": {a: [split_leak(s, a) for s in range(seeds)] for a in ASKED},
    }


def swapped(seeds):
    """Networks that read along the batch instead of along the time, by seed.

    Each row of ``x`` is a window, as PyTorch has them with ``batch_first=True``; the
    network takes the rows for steps.
    """
    temperatures, _ = seattle()
    scale, T = sequences.training_scale(), sequences.T
    x, target = windows_of(temperatures, scale)
    learn, test = in_years(TRAIN), in_years(TEST)
    found = {"seattle": [], "machine": []}
    for seed in range(seeds):
        rng = np.random.default_rng(seed)
        batches = (
            lc.Batch(b.x.swapaxes(0, 1), b.target.swapaxes(0, 1))
            for b in sequences.window_batches(x, target, learn, rng)
        )
        model = sequences.train(batches, rng, n_x=1, **sequences.SEATTLE)
        forecast = scale[0] + scale[1] * in_batches(model, x[:, test])[-1, :, 0]
        found["seattle"].append(rmse(forecast, temperatures[T:][test]))
        rng = np.random.default_rng(seed)
        batches = (
            lc.Batch(b.x.swapaxes(0, 1), b.target.swapaxes(0, 1))
            for b in sequences.machine_batches(rng)
        )
        how = {k: sequences.MACHINE[k] for k in ("n_a", "steps", "lr")}
        model = sequences.train(batches, rng, n_x=3, **how)
        forecast = in_batches(model, sequences.machine_test()[0])
        found["machine"].append(sequences.machine_error(forecast))
    return found


def in_batches(model, x, B=sequences.BATCH):
    """Forecasts of a swapped network, in batches of the size it was trained with."""
    parts = [x[:, k : k + B].swapaxes(0, 1) for k in range(0, x.shape[1], B)]
    return np.concatenate([model.forward(part)[0] for part in parts]).swapaxes(0, 1)


def main(seeds=SEEDS):
    """Measure everything, and write the result."""
    started = time.perf_counter()
    found = {"forecasts": forecasts(seeds), "leaks": leaks(seeds)}
    found["swapped"] = swapped(seeds)
    made = {"seeds": seeds, "window": sequences.T, "years": [*TRAIN, *CHOOSE, *TEST]}
    made |= {"trained": {"seattle": sequences.SEATTLE, "machine": sequences.MACHINE}}
    made |= {"large": LARGE, "side": SIDE}
    return write_result("own_sequences", started=started, **made, **rounded(found))


if __name__ == "__main__":
    main()
