"""What a trace keeps, how much, and how one looks at a single step."""

import tracemalloc

import numpy as np
import pytest
from oracles import (
    ALSO_IN_A_STEP,
    assert_same,
    backward,
    draw_case,
    forward,
    values_of,
)


def test_values_of_an_lstm_are_views_of_one_array_of_seven_numbers_a_unit_and_step():
    trace = forward(draw_case("lstm", T=99, B=2, n_x=3, n_a=4))
    stored = trace.gates.base
    assert stored.size == 7 * 100 * 2 * 4
    for name in ("f", "u", "o", "c_cand", "tanh_c", "a", "a0", "c", "c0"):
        assert getattr(trace, name).base is stored
    np.testing.assert_array_equal(trace.tanh_c, np.tanh(trace.c))


def test_values_of_an_rnn_are_views_of_its_states():
    trace = forward(draw_case("rnn"))
    assert np.shares_memory(trace.a, trace.states)
    assert np.shares_memory(trace.a0, trace.states)


def test_trace_keeps_the_start_and_does_not_follow_its_later_changes(cell):
    case = draw_case(cell)
    trace, before = forward(case), case.map(np.copy)
    np.testing.assert_array_equal(trace.x, case.x)
    for name in [f"{state}0" for state in case.cell.states]:
        getattr(case, name)[...] = 7
        np.testing.assert_array_equal(getattr(trace, name), getattr(before, name))


def test_backward_changes_nothing_in_the_trace(cell):
    case = draw_case(cell)
    trace = forward(case)
    before = {name: value.copy() for name, value in values_of(trace).items()}
    first, second = backward(case, trace), backward(case, trace)
    assert_same(values_of(trace), before)
    assert_same(first, second)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_trace_holds_at_most_eight_arrays_beyond_x(cell, dtype):
    case = draw_case(cell, T=50, B=4, n_x=3, n_a=32, dtype=dtype)
    forward(case)  # what is made once, such as caches, is made now
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    trace = forward(case)
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert trace.a.nbytes < after - before <= 8 * trace.a.nbytes


@pytest.mark.parametrize(("t", "b"), [(0, 0), (2, 1), (-1, -1)])
def test_step_holds_the_values_of_one_step(cell, t, b):
    case = draw_case(cell)
    trace = forward(case)
    want = {"x_t": case.x} | values_of(trace)
    for name, start in zip(case.cell.states, case.start, strict=True):
        want[f"{name}_prev"] = np.concatenate([start[None], want[name][:-1]])
    if hasattr(trace, "tanh_c"):
        want["tanh_c"] = np.tanh(want["c"])
    if cell in ALSO_IN_A_STEP:
        want |= ALSO_IN_A_STEP[cell](case, want)
    assert_same(trace.step(t, b), {name: value[t, b] for name, value in want.items()})


def test_step_is_within_the_sequence_and_the_first_of_the_batch_by_default(cell):
    trace = forward(draw_case(cell, T=4, B=3))
    assert_same(trace.step(1), trace.step(1, b=0))
    for outside in [(4, 0), (0, 3)]:
        with pytest.raises(IndexError):
            trace.step(*outside)
