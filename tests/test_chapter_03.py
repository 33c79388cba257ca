"""What chapter 3 says in words, held against the numbers of its own cells."""

import numpy as np
import pytest
from chapters import run_chapter

import lstm_core as lc
from lstm_core import agreement

NUMBER, NEAR = 0, 1


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("03-gates")


def at(chapter, word, trace="trace", which=0):
    """Gates and states of the first unit at one word of the chapter's text."""
    t = [i for i, w in enumerate(chapter["words"]) if w == word][which]
    step = chapter[trace].step(t)
    return {name: value[NUMBER] for name, value in step.items() if name != "x_t"}


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
    assert 2 < chapter["half_life"](chapter["sigmoid"](1)) < 2.5


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


def grammar(rng):
    """A text of the little grammar, and the same text with the right endings."""
    read, right = [], []
    for _ in range(rng.integers(1, 5)):
        kind = rng.choice(["singular", "plural"])
        middle = [f"the {rng.choice(agreement.KINDS[kind])}"]
        for _ in range(rng.integers(0, 8)):
            other = agreement.KINDS[rng.choice(["singular", "plural"])]
            fillers = agreement.KINDS["filler"][1:]
            near, filler = f"near the {rng.choice(other)}", rng.choice(fillers)
            middle.append(near if rng.random() < 0.5 else filler)
        verb = rng.choice(agreement.KINDS["verb"])
        read.append(" ".join([*middle, f"{verb}."]))
        form = verb.replace("(s)", "s" if kind == "singular" else "")
        right.append(" ".join([*middle, f"{form}."]))
    return " ".join(read), "\n".join(right)


@pytest.mark.parametrize("seed", range(20))
def test_the_hand_set_cell_masters_its_little_grammar(chapter, seed):
    text, right = grammar(np.random.default_rng(seed))
    assert chapter["read"](chapter["p"], text)[2] == right


def test_an_unknown_word_stops_the_reading(chapter):
    with pytest.raises(ValueError, match=r"unknown word 'elephant'; the words are"):
        chapter["read"](chapter["p"], "The elephant run(s).")


def test_a_stuck_forget_gate_adds_the_memories_up(chapter):
    read, stuck = chapter["read"], chapter["cells"]["forget gate stuck"]
    cat = at(chapter, "cat", trace="stuck")
    assert cat["c_prev"] == pytest.approx(-1, abs=0.02)
    assert cat["c"] == pytest.approx(0, abs=0.02)
    assert read(stuck, chapter["text"])[2].endswith("horses sing(s).")
    trace, words, answer = read(stuck, chapter["three"])
    last = [trace.c[t, 0, NUMBER] for t, word in enumerate(words) if word == "."]
    np.testing.assert_allclose(last, [-1, -2, -1], atol=0.03)
    assert answer == "the dogs run.\nthe cats eat.\nthe bird sing."


def test_a_stuck_update_gate_lets_the_distractors_in(chapter):
    read, stuck = chapter["read"], chapter["cells"]["update gate stuck"]
    trace, words, answer = read(stuck, chapter["text"])
    assert trace.c[words.index("bird"), 0, NUMBER] == pytest.approx(0, abs=0.02)
    assert answer.count("(s)") == 2


def test_exercise_who_wins(chapter):
    text = "The cat near the dogs near the birds eat(s)."
    for name, state, form in (
        ("as built", 1, "eats"),
        ("update gate stuck", -1, "eat"),
    ):
        trace, words, answer = chapter["read"](chapter["cells"][name], text)
        before = trace.c[words.index("eat(s)") - 1, 0, NUMBER]
        assert before == pytest.approx(state, abs=0.03)
        assert answer.endswith(f" {form}.")


def test_exercise_a_gate_by_hand():
    p = lc.LSTMParams(np.zeros((4, 3)), np.zeros(4))
    p.W_f[0], p.b_f[0] = (2, -1, 0.5), 1
    state, c_prev = np.array([[0.5]]), np.array([[-2.0]])
    _, _, gates = lc.lstm_step(p, np.array([[2.0, -2.0]]), state, c_prev)
    assert gates["f"].item() == pytest.approx(0.269, abs=5e-4)
    assert (gates["f"] * c_prev).item() == pytest.approx(-0.538, abs=5e-4)
    assert lc.sigmoid(np.log(9)) == pytest.approx(0.9)
    assert np.log(9) + 2 == pytest.approx(4.20, abs=0.005)


def test_exercise_the_slope_of_the_sigmoid():
    z = np.linspace(-8, 8, 161)
    s, tiny = lc.sigmoid(z), 1e-6
    numeric = (lc.sigmoid(z + tiny) - lc.sigmoid(z - tiny)) / (2 * tiny)
    np.testing.assert_allclose(numeric, s * (1 - s), atol=1e-9)
    assert (s * (1 - s)).max() == 0.25
    wrong = lc.sigmoid(s) * (1 - lc.sigmoid(s))
    assert ((wrong > 0) & (wrong < 0.25)).all()
    assert wrong[80] == pytest.approx(0.235, abs=5e-4)
    assert wrong[-1] == pytest.approx(0.197, abs=5e-4)
    assert wrong[0] == pytest.approx(0.25, abs=1e-4)
    assert np.abs(wrong - s * (1 - s)).argmax() == 0


def test_exercise_the_silent_bias(chapter):
    fresh = lc.init_lstm(3, 4, rng=np.random.default_rng(5))
    np.testing.assert_array_equal(fresh.b_u, fresh.b_o)
    p = chapter["p"]
    assert p.b_u[NUMBER] == p.b_o[NUMBER]  # so only the second unit gives it away
    assert (p.b_u[NEAR], p.b_o[NEAR]) == (-6, 6)


def test_exercise_forget_at_the_new_subject(chapter):
    p, columns, noun = (chapter[name] for name in ("p", "columns", "noun"))
    q = lc.LSTMParams(p.W.copy(), p.b.copy())
    q.W_f[NUMBER, columns("stop")] = 0
    q.W_f[NUMBER, noun] = -12
    q.W_f[NUMBER, NEAR] = 16
    text, read = "The dogs sleep(s) the cat run(s)", chapter["read"]
    assert read(q, text)[2] == "the dogs sleep the cat runs"
    assert read(p, text)[2] == "the dogs sleep the cat run(s)"
    for seed in range(10):
        text, right = grammar(np.random.default_rng(seed))
        assert read(q, text)[2] == right


def test_the_explorer_knows_the_same_half_life(chapter):
    explorer = chapter["widgets"].HalfLifeExplorer()
    assert explorer.half_life == pytest.approx(chapter["half_life"](explorer.f))
