"""What trained cells do with a symbol: keep it on the belt, or write it again.

Run it with ``python -m experiments.left``; chapter 6 shows the result, and the network
that is stored as ``"recall"``.
"""

import time

import numpy as np

import lstm_core as lc
from experiments._memory import share_right
from experiments._result import write_network, write_result

LAG, EPISODES = 10, 2
STEPS, RATE = 500, 1e-2
BATCH, SEEDS = 32, 20
STARTS = {"bias 1": 1.0, "bias 3": 3.0, "bias 5": 5.0, "chrono": None}
"""Name of a start to its forget bias."""

BEFORE = LAG - 1  # the last step before the question
TEXTS, TEST = 20, 500  # sequences for the measures of a path, and for an accuracy
SHIPPED = "bias 1", 0  # start and seed of the network that the chapter speaks of


def trained(name, seed, steps=STEPS):
    """Train one network."""
    rng = np.random.default_rng(seed)
    if STARTS[name] is None:
        p = lc.init_lstm_chrono(n_x=9, n_a=16, longest=LAG, rng=rng)
    else:
        p = lc.init_lstm(n_x=9, n_a=16, forget_bias=STARTS[name], rng=rng)
    model = lc.NumpyModel(p, lc.init_readout(16, 4, rng=rng), "classify")
    batches = lc.recall_batches(LAG, BATCH, episodes=EPISODES, rng=rng)
    lc.fit(model, batches, steps=steps, lr=RATE)
    return model


def measure(model):
    """All measures of one network; those of a path are means over texts."""
    data = {"episodes": EPISODES, "rng": np.random.default_rng(5)}
    texts = next(lc.recall_batches(LAG, TEXTS, **data)).x
    test = next(lc.recall_batches(LAG, TEST, **data))
    each = [measure_text(model, texts[:, b : b + 1]) for b in range(TEXTS)]
    found = {key: float(np.mean([one[key] for one in each])) for key in each[0]}
    found["accuracy"] = share_right(model, test)
    return found | {"without": share_right(without_recurrence(model), test)}


def measure_text(model, x):
    """Just before the question: what is left, how far apart, and both derivatives."""
    p, whole = model.cell_params, model.forward(x)[1]
    trace = lc.lstm_forward(p, x[1 : BEFORE + 1], whole.a[0], whole.c[0])
    f, c_0 = trace.f[:, 0].prod(axis=0), whole.c[0, 0]
    four = np.repeat(x, 4, axis=1)
    four[0, :, :4] = np.eye(4)
    c = model.forward(four)[1].c[[0, BEFORE]]
    first, last = np.linalg.norm(c - c.mean(axis=1, keepdims=True), axis=(1, 2))
    return {
        "left": np.linalg.norm(f * c_0) / np.linalg.norm(c_0),
        "apart": last / first,
        "direct": f.max(),
        "full": lc.lstm_jacobian_norms(p, trace)["c"][-1, 0],
    }


def without_recurrence(model):
    """The same network, but no gate and no candidate looks at the hidden state."""
    W = model.cell_params.W.copy()
    W[:, : model.n_a] = 0
    cut = lc.LSTMParams(W, model.cell_params.b)
    return lc.NumpyModel(cut, model.readout, model.task)


def main(seeds=SEEDS, steps=STEPS):
    """Measure all networks; write the result and the network that ships."""
    started, found = time.perf_counter(), {}
    for name in STARTS:
        models = [trained(name, seed, steps) for seed in range(seeds)]
        if name == SHIPPED[0]:
            write_network("recall", models[SHIPPED[1]])
        rows = [measure(model) for model in models]
        found[name] = {key: [row[key] for row in rows] for key in rows[0]}
        for key, values in found[name].items():
            print(f"{name} {key:8}", *np.round(np.quantile(values, [0, 0.5, 1]), 2))
    how = {"lag": LAG, "episodes": EPISODES, "steps": steps, "rate": RATE}
    how |= {"batch_size": BATCH, "units": 16, "seeds": seeds, "step": BEFORE}
    return write_result("left", started=started, starts=found, **how)


if __name__ == "__main__":
    main()
