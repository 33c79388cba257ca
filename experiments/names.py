"""Names of dinosaurs: a basic recurrent network, an LSTM, and counted pieces.

``python -m experiments.names`` writes ``lstm_core/data/results/names.json``. All learn
from the same names; learning rate, number of training steps and strength of the
smoothing are chosen on further names, by their bits; what is reported are the bits on a
third list. The lists are drawn anew for each seed, so those of two seeds overlap.
"""

import time

import numpy as np

import lstm_core as lc
from experiments._result import rounded, write_result

NETWORKS = {"RNN 64": ("rnn", 64), "LSTM 30": ("lstm", 30), "LSTM 64": ("lstm", 64)}
SETTINGS = {
    "seeds": 20,
    "held_out": 300,  # to report
    "chosen_on": 125,  # to choose settings
    "batch": 64,
    "steps": 500,
    "look_every": 50,
    "rates": [2.5e-3, 5e-3, 1e-2, 2e-2, 4e-2, 8e-2],
    "orders": [1, 2, 3, 4, 5],
    "strengths": [2, 5, 10, 20, 40, 80],
    "positions": 16,
    "edges": [4, 9, 12, 15, 41],  # groups of names by length
    "written": 1000,
    "kept": [1, 2, 4, 8],  # last letters of the right name, before the next character
    "kept_from": 10,  # first letter to predict with the start of another name
}


def main(settings: dict = SETTINGS) -> None:
    """Run all seeds and store the result."""
    started = time.perf_counter()
    runs = [run(seed, settings) for seed in range(settings["seeds"])]
    models = {name: [r[name] for r in runs] for name in runs[0]}
    write_result("names", started=started, settings=settings, models=models)


def run(seed: int, settings: dict) -> dict:
    """Everything for one division of the names.

    Parameters
    ----------
    seed : int
    settings : dict
        As `SETTINGS`.

    Returns
    -------
    dict of str to dict
        Name of the model to what was measured; ``"real"`` are the held-out names.
    """
    rng = np.random.default_rng(seed)
    rest, test = lc.split_names(lc.dinosaur_names(), settings["held_out"], rng=rng)
    train, choose = lc.split_names(rest, settings["chosen_on"], rng=rng)
    found = {"real": {"share": by_length(test, train, settings)}}
    for name, (cell, n_a) in NETWORKS.items():
        tried = [
            train_network(cell, n_a, lr, seed, train, choose, settings)
            for lr in settings["rates"]
        ]
        best = min(tried, key=lambda t: t["bits_choosing"])
        found[name] = measure(best, seed, train, test, settings)
    for order in settings["orders"]:
        tried = [count(order, k, train, choose) for k in settings["strengths"]]
        best = min(tried, key=lambda t: t["bits_choosing"])
        found[f"order {order}"] = measure(best, seed, train, test, settings)
    return found


def train_network(cell, n_a, lr, seed, train, choose, settings):
    """Train, and go back to the step where the names for choosing cost least."""
    f32 = {"rng": np.random.default_rng(1000 + seed), "dtype": np.float32}
    model = lc.make_model(n_x=27, n_a=n_a, n_y=27, cell=cell, **f32)
    look, kept = lc.encode_names(choose, np.float32), []

    def keep(step, loss):
        if (step + 1) % settings["look_every"] == 0:
            kept.append((model.loss(look) / np.log(2), step + 1, model.params))

    batches = lc.name_batches(train, settings["batch"], **f32)
    lc.fit(model, batches, steps=settings["steps"], lr=lr, callback=keep)
    bits, step, model.params = min(kept, key=lambda entry: entry[0])
    parameters = sum(array.size for array in model.params.values())
    chosen = {"lr": lr, "step": step, "parameters": parameters}
    return chosen | {"bits_choosing": bits, "model": model}


def count(order, strength, train, choose):
    """Count pieces, and say what the names for choosing cost."""
    model = lc.count_ngrams(train, order, strength, np.float32)
    bits = float(np.nanmean(lc.letter_bits(model, choose)))
    return {"strength": strength, "bits_choosing": bits, "model": model}


def measure(chosen, seed, train, test, settings):
    """Bits on the held-out names, and what the model writes."""
    model = chosen.pop("model")
    bits = lc.letter_bits(model, test)
    rng = np.random.default_rng(2000 + seed)
    written = lc.sample_names(model, settings["written"], rng=rng)
    group = np.digitize([len(name) for name in test], settings["edges"])
    groups = range(1, len(settings["edges"]))
    return chosen | {
        "bits": float(np.nanmean(bits)),
        "by_position": rounded(np.nanmean(bits[: settings["positions"]], axis=1)),
        "by_length": rounded([np.nanmean(bits[:, group == k]) for k in groups]),
        "share": by_length(written, train, settings),
        "copied": float(np.mean(np.isin(written, train))),
        "lost": rounded(
            lost_by_swap(model, test, keep, settings["kept_from"])
            for keep in settings["kept"]
        ),
    }


def lost_by_swap(model, names, keep, first):
    """What it costs if the start of a name is swapped for that of another one.

    Parameters
    ----------
    model : NgramModel or NumpyModel
    names : list of str
    keep : int
        How many letters before the one to predict stay as they are.
    first : int
        The first letter to predict, counted from 1; more than ``keep``.

    Returns
    -------
    float
        Further bits for each character from there on, the end of the name included.
    """
    x, target, mask = lc.encode_names(names, model.dtype)
    bits, lost = lc.letter_bits(model, names), []
    for t in range(first - 1, len(x)):
        long = np.flatnonzero(mask[t])  # names that reach this far
        if len(long) < 2:
            break
        end = t + 1 - keep
        other = np.roll(x[:end, long], 1, axis=1)
        scores, _ = model.forward(np.concatenate([other, x[end : t + 1, long]]))
        y = lc.softmax(scores[-1].astype(float))
        swapped = -np.log2(y[np.arange(len(long)), target[t, long]])
        lost.extend(swapped - bits[t, long])
    return np.mean(lost)


def by_length(names, train, settings):
    """Share of known pieces of four letters, by length of the name, as in chapter 1."""
    share = lc.known_share(names, train, size=4)
    group = np.digitize([len(name) for name in names], settings["edges"])
    groups = range(1, len(settings["edges"]))
    return rounded([share[group == k].mean() for k in groups])


if __name__ == "__main__":
    main()
