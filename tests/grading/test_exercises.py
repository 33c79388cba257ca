"""Variants, checks and the wall between a submission and its tests."""

import contextlib
import json
import sys
from collections import Counter

import numpy as np
import pytest

import lstm_core as lc
from lstm_core import exercises

TASKS = [("ch03-gates", "update_gate", 4), ("ch07-backward", "step_backward", 5)]


@pytest.fixture
def notebook(monkeypatch):
    """The variables of a notebook, which is the main module."""

    def define(**names):
        for name, value in names.items():
            monkeypatch.setattr(sys.modules["__main__"], name, value, raising=False)

    return define


@pytest.fixture
def wall():
    """Questions go through text, as in grading."""
    with exercises.reading_from(lambda text: json.loads(exercises.answer(text))):
        yield


def test_a_variant_depends_on_student_and_assignment_only():
    numbers = [exercises.rng_for("a", who).random() for who in ("Ada", " ada ", "Bo")]
    assert numbers[0] == numbers[1] != numbers[2]
    assert exercises.rng_for("b", "ada").random() != numbers[0]
    assert numbers[0] == 0.9388782892861945  # on every machine, in every year
    with pytest.raises(ValueError, match="STUDENT: expected your name"):
        exercises.rng_for("a", "  ")


@pytest.mark.parametrize(("assignment", "task", "count"), TASKS)
def test_students_get_all_bugs_and_each_code_runs(assignment, task, count):
    found = dict(
        exercises.buggy(assignment, task, f"student{n}") for n in range(20 * count)
    )
    assert sorted(found) == list(range(1, count + 1))
    assert len(set(found.values())) == count
    assert all(callable(exercises.function_from(c, task)) for c in found.values())


def test_every_bug_is_one_and_keeps_the_shapes(rng):
    p = lc.LSTMParams(rng.normal(size=(12, 5)), rng.normal(size=12))
    x_t, a_prev, c_prev = (rng.normal(size=(4, n)) for n in (2, 3, 3))
    da, dc = rng.normal(size=(2, 4, 3))
    _, c, gates = lc.lstm_step(p, x_t, a_prev, c_prev)
    forward, backward = (x_t, a_prev), (x_t, a_prev, c_prev, c, gates, da, dc)
    right = lc.lstm_step_backward(p, *backward)
    for n in range(100):
        code = exercises.buggy("ch03-gates", "update_gate", str(n))[1]
        opened = exercises.function_from(code, "update_gate")(p, *forward)
        assert opened.shape == gates["u"].shape
        assert not np.allclose(opened, gates["u"])
        code = exercises.buggy("ch07-backward", "step_backward", str(n))[1]
        got = exercises.function_from(code, "step_backward")(p, *backward)
        assert [g.shape for g in got] == [g.shape for g in right]
        assert not all(map(np.allclose, got, right))


def test_each_variant_of_the_backward_step_is_the_right_one_but_for_a_line(rng):
    """Line by line the majority is right; that text itself lies nowhere."""
    found = (
        exercises.buggy("ch07-backward", "step_backward", str(n)) for n in range(99)
    )
    variants = [code.splitlines() for _, code in sorted(set(found))]
    assert len(variants) == 5
    right = [
        Counter(lines).most_common(1)[0][0] for lines in zip(*variants, strict=True)
    ]
    for lines in variants:
        assert sum(map(str.__ne__, lines, right)) == 1
    p = lc.init_lstm(2, 3, rng=rng)
    x_t, a_prev, c_prev = (rng.normal(size=(4, n)) for n in (2, 3, 3))
    _, c, gates = lc.lstm_step(p, x_t, a_prev, c_prev)
    given = p, x_t, a_prev, c_prev, c, gates, *rng.normal(size=(2, 4, 3))
    got = exercises.function_from("\n".join(right), "step_backward")(*given)
    for mine, packages in zip(got, lc.lstm_step_backward(*given), strict=True):
        np.testing.assert_allclose(mine, packages, rtol=1e-12, atol=1e-14)


def test_an_unknown_task_is_named():
    with pytest.raises(FileNotFoundError, match="ch03-gates: expected a task 'x'"):
        exercises.buggy("ch03-gates", "x", "ada")


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (None, "a: there is no answer yet"),
        ([1.0], r"a: expected shape \(2,\), got \(1,\). Look here"),
        ([1.0, 2.1], r"a: expected 2 at \[1\], got 2.1 \(1 of 2 differ\). Look here"),
        ([1.0, np.nan], r"expected 2 at \[1\], got nan"),
        ("text", "a: expected numbers, got the text 'text'"),
        ([[1.0], [1.0, 2.0]], "a: expected numbers, got a list"),
    ],
)
def test_same_shows_both_and_the_hint(got, words):
    with pytest.raises(AssertionError, match=words):
        exercises.same("a", got, [1.0, 2.0], hint="Look here")


def test_same_accepts_what_is_close():
    exercises.same("a", np.float32(0.1), 0.1)
    exercises.same("a", 1e6 + 0.5, 1e6)
    with pytest.raises(AssertionError, match="expected 1, got 1"):
        exercises.same("a", 1 + 2e-6, 1)


@pytest.mark.parametrize("own", [[np.inf, 1e-9], [0.0, 0.0], [1e-12, 2e-12]])
def test_an_earlier_answer_that_lets_everything_fit_leads_to_nothing(own):
    with pytest.raises(AssertionError, match="expected 2"):
        exercises.same("a", [1e-9, 1e-9], [2.0, 2.0], own=own)


def test_what_follows_from_an_earlier_answer_counts_also_if_it_is_small():
    for own in ([3e-9, 4e-9], [3.0, 0.0], [3e9, 4.0]):
        exercises.same("a", np.multiply(own, 1 + 1e-8), [2.0, 2.0], own=own)


@pytest.mark.parametrize("grading", [False, True])
def test_submitted_finds_values_and_functions(request, notebook, grading):
    if grading:
        request.getfixturevalue("wall")
    notebook(square=lambda v, power=2: v**power, answer=np.arange(3))
    square = exercises.submitted("square")
    np.testing.assert_array_equal(square(np.array([2.0, 3.0])), [4, 9])
    assert square(2, power=3) == 8
    np.testing.assert_array_equal(exercises.submitted("answer"), [0, 1, 2])
    assert exercises.evaluate("square(v) + 1", {"v": 3}) == 10
    with pytest.raises(exercises.SubmissionError, match="cube: not found; was it rena"):
        exercises.submitted("cube")


def test_strict_makes_an_overflow_an_error_also_if_the_name_is_taken_again(notebook):
    notebook(exp=lambda v: np.exp(v))
    strict = exercises.submitted("exp", strict=True)
    notebook(exp=strict)  # what a test cell of a notebook does
    strict = exercises.submitted("exp", strict=True)
    assert strict(np.array([0.0])) == 1
    assert strict(np.array([-1e4])) == 0  # too small a number warns nobody
    with pytest.raises(FloatingPointError):
        strict(np.array([1e4]))


@pytest.mark.parametrize("grading", [False, True])
def test_what_is_to_be_written_is_not_to_be_called(request, notebook, grading):
    if grading:
        request.getfixturevalue("wall")
    ready_made = lc.sigmoid
    notebook(mine=lambda z: 1 / (1 + np.exp(-z)), theirs=lambda z: ready_made(z))
    assert exercises.submitted("mine", only="")(0.0) == 0.5
    for how in ({}, {"only": "sigmoid"}, {"only": "half_life sigmoid"}):
        assert exercises.submitted("theirs", **how)(0.0) == 0.5
    told = r"calls lc\.sigmoid: write it yourself"
    more = r", with no more of the package than half_life and softmax$"
    for only, words in (("", f"{told}$"), ("half_life softmax", told + more)):
        with pytest.raises(exercises.SubmissionError, match=words):
            exercises.submitted("theirs", only=only)(0.0)
    notebook(sigmoid=lc.sigmoid)
    with pytest.raises(exercises.SubmissionError, match="your own is replaced"):
        exercises.submitted("sigmoid", only="")(0.0)
    assert sys.getprofile() is None

    def caught(z):
        with contextlib.suppress(Exception):
            lc.sigmoid(z)
        return lc.sigmoid(z)

    notebook(caught=caught)
    with pytest.raises(exercises.SubmissionError, match=r"calls lc\.sigmoid: write"):
        exercises.submitted("caught", only="")(0.0)


def test_what_is_there_may_be_looked_at_and_no_part_of_the_package_is_a_way_round(
    notebook, rng
):
    from lstm_core.cells.fast import rnn_loop

    def looks(p):
        more = lc.LSTMParams(2 * p.W, p.b)
        assert lc.lstm_forward(more, np.ones((2, 1, p.n_x))).a.shape == (2, 1, p.n_a)
        return more.W_f @ np.ones(p.n_a + p.n_x) + p.b_f

    p, small = lc.init_lstm(2, 3, rng=rng), lc.RNNParams(np.ones((1, 2)), np.zeros(1))
    notebook(
        looks=looks,
        inner=lambda p: rnn_loop(p, np.ones((2, 1, 1)), np.zeros((1, 1))),
        network=lambda p: lc.make_model(1, 1, 2, rng=rng).forward(np.ones((2, 1, 1))),
    )
    assert exercises.submitted("looks", only="lstm_forward")(p).shape == (3,)
    notebook(word=lambda: lc.agreement.VOCABULARY[0], part=lambda t: t[-1:].a)
    assert isinstance(exercises.submitted("word", only="")(), str)
    trace = lc.lstm_forward(p, np.ones((2, 1, p.n_x)))
    assert exercises.submitted("part", only="")(trace).shape == (1, 1, p.n_a)
    notebook(private=lambda t: t._last_real(t.a, 0))
    with pytest.raises(exercises.SubmissionError, match="_last_real: write it"):
        exercises.submitted("private", only="")(trace)
    for name, words in (
        ("inner", r"calls lstm_core\..*loop"),
        ("network", "make_model"),
    ):
        with pytest.raises(exercises.SubmissionError, match=words):
            exercises.submitted(name, only="lstm_step")(small)


def test_a_function_stays_one_when_a_loop_takes_its_name(notebook, wall):
    notebook(run=lambda x: 2 * x)
    exercises.submitted("run")  # in the place of its test
    notebook(run=1999)
    assert exercises.submitted("run")(3) == 6
    notebook(run=lambda x: 3 * x)  # but a later version counts
    assert exercises.submitted("run")(3) == 9


def test_errors_of_a_submission_arrive_as_text(notebook, wall):
    def todo():
        raise NotImplementedError

    notebook(todo=todo, broken=lambda: 1 / 0, odd=lambda: object())
    for name, words in {
        "todo": "todo: not written yet",
        "broken": "broken stopped with ZeroDivisionError: division by zero",
        "odd": "expected numbers, arrays or text, got object",
    }.items():
        with pytest.raises(exercises.SubmissionError, match=words):
            exercises.submitted(name)()


def test_an_error_of_ones_own_is_of_the_kind_that_it_was_made_from(notebook):
    """A task asks for a ValueError: a class made from it is one, on both sides."""

    class UnknownWordError(ValueError):
        pass

    def refuse(word):
        raise UnknownWordError(f"what is {word}?")

    notebook(refuse=refuse)
    ask = {"expression": "refuse('quagga')", "values": {}, "strict": False}
    reply = json.loads(exercises.answer(json.dumps(ask | {"only": None})))
    assert reply["kind"] == "ValueError"
    words = "refuse stopped with UnknownWordError, a ValueError: what is quagga?"
    assert reply["error"] == words


def test_data_crosses_the_wall_unchanged(notebook, wall, rng):
    p = lc.init_lstm(2, 3, rng=rng, dtype=np.float32)
    given = [rng.normal(size=(2, 3)), {"a": (1, [np.nan, None]), 3: "text"}, p]
    notebook(same=lambda *values: values, kinds=lambda *v: [str(type(x)) for x in v])
    back = exercises.submitted("same")(*given)
    assert isinstance(back, tuple)
    np.testing.assert_array_equal(back[0], given[0], strict=True)
    assert repr(back[1]) == repr(given[1])
    assert type(back[2]) is lc.LSTMParams
    np.testing.assert_array_equal(back[2].W, p.W, strict=True)
    kinds = exercises.submitted("kinds")(*given)
    assert kinds == [str(type(value)) for value in given]
