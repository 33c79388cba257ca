"""LSTMs that hold a number, trained by the code of chapter 10; one of them ships.

    python -m experiments.hold           about 2 minutes; needs PyTorch

The chapter shows the gates of the one that ships, and says how many others have gates
that are as easy to read. It was chosen for its gates, so it is not among those that
are counted.
"""

import functools
import time

import numpy as np

import lstm_core as lc
from experiments._page import defined_in
from experiments._result import rounded, write_network, write_result

SHOWN = 1  # seed of the network that ships
SEEDS = range(100, 140)  # of those that are counted
FREQUENT = 0.5  # share of steps with a mark, in the exercise


def main(seeds=SEEDS, steps: int = 800):
    """Train all networks; write the one that ships, and the result."""
    started = time.perf_counter()
    page = code_of_the_page()
    write_network("hold", train(page, SHOWN, steps)[0])
    found = {"rare": measure_all(page, seeds, steps)}
    # `train_holder` looks it up there.
    page["hold_task"] = functools.partial(page["hold_task"], often=FREQUENT)
    found["frequent"] = measure_all(page, seeds, steps)
    made = {"shown": SHOWN, "seeds": [*seeds], "steps": steps, "often": FREQUENT}
    return write_result("hold", started=started, **made, **found)


def code_of_the_page() -> dict:
    """What the chapter defines: the task, the module, and its training."""
    return defined_in("10-numpy-to-gpu", "hold_task", "make_holder", "train_holder")


def train(page, seed, steps):
    """A trained network, as a `lstm_core.NumpyModel`, and its last losses' mean."""
    module, losses = page["train_holder"](seed, steps)
    out = module.readout
    readout = lc.Readout(*(v.detach().numpy() for v in (out.weight, out.bias)))
    model = lc.NumpyModel(lc.from_torch(module.lstm), readout, "regress")
    return model, float(np.mean(losses[-50:]))


def measure_all(page, seeds, steps) -> dict:
    """Train a network for each seed; for each measure its values, seed by seed."""
    rows = [measure(page, *train(page, seed, steps)) for seed in seeds]
    return {name: [row[name] for row in rows] for name in rows[0]}


def measure(page, model, loss) -> dict:
    """How well the cell states follow the number, and what the gates do.

    ``one`` and ``both`` are correlations with the number to hold: of the unit that
    follows it best, and of the best mix of the two. The gates are those of that unit:
    medians over the steps with a mark, and over all others.
    """
    x, held = page["hold_task"](200, 50, np.random.default_rng(100))
    trace, mark = model.forward(x)[1], x[..., 1] == 1
    cells, held = trace.c.reshape(-1, 2), held.ravel()
    cells = cells - cells.mean(axis=0)
    mix = cells @ np.linalg.lstsq(cells, held, rcond=None)[0]
    *fits, both = np.abs(np.corrcoef([*cells.T, mix], held)[-1, :-1])
    found = {"loss": loss, "one": max(fits), "both": both}
    for name, gate in (("f", trace.f), ("u", trace.u)):
        opened = gate[..., np.argmax(fits)]
        found |= {f"{name}_mark": np.median(opened[mark])}
        found |= {f"{name}_else": np.median(opened[~mark])}
    return rounded(found)


if __name__ == "__main__":
    main()
