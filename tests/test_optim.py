"""Clipping, gradient descent and Adam."""

import numpy as np
import pytest

import lstm_core as lc


@pytest.fixture
def params(rng):
    return {"W": rng.standard_normal((3, 2)), "b": rng.standard_normal(3)}


@pytest.fixture
def grads(rng):
    return {"W": rng.standard_normal((3, 2)), "b": rng.standard_normal(3)}


def norm(arrays):
    return np.sqrt(sum((v**2).sum() for v in arrays.values()))


def test_clipping_scales_the_joint_norm_and_keeps_the_direction(grads):
    clipped, before = lc.clip_by_global_norm(grads, 0.5)
    assert before == pytest.approx(norm(grads))
    assert norm(clipped) == pytest.approx(0.5)
    ratio = clipped["W"] / grads["W"]
    np.testing.assert_allclose(ratio, ratio[0, 0])
    assert ratio[0, 0] == pytest.approx(clipped["b"][0] / grads["b"][0])


@pytest.mark.parametrize("limit", [None, 1e6])
def test_small_gradients_are_left_alone(grads, limit):
    clipped, _ = lc.clip_by_global_norm(grads, limit)
    np.testing.assert_array_equal(clipped["W"], grads["W"])


def test_clipping_keeps_float32(grads):
    grads = {k: v.astype(np.float32) for k, v in grads.items()}
    clipped, _ = lc.clip_by_global_norm(grads, 0.5)
    assert clipped["W"].dtype == np.float32


def test_sgd_goes_down_the_gradient(params, grads):
    new = lc.sgd(params, grads, lr=0.1)
    np.testing.assert_allclose(new["b"], params["b"] - 0.1 * grads["b"])


def test_adam_equals_torch(params, rng):
    torch = pytest.importorskip("torch")
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


def test_adam_keeps_float32_and_changes_no_argument(params, grads):
    params = {k: v.astype(np.float32) for k, v in params.items()}
    grads = {k: v.astype(np.float32) for k, v in grads.items()}
    state, before = lc.adam_init(params), params["W"].copy()
    new, _ = lc.adam(params, grads, state, lr=0.1)
    assert new["W"].dtype == np.float32
    np.testing.assert_array_equal(params["W"], before)
    assert not state.mean["W"].any()
