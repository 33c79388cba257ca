"""Truncated backpropagation, with and without a state that is carried on, by lag.

Run it with ``python -m experiments.own_sequences_state`` (some minutes); chapter 11
shows the result.

The machine of the chapter, with a timetable: every ``lag + 1`` steps comes a note, and
the pump runs once, ``lag`` steps after it. Endless streams are read in pieces of a few
steps, and the gradient stays inside a piece.
"""

import time

import numpy as np

import lstm_core as lc
from experiments import _sequences as sequences
from experiments._result import rounded, write_result

SEEDS = 20
LAGS, PIECES = (3, 6, 12), (6, 12, 24)
AGES = (1, 5), (6, 12), (13, 24), (25, 48)  # steps since the last note, from and to
READ = 16_000  # steps of each stream that a network reads in training
STREAMS, UNITS, RATE, CLIP = 16, 16, 1e-2, 1.0
JUMP = 3.0
MIXED = "mixed"  # notes and pump as in the chapter, at random


def timetable(T, B, lag, rng):
    """Streams with a note every ``lag + 1`` steps, each from a time of its own."""
    period = lag + 1
    clock = (np.arange(T + 1)[:, None] + rng.integers(period, size=B)) % period
    note = rng.choice([-1.0, 1.0], (T + 1, B)) * (clock == 0)
    pump = clock == lag
    drift, setting = rng.standard_normal((T + 1, B)), np.zeros((T + 1, B))
    for t in range(T):
        drift[t + 1] += 0.8 * drift[t]
        setting[t + 1] = np.where(note[t] == 0, setting[t], note[t])
    reading = drift + JUMP * setting * pump
    x = np.stack([reading[:-1], note[:-1], pump[1:]], axis=-1)
    return x, reading[1:, :, None]


def draw(lag, T, B, rng):
    """Streams of one lag, or those of the chapter."""
    if lag == MIXED:
        return sequences.page()["machine"](T, B, rng)
    return timetable(T, B, lag, rng)


def train(seed, lag, piece, carry, read=READ):
    """Train on streams, a piece at a time; the state is carried on, or begins anew."""
    rng = np.random.default_rng(seed)
    model = lc.make_model(3, UNITS, 1, task="regress", rng=rng)
    adam = lc.adam_init(model.params)
    x, target = draw(lag, read, STREAMS, rng)
    state = None, None
    for start in range(0, read - piece + 1, piece):
        now = slice(start, start + piece)
        trace = lc.lstm_forward(model.cell_params, x[now], *state)
        _, dy = lc.mse(lc.readout(model.readout, trace.a), target[now])
        dW_y, db_y, da = lc.readout_backward(model.readout, trace.a, dy)
        g = lc.lstm_backward(model.cell_params, trace, da)
        grads = {"W": g.W, "b": g.b, "W_y": dW_y, "b_y": db_y}
        grads, _ = lc.clip_by_global_norm(grads, CLIP)
        model.params, adam = lc.adam(model.params, grads, adam, RATE)
        if carry:
            state = trace.a[-1], trace.c[-1]
    return model


def known(model, lag) -> float:
    """How much of the jump is foretold, from 0 (nothing) to 1, with a warm state."""
    x, target = timetable(400, 100, lag, np.random.default_rng(99))
    errors = (model.forward(x)[0] - target)[200:] ** 2
    pump = x[200:, :, 2] == 1
    return 1 - (float(errors[pump].mean()) - 1) / JUMP**2


def known_by_age(model) -> list[float]:
    """The same on the machine of the chapter, by the steps since the last note."""
    x, target = draw(MIXED, 300, 400, np.random.default_rng(99))
    errors = (model.forward(x)[0] - target)[..., 0] ** 2
    steps = np.arange(len(x))[:, None]
    noted = np.maximum.accumulate(np.where(x[..., 1] != 0, steps, -1))
    age, pump = steps - noted, (x[..., 2] == 1) & (noted >= 0)
    found = []
    for first, last in AGES:
        counted = pump & (age + 1 >= first) & (age + 1 <= last)
        found.append(1 - (float(errors[counted].mean()) - 1) / JUMP**2)
    return found


def main(seeds=SEEDS, read=READ, lags=LAGS, pieces=PIECES):
    """Train all networks, and write the result after each seed."""
    started = time.perf_counter()
    made = {"lags": list(lags), "pieces": list(pieces), "ages": AGES, "read": read}
    made |= {"streams": STREAMS, "units": UNITS, "rate": RATE, "jump": JUMP}
    by_lag = {piece: [] for piece in pieces}
    by_age = {"carried": {p: [] for p in pieces}, "anew": {p: [] for p in pieces}}
    for seed in range(seeds):
        for piece in pieces:
            models = [train(seed, lag, piece, True, read) for lag in lags]
            by_lag[piece].append([*map(known, models, lags)])
            for name, carry in (("carried", True), ("anew", False)):
                model = train(seed, MIXED, piece, carry, read)
                by_age[name][piece].append(known_by_age(model))
        how = {"started": started, "seeds": seed + 1}
        found = rounded({"known": by_lag, "by_age": by_age}, 3)
        path = write_result("own_sequences_state", **how, **made, **found)
    return path


if __name__ == "__main__":
    main()
