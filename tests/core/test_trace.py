"""What a trace keeps, how much, and how one looks at a single step."""

import tracemalloc

import numpy as np
import pytest
from oracles import assert_same, backward, draw_case, forward, values_of

import lstm_core as lc


def test_lstm_values_are_views_of_what_is_stored():
    trace = forward(draw_case("lstm"))
    for name in ("f", "u", "o", "c_cand"):
        assert np.shares_memory(getattr(trace, name), trace.gates)
    for name, states in (("a", trace.a_states), ("c", trace.c_states)):
        assert np.shares_memory(getattr(trace, name), states)
        assert np.shares_memory(getattr(trace, name + "0"), states)


def test_rnn_values_are_views_of_what_is_stored():
    trace = forward(draw_case("rnn"))
    assert np.shares_memory(trace.a, trace.states)
    assert np.shares_memory(trace.a0, trace.states)


def test_trace_keeps_the_start(cell):
    case = draw_case(cell)
    trace = forward(case)
    np.testing.assert_array_equal(trace.x, case.x)
    np.testing.assert_array_equal(trace.a0, case.a0)
    if case.has_c:
        np.testing.assert_array_equal(trace.c0, case.c0)


def test_trace_does_not_follow_later_changes_of_the_start(cell):
    case = draw_case(cell)
    trace, before = forward(case), case.map(np.copy)
    case.a0[...] = 7
    np.testing.assert_array_equal(trace.a0, before.a0)


def test_tanh_c_is_the_tanh_of_c():
    trace = forward(draw_case("lstm"))
    np.testing.assert_array_equal(trace.tanh_c, np.tanh(trace.c))


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
    if case.has_c:
        want["tanh_c"] = np.tanh(want["c"])
    if cell == "peephole":
        P_f, P_u, P_o = np.split(case.p.P, 3)
        want |= {"peep_f": P_f * want["c_prev"], "peep_u": P_u * want["c_prev"]}
        want |= {"peep_o": P_o * want["c"]}
    assert_same(trace.step(t, b), {name: value[t, b] for name, value in want.items()})


def test_step_shows_the_first_sequence_by_default(cell):
    trace = forward(draw_case(cell))
    assert_same(trace.step(1), trace.step(1, b=0))


@pytest.mark.parametrize("index", [(4, 0), (0, 3)])
def test_step_outside_the_sequence_is_an_index_error(cell, index):
    trace = forward(draw_case(cell, T=4, B=3))
    with pytest.raises(IndexError):
        trace.step(*index)


def test_step_values_fit_the_equations_of_the_cell():
    case = draw_case("lstm")
    s = forward(case).step(2, b=1)
    gate = {name: s[name] for name in ("f", "u", "o", "c_cand")}
    z = case.p.W @ np.concatenate([s["a_prev"], s["x_t"]]) + case.p.b
    f, u, o, z_c = np.split(z, 4)
    want = {name: lc.sigmoid(v) for name, v in (("f", f), ("u", u), ("o", o))}
    want["c_cand"] = np.tanh(z_c)
    for name, value in want.items():
        np.testing.assert_allclose(gate[name], value, rtol=0, atol=1e-13, err_msg=name)
    c = s["f"] * s["c_prev"] + s["u"] * s["c_cand"]
    np.testing.assert_allclose(s["c"], c, rtol=0, atol=1e-13)
    np.testing.assert_allclose(s["a"], s["o"] * np.tanh(c), rtol=0, atol=1e-13)
