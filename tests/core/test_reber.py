"""The stream follows the grammar, which stands here once more, as a pattern of text."""

import re
from itertools import product

import numpy as np
import pytest

from lstm_core.tasks import reber

# The Reber grammar as regular expressions: two ways to begin, each with its loops.
FROM_3 = "T*V(PXT*V)*(V|PS)"  # from the state after P to the last E
INNER = re.compile(f"B(TS*X(S|X{FROM_3})|P{FROM_3})E")
EMBEDDED = re.compile(f"B([TP])({INNER.pattern})\\1E")


def text_of(streams, b):
    return "".join(reber.SYMBOLS[k] for k in streams.symbols[:, b])


def strings_of(text):
    """Whole strings of a stream; each is the shortest beginning that is one."""
    found = []
    while match := EMBEDDED.match(text):
        found.append(match[0])
        text = text[len(match[0]) :]
    return found, text


def all_strings(longest):
    """All strings of the embedded grammar up to a length, by trying all texts."""
    inner = (
        f"B{''.join(middle)}E"
        for n in range(2, longest - 5)
        for middle in product("TPSXV", repeat=n)
    )
    return {f"B{o}{s}{o}E" for s in inner if INNER.fullmatch(s) for o in "TP"}


def test_a_stream_is_strings_of_the_grammar_without_a_gap(rng):
    streams = reber.draw_streams(3000, 4, rng=rng)
    for b in range(4):
        strings, rest = strings_of(text_of(streams, b))
        assert len(strings) > 200
        assert len(rest) < 60
        assert {s[1] for s in strings} == {"T", "P"}


def test_all_short_strings_come_with_the_chances_of_coins(rng):
    streams = reber.draw_streams(20_000, 5, rng=rng)
    found = [s for b in range(5) for s in strings_of(text_of(streams, b))[0]]
    short = {s for s in found if len(s) <= 11}
    assert short == all_strings(11)
    # B T B T X S E T E: four coins, for T, T, X and S
    share = found.count("BTBTXSETE") / len(found)
    assert share == pytest.approx(1 / 16, abs=0.012)


def test_what_may_come_is_what_some_string_goes_on_with(rng):
    streams = reber.draw_streams(400, 6, rng=rng)
    known = all_strings(13)
    tried = 0
    for b in range(6):
        text, t = text_of(streams, b), 0
        for string in strings_of(text)[0]:
            for read in range(1, len(string)):
                told = {
                    reber.SYMBOLS[k]
                    for k in np.flatnonzero(streams.legal[t + read - 1, b])
                }
                begin = string[:read]
                if read <= 5:  # later, what may follow can need a longer string
                    assert told == {s[read] for s in known if s.startswith(begin)}
                    tried += 1
                assert string[read] in told
            t += len(string)
            if t < len(streams.legal):
                after = streams.legal[t - 1, b]
                assert [*np.flatnonzero(after)] == [reber.SYMBOLS.index("B")]
    assert tried > 500


def test_the_deciding_symbol_repeats_the_second_and_is_the_last_but_one(rng):
    streams = reber.draw_streams(1000, 5, rng=rng)
    for b in range(5):
        expected, t = [], 0
        for string in strings_of(text_of(streams, b))[0]:
            t += len(string)
            expected.append(t - 3)  # read there; the symbol after it decides
        found = np.flatnonzero(streams.decides[:, b])
        assert [*found[: len(expected)]] == expected
        strings = strings_of(text_of(streams, b))[0]
        for place, string in zip(found, strings, strict=False):
            assert reber.SYMBOLS[streams.symbols[place + 1, b]] == string[1]
            assert streams.legal[place, b].sum() == 1


def test_chunks_are_one_stream_until_new_ones_begin(rng):
    chunks = reber.stream_chunks(60, 20, 3, rng=rng, dtype=np.float32)
    parts = [next(chunks) for _ in range(6)]
    assert [begins for _, begins in parts] == [True, False, False] * 2
    for three in (parts[:3], parts[3:]):
        x = np.concatenate([batch.x for batch, _ in three])
        target = np.concatenate([batch.target for batch, _ in three])
        assert x.dtype == np.float32
        np.testing.assert_array_equal(x.argmax(axis=-1)[1:], target[:-1])
        np.testing.assert_array_equal(x.sum(axis=-1), 1)
        for b in range(3):
            text = "".join(reber.SYMBOLS[k] for k in x[:, b].argmax(axis=-1))
            assert text.startswith("B")
            assert strings_of(text)[0]


def test_a_step_is_right_if_no_illegal_symbol_reaches_a_legal_one():
    legal = np.array([False, True, True, False, False, False, False])
    scores = np.array([0.0, 2, 1, 0.9, -5, 0, 0])
    assert reber.step_is_right(scores, legal)
    assert not reber.step_is_right(np.where(legal, scores, 1.0), legal)
    scores[4] = 1.5  # between the two
    assert not reber.step_is_right(scores, legal)
    many = np.stack([scores, np.where(legal, 1.0, 0.0)])
    assert reber.step_is_right(many, legal).tolist() == [False, True]


def test_the_same_seed_gives_the_same_stream_and_wrong_sizes_are_refused():
    first, again = (
        reber.draw_streams(50, 3, rng=np.random.default_rng(7)) for _ in range(2)
    )
    np.testing.assert_array_equal(first.symbols, again.symbols)
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="length: expected at least 1"):
        reber.draw_streams(0, 3, rng=rng)
    with pytest.raises(ValueError, match="length: expected a multiple of chunk=20"):
        next(reber.stream_chunks(50, 20, 3, rng=rng))
    with pytest.raises(TypeError, match="rng: expected a numpy Generator"):
        reber.draw_streams(5, 3, rng=0)
