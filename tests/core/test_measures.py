"""Half-lives of gates, and intervals of counts."""

import numpy as np
import pytest

import lstm_core as lc


def test_after_its_half_life_half_is_left():
    h = np.array([[0.01, 0.5, 1], [7, 1e3, 1e9]])
    f = 0.5 ** (1 / h)
    np.testing.assert_allclose(lc.half_life(f), h, rtol=1e-6)
    np.testing.assert_allclose(f ** lc.half_life(f), 0.5)


def test_half_life_at_both_ends():
    # Warnings are errors here.
    np.testing.assert_array_equal(lc.half_life(np.array([0.0, 1.0])), [0, np.inf])
    assert lc.half_life(0) == 0
    assert lc.half_life(1) == np.inf
    assert lc.half_life(np.float32([0.5])).dtype == np.float32


@pytest.mark.parametrize("f", [-0.1, 1.1, np.nan, np.inf, [0.5, 2.0]])
def test_half_life_refuses_what_is_no_opening(f):
    with pytest.raises(ValueError, match="f: expected from 0 to 1, got"):
        lc.half_life(f)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(12, 16, 0.505, 0.898), (0, 20, 0.0, 0.161), (20, 20, 0.839, 1.0)],
)
def test_the_interval_of_a_count(successes, n, low, high):
    assert lc.count_interval(successes, n) == pytest.approx((low, high), abs=5e-4)


def test_both_ends_of_the_interval_are_where_the_count_is_just_plausible():
    # Wilson's definition: at these shares the count lies 1.96 standard errors away.
    for successes, n in ((3, 20), (12, 16), (199, 200)):
        for share in lc.count_interval(successes, n):
            error = np.sqrt(share * (1 - share) / n)
            assert abs(successes / n - share) / error == pytest.approx(1.96, abs=1e-4)


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_an_impossible_count_is_refused(successes, n):
    with pytest.raises(ValueError, match="expected"):
        lc.count_interval(successes, n)
    with pytest.raises(TypeError, match=r"successes: expected an integer, got 2\.5"):
        lc.count_interval(2.5, 5)
