"""What chapter 3 says in words, held against the numbers of its own cells."""

import numpy as np
import pytest
from chapter_03 import at, grammar
from chapters import run_chapter

import lstm_core as lc
from lstm_core import agreement

NUMBER, NEAR = 0, 1


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("03-gates")


def test_both_forms_of_the_sigmoid_are_one_function(chapter):
    z = np.linspace(-30, 30, 601)
    s = chapter["sigmoid"](z)
    np.testing.assert_allclose(s, 1 / (1 + np.exp(-z)), rtol=0, atol=1e-15)
    np.testing.assert_allclose(chapter["sigmoid"](-z), 1 - s, rtol=0, atol=1e-15)


def test_where_the_first_form_overflows():
    with np.errstate(over="raise"):
        np.exp(709.0)
        with pytest.raises(FloatingPointError, match="overflow"):
            np.exp(710.0)


def test_the_second_form_needs_no_number_that_large(chapter):
    with np.errstate(over="raise", invalid="raise"):
        assert np.tanh([-500.0, -1e300, 500.0]).tolist() == [-1, -1, 1]
    with np.errstate(invalid="ignore"):
        assert np.isnan([np.inf - np.inf, np.inf * np.zeros(1)[0]]).all()
    assert chapter["sigmoid"](-1000.0) == 0  # rounded
    assert chapter["sigmoid"](1000.0) == 1
    assert chapter["sigmoid"](-30.0) > 0


def test_open_and_shut_change_places_with_the_sign(chapter):
    s = chapter["sigmoid"]
    assert s(4) == pytest.approx(0.982, abs=5e-4)
    assert s(-4) == pytest.approx(0.018, abs=5e-4)
    assert s(-4) == pytest.approx(1 - s(4))


def test_a_gate_of_zero_weights_obeys_its_bias(chapter):
    passed = chapter["passed"][0]
    np.testing.assert_allclose(passed, [0, 1.5, -3], atol=1e-3)


def test_what_the_real_step_shows(chapter):
    f, u, o = (chapter[name][0] for name in "fuo")
    assert f[0] < 0.5 < 0.95 < f[1]
    assert u[0] < 0.1
    assert np.abs(chapter["let_in"][0, 0]) < 0.1
    assert (np.abs(chapter["gates"]["c_cand"]) > 0.6).all()
    assert o[0] < 0.2 < 0.85 < o[1]
    step = chapter["step"]
    np.testing.assert_allclose(step["c"], chapter["kept"][0] + chapter["let_in"][0])
    np.testing.assert_allclose(step["a"], chapter["shown"][0])
    assert (np.abs(step["c"]) > np.abs(step["a"])).all()


@pytest.mark.parametrize(
    ("f", "steps"), [(0.73, 2.2), (0.9, 6.6), (0.99, 69.0), (0.999, 692.8)]
)
def test_half_lives(chapter, f, steps):
    h = chapter["half_life"](f)
    assert h == pytest.approx(steps, abs=0.05)
    assert f**h == pytest.approx(0.5)


def test_half_life_is_that_of_a_real_cell_state(chapter):
    f = 0.97
    p = lc.LSTMParams(np.zeros((4, 2)), np.zeros(4))
    p.b_f[:], p.b_u[:] = np.log(f / (1 - f)), -50
    trace = lc.lstm_forward(p, np.zeros((60, 1, 1)), c0=np.ones((1, 1)))
    steps = 1 + np.flatnonzero(trace.c[:, 0, 0] <= 0.5)[0]
    assert steps == np.ceil(chapter["half_life"](f))


def test_what_is_left_after_fifty_steps():
    left = 0.9**50
    assert left == pytest.approx(0.005, abs=5e-4)
    ratios = np.diff(np.log10([6.6, 69, 693]))
    np.testing.assert_allclose(ratios, 1, atol=0.05)


def test_forget_bias_one_is_not_much_memory(chapter):
    assert chapter["sigmoid"](1) == pytest.approx(0.731, abs=5e-4)
    assert chapter["half_life"](chapter["sigmoid"](1)) == pytest.approx(2.2, abs=0.05)


@pytest.mark.parametrize(
    ("bias", "steps"), [(0.0, 0.9), (1.0, 1.7), (2.0, 3.7), (5.0, 57.7)]
)  # rounded as printed
def test_fresh_gates_forget_faster_than_their_median(chapter, bias, steps):
    f = np.array([chapter["fresh_gates"](bias, seed) for seed in range(50)])
    assert np.median(f) == pytest.approx(chapter["sigmoid"](bias), abs=0.02)
    real = np.log(0.5) / np.log(f).mean()
    assert real == pytest.approx(steps, abs=0.06)
    assert real < chapter["half_life"](chapter["sigmoid"](bias))
    # ln of what is left of a cell state, step by step, really falls like that
    left = np.log(np.cumprod(f, axis=1))[:, -1].mean()
    assert left == pytest.approx(-100 * np.log(2) / real)


def test_fifty_other_fresh_cells_lose_half_in_less_than_two_steps(chapter):
    f = np.array([chapter["fresh_gates"](1.0, seed) for seed in range(100, 150)])
    assert np.median(f) == pytest.approx(0.731, abs=0.02)
    assert 1.5 < np.log(0.5) / np.log(f).mean() < 1.9


def test_from_098_to_099_the_opening_hardly_changes_and_the_half_life_doubles(chapter):
    low, high = chapter["half_life"](np.array([0.98, 0.99]))
    assert high / low == pytest.approx(2, abs=0.02)
    assert chapter["half_life"](0.98624) == pytest.approx(50, abs=0.1)


def test_a_small_gate_costs_more_than_a_large_one_saves():
    steps = np.array([[0.9, 0.5], [0.7, 0.7]])
    np.testing.assert_allclose(steps.mean(axis=1), 0.7)
    np.testing.assert_allclose(steps.prod(axis=1), [0.45, 0.49])


def test_fresh_forget_gates_stand_in_the_middle_at_the_sigmoid_of_the_bias():
    rng = np.random.default_rng(0)
    p = lc.init_lstm(8, 32, rng=rng, forget_bias=1.0)
    trace = lc.lstm_forward(p, rng.standard_normal((200, 16, 8)))
    assert np.median(trace.f) == pytest.approx(0.731, abs=0.02)


def test_half_life_grows_by_nearly_e_for_each_one_of_pre_activation(chapter):
    z = np.arange(4.0, 9.0)
    h = chapter["half_life"](chapter["sigmoid"](z))
    np.testing.assert_allclose(h[1:] / h[:-1], np.e, rtol=0.01)
    np.testing.assert_allclose(h, 0.69 * np.exp(z), rtol=0.02)
    assert np.exp(0.5) == pytest.approx(1.65, abs=0.005)


def test_rules_open_and_close_as_far_as_stated(chapter):
    assert chapter["sigmoid"](6) == pytest.approx(0.998, abs=5e-4)
    assert chapter["sigmoid"](-6) == pytest.approx(0.002, abs=5e-4)
    assert np.tanh(1) == pytest.approx(0.76, abs=0.005)
    assert -16 * np.tanh(1) == pytest.approx(-12, abs=0.2)
    assert chapter["half_life"](chapter["sigmoid"](6)) == pytest.approx(280, abs=1)


def test_the_story_of_the_plural_and_the_singular(chapter):
    dogs, bird, verb, stop, cat = (
        at(chapter, word) for word in ("dogs", "bird", "sleep(s)", ".", "cat")
    )
    assert dogs["u"] > 0.99
    assert dogs["c"] == pytest.approx(-1, abs=0.01)
    assert bird["c_cand"] > 0.99
    assert bird["u"] < 0.01
    assert bird["c"] == pytest.approx(-1, abs=0.02)
    assert verb["o"] > 0.99
    assert verb["a"] < -0.7
    assert stop["f"] < 0.01
    assert stop["u"] < 0.01
    assert abs(stop["c"]) < 0.01
    assert abs(cat["c_prev"]) < 0.01
    assert cat["u"] > 0.99
    assert cat["c"] == pytest.approx(1, abs=0.01)


def test_why_the_bird_is_refused(chapter):
    trace, words, _ = chapter["first"]
    bird = words.index("bird")
    shown = trace.a[bird - 1, 0, NEAR]
    assert words[bird - 1] == "the"
    assert shown == pytest.approx(0.76, abs=0.005)
    z = -6 + 12 - 16 * shown
    assert z == pytest.approx(-6, abs=0.2)
    assert trace.u[bird, 0, NUMBER] == pytest.approx(chapter["sigmoid"](z))
    assert abs(trace.c[bird, 0, NEAR]) < 0.01  # ready for the next one
    assert words == chapter["words"][: len(words)]


def test_a_full_stop_clears_what_waits_for_a_noun(chapter):
    read = chapter["read"](chapter["p"], "The dogs near. The cat run(s).")
    assert read[2] == "the dogs near.\nthe cat runs."


def test_the_output_gate_opens_at_the_verbs_only(chapter):
    verbs = [word in agreement.KINDS["verb"] for word in chapter["words"]]
    np.testing.assert_array_equal(chapter["trace"].o[:, 0, NUMBER] > 0.5, verbs)
    quiet = chapter["trace"].a[~np.array(verbs), 0, NUMBER]
    assert np.abs(quiet).max() < 0.01


def test_the_texts_come_out_right(chapter):
    text = chapter["text"]
    assert chapter["answer"] == (
        "the dogs near the bird often sleep.\nthe cat near the horses sings."
    )
    answers = [chapter["read"](chapter["p"], s)[2] for s in chapter["sentences"]]
    assert answers == [
        "the bird near the dogs near the cats still sings.",
        "the cats always run.\nthe horse never runs.",
    ]
    assert chapter["read"](chapter["p"], text)[2] == chapter["answer"]


@pytest.mark.parametrize("seed", range(20))
def test_the_hand_set_cell_masters_its_little_grammar(chapter, seed):
    text, right = grammar(np.random.default_rng(seed))
    assert chapter["read"](chapter["p"], text)[2] == right


def test_an_unknown_word_stops_the_reading(chapter):
    with pytest.raises(ValueError, match=r"words: 'elephant', 'runs'; the words are"):
        chapter["read"](chapter["p"], "The elephant runs.")


def test_small_liberties_with_the_text(chapter):
    read, p = chapter["read"], chapter["p"]
    assert read(p, "THE DOGS, near the bird, sleep(s)")[2] == (
        "the dogs near the bird sleep"
    )
