"""Jacobians of the cells, against differences and against backpropagation."""

import numpy as np
import pytest

import lstm_core as lc

T, B, N_X, N_A = 7, 2, 3, 4


@pytest.fixture
def case(rng):
    p = lc.init_lstm(N_X, N_A, rng=rng, gain=1.5)
    p.b[:] = rng.standard_normal(4 * N_A)
    x = rng.standard_normal((T, B, N_X))
    start = rng.standard_normal((2, B, N_A))
    return p, lc.lstm_forward(p, x, *start)


def differences(p, trace, steps, eps=1e-6):
    """Derivative of [a, c] after some steps, by changing each number of the start."""
    columns = []
    for half, unit in np.ndindex(2, N_A):
        ends = []
        for sign in (1, -1):
            start = [trace.a0.copy(), trace.c0.copy()]
            start[half][:, unit] += sign * eps
            end = lc.lstm_forward(p, trace.x[:steps], *start)
            ends.append(np.hstack([end.a[-1], end.c[-1]]))
        columns.append((ends[0] - ends[1]) / (2 * eps))
    return np.moveaxis(columns, 0, -1)


def test_one_jacobian_equals_differences(case):
    p, trace = case
    J = lc.lstm_jacobians(p, trace)
    assert J.shape == (T, B, 2 * N_A, 2 * N_A)
    np.testing.assert_allclose(J[0], differences(p, trace, 1), atol=1e-9)


@pytest.mark.parametrize("steps", [2, T])
def test_products_equal_differences_over_many_steps(case, steps):
    J = lc.lstm_products(*case)[steps - 1]
    np.testing.assert_allclose(J, differences(*case, steps), atol=1e-8)


def test_backpropagation_gives_the_same_products(case):
    p, trace = case
    rows = []
    for half, unit in np.ndindex(2, N_A):
        da, dc = np.zeros_like(trace.a), np.zeros_like(trace.c0)
        (da[-1] if half == 0 else dc)[:, unit] = 1
        g = lc.lstm_backward(p, trace, da, dc)
        rows.append(np.hstack([g.a0, g.c0]))
    expected = np.moveaxis(rows, 0, 1)
    np.testing.assert_allclose(lc.lstm_products(p, trace)[-1], expected, rtol=1e-10)


def test_norms_are_those_of_the_blocks(case):
    norms, J = lc.lstm_jacobian_norms(*case), lc.lstm_products(*case)[4, 1]
    blocks = {"a": J[:N_A, :N_A], "c": J[N_A:, N_A:], "state": J}
    assert set(norms) == set(blocks)
    for name, block in blocks.items():
        assert norms[name].shape == (T, B)
        assert norms[name][4, 1] == pytest.approx(np.linalg.norm(block, ord=2))


def test_without_recurrent_weights_only_the_direct_path_is_left(case):
    p, trace = case
    W = p.W.copy()
    W[:, :N_A] = 0
    p = lc.LSTMParams(W, p.b)
    trace = lc.lstm_forward(p, trace.x)
    direct = np.cumprod(trace.f, axis=0)
    J = lc.lstm_products(p, trace)[..., N_A:, N_A:]
    np.testing.assert_allclose(J, direct[..., None] * np.eye(N_A), atol=1e-15)


def test_what_is_not_the_trace_of_an_lstm_is_refused(case, rng):
    p, trace = case
    rnn = lc.init_rnn(N_X, N_A, rng=rng)
    with pytest.raises(TypeError, match="p: expected LSTMParams, got RNNParams"):
        lc.lstm_jacobians(rnn, trace)
    with pytest.raises(TypeError, match="trace: expected Trace, got RNNTrace"):
        lc.lstm_products(p, lc.rnn_forward(rnn, trace.x))
    reverse = lc.Trace(**vars(trace) | {"reverse": True})
    with pytest.raises(ValueError, match="forwards in time"):
        lc.lstm_jacobian_norms(p, reverse)
    for n_x, n_a in ((N_X, 1), (N_X + 1, N_A)):  # one unit would be broadcast
        other = lc.init_lstm(n_x, n_a, rng=rng)
        made = lc.lstm_forward(other, np.ones((T, B, n_x)))
        with pytest.raises(ValueError, match=f"n_a={N_A}, float64, as in p; got n_x="):
            lc.lstm_jacobians(p, made)


@pytest.fixture
def basic(rng):
    p = lc.init_rnn(N_X, N_A, rng=rng, gain=1.3)
    return p, lc.rnn_forward(p, rng.standard_normal((T, B, N_X)))


def test_one_jacobian_of_a_basic_network_equals_differences(basic):
    p, trace = basic
    eps, J = 1e-6, lc.rnn_jacobians(p, trace)
    for j in range(N_A):
        a_prev = [trace.a[2] + s * eps * np.eye(N_A)[j] for s in (1, -1)]
        plus, minus = (lc.rnn_step(p, trace.x[3], a) for a in a_prev)
        np.testing.assert_allclose(J[3, :, :, j], (plus - minus) / (2 * eps), atol=1e-9)


def test_norms_are_those_of_the_product_with_the_latest_factor_on_the_left(basic):
    p, trace = basic
    J = lc.rnn_jacobians(p, trace)[:, 1]
    expected = np.linalg.norm(J[2] @ J[1] @ J[0], ord=2)
    assert lc.jacobian_norms(p, trace)[2, 1] == pytest.approx(expected)
    wrong_order = np.linalg.norm(J[0] @ J[1] @ J[2], ord=2)
    assert abs(expected - wrong_order) > 1e-3


def test_backpropagation_in_a_basic_network_gives_the_same_norms(basic):
    p, trace = basic
    rows = []
    for i in range(N_A):
        da = np.zeros_like(trace.a)
        da[-1, :, i] = 1
        rows.append(lc.rnn_backward(p, trace, da).a0)
    norms = np.linalg.norm(np.moveaxis(rows, 0, 1), ord=2, axis=(1, 2))
    np.testing.assert_allclose(lc.jacobian_norms(p, trace)[-1], norms, rtol=1e-12)
