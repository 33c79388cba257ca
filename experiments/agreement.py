"""How often does the clean story of number agreement appear?

Run ``python -m experiments.agreement``. Every run is judged on the same clean text, by
limits that were set before (`lstm_core.agreement_units.Story`). They were chosen on
four trial runs with seeds 0 to 3, which are not among these. Two of the networks are
those of chapter 8: they are written as well.
"""

import sys
import time
from dataclasses import asdict

import numpy as np

import lstm_core as lc
from experiments._result import rounded, write_network, write_result
from lstm_core import agreement, agreement_data, agreement_units

SETTINGS = {
    "T": 60,
    "B": 32,
    "steps": 2000,
    "lr": 0.03,
    "clip": 1.0,
    "forget_bias": 2.0,
    "dtype": "float32",
}
SEEDS = range(100, 120)
SIZES = (4, 8)
CASES = {
    "noise, long": {"noise": 0.3, "more": 0.93},
    "noise, short": {"noise": 0.3, "more": 0.5},
    "clean, long": {"noise": 0.0, "more": 0.93},
    "clean, short": {"noise": 0.0, "more": 0.5},
}
"""Noise on the input or none; 13 items before the verb on average, or one."""

SHIPPED = {
    ("noise, long", 4, 103): "agreement",
    ("clean, short", 4, 103): "agreement-easy",
}
"""Case, units and seed of the networks that the chapter opens, and their names."""


def train(seed: int, n_a: int, *, noise: float, more: float, steps: int):
    """Train one network.

    Parameters
    ----------
    seed, n_a, steps : int
    noise, more : float
        As in `lstm_core.tasks.agreement_data`.

    Returns
    -------
    NumpyModel
    """
    rng = np.random.default_rng(seed)
    n_x, bias = len(agreement.VOCABULARY), SETTINGS["forget_bias"]
    model = lc.make_model(
        n_x, n_a, 2, rng=rng, dtype=SETTINGS["dtype"], forget_bias=bias
    )
    sizes = SETTINGS["T"], SETTINGS["B"]
    batches = agreement_data.draw_batches(*sizes, rng=rng, noise=noise, more=more)
    lc.fit(model, batches, steps=steps, lr=SETTINGS["lr"], clip=SETTINGS["clip"])
    return model


def look_inside(model, text) -> dict:
    """What is stored of one trained network.

    Parameters
    ----------
    model : NumpyModel
    text : AgreementText

    Returns
    -------
    dict
        Numbers rounded to four digits. ``gates``: in the order of the roles.
        ``held``: accuracy with one unit after the other held at zero, or at the mean
        of its hidden state over the text.
    """
    trace = model.forward(agreement_data.to_batch(text).x)[1]
    unit = agreement_units.number_unit(trace, text)
    story = agreement_units.tell_story(trace, text, unit)
    gates = {
        gate: agreement_units.gates_by_role(trace, text, unit, gate) for gate in "fu"
    }
    mean = trace.a.mean(axis=(0, 1)).tolist()
    values = {"zero": [0.0] * model.n_a, "mean": mean}
    return rounded(
        {
            "accuracy": agreement_units.accuracy(model, text),
            "unit": unit,
            "story": asdict(story),
            "clean": story.clean,
            "gates": {
                gate: [medians[role] for role in agreement_data.ROLES]
                for gate, medians in gates.items()
            },
            "mean": mean,
            "held": {
                name: [
                    agreement_units.accuracy(lc.ablate(model, k, at), text)
                    for k, at in enumerate(where)
                ]
                for name, where in values.items()
            },
        }
    )


def main(
    seeds=SEEDS,
    sizes=SIZES,
    steps: int = SETTINGS["steps"],
    test_size=(200, 64),
    write=write_result,
    ship=write_network,
):
    """Train all networks, look inside, and write the result; ship two networks."""
    started = time.perf_counter()
    text = agreement_data.draw_text(*test_size, rng=np.random.default_rng(1000))
    runs = []
    for n_a in sizes:
        for case, data in CASES.items():
            for seed in seeds:
                model = train(seed, n_a, **data, steps=steps)
                found = look_inside(model, text)
                if (case, n_a, seed) in SHIPPED:
                    ship(SHIPPED[case, n_a, seed], model)
                runs.append({"case": case, "n_a": n_a, "seed": seed} | found)
                print(case, n_a, seed, found["accuracy"], found["clean"])
                sys.stdout.flush()
    settings = SETTINGS | {"steps": steps, "test_size": list(test_size)}
    return write(
        "agreement", started=started, settings=settings, cases=CASES, runs=runs
    )


if __name__ == "__main__":
    main()
