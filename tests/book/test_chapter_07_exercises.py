"""Exercises of chapter 7: what their texts and solutions say."""

from itertools import product

import numpy as np
import pytest
from test_chapter_07 import cell_with

import lstm_core as lc
from lstm_core import bugs

NAMES = ("W_f", "W_u", "W_o", "W_c", "b", "x", "a0", "c0")


@pytest.fixture(scope="module")
def book():
    """The chapter's own checker and backward step, without what is trained there."""
    words = ("def step_backward", "def step_at", "def numerical_gradient")
    words += ("def symbol_batches", "def check(")
    names = {"np": np, "lc": lc}
    for source in map(cell_with, words):
        exec(source, names)
    return names


def wrong(book, name, T, start=1.0):
    errors = book["check"](bugs.BROKEN[name], T, start)
    assert tuple(errors) == NAMES
    return {name for name, error in errors.items() if error > 1e-7}


@pytest.mark.parametrize(("T", "start"), [(1, 0.0), (1, 1.0), (2, 1.0), (3, 1.0)])
def test_the_right_one_passes_the_readers_check(book, T, start):
    assert max(book["check"](lc.lstm_backward, T, start).values()) < 1e-7


@pytest.mark.parametrize("name", bugs.BROKEN)
def test_each_broken_one_fails_the_readers_check_at_three_steps(book, name):
    assert wrong(book, name, T=3)


def test_what_a_careless_check_would_have_seen(book):
    assert wrong(book, "A", T=1, start=0.0) == wrong(book, "C", T=1, start=0.0) == set()
    assert "W_f" not in wrong(book, "B", T=1, start=0.0)
    assert "W_f" in wrong(book, "B", T=1)


def test_a_all_is_right_and_then_all_is_wrong(book):
    assert wrong(book, "A", T=1) == set()
    assert wrong(book, "A", T=2) == wrong(book, "A", T=3) == {*NAMES}


def test_b_three_blocks_are_wrong_at_one_step(book):
    assert wrong(book, "B", T=1) == {*NAMES} - {"W_c", "c0"}
    f = np.linspace(0, 1, 101)
    slope = lc.sigmoid(f) * (1 - lc.sigmoid(f))
    assert slope.min() == pytest.approx(0.196, abs=1e-3)
    assert slope.max() == 0.25


def test_c_spares_the_output_gate_at_two_steps(book):
    assert wrong(book, "C", T=1) == set()
    assert wrong(book, "C", T=2) == {*NAMES} - {"W_o"}
    assert wrong(book, "C", T=3) == {*NAMES}


def test_d_two_gates_are_wrong_and_change_places(book, rng):
    assert wrong(book, "D", T=1) == {"W_u", "W_o", "b", "x", "a0"}
    p = lc.init_lstm(2, 3, rng=rng)
    trace = lc.lstm_forward(p, rng.standard_normal((1, 2, 2)), *STATES)
    da = rng.standard_normal((1, 2, 3))
    found, right = bugs.backward_d(p, trace, da), lc.lstm_backward(p, trace, da)
    f, u, o, c = np.split(found.W, 4)
    np.testing.assert_allclose(np.vstack([f, o, u, c]), right.W, atol=1e-12)
    assert not np.allclose(found.a0, right.a0)
    assert not np.allclose(found.x, right.x)


STATES = np.full((2, 2, 3), 0.5)  # a0 and c0


def test_e_one_block_is_wrong_and_right_would_be_zero(book):
    assert wrong(book, "E", T=1) == {"W_f", "b", "x", "a0"}
    assert wrong(book, "E", T=1, start=0.0) == {"W_f", "b", "x", "a0"}
    assert book["check"](bugs.backward_e, 1, 0.0)["W_f"] == pytest.approx(1)


def one_step(book, gates, c_prev, c, da):
    """The chapter's backward step for one unit whose weights are all 1."""
    p = lc.LSTMParams(np.ones((4, 2)), np.zeros(4))
    gates = {name: np.full((1, 1), value) for name, value in gates.items()}
    states = (np.full((1, 1), v) for v in (0.0, 0.0, c_prev, c))
    return book["step_backward"](p, *states, gates, np.full((1, 1), da), np.zeros(1))


def test_one_step_back_by_hand(book):
    gates = {"f": 0.5, "u": 0.5, "o": 0.5, "c_cand": 0.6}
    g = one_step(book, gates, c_prev=0.6, c=0.6, da=1.0)
    dz = dict(zip(lc.GATES, g["db"], strict=True))
    assert np.tanh(0.6) == pytest.approx(0.537, abs=5e-4)
    assert 1 - np.tanh(0.6) ** 2 == pytest.approx(0.712, abs=5e-4)
    assert g["dc_prev"].item() == pytest.approx(0.178, abs=5e-4)
    wanted = {"f": 0.053, "u": 0.053, "o": 0.134, "c": 0.114}
    assert dz == pytest.approx(wanted, abs=6e-4)


@pytest.mark.parametrize("f", [0.0, 1.0])
def test_a_gate_that_is_shut_or_open_for_good_cannot_learn(book, f):
    gates = {"f": f, "u": 0.5, "o": 0.5, "c_cand": 0.6}
    g = one_step(book, gates, c_prev=0.6, c=0.6, da=1.0)
    assert g["db"][0] == 0
    assert (g["dc_prev"] == 0) == (f == 0)
    assert g["da_prev"] != 0  # the second way stays open


def test_one_gate_for_two(book):
    z_f, c_prev, c_cand = np.array([0.3]), 0.7, -0.4

    def loss(z):
        f = lc.sigmoid(z[0])
        return np.tanh(f * c_prev + (1 - f) * c_cand)

    f = lc.sigmoid(z_f[0])
    dc = 1 - loss(z_f) ** 2
    derived = dc * (c_prev - c_cand) * f * (1 - f)
    assert derived == pytest.approx(book["numerical_gradient"](loss, z_f, 1e-5)[0])


def two_gradients(book, bias, seed, last=40):
    """Gradients of an untrained network of exercise 7.9: full, cut, its last steps."""
    rng = np.random.default_rng(seed)
    model = lc.make_model(4, 16, 4, rng=rng, forget_bias=bias)
    x, target, mask = next(book["symbol_batches"](40, rng, dtype=np.float64))
    scores, trace = model.forward(x)
    da = np.zeros_like(trace.a)
    right = np.eye(4)[target[-1]]
    da[-1] = (lc.softmax(scores[-1]) - right) / 32 @ model.params["W_y"]
    p, found = lc.LSTMParams(model.params["W"], model.params["b"]), []
    for keep, first in ((1, 0), (0, 0), (1, 40 - last)):
        dW, db, da_next, dc_next = 0, 0, 0, 0 * trace.c0
        for t in reversed(range(first, 40)):
            g = book["step_at"](p, trace, t, da[t] + keep * da_next, dc_next)
            dW, db = dW + g["dW"], db + g["db"]
            da_next, dc_next = g["da_prev"], g["dc_prev"]
        found.append(np.append(dW, db))
    whole = model.loss_and_grads((x, target, mask))[1]
    np.testing.assert_allclose(found[0], np.append(whole["W"], whole["b"]), atol=1e-12)
    return found


@pytest.mark.parametrize(
    ("bias", "about", "least", "most"),
    [(0.0, 0.9, 0.85, 0.95), (1.0, 0.55, 0.35, 0.75), (3.0, 0.2, -0.2, 0.6)],
)
def test_the_cut_gradient_agrees_best_at_bias_zero(book, bias, about, least, most):
    cosines = []
    for seed in range(20):
        full, cut, _ = two_gradients(book, bias, seed)
        cosines.append(full @ cut / np.linalg.norm(full) / np.linalg.norm(cut))
    assert np.median(cosines) == pytest.approx(about, abs=0.05)
    assert least < min(cosines)
    assert max(cosines) < most


def test_at_bias_zero_the_last_ten_steps_make_the_gradient(book):
    changes = {0.0: [], 1.0: [], 3.0: []}
    for bias, seed in product(changes, range(20)):
        full, _, last = two_gradients(book, bias, seed, last=10)
        changes[bias].append(np.linalg.norm(full - last) / np.linalg.norm(full))
    assert np.median(changes[0.0]) == pytest.approx(0.03, abs=5e-3)
    assert max(changes[0.0]) < 0.1 < 0.25 < min(changes[1.0])
    assert max(changes[1.0]) < 0.82 < min(changes[3.0])
