"""Jacobians and effects, each against an independent way to the same number."""

import numpy as np
import pytest

import lstm_core as lc

T, B, N_X, N_A, N_Y = 6, 2, 3, 4, 5


@pytest.fixture
def net(rng):
    p = lc.init_rnn(N_X, N_A, rng=rng, gain=1.3)
    return p, lc.init_readout(N_A, N_Y, rng=rng), rng.standard_normal((T, B, N_X))


def test_one_jacobian_equals_differences(net, rng):
    p, _, x = net
    trace = lc.rnn_forward(p, x)
    eps, J = 1e-6, lc.rnn_jacobians(p, trace)
    for j in range(N_A):
        a_prev = [trace.a[2] + s * eps * np.eye(N_A)[j] for s in (1, -1)]
        plus, minus = (lc.rnn_step(p, x[3], a) for a in a_prev)
        np.testing.assert_allclose(J[3, :, :, j], (plus - minus) / (2 * eps), atol=1e-9)


def test_jacobian_norms_equal_the_product_with_the_latest_factor_on_the_left(net):
    p, _, x = net
    trace = lc.rnn_forward(p, x)
    J = lc.rnn_jacobians(p, trace)[:, 1]
    expected = np.linalg.norm(J[2] @ J[1] @ J[0], ord=2)
    assert lc.jacobian_norms(p, trace)[2, 1] == pytest.approx(expected)
    wrong_order = np.linalg.norm(J[0] @ J[1] @ J[2], ord=2)
    assert abs(expected - wrong_order) > 1e-3


def test_backpropagation_gives_the_same_product(net):
    p, _, x = net
    trace = lc.rnn_forward(p, x)
    rows = []
    for i in range(N_A):
        da = np.zeros_like(trace.a)
        da[-1, :, i] = 1
        rows.append(lc.rnn_backward(p, trace, da).a0)
    norms = np.linalg.norm(np.moveaxis(rows, 0, 1), ord=2, axis=(1, 2))
    np.testing.assert_allclose(lc.jacobian_norms(p, trace)[-1], norms, rtol=1e-12)


@pytest.mark.parametrize("source", ["a0", "x1"])
def test_effect_by_jacobians_equals_effect_by_differences(net, rng, source):
    direction = rng.standard_normal(N_A if source == "a0" else N_X)
    exact = lc.effect_by_jacobians(*net, direction, source)
    tried = lc.effect_by_differences(*net, direction, source)
    assert exact.shape == tried.shape == (T, B)
    np.testing.assert_allclose(exact, tried, rtol=1e-6)


def test_effect_leaves_the_input_alone(net, rng):
    before = net[2].copy()
    lc.effect_by_differences(*net, rng.standard_normal(N_X), "x1")
    np.testing.assert_array_equal(net[2], before)


@pytest.mark.parametrize("effect", [lc.effect_by_jacobians, lc.effect_by_differences])
def test_wrong_direction_and_source_are_named(effect, net):
    with pytest.raises(ValueError, match=r"direction: expected shape \(n_a=4,\)"):
        effect(*net, np.ones(N_X))
    with pytest.raises(ValueError, match="source: expected one of"):
        effect(*net, np.ones(N_A), "c0")


def test_softmax_jacobian_equals_differences(rng):
    z, eps = rng.standard_normal(4), 1e-6
    J = lc.softmax_jacobian(lc.softmax(z))
    for j in range(4):
        step = eps * np.eye(4)[j]
        column = (lc.softmax(z + step) - lc.softmax(z - step)) / (2 * eps)
        np.testing.assert_allclose(J[:, j], column, atol=1e-9)


def test_known_share_counts_pieces():
    shares = lc.known_share(["abcd", "abxx", "ab", "zz"], ["xabcd", "ab"], size=3)
    np.testing.assert_allclose(shares, [1, 0, 1, 0])
    half = lc.known_share(["abce"], ["abcd"], size=3)
    np.testing.assert_allclose(half, [0.5])


def test_differences_need_float64_and_a_step(net, rng):
    p, out, x = net
    with pytest.raises(ValueError, match="eps: expected a positive number"):
        lc.effect_by_differences(p, out, x, np.ones(N_A), eps=0)
    single = lc.init_rnn(N_X, N_A, rng=rng, dtype=np.float32)
    with pytest.raises(TypeError, match="p: expected float64, got float32"):
        lc.effect_by_differences(single, out, x, np.ones(N_A))


def test_a_string_is_not_a_list_of_names():
    with pytest.raises(TypeError, match="names: expected a list of strings, got 'abc'"):
        lc.known_share("abc", ["abc"], size=2)
    with pytest.raises(TypeError, match="reference: expected a list of strings"):
        lc.known_share(["abc"], "abc", size=2)


def test_half_life_of_known_gates():
    np.testing.assert_allclose(
        lc.half_life(np.array([0.73, 0.9, 0.99, 0.999])),
        [2.2025, 6.5788, 68.9676, 692.8005],
        atol=1e-4,
    )


def test_after_its_half_life_half_is_left():
    h = np.array([[0.01, 0.5, 1], [7, 1e3, 1e9]])
    f = 0.5 ** (1 / h)
    np.testing.assert_allclose(lc.half_life(f), h, rtol=1e-6)
    np.testing.assert_allclose(f ** lc.half_life(f), 0.5)
    left = 3.0
    for _ in range(7):
        left *= 0.5 ** (1 / 7)
    assert left == pytest.approx(1.5)
    assert lc.half_life(0.5 ** (1 / 7)) == pytest.approx(7)


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
