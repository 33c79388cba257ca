"""The gradient at each step, against backpropagation and against differences."""

import numpy as np
import pytest

import lstm_core as lc

T, B, N_X, N_A = 6, 2, 3, 4


@pytest.fixture(params=["rnn", "lstm"])
def case(request, rng):
    init = {"rnn": lc.init_rnn, "lstm": lc.init_lstm}[request.param]
    p = init(N_X, N_A, rng=rng, gain=1.5)
    forward = {"rnn": lc.rnn_forward, "lstm": lc.lstm_forward}[request.param]
    trace = forward(p, rng.standard_normal((T, B, N_X)))
    return p, trace, rng.standard_normal((T, B, N_A))


def loss_from(p, trace, da, t, change):
    """The loss from step t on, when the memory after step t is moved."""
    if isinstance(p, lc.RNNParams):
        a = trace.a[t] + change
        later = lc.rnn_forward(p, trace.x[t + 1 :], a).a
    else:
        c = trace.c[t] + change
        a = trace.o[t] * np.tanh(c)
        later = lc.lstm_forward(p, trace.x[t + 1 :], a, c).a
    return np.sum(da[t] * a) + np.sum(da[t + 1 :] * later)


@pytest.mark.parametrize("t", [0, 3])
def test_gradients_of_the_memory_equal_differences(case, t):
    p, trace, da = case
    found, eps = lc.state_gradients(p, trace, da), 1e-6
    assert found.shape == (T, B, N_A)
    for b, unit in np.ndindex(B, N_A):
        change = np.zeros((B, N_A))
        change[b, unit] = eps
        up, down = (loss_from(p, trace, da, t, sign * change) for sign in (1, -1))
        assert found[t, b, unit] == pytest.approx((up - down) / (2 * eps), abs=1e-8)


def test_the_last_gradient_comes_from_the_last_hidden_state_alone(case):
    p, trace, da = case
    slope = 1
    if isinstance(p, lc.LSTMParams):
        slope = trace.o[-1] * (1 - trace.tanh_c[-1] ** 2)
    np.testing.assert_allclose(lc.state_gradients(p, trace, da)[-1], da[-1] * slope)


def test_what_does_not_fit_is_refused(case, rng):
    p, trace, da = case
    with pytest.raises(ValueError, match="da: expected shape"):
        lc.state_gradients(p, trace, da[:-1])
    other = lc.init_gru(N_X, N_A, rng=rng)
    with pytest.raises(TypeError, match="p: expected LSTMParams, got GRUParams"):
        lc.state_gradients(other, trace, da)
    with pytest.raises(TypeError, match="trace: expected"):
        lc.state_gradients(p, None, da)
