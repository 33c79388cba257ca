"""The training loop: it learns, reports, and leaves nothing half done."""

import itertools
import sys

import numpy as np
import pytest

import lstm_core as lc
from lstm_core._tensors import to_array


@pytest.fixture
def make(backend):
    """Makes a model of the backend, on the CPU."""

    def make(rng, task="classify", cell="lstm"):
        where = {"backend": backend, "device": "cpu", "cell": cell}
        return lc.make_model(3, 8, 2, rng=rng, task=task, **where)

    return make


@pytest.fixture
def model(make, rng):
    return make(rng)


@pytest.fixture
def batches(rng):
    """The class of each step is the sign of the first input one step before."""

    def endless():
        while True:
            x = rng.standard_normal((6, 8, 3))
            target = np.zeros((6, 8), int)
            target[1:] = x[:-1, :, 0] > 0
            yield lc.Batch(x, target)

    return endless()


LEFT = {"mingru": 0.7}
"""How much of the loss is left, if it is more: a gate that sees the input only."""


def test_training_learns(make, rng, cell, batches):
    history = lc.fit(make(rng, cell=cell), batches, steps=200, lr=2e-2)
    assert history.loss.shape == history.grad_norm.shape == (200,)
    left = history.loss[-10:].mean() / history.loss[:10].mean()
    assert left < LEFT.get(cell, 0.4)


def test_numbers_that_overflow_are_an_error_of_the_training(rng, cell):
    model = lc.make_model(3, 8, 2, rng=rng, task="regress", cell=cell)
    model.params = {name: 1e200 * value for name, value in model.params.items()}
    batch = 1e200 * rng.standard_normal((6, 8, 3)), rng.standard_normal((6, 8, 2))
    with pytest.raises(lc.TrainingError, match="step 0: loss: expected a finite"):
        lc.fit(model, [batch], steps=1)


def test_sgd_learns_too(model, batches):
    history = lc.fit(model, batches, steps=200, lr=0.5, optimizer="sgd")
    assert history.loss[-10:].mean() < 0.9 * history.loss[:10].mean()


def test_same_seed_same_history(make, batches):
    data = list(itertools.islice(batches, 5))
    rngs = [np.random.default_rng(1) for _ in range(2)]
    np.testing.assert_array_equal(*(lc.fit(make(r), data, steps=5).loss for r in rngs))


def test_only_as_many_batches_are_taken_as_there_are_steps(model, batches):
    data = itertools.islice(batches, 4)
    lc.fit(model, data, steps=3)
    assert len(list(data)) == 1


def test_callback_sees_each_step_its_loss_and_the_new_parameters(model, batches):
    seen, before = [], model.params

    def callback(step, loss):
        seen.append((step, loss))
        assert model.params is not before

    history = lc.fit(model, batches, steps=3, callback=callback)
    assert seen == list(enumerate(history.loss))


def poisoned(batches, at, size=1e200):
    for step, batch in enumerate(batches):
        bad = batch.target.astype(float)[..., None].repeat(2, axis=2)
        yield lc.Batch(batch.x, bad * (size if step == at else 1))


def test_divergence_names_the_step_and_keeps_history_and_model(make, rng, batches):
    model = make(rng, "regress")
    before = model.params
    with pytest.raises(lc.TrainingError, match="step 2: ") as caught:
        lc.fit(model, poisoned(batches, at=2), steps=5)
    assert caught.value.step == 2
    assert caught.value.history.loss.shape == (2,)
    assert model.params is before


def test_an_exploding_gradient_is_caught_even_if_the_loss_is_finite(make, rng, batches):
    model = make(rng, "regress")
    model.params = {**model.params, "W_y": model.params["W_y"] * 1e150}
    with pytest.raises(lc.TrainingError, match="gradient: expected a finite norm"):
        lc.fit(model, poisoned(batches, at=-1), steps=5)


@pytest.mark.parametrize("error", [KeyboardInterrupt, FloatingPointError])
def test_an_error_of_the_callback_passes_and_leaves_the_model(model, batches, error):
    before = model.params

    def fail(step, loss):
        raise error("mine")

    with pytest.raises(error, match="mine"):
        lc.fit(model, batches, steps=3, callback=fail)
    assert model.params is before


def test_too_few_batches_are_named(model, batches):
    before = model.params
    with pytest.raises(ValueError, match="batches: expected 5, one a step, got 2"):
        lc.fit(model, itertools.islice(batches, 2), steps=5)
    assert model.params is before


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"steps": 0}, "steps: expected at least 1"),
        ({"lr": 0.0}, "lr: expected a positive number"),
        ({"lr": float("nan")}, "lr: expected a positive number"),
        ({"clip": -1.0}, "clip: expected a positive number"),
        ({"optimizer": "lion"}, "optimizer: expected one of"),
    ],
)
def test_bad_settings_are_named(change, words, model, batches):
    with pytest.raises(ValueError, match=words):
        lc.fit(model, batches, **({"steps": 2} | change))


def test_progress_shows_a_bar(model, batches, capsys):
    pytest.importorskip("tqdm")
    lc.fit(model, batches, steps=3, progress=True)
    assert "3/3" in capsys.readouterr().err


def test_without_progress_nothing_is_printed(model, batches, capsys):
    lc.fit(model, batches, steps=3)
    assert capsys.readouterr() == ("", "")


def test_missing_tqdm_says_what_to_install(model, batches, monkeypatch):
    monkeypatch.setitem(sys.modules, "tqdm.auto", None)
    with pytest.raises(ModuleNotFoundError, match="pip install tqdm"):
        lc.fit(model, batches, steps=3, progress=True)


def test_clipping_limits_the_step(make, batches):
    data = list(itertools.islice(batches, 1))
    moved = {}
    for clip in (None, 1e-3):
        model = make(np.random.default_rng(1))
        before = to_array(model.params["W"])
        lc.fit(model, data, steps=1, lr=1.0, clip=clip, optimizer="sgd")
        moved[clip] = np.linalg.norm(to_array(model.params["W"]) - before)
    assert moved[1e-3] <= 1e-3 < moved[None]


def test_weights_that_overflow_name_the_step(make, rng, batches):
    model = make(rng, "regress")
    data = poisoned(batches, at=0, size=1e50)
    settings = {"steps": 3, "lr": 1e308, "clip": None, "optimizer": "sgd"}
    with (
        np.errstate(over="ignore"),
        pytest.raises(lc.TrainingError, match=r"step 0: .*after the update"),
    ):
        lc.fit(model, data, **settings)
