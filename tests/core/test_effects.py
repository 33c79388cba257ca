"""Effects on the predictions of a basic network: by derivatives and by trying."""

import numpy as np
import pytest

import lstm_core as lc

T, B, N_X, N_A, N_Y = 6, 2, 3, 4, 5
EFFECTS = (lc.effect_by_jacobians, lc.effect_by_differences)


@pytest.fixture
def net(rng):
    p = lc.init_rnn(N_X, N_A, rng=rng, gain=1.3)
    return p, lc.init_readout(N_A, N_Y, rng=rng), rng.standard_normal((T, B, N_X))


@pytest.mark.parametrize(("source", "size"), [("a0", N_A), ("x1", N_X)])
def test_both_ways_agree_and_leave_the_input_alone(net, rng, source, size):
    direction, before = rng.standard_normal(size), net[2].copy()
    exact, tried = (effect(*net, direction, source) for effect in EFFECTS)
    assert exact.shape == tried.shape == (T, B)
    np.testing.assert_allclose(exact, tried, rtol=1e-6)
    np.testing.assert_array_equal(net[2], before)


@pytest.mark.parametrize("effect", EFFECTS)
def test_wrong_direction_and_source_are_named(effect, net):
    with pytest.raises(ValueError, match=r"direction: expected shape \(n_a=4,\)"):
        effect(*net, np.ones(N_X))
    with pytest.raises(ValueError, match="source: expected one of"):
        effect(*net, np.ones(N_A), "c0")


def test_differences_need_float64_and_a_step(net, rng):
    _, out, x = net
    with pytest.raises(ValueError, match="eps: expected a positive number"):
        lc.effect_by_differences(*net, np.ones(N_A), eps=0)
    single = lc.init_rnn(N_X, N_A, rng=rng, dtype=np.float32)
    with pytest.raises(TypeError, match="p: expected float64, got float32"):
        lc.effect_by_differences(single, out, x, np.ones(N_A))


def test_softmax_jacobian_equals_differences(rng):
    z, eps = rng.standard_normal(4), 1e-6
    J = lc.softmax_jacobian(lc.softmax(z))
    for j in range(4):
        step = eps * np.eye(4)[j]
        column = (lc.softmax(z + step) - lc.softmax(z - step)) / (2 * eps)
        np.testing.assert_allclose(J[:, j], column, atol=1e-9)
