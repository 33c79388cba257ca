"""The gradient check itself: it passes what is right and catches what is not."""

import numpy as np
import pytest

import lstm_core as lc


def cube(params):
    return (params["v"] ** 3).sum(), {"v": 3 * params["v"] ** 2}


def test_a_right_gradient_passes(rng):
    assert lc.grad_check(cube, {"v": rng.standard_normal((2, 3))}) < 1e-8


def test_one_wrong_number_is_seen(rng):
    def wrong(params):
        loss, grads = cube(params)
        grads["v"][1, 2] *= 1.001
        return loss, grads

    v = rng.uniform(1, 2, (2, 3))
    assert 1e-5 < lc.grad_check(wrong, {"v": v}) < 1e-2


def test_a_single_array_is_enough(rng):
    v = rng.standard_normal(4)
    assert lc.grad_check(lambda v: ((v**2).sum(), 2 * v), v) < 1e-8


def test_the_largest_error_over_all_arrays_counts():
    def half_right(p):
        return p["v"].sum() + p["w"].sum(), {"v": np.ones(2), "w": np.zeros(2)}

    assert lc.grad_check(half_right, {"v": np.ones(2), "w": np.ones(2)}) == 1


def test_a_constant_function_is_no_error():
    assert lc.grad_check(lambda v: (1.0, np.zeros(3)), np.ones(3)) == 0


def test_parameters_are_left_as_they_are(rng):
    v = rng.standard_normal(3)
    before = v.copy()
    lc.grad_check(cube, {"v": v})
    np.testing.assert_array_equal(v, before)


@pytest.mark.parametrize("bad", [np.ones(2, np.float32), np.ones(2, int), [1.0, 2.0]])
def test_only_float64_is_precise_enough(bad):
    with pytest.raises(TypeError, match="v: expected a float64 array"):
        lc.grad_check(cube, {"v": bad})


def test_a_missing_gradient_is_named():
    with pytest.raises(ValueError, match="gradient of v: expected one, got none"):
        lc.grad_check(lambda p: (1.0, {}), {"v": np.ones(2)})


def test_a_gradient_of_the_wrong_shape_is_named():
    with pytest.raises(ValueError, match=r"gradient of v: expected \(2,\), got \(1,\)"):
        lc.grad_check(lambda p: (1.0, {"v": np.ones(1)}), {"v": np.ones(2)})


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_a_gradient_that_is_not_finite_never_passes(bad):
    def f(p):
        return p["v"].sum() + p["w"].sum(), {"v": np.ones(2), "w": np.full(2, bad)}

    assert lc.grad_check(f, {"v": np.ones(2), "w": np.ones(2)}) == np.inf


def test_nothing_to_check_is_refused():
    with pytest.raises(ValueError, match="params: expected at least one array"):
        lc.grad_check(cube, {})
