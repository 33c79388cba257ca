"""Readout, cross-entropy and squared error: values, gradients, refusals."""

import numpy as np
import pytest

import lstm_core as lc

T, B, N_Y = 4, 3, 5


@pytest.fixture
def logits(rng):
    return rng.standard_normal((T, B, N_Y))


@pytest.fixture
def target(rng):
    return rng.integers(N_Y, size=(T, B))


@pytest.fixture
def mask(rng):
    mask = rng.random((T, B)) < 0.5
    mask[0, 0] = True
    return mask


def test_softmax_sums_to_one_and_ignores_a_shift(logits):
    y = lc.softmax(logits)
    np.testing.assert_allclose(y.sum(axis=-1), 1)
    np.testing.assert_allclose(lc.softmax(logits + 1e3), y)


def test_softmax_survives_extreme_scores():
    y = lc.softmax(np.array([[1e308, -1e308, 0.0]]))
    np.testing.assert_array_equal(y, [[1, 0, 0]])


def test_cross_entropy_is_the_mean_of_minus_log_p(logits, target, mask):
    p = lc.softmax(logits)
    chosen = [-np.log(p[t, b, target[t, b]]) for t, b in np.ndindex(T, B) if mask[t, b]]
    assert lc.cross_entropy(logits, target, mask)[0] == pytest.approx(np.mean(chosen))


def test_cross_entropy_of_an_even_guess_is_log_n(target):
    loss, _ = lc.cross_entropy(np.zeros((T, B, N_Y)), target)
    assert loss == pytest.approx(np.log(N_Y))


def test_gradients_of_both_losses(logits, target, mask, rng):
    values = rng.standard_normal(logits.shape)
    assert lc.grad_check(lambda v: lc.cross_entropy(v, target, mask), logits) < 1e-7
    assert lc.grad_check(lambda v: lc.mse(v, values, mask), logits) < 1e-7


def test_mse_counts_every_value_of_a_step_that_counts(logits, mask):
    loss, _ = lc.mse(logits, logits + 2, mask)
    assert loss == pytest.approx(4)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_masked_steps_get_no_gradient_and_all_keep_the_dtype(
    dtype, logits, target, mask
):
    y = logits.astype(dtype)
    for _, d in (
        lc.cross_entropy(y, target, mask),
        lc.mse(y, np.zeros_like(y), mask),
    ):
        assert d.dtype == dtype
        assert not d[~mask].any()
        assert d[mask].any()


def test_readout_gradients(rng):
    p = lc.init_readout(3, N_Y, rng=rng)
    weights = rng.standard_normal((T, B, N_Y))

    def loss(v):
        out = lc.Readout(v["W_y"], v["b_y"])
        y = lc.readout(out, v["a"])
        dW_y, db_y, da = lc.readout_backward(out, v["a"], weights)
        return (y * weights).sum(), {"W_y": dW_y, "b_y": db_y, "a": da}

    a = rng.standard_normal((T, B, 3))
    assert lc.grad_check(loss, {"W_y": p.W_y, "b_y": p.b_y + 1, "a": a}) < 1e-7


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"target": [[0]]}, TypeError, "target: expected an array of integers"),
        ({"target": np.zeros((T, B))}, TypeError, "got float64"),
        ({"target": np.zeros((B, T), int)}, ValueError, "batch and time swapped"),
        ({"target": np.full((T, B), N_Y)}, ValueError, "classes 0 to 4, got 5 to 5"),
        ({"target": np.full((T, B), -1)}, ValueError, "classes 0 to 4, got -1"),
        ({"mask": np.ones((T, B))}, TypeError, "mask: expected an array of booleans"),
        ({"mask": np.ones((T,), bool)}, ValueError, "mask: expected 2 axes"),
        ({"mask": np.zeros((T, B), bool)}, ValueError, "at least one step"),
        ({"logits": np.zeros((T, N_Y))}, ValueError, "logits: expected 3 axes"),
        ({"logits": [[0.0]]}, TypeError, "logits: expected a NumPy array, got list"),
    ],
)
def test_cross_entropy_refuses_what_does_not_fit(change, error, words, logits, target):
    arguments = {"logits": logits, "target": target, "mask": None} | change
    with pytest.raises(error, match=words):
        lc.cross_entropy(**arguments)


def test_mse_refuses_a_target_that_would_broadcast(logits):
    with pytest.raises(ValueError, match="target: expected shape"):
        lc.mse(logits, logits[:, :, :1])


def test_a_readout_that_does_not_fit_is_refused(rng):
    with pytest.raises(ValueError, match=r"b_y: expected shape \(n_y=3,\), got \(7,\)"):
        lc.Readout(np.ones((3, 4)), np.ones(7))
    p = lc.init_readout(4, 3, rng=rng)
    with pytest.raises(ValueError, match=r"a: expected shape \(..., n_a=4\), got"):
        lc.readout(p, np.ones((2, 5)))
    with pytest.raises(TypeError, match="a: expected dtype float64, got float32"):
        lc.readout(p, np.ones((2, 4), np.float32))


def test_a_new_readout_is_glorot_uniform(rng):
    W_y = lc.init_readout(200, 100, rng=rng).W_y
    limit = np.sqrt(6 / 300)
    assert 0.99 * limit < np.abs(W_y).max() <= limit
    assert W_y.std() == pytest.approx(limit / np.sqrt(3), rel=0.02)
