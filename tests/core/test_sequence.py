"""Whole sequences: every value, every gradient, and the blocks of the fast loops."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from oracles import (
    DTYPES,
    GRADIENTS,
    assert_close,
    assert_same,
    backward,
    cases,
    draw_case,
    forward,
    named,
    numerical_gradient,
    relative_error,
    run_in_two_parts,
    scalar_values,
    values_of,
)

import lstm_core as lc
from lstm_core.cells import fast, loop, parts, registry


def loss(case):
    """A loss with the gradients ``da``, ``dc_last`` ... of the case."""
    trace = forward(case)
    last = [getattr(trace, name)[-1] for name in case.cell.states[1:]]
    parts = [(v * d).sum() for v, d in zip(last, case.d_last, strict=True)]
    return sum(parts, (trace.a * case.da).sum())


@given(cases())
def test_loops_of_a_cell_equal_the_readable_loop(case):
    """So do those that are this loop; the fast ones are the point."""
    trace = loop.run(case.p, case.x, *case.start)
    assert_close(values_of(forward(case)), values_of(trace))
    gradients = loop.run_backward(case.p, trace, case.da, *case.d_last)
    assert_close(backward(case), named(gradients))


@given(cases(dtype=np.float64))
def test_forward_equals_scalar_loop(case):
    values = values_of(forward(case))
    for b in range(case.x.shape[1]):
        want = scalar_values(case, b)
        assert values.keys() == want.keys()
        for name in want:
            got = values[name][:, b]
            np.testing.assert_allclose(got, want[name], rtol=0, atol=1e-13)


def test_functions_of_a_cell_are_those_of_all(cell):
    case = draw_case(cell)
    trace = getattr(lc, f"{cell}_forward")(case.p, case.x, *case.start)
    assert_same(values_of(trace), values_of(forward(case)))
    back = getattr(lc, f"{cell}_backward")(case.p, trace, case.da, *case.d_last)
    assert_same(named(back), backward(case))


def test_the_steps_of_a_loop_are_checked_once_and_others_always(cell, monkeypatch):
    case, checked = draw_case(cell), []
    monkeypatch.setattr(
        parts, "check_array", lambda name, *_, **__: checked.append(name)
    )
    backward(case)
    assert not checked
    case.cell.new_states(case.p, case.x[0], case.start)
    assert checked[:2] == ["x_t", "a_prev"]


def test_after_a_loop_that_fails_steps_are_checked_again(cell, monkeypatch):
    case = draw_case(cell)
    broken = replace(case.cell, run=lambda *_: 1 / 0)
    monkeypatch.setitem(registry._CELLS, cell, broken)
    with pytest.raises(ZeroDivisionError):
        forward(case)
    with pytest.raises(ValueError, match="x_t: expected finite numbers"):
        case.cell.new_states(case.p, np.full_like(case.x[0], np.nan), case.start)


def test_peepholes_of_zero_make_a_plain_lstm():
    case = draw_case("peephole")
    plain = case.having("P", np.zeros_like(case.p.P))
    lstm = replace(plain, p=lc.LSTMParams(plain.p.W, plain.p.b))
    assert_close(values_of(forward(plain)), values_of(forward(lstm)))
    gradients = backward(plain)
    assert np.abs(gradients.pop("P")).min() > 0
    assert_close(gradients, backward(lstm))


@pytest.mark.parametrize("sizes", [{}, {"T": 1, "B": 1}, {"n_x": 6, "n_a": 1}])
@pytest.mark.parametrize(("cell", "name"), GRADIENTS)
def test_gradient_equals_central_difference(cell, name, sizes):
    case = draw_case(cell, **sizes)
    want = numerical_gradient(
        lambda value: loss(case.having(name, value)), case.arrays[name]
    )
    assert relative_error(backward(case)[name], want) < 1e-7


@pytest.mark.parametrize("dtype", DTYPES)
def test_states_and_last_gradients_are_zero_by_default(cell, dtype):
    case = draw_case(cell, dtype=dtype)
    zero, missing = case, case
    for name in {"a0", "c0", "n0", "dc_last", "dn_last"} & case.arrays.keys():
        zero = zero.having(name, np.zeros_like(case.arrays[name]))
        missing = missing.having(name, None)
    assert_same(values_of(forward(missing)), values_of(forward(zero)))
    assert_same(backward(missing), backward(zero))


@pytest.mark.parametrize("cut", [1, 3, 6])
def test_two_parts_carrying_the_state_equal_one_sequence(cell, cut):
    case = draw_case(cell, T=7)
    values, gradients = run_in_two_parts(case, cut)
    assert_close(values, values_of(forward(case)))
    assert_close(gradients, backward(case))


# OpenBLAS seldom leaves this flag behind where all numbers are finite.
@pytest.mark.filterwarnings("ignore:invalid value encountered in matmul")
@given(cases())
def test_shapes_and_dtypes_follow_the_input(case):
    trace = forward(case)
    for value in values_of(trace).values():
        assert (value.shape, value.dtype) == (case.da.shape, case.da.dtype)
    for name, gradient in backward(case, trace).items():
        like = case.arrays[name]
        assert (gradient.shape, gradient.dtype) == (like.shape, like.dtype), name


def test_inputs_are_not_changed_and_may_be_read_only(cell):
    case = draw_case(cell)
    frozen = case.map(np.copy)
    for value in frozen.arrays.values():
        value.flags.writeable = False
    assert_same(backward(frozen), backward(case))
    assert_same(case.arrays, frozen.arrays)


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


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("block", [1, 7, 12, 10**6])
def test_size_of_the_blocks_does_not_change_the_numbers(
    cell, dtype, block, monkeypatch
):
    case = draw_case(cell, T=9, B=3, dtype=dtype)
    trace = forward(case)
    gradients = backward(case, trace)
    monkeypatch.setattr(fast, "BLOCK", block)
    assert_close(values_of(forward(case)), values_of(trace))
    assert_close(backward(case), gradients)


@pytest.mark.parametrize(("T", "B"), [(1, 1), (1, 5000), (5, 300), (4000, 1)])
def test_blocks_cover_every_step_once(T, B):
    blocks = fast._blocks(T, B)
    assert [t for steps in blocks for t in range(T)[steps]] == list(range(T))


def test_blocks_are_small_and_not_empty():
    lengths = [steps.stop - steps.start for steps in fast._blocks(T=100, B=32)]
    assert min(lengths) > 0
    assert fast.BLOCK // 2 < max(lengths) * 32 <= fast.BLOCK


@given(cases())
def test_a_trace_owns_its_input(case):
    before = case.x.copy()
    trace = forward(case)
    case.x[...] = 7
    np.testing.assert_array_equal(trace.x, before)
