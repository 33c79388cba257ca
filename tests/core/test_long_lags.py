"""The tasks of the nineties: what stands where, and what is asked."""

import numpy as np
import pytest

from lstm_core.tasks import long_lags


def test_the_two_sequences_differ_in_the_first_and_the_last_symbol():
    x, target, mask = long_lags.lag_pair(6, np.float32)
    assert mask is None
    assert x.dtype == np.float32
    np.testing.assert_array_equal(x.sum(axis=-1), 1)
    read = x.argmax(axis=-1)
    assert read.T.tolist() == [[6, 0, 1, 2, 3, 4], [5, 0, 1, 2, 3, 4]]
    assert target.T.tolist() == [[0, 1, 2, 3, 4, 6], [0, 1, 2, 3, 4, 5]]
    assert x.shape[-1] == 7  # a_1 to a_5, x, y
    with pytest.raises(ValueError, match="p: expected at least 2, got 1"):
        long_lags.lag_pair(1)


def test_order_asks_for_the_two_symbols_in_their_order(rng):
    x, target, mask = next(long_lags.order_batches(300, rng=rng))
    assert x.shape == (110, 300, 8)
    names = np.array([*long_lags.ORDER_SYMBOLS])
    seen, lengths, firsts, seconds = set(), set(), set(), set()
    for b in range(300):
        [end] = np.flatnonzero(mask[:, b])
        text = "".join(names[x[: end + 1, b].argmax(axis=-1)])
        assert text[0] == "E"
        assert text[-1] == "B"
        first, second = [t for t, s in enumerate(text) if s in "XY"]
        assert set(text[1:-1].replace("X", "").replace("Y", "")) <= set("abcd")
        assert ["XX", "XY", "YX", "YY"][target[end, b]] == text[first] + text[second]
        np.testing.assert_array_equal(x[: end + 1, b].sum(axis=-1), 1)
        np.testing.assert_array_equal(x[end + 1 :, b], 0)
        seen.add(target[end, b])
        lengths.add(end + 1)
        firsts.add(first)
        seconds.add(second)
    assert seen == {0, 1, 2, 3}
    assert lengths == set(range(100, 111))
    assert firsts == set(range(10, 21))
    assert seconds == set(range(50, 61))


def test_order_refuses_ranges_that_overlap(rng):
    with pytest.raises(ValueError, match="ranges one after the other"):
        long_lags.order_batches(3, rng=rng, first=(10, 50), second=(50, 60))
    with pytest.raises(ValueError, match="ranges one after the other"):
        long_lags.order_batches(3, rng=rng, lengths=(60, 70))


@pytest.mark.parametrize("length", [12, (1, 12)])
def test_parity_counts_the_ones_up_to_the_last_bit(rng, length):
    x, target, mask = next(long_lags.parity_batches(length, 200, rng=rng))
    lengths = []
    for b in range(200):
        [end] = np.flatnonzero(mask[:, b])
        bits = x[: end + 1, b, 0]
        assert set(bits) <= {-1, 1}
        assert target[end, b] == np.count_nonzero(bits == 1) % 2
        np.testing.assert_array_equal(x[end + 1 :, b], 0)
        lengths.append(end + 1)
    assert set(lengths) == ({12} if length == 12 else set(range(1, 13)))
    assert target[mask].mean() == pytest.approx(0.5, abs=0.12)


def test_latch_asks_for_the_first_sign_after_noise(rng):
    x, target, mask = next(long_lags.latch_batches((40, 50), 400, rng=rng))
    lengths = mask.argmax(axis=0) + 1
    assert set(lengths) == set(range(40, 51))
    np.testing.assert_array_equal(abs(x[0]), 1)
    asked = target[lengths - 1, np.arange(400)]
    np.testing.assert_array_equal(asked, x[0, :, 0] == 1)
    noise = x[1:40]
    assert noise.mean() == pytest.approx(0, abs=0.02)
    assert noise.var() == pytest.approx(0.2, abs=0.01)
    for b in range(400):
        np.testing.assert_array_equal(x[lengths[b] :, b], 0)


@pytest.mark.parametrize(
    "draw",
    [
        lambda rng: long_lags.order_batches(4, rng=rng, dtype=np.float32),
        lambda rng: long_lags.parity_batches((2, 9), 4, rng=rng, dtype=np.float32),
        lambda rng: long_lags.latch_batches((5, 9), 4, rng=rng, dtype=np.float32),
    ],
)
def test_batches_come_from_the_seed_and_are_fresh(draw):
    def two(seed):
        batches = draw(np.random.default_rng(seed))
        return next(batches), next(batches)

    first, second = two(0)
    assert first.x.dtype == np.float32
    assert not np.array_equal(first.x, second.x)
    np.testing.assert_array_equal(second.x, two(0)[1].x)
    assert not np.array_equal(first.x, two(1)[0].x)
