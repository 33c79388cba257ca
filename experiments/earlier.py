"""Which words of a review move the answer: basic networks beside LSTMs.

Run ``python -m experiments.earlier``. Both kinds are trained as in
`experiments.reviews`, with as many units and on as many reviews; the basic networks at
the learning rate that is best for them, chosen on other seeds and other reviews. It
writes ``lstm_core/data/results/earlier.json``, and the basic network that chapter 2
shows, ``lstm_core/data/networks/reviews-basic.npz``: seed 0, as its LSTM.
"""

import sys
import time

import numpy as np

import lstm_core as lc
from experiments import _result
from experiments.reviews import SETTINGS as READERS
from experiments.reviews import error
from lstm_core import reviews

SETTINGS = {
    "seeds": READERS["seeds"],
    "shipped": READERS["shipped"],
    "rates": [2e-2, 1e-2, 5e-3, 2e-3],
    "chosen_on": [1, 2, 3],  # seeds
    "tested_on": READERS["tested_on"],
    "measured_on": READERS["measured_on"],
}
ADJECTIVE, FILLER = 2, -1
"""Their places in `lstm_core.reviews.GROUPS`, whose names follow the language."""

KINDS = {"basic": "rnn", "lstm": "lstm"}
"""What the kinds are called here, and their cells."""


def main(
    settings: dict = SETTINGS,
    readers: dict = READERS,
    name: str = "earlier",
    network: str = "reviews-basic",
):
    """Train all networks, measure, write the result; ship one basic network.

    Parameters
    ----------
    settings : dict
        As `SETTINGS`.
    readers : dict
        How they are trained, as the settings of `experiments.reviews`.
    name, network : str
        Of the result and of the network.
    """
    started = time.perf_counter()
    tried = {rate: tried_error(rate, settings, readers) for rate in settings["rates"]}
    rates = {"basic": min(tried, key=tried.get), "lstm": readers["lr"]}
    shipped = train("basic", settings["shipped"], rates["basic"], readers)
    _result.write_network(network, shipped)
    texts = write(1000, settings["tested_on"])
    runs = []
    for kind, seed in [(kind, seed) for kind in KINDS for seed in settings["seeds"]]:
        model = train(kind, seed, rates[kind], readers)
        found = {"error": error(model, texts)}
        found |= moves(model, texts[: settings["measured_on"]])
        runs.append({"kind": kind, "seed": seed} | _result.rounded(found))
        print(runs[-1])
        sys.stdout.flush()
    about = {"settings": settings, "rates": rates, "runs": runs}
    about["tried"] = {str(rate): round(found, 4) for rate, found in tried.items()}
    return _result.write_result(name, started=started, **about)


def train(kind: str, seed: int, rate: float, readers: dict) -> lc.NumpyModel:
    """Train one network, as `experiments.reviews.train` trains an LSTM."""
    how = {"rng": np.random.default_rng(seed), "dtype": np.dtype(readers["dtype"])}
    sizes = {"n_x": len(reviews.VOCABULARY), "n_a": readers["n_a"], "n_y": 1}
    model = lc.make_model(**sizes, cell=KINDS[kind], task="regress", **how)
    batches = reviews.review_batches(readers["B"], **how)
    lc.fit(model, batches, steps=readers["steps"], lr=rate)
    return model


def tried_error(rate: float, settings: dict, readers: dict) -> float:
    """Mean error of basic networks with this learning rate, on reviews of their own."""
    texts = write(2000, settings["tested_on"])
    seeds = settings["chosen_on"]
    return float(
        np.mean([error(train("basic", s, rate, readers), texts) for s in seeds])
    )


def write(seed: int, count: int) -> list[list[str]]:
    """Reviews that no network is trained on."""
    return reviews.write_reviews(count, rng=np.random.default_rng(seed))


def moves(model: lc.NumpyModel, texts: list[list[str]]) -> dict[str, float]:
    """How far the last answer moves without a word, on average, by kind of word.

    Returns
    -------
    dict
        ``"said"``: for adjectives that are said of the headphones. ``"idle"``: for the
        words of sentences that say nothing of them.
    """
    found = [lc.removal_effects(model, encode(model, words))[:, -1] for words in texts]
    effects = np.concatenate(found)
    kinds = np.concatenate([reviews.kinds_of(words) for words in texts])
    said, idle = (
        effects[kinds == reviews.GROUPS[place]] for place in (ADJECTIVE, FILLER)
    )
    return {"said": said.mean(), "idle": idle.mean()}


def encode(model, words):
    """One review as an input."""
    return reviews.encode_reviews([words], model.dtype).x


if __name__ == "__main__":
    main()
