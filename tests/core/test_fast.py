"""What is particular to the fast loops: they take the steps in blocks."""

import pytest
from oracles import DTYPES, assert_close, backward, draw_case, forward, values_of

from lstm_core.cells import fast


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


def test_trace_keeps_seven_numbers_for_each_unit_and_step_in_one_array():
    trace = forward(draw_case("lstm", T=99, B=2, n_x=3, n_a=4))
    for array in (trace.gates, trace.a_states, trace.c_states, trace.tanh_c):
        assert array.base is trace.gates.base
    assert trace.gates.base.size == 7 * 100 * 2 * 4
