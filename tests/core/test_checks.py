"""The gradient check itself: it passes what is right and catches what is not."""

import numpy as np
import pytest

import lstm_core as lc


def cube(params):
    return (params["v"] ** 3).sum(), {"v": 3 * params["v"] ** 2}


def test_a_right_gradient_passes_and_the_parameters_stay(rng):
    v = rng.standard_normal((2, 3))
    before = v.copy()
    assert lc.grad_check(cube, {"v": v}) < 1e-8
    np.testing.assert_array_equal(v, before)


def test_one_wrong_number_is_seen(rng):
    def wrong(params):
        loss, grads = cube(params)
        grads["v"][1, 2] *= 1.001
        return loss, grads

    v = rng.uniform(1, 2, (2, 3))
    grad = wrong({"v": v})[1]["v"]
    difference = grad[1, 2] - 3 * v[1, 2] ** 2
    assert 1e-5 < difference / grad.max() < 1e-2
    error = lc.grad_check(wrong, {"v": v})
    assert error == pytest.approx(difference / grad.max(), rel=1e-4)


def test_a_single_array_is_enough(rng):
    v = rng.standard_normal(4)
    assert lc.grad_check(lambda v: ((v**2).sum(), 2 * v), v) < 1e-8


def test_a_constant_function_is_no_error():
    assert lc.grad_check(lambda v: (1.0, np.zeros(3)), np.ones(3)) == 0


@pytest.mark.parametrize("bad", [np.ones(2, np.float32), np.ones(2, int), [1.0, 2.0]])
def test_only_float64_is_precise_enough(bad):
    with pytest.raises(TypeError, match="v: expected a float64 array"):
        lc.grad_check(cube, {"v": bad})


@pytest.mark.parametrize(
    ("grads", "words"),
    [
        ({}, "gradient of v: expected one, got none"),
        ({"v": np.ones(1)}, r"gradient of v: expected \(2,\), got \(1,\)"),
    ],
)
def test_a_gradient_that_does_not_fit_is_named(grads, words):
    with pytest.raises(ValueError, match=words):
        lc.grad_check(lambda p: (1.0, grads), {"v": np.ones(2)})


@pytest.mark.parametrize(
    ("grad_w", "error"), [(0, 1), (np.nan, np.inf), (np.inf, np.inf)]
)
def test_the_largest_error_counts_and_is_infinite_if_a_gradient_is_not_finite(
    grad_w, error
):
    def f(p):
        return p["v"].sum() + p["w"].sum(), {"v": ones, "w": np.full(2, grad_w)}

    ones = np.ones(2)
    assert lc.grad_check(f, {"v": ones, "w": ones}) == error


def test_nothing_to_check_is_refused():
    with pytest.raises(ValueError, match="params: expected at least one array"):
        lc.grad_check(cube, {})
