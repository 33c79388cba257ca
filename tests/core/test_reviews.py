"""Reviews from a grammar: the rule, the words, the arrays, in each language."""

import re

import numpy as np
import pytest

from lstm_core import reviews
from lstm_core.words import use_language


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("", 3),
        ("the sound is good .", 3.5),
        ("the sound is superb .", 4),
        ("the fit is very weak .", 2.25),
        ("the fit is slightly awful .", 2.5),
        ("the sound is not bad .", 3.25),
        ("the sound is not very good .", 2.625),
        ("the bass is bad but the fit is great .", 4.5),
        ("the bass is bad but the fit is not great .", 1.5),
        ("the bass is not bad but the fit is weak .", 2.25),
        ("the bass is bad but the fit is good . the case is good .", 4),
        ("the box is superb .", 3),
        ("the box is superb . the sound is good .", 3.5),
        ("the sound is good . the box is awful .", 3.5),
        ("the case is not good . the case is good .", 3.25),
        ("the is good .", 3),
        ("the sound is good the delivery is bad .", 3.5),
        ("the sound is superb . the fit is superb . the bass is superb .", 5),
        ("the sound is awful but the fit is awful .", 1),
    ],
)
def test_the_rule(text, stars):
    assert reviews.rate(text.split()) == pytest.approx(stars)


@pytest.mark.parametrize(
    ("text", "stars"),
    [
        ("el sonido es bueno .", 3.5),
        ("la batería es buena .", 3.5),
        ("los graves son buenos .", 3.5),
        ("el sonido es magnífico .", 4),
        ("los graves son geniales .", 4),
        ("el ajuste es muy flojo .", 2.25),
        ("la batería es algo pésima .", 2.5),
        ("el sonido no es malo .", 3.25),
        ("el sonido no es muy bueno .", 2.625),
        ("los graves son malos pero el ajuste es genial .", 4.5),
        ("los graves son malos pero el ajuste no es genial .", 1.5),
        ("los graves no son malos pero el ajuste es flojo .", 2.25),
        ("los graves son malos pero el ajuste es agradable . el estuche es bueno .", 4),
        ("la caja es magnífica .", 3),
        ("la caja no es terrible . el sonido es bueno .", 3.5),
        ("el sonido no . el sonido es bueno .", 3.5),
        ("the sound is good .", 3),
    ],
)
def test_the_rule_in_spanish(spanish, text, stars):
    assert reviews.rate(text.split()) == pytest.approx(stars)


CLAUSE = re.compile(r"(el|la|los) (\w+) (no )?(es|son) (muy |algo )?(\w+)")
GENDERS = {
    "el": "sonido ajuste micrófono estuche mensajero manual",
    "la": "batería entrega caja tienda",
    "los": "graves plazos",
}


def test_a_spanish_clause_agrees_in_gender_and_number(spanish, rng):
    ends = {"el": ("o", "e", "al"), "la": ("a", "e", "al"), "los": ("os", "es")}
    used = set()
    for words in reviews.write_reviews(500, rng=rng):
        for said in re.split(r" \. ?| pero ", " ".join(words)):
            if not set(said.split()) & {"es", "son"}:
                continue
            article, noun, no, verb, degree, adjective = CLAUSE.fullmatch(said).groups()
            assert noun in GENDERS[article].split()
            assert verb == ("son" if article == "los" else "es")
            assert adjective.endswith(ends[article])
            assert adjective in reviews.STRENGTH
            used.add((article, bool(no), degree))
    assert len(used) == 3 * 5  # "no" with "algo" never occurs


def test_forms_of_an_adjective_are_worth_the_same(spanish):
    stems = {}
    for form, worth in reviews.STRENGTH.items():
        stems.setdefault(form[:3], set()).add(worth)
    assert len(stems) == 8
    assert sorted(worth for worths in stems.values() for worth in worths) == [
        *(-1, -1, -0.5, -0.5, 0.5, 0.5, 1, 1)
    ]


def test_the_words_follow_the_language(english_again, rng):
    english = reviews.VOCABULARY
    batches = reviews.review_batches(2, rng=rng)
    use_language("es")
    assert set(reviews.VOCABULARY) & set(english) == {"manual", "terrible", "."}
    assert next(batches).x.shape[2] == len(english) == 70
    with pytest.raises(ValueError, match=r"expected known words, got \['sound'\]"):
        reviews.encode_reviews([["sound"]])
    with pytest.raises(AttributeError, match="no attribute 'NOTHING'"):
        _ = reviews.NOTHING


def test_both_languages_have_the_same_kinds_and_worths(english_again):
    english = reviews.STRENGTH, reviews.FACTOR, reviews.GROUPS
    use_language("es")
    strength, factor, groups = reviews.STRENGTH, reviews.FACTOR, reviews.GROUPS
    assert set(strength.values()) == set(english[0].values())
    assert [*factor.values()] == [*english[1].values()]
    assert len(groups) == len(english[2])
    assert groups[3] == reviews.OF_OTHERS
    assert set(groups) - {reviews.OF_OTHERS} == set(reviews.KINDS)


def test_reviews_are_made_of_known_sentences(language, rng):
    texts = reviews.write_reviews(300, rng=rng)
    for words in texts:
        assert words[-1] == "."
        assert 2 <= words.count(".") <= 6
    used = {word for words in texts for word in words}
    assert used == set(reviews.VOCABULARY)


def test_the_docstring_says_what_is_drawn(language, rng):
    aspects, things_named, *_ = reviews.KINDS.values()
    but = {"en": "but", "es": "pero"}[language]
    opinions, counts, things = [], [], []
    for words in reviews.write_reviews(1000, rng=rng):
        sentences = [said.split() for said in " ".join(words).split(" .")]
        found = [s for s in sentences if set(s) & set(aspects)]
        opinions += found
        counts.append(len(found))
        things.append(sum(word in things_named for word in words))
    with_but = np.mean([but in words for words in opinions])
    assert with_but == pytest.approx(0.4, abs=0.05)
    assert set(things) == {0, 1}
    assert np.mean(things) == pytest.approx(0.5, abs=0.05)
    assert set(counts) == {1, 2}
    assert np.mean(counts) == pytest.approx(1.5, abs=0.05)


def test_same_seed_same_reviews(language):
    rngs = [np.random.default_rng(3) for _ in range(2)]
    first, second = (reviews.write_reviews(5, rng=rng) for rng in rngs)
    assert first == second


def test_vocabulary_has_each_word_once(language):
    assert 60 <= len(reviews.VOCABULARY) == len(set(reviews.VOCABULARY)) <= 100


def test_arrays_hold_the_words_and_ask_at_the_last_one():
    texts = [["the", "fit", "is", "bad", "."], ["they", "came", "."]]
    x, target, mask = reviews.encode_reviews(texts, np.float32)
    assert x.shape == (5, 2, len(reviews.VOCABULARY))
    assert x.dtype == target.dtype == np.float32
    for b, words in enumerate(texts):
        assert [reviews.VOCABULARY[k] for k in x[: len(words), b].argmax(-1)] == words
        assert not x[len(words) :, b].any()
        assert np.flatnonzero(mask[:, b]) == [len(words) - 1]
    np.testing.assert_allclose(target[:, :, 0], np.tile([-0.5, 0], (5, 1)))


def test_batches_are_fresh_and_fit(rng):
    batches = reviews.review_batches(4, rng=rng, dtype=np.float32)
    first, second = next(batches), next(batches)
    assert first.x.shape[1] == second.x.shape[1] == 4
    assert first.x.shape != second.x.shape or (first.x != second.x).any()


def test_groups_of_words_know_what_they_speak_of():
    text = "the box is not bad . they came . the fit is not bad but very good ."
    said = dict(enumerate(reviews.kinds_of(text.split())))
    assert said[1] == "other thing"
    assert said[3] == said[4] == reviews.OF_OTHERS
    assert (said[12], said[13], said[14]) == ("not", "adjective", "but")
    assert set(said.values()) <= set(reviews.GROUPS)
    assert reviews.kinds_of(["the", "box", ".", "good", "."])[3] == "adjective"


def test_spanish_groups_know_what_they_speak_of(spanish):
    text = "la caja no es mala . ayer . el ajuste no es malo pero muy bueno ."
    said = dict(enumerate(reviews.kinds_of(text.split())))
    assert said[0] == said[3] == "artículo, es"
    assert said[1] == "otra cosa"
    assert said[2] == said[4] == "dicho de otra cosa"
    assert (said[6], said[9], said[10]) == ("relleno", "aspecto", "no")
    assert (said[12], said[13], said[14]) == ("adjetivo", "pero", "muy, algo")


def test_bad_input_is_refused(rng):
    for unknown in ([["the", "cat"]], [[]]):
        with pytest.raises(ValueError, match="reviews: expected known words, got"):
            reviews.encode_reviews(unknown)
    for wrong in ([], "the", ["the", "fit"], [["the"], "."]):
        with pytest.raises(ValueError, match="list of lists of words"):
            reviews.encode_reviews(wrong)
    with pytest.raises(TypeError, match="words: expected a list of strings, got 'the"):
        reviews.rate("the fit is bad .")
    for unknown in (["cat"], "the fit"):
        with pytest.raises(ValueError, match="words: expected known words, got"):
            reviews.kinds_of(unknown)
    with pytest.raises(ValueError, match="count"):
        reviews.write_reviews(0, rng=rng)
    with pytest.raises(ValueError, match="batch_size"):
        reviews.review_batches(0, rng=rng)  # at once
