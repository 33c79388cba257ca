"""Clipping, gradient descent and Adam."""

import numpy as np
import pytest

import lstm_core as lc
from lstm_core._tensors import to_array, to_tensor


@pytest.fixture
def params(rng):
    return {"W": rng.standard_normal((3, 2)), "b": rng.standard_normal(3)}


@pytest.fixture
def grads(rng):
    return {"W": rng.standard_normal((3, 2)), "b": rng.standard_normal(3)}


def single(arrays):
    return {name: value.astype(np.float32) for name, value in arrays.items()}


def test_clipping_scales_the_joint_norm_and_keeps_the_direction(grads):
    clipped, before = lc.clip_by_global_norm(grads, 0.5)
    both = [np.concatenate([v.ravel() for v in g.values()]) for g in (grads, clipped)]
    assert before == pytest.approx(np.linalg.norm(both[0]))
    np.testing.assert_allclose(both[1], both[0] * 0.5 / before)


@pytest.mark.parametrize("limit", [None, 1e6])
def test_small_gradients_are_left_alone(grads, limit):
    clipped, _ = lc.clip_by_global_norm(grads, limit)
    np.testing.assert_array_equal(clipped["W"], grads["W"])


def test_sgd_goes_down_the_gradient(params, grads):
    new = lc.sgd(params, grads, lr=0.1)
    np.testing.assert_allclose(new["b"], params["b"] - 0.1 * grads["b"])


def test_adam_equals_torch(params, rng, torch):
    tensors = {k: torch.nn.Parameter(torch.tensor(v)) for k, v in params.items()}
    optimizer = torch.optim.Adam(tensors.values(), lr=0.05)
    state = lc.adam_init(params)
    for _ in range(20):
        grads = {k: rng.standard_normal(v.shape) for k, v in params.items()}
        for k, tensor in tensors.items():
            tensor.grad = torch.tensor(grads[k])
        optimizer.step()
        params, state = lc.adam(params, grads, state, lr=0.05)
    for k, tensor in tensors.items():
        np.testing.assert_allclose(params[k], tensor.detach().numpy(), rtol=1e-12)


@pytest.mark.parametrize("number", [float, np.float64])
def test_float32_stays_float32_and_no_argument_changes(params, grads, number):
    params, grads, lr = single(params), single(grads), number(0.1)
    state, before = lc.adam_init(params), params["W"].copy()
    adam, _ = lc.adam(params, grads, state, lr)
    clipped, _ = lc.clip_by_global_norm(grads, lr)
    for arrays in (adam, clipped, lc.sgd(params, grads, lr)):
        assert arrays["W"].dtype == np.float32
    np.testing.assert_array_equal(params["W"], before)
    assert not state.mean["W"].any()


def test_the_norm_of_large_float32_gradients_does_not_overflow(backend):
    grads = {"W": np.full(4, 1e20, np.float32)}
    if backend == "torch":
        grads["W"] = to_tensor(grads["W"], "cpu")
    clipped, norm = lc.clip_by_global_norm(grads, 1.0)
    assert norm == pytest.approx(2e20)
    assert clipped["W"].dtype == grads["W"].dtype
    np.testing.assert_allclose(to_array(clipped["W"]), 0.5, rtol=1e-6)


def test_one_step_of_adam_by_hand():
    params, grads = {"v": np.array([1.0, 2.0])}, {"v": np.array([0.5, -4.0])}
    new, state = lc.adam(params, grads, lc.adam_init(params), lr=0.1)
    np.testing.assert_allclose(new["v"], [0.9, 2.1], atol=1e-7)  # lr times the sign
    np.testing.assert_allclose(state.mean["v"], 0.1 * grads["v"])
    np.testing.assert_allclose(state.square["v"], 0.001 * grads["v"] ** 2)
