"""What chapter 3 says in words, held against the numbers of its own cells."""

import json
import re

import numpy as np
import pytest
from chapter_code import predictions
from chapters import BOOK, run_chapter

import lstm_core as lc
from lstm_core import agreement

NUMBER, NEAR = 0, 1


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("03-gates")


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


def at(chapter, word, trace="trace"):
    """Gates and states of the first unit at the first such word of the text."""
    step = chapter[trace].step(chapter["words"].index(word))
    return {name: value[NUMBER] for name, value in step.items() if name != "x_t"}


def test_both_forms_of_the_sigmoid_are_one_function(chapter):
    z = np.linspace(-30, 30, 601)
    s = chapter["sigmoid"](z)
    np.testing.assert_allclose(s, 1 / (1 + np.exp(-z)), rtol=0, atol=1e-15)
    np.testing.assert_allclose(chapter["sigmoid"](-z), 1 - s, rtol=0, atol=1e-15)


def test_the_first_form_overflows_and_the_second_needs_no_number_that_large(chapter):
    with np.errstate(over="raise", invalid="raise"):
        np.exp(709.0)
        with pytest.raises(FloatingPointError, match="overflow"):
            np.exp(710.0)
        assert np.tanh([-500.0, -1e300, 500.0]).tolist() == [-1, -1, 1]
    with np.errstate(invalid="ignore"):
        assert np.isnan([np.inf - np.inf, np.inf * np.zeros(1)[0]]).all()
    assert chapter["sigmoid"](-1000.0) == 0  # rounded
    assert chapter["sigmoid"](1000.0) == 1
    assert chapter["sigmoid"](-30.0) > 0


def test_openings_as_stated(chapter):
    stated = {4: 0.982, -4: 0.018, 1: 0.731, 6: 0.998, -6: 0.002}
    near, far = np.diff(chapter["sigmoid"](np.array([[0, 1], [5, 6]]))).ravel()
    assert (round(near, 3), round(far, 3)) == (0.231, 0.004)
    for z, opening in stated.items():
        assert chapter["sigmoid"](z) == pytest.approx(opening, abs=5e-4)
    s = chapter["sigmoid"]
    assert s(-4) == pytest.approx(1 - s(4))  # they change places with the sign


def test_a_gate_of_zero_weights_obeys_its_bias(chapter):
    np.testing.assert_allclose(chapter["passed"][0], [0, 1.5, -3], atol=1e-3)


def test_what_the_real_step_shows(chapter):
    f, u, o = (chapter[name][0] for name in "fuo")
    assert f[0] < 0.25 < 0.9 < f[1]  # "less than a quarter", "nearly everything"
    assert u[0] == pytest.approx(0.75, abs=0.02)
    assert np.abs(chapter["let_in"][0, 1]) < 0.05  # "hardly notices"
    assert np.ptp(chapter["c_cand"]) < 0.05 < 0.75 < np.abs(chapter["c_cand"]).min()
    assert o[0] == pytest.approx(0.6, abs=0.02)
    assert np.abs(chapter["shown"][0, 1]) < 0.06
    step = chapter["step"]
    np.testing.assert_allclose(step["c"], chapter["kept"][0] + chapter["let_in"][0])
    np.testing.assert_allclose(step["a"], chapter["shown"][0])
    assert (np.abs(step["c"]) > np.abs(step["a"])).all()


@pytest.mark.parametrize(
    ("f", "steps", "within"),
    [
        (0.73, 2.2, 0.05),
        (0.9, 6.6, 0.05),
        (0.99, 69.0, 0.05),
        (0.999, 692.8, 0.05),
        (0.98624, 50, 0.1),
        (lc.sigmoid(1.0), 2.2, 0.05),
        (lc.sigmoid(6.0), 280, 1),
    ],
)
def test_half_lives(chapter, f, steps, within):
    h = chapter["half_life"](f)
    assert h == pytest.approx(steps, abs=within)
    assert f**h == pytest.approx(0.5)


def test_half_life_is_that_of_a_real_cell_state(chapter):
    f = 0.97
    p = lc.LSTMParams(np.zeros((4, 2)), np.zeros(4))
    p.b_f[:], p.b_u[:] = np.log(f / (1 - f)), -50
    trace = lc.lstm_forward(p, np.zeros((60, 1, 1)), c0=np.ones((1, 1)))
    steps = 1 + np.flatnonzero(trace.c[:, 0, 0] <= 0.5)[0]
    assert steps == np.ceil(chapter["half_life"](f))


def test_what_products_leave():
    left = 0.9**50
    assert left == pytest.approx(0.005, abs=5e-4)
    ratios = np.diff(np.log10([6.6, 69, 693]))
    np.testing.assert_allclose(ratios, 1, atol=0.05)
    steps = np.array([[0.9, 0.5], [0.7, 0.7]])
    np.testing.assert_allclose(steps.mean(axis=1), 0.7)
    np.testing.assert_allclose(steps.prod(axis=1), [0.45, 0.49])


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


def test_fresh_forget_gates_stand_in_the_middle_at_the_sigmoid_of_the_bias():
    rng = np.random.default_rng(0)
    p = lc.init_lstm(8, 32, rng=rng, forget_bias=1.0)
    trace = lc.lstm_forward(p, rng.standard_normal((200, 16, 8)))
    assert np.median(trace.f) == pytest.approx(0.731, abs=0.02)


def test_half_life_grows_by_nearly_e_for_each_one_of_pre_activation(chapter):
    low, high = chapter["half_life"](np.array([0.98, 0.99]))
    assert high / low == pytest.approx(2, abs=0.02)
    z = np.arange(4.0, 9.0)
    h = chapter["half_life"](chapter["sigmoid"](z))
    np.testing.assert_allclose(h[1:] / h[:-1], np.e, rtol=0.01)
    np.testing.assert_allclose(h, 0.69 * np.exp(z), rtol=0.02)
    assert np.exp(0.5) == pytest.approx(1.65, abs=0.005)


def test_the_explorer_knows_the_same_half_life(chapter):
    explorer = chapter["widgets"].HalfLifeExplorer()
    assert explorer.half_life == pytest.approx(chapter["half_life"](explorer.f))


def test_the_explorer_of_your_own_text_reads_as_the_chapter_does(chapter):
    p, text, read = chapter["p"], chapter["text"], chapter["read"]
    explorer = chapter["widgets"].ReaderExplorer(p, text, names=["number", "near"])
    assert explorer.answer == chapter["answer"] == read(p, text)[2]
    for place, gate in enumerate("fuo"):
        for state, bias in {"open": 10, "shut": -10}.items():
            states = ["free"] * 3
            states[place] = state
            explorer.stuck = [states, ["free"] * 3]
            assert explorer.answer == read(chapter["stuck"](gate, bias), text)[2]


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


def rules(cell_id):
    """The rows of a table of rules: part, bias, and the weight of each kind of word."""
    cells = json.loads((BOOK / "03-gates.ipynb").read_text("utf-8"))["cells"]
    (source,) = ["".join(cell["source"]) for cell in cells if cell["id"] == cell_id]
    for line in re.findall(r"^\| (\w+ gate|candidate) (.*) \|$", source, re.MULTILINE):
        _, _, bias, weights = line[1].replace("\N{MINUS SIGN}", "-").split("|")
        pairs = [pair.split(":") for pair in weights.split(",") if pair.strip()]
        given = {kind.strip(): int(weight) for kind, weight in pairs}
        yield line[0], int(bias), given


@pytest.mark.parametrize(("unit", "cell_id"), [(NUMBER, "cell-34"), (NEAR, "cell-36")])
def test_the_tables_of_rules_are_the_weights(chapter, unit, cell_id):
    p, columns, parts = chapter["p"], chapter["columns"], []
    for part, bias, weights in rules(cell_id):
        parts.append(part)
        letter = part[0]  # forget, update, output, candidate
        row = np.zeros(p.W.shape[1])
        for kind, weight in weights.items():
            wanted = {"noun": chapter["noun"], "NEAR": [NEAR]}
            row[wanted[kind] if kind in wanted else columns(kind)] = weight
        np.testing.assert_array_equal(getattr(p, f"W_{letter}")[unit], row)
        assert getattr(p, f"b_{letter}")[unit] == bias
    assert parts == ["forget gate", "update gate", "candidate", "output gate"]


def test_why_the_bird_is_refused(chapter):
    trace, words, _ = chapter["first"]
    bird = words.index("bird")
    shown = trace.a[bird - 1, 0, NEAR]
    assert words[bird - 1] == "the"
    assert shown == pytest.approx(0.76, abs=0.005)
    assert np.tanh(1) == pytest.approx(0.76, abs=0.005)
    assert -16 * np.tanh(1) == pytest.approx(-12, abs=0.2)
    z = -6 + 12 - 16 * shown
    assert z == pytest.approx(-6, abs=0.2)
    assert trace.u[bird, 0, NUMBER] == pytest.approx(chapter["sigmoid"](z))
    assert abs(trace.c[bird, 0, NEAR]) < 0.01  # ready for the next one
    assert words == chapter["words"][: len(words)]


def test_the_output_gate_opens_at_the_verbs_only(chapter):
    verbs = [word in agreement.KINDS["verb"] for word in chapter["words"]]
    np.testing.assert_array_equal(chapter["trace"].o[:, 0, NUMBER] > 0.5, verbs)
    quiet = chapter["trace"].a[~np.array(verbs), 0, NUMBER]
    assert np.abs(quiet).max() < 0.01


def test_the_texts_come_out_right(chapter):
    written = "the dogs near the bird often sleep.\nthe cat near the horses sings."
    assert chapter["answer"] == written
    for text, right in {
        chapter["text"]: written,
        "The bird near the dogs, still sing(s).": "the bird near the dogs still sings.",
        "The cats always run(s). The horse never run(s).": "the cats always run.\n"
        "the horse never runs.",
        # A full stop clears what waits for a noun.
        "The dogs near. The cat run(s).": "the dogs near.\nthe cat runs.",
        "THE DOGS, near the bird, sleep(s)": "the dogs near the bird sleep",
    }.items():
        assert chapter["read"](chapter["p"], text)[2] == right


@pytest.mark.parametrize("seed", range(20))
def test_the_hand_set_cell_masters_its_little_grammar(chapter, seed):
    text, right = grammar(np.random.default_rng(seed))
    assert chapter["read"](chapter["p"], text)[2] == right


def test_an_unknown_word_stops_the_reading(chapter):
    with pytest.raises(ValueError, match=r"words: 'elephant', 'runs'; the words are"):
        chapter["read"](chapter["p"], "The elephant runs.")


def verbs(chapter, cell):
    answer = chapter["read"](cell, chapter["five"])[2]
    return " ".join(line.split()[-1].rstrip(".") for line in answer.splitlines())


def test_predictions(chapter):
    opening, left, before_and_after, stuck = predictions("03-gates")
    assert opening.number == round(100 * chapter["sigmoid"](1.0))
    assert chapter["sigmoid"](0.0) == 0.5
    assert f"4 opens it to {100 * chapter['sigmoid'](4.0):.0f} percent" in opening.says
    with np.errstate(over="ignore"):
        assert np.exp(1000.0) == np.inf
    assert left.answer == "less than a hundredth"
    assert pytest.approx(0.005, abs=5e-4) == 0.9**50
    assert before_and_after.answer == "$0$ before, $+1$ after"
    cat = at(chapter, "cat")
    assert (cat["c_prev"].round(2), cat["c"].round(2)) == (0, 1)
    dogs, bird, verb, stop = (at(chapter, w) for w in ("dogs", "bird", "sleep(s)", "."))
    assert dogs["u"] > 0.99 > 0.01 > max(bird["u"], bird["o"], stop["f"])
    assert verb["o"] > 0.99
    assert stuck.answer == "0"
    assert at(chapter, "cat", "jammed")["c"] == pytest.approx(0, abs=0.02)


@pytest.mark.parametrize(
    ("gate", "bias", "written"),
    [
        ("f", 10, "sleep sing(s) run eat sing"),
        ("u", 10, "sleep(s) sing(s) run eat sings"),
        ("o", 10, "sleep sings run eat sings"),
        *((gate, -10, "sleep(s) sing(s) run(s) eat(s) sing(s)") for gate in "fuo"),
    ],
)
def test_what_a_stuck_gate_does_to_the_five_verbs(chapter, gate, bias, written):
    assert verbs(chapter, chapter["p"]) == "sleep sings run eat sings"
    assert verbs(chapter, chapter["stuck"](gate, bias)) == written


def test_a_stuck_forget_gate_adds_the_memories_up(chapter):
    cat = at(chapter, "cat", trace="jammed")
    assert cat["c_prev"] == pytest.approx(-1, abs=0.02)
    assert cat["c"] == pytest.approx(0, abs=0.02)
    trace, words, _ = chapter["read"](chapter["stuck"]("f", 10), chapter["five"])
    last = [trace.c[t, 0, NUMBER] for t, word in enumerate(words) if word == "."]
    np.testing.assert_allclose(last, [-1, 0, -1, -2, -1], atol=0.05)


def test_lstms_with_open_forget_gates_learned_to_answer_all_the_same():
    stored = lc.stored_result("carousel")
    assert stored["sentences"] == 100
    runs = [run for case in stored["runs"].values() for run in case]
    assert len(runs) == 40
    for half in ("first_half", "second_half"):
        assert all(run[half] >= 0.98 for run in runs)
    # without its cell states most are lost, and these stay small: what is written
    # at one subject is taken back at another
    cancel = [run["held"] < 0.6 and run["state"] < 10 for run in runs]
    assert sum(cancel) > 25


def test_a_stuck_update_gate_lets_the_distractors_in(chapter):
    trace, words, _ = chapter["read"](chapter["stuck"]("u", 10), chapter["text"])
    for word in ("bird", "horses"):
        assert trace.c[words.index(word), 0, NUMBER] == pytest.approx(0, abs=0.02)


def test_a_stuck_output_gate_shows_the_number_to_nobody(chapter):
    cell = chapter["stuck"]("o", 10)
    trace, _, _ = chapter["read"](cell, chapter["text"])
    assert (np.abs(trace.a[:, 0, NUMBER]) > 0.7).sum() > 10
    assert (chapter["trace"].a[:, 0, NUMBER] ** 2 > 0.5).sum() == 2
    assert not cell.W[:, NUMBER].any()  # no gate looks at it


def test_exercise_who_wins(chapter):
    text = "The cat near the dogs near the birds eat(s)."
    cells = chapter["p"], chapter["stuck"]("u", 10)
    for cell, state, form in zip(cells, (1, -1), ("eats", "eat"), strict=True):
        trace, words, answer = chapter["read"](cell, text)
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
    assert fresh.b_f.all()
    assert not np.concatenate([fresh.b_u, fresh.b_o, fresh.b_c]).any()
    both = np.random.default_rng(6).standard_normal((2, 7))
    _, _, gates = lc.lstm_step(fresh, both[:, 4:], both[:, :4], np.zeros((2, 4)))
    wrong = lc.sigmoid(both @ fresh.W_u.T + fresh.b_o)
    np.testing.assert_allclose(wrong, gates["u"], rtol=1e-14)
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


def test_the_hand_set_cell_of_the_package_is_the_one_of_the_chapter(chapter):
    p = lc.agreement.hand_set()
    np.testing.assert_array_equal(p.W, chapter["p"].W)
    np.testing.assert_array_equal(p.b, chapter["p"].b)
    assert (lc.agreement.NUMBER, lc.agreement.NEAR) == (NUMBER, NEAR)
