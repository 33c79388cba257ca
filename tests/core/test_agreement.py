"""Sentences with verbs that agree: encoding, kinds of words, filling in."""

import numpy as np
import pytest

from lstm_core import agreement


def test_a_text_becomes_one_hot_vectors_in_order():
    x, words = agreement.encode("The dogs near the bird\nOFTEN sleep(s).")
    assert words == ["the", "dogs", "near", "the", "bird", "often", "sleep(s)", "."]
    assert x.shape == (8, 1, len(agreement.VOCABULARY))
    assert x.dtype == np.float64
    np.testing.assert_array_equal(x.sum(axis=2), 1)
    places = x[:, 0].argmax(axis=1)
    assert [agreement.VOCABULARY[place] for place in places] == words
    assert agreement.encode("dog", np.float32)[0].dtype == np.float32


def test_commas_are_left_out_and_the_last_full_stop_may_be_missing():
    _, words = agreement.encode("The dogs, near the bird, often sleep(s)")
    assert words == ["the", "dogs", "near", "the", "bird", "often", "sleep(s)"]
    number = np.full(len(words), -0.9)
    assert agreement.fill_verbs(words, number).endswith("bird often sleep")
    with pytest.raises(ValueError, match="at least one word"):
        agreement.encode(" , ")


def test_words_are_told_apart():
    assert len(set(agreement.VOCABULARY)) == len(agreement.VOCABULARY)
    places = [place for kind in agreement.KINDS for place in agreement.places(kind)]
    assert places == list(range(len(agreement.VOCABULARY)))
    assert all(verb.endswith("(s)") for verb in agreement.KINDS["verb"])


def test_an_unknown_word_is_named_together_with_all_known_ones():
    with pytest.raises(ValueError, match="'elephant'") as caught:
        agreement.encode("The elephant run(s).")
    assert all(word in str(caught.value) for word in agreement.VOCABULARY)
    with pytest.raises(ValueError, match=r"words: 'dogs!', 'runs', '!'; the words"):
        agreement.encode("The dogs! runs runs ! the dog.")
    with pytest.raises(ValueError, match="at least one word"):
        agreement.encode("  ")
    with pytest.raises(ValueError, match=r"singular.*got 'nouns'"):
        agreement.places("nouns")


@pytest.mark.parametrize(
    ("shown", "verb"), [(0.5, "runs"), (-0.5, "run"), (0.1, "run(s)"), (-0.1, "run(s)")]
)
def test_a_verb_takes_the_form_that_was_decided(shown, verb):
    _, words = agreement.encode("The dog run(s). The cat.")
    number = np.full(len(words), -0.9)
    number[2] = shown
    assert agreement.fill_verbs(words, number) == f"the dog {verb}.\nthe cat."


def test_numbers_must_fit_the_words():
    with pytest.raises(ValueError, match=r"number: expected shape \(T=2,\), got"):
        agreement.fill_verbs(["the", "dog"], np.zeros(3))


def test_verbs_need_one_finite_number_for_each_word():
    with pytest.raises(ValueError, match="number: expected finite numbers"):
        agreement.fill_verbs(["the", "run(s)"], np.array([0, np.nan]))
    with pytest.raises(ValueError, match=r"number: expected 1 axes \(T=2,\), got 2"):
        agreement.fill_verbs(["the", "run(s)"], np.zeros((2, 2)))


def test_a_text_that_is_no_string_is_refused():
    with pytest.raises(TypeError, match="text: expected a string, got int"):
        agreement.encode(5)
