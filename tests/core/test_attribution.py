"""Which steps matter: three measures, and the correlation of ranks."""

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.cells.registry import cell_named


@pytest.fixture
def model(rng):
    return lc.make_model(n_x=3, n_a=4, n_y=2, cell="lstm", task="regress", rng=rng)


@pytest.fixture
def x(rng):
    return rng.standard_normal((5, 1, 3))


def test_measures_are_what_they_say(model, x):
    found = lc.step_measures(model, x)
    y, trace = model.forward(x)
    c_prev = np.zeros(4)
    for t in range(5):
        c = trace.c[t, 0]
        assert found["update"][t] == pytest.approx(trace.u[t, 0].mean())
        length = np.sqrt(((c - c_prev) ** 2).sum())
        assert found["change"][t] == pytest.approx(length)
        other, _ = model.forward(np.delete(x, t, axis=0))
        moved = np.linalg.norm(other[-1, 0] - y[-1, 0])
        assert found["removal"][t] == pytest.approx(moved)
        c_prev = c


def test_effects_of_removal_are_those_of_every_text_so_far(cell, x, rng):
    model = lc.make_model(n_x=3, n_a=4, n_y=2, cell=cell, task="regress", rng=rng)
    effects = lc.removal_effects(model, x)
    assert effects.shape == (5, 5) and effects.dtype == model.dtype
    y = model.forward(x)[0]
    for s in range(5):
        other = model.forward(np.delete(x, s, axis=0))[0]
        for t in range(max(s, 1), 5):
            moved = np.linalg.norm(other[t - 1, 0] - y[t, 0])
            assert effects[s, t] == pytest.approx(moved), (s, t)
    assert (effects[np.tril_indices(5, -1)] == 0).all() and effects[0, 0] == 0


def test_the_last_effects_are_the_measure_of_removal(model, x):
    last = lc.removal_effects(model, x)[:, -1]
    np.testing.assert_allclose(last, lc.step_measures(model, x)["removal"])


def test_effects_of_removal_refuse_what_does_not_fit(model, x):
    with pytest.raises(ValueError, match="x: expected at least 2 steps, got 1"):
        lc.removal_effects(model, x[:1])
    with pytest.raises(ValueError, match=r"x: expected shape .*B=1"):
        lc.removal_effects(model, np.repeat(x, 2, axis=1))
    with pytest.raises(TypeError, match="model: expected one with the backend numpy"):
        lc.removal_effects("model", x)


def test_each_copy_lacks_its_step(x):
    copies = lc.without_each(x)
    assert copies.shape == (4, 5, 3)
    for t in range(5):
        np.testing.assert_array_equal(copies[:, t], np.delete(x[:, 0], t, axis=0))


def test_measures_refuse_what_does_not_fit(model, x):
    with pytest.raises(ValueError, match="x: expected at least 2 steps, got 1"):
        lc.step_measures(model, x[:1])
    two = np.repeat(x, 2, axis=1)
    with pytest.raises(ValueError, match=r"x: expected shape .*B=1"):
        lc.step_measures(model, two)
    with pytest.raises(ValueError, match=r"x: expected shape .*B=1"):
        lc.without_each(two)


def test_measures_need_a_cell_state_and_an_update_gate_to_it(cell, x, rng):
    model = lc.make_model(n_x=3, n_a=4, n_y=2, cell=cell, rng=rng)
    record = cell_named(cell)
    if "c" in record.states and "u" in record.gates:
        assert lc.step_measures(model, x).keys() == {"update", "change", "removal"}
    else:
        with pytest.raises(TypeError, match=rf"model: .* numpy, got {cell} NumpyModel"):
            lc.step_measures(model, x)


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ([1, 2, 3], [10, 20, 1000], 1),
        ([1, 2, 3], [3, 2, 1], -1),
        ([1, 2, 3, 4], [1, 3, 2, 4], 0.8),
        ([1, 1, 2], [5, 5, 6], 1),
        ([1, 1, 2, 3], [1, 2, 3, 4], np.sqrt(0.9)),
        ([0, 0, 1, 1], [0, 1, 0, 1], 0),
    ],
)
def test_rank_correlation(first, second, wanted):
    found = lc.rank_correlation(np.array(first), np.array(second))
    assert found == pytest.approx(wanted, abs=1e-12)


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ([1, 1], [1, 2], "values that differ, got a constant"),
        ([1, 2], [1, 2, 3], "two lists of one length"),
        ([], [], "two lists of one length"),
        ([1, 2, 3], [1, np.nan, 3], "second: expected finite numbers, got 1 NaN"),
    ],
)
def test_rank_correlation_refuses_what_has_no_order(first, second, words):
    with pytest.raises(ValueError, match=words):
        lc.rank_correlation(first, second)
