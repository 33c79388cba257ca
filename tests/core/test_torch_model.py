"""The PyTorch model: the twin of the NumPy model, from start to trained weights."""

import itertools

import numpy as np
import pytest
from twins import assert_equal_bits, batches, make_pair

import lstm_core as lc
from lstm_core._tensors import to_array
from lstm_core.cells.parts import split_gates
from lstm_core.cells.registry import arrays_of, cell_named

TASKS = ("classify", "regress")


@pytest.mark.parametrize("optimizer", ["adam", "sgd"])
@pytest.mark.parametrize("task", TASKS)
def test_training_takes_the_same_course(torch, cell, task, optimizer):
    pair, settings = make_pair(cell, task), {"lr": 5e-2, "optimizer": optimizer}
    want, got = (
        lc.fit(model, batches(task), steps=20, clip=0.3, **settings) for model in pair
    )
    assert want.loss[-1] != want.loss[0]
    assert (want.grad_norm > 0.3).any()  # the gradient is clipped in some steps
    np.testing.assert_allclose(got.loss, want.loss, rtol=1e-10, atol=0)
    np.testing.assert_allclose(got.grad_norm, want.grad_norm, rtol=1e-9, atol=0)
    for name, value in pair[0].params.items():
        np.testing.assert_allclose(to_array(pair[1].params[name]), value, rtol=1e-8)


@pytest.mark.parametrize("task", TASKS)
def test_loss_and_every_gradient_equal_numpy(torch, cell, task, rng):
    numpy_model, _ = make_pair(cell, task)
    for value in numpy_model.params.values():
        value += rng.standard_normal(value.shape) / 4  # no bias is zero
    torch_model = lc.to_backend(numpy_model, "torch", "cpu")
    for batch in itertools.islice(batches(task), 4):
        want_loss, want = numpy_model.loss_and_grads(batch)
        loss, got = torch_model.loss_and_grads(batch)
        assert loss == pytest.approx(want_loss, rel=1e-13)
        assert got.keys() == want.keys()
        for name, value in want.items():
            np.testing.assert_allclose(to_array(got[name]), value, atol=1e-13)


def test_forward_equals_numpy_in_scores_and_every_gate(torch, cell):
    numpy_model, torch_model = make_pair(cell)
    x = next(batches("classify")).x
    (want, want_trace), (got, trace) = numpy_model.forward(x), torch_model.forward(x)
    np.testing.assert_allclose(to_array(got), want, atol=1e-13)
    record = cell_named(cell)
    for name in (*record.states, *record.gates):
        got_value = getattr(trace.to_numpy(), name)
        np.testing.assert_allclose(got_value, getattr(want_trace, name), atol=1e-13)


def test_the_second_bias_stays_zero_where_it_is_redundant(torch, cell):
    _, model = make_pair(cell)
    lc.fit(model, batches("classify"), steps=5)
    twin, b_twin = cell_named(cell).torch, to_array(model._module.bias_hh_l0)
    second = cell_named(cell).second_bias
    own = () if second is None else second[1:]
    for name, rows in split_gates(b_twin, twin.blocks).items():
        assert rows.any() == (name in own)
    assert model._module.bias_hh_l0.requires_grad == bool(own)
    assert type(model._module) is getattr(torch.nn, twin.module)


@pytest.mark.parametrize("task", TASKS)
def test_batches_of_tensors_do_as_well(torch, task):
    _, model = make_pair(task=task)
    batch = next(batches(task))
    tensors = lc.Batch(*(torch.tensor(value) for value in batch))
    want_loss, want = model.loss_and_grads(batch)
    loss, got = model.loss_and_grads(tensors)
    assert loss == want_loss
    assert_equal_bits(got, want)
    assert model.loss(tuple(tensors)) == model.loss(batch)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda x: x.float(), TypeError, r"x: .*torch\.float64, got torch\.float32;"),
        (lambda x: x * float("nan"), ValueError, "x: expected finite numbers"),
        (lambda x: x[0], ValueError, r"x: expected 3 axes \(T, B, n_x=3\)"),
        (lambda x: x[:0], ValueError, "x: expected no empty axis"),
    ],
)
def test_tensors_are_checked_like_arrays(torch, change, error, words):
    _, model = make_pair()
    batch = next(batches("classify"))
    with pytest.raises(error, match=words):
        model.loss(batch._replace(x=change(torch.tensor(batch.x))))


def test_arrays_that_pytorch_does_not_take_as_they_are(torch):
    numpy_model, model = make_pair()
    x, target, _ = next(batches("classify"))
    x.flags.writeable = target.flags.writeable = False
    want = numpy_model.loss((x[::-1], target[::-1]))
    assert model.loss((x[::-1], target[::-1])) == pytest.approx(want, rel=1e-13)
    assert model.loss((x, target)) == pytest.approx(numpy_model.loss((x, target)))


def test_params_are_read_anew_each_time_and_never_changed_in_place(torch, cell):
    _, model = make_pair(cell)
    batch = next(batches("classify"))
    before = model.loss(batch)
    kept = {name: value.clone() for name, value in model.params.items()}
    first = model.params
    lc.fit(model, batches("classify"), steps=3)
    assert_equal_bits(first, kept)
    model.params["W"] *= 0.5  # as an ablation might do
    changed = model.loss(batch)
    model.params = first
    assert changed != before == model.loss(batch)


def test_gradients_are_found_where_they_are_switched_off(torch):
    _, model = make_pair()
    batch = next(batches("classify"))
    want = model.loss_and_grads(batch)[1]
    with torch.no_grad():
        assert_equal_bits(model.loss_and_grads(batch)[1], want)
    assert not any(value.requires_grad for value in want.values())


def test_results_carry_no_graph(torch, cell):
    _, model = make_pair(cell)
    x = next(batches("classify")).x
    y, trace = model.forward(x)
    scores, state = model.step(x[0])
    assert not any(v.requires_grad for v in (y, trace.a, scores, *state))


def test_no_random_number_of_pytorch_is_drawn(torch, cell):
    deep = torch.nn.LSTM(3, 4, num_layers=2)
    before = torch.get_rng_state()
    _, model = make_pair(cell)
    lc.fit(model, batches("classify"), steps=2)
    lc.trace_torch(deep, torch.zeros(2, 1, 3))
    assert torch.equal(torch.get_rng_state(), before)


def test_cell_params_and_readout_are_arrays(torch, cell):
    numpy_model, model = make_pair(cell)
    assert type(model.cell_params) is type(numpy_model.cell_params)
    assert_equal_bits(arrays_of(model.cell_params), arrays_of(numpy_model.cell_params))
    np.testing.assert_array_equal(model.readout.W_y, numpy_model.readout.W_y)
