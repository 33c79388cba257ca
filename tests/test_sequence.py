"""Whole sequences: every value, every gradient, and what a trace keeps."""

import numpy as np
import pytest
from hypothesis import given
from oracles import (
    DTYPES,
    GRADIENTS,
    STEP_VALUES,
    assert_close,
    assert_same,
    backward,
    cases,
    draw_case,
    forward,
    numerical_gradient,
    relative_error,
    run_in_two_parts,
    scalar_lstm,
    scalar_rnn,
    values_of,
)

import lstm_core as lc


def loss(case):
    """A loss with the gradients ``da`` and ``dc_last`` of the case."""
    trace = forward(case)
    last = (trace.c[-1] * case.dc_last).sum() if case.is_lstm else 0
    return (trace.a * case.da).sum() + last


def plain_lstm(case):
    """Values and gradients by a loop over the steps of `lstm_core.cells`."""
    a, c, steps, values = case.a0, case.c0, [], []
    for x_t in case.x:
        start = case.p, x_t, a, c
        a, c, gates = lc.lstm_step(*start)
        steps.append((*start, c, gates))
        values.append({"a": a, "c": c} | gates)
    da, dc, dx, dW, db = 0, case.dc_last, [], 0, 0
    for step, da_t in zip(reversed(steps), case.da[::-1], strict=True):
        dW_t, db_t, dx_t, da, dc = lc.lstm_step_backward(*step, da + da_t, dc)
        dW, db, dx = dW + dW_t, db + db_t, [dx_t, *dx]
    gradients = {"W": dW, "b": db, "x": np.stack(dx), "a0": da, "c0": dc}
    return {k: np.stack([v[k] for v in values]) for k in STEP_VALUES}, gradients


def plain_rnn(case):
    """Values and gradients by a loop over the steps of `lstm_core.cells`."""
    a, steps = case.a0, []
    for x_t in case.x:
        start = case.p, x_t, a
        a = lc.rnn_step(*start)
        steps.append((*start, a))
    da, dx, dW, db = 0, [], 0, 0
    for step, da_t in zip(reversed(steps), case.da[::-1], strict=True):
        dW_t, db_t, dx_t, da = lc.rnn_step_backward(*step, da + da_t)
        dW, db, dx = dW + dW_t, db + db_t, [dx_t, *dx]
    values = {"a": np.stack([step[-1] for step in steps])}
    return values, {"W": dW, "b": db, "x": np.stack(dx), "a0": da}


@given(cases())
def test_fast_loops_equal_plain_loops_over_the_steps(case):
    values, gradients = plain_lstm(case) if case.is_lstm else plain_rnn(case)
    assert_close(values_of(forward(case)), values)
    assert_close(backward(case), gradients)


@given(cases("lstm", np.float64))
def test_lstm_forward_equals_scalar_loop(case):
    trace = forward(case)
    for b in range(case.x.shape[1]):
        start = case.a0[b], case.c0[b]
        want = scalar_lstm(case.p.W, case.p.b, case.x[:, b], *start)
        for name in want:
            got = getattr(trace, name)[:, b]
            np.testing.assert_allclose(got, want[name], rtol=0, atol=1e-13)


@given(cases("rnn", np.float64))
def test_rnn_forward_equals_scalar_loop(case):
    trace = forward(case)
    for b in range(case.x.shape[1]):
        want = scalar_rnn(case.p.W, case.p.b, case.x[:, b], case.a0[b])
        np.testing.assert_allclose(trace.a[:, b], want, rtol=0, atol=1e-13)


@pytest.mark.parametrize("sizes", [{}, {"T": 1, "B": 1}, {"n_x": 6, "n_a": 1}])
@pytest.mark.parametrize(("cell", "name"), GRADIENTS)
def test_gradient_equals_central_difference(cell, name, sizes):
    case = draw_case(cell, **sizes)
    want = numerical_gradient(
        lambda value: loss(case.having(name, value)), case.arrays[name]
    )
    assert relative_error(backward(case)[name], want) < 1e-7


def test_last_cell_gradient_defaults_to_zero():
    case = draw_case("lstm")
    zero = case.having("dc_last", np.zeros_like(case.dc_last))
    assert_close(backward(case.having("dc_last", None)), backward(zero))


def test_states_start_at_zero_by_default(cell):
    case = draw_case(cell)
    zero = case.having("a0", np.zeros_like(case.a0))
    missing = case.having("a0", None)
    if case.is_lstm:
        zero = zero.having("c0", np.zeros_like(case.c0))
        missing = missing.having("c0", None)
    assert_close(values_of(forward(missing)), values_of(forward(zero)))


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_two_parts_carrying_the_state_equal_one_sequence(cell, cut):
    case = draw_case(cell, T=7)
    values, gradients = run_in_two_parts(case, cut)
    assert_close(values, values_of(forward(case)))
    assert_close(gradients, backward(case))


def test_sequences_of_a_batch_do_not_see_each_other(cell):
    case = draw_case(cell, B=3)
    other = case.x.copy()
    other[:, 1:] *= -2
    trace, changed = forward(case), forward(case.having("x", other))
    np.testing.assert_allclose(trace.a[:, 0], changed.a[:, 0], rtol=0, atol=1e-13)
    assert not np.isclose(trace.a[:, 1:], changed.a[:, 1:]).any()


@given(cases())
def test_shapes_and_dtypes_follow_the_input(case):
    trace = forward(case)
    for value in values_of(trace).values():
        assert (value.shape, value.dtype) == (case.da.shape, case.da.dtype)
    for name, gradient in backward(case, trace).items():
        like = case.arrays[name]
        assert (gradient.shape, gradient.dtype) == (like.shape, like.dtype), name


@pytest.mark.parametrize("dtype", DTYPES)
def test_default_states_have_the_dtype_of_the_parameters(cell, dtype):
    case = draw_case(cell, dtype=dtype)
    trace = lc.lstm_forward(case.p, case.x) if case.is_lstm else None
    trace = trace or lc.rnn_forward(case.p, case.x)
    assert all(value.dtype == dtype for value in values_of(trace).values())


def test_no_input_is_changed(cell):
    case = draw_case(cell)
    before = case.map(np.copy)
    backward(case)
    assert_same(case.arrays, before.arrays)


def test_inputs_may_be_read_only(cell):
    case = draw_case(cell)
    frozen = case.map(np.copy)
    for value in frozen.arrays.values():
        value.flags.writeable = False
    assert_same(backward(frozen), backward(case))


def strided(array):
    """The same numbers with another memory layout: axes reversed, every second one."""
    wide = np.zeros((*array.shape[::-1], 2), array.dtype)
    wide[..., 0] = array.T
    return wide[..., 0].T


def test_non_contiguous_inputs_give_the_same_numbers(cell):
    case = draw_case(cell)
    other = case.map(strided)
    assert not any(v.flags.contiguous for v in other.arrays.values())
    assert_close(values_of(forward(other)), values_of(forward(case)))
    assert_close(backward(other), backward(case))


def test_same_seed_gives_the_same_bits(cell):
    first, second = (draw_case(cell, T=9, seed=3) for _ in range(2))
    assert_same(values_of(forward(first)), values_of(forward(second)))
    assert_same(backward(first), backward(second))


def test_rnn_has_no_gradient_of_a_cell_state():
    case = draw_case("rnn")
    assert lc.rnn_backward(case.p, forward(case), case.da).c0 is None
