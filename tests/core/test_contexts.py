"""Units that tell a label, and the contexts in which one is high."""

import numpy as np
import pytest

import lstm_core as lc


def test_the_unit_that_holds_the_label_comes_first(rng):
    states = rng.standard_normal((40, 3, 6))
    value = rng.integers(2, size=(40, 3))
    states[..., 4] = -3 * value + 0.1 * states[..., 4]
    states[..., 2] += value
    assert lc.rank_units(states, value)[:2].tolist() == [4, 2]


def test_steps_after_the_end_do_not_count(rng):
    states, value = rng.standard_normal((40, 2, 3)), rng.integers(2, size=(40, 2))
    want = lc.rank_units(states[:30], value[:30])
    states[30:] = np.nan
    np.testing.assert_array_equal(lc.rank_units(states, value), want)


def test_contexts_are_the_highest_places_and_lie_apart():
    words = [[f"a{t}" for t in range(20)], [f"b{t}" for t in range(10)]]
    values = np.zeros((20, 2))
    values[5, 0], values[6, 0], values[9, 1], values[15, 1] = 3, 2.5, 2, 9
    found = lc.top_contexts(values, words, n=2, width=3)
    assert found == [(3.0, "a3 a4 a5"), (2.0, "b7 b8 b9")]  # b has no 16th word


def test_lowest_places_and_tensors(torch):
    values = torch.tensor([[0.5], [-2.0], [1.0]])
    (found,) = lc.top_contexts(-values, [["x1", "y1", "z1"]], n=1, width=2)
    assert found == (2.0, "x1 y1")


def test_letters_are_written_without_spaces():
    (found,) = lc.top_contexts(np.eye(5)[:, 3:4], ["we go"], n=1, width=4)
    assert found == (1.0, "we g")


def test_as_many_texts_as_columns():
    with pytest.raises(ValueError, match=r"expected \(T, B\) and B texts"):
        lc.top_contexts(np.zeros((3, 2)), [["a"]])
    with pytest.raises(ValueError, match="n: expected at least 1"):
        lc.top_contexts(np.zeros((3, 1)), [["a"]], n=0)


def test_what_is_of_another_kind_is_named(rng):
    with pytest.raises(TypeError, match="words: expected strings, got int 7"):
        lc.top_contexts(np.zeros((3, 1)), [[7, 8, 9]])
    trace = lc.lstm_forward(lc.init_lstm(2, 3, rng=rng), np.ones((4, 1, 2)))
    with pytest.raises(TypeError, match=r"states: .*such as trace\.c"):
        lc.rank_units(trace, np.ones((4, 1)))
    with pytest.raises(ValueError, match="expected the same steps"):
        lc.rank_units(trace.c, np.ones((4, 2)), where=np.ones(2, bool))
    with pytest.raises(ValueError, match="states: expected finite numbers or NaN"):
        lc.rank_units(trace.c * np.inf, np.ones((4, 1)))
