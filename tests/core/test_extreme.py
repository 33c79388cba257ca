"""Extreme numbers: no overflow, no warning, nothing that is not finite."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import CELLS, DTYPES, backward, draw_case, forward, values_of

import lstm_core as lc

# Far from the largest float: sums of a few products still have to be representable.
HUGE = {np.float32: 1e30, np.float64: 1e300}
SPECIAL = (0.0, -0.0, 1e4, -1e4, np.inf, -np.inf)


@pytest.fixture(autouse=True)
def raise_on_floating_point_errors():
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        yield


def assert_finite(case):
    trace = forward(case)
    for values in (values_of(trace), backward(case, trace)):
        assert all(np.isfinite(value).all() for value in values.values())


@given(st.sampled_from(DTYPES), st.data())
def test_sigmoid_of_any_float_lies_between_0_and_1(dtype, data):
    width = np.dtype(dtype).itemsize * 8
    z = data.draw(st.floats(allow_nan=False, width=width) | st.sampled_from(SPECIAL))
    got = lc.sigmoid(np.array([z], dtype))
    assert got.dtype == dtype
    assert 0 <= got[0] <= 1


def test_sigmoid_of_the_ends_is_exact():
    ends = np.array([-np.inf, np.finfo(float).min, 0, np.finfo(float).max, np.inf])
    assert lc.sigmoid(ends).tolist() == [0, 0, 0.5, 1, 1]


@pytest.mark.parametrize("dtype", DTYPES)
def test_huge_and_smallest_numbers_stay_finite(cell, dtype):
    case, huge = draw_case(cell, dtype=dtype), HUGE[dtype]
    for sign in (-1, 1):
        assert_finite(case.having("x", np.full_like(case.x, sign * huge)))
    start, weights = case, case
    # The cell state of an sLSTM is a mean of candidates, and shown as it is.
    for name in {"a0"} if cell == "slstm" else {"a0", "c0"} & case.arrays.keys():
        start = start.having(name, case.arrays[name] * dtype(huge))
    for name in ("W", "b"):
        weights = weights.having(name, case.arrays[name] * dtype(1e4))
    assert_finite(start)
    assert_finite(weights)
    tiny = np.finfo(dtype).smallest_subnormal
    assert_finite(case.map(lambda v: np.full_like(v, tiny)))


@given(
    cell_name=st.sampled_from(CELLS),
    dtype=st.sampled_from(DTYPES),
    exponents=st.lists(st.integers(-30, 28), min_size=3, max_size=3),
    seed=st.integers(0, 2**32 - 1),
)
def test_inputs_of_any_magnitude_stay_finite(cell_name, dtype, exponents, seed):
    case = draw_case(cell_name, dtype=dtype, seed=seed)
    for name, exponent in zip(("x", "a0", "c0"), exponents, strict=True):
        if name in case.arrays:
            scale = dtype(10.0) ** dtype(exponent)
            case = case.having(name, case.arrays[name] * scale)
    trace = forward(case)
    assert all(np.isfinite(value).all() for value in values_of(trace).values())


def saturated(*, T, f, u, o):
    """An LSTM whose gates are held open (1) or shut (0) by their biases."""
    case = draw_case("lstm", T=T, n_a=3)
    b = case.p.b.copy()
    b[:9] = np.repeat([1e3 if gate else -1e3 for gate in (f, u, o)], 3)
    return case.having("b", b)


def test_open_forget_gate_keeps_the_cell_state_and_passes_the_gradient_exactly():
    case = saturated(T=500, f=1, u=0, o=1)
    trace = forward(case)
    np.testing.assert_array_equal(trace.c, np.broadcast_to(case.c0, trace.c.shape))
    case = case.having("da", np.zeros_like(case.da))
    np.testing.assert_array_equal(backward(case)["c0"], case.dc_last)


def test_shut_forget_gate_drops_the_cell_state_exactly():
    case = saturated(T=2, f=0, u=1, o=1)
    trace = forward(case)
    np.testing.assert_array_equal(trace.c, trace.c_cand)
    np.testing.assert_array_equal(backward(case)["c0"], np.zeros_like(case.c0))


def test_shut_output_gate_hides_the_cell_state_exactly():
    case = saturated(T=3, f=1, u=1, o=0)
    trace = forward(case)
    np.testing.assert_array_equal(trace.a, np.zeros_like(trace.a))
    assert np.abs(trace.c).min() > 0


def test_long_sequences_stay_finite(cell):
    assert_finite(draw_case(cell, T=3000, B=1))
