"""Text with number agreement: its words, its grammar, and the story of the gates.

The story is measured on cells of which it is known to be true or not.
"""

import itertools
from dataclasses import replace

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.tasks import agreement
from lstm_core.tasks.agreement import (
    KINDS,
    VOCABULARY,
    encode,
    fill_verbs,
    hand_set,
    places,
)
from lstm_core.tasks.agreement_data import (
    DISTRACT,
    ROLES,
    AgreementText,
    draw_batches,
    draw_text,
    to_batch,
)
from lstm_core.tasks.agreement_units import (
    Story,
    accuracy,
    gates_by_role,
    has_opposed,
    nearest_noun,
    number_unit,
    read_text,
    tell_story,
)

# fmt: off
SPANISH = {
    "dog": "perro", "cat": "gato", "bird": "pájaro", "horse": "caballo",
    "dogs": "perros", "cats": "gatos", "birds": "pájaros", "horses": "caballos",
    "sleep(s)": "duerme(n)", "run(s)": "corre(n)", "sing(s)": "canta(n)",
    "eat(s)": "come(n)", "the": "el/los", "often": "también", "still": "todavía",
    "always": "siempre", "never": "nunca", "near": "tras", ".": ".",
}
# fmt: on
N = len(VOCABULARY)
NOUNS = places("singular") + places("plural")
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
    return draw_text(300, 8, rng=rng)


def test_a_text_becomes_one_hot_vectors_in_order():
    x, words = encode("The dogs near the bird\nOFTEN sleep(s).")
    assert words == ["the", "dogs", "near", "the", "bird", "often", "sleep(s)", "."]
    assert x.shape == (8, 1, N)
    assert x.dtype == np.float64
    np.testing.assert_array_equal(x.sum(axis=2), 1)
    assert [VOCABULARY[place] for place in x[:, 0].argmax(axis=1)] == words
    assert encode("dog", np.float32)[0].dtype == np.float32


def test_commas_are_left_out_and_the_last_full_stop_may_be_missing():
    _, words = encode("The dogs, near the bird, often sleep(s)")
    assert words == ["the", "dogs", "near", "the", "bird", "often", "sleep(s)"]
    filled = fill_verbs(words, np.full(len(words), -0.9))
    assert filled.endswith("bird often sleep")


def test_each_spanish_word_has_the_place_of_an_english_one(spanish):
    assert [SPANISH[word] for word in VOCABULARY] == [*agreement.VOCABULARY]
    for kind, words in KINDS.items():
        assert [SPANISH[word] for word in words] == [*agreement.KINDS[kind]]
        assert [VOCABULARY[place] for place in places(kind)] == [*words]


def test_a_text_may_be_in_any_language_whichever_is_chosen(language):
    english = "The dogs near the bird often sleep(s). The cat never run(s)."
    words = english.lower().replace(".", " .").split()
    own = " ".join(SPANISH[word] for word in words).capitalize()
    x, found = encode(own)
    assert found == [SPANISH[word] for word in words]
    np.testing.assert_array_equal(x, encode(english)[0])
    np.testing.assert_array_equal(encode(".")[0], encode("cat .")[0][1:])


def test_two_languages_are_not_mixed(language):
    with pytest.raises(ValueError, match="words: 'dogs'; the words are: perro") as one:
        encode("el/los dogs duerme(n).")
    assert all(word in str(one.value) for word in SPANISH.values())
    with pytest.raises(ValueError, match="words: 'duerme'; the words are: dog cat"):
        encode("the dogs duerme.")
    first = {"en": "dog", "es": "perro"}[language]
    with pytest.raises(ValueError, match=f"words: 'x'; the words are: {first} "):
        encode("x.")


def test_the_words_of_a_stream_are_those_of_the_language(text, spanish):
    words = text.words(2)
    assert words == [SPANISH[VOCABULARY[code]] for code in text.codes[:, 2]]
    np.testing.assert_array_equal(
        encode(" ".join(words))[0][:, 0].argmax(1), text.codes[:, 2]
    )
    with pytest.raises(AttributeError, match="no attribute 'NOTHING'"):
        _ = agreement.NOTHING


def test_words_are_told_apart():
    assert len(set(VOCABULARY)) == N
    assert [place for kind in KINDS for place in places(kind)] == list(range(N))
    assert all(verb.endswith("(s)") for verb in KINDS["verb"])
    with pytest.raises(ValueError, match=r"singular.*got 'nouns'"):
        places("nouns")


def test_an_unknown_word_is_named_together_with_all_known_ones():
    with pytest.raises(ValueError, match="'elephant'") as caught:
        encode("The elephant run(s).")
    assert all(word in str(caught.value) for word in VOCABULARY)
    with pytest.raises(ValueError, match=r"words: 'dogs!', 'runs', '!'; the words"):
        encode("The dogs! runs runs ! the dog.")


def test_a_text_is_a_string_of_at_least_one_word():
    for empty in ("  ", " , "):
        with pytest.raises(ValueError, match="at least one word"):
            encode(empty)
    with pytest.raises(TypeError, match="text: expected a string, got int"):
        encode(5)


@pytest.mark.parametrize(
    ("shown", "verb"), [(0.5, "runs"), (-0.5, "run"), (0.1, "run(s)"), (-0.1, "run(s)")]
)
def test_a_verb_takes_the_form_that_was_decided(shown, verb):
    _, words = encode("The dog run(s). The cat.")
    number = np.full(len(words), -0.9)
    number[2] = shown
    assert fill_verbs(words, number) == f"the dog {verb}.\nthe cat."


@pytest.mark.parametrize(
    ("shown", "verb"),
    [(0.5, "corre"), (-0.5, "corren"), (0.1, "corre(n)"), (-0.1, "corre(n)")],
)
def test_a_spanish_verb_takes_its_form_and_an_article_that_of_its_noun(shown, verb):
    _, words = encode("El/los perros tras el/los gato corre(n). El/los pájaro. El/los")
    number = np.full(len(words), -0.9)
    number[words.index("corre(n)")] = shown
    expected = f"los perros tras el gato {verb}.\nel pájaro.\nel/los"
    assert fill_verbs(words, number) == expected


def test_every_verb_has_both_forms(language):
    forms = {"en": "(s)|s|", "es": "(n)||n"}[language].split("|")
    for verb in agreement.KINDS["verb"]:
        stem = verb.removesuffix(forms[0])
        assert verb == stem + forms[0]
        assert fill_verbs([verb] * 2, [1, -1]) == f"{stem}{forms[1]} {stem}{forms[2]}"


def test_the_cell_of_chapter_3_reads_both_languages_alike():
    english = "The dogs near the bird often sleep(s). The cat near the horses sing(s)."
    words = english.lower().replace(".", " .").split()
    p, answers = hand_set(), []
    for own in (english, " ".join(SPANISH[word] for word in words)):
        x, read = encode(own)
        answers.append(fill_verbs(read, lc.lstm_forward(p, x).a[:, 0, 0]))
    assert answers == [
        "the dogs near the bird often sleep.\nthe cat near the horses sings.",
        "los perros tras el pájaro también duermen.\nel gato tras los caballos canta.",
    ]


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (np.zeros(3), r"number: expected shape \(T=2,\), got"),
        (np.zeros((2, 2)), r"number: expected 1 axes \(T=2,\), got 2"),
        (np.array([0, np.nan]), "number: expected finite numbers"),
    ],
)
def test_verbs_need_one_finite_number_for_each_word(number, words):
    with pytest.raises(ValueError, match=words):
        fill_verbs(["the", "run(s)"], number)


def test_roles_follow_the_grammar_and_all_that_it_allows_occurs(text):
    found = {role: set() for role in ROLES}
    for stream in text.roles.T:
        assert ROLES[stream[0]] == "the"
        for one, other in itertools.pairwise(stream):
            found[ROLES[one]].add(ROLES[other])
    assert found == FOLLOWS


def test_each_role_has_its_words(text):
    nouns = {*KINDS["singular"], *KINDS["plural"]}
    expected = {"the": {"the"}, "near the": {"the"}, "subject": nouns}
    expected |= {"distractor": nouns, "verb": {*KINDS["verb"]}, "stop": {"."}}
    expected |= {"near": {"near"}, "filler": {*KINDS["filler"]} - {"the"}}
    found = {role: set() for role in ROLES}
    for b in range(text.roles.shape[1]):
        for word, role in zip(text.words(b), text.roles[:, b], strict=True):
            found[ROLES[role]].add(word)
    assert found == expected


def test_numbers_and_nouns_follow_from_the_words_read_one_by_one(text):
    """The number of the latest subject, that of the latest noun, and did any differ?"""
    nearest_nouns, any_opposed = nearest_noun(text), has_opposed(text)
    for b in range(text.roles.shape[1]):
        number, nearest, opposed = 0, 0, False
        for t, word in enumerate(text.words(b)):
            role = ROLES[text.roles[t, b]]
            if role in ("subject", "distractor"):
                nearest = 1 if word in KINDS["singular"] else -1
            if role == "subject":
                number, opposed = nearest, False
            opposed = opposed or nearest != number
            assert text.number[t, b] == number
            assert nearest_nouns[t, b] == nearest
            assert any_opposed[t, b] == opposed


@pytest.mark.parametrize(("more", "mean"), [(0.93, 13.3), (0.5, 1.0)])
def test_sentences_are_as_long_as_they_should_be(rng, more, mean):
    drawn = draw_text(4000, 32, rng=rng, more=more)
    roles = ("filler", "distractor", "verb")
    fillers, distractors, verbs = (drawn.where(role).sum() for role in roles)
    items = fillers + distractors
    assert items / verbs == pytest.approx(mean, rel=0.05)
    assert distractors / items == pytest.approx(DISTRACT, abs=0.01)


def test_half_of_the_subjects_and_distractors_are_plural(rng):
    drawn = draw_text(2000, 32, rng=rng)
    plural = np.isin(drawn.codes, places("plural"))
    for role in ("subject", "distractor"):
        assert plural[drawn.where(role)].mean() == pytest.approx(0.5, abs=0.03)


def test_a_batch_asks_for_the_number_at_the_verbs_only(text):
    x, target, mask = to_batch(text)
    assert x.dtype == np.float32
    np.testing.assert_array_equal(x.argmax(axis=2), text.codes)
    np.testing.assert_array_equal(x.sum(axis=2), 1)
    np.testing.assert_array_equal(mask, text.where("verb"))
    np.testing.assert_array_equal(target[mask], (1 - text.number[mask]) // 2)
    own, _ = encode(" ".join(text.words(3)), np.float32)
    np.testing.assert_array_equal(own[:, 0], x[:, 3])


def test_noise_has_the_size_that_was_asked_for(text, rng):
    clean, noisy = to_batch(text).x, to_batch(text, 0.3, rng=rng).x
    assert noisy.dtype == np.float32
    assert (noisy - clean).std() == pytest.approx(0.3, rel=0.01)
    assert abs((noisy - clean).mean()) < 0.01


def test_batches_are_fresh_repeat_with_the_seed_and_have_a_verb():
    def first(count, *sizes, **options):
        batches = draw_batches(*sizes, rng=np.random.default_rng(5), **options)
        return list(itertools.islice(batches, count))

    one, two = (batch.x for batch in first(2, 20, 4))
    assert one.shape == (20, 4, N)
    assert not np.array_equal(one, two)
    np.testing.assert_array_equal([batch.x for batch in first(2, 20, 4)], [one, two])
    assert all(batch.mask.any() for batch in first(50, 4, 1, more=0.5))


def test_what_cannot_be_drawn_is_refused(rng, text):
    with pytest.raises(ValueError, match=r"more: expected from 0 to 1, got 1\.5"):
        draw_text(5, 5, rng=rng, more=1.5)
    with pytest.raises(ValueError, match="distract: expected from 0 to 1, got nan"):
        draw_text(5, 5, rng=rng, distract=np.nan)
    with pytest.raises(TypeError, match="rng: expected a numpy Generator"):
        to_batch(text, 0.3)
    with pytest.raises(ValueError, match="noise: expected at least 0, got -1"):
        draw_batches(rng=rng, noise=-1)  # at once, not with the first batch
    with pytest.raises(ValueError, match="role: expected one of"):
        text.where("noun")


def columns(codes):
    """Where the words act in the weights of a cell of two units."""
    return [2 + code for code in codes]


@pytest.fixture
def model():
    """The cell of chapter 3: unit 0 holds the number, unit 1 waits for a distractor."""
    p = lc.LSTMParams(np.zeros((8, 2 + N)), np.zeros(8))
    stop, near, verb = (places(kind) for kind in ("stop", "near", "verb"))
    p.b_f[:], p.b_u[:], p.b_o[:] = 6, -6, (-6, 6)
    p.W_f[0, columns(stop)] = -12
    p.W_u[0, columns(NOUNS)], p.W_u[0, 1] = 12, -16
    p.W_c[0, columns(places("singular"))] = 6
    p.W_c[0, columns(places("plural"))] = -6
    p.W_o[0, columns(verb)] = 12
    p.W_f[1, columns(NOUNS + stop)] = -12
    p.W_u[1, columns(near)], p.W_c[1, columns(near)] = 12, 6
    out = lc.Readout(np.array([[9.0, 0.0], [-9.0, 0.0]]), np.zeros(2))
    return lc.NumpyModel(p, out, "classify")


def trace_of(model, text):
    return model.forward(to_batch(text, dtype=np.float64).x)[1]


def sigmoid(z):
    return lc.sigmoid(np.float64(z))


def test_the_story_is_true_of_the_cell_of_chapter_3(model, text):
    trace = trace_of(model, text)
    assert number_unit(trace, text) == 0
    story = tell_story(trace, text, 0)
    assert story.clean
    assert story.drops_at == "stop"
    assert story.keeps == pytest.approx(sigmoid(6))
    assert story.left == pytest.approx(sigmoid(-6) * sigmoid(6) ** 2)
    assert story.writes > 0.99
    assert story.lets_in < 0.05


def test_the_story_is_false_of_the_other_unit_and_of_a_fresh_cell(model, text, rng):
    assert not tell_story(trace_of(model, text), text, 1).clean
    trace = trace_of(lc.make_model(N, 4, 2, rng=rng), text)
    assert not tell_story(trace, text, number_unit(trace, text)).clean


@pytest.mark.parametrize(
    "wrong", [{"keeps": 0.9}, {"left": 0.2}, {"writes": 0.5}, {"lets_in": 0.1}]
)
def test_each_part_of_the_story_must_hold(wrong):
    good = Story(0.91, 0.19, "stop", 0.51, 0.09)
    assert good.clean
    assert not replace(good, **wrong).clean


def test_of_several_roles_the_worst_counts(model, text):
    """Make the unit leak at "near" only: open its update gate, lower its forget."""
    p, near = model.cell_params, columns(places("near"))
    p.W_u[0, near], p.W_f[0, near] = 8, -4  # pre-activations 2 and 2
    story = tell_story(trace_of(model, text), text, 0)
    assert story.lets_in == pytest.approx(sigmoid(2), abs=0.01)
    assert story.keeps == pytest.approx(sigmoid(2))


def test_what_is_left_may_be_dropped_at_the_subject(model, text):
    p = model.cell_params
    p.W_f[0, columns(places("stop"))] = 0
    p.W_f[0, columns(NOUNS)], p.W_f[0, 1] = -12, 16
    story = tell_story(trace_of(model, text), text, 0)
    assert story.drops_at == "subject"
    assert story.clean


def test_gates_by_role_are_medians_over_the_words_of_the_role(model, text):
    trace = trace_of(model, text)
    found = gates_by_role(trace, text, 0, "o")
    assert set(found) == set(ROLES)
    for role, value in found.items():
        assert value == np.median(trace.o[..., 0][text.where(role)])
    assert found["verb"] > 0.99 > 0.01 > found["filler"]


def test_without_the_second_unit_only_opposed_distractors_do_harm(model, text):
    opposed = has_opposed(text)
    assert accuracy(model, text) == 1
    without = lc.ablate(model, 1)
    assert accuracy(without, text, ~opposed) == 1
    assert accuracy(without, text, opposed) < 0.7
    assert 0.3 < accuracy(lc.ablate(model, 0), text) < 0.7


def test_a_text_of_ones_own_is_read_and_its_verbs_are_written(model):
    own = "The dogs near the bird often sleep(s). The cat run(s)."
    trace, words, answer = read_text(model, own)
    assert answer == "the dogs near the bird often sleep.\nthe cat runs."
    assert len(trace.c) == len(words) == 12


def test_models_of_both_backends_are_measured_alike(model, text, backend):
    without = lc.ablate(model, 1)
    same = lc.to_backend(without, backend, "cpu")
    assert accuracy(same, text) == accuracy(without, text) < 1
    own = "the dogs near the bird run(s). the cat run(s)."
    assert read_text(same, own)[2] == read_text(without, own)[2]


def test_what_cannot_be_measured_is_refused(model, text, rng):
    trace = trace_of(model, text)
    for unit in (2, -1):
        with pytest.raises(IndexError, match="unit: expected 0 to 1, got"):
            tell_story(trace, text, unit)
    with pytest.raises(ValueError, match=r"gate: expected one of .*got 'c'"):
        gates_by_role(trace, text, 0, "c")
    with pytest.raises(ValueError, match=r"trace: expected shape .*T=60, B=8"):
        tell_story(trace, draw_text(60, 8, rng=rng), 0)
    end = text.where("stop")[:, 0].argmax() + 1
    arrays = (text.codes, text.roles, text.number)
    short = AgreementText(*(array[:end, :1] for array in arrays))
    with pytest.raises(ValueError, match="text: expected a second sentence"):
        tell_story(trace_of(model, short), short, 0)
    plain = draw_text(300, 8, rng=rng, distract=1)
    with pytest.raises(ValueError, match="words of each role, got no 'filler'"):
        tell_story(trace_of(model, plain), plain, 0)
    with pytest.raises(ValueError, match="at least one verb that counts, got none"):
        accuracy(model, text, np.zeros(text.roles.shape, bool))
