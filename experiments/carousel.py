"""LSTMs whose forget gates stand at 1, as in 1997, learn number agreement.

    python -m experiments.carousel       about 2 minutes

A forget bias of 50 is 1 in single precision and takes no gradient. Each network learns
from short streams without noise, and then reads sentences without a break.
"""

import time

import numpy as np

import lstm_core as lc
from experiments._result import rounded, write_result
from lstm_core import agreement, agreement_data

SEEDS = range(100, 120)
SETTINGS = {"n_a": 4, "forget_bias": 50.0, "steps": 2000, "lr": 0.03}
MORE = {"short": 0.5, "long": 0.93}  # chance of one more item before the verb
SENTENCES = 100


def main(seeds=SEEDS, settings=SETTINGS, sentences: int = SENTENCES):
    """Train all networks, let them read, and write the result."""
    started = time.perf_counter()
    found = {
        case: [read(train(seed, more, settings), more, sentences) for seed in seeds]
        for case, more in MORE.items()
    }
    made = {"seeds": [*seeds], "settings": settings, "sentences": sentences}
    return write_result("carousel", started=started, **made, runs=found)


def train(seed, more, settings):
    """A trained network."""
    rng, how = np.random.default_rng(seed), dict(settings)
    n_x, bias = len(agreement.VOCABULARY), how.pop("forget_bias")
    f32 = {"rng": rng, "dtype": np.float32}
    model = lc.make_model(n_x, how.pop("n_a"), 2, forget_bias=bias, **f32)
    batches = agreement_data.draw_batches(noise=0.0, more=more, rng=rng)
    lc.fit(model, batches, **how)
    return model


def read(model, more, sentences) -> dict:
    """Share of right verbs in the first and in the second half of the sentences.

    ``state`` is the smallest cell state, without its sign, after the last of them.
    ``held`` is the share of right verbs if all cell states stand at a million, with
    these signs, so that none of their changes can be seen through the tanh.
    """
    length = 4 + 1.6 * more / (1 - more)  # words of a sentence, on average
    T = int(1.5 * length * sentences) + 20
    text = agreement_data.draw_text(T, 32, rng=np.random.default_rng(1000), more=more)
    batch = agreement_data.to_batch(text)
    scores, trace = model.forward(batch.x)
    far = np.float32(1e6) * np.sign(trace.c[-1])
    held = lc.lstm_forward(model.cell_params, batch.x, c0=far)
    right = scores.argmax(axis=-1) == batch.target
    still_right = lc.readout(model.readout, held.a).argmax(axis=-1) == batch.target
    nth = batch.mask.cumsum(axis=0)
    halves = nth <= sentences // 2, (nth > sentences // 2) & (nth <= sentences)
    first, second = (batch.mask & half for half in halves)
    end = (nth < sentences).sum(axis=0)  # where the last verb stands
    found = {
        "first_half": right[first].mean(),
        "second_half": right[second].mean(),
        "held": still_right[second].mean(),
        "state": np.abs(trace.c[end, np.arange(32)]).min(),
    }
    return rounded(found)


if __name__ == "__main__":
    main()
