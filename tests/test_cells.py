"""One step of each cell, against scalar loops and central differences."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import (
    DTYPES,
    GRADIENTS,
    assert_same,
    cases,
    draw_case,
    numerical_gradient,
    relative_error,
    scalar_lstm,
    scalar_rnn,
    scalar_sigmoid,
)

import lstm_core as lc


def run_step(case):
    """``a`` of the first step, and ``c`` for the LSTM."""
    if case.is_lstm:
        return lc.lstm_step(case.p, case.x[0], case.a0, case.c0)[:2]
    return (lc.rnn_step(case.p, case.x[0], case.a0),)


def step_gradients(case):
    """Gradients of `step_loss` by the package, by name."""
    p, x_t, a_prev, c_prev, da = case.p, case.x[0], case.a0, case.c0, case.da[0]
    if case.is_lstm:
        _, c, gates = lc.lstm_step(p, x_t, a_prev, c_prev)
        start = (p, x_t, a_prev, c_prev, c, gates)
        values = lc.lstm_step_backward(*start, da, case.dc_last)
    else:
        a = lc.rnn_step(p, x_t, a_prev)
        values = lc.rnn_step_backward(p, x_t, a_prev, a, da)
    return dict(zip(("W", "b", "x", "a0", "c0"), values, strict=False))


def step_loss(case):
    """A loss whose gradients with respect to ``a`` and ``c`` are those of the case."""
    weights = (case.da[0], case.dc_last)
    return sum((w * v).sum() for w, v in zip(weights, run_step(case), strict=False))


@given(cases("rnn", np.float64))
def test_rnn_step_equals_scalar_loop(case):
    (a,) = run_step(case)
    for b in range(len(a)):
        want = scalar_rnn(case.p.W, case.p.b, case.x[:1, b], case.a0[b])
        np.testing.assert_allclose(a[b], want[0], rtol=0, atol=1e-13)


@given(cases("lstm", np.float64))
def test_lstm_step_equals_scalar_loop(case):
    p = case.p
    a, c, gates = lc.lstm_step(p, case.x[0], case.a0, case.c0)
    got = {"a": a, "c": c} | gates
    for b in range(len(a)):
        want = scalar_lstm(p.W, p.b, case.x[:1, b], case.a0[b], case.c0[b])
        assert got.keys() == want.keys()
        for name in want:
            np.testing.assert_allclose(got[name][b], want[name][0], atol=1e-13)


@pytest.mark.parametrize(("cell", "name"), GRADIENTS)
def test_step_gradient_equals_central_difference(cell, name):
    case = draw_case(cell, T=1)
    want = numerical_gradient(
        lambda value: step_loss(case.having(name, value)), case.arrays[name]
    )
    got = step_gradients(case)[name]
    assert relative_error(got.reshape(want.shape), want) < 1e-7


def test_lstm_gradient_reaches_previous_cell_state_without_da():
    case = draw_case("lstm", T=1)
    case = replace(case, da=np.zeros_like(case.da))
    _, _, gates = lc.lstm_step(case.p, case.x[0], case.a0, case.c0)
    np.testing.assert_array_equal(step_gradients(case)["c0"], case.dc_last * gates["f"])


@given(cases())
def test_step_keeps_shape_and_dtype(case):
    values = [*run_step(case), *step_gradients(case).values()]
    starts = [case.a0] + [case.c0] * case.is_lstm
    inputs = [*starts, case.p.W, case.p.b, case.x[0], *starts]
    for value, like in zip(values, inputs, strict=True):
        assert (value.shape, value.dtype) == (like.shape, like.dtype)


def test_step_changes_no_argument(cell):
    case = draw_case(cell)
    before = case.map(np.copy)
    step_gradients(case)
    assert_same(case.arrays, before.arrays)


@given(st.floats(-700, 700))
def test_sigmoid_equals_logistic_function(z):
    got = lc.sigmoid(np.array([z]))[0]
    assert math.isclose(got, scalar_sigmoid(z), rel_tol=1e-14, abs_tol=2e-16)


@pytest.mark.parametrize("dtype", DTYPES)
def test_sigmoid_keeps_dtype(dtype):
    assert lc.sigmoid(np.zeros(3, dtype)).dtype == dtype


@given(st.floats(-30, 30))
def test_sigmoid_is_symmetric_about_one_half(z):
    pair = lc.sigmoid(np.array([z, -z]))
    assert abs(pair.sum() - 1) < 1e-15


def test_sigmoid_changes_no_argument():
    z = np.linspace(-2, 2, 5)
    lc.sigmoid(z)
    np.testing.assert_array_equal(z, np.linspace(-2, 2, 5))
