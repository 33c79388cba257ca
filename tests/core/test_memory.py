"""The memory tasks: what is asked for was shown, and the baselines are exact."""

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.tasks.memory import DISTRACTORS, SYMBOLS, TOKENS


def recall(rng, lag=7, batch_size=50, **options):
    return next(lc.recall_batches(lag, batch_size, rng=rng, **options))


@pytest.mark.parametrize(("items", "episodes"), [(1, 1), (3, 1), (1, 2), (2, 3)])
def test_each_question_asks_for_the_symbol_that_lies_a_lag_back(rng, items, episodes):
    lag, (x, target, mask) = 7, recall(rng, items=items, episodes=episodes)
    assert x.shape == (episodes * (lag + items), 50, len(TOKENS))
    assert mask.sum(axis=0).tolist() == [items * episodes] * 50
    for t, b in np.argwhere(mask):
        assert TOKENS[x[t, b].argmax()] == "?"
        assert SYMBOLS[target[t, b]] == TOKENS[x[t - lag, b].argmax()]


def test_between_symbol_and_question_stand_distractors_only(rng):
    x, _, _ = recall(rng, items=2)
    np.testing.assert_array_equal(x.sum(axis=-1), 1)
    for b in range(50):
        text = lc.recall_text(x[:, b])
        assert len(text) == 9
        assert set(text[:2]) <= set(SYMBOLS)
        assert set(text[2:7]) <= set(DISTRACTORS)
        assert text[7:] == "??"
    shares = x[2:7].mean(axis=(0, 1))[4:8]
    np.testing.assert_allclose(shares, 0.25, atol=0.1)


def test_symbols_are_equally_frequent_so_that_chance_is_one_in_four(rng):
    _, target, mask = recall(rng, batch_size=8000)
    share = np.bincount(target[mask], minlength=4) / 8000
    np.testing.assert_allclose(share, lc.RECALL_CHANCE, atol=0.02)


def test_adding_marks_one_number_in_each_half_and_asks_for_their_sum(rng):
    x, target, mask = next(lc.adding_batches(9, 400, rng=rng))
    numbers, marks = x[..., 0], x[..., 1]
    assert numbers.min() >= 0
    assert numbers.max() < 1
    assert set(np.unique(marks)) == {0, 1}
    np.testing.assert_array_equal(marks[:4].sum(axis=0), 1)
    np.testing.assert_array_equal(marks[4:].sum(axis=0), 1)
    assert (marks.sum(axis=1) > 0).all()  # every place is marked in some sequence
    np.testing.assert_allclose(target[-1, :, 0], (numbers * marks).sum(axis=0))
    assert mask[-1].all()
    assert not mask[:-1].any()


def test_baseline_of_adding_is_the_error_of_the_best_constant(rng):
    _, target, _ = next(lc.adding_batches(4, 200_000, rng=rng))
    error = np.mean((target[-1] - 1) ** 2)
    assert error == pytest.approx(lc.ADDING_BASELINE, rel=0.01)
    assert target[-1].mean() == pytest.approx(1, abs=0.01)


@pytest.mark.parametrize("draw", [lc.recall_batches, lc.adding_batches])
def test_batches_come_from_the_seed_in_the_dtype_asked_for(draw):
    def two(seed):
        batches = draw(6, 3, rng=np.random.default_rng(seed), dtype=np.float32)
        return next(batches), next(batches)

    first, second = two(0)
    assert first.x.dtype == np.float32
    assert not np.array_equal(first.x, second.x)
    np.testing.assert_array_equal(second.x, two(0)[1].x)
    assert not np.array_equal(first.x, two(1)[0].x)


def test_models_take_both(rng):
    classify = lc.make_model(9, 4, 4, rng=rng)
    assert classify.loss(recall(rng)) == pytest.approx(np.log(4), abs=0.6)
    regress = lc.make_model(2, 4, 1, task="regress", rng=rng)
    assert regress.loss(next(lc.adding_batches(5, 8, rng=rng))) > 0


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda rng: lc.recall_batches(2, 4, items=3, rng=rng), "lag: expected at le"),
        (lambda rng: lc.recall_batches(0, 4, rng=rng), "lag: expected at least 1"),
        (lambda rng: lc.recall_batches(5, 4, episodes=0, rng=rng), "episodes"),
        (lambda rng: lc.adding_batches(1, 4, rng=rng), "length: expected at least 2"),
        (lambda rng: lc.adding_batches(5, 0, rng=rng), "batch_size: expected at le"),
    ],
)
def test_what_does_not_fit_is_refused_at_once(call, message, rng):
    with pytest.raises(ValueError, match=message):
        call(rng)


def test_only_one_sequence_can_be_written_as_text(rng):
    for wrong in (recall(rng).x, np.zeros((4, 3)), np.zeros(9)):
        with pytest.raises(ValueError, match=r"x: expected .*\(T, n_x=9\)"):
            lc.recall_text(wrong)


def test_a_seed_is_no_generator():
    with pytest.raises(TypeError, match="rng: expected a numpy Generator, got 0"):
        lc.recall_batches(5, 2, rng=0)
