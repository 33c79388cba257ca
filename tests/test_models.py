"""The NumPy model: gradients through all of it, generation, refusals."""

import numpy as np
import pytest

import lstm_core as lc

CELLS = ("lstm", "rnn")


def make(cell, rng, task="classify", dtype=np.float64):
    return lc.make_model(3, 4, 2, cell=cell, task=task, rng=rng, dtype=dtype)


def batch_for(task, rng, T=5, B=3):
    x = rng.standard_normal((T, B, 3))
    mask = np.arange(T)[:, None] < np.array([5, 3, 1])
    if task == "classify":
        return lc.Batch(x, rng.integers(2, size=(T, B)), mask)
    return lc.Batch(x, rng.standard_normal((T, B, 2)), mask)


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("task", ["classify", "regress"])
def test_gradient_of_every_parameter(cell, task, rng):
    model, batch = make(cell, rng, task), batch_for(task, rng)

    def loss(params):
        model.params = params
        return model.loss_and_grads(batch)

    assert lc.grad_check(loss, model.params) < 1e-7


@pytest.mark.parametrize("cell", CELLS)
def test_steps_equal_the_whole_sequence(cell, rng):
    model, x = make(cell, rng), rng.standard_normal((6, 2, 3))
    whole, _ = model.forward(x)
    state = None
    for t, x_t in enumerate(x):
        y, state = model.step(x_t, state)
        np.testing.assert_allclose(y, whole[t], atol=1e-14)


@pytest.mark.parametrize("cell", CELLS)
def test_float32_stays_float32(cell, rng):
    model = make(cell, rng, dtype=np.float32)
    x, target, mask = batch_for("classify", rng)
    _, grads = model.loss_and_grads((x.astype(np.float32), target, mask))
    assert {g.dtype for g in grads.values()} == {np.dtype(np.float32)}


def test_loss_is_the_loss_that_training_sees(rng):
    model, batch = make("lstm", rng), batch_for("classify", rng)
    assert model.loss(batch) == model.loss_and_grads(batch)[0]


def test_same_seed_same_model():
    models = [make("lstm", np.random.default_rng(3)) for _ in range(2)]
    for key, value in models[0].params.items():
        np.testing.assert_array_equal(value, models[1].params[key])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cell": "gru"}, "cell: expected one of .*got 'gru'"),
        ({"backend": "jax"}, "backend: expected one of"),
        ({"device": "cuda"}, "device: expected one of"),
        ({"task": "rank"}, "task: expected one of"),
    ],
)
def test_unknown_choices_are_named(change, words, rng):
    with pytest.raises(ValueError, match=words):
        lc.make_model(3, 4, 2, rng=rng, **change)


def test_a_loss_that_is_not_finite_is_refused(rng):
    model, batch = make("rnn", rng, "regress"), batch_for("regress", rng)
    model.params = {**model.params, "W_y": np.full((2, 4), np.inf)}
    with np.errstate(invalid="ignore"), pytest.raises(FloatingPointError, match="loss"):
        model.loss_and_grads(batch)


def test_forget_bias_reaches_the_cell(rng):
    model = lc.make_model(3, 4, 2, rng=rng, forget_bias=2.5)
    np.testing.assert_array_equal(model.cell_params.b_f, 2.5)


@pytest.mark.parametrize("size", [1, 4])
def test_batches_of_the_wrong_length_are_refused(size, rng):
    with pytest.raises(TypeError, match=r"batch: expected \(x, target\) or"):
        make("lstm", rng).loss((np.zeros((2, 1, 3)),) * size)


def test_a_state_of_the_other_cell_is_refused(rng):
    state = (np.zeros((1, 4)),)
    with pytest.raises(ValueError, match="state: expected a tuple of 2"):
        make("lstm", rng).step(np.zeros((1, 3)), state)


def test_a_readout_that_does_not_fit_the_cell_is_refused(rng):
    p = lc.init_rnn(3, 4, rng=rng)
    with pytest.raises(ValueError, match="out: expected n_a=4, float64, as in p; got"):
        lc.NumpyModel(p, lc.init_readout(5, 2, rng=rng), "classify")
