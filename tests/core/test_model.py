"""The models of both backends: gradients, generation, refusals."""

import numpy as np
import pytest
from oracles import assert_same

import lstm_core as lc
from lstm_core._tensors import to_array, to_tensor
from lstm_core.cells.registry import cell_named


def make(cell, rng, task="classify", dtype=np.float64, backend="numpy"):
    kinds = {"cell": cell, "task": task, "backend": backend, "device": "cpu"}
    return lc.make_model(3, 4, 2, rng=rng, dtype=dtype, **kinds)


def set_params(model, arrays):
    """Give the model these NumPy arrays as weights."""
    if model.backend == "torch":
        arrays = {k: to_tensor(v.copy(), model.device) for k, v in arrays.items()}
    model.params = arrays


def as_arrays(tensors):
    return {k: to_array(v) for k, v in tensors.items()}


def batch_for(task, rng):
    x, mask = rng.standard_normal((5, 3, 3)), np.arange(5)[:, None] < [5, 3, 1]
    if task == "classify":
        return lc.Batch(x, rng.integers(2, size=(5, 3)), mask)
    return lc.Batch(x, rng.standard_normal((5, 3, 2)), mask)


@pytest.mark.parametrize("masked", [True, False])
@pytest.mark.parametrize("task", ["classify", "regress"])
def test_gradient_of_every_parameter(backend, cell, task, masked, rng):
    model, batch = make(cell, rng, task, backend=backend), batch_for(task, rng)
    params = {
        name: value + rng.standard_normal(value.shape) / 4  # no bias is zero
        for name, value in as_arrays(model.params).items()
    }
    batch = batch if masked else batch[:2]

    def loss(params):
        set_params(model, params)
        value, grads = model.loss_and_grads(batch)
        return value, as_arrays(grads)

    assert lc.grad_check(loss, params) < 1e-7


def test_steps_equal_the_whole_sequence(backend, cell, rng):
    model, x = make(cell, rng, backend=backend), rng.standard_normal((6, 2, 3))
    whole, trace = model.forward(x)
    state = None
    for t, x_t in enumerate(x):
        y, state = model.step(x_t, state)
        np.testing.assert_allclose(to_array(y), to_array(whole[t]), atol=1e-14)
    last = [getattr(trace, name) for name in cell_named(cell).states]
    for got, want in zip(state, last, strict=True):
        np.testing.assert_allclose(to_array(got), to_array(want[-1]), atol=1e-14)


def test_float32_stays_float32(backend, cell, rng):
    model = make(cell, rng, dtype=np.float32, backend=backend)
    x, target, mask = batch_for("classify", rng)
    _, grads = model.loss_and_grads((x.astype(np.float32), target, mask))
    for name, gradient in as_arrays(grads).items():
        assert gradient.dtype == np.float32
        assert gradient.shape == model.params[name].shape


def test_loss_is_the_loss_that_training_sees(backend, rng):
    model, batch = make("lstm", rng, backend=backend), batch_for("classify", rng)
    assert model.loss(batch) == model.loss_and_grads(batch)[0]


def test_same_seed_same_model(backend, cell):
    first, second = (
        as_arrays(make(cell, np.random.default_rng(3), backend=backend).params)
        for _ in range(2)
    )
    assert_same(first, second)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"cell": "jordan"}, "cell: expected one of .*'lstm'.*got 'jordan'"),
        ({"cell": None}, "cell: expected one of .*got None"),
        ({"backend": "jax"}, "backend: expected one of"),
        ({"device": "cuda"}, "device: expected one of"),
        ({"task": "rank"}, "task: expected one of"),
    ],
)
def test_unknown_choices_are_named(change, words, rng):
    with pytest.raises(ValueError, match=words):
        lc.make_model(3, 4, 2, rng=rng, **change)


@pytest.mark.parametrize(
    ("weight", "got"),
    [(np.inf, ""), (1e200, "inf")],  # the square of 1e200 overflows
)
@pytest.mark.filterwarnings("ignore:(overflow|invalid value) encountered")
def test_a_loss_that_is_not_finite_is_refused(backend, weight, got, rng):
    model = make("rnn", rng, "regress", backend=backend)
    huge = {"W_y": np.full((2, 4), weight), "b_y": np.zeros(2)}
    set_params(model, as_arrays(model.params) | huge)
    with pytest.raises(
        FloatingPointError, match=f"loss: expected a finite .*got {got}"
    ):
        model.loss_and_grads(batch_for("regress", rng))


def test_a_forget_bias_reaches_the_cell_or_is_refused(cell, backend, rng):
    options = {"cell": cell, "rng": rng, "forget_bias": 2.5, "backend": backend}
    if "f" in cell_named(cell).gates:
        model = lc.make_model(3, 4, 2, **options)
        np.testing.assert_array_equal(model.cell_params.b_f, 2.5)
    else:
        with pytest.raises(ValueError, match=r"forget_bias: .* for the cell .*'lstm'"):
            lc.make_model(3, 4, 2, **options)


def test_a_cell_that_pytorch_lacks_is_refused(torch, rng):
    model = lc.make_model(3, 4, 2, cell="peephole", rng=rng)
    for name, call in {
        "cell": lambda: lc.make_model(3, 4, 2, cell="mingru", backend="torch", rng=rng),
        "model": lambda: lc.to_backend(model, "torch"),
        "p": lambda: lc.to_torch(model.cell_params),
    }.items():
        with pytest.raises(
            ValueError, match=f"^{name}: expected a cell that PyTorch has, one of"
        ):
            call()


@pytest.mark.parametrize("size", [1, 4])
def test_batches_of_the_wrong_length_are_refused(backend, size, rng):
    with pytest.raises(TypeError, match=r"batch: expected \(x, target\) or"):
        make("lstm", rng, backend=backend).loss((np.zeros((2, 1, 3)),) * size)


def test_a_state_of_the_other_cell_is_refused(backend, rng):
    state = (np.zeros((1, 4)),)
    with pytest.raises(ValueError, match="state: expected a tuple of 2"):
        make("lstm", rng, backend=backend).step(np.zeros((1, 3)), state)


# What is done to a good batch, and what both backends say about it.
BAD_BATCHES = [
    ("x", lambda x: x[..., 0], r"x: expected 3 axes \(T, B, n_x=3\), got 2"),
    ("x", lambda x: x[..., :2], r"x: .*shape \(T, B, n_x=3\), got \(5, 3, 2\)"),
    ("x", lambda x: x.astype("f4"), "x: expected dtype float64, got float32"),
    ("x", lambda x: x * np.nan, "x: expected finite numbers"),
    ("x", lambda x: x.tolist(), "x: expected a NumPy array"),
    ("target", lambda target: target + 1, "classes 0 to 1, got"),
    ("target", lambda target: target - 1, "classes 0 to 1, got"),
    ("target", lambda target: target * 1.0, "an array of integers"),
    ("target", lambda target: target[1:], r"\(T=5, B=3\), got \(4, 3\)"),
    ("mask", lambda mask: mask * 1, "mask: expected an array of"),
    ("mask", lambda mask: mask[:, :2], "mask: expected shape"),
    ("mask", lambda mask: mask & False, "at least one step that"),
]


@pytest.mark.parametrize(("name", "change", "words"), BAD_BATCHES)
def test_bad_batches_are_named_in_the_same_words(backend, name, change, words, rng):
    model, batch = make("lstm", rng, backend=backend), batch_for("classify", rng)
    bad = batch._replace(**{name: change(getattr(batch, name))})
    with pytest.raises((TypeError, ValueError), match=words):
        model.loss_and_grads(bad)


@pytest.mark.parametrize("change", [{"target": np.zeros((5, 3, 1))}, {"mask": 1}])
def test_bad_batches_to_regress_are_refused(backend, change, rng):
    model, (name,) = make("lstm", rng, "regress", backend=backend), change
    with pytest.raises((TypeError, ValueError), match=f"{name}: expect"):
        model.loss(batch_for("regress", rng)._replace(**change))


def test_a_readout_that_does_not_fit_the_cell_is_refused(backend, rng):
    kind = lc.NumpyModel if backend == "numpy" else lc.TorchModel
    p = lc.init_rnn(3, 4, rng=rng)
    with pytest.raises(ValueError, match="out: expected n_a=4, float64, as in p; got"):
        kind(p, lc.init_readout(5, 2, rng=rng), "classify")
    with pytest.raises(TypeError, match=r"p: expected .*LSTMParams.* got Readout"):
        kind(lc.init_readout(4, 2, rng=rng), p, "classify")
    with pytest.raises(TypeError, match="out: expected Readout, got RNNParams"):
        kind(p, p, "classify")
