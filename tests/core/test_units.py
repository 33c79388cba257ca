"""Taking one unit out of a model, and finding the unit that holds a value."""

import numpy as np
import pytest
from oracles import assert_same

import lstm_core as lc
from lstm_core.cells.registry import arrays_of, cell_named


@pytest.fixture
def model(cell, backend, rng):
    fresh = lc.make_model(3, 4, 2, cell=cell, rng=rng)
    p = fresh.cell_params
    for value in arrays_of(p).values():  # as after training: none is zero
        value += rng.standard_normal(value.shape) / 4
    trained = lc.NumpyModel(p, fresh.readout, fresh.task)
    return lc.to_backend(trained, backend, "cpu")


@pytest.fixture
def x(rng):
    return rng.standard_normal((5, 2, 3))


def to_numpy(model):
    return lc.to_backend(model, "numpy")


def copies(params):
    return {name: value.copy() for name, value in params.items()}


def test_the_unit_is_silent_and_the_model_stays(model, x):
    before = copies(to_numpy(model).params)
    without = lc.ablate(model, 2)
    assert (without.backend, without.cell) == (model.backend, model.cell)
    trace = to_numpy(without).forward(x)[1]
    for name in {"a", "c"} & {*cell_named(model.cell).states}:
        assert not getattr(trace, name)[..., 2].any()
        assert getattr(trace, name)[..., [0, 1, 3]].all()
    assert_same(to_numpy(model).params, before)


@pytest.mark.parametrize("at", [0, 0.4])
def test_the_others_read_the_constant_that_stands_where_the_unit_was(model, x, at):
    """Step by step, with the hidden state set by hand."""
    held, model = to_numpy(lc.ablate(model, 1, at=at)), to_numpy(model)
    state = tuple(np.zeros((2, 4)) for _ in cell_named(model.cell).states)
    expected, states = [], []
    for x_t in x:
        state[0][:, 1] = at
        _, state = model.step(x_t, state)
        state[0][:, 1] = at
        expected.append(lc.readout(model.readout, state[0]))
        states.append(state[0])
    found, trace = held.forward(x)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    others = np.delete(trace.a, 1, axis=-1)
    np.testing.assert_allclose(others, np.delete(states, 1, axis=-1), rtol=1e-12)
    assert not trace.a[..., 1].any()


def test_two_units_are_held_in_any_order(model, x):
    one, two = (
        to_numpy(lc.ablate(lc.ablate(model, i, at_i), j, at_j)).forward(x)[0]
        for (i, at_i), (j, at_j) in (((0, 0.3), (2, -0.6)), ((2, -0.6), (0, 0.3)))
    )
    np.testing.assert_allclose(one, two, rtol=1e-12)


def test_holding_a_unit_keeps_the_dtype_and_the_model(rng):
    model = lc.make_model(3, 4, 2, rng=rng, dtype=np.float32)
    before = copies(model.params)
    held = lc.ablate(model, 0, at=np.float64(0.1))
    assert {value.dtype for value in held.params.values()} == {np.dtype("float32")}
    assert_same(model.params, before)


def test_a_unit_that_is_not_there_is_refused(rng):
    model = lc.make_model(3, 4, 2, rng=rng)
    for unit in (4, -1):
        with pytest.raises(IndexError, match="unit: expected 0 to 3, got"):
            lc.ablate(model, unit)
    with pytest.raises(TypeError):
        lc.ablate(model, 1.0)
    with pytest.raises(TypeError, match="model: expected Model, got LSTMParams"):
        lc.ablate(model.cell_params, 0)
    with pytest.raises(ValueError, match="at: expected a finite number, got nan"):
        lc.ablate(model, 0, at=np.nan)
    with pytest.raises(TypeError, match="at: expected a number, got '0'"):
        lc.ablate(model, 0, at="0")


@pytest.fixture
def states(rng):
    return rng.standard_normal((7, 3, 4))


@pytest.fixture
def value(rng):
    return rng.standard_normal((7, 3))


def test_correlations_are_those_of_numpy(states, value, rng):
    everywhere = np.ones((7, 3), bool)
    states[..., 1] = -2 * value + 3
    for where in (rng.random((7, 3)) < 0.5, everywhere):
        found = lc.unit_correlations(states, value, where)
        pairs = [(states[where, k], value[where]) for k in range(4)]
        expected = [np.corrcoef(*pair)[0, 1] for pair in pairs]
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        assert found[1] == pytest.approx(-1)
    np.testing.assert_array_equal(lc.unit_correlations(states, value), found)


def test_a_constant_unit_has_no_correlation(value):
    found = lc.unit_correlations(np.ones((7, 3, 2)), value)
    np.testing.assert_array_equal(found, 0)


def test_correlations_need_steps_and_a_value_that_changes(states, value):
    with pytest.raises(ValueError, match="states, value, where: expected the same"):
        lc.unit_correlations(states, value[:6])
    with pytest.raises(ValueError, match="at least two values"):
        lc.unit_correlations(states, np.ones((7, 3)))
    with pytest.raises(ValueError, match="at least two values"):
        lc.unit_correlations(states, value, np.zeros((7, 3), bool))
    with pytest.raises(TypeError, match="where: expected dtype bool, got int"):
        lc.unit_correlations(states, value, np.ones((7, 3), int))


@pytest.mark.parametrize("name", ["states", "value"])
def test_correlations_refuse_nan_where_it_counts(states, value, name):
    clean = lc.unit_correlations(states[1:], value[1:])
    {"states": states, "value": value}[name][0, 0] = np.nan
    with pytest.raises(ValueError, match=f"{name}: expected finite numbers"):
        lc.unit_correlations(states, value)
    later = np.ones((7, 3), bool)
    later[0] = False
    np.testing.assert_allclose(lc.unit_correlations(states, value, later), clean)
