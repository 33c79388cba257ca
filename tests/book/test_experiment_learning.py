"""The experiment behind the tables of chapter 7 trains as the page does."""

import numpy as np
import pytest

import lstm_core as lc
from experiments import learning
from experiments._page import defined_in


@pytest.fixture(scope="module")
def book():
    """The task and the training of the page, without what the page trains."""
    return defined_in("07-how-gates-learn", "symbol_batches", "run")


@pytest.mark.parametrize("again", [0.0, 0.1])
def test_the_task_is_that_of_the_page(book, again):
    rngs = (np.random.default_rng(5), np.random.default_rng(5))
    ours = learning.symbol_batches(30, rngs[0], again)
    theirs = book["symbol_batches"](30, rngs[1], again)
    for _ in range(2):
        for one, other in zip(next(ours), next(theirs), strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("how", [{"optimizer": "sgd", "clip": None}, {}])
def test_a_network_is_trained_as_on_the_page(book, how, monkeypatch):
    fit = lc.fit
    monkeypatch.setattr(lc, "fit", lambda *a, **k: fit(*a, **(k | {"steps": 4})))
    page = book["run"](3, T=40, bias=1.0, again=0.1, lr=0.02, **how)[1]
    ours = learning.train(3, 40, 1.0, 0.1, lr=0.02, steps=9, **how)
    np.testing.assert_allclose(ours.loss, page.loss, rtol=1e-4)  # jitter


def test_the_accuracy_is_the_share_of_right_answers(book, monkeypatch):
    fit = lc.fit
    monkeypatch.setattr(lc, "fit", lambda *a, **k: fit(*a, **(k | {"steps": 4})))
    model = book["run"](3, T=40, bias=1.0, again=0.1, lr=0.02)[0]
    monkeypatch.setattr(lc, "fit", fit)
    found = learning.accuracies(1, 0.1, 3, (2, 4, 6))
    assert len(found) == 3
    x, target, _ = next(
        book["symbol_batches"](40, np.random.default_rng(99), 0.1, B=500)
    )
    right = model.forward(x)[0][-1].argmax(axis=1) == target[-1]
    assert found[1] == pytest.approx(right.mean(), abs=5e-3)


def test_ways_to_train_are_what_the_result_states(monkeypatch):
    asked = []

    def train(seed, T, bias, **how):
        asked.append((T, bias, how["optimizer"], how["lr"], how["clip"]))
        ones = np.ones(how["steps"])
        return lc.History(loss=ones, grad_norm=2 * ones)

    monkeypatch.setattr(learning, "train", train)
    rows, _ = learning.optimizers(1, 20)
    words = {1.0: "clipped", None: "free"}
    kept = [(r["optimizer"], r["rate"], r["clipping"]) for r in rows]
    assert kept == [(name, rate, words[clip]) for *_, name, rate, clip in asked]
    assert {(T, bias) for T, bias, *_ in asked} == {(20, 3.0)}
    assert rows[0]["loss"] == [1.0]
    assert rows[0]["longest"] == [2.0]
