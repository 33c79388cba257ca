"""Grading a folder: resumed, never twice, nothing harmed, tables and pages."""

import csv
import html
import json
import os
import shutil
import socket

import nbformat
import pytest
from nbformat.v4 import new_code_cell

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from assignments.grading import grade, release, report
from assignments.grading.course import SOURCE
from assignments.grading.prove import QUICK, Proof, faults, find, signed
from assignments.grading.sandbox import has_bubblewrap

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.timeout(600),
    pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap"),
]
NAME = "ch03-gates"
HOSTILE = """
import os, pathlib, shutil, socket
found = list(os.walk("{root}"))
for place in ("{root}", "/usr", "/etc", "/package/lstm_core"):
    try:
        pathlib.Path(place, "hostile.txt").write_text("x")
        found.append("wrote " + place)
    except OSError:
        pass
shutil.rmtree("{root}", ignore_errors=True)
try:
    socket.create_connection(("127.0.0.1", {port}), timeout=1)
    found.append("connected")
except OSError:
    pass
print("found", found)
"""


def hand_in(root, student, change=None):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", student)
    if change:
        change(notebook)
    path = root / "in" / student / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Four submissions, one of them hostile and one no notebook, graded."""
    root = tmp_path_factory.mktemp("grading")
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.1)
    code = HOSTILE.replace("{root}", str(root))
    code = code.replace("{port}", str(server.getsockname()[1]))
    hand_in(root, "ada")
    hand_in(root, "bo", lambda nb: setattr(find(nb, "gate"), "source", "1"))
    hand_in(root, "eve", lambda nb: nb.cells.insert(0, new_code_cell(code)))
    (root / "in" / "mo").mkdir()
    (root / "in" / "mo" / f"{NAME}.ipynb").write_text("not a notebook")
    results = grade.grade_folder(root / "in", root / "out", jobs=2, limits=QUICK)
    roster = root / "students.csv"
    roster.write_text("student,name,id,email\nada,=Ada(1),7,ada@example.org\n")
    rows = report.report(root / "out", results, roster)
    yield root, {r["student"]: r for r in results}, rows, server
    server.close()


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_points_problems_and_what_waits_for_a_person(graded):
    rows = {row["student"]: row for row in graded[2]}
    assert {who: row["points"] for who, row in rows.items()} == {
        "ada": 15,
        "bo": 11,
        "eve": 15,
        "mo": 0,
    }
    assert rows["ada"]["to grade by hand"] == "predict conclude"
    assert "NotJSONError" in rows["mo"]["problem"]


def test_a_hostile_submission_finds_and_harms_nothing(graded):
    root, _, _, server = graded
    page = root / "out" / "autograded" / "eve" / NAME / f"{NAME}.ipynb"
    assert nbformat.read(page, 4).cells[0].outputs[0].text == "found []\n"
    assert len(list((root / "in").glob("*/*.ipynb"))) == 4
    assert not list(root.rglob("hostile.txt"))
    with pytest.raises(TimeoutError):
        server.accept()


def test_feedback_shows_messages_but_no_hidden_test(graded):
    pages = list((graded[0] / "out" / "feedback").rglob("*.html"))
    assert len(pages) == 3
    hidden = {s for s in release.secrets()[NAME] if "same(" in s or "default_rng" in s}
    hidden -= {"z = np.random.default_rng(0).normal(size=1000)"}  # in the solution
    assert len(hidden) >= 5
    texts = {page.parts[-3]: page.read_text("utf-8") for page in pages}
    for text in texts.values():
        assert "BEGIN HIDDEN" not in text
        assert not any(line in html.unescape(text) for line in hidden)
    words = "gate: not found; was it renamed"
    assert [who for who, text in texts.items() if words in text] == ["bo"]


def test_tables_for_learning_platforms(graded):
    out = graded[0] / "out"
    lines = table(out / "canvas.csv")
    assert lines[0]["Student"] == "Points Possible"
    assert lines[0][NAME] == "20.0"
    assert lines[1]["Student"] == "'=Ada(1)"  # not a formula
    assert (lines[1]["ID"], lines[1][NAME]) == ("7", "15.0")
    assert table(out / "moodle.csv")[0]["Email address"] == "ada@example.org"
    assert "<svg" in (out / "points.svg").read_text("utf-8")


def test_nothing_is_graded_twice_and_a_changed_notebook_again(graded, monkeypatch):
    root, results, _, _ = graded
    ran = []
    monkeypatch.setattr(grade, "run_all", lambda plan, *_: ran.extend(plan))
    again = grade.grade_folder(root / "in", root / "out")
    assert ran == []
    assert {r["student"]: r for r in again} == results
    copy = root / "copy"
    shutil.copytree(root / "out", copy)
    crashed = copy / "done" / "bo" / ".work-1"
    crashed.mkdir()
    shutil.rmtree(copy / "done" / "ada" / NAME)  # the crash came before it was moved
    path = root / "in" / "bo" / f"{NAME}.ipynb"
    before = path.read_text("utf-8")
    hand_in(root, "bo")
    with pytest.raises(FileNotFoundError):  # nothing was run here
        grade.grade_folder(root / "in", copy)
    path.write_text(before, "utf-8")
    assert [job["student"] for job in ran] == ["ada", "bo"]
    assert not crashed.exists()


def test_points_given_by_hand_stay(graded):
    from nbgrader.api import Gradebook

    root, results, _, _ = graded
    out = root / "out"
    with Gradebook(f"sqlite:///{out}/gradebook.db") as gradebook:
        grades = gradebook.find_submission_notebook(NAME, NAME, "ada").grades
        for score in (g for g in grades if g.name in ("predict", "conclude")):
            score.manual_score, score.needs_manual_grade = score.max_score, False
        gradebook.db.commit()
    rows = {r["student"]: r for r in report.report(out, list(results.values()))}
    assert (rows["ada"]["points"], rows["ada"]["to grade by hand"]) == (20, "")
    page = out / "feedback" / "ada" / NAME / f"{NAME}.html"
    assert "BEGIN HIDDEN" not in page.read_text("utf-8")
    assert "20.0" in page.read_text("utf-8")


def test_a_changed_source_is_not_mixed_with_the_old_one(graded):
    stamp = graded[0] / "out" / "source" / f"{NAME}.sha256"
    before = stamp.read_text("utf-8")
    stamp.write_text("another", "utf-8")
    with pytest.raises(ValueError, match="changed since grading began"):
        grade.grade_folder(graded[0] / "in", graded[0] / "out")
    stamp.write_text(before, "utf-8")


def test_an_odd_name_or_an_empty_folder_is_refused(tmp_path):
    with pytest.raises(ValueError, match="found none"):
        grade.submissions(tmp_path)
    (tmp_path / "a b").mkdir()
    (tmp_path / "a b" / f"{NAME}.ipynb").write_text(json.dumps({}))
    with pytest.raises(ValueError, match="expected letters, digits"):
        grade.submissions(tmp_path)


def test_a_worker_that_dies_twice_is_given_up(monkeypatch):
    given_up = []
    monkeypatch.setattr(grade.worker, "grade", os._exit)  # a job is its exit code here
    monkeypatch.setattr(grade.worker, "give_up", lambda job, _: given_up.append(job))
    grade.run_all([3], 1, 1)
    assert given_up == [3]


def test_giving_up_leaves_a_result_without_points(graded, tmp_path):
    job = {"course": graded[0] / "out", "student": "zed", "assignment": NAME}
    job |= {"notebook": graded[0] / "in" / "mo" / f"{NAME}.ipynb"}
    grade.worker.give_up(job | {"done": tmp_path / "done" / NAME}, "too bad")
    result = grade.read_result({"done": tmp_path / "done" / NAME})
    assert result["problem"] == "too bad"
    assert not any(cell["points"] for cell in result["cells"].values())


def test_a_proof_that_does_not_hold_says_why():
    cell = {"points": 0, "most": 2, "by_hand": False, "message": "expected 1, got 2"}
    result = {"problem": None, "cells": {"a": cell}}
    for fails, fault in {
        (): "a: expected all points",
        (("a", "other words"),): "a: expected 'other words' in",
        (("a", "got 2"), ("b", "")): "b: there is no such test",
    }.items():
        found = faults(Proof("wrong", None, dict(fails)), result)
        assert [text.startswith(fault) for text in found] == [True]
    assert faults(Proof("wrong", None, {"a": "got 2"}), result) == []
    assert faults(Proof("empty", None, None), result) == []
