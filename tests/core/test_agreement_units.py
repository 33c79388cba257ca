"""The story of the gates, measured on cells of which it is known to be true or not."""

from dataclasses import replace

import numpy as np
import pytest

import lstm_core as lc
from lstm_core import agreement, agreement_data, agreement_units

N = len(agreement.VOCABULARY)
NOUNS = agreement.places("singular") + agreement.places("plural")


@pytest.fixture
def text(rng):
    return agreement_data.draw_text(120, 8, rng=rng)


def hand_set():
    """The cell of chapter 3: unit 0 holds the number, unit 1 waits for a distractor."""
    p = lc.LSTMParams(np.zeros((8, 2 + N)), np.zeros(8))
    stop, near, verb = (agreement.places(kind) for kind in ("stop", "near", "verb"))

    def column(codes):
        return [2 + code for code in codes]

    p.b_f[:], p.b_u[:], p.b_o[:] = 6, -6, (-6, 6)
    p.W_f[0, column(stop)] = -12
    p.W_u[0, column(NOUNS)], p.W_u[0, 1] = 12, -16
    p.W_c[0, column(agreement.places("singular"))] = 6
    p.W_c[0, column(agreement.places("plural"))] = -6
    p.W_o[0, column(verb)] = 12
    p.W_f[1, column(NOUNS + stop)] = -12
    p.W_u[1, column(near)], p.W_c[1, column(near)] = 12, 6
    out = lc.Readout(np.array([[9.0, 0.0], [-9.0, 0.0]]), np.zeros(2))
    return lc.NumpyModel(p, out, "classify")


@pytest.fixture
def model():
    return hand_set()


def trace_of(model, text):
    return model.forward(agreement_data.to_batch(text, dtype=np.float64).x)[1]


def test_the_story_is_true_of_the_cell_of_chapter_3(model, text):
    trace = trace_of(model, text)
    assert agreement_units.number_unit(trace, text) == 0
    story = agreement_units.tell_story(trace, text, 0)
    assert story.clean
    assert story.drops_at == "stop"
    assert story.keeps == pytest.approx(lc.sigmoid(np.float64(6)))
    drop, keep = lc.sigmoid(np.float64(-6)), lc.sigmoid(np.float64(6))
    assert story.left == pytest.approx(drop * keep * keep)
    assert story.writes > 0.99
    assert story.lets_in < 0.05


def test_the_story_is_false_of_the_other_unit_and_of_a_fresh_cell(model, text, rng):
    assert not agreement_units.tell_story(trace_of(model, text), text, 1).clean
    fresh = lc.make_model(N, 4, 2, rng=rng)
    trace = trace_of(fresh, text)
    unit = agreement_units.number_unit(trace, text)
    assert not agreement_units.tell_story(trace, text, unit).clean


@pytest.mark.parametrize(
    "wrong", [{"keeps": 0.9}, {"left": 0.2}, {"writes": 0.5}, {"lets_in": 0.1}]
)
def test_each_part_of_the_story_must_hold(wrong):
    good = agreement_units.Story(0.91, 0.19, "stop", 0.51, 0.09)
    assert good.clean
    assert not replace(good, **wrong).clean


def test_of_several_roles_the_worst_counts(model, text):
    """Make the unit leak at "near" only: open its update gate, lower its forget."""
    p = model.cell_params
    near = [2 + code for code in agreement.places("near")]
    p.W_u[0, near], p.W_f[0, near] = 8, -4  # pre-activations 2 and 2
    changed = lc.NumpyModel(p, model.readout, "classify")
    story = agreement_units.tell_story(trace_of(changed, text), text, 0)
    assert story.lets_in == pytest.approx(lc.sigmoid(np.float64(2)), abs=0.01)
    assert story.keeps == pytest.approx(lc.sigmoid(np.float64(2)))


def test_what_is_left_may_be_dropped_at_the_subject(model, text):
    p = model.cell_params
    p.W_f[0, [2 + code for code in agreement.places("stop")]] = 0
    p.W_f[0, [2 + code for code in NOUNS]], p.W_f[0, 1] = -12, 16
    changed = lc.NumpyModel(p, model.readout, "classify")
    story = agreement_units.tell_story(trace_of(changed, text), text, 0)
    assert story.drops_at == "subject"
    assert story.clean


def test_gates_by_role_are_medians_over_the_words_of_the_role(model, text):
    trace = trace_of(model, text)
    found = agreement_units.gates_by_role(trace, text, 0, "o")
    assert set(found) == set(agreement_data.ROLES)
    for role, value in found.items():
        assert value == np.median(trace.o[..., 0][text.where(role)])
    assert found["verb"] > 0.99 > 0.01 > found["filler"]


def test_without_the_second_unit_only_opposed_distractors_do_harm(model, text):
    opposed = agreement_units.has_opposed(text)
    assert agreement_units.accuracy(model, text) == 1
    without = lc.ablate(model, 1)
    assert agreement_units.accuracy(without, text, ~opposed) == 1
    assert agreement_units.accuracy(without, text, opposed) < 0.7
    blind = agreement_units.accuracy(lc.ablate(model, 0), text)
    assert 0.3 < blind < 0.7


def test_a_text_of_ones_own_is_read_and_its_verbs_are_written(model):
    own = "The dogs near the bird often sleep(s). The cat run(s)."
    trace, words, answer = agreement_units.read_text(model, own)
    assert answer == "the dogs near the bird often sleep.\nthe cat runs."
    assert len(trace.c) == len(words) == 12
    with pytest.raises(ValueError, match="unknown words: 'elephants'; the words are"):
        agreement_units.read_text(model, "The elephants run(s).")


def test_models_of_both_backends_are_measured_alike(model, text, backend):
    same = lc.to_backend(lc.ablate(model, 1), backend, "cpu")
    right = agreement_units.accuracy(lc.ablate(model, 1), text)
    assert agreement_units.accuracy(same, text) == right < 1
    own = "the dogs near the bird run(s). the cat run(s)."
    answer = agreement_units.read_text(same, own)[2]
    assert answer == agreement_units.read_text(lc.ablate(model, 1), own)[2]


def test_what_cannot_be_measured_is_refused(model, text, rng):
    trace, units = trace_of(model, text), agreement_units
    for unit in (2, -1):
        with pytest.raises(IndexError, match="unit: expected 0 to 1, got"):
            units.tell_story(trace, text, unit)
    with pytest.raises(ValueError, match=r"gate: expected one of .*got 'c'"):
        units.gates_by_role(trace, text, 0, "c")
    other = agreement_data.draw_text(60, 8, rng=rng)
    with pytest.raises(ValueError, match=r"trace: expected shape .*T=60, B=8"):
        units.tell_story(trace, other, 0)
    one = ["the", "dog", "often", "near", "the", "cats", "run(s)", "."]
    short, shorter = from_words(one), from_words(one[:2] + one[3:])
    with pytest.raises(ValueError, match="text: expected a second sentence"):
        units.tell_story(trace_of(model, short), short, 0)
    with pytest.raises(ValueError, match="words of each role, got no 'filler'"):
        units.tell_story(trace_of(model, shorter), shorter, 0)
    with pytest.raises(ValueError, match="at least one verb that counts, got none"):
        units.accuracy(model, text, np.zeros(text.roles.shape, bool))


def test_opposed_are_sentences_with_a_distractor_of_the_other_number():
    texts = {
        "the dog near the cats run(s) . the dog run(s) .": [True, False],
        "the dogs near the cats run(s) . the cat near the bird run(s) .": [False] * 2,
        "the dogs near the cat often near the cats run(s) .": [True],
    }
    for words, expected in texts.items():
        text = from_words(words.split())
        opposed = agreement_units.has_opposed(text)
        assert opposed[text.where("verb")].tolist() == expected


def test_the_nearest_noun_is_the_subject_or_a_distractor():
    words = "the dogs often near the cat run(s) . the birds eat(s) ."
    text = from_words(words.split())
    nearest = agreement_units.nearest_noun(text)[:, 0]
    assert nearest.tolist() == [0, -1, -1, -1, -1, 1, 1, 1, 1, -1, -1, -1]


def from_words(words):
    """A text of one stream, its roles worked out again from the words alone."""
    kinds = {word: kind for kind, all_ in agreement.KINDS.items() for word in all_}
    roles, numbers, number = [], [], 0
    for i, word in enumerate(words):
        near = words[i - 1] == "near" or words[i - 2 : i] == ["near", "the"]
        role = {"the": "near the" if near else "the", ".": "stop"}.get(word)
        noun = kinds[word] in ("singular", "plural")
        role = role or (("distractor" if near else "subject") if noun else kinds[word])
        if role == "subject":
            number = 1 if kinds[word] == "singular" else -1
        roles.append(agreement_data.ROLES.index(role))
        numbers.append(number)
    codes = [agreement.VOCABULARY.index(word) for word in words]
    arrays = (np.array(values)[:, None] for values in (codes, roles, numbers))
    return agreement_data.AgreementText(*arrays)


def test_drawn_texts_have_the_same_roles(text):
    again = from_words(text.words(2))
    np.testing.assert_array_equal(again.roles[:, 0], text.roles[:, 2])
    np.testing.assert_array_equal(again.number[:, 0], text.number[:, 2])
