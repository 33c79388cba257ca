"""Strings that count: what stands in a batch, and which answers are right."""

import numpy as np
import pytest

from lstm_core.tasks import counting


def scores_for(text, T, B=1):
    """Scores whose highest spells the text, symbol by symbol."""
    places = [counting.SYMBOLS.index(s) for s in text]
    places += [0] * (T - len(places))
    return np.repeat(np.eye(5)[places][:, None], B, axis=1)


@pytest.mark.parametrize("letters", ["ab", "abc"])
def test_a_batch_spells_its_strings_and_the_targets_are_one_ahead(letters):
    ns = [3, 1, 5]
    x, target, mask = counting.count_batch(ns, letters, np.float32)
    assert x.dtype == np.float32
    for b, n in enumerate(ns):
        steps = len(letters) * n + 1
        assert mask[:, b].tolist() == [True] * steps + [False] * (len(x) - steps)
        spelled = "".join(counting.SYMBOLS[k] for k in x[:steps, b].argmax(axis=-1))
        ahead = "".join(counting.SYMBOLS[k] for k in target[:steps, b])
        whole = spelled[0] + ahead
        assert whole == "S" + "".join(letter * n for letter in letters) + "T"
        assert spelled == whole[:-1]
        np.testing.assert_array_equal(x[steps:, b], 0)
        np.testing.assert_array_equal(x[:steps, b].sum(axis=-1), 1)


def test_batches_have_all_numbers_equally_often(rng):
    batches = counting.count_batches(4, 2000, "ab", rng=rng)
    steps = next(batches).mask.sum(axis=0)
    counts = np.bincount((steps - 1) // 2, minlength=5)
    assert counts[0] == 0
    np.testing.assert_allclose(counts[1:] / 2000, 0.25, atol=0.04)


@pytest.mark.parametrize(
    ("said", "right"),
    [
        ("aaabbT", True),
        ("abbbbT", True),  # after an a comes another, or a b: nobody can know
        ("baabbT", False),  # not after S
        ("aaTbbT", False),  # no end after a
        ("aaabbb", False),  # no end
        ("aaabTT", False),  # too early an end
        ("aaaabT", False),  # an a after b
    ],
)
def test_right_is_what_can_be_known(said, right):
    batch = counting.count_batch([3], "ab")
    # read S a a a b b b; told after each of the seven
    told = said[0] + said[1:3] + "b" + said[3:]
    assert counting.strings_right(scores_for(told, 7), batch).tolist() == [right]


def test_filled_steps_do_not_count():
    batch = counting.count_batch([1, 3], "ab")
    scores = scores_for("abT", 7, B=2)
    assert counting.strings_right(scores, batch).tolist() == [True, False]


def test_reach_is_up_to_the_first_that_is_wrong():
    assert counting.reach(np.array([True, True, False, True])) == 2
    assert counting.reach(np.array([False, True])) == 0
    assert counting.reach(np.array([True, True])) == 2


def test_a_counter_reaches_any_length():
    batch = counting.count_batch(range(1, 40), "abc")
    S, T, a, b, c = range(5)
    counts = batch.x.cumsum(axis=0)
    read, scores = batch.x.argmax(axis=-1), np.zeros(batch.x.shape)
    same = {
        b: counts[..., b] == counts[..., a],
        c: counts[..., c] == counts[..., a],
    }
    told = np.select(
        [read == S, read == a, (read == b) & ~same[b], read == b, same[c]],
        [a, a, b, c, T],
        default=c,
    )
    np.put_along_axis(scores, told[..., None], 1, axis=-1)
    assert counting.strings_right(scores, batch).all()


def test_what_does_not_fit_is_refused(rng):
    with pytest.raises(ValueError, match="n: expected at least 1, got 0"):
        counting.count_batch([2, 0], "ab")
    with pytest.raises(ValueError, match="longest: expected at least 1"):
        next(counting.count_batches(0, 3, "ab", rng=rng))
