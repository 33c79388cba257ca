"""Doubtful submissions: what a person is told, and that no zero is made of them."""

import csv
import json
import re
import shutil
import zipfile
from types import SimpleNamespace

import nbformat
import pytest
from attacks import PIXEL
from nbformat.v4 import new_code_cell, new_markdown_cell

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from assignments.grading import (
    example,
    feedback,
    grade,
    harmless,
    limits,
    report,
    restore,
    similar,
    solutions,
)
from assignments.grading.course import SOURCE, make_course, release_of
from assignments.grading.intake import Handed, Intake, collect
from assignments.grading.prove import find, signed
from assignments.grading.sandbox import has_bubblewrap

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(600)]
NAME = "ch03-gates"
LIMITS = limits.Limits(cell=30, call=10, total=200)


def strip(notebook):
    for cell in notebook.cells:
        cell.metadata = {}


def strip_all(notebook):
    strip(notebook)
    for number, cell in enumerate(notebook.cells):
        cell["id"] = f"new-{number}"


def without_written(notebook):
    notebook.cells.remove(find(notebook, "conclude"))


def another(notebook):
    notebook.cells = [
        cell for cell in notebook.cells if "nbgrader" not in cell.metadata
    ]


def unsigned(notebook):
    notebook.cells[3].source = 'STUDENT = ""'


def reworded(notebook):
    """The same answers under other names, with other comments."""
    gate = find(notebook, "gate")
    gate.source = re.sub(r"\ba_prev\b", "before", gate.source) + "\n# mine\n"


STUDENTS = {
    "José Pérez": None,
    "stripped": strip,
    "no ids": strip_all,
    "unsigned": unsigned,
    "without": without_written,
    "another": another,
    "reworded": reworded,
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    if not has_bubblewrap():
        pytest.skip("needs bubblewrap")
    root = tmp_path_factory.mktemp("doubts")
    for student, change in STUDENTS.items():
        notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", student)
        if change:
            change(notebook)
        write(root, student, notebook)
    write(root, "wrong", signed(SOURCE / NAME / f"{NAME}.ipynb", "wrang"))
    empty = root / "in" / "empty" / f"{NAME}.ipynb"
    empty.parent.mkdir()
    empty.touch()
    intake = collect(root / "in", root / "work")
    results = grade.grade_intake(intake, root / "out", jobs=2, limits=LIMITS)
    rows = report.report(root / "out", results, intake=intake)
    return SimpleNamespace(
        out=root / "out",
        intake=intake,
        results=results,
        rows={row["student"]: row for row in rows},
    )


def write(root, student, notebook):
    path = root / "in" / student / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)


def table(graded, name):
    with (graded.out / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_perfect_notebook_gets_its_points_without_its_metadata(graded):
    for student in ("José Pérez", "stripped", "no ids", "reworded"):
        row = graded.rows[student]
        assert (row["points"], row["problem"]) == (15, ""), student
        assert row["to grade by hand"] == "predict conclude", student


def test_the_table_of_grades_names_people_and_no_test_without_points(graded):
    people = [{"student": "José Pérez", "name": "Pérez, José"}]
    rows = report.report(graded.out, graded.results, people, intake=graded.intake)
    named = {row["student"]: row["name"] for row in rows}
    assert named == dict.fromkeys(graded.rows, "") | {"José Pérez": "Pérez, José"}
    heads = [*table(graded, "grades.csv")[0]]
    assert heads[:4] == ["student", "name", "assignment", "mark"]
    assert heads.count("name") == 1


def test_the_class_of_five_hands_in_what_students_have():
    for student in example.MOODLE.values():
        work = example.notebook(student)
        assert "BEGIN" not in work, student
        assert "HIDDEN" not in work, student
    assert "np.tanh" in example.notebook("jperez"), "his answers are still there"


def test_doubts_are_told_with_what_to_do(graded):
    told = {p["student"]: p for p in table(graded, "problems.csv")}
    for student, words in {
        "unsigned": "STUDENT is empty",
        "wrong": "STUDENT is 'wrang', expected 'wrong'",
        "empty": "the file is empty",
        "another": "cells of the assignment are missing",
    }.items():
        assert words in told[student]["problem"]
        assert told[student]["what to do"]
        assert student in told[student]["file"]
    assert len(told) == 4
    pages = {path.parts[-3] for path in (graded.out / "feedback").rglob("*.html")}
    assert pages == set(graded.rows) - set(told)


def test_a_written_answer_whose_cell_is_gone_waits_for_a_person(graded):
    row = graded.rows["without"]
    assert (row["to grade by hand"], row["problem"]) == ("predict conclude", "")


def test_what_is_open_is_blank_for_the_platforms_and_never_zero(graded):
    for name in ("canvas.csv", "moodle.csv"):
        rows = [r for r in table(graded, name) if r.get("Student") != "Points Possible"]
        assert {row[NAME] for row in rows} == {""}, name
        assert len(rows) == len(graded.rows)
    assert graded.rows["empty"]["points"] == ""
    rows = {row["student"]: row for row in table(graded, "grades.csv")}
    assert (rows["stripped"]["predict"], rows["stripped"]["openings"]) == ("", "1.0")


def test_a_mark_goes_out_once_a_person_has_read_all(graded):
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{graded.out}/gradebook.db") as gradebook:
        for student in ("José Pérez", "wrong"):
            grades = gradebook.find_submission_notebook(NAME, NAME, student).grades
            for grade_ in (g for g in grades if g.name in ("predict", "conclude")):
                grade_.manual_score, grade_.needs_manual_grade = 1, False
        gradebook.db.commit()
    report.report(graded.out, graded.results, intake=graded.intake)
    marks = {row["Student"]: row[NAME] for row in table(graded, "canvas.csv")}
    assert marks["José Pérez"] == "17.0"
    assert marks["wrong"] == ""  # a problem stays one
    page = graded.out / "feedback" / "José Pérez" / NAME / f"{NAME}.html"
    assert "not yet read" not in page.read_text("utf-8")


def test_points_for_an_earlier_version_count_nowhere_until_it_is_read(graded):
    from nbgrader.api import Gradebook

    def change(score, waits):
        with Gradebook(f"sqlite:///{graded.out}/gradebook.db") as gradebook:
            grades = gradebook.find_submission_notebook(NAME, NAME, "no ids").grades
            (grade_,) = (one for one in grades if one.name == "predict")
            grade_.manual_score, grade_.needs_manual_grade = score, waits
            gradebook.db.commit()
        rows = report.report(graded.out, graded.results, intake=graded.intake)
        return next(row for row in rows if row["student"] == "no ids")

    change(2, False)
    (graded.out / "autograded" / "no ids" / NAME / ".sha256").write_text("of another")
    row = change(2, False)  # as if this version had come after the first was read
    page = graded.out / "feedback" / "no ids" / NAME / f"{NAME}.html"
    text = " ".join(page.read_text("utf-8").split())
    assert (row["points"], row["predict"], row["mark"]) == (15, "", "")
    assert "15.0 of 20.0 points so far; 5.0 are not yet read" in text
    row = change(2, False)  # a person says that they are right for this one, too
    assert (row["points"], row["predict"]) == (17, 2)
    change(None, True)


def test_what_was_graded_again_is_shown_as_it_is_now(graded):
    done = graded.out / "done" / "no ids" / NAME
    made, file = done / "autograded" / f"{NAME}.ipynb", done / "result.json"
    shown = graded.out / "autograded" / "no ids" / NAME / f"{NAME}.ipynb"
    before = made.read_text("utf-8"), file.read_text("utf-8")
    made.write_text(before[0] + " ", "utf-8")  # after its folder in done/ was deleted
    file.write_text(before[1] + " ", "utf-8")
    report.report(graded.out, graded.results, intake=graded.intake)
    assert shown.read_text("utf-8") == before[0] + " "
    for path, text in zip((made, file), before, strict=True):
        path.write_text(text, "utf-8")
    report.report(graded.out, graded.results, intake=graded.intake)


def test_the_plot_leaves_out_what_was_not_graded(graded, monkeypatch):
    drawn = []
    monkeypatch.setattr(report, "draw", lambda *given: drawn.append(given))
    report.plot(graded.out / "points.svg", graded.results)
    ((_, name, shown),) = drawn
    assert name == NAME
    assert len(shown) == sum(not result["problem"] for result in graded.results)
    assert len(shown) < len(graded.results)
    monkeypatch.undo()
    bad = [result for result in graded.results if result["problem"]]
    report.plot(graded.out / "points.svg", bad)  # nobody is left


def test_pages_go_back_under_the_names_that_the_platform_gave(tmp_path):
    rows, found = [], {}
    for student, mark, shown, platform in (
        ("ada", 12.0, "lovelaceada_11_501_x (1).ipynb", True),
        ("zoë", 0.0, "Zoë Kim_205_assignsubmission_file/x.IPYNB", True),
        ("pat", "", "obrienpat_13_503_x.ipynb", True),  # not yet
        ("teo", 3.0, "teo/x.ipynb", False),
    ):
        rows.append({"student": student, "assignment": NAME, "mark": mark})
        found[student, NAME] = Handed(student, NAME, None, shown, platform=platform)
        page = tmp_path / "feedback" / student / NAME / f"{NAME}.html"
        page.parent.mkdir(parents=True)
        page.write_text(student, "utf-8")
    report.pack_feedback(tmp_path, rows, Intake(found))
    with zipfile.ZipFile(tmp_path / "feedback.zip") as archive:
        packed = {name: archive.read(name).decode() for name in archive.namelist()}
    assert packed == {
        "lovelaceada_11_501_x (1).html": "ada",
        "Zoë Kim_205_assignsubmission_file/x.html": "zoë",
    }
    report.pack_feedback(tmp_path, rows[2:], Intake(found))
    assert not (tmp_path / "feedback.zip").exists()


def test_feedback_names_tasks_and_what_is_not_yet_read(graded):
    page = graded.out / "feedback" / "stripped" / NAME / f"{NAME}.html"
    text = " ".join(page.read_text("utf-8").split())
    assert "15.0 of 20.0 points so far; 5.0 are not yet read" in text
    assert "3 Implement: a sigmoid that nothing breaks" in text
    assert "predict</a>: not yet read, 3.0 possible" in text
    assert "sigmoid-values</a>: 2.0 of 2.0" in text
    assert "Test cell" not in text
    titles = feedback.task_titles(NAME)
    assert titles["measured-shape"] == "7 Experiment and conclude"
    assert "points" not in " ".join(titles.values())


def test_a_failed_second_version_does_not_keep_the_points_of_the_first(graded):
    path = graded.out.parent / "in" / "reworded" / f"{NAME}.ipynb"
    before = path.read_bytes()
    path.write_bytes(b"")
    results = grade.grade_intake(graded.intake, graded.out, jobs=1, limits=LIMITS)
    rows = report.report(graded.out, results, intake=graded.intake)
    row = next(row for row in rows if row["student"] == "reworded")
    assert (row["points"], row["mark"]) == ("", "")
    path.write_bytes(before)


def test_who_was_graded_under_a_wrong_name_is_not_left_in_the_gradebook(graded):
    from nbgrader.api import Gradebook

    old = graded.out / "done" / "without" / NAME
    before = json.loads((old / "result.json").read_text("utf-8"))
    wrong = json.dumps(before | {"problem": "STUDENT is 'renamed', expected 'without'"})
    shutil.copytree(graded.out / "done" / "without", graded.out / "done" / "renamed")
    file = graded.out / "done" / "renamed" / NAME / "result.json"
    renamed = json.loads(file.read_text("utf-8")) | {"student": "renamed"}
    file.write_text(json.dumps(renamed), "utf-8")
    others = [r for r in graded.results if r["student"] != "without"]
    report.report(graded.out, [*others, renamed], intake=graded.intake)
    assert old.exists()  # it may be a copy
    (old / "result.json").write_text(wrong, "utf-8")
    shutil.copytree(old, old.with_name(f".old-{NAME}"))  # handed in twice
    never = graded.out / "done" / "never told" / NAME  # that run stopped before
    shutil.copytree(old, never)
    result = json.loads((never / "result.json").read_text("utf-8"))
    again = json.dumps(result | {"student": "never told"})
    (never / "result.json").write_text(again, "utf-8")
    report.report(graded.out, [*others, renamed], intake=graded.intake)
    assert not never.exists()
    with Gradebook(f"sqlite:///{graded.out}/gradebook.db") as gradebook:
        submissions = gradebook.assignment_submissions(NAME)
        students = {submission.student.id for submission in submissions}
    assert "renamed" in students
    assert "without" not in students
    assert not old.parent.exists()


def test_likeness_sees_through_other_names_and_accuses_nobody(graded):
    row = graded.rows["reworded"]
    assert row["similar, per cent"] == 100
    assert row["similar to"]
    pairs = table(graded, "similar.csv")
    assert all("is not copied" in pair["note"] for pair in pairs)
    assert "predict" in pairs[0]["same answers"]


def test_a_list_of_students_is_proposed(graded):
    lines = {r["folder"]: r["student"] for r in table(graded, "students-proposed.csv")}
    assert lines["wrong"] == "wrang"
    assert lines["José Pérez"] == "José Pérez"
    assert lines["empty"] == "empty"


OTHERS = example.OTHER_ANSWERS | {
    "compute": """openings = lc.sigmoid(np.array(z_given))
left = np.prod(np.full(steps_given, f_given))""",
    "half-life": """def half_life(f):
    return -1 / np.log2(f)


def forget_for(steps):
    share = np.exp2(-1 / steps)
    return share""",
    "repaired": """def repaired(p, x_t, a_prev):
    # The result was not the same as gate(p.W_u, p.b_u, a_prev, x_t).
    pre = a_prev @ p.W_u[:, :p.n_a].T + x_t @ p.W_u[:, p.n_a:].T + p.b_u
    return lc.sigmoid(pre)""",
    "measured": """numbers = np.random.default_rng(0).normal(size=1000)
medians = []
for bias in range(6):
    openings = lc.sigmoid(numbers + bias)
    medians.append(np.median(lc.half_life(openings)))
measured = np.asarray(medians)""",
}


def test_honest_answers_are_not_alike_and_an_empty_release_says_nothing(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(similar, "FEWEST", dict.fromkeys(similar.FEWEST, 1))
    paths = {name: tmp_path / f"{name}.ipynb" for name in ("a", "b", "c", "d")}
    for name, path in paths.items():
        notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
        for cell in notebook.cells:
            if name in "cd" and restore.name_of(cell):
                cell.source = similar.without_solution(cell)
        for answer, source in OTHERS.items() if name == "b" else ():
            find(notebook, answer).source = source
        nbformat.write(notebook, path)
    (pair,) = similar.alike(paths, NAME)
    assert (pair["student"], pair["other"]) == ("a", "b")
    assert pair["of"] == "code"
    assert pair["per cent"] < similar.ALIKE["code"] / 2


# Restoring cells, without grading.


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    root = tmp_path_factory.mktemp("course")
    make_course(root, [NAME])
    return nbformat.read(release_of(root, NAME), as_version=4)


def test_a_deleted_test_is_not_found_in_the_cell_that_stands_there(released):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
    place = notebook.cells.index(find(notebook, "left"))
    notebook.cells[place] = new_code_cell("mine = 1")
    restore.recognise(notebook.cells, released.cells)
    assert "nbgrader" not in notebook.cells[place].metadata


def test_an_answer_in_a_new_cell_is_found_between_its_neighbours(released):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
    place = notebook.cells.index(find(notebook, "predict"))
    notebook.cells[place] = new_markdown_cell("The first step.")
    restore.recognise(notebook.cells, released.cells)
    assert notebook.cells[place].metadata.nbgrader.grade_id == "predict"


def test_an_answer_that_is_missing_defines_nothing_anew(released):
    cell = next(c for c in released.cells if restore.name_of(c) == "sigmoid")
    assert "def sigmoid" in cell.source
    assert restore.stub(cell).source == ""


def test_all_texts_together_stay_a_page(tmp_path, monkeypatch):
    """Each of them refers to a long link at each word."""
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
    text = f"[a]: http://x/{'_' * 5000}\n\n" + " ".join(["[a]"] * 185)
    notebook.cells += [new_markdown_cell(text) for _ in range(45)]
    make_course(tmp_path, [NAME])
    monkeypatch.setattr(restore.RestoreCells, "release", release_of(tmp_path, NAME))
    restored, _ = restore.RestoreCells().preprocess(notebook, {})
    assert len(nbformat.writes(restored)) < 2 * harmless.LONGEST_PAGES
    assert "[a]: http://x/" in harmless.html.unescape(restored.cells[-1].source)


def test_a_page_is_not_made_of_pictures(tmp_path, monkeypatch):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
    picture = f"![x](data:image/png;base64,{PIXEL})\n\n"
    notebook.cells += [new_markdown_cell(100 * picture) for _ in range(10)]
    make_course(tmp_path, [NAME])
    monkeypatch.setattr(restore.RestoreCells, "release", release_of(tmp_path, NAME))
    restored, _ = restore.RestoreCells().preprocess(notebook, {})
    shown = sum(cell.source.count("<img ") for cell in restored.cells)
    assert 100 <= shown <= harmless.LONGEST_PAGES / harmless.PICTURE_AS_TEXT


def test_a_name_of_many_words_is_no_answer_in_words():
    assert not restore.holds_words('STUDENT = "Ana Maria Ruiz de Castro"\n')
    assert restore.holds_words('STUDENT = "Ana"  # the gate stays open all the time')
    few = "# the first\n# because z\n# grows more\n"
    assert not restore.holds_words(few)
    assert restore.holds_words(f"{few}# than in others")


# Model answers.


def test_model_answers_show_solutions_and_no_hidden_test(tmp_path, monkeypatch):
    monkeypatch.setattr(solutions, "SOLUTIONS", tmp_path / "solutions")
    monkeypatch.setattr(solutions, "print_answers", lambda *_: "no browser")
    pages = solutions.release_solutions()
    text = "\n".join(path.read_text("utf-8") for path in pages)
    assert "### BEGIN" not in text
    assert "68.9676" not in text  # in a hidden test
    assert "0.5 ** (1 / steps)" in text
    assert "**Model answer.** The second step." in text
    assert "(model answers)" in text
    shown = solutions.shown("a\n=== BEGIN MARK SCHEME ===\nb\n=== END MARK SCHEME ===")
    assert shown == "a"
