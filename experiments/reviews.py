"""What readers of reviews take in: their errors, and three measures of each word.

``python -m experiments.reviews`` trains twenty and writes what was measured to
``lstm_core/data/results/reviews.json``; and the one reader that chapter 9 looks at, to
``lstm_core/data/networks/reviews.npz``. That one has seed 0, not one of the twenty.
"""

import time
from itertools import combinations
from pathlib import Path

import numpy as np

import lstm_core as lc
from experiments import _result
from lstm_core import reviews

SETTINGS = {
    "seeds": list(range(100, 120)),
    "shipped": 0,  # seed of the network that is written
    "n_a": 16,
    "B": 32,
    "steps": 500,
    "lr": 2e-2,
    "dtype": "float32",
    "tested_on": 500,
    "measured_on": 100,
}
MEASURES = ("update", "change", "removal", "rule")
"""As `lstm_core.step_measures`; and how far the true stars move without the word."""


def main(settings: dict = SETTINGS, name: str = "reviews") -> Path:
    """Train the readers and store what was measured.

    Parameters
    ----------
    settings : dict
        As `SETTINGS`.
    name : str
        Of the result and of the network.
    """
    started = time.perf_counter()
    _result.write_network(name, train(settings["shipped"], settings))
    rng = np.random.default_rng(1000)  # the reviews of the chapter
    texts = reviews.write_reviews(settings["tested_on"], rng=rng)
    runs = []
    for seed in settings["seeds"]:
        model = train(seed, settings)
        found = {"seed": seed, "error": round(error(model, texts), 4)}
        found |= look_inside(model, texts[: settings["measured_on"]])
        runs.append(found)
        print(seed, found["error"], found["agree"]["update, rule"], flush=True)
    about = {"settings": settings, "runs": runs}
    return _result.write_result(name, started=started, **about)


def train(seed: int, settings: dict) -> lc.NumpyModel:
    """Train one reader, as the chapter does."""
    how = {"rng": np.random.default_rng(seed), "dtype": np.dtype(settings["dtype"])}
    n_x, n_a = len(reviews.VOCABULARY), settings["n_a"]
    model = lc.make_model(n_x=n_x, n_a=n_a, n_y=1, task="regress", **how)
    batches = reviews.review_batches(settings["B"], **how)
    lc.fit(model, batches, steps=settings["steps"], lr=settings["lr"])
    return model


def error(model: lc.NumpyModel, texts: list[list[str]]) -> float:
    """Mean distance from the stars of the rule, in stars."""
    batch = reviews.encode_reviews(texts, model.dtype)
    y, _ = model.forward(batch.x)
    return float(np.abs(y - batch.target)[batch.mask].mean())


def look_inside(model: lc.NumpyModel, texts: list[list[str]]) -> dict:
    """What a reader takes in, by kind of word, and how the measures agree.

    Parameters
    ----------
    model : NumpyModel
    texts : list of list of str

    Returns
    -------
    dict
        ``"kinds"``: the means of all `MEASURES` for each of `lstm_core.reviews.GROUPS`.
        ``"agree"``: for each two measures the rank correlation over the words of a
        review, as the median over those reviews that the rule has not cut off at 1 or 5
        stars. ``"written"``: the same for ``"change"`` and the length of update gate
        times candidate.
    """
    measured = [measure(model, words) for words in texts]
    kind = np.hstack([reviews.kinds_of(words) for words in texts])
    rows = np.hstack([[found[name] for name in MEASURES] for found in measured])
    means = {k: rows[:, kind == k].mean(axis=1) for k in reviews.GROUPS}
    pairs = zip(measured, texts, strict=True)
    rated = [found for found, words in pairs if 1 < reviews.rate(words) < 5]

    def agreement(one, two):
        values = [lc.rank_correlation(found[one], found[two]) for found in rated]
        return round(float(np.median(values)), 4)

    return {
        "kinds": {k: values.round(4).tolist() for k, values in means.items()},
        "agree": {", ".join(c): agreement(*c) for c in combinations(MEASURES, 2)},
        "written": agreement("written", "change"),
    }


def measure(model: lc.NumpyModel, words: list[str]) -> dict[str, np.ndarray]:
    """All `MEASURES`, and ``"written"``, of the words of one review.

    Returns
    -------
    dict of str to ndarray, each of shape (T,)
    """
    x = reviews.encode_reviews([words], model.dtype).x
    trace = model.forward(x)[1]
    cut = [words[:t] + words[t + 1 :] for t in range(len(words))]
    stars = np.array([reviews.rate(rest) for rest in cut])
    return lc.step_measures(model, x) | {
        "rule": np.abs(stars - reviews.rate(words)),
        "written": np.linalg.norm((trace.u * trace.c_cand)[:, 0], axis=-1),
    }


if __name__ == "__main__":
    main()
