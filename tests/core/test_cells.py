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
    scalar_sigmoid,
    scalar_values,
)

import lstm_core as lc
from lstm_core.cells.registry import arrays_of, cell_named


def run_step(case):
    """The states after the first step, ``a`` and perhaps ``c``, and its gates."""
    return case.cell.new_states(case.p, case.x[0], case.start)


def step_gradients(case):
    """Gradients of `step_loss` by the package, by name."""
    cell, start = case.cell, case.start
    states, gates = run_step(case)
    kept = dict(zip(cell.states, states, strict=True)) | {"gates": gates}
    kept = [kept[name] for name in cell.needs]
    after = [case.da[0], *case.d_last]
    values = cell.step_backward(case.p, case.x[0], *start, *kept, *after)
    names = *cell.arrays, "x", *(f"{name}0" for name in cell.states)
    return dict(zip(names, values, strict=True))


def step_loss(case):
    """A loss whose gradients with respect to ``a`` and ``c`` are those of the case."""
    weights = [case.da[0], *case.d_last]
    return sum((w * v).sum() for w, v in zip(weights, run_step(case)[0], strict=True))


@given(cases(dtype=np.float64))
def test_step_equals_scalar_loop(case):
    states, gates = run_step(case)
    got = dict(zip(case.cell.states, states, strict=True)) | gates
    for b in range(case.x.shape[1]):
        want = scalar_values(case, b)
        assert got.keys() == want.keys()
        for name in want:
            np.testing.assert_allclose(got[name][b], want[name][0], atol=1e-13)


def test_the_public_names_of_a_cell_are_those_of_its_record(cell):
    record = cell_named(cell)
    for name, value in {
        f"init_{cell}": record.init,
        f"{cell}_step": record.step,
        f"{cell}_step_backward": record.step_backward,
    }.items():
        assert getattr(lc, name) is value
    kinds = {record.params, record.trace, record.gradients}
    assert all(getattr(lc, kind.__name__) is kind for kind in kinds)


@pytest.mark.parametrize(("cell", "name"), GRADIENTS)
def test_step_gradient_equals_central_difference(cell, name):
    case = draw_case(cell, T=1)
    want = numerical_gradient(
        lambda value: step_loss(case.having(name, value)), case.arrays[name]
    )
    got = step_gradients(case)[name]
    assert relative_error(got.reshape(want.shape), want) < 1e-7


def test_an_slstm_without_a_past_is_the_one_of_the_paper():
    """There the normaliser begins with 0: the first candidate is all there is."""
    case = draw_case("slstm", T=1).having("n0", np.full((3, 5), -99.0))
    a, c, n, gates = lc.slstm_step(case.p, case.x[0], case.a0, case.c0, case.n0)
    z = np.hstack([case.a0, case.x[0]]) @ case.p.W.T + case.p.b
    np.testing.assert_allclose(gates["u"], 1, rtol=1e-15)
    np.testing.assert_allclose(n, z[:, 5:10], rtol=1e-14)
    np.testing.assert_allclose(c, np.tanh(z[:, 15:]), rtol=1e-14)
    np.testing.assert_allclose(a, lc.sigmoid(z[:, 10:15]) * c, rtol=1e-14)


def test_lstm_gradient_reaches_previous_cell_state_without_da():
    case = draw_case("lstm", T=1)
    case = replace(case, da=np.zeros_like(case.da))
    _, _, gates = lc.lstm_step(case.p, case.x[0], case.a0, case.c0)
    np.testing.assert_array_equal(step_gradients(case)["c0"], case.dc_last * gates["f"])


@given(cases())
def test_step_keeps_shape_and_dtype(case):
    values = [*run_step(case)[0], *step_gradients(case).values()]
    arrays = arrays_of(case.p).values()
    inputs = [*case.start, *arrays, case.x[0], *case.start]
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
