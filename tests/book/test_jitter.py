"""The jitter behind the claims reaches all fresh weights, and hardly moves them."""

import numpy as np
import pytest
from jittered import jittered_weights

import lstm_core as lc


def fresh(cell):
    """All weights of a new model that are not zero, and a readout of its own."""
    rng = np.random.default_rng(0)
    params = lc.make_model(3, 4, 2, cell=cell, rng=rng).params
    return [params["W"], params["W_y"], lc.init_readout(4, 2, rng=rng).W_y]


def jittered(cell, seed):
    with jittered_weights(seed):
        return fresh(cell)


def test_all_fresh_weights_move_a_little_and_alike_each_time(cell):
    plain, moved, again = fresh(cell), jittered(cell, 1), jittered(cell, 1)
    other = jittered(cell, 2)
    for row in zip(plain, moved, again, other, strict=True):
        before, after, same, different = row
        assert np.abs(after / before - 1).min() > 0
        np.testing.assert_allclose(after, before, rtol=1e-6)
        np.testing.assert_array_equal(after, same)
        assert (after != different).all()


def test_the_jitter_ends(cell):
    plain = fresh(cell)
    with pytest.raises(KeyError), jittered_weights(1):
        raise KeyError
    for before, after in zip(plain, fresh(cell), strict=True):
        np.testing.assert_array_equal(before, after)
