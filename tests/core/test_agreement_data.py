"""Text with number agreement: its grammar, its answers, its noise."""

import itertools

import numpy as np
import pytest

from lstm_core import agreement
from lstm_core import agreement_data as data

FOLLOWS = {
    "the": {"subject"},
    "subject": {"filler", "near", "verb"},
    "filler": {"filler", "near", "verb"},
    "near": {"near the"},
    "near the": {"distractor"},
    "distractor": {"filler", "near", "verb"},
    "verb": {"stop"},
    "stop": {"the"},
}


@pytest.fixture
def text(rng):
    return data.draw_text(300, 8, rng=rng)


def test_roles_follow_the_grammar_and_all_that_it_allows_occurs(text):
    found = {role: set() for role in data.ROLES}
    for stream in text.roles.T:
        assert data.ROLES[stream[0]] == "the"
        for one, other in itertools.pairwise(stream):
            found[data.ROLES[one]].add(data.ROLES[other])
    assert found == FOLLOWS


def test_each_role_has_its_words(text):
    kinds = agreement.KINDS
    nouns = {*kinds["singular"], *kinds["plural"]}
    expected = {"the": {"the"}, "near the": {"the"}, "subject": nouns}
    expected |= {"distractor": nouns, "verb": {*kinds["verb"]}, "stop": {"."}}
    expected |= {"near": {"near"}, "filler": {*kinds["filler"]} - {"the"}}
    found = {role: set() for role in data.ROLES}
    for b in range(text.roles.shape[1]):
        for word, role in zip(text.words(b), text.roles[:, b], strict=True):
            found[data.ROLES[role]].add(word)
    assert found == expected


def test_number_is_that_of_the_latest_subject(text):
    for b in range(text.roles.shape[1]):
        number = 0
        for t, word in enumerate(text.words(b)):
            if data.ROLES[text.roles[t, b]] == "subject":
                number = 1 if word in agreement.KINDS["singular"] else -1
            assert text.number[t, b] == number


def items(text):
    """Mean number of items in a sentence, and the share of distractors among them."""
    fillers, near, verbs = (
        text.where(role).sum() for role in ("filler", "distractor", "verb")
    )
    return (fillers + near) / verbs, near / (fillers + near)


@pytest.mark.parametrize(("more", "mean"), [(0.93, 13.3), (0.5, 1.0)])
def test_sentences_are_as_long_as_they_should_be(rng, more, mean):
    drawn = data.draw_text(4000, 32, rng=rng, more=more)
    count, share = items(drawn)
    assert count == pytest.approx(mean, rel=0.05)
    assert share == pytest.approx(data.DISTRACT, abs=0.01)


def test_half_of_the_subjects_and_distractors_are_plural(rng):
    drawn = data.draw_text(2000, 32, rng=rng)
    plural = np.isin(drawn.codes, agreement.places("plural"))
    for role in ("subject", "distractor"):
        assert plural[drawn.where(role)].mean() == pytest.approx(0.5, abs=0.03)


def test_a_batch_asks_for_the_number_at_the_verbs_only(text):
    x, target, mask = data.to_batch(text)
    assert x.dtype == np.float32
    np.testing.assert_array_equal(x.argmax(axis=2), text.codes)
    np.testing.assert_array_equal(x.sum(axis=2), 1)
    np.testing.assert_array_equal(mask, text.where("verb"))
    np.testing.assert_array_equal(target[mask], (1 - text.number[mask]) // 2)
    own, _ = agreement.encode(" ".join(text.words(3)), np.float32)
    np.testing.assert_array_equal(own[:, 0], x[:, 3])


def test_noise_has_the_size_that_was_asked_for(text, rng):
    clean, noisy = data.to_batch(text).x, data.to_batch(text, 0.3, rng=rng).x
    assert noisy.dtype == np.float32
    assert (noisy - clean).std() == pytest.approx(0.3, rel=0.01)
    assert abs((noisy - clean).mean()) < 0.01


def test_batches_are_fresh_and_repeat_with_the_seed():
    def first_two():
        batches = data.draw_batches(20, 4, rng=np.random.default_rng(5))
        return [next(batches).x for _ in range(2)]

    one, two = first_two()
    assert one.shape == (20, 4, len(agreement.VOCABULARY))
    assert not np.array_equal(one, two)
    np.testing.assert_array_equal(first_two(), [one, two])


def test_no_batch_is_without_a_verb():
    batches = data.draw_batches(4, 1, rng=np.random.default_rng(0), more=0.5)
    assert all(batch.mask.any() for batch in itertools.islice(batches, 50))


def test_what_does_not_fit_is_refused(rng, text):
    with pytest.raises(ValueError, match=r"more: expected from 0 to 1, got 1\.5"):
        data.draw_text(5, 5, rng=rng, more=1.5)
    with pytest.raises(ValueError, match="distract: expected from 0 to 1, got nan"):
        data.draw_text(5, 5, rng=rng, distract=np.nan)
    with pytest.raises(TypeError, match="rng: expected a numpy Generator"):
        data.to_batch(text, 0.3)
    with pytest.raises(ValueError, match="noise: expected at least 0, got -1"):
        data.draw_batches(rng=rng, noise=-1)  # at once, not with the first batch
    with pytest.raises(ValueError, match="role: expected one of"):
        text.where("noun")
