"""What nobody worked out earns nothing; what is right counts in whatever type it is."""

import json
import re
from collections import namedtuple

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from assignments.grading import broken, fabricated, rubric
from assignments.grading.course import ROOT, SOURCE, make_course, names
from assignments.grading.fabricated import KINDS, Trial, as_main, solve
from assignments.grading.prove import find
from assignments.grading.rubric import rubrics
from lstm_core import exercises

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(600)]
LIGHT = [
    name for name in names() if name not in ("project-agreement", "ch06-advantage")
]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    make_course(root, names())
    return root


@pytest.fixture
def solved(course):
    """The variables of a notebook with the solution, and its tests."""

    def solve_it(name):
        tests = Trial(course, name)
        solve(main, tests.source)
        return main, tests

    with as_main() as main:
        yield solve_it


@pytest.mark.parametrize("name", LIGHT)
def test_fabricated_answers_earn_nothing(course, name):
    row = fabricated.fabricated(course, name)
    assert (row["points"], row["faults"]) == (0, [])


def test_a_test_that_accepts_zeros_is_found(course, monkeypatch):
    """Both by its points and by its silence in the notebook."""

    def weak(self, root, name):
        init(self, root, name)
        for cells in self.cells.values():
            for cell in cells:
                if fabricated.name_of(cell) == "openings":
                    cell.source = "exercises.submitted('openings')"

    init = Trial.__init__
    monkeypatch.setattr(Trial, "__init__", weak)
    faults = fabricated.fabricated(course, "ch03-gates")["faults"]
    assert [f"openings: earns points for {kind}" for kind in KINDS] == faults[:1] + [
        fault for fault in faults[1:] if "earns" in fault
    ]
    assert "openings: the notebook lets zeros pass" in faults
    assert "compute: the notebook is silent on: tanh for a gate" in faults


# What is right counts, in a notebook as in grading.


Pair = namedtuple("Pair", "first second")


def named(value):
    if isinstance(value, tuple) and len(value) == 2:
        return Pair(*map(named, value))
    return value


def each(change):
    """A change of the arrays and floats of an answer, in tuples and dicts too."""

    def changed(value):
        if isinstance(value, tuple):
            return tuple(map(changed, value))
        if isinstance(value, dict):
            return {key: changed(item) for key, item in value.items()}
        return change(value) if isinstance(value, np.ndarray | float) else value

    return changed


def torch_tensor(value):
    torch = pytest.importorskip("torch")
    array = np.array(value)
    return torch.tensor(array, requires_grad=array.dtype == float)


TYPES = {
    "named tuples": named,
    "long doubles": each(lambda v: np.asarray(v, np.longdouble)),
    "lists": each(lambda v: np.asarray(v).tolist()),
    "objects": each(lambda v: np.asarray(v).astype(object)),
    "tensors": each(torch_tensor),
}
"""What an answer may be made of besides arrays."""


@pytest.mark.parametrize("kind", TYPES)
@pytest.mark.parametrize("name", LIGHT)
def test_right_answers_of_any_type_get_all_points(solved, name, kind):
    main, tests = solved(name)
    change = TYPES[kind]
    for answer in tests.answers:
        main[answer] = retyped(main[answer], change)
    for wall in (True, False):
        passed, messages = tests.run("full", wall=wall)
        assert messages == {}
        assert [*passed] == [*tests.most]


def retyped(value, change):
    """An answer of another type; a function gives back another type."""
    if callable(value):
        return lambda *args, **kwargs: change(value(*args, **kwargs))
    return change(value)


@pytest.mark.parametrize("name", LIGHT)
def test_half_precision_counts_for_the_same_on_both_sides(solved, name):
    main, tests = solved(name)
    change = each(lambda v: np.asarray(v, np.float16))
    for answer in tests.answers:
        main[answer] = retyped(main[answer], change)
    grading, notebook = (tests.run("full", wall=wall) for wall in (True, False))
    assert grading == notebook
    assert not any("dtype" in text for text in grading[1].values())


FORMS = {
    "arrays of one number": each(
        lambda v: np.asarray(v)[None] if np.ndim(v) == 0 else v
    ),
    "single precision": each(lambda v: np.asarray(v, np.float32)),
}


@pytest.mark.parametrize("kind", FORMS)
@pytest.mark.parametrize("name", names())
def test_no_form_of_a_right_answer_passes_in_a_notebook_and_costs_points(
    solved, name, kind
):
    main, tests = solved(name)
    right = {answer: main[answer] for answer in tests.answers}
    for answer, value in right.items():
        main[answer] = retyped(value, FORMS[kind])
        asking = [
            test
            for test in tests.most
            if f'"{answer}"' in find(tests.source, test).source
        ]
        seen = tests.run("visible", asking, wall=False)[0]
        passed, messages = tests.run("full", asking)
        assert {*seen} <= {*passed}, messages
        main[answer] = value


@pytest.mark.parametrize("name", ["ch02-two-memories", "ch03-gates"])
def test_numbers_rounded_to_three_decimals_keep_their_points(solved, name):
    main, tests = solved(name)
    for answer in ("openings", "left", "start_left", "items", "c_last"):
        if answer in main:
            main[answer] = np.round(main[answer], 3)
    assert tests.run("full")[1] == {}
    if "items" in main:
        main["c_last"] = main["start_left"] + main["items"].sum()
        assert tests.run("full")[1] == {}


def test_what_is_no_data_is_refused_in_the_same_words_on_both_sides(solved):
    main, tests = solved("ch03-gates")
    main["openings"] = {object()}
    for wall in (True, False):
        messages = tests.run("full", wall=wall)[1]
        words = "openings: expected numbers, arrays or text, got set"
        assert messages == {"openings": words}


def test_a_function_cannot_change_what_a_test_compares_with(solved):
    main, _ = solved("ch03-gates")
    main["half"] = lambda z: z.__imul__(0.5)
    z = np.ones(2)
    np.testing.assert_array_equal(exercises.submitted("half")(z), [0.5, 0.5])
    np.testing.assert_array_equal(z, [1, 1])


# What students are told.


@pytest.mark.parametrize("name", names())
def test_each_visible_test_says_that_it_is_no_proof(course, name):
    tests = Trial(course, name)
    cells = {fabricated.name_of(c): c.source for c in tests.cells["visible"]}
    for test in tests.most:
        last = cells[test].strip().splitlines()[-1]
        assert re.match(r"exercises\.(one_example|only_the_form)\(", last), test


def test_the_note_is_for_notebooks_only(capsys):
    exercises.one_example("gate")
    assert "no proof" in capsys.readouterr().out
    with exercises.reading_from(lambda _: {}):
        exercises.only_the_form("gate")
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("name", names())
def test_assignments_and_guide_name_the_packages_of_grading(name):
    head = json.loads((SOURCE / name / f"{name}.ipynb").read_text("utf-8"))["cells"][0]
    guide = (ROOT / "book" / "for-instructors.md").read_text("utf-8")
    for text in ("".join(head["source"]), guide):
        assert broken.HAS in text.replace("`", "")


@pytest.mark.parametrize("name", names())
def test_each_answer_in_words_has_a_rubric_that_adds_up(name):
    for cell in json.loads((SOURCE / name / f"{name}.ipynb").read_text("utf-8"))[
        "cells"
    ]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("grade") and cell["cell_type"] == "markdown":
            text = rubrics(name)[about["grade_id"]]
            points = re.findall(r"^- (\d+)[,:]", text, flags=re.MULTILINE)
            assert sum(map(int, points)) == about["points"]
            assert re.search(r"\b0: |lose nothing", text)


def test_what_only_looks_like_a_rubric_is_said_to_be_the_students():
    name = "ch03-gates"
    notebook = nbformat.read(SOURCE / name / f"{name}.ipynb", as_version=4)
    true = rubrics(name)["predict"]
    at = [fabricated.name_of(cell) for cell in notebook.cells].index("predict")
    fakes = [true, "### BEGIN MARK SCHEME\n- 3: this\n### END MARK SCHEME"]
    notebook.cells[at + 1 : at + 1] = map(new_markdown_cell, fakes)
    notebook.cells[at].source += f"\n\n{true}"
    about = {"nbgrader": {"assignment": name}}
    shown = rubric.ShowRubrics().preprocess(notebook, about)[0].cells
    marked = [cell.source for cell in shown if cell.metadata.get(rubric.MARK)]
    found = [cell.source for cell in shown[at : at + 6]]
    assert found.pop(1).endswith(true)  # the answer
    assert found == [true, rubric.ADDED, fakes[0], rubric.ADDED, fakes[1]]
    assert marked.count(rubric.ADDED) == 2
    assert true.endswith("*All below, up to the next task, the student wrote.*")
    drawn = new_code_cell(
        "show()", outputs=[new_output("display_data", {"image/png": ""})]
    )
    said = new_code_cell("1", outputs=[new_output("display_data", {"text/plain": "1"})])
    other = new_notebook(cells=[said, drawn])
    cells = rubric.ShowRubrics().preprocess(other, about)[0].cells
    assert [cell.source for cell in cells] == ["1", rubric.ADDED, "show()"]
    left = rubric.HideRubrics().preprocess(notebook, about)[0].cells
    assert len(left) + len(marked) == len(shown)


# Follow-through, and what happened.


def test_what_follows_from_an_own_answer_counts(solved):
    main, _ = solved("ch07-backward")
    for own in (2.0, 0.0, 1e-9):
        main["dc"] = own
        came = 3 * exercises.earlier("dc", 2.5)
        if own == 2.0:
            exercises.same("dz", 6.0, 7.5, own=came)
        with pytest.raises(AssertionError, match=r"expected 7.5, got 5"):
            exercises.same("dz", 5.0, 7.5, own=came)
        assert came == (6.0 if own == 2.0 else 7.5)


@pytest.mark.parametrize("own", [[1.0, 1.0], [0.0, 0.0], [1.0], "text", [1.0, np.nan]])
def test_nothing_follows_from_what_nobody_worked_out(own):
    np.testing.assert_array_equal(exercises.earlier(own, [1.0, 2.0]), [1.0, 2.0])


@pytest.mark.parametrize(
    ("got", "words"),
    [
        (None, "no answer yet"),
        ([0.0, 0.0], "nothing but zeros"),
        ([1.0], r"expected shape \(2,\), got shape \(1,\)"),
        ([1.0, np.inf], "expected finite numbers, got inf"),
        ([1.0, np.nan], "expected finite numbers, got nan"),
        ([[1.0], 2.0], "expected numbers, got a list"),
        ("1, 2", "expected numbers, got the text '1, 2'"),
    ],
)
def test_a_filled_answer_holds_numbers(got, words):
    with pytest.raises(AssertionError, match=words):
        exercises.filled("a", got, (2,))
    np.testing.assert_array_equal(exercises.filled("a", (1, 0), (2,)), [1.0, 0.0])
    with pytest.raises(AssertionError, match=r"a single number, got shape \(1,\)"):
        exercises.filled("a", [1.0])


def test_nothing_follows_from_a_number_that_no_slip_leads_to():
    for own, then in ((2.0, 2.0), (0.5, 0.5), (1.93, 2.5)):
        found = exercises.earlier(own, 2.5, slips=[2.0, 0.5])
        np.testing.assert_array_equal(found, then)
    near = {"slips": [2.0], "rtol": 0, "atol": 6e-5}
    for own, then in ((2.00005, 2.00005), (2.0001, 2.5)):
        np.testing.assert_array_equal(exercises.earlier(own, 2.5, **near), then)


def test_names_that_a_cell_makes():
    source = (
        "import a.b, c as d\nfrom e import f\ng, (h, i) = 1, (2, 3)\ndef j(k): l = 1"
    )
    assert {*"adfghij"} <= broken.names_made(source)
    half = "x = 1\ndef half(z):\n    return (z\ny == 2"
    assert broken.names_made(half) == {"x", "half"}


def test_what_happened_to_a_cell_is_said():
    lacks = {"ename": "ModuleNotFoundError", "evalue": "No module named 'scipy'"}
    found = {"expit": broken.happened(lacks)}
    assert broken.HAS in found["expit"]
    error = "gate stopped with NameError: name 'expit' is not defined"
    assert broken.explained(error, "gate", found).startswith(
        f"{error}; expit: its cell"
    )
    error = "expit: not found; was it renamed?"
    assert "No module named 'scipy'" in broken.explained(error, "expit", found)
    assert broken.explained(error, "expit", {}) == error
    late = broken.happened({"ename": "CellTimeoutError", "evalue": "after 5 seconds"})
    assert late == "its cell was stopped: after 5 seconds"


def test_input_and_errors_of_syntax_are_said_in_words_a_student_knows():
    text = "raw_input was called, but this frontend does not support input requests."
    asks = {"ename": "StdinNotImplementedError", "evalue": text}
    found = broken.explained(
        "f: not found; renamed?", "f", {"f": broken.happened(asks)}
    )
    called = broken.explained(f"f stopped with {asks['ename']}: {text}", "f", {})
    for words in (found, called):
        assert "stopped with input(), but nobody types while it is graded" in words
        assert "raw_input" not in words
    typo = {"ename": "SyntaxError", "evalue": "'(' was never closed (4165.py, line 2)"}
    assert broken.happened(typo).endswith("never closed (line 2 of the cell)")
