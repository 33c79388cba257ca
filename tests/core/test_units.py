"""Taking one unit out of a model, and finding the unit that holds a value."""

import numpy as np
import pytest

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


def test_the_unit_is_silent_and_the_model_stays(model, rng):
    x = rng.standard_normal((6, 2, 3))
    before = {name: np.array(value) for name, value in to_numpy(model).params.items()}
    without = lc.ablate(model, 2)
    assert (without.backend, without.cell) == (model.backend, model.cell)
    trace = to_numpy(without).forward(x)[1]
    assert not trace.a[..., 2].any()
    for name in cell_named(model.cell).states:
        assert not getattr(trace, name)[..., 2].any()
        assert getattr(trace, name)[..., [0, 1, 3]].all()
    for name, value in to_numpy(model).params.items():
        np.testing.assert_array_equal(value, before[name])


def to_numpy(model):
    return lc.to_backend(model, "numpy")


def test_the_others_read_a_zero_where_the_unit_was(model, rng):
    """Step by step, with the state set to zero by hand."""
    x = rng.standard_normal((5, 2, 3))
    model = to_numpy(model)
    state, expected = None, []
    for x_t in x:
        _, state = model.step(x_t, state)
        for part in state:
            part[:, 1] = 0
        expected.append(lc.readout(model.readout, state[0]))
    found, _ = lc.ablate(model, 1).forward(x)
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_the_others_read_the_constant_that_is_given(model, rng):
    x = rng.standard_normal((5, 2, 3))
    held = to_numpy(lc.ablate(model, 1, at=0.4))
    model = to_numpy(model)
    state = tuple(np.zeros((2, 4)) for _ in cell_named(model.cell).states)
    expected, states = [], []
    for x_t in x:
        state[0][:, 1] = 0.4
        _, state = model.step(x_t, state)
        state[0][:, 1] = 0.4
        expected.append(lc.readout(model.readout, state[0]))
        states.append(state[0])
    found, trace = held.forward(x)
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    others = [0, 2, 3]
    a = np.array(states)[..., others]
    np.testing.assert_allclose(trace.a[..., others], a, rtol=1e-12)
    assert not trace.a[..., 1].any()


def test_two_units_are_held_in_any_order(model, rng):
    x = rng.standard_normal((5, 2, 3))
    one, two = (
        to_numpy(lc.ablate(lc.ablate(model, i, at_i), j, at_j)).forward(x)[0]
        for (i, at_i), (j, at_j) in (((0, 0.3), (2, -0.6)), ((2, -0.6), (0, 0.3)))
    )
    np.testing.assert_allclose(one, two, rtol=1e-12)


def test_holding_a_unit_keeps_the_dtype_and_the_model(rng):
    model = lc.make_model(3, 4, 2, rng=rng, dtype=np.float32)
    before = {name: value.copy() for name, value in model.params.items()}
    held = lc.ablate(model, 0, at=np.float64(0.1))
    assert {value.dtype for value in held.params.values()} == {np.dtype("float32")}
    for name, value in model.params.items():
        np.testing.assert_array_equal(value, before[name])


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


def test_correlations_are_those_of_numpy(rng):
    states, value = rng.standard_normal((7, 3, 4)), rng.standard_normal((7, 3))
    where = rng.random((7, 3)) < 0.5
    states[..., 1] = -2 * value + 3
    found = lc.unit_correlations(states, value, where)
    expected = [np.corrcoef(states[where, k], value[where])[0, 1] for k in range(4)]
    np.testing.assert_allclose(found, expected, rtol=1e-12)
    assert found[1] == pytest.approx(-1)
    everywhere = lc.unit_correlations(states, value)
    assert everywhere[0] == pytest.approx(
        np.corrcoef(states[..., 0].ravel(), value.ravel())[0, 1]
    )


def test_a_constant_unit_has_no_correlation(rng):
    states = np.ones((7, 3, 2))
    found = lc.unit_correlations(states, rng.standard_normal((7, 3)))
    np.testing.assert_array_equal(found, 0)


def test_correlations_need_steps_and_a_value_that_changes(rng):
    states, value = rng.standard_normal((7, 3, 4)), rng.standard_normal((7, 3))
    with pytest.raises(ValueError, match="states, value, where: expected the same"):
        lc.unit_correlations(states, value[:6])
    with pytest.raises(ValueError, match="at least two values"):
        lc.unit_correlations(states, np.ones((7, 3)))
    with pytest.raises(ValueError, match="at least two values"):
        lc.unit_correlations(states, value, np.zeros((7, 3), bool))


def test_correlations_refuse_nan_where_it_counts_and_numbers_for_a_mask(rng):
    states, value = rng.standard_normal((7, 3, 4)), rng.standard_normal((7, 3))
    where = np.ones((7, 3), bool)
    with pytest.raises(TypeError, match="where: expected dtype bool, got int"):
        lc.unit_correlations(states, value, where.astype(int))
    clean = lc.unit_correlations(states[1:], value[1:])
    for name, array in (("states", states), ("value", value)):
        kept, array[0, 0] = array[0].copy(), np.nan
        with pytest.raises(ValueError, match=f"{name}: expected finite numbers"):
            lc.unit_correlations(states, value)
        where[0] = False
        found = lc.unit_correlations(states, value, where)
        np.testing.assert_allclose(found, clean)
        array[0] = kept
