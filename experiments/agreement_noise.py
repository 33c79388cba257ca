"""How much noise closes the update gate? An exercise of chapter 8.

Run ``python -m experiments.agreement_noise``. Networks of four units learn number
agreement from long sentences, as in `experiments.agreement`, with less noise.
"""

import time

import numpy as np

from experiments import agreement
from experiments._result import write_result
from lstm_core import agreement_data

NOISES = (0.1, 0.2)
SEEDS = range(20)


def main(
    noises=NOISES,
    seeds=SEEDS,
    n_a: int = 4,
    steps: int = agreement.SETTINGS["steps"],
    test_size=(200, 64),
    write=write_result,
):
    """Train all networks and write what their number units do."""
    started = time.perf_counter()
    text = agreement_data.draw_text(*test_size, rng=np.random.default_rng(1000))
    runs = []
    for noise in noises:
        for seed in seeds:
            model = agreement.train(seed, n_a, noise=noise, more=0.93, steps=steps)
            found = agreement.look_inside(model, text)
            kept = {name: found[name] for name in ("accuracy", "story", "clean")}
            runs.append({"noise": noise, "seed": seed} | kept)
            print(noise, seed, found["accuracy"], found["story"]["lets_in"], flush=True)
    settings = agreement.SETTINGS | {"steps": steps, "test_size": list(test_size)}
    return write("agreement_noise", started=started, settings=settings, runs=runs)


if __name__ == "__main__":
    main()
