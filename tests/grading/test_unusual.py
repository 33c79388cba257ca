"""What is unusual but right, and what reaches beyond one submission."""

import base64
import contextlib
import csv
import io
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell
from PIL import Image

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from assignments.grading import (
    grade,
    harmless,
    intake,
    limits,
    reading,
    report,
    restore,
    roster,
    worker,
)
from assignments.grading.course import ROOT, SOURCE, TEXT_STUB
from assignments.grading.prove import find, signed
from assignments.grading.sandbox import has_bubblewrap
from assignments.grading.whole import alone_in
from lstm_core import exercises
from lstm_core.stored.codec import encode

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(300)]
needs_sandbox = pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap")
NAME, CELL = "ch03-gates", "ch04-cell-update"
LIMITS = limits.Limits(cell=30, call=10, total=200)
WRITTEN = ("predict", "conclude")
# Each of the two is small; a test would multiply them.
TABLE = """
def steer(c_prev, wanted):
    return np.zeros(1, int), np.zeros((30_000, 1), int), np.zeros((1, 30_000), int)
"""


def leave(notebook):
    for name in WRITTEN:
        find(notebook, name).source = TEXT_STUB


def below(notebook):
    """Leave the cells for words as they came, and write in cells of one's own."""
    leave(notebook)
    for name in WRITTEN:
        place = notebook.cells.index(find(notebook, name))
        notebook.cells.insert(place + 1, new_markdown_cell("Because it grows."))


def in_comments(notebook):
    """Write the answers in words as comments of one's own code."""
    leave(notebook)
    for words in ("# The second step, since it grows.", "print('It lasts two steps.')"):
        notebook.cells.append(new_code_cell(words))


def in_question(notebook):
    """Write below the question, in its own cell."""
    leave(notebook)
    place = notebook.cells.index(find(notebook, "conclude"))
    notebook.cells[place - 1].source += "\n\nWith bias 1 about two steps."


ESSAY = """
# With a bias of 1 the median half-life is about two steps, because the gate is
# then open to about three quarters, and three quarters of three quarters is
# a little more than one half.
"""
COMMENTED = """
def gate(W, b, a_prev, x_t):
    \"\"\"How far a gate opens, shape (B, n_a).\"\"\"
    # first the state, then the input, as in the book
    inputs = np.hstack([a_prev, x_t])
    # one row for each member of the batch
    z = inputs @ W.T + b  # b is added to every row
    # print("the values before the sigmoid are", z)
    # return 1 / (1 + np.exp(-z))
    return lc.sigmoid(z)  # between zero and one, never more
"""


def in_answer(notebook):
    """Write the answer in words into an answer in code."""
    leave(notebook)
    find(notebook, "measured").source += ESSAY


def in_text(notebook):
    """The same, as a text that is printed line by line."""
    leave(notebook)
    lines = [f"print({line[2:]!r})" for line in ESSAY.split("\n") if line]
    find(notebook, "measured").source += "\n" + "\n".join(lines)


def again(notebook):
    """Use the names of answers for something else, further down."""
    code = "left, openings = 'the left one', []\nmeasured = measured[:2]"
    notebook.cells.append(new_code_cell(code))


def ends(notebook):
    notebook.cells.append(new_code_cell("exit()"))


def corrected(notebook, left="f_given**steps_given", measured="right"):
    """Give wrong numbers first, and others below their tests."""
    find(notebook, "compute").source += "\nleft = f_given / 2"
    find(notebook, "measured").source += "\nright, measured = measured, measured[:2]"
    for test, code in {
        "left": f"left = {left}",
        "measured-shape": f"measured = {measured}",
    }.items():
        place = notebook.cells.index(find(notebook, test))
        notebook.cells.insert(place + 1, new_code_cell(code))


def anew(notebook):
    """Define a function anew further down, for something else."""
    notebook.cells.append(new_code_cell("def gate(x):\n    return x"))


def reused(notebook):
    """Use the names of wrong numbers for something else."""
    corrected(notebook, "'right'", "measured[:1]")


def idle(notebook):
    """Leave all words out; an empty cell and a copy of the stub say nothing."""
    leave(notebook)
    notebook.cells += [new_markdown_cell(" "), new_markdown_cell(TEXT_STUB)]
    notebook.cells.append(new_code_cell("print('half-life:', half_life(0.5))  # one"))
    find(notebook, "gate").source = COMMENTED


HONEST = {
    "below": below,
    "in comments": in_comments,
    "in question": in_question,
    "in answer": in_answer,
    "in text": in_text,
    "again": again,
    "ends": ends,
}


def put(root, student, notebook, name=NAME):
    path = root / "in" / student / f"{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    if not has_bubblewrap():
        pytest.skip("needs bubblewrap")
    root = tmp_path_factory.mktemp("unusual")
    others = {"idle": idle, "corrected": corrected, "reused": reused, "anew": anew}
    for student, change in (HONEST | others).items():
        notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", student)
        change(notebook)
        put(root, student, notebook)
    put(root, "strau\u00df", signed(SOURCE / NAME / f"{NAME}.ipynb", "STRAUSS"))
    table = signed(SOURCE / CELL / f"{CELL}.ipynb", "table")
    find(table, "steer").source = TABLE
    put(root, "table", table, CELL)
    taken = intake.collect(root / "in", root / "work")
    results = grade.grade_intake(taken, root / "out", jobs=2, limits=LIMITS)
    rows = report.report(root / "out", results, intake=taken)
    return SimpleNamespace(
        rows={row["student"]: row for row in rows},
        cells={result["student"]: result["cells"] for result in results},
        out=root / "out",
    )


@pytest.mark.parametrize("student", HONEST)
def test_what_is_unusual_but_right_gets_its_points_and_is_read(graded, student):
    row = graded.rows[student]
    said = [cell["message"] for cell in graded.cells[student].values()]
    assert (row["points"], row["problem"]) == (15, ""), said
    assert row["to grade by hand"] == "predict conclude"
    assert row["mark"] == ""


def test_who_wrote_nothing_anywhere_waits_for_nobody(graded):
    row = graded.rows["idle"]
    assert (row["mark"], row["to grade by hand"], row["note"]) == (15, "", "")


def told(graded, student):
    """What stands of a student in the table of problems."""
    with (graded.out / "problems.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = [row for row in csv.DictReader(file) if row["student"] == student]
    assert all(line["what to do"] and line["file"] for line in lines)
    return [line["problem"] for line in lines]


@pytest.mark.parametrize("student", ["in answer", "in text"])
def test_an_answer_in_words_in_an_answer_in_code_is_pointed_out(graded, student):
    what = (
        "predict and conclude: left as given out, but there are comments or texts of "
        "25 words or more in the code of measured"
    )
    assert told(graded, student) == [graded.rows[student]["note"]] == [what]
    assert told(graded, "in comments") == []


@pytest.mark.parametrize(
    ("code", "given", "most"),
    [
        ("x = 1  # one two\n# three\n\n# four", "", 4),
        ("# one two\nx = 1\n# three four five", "", 3),
        ("x = 1  # one two\ny = 2  # three four five\n# six", "", 4),
        ("# one two\n# three four", "# one two", 2),
        ("# w1 = np.zeros((3, 2)) + w1[0] @ b1.T\n# ------", "", 0),
        ('x = {"size": 3,\n "one label": 4,\n "of a line": 5}', "", 0),
        ("s = '''La puerta casi no se\nabre, así que don't'''", "", 5),
        ("# one two\ns = '''never closed", "", 2),
    ],
)
def test_words_are_counted_in_neighbouring_lines_of_comments_and_texts(
    code, given, most
):
    assert restore.words_in_a_row(code, given) == most


def test_a_number_that_is_corrected_below_its_test_is_pointed_out(graded):
    points = {
        student: [
            graded.cells[student][t]["points"] for t in ("left", "measured-shape")
        ]
        for student in ("corrected", "reused")
    }
    assert points == {"corrected": [0, 0], "reused": [0, 0]}
    words = "is changed again below the test: the value at the test counted"
    assert sorted(told(graded, "corrected")) == [
        f"left failed: left {words}; with the other one it would pass",
        f"measured-shape failed: measured {words}; with the other one it would pass",
    ]
    assert told(graded, "reused") == []
    for student in points:  # whether it would pass now, the page does not tell
        page = graded.out / "feedback" / student / NAME / f"{NAME}.html"
        text = " ".join(page.read_text("utf-8").split())
        assert f"a value is not right; left {words}" in text
        assert f"; measured {words}" in text
        assert "would pass" not in text
    assert told(graded, "again") == []


def test_a_function_that_is_defined_anew_below_its_test_is_pointed_out(graded):
    said = "failed: gate is defined again below the test: the last one counted"
    tests = ("gate-batch", "gate-bias")
    wanted = [f"{test} {said}; with the other one it would pass" for test in tests]
    assert sorted(told(graded, "anew")) == wanted


def test_a_cell_without_metadata_is_read_like_one_with_none(tmp_path):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
    path = put(tmp_path, "ada", notebook)
    data = json.loads(path.read_text("utf-8"))
    for odd in (None, [], "x"):
        data["cells"][1]["metadata"] = odd
        path.write_text(json.dumps(data), "utf-8")
        cell = reading.read_notebook(path).cells[1]
        assert (cell.metadata, cell.source) == ({}, notebook.cells[1].source)


def test_a_name_with_other_numbers_is_a_problem_whatever_capitals_make_of_it(graded):
    assert graded.rows["strau\u00df"]["problem"].startswith("STUDENT is 'STRAUSS'")


def test_small_answers_do_not_make_a_large_table_in_a_test(graded):
    for test in ("steer-far", "steer-empty"):
        assert graded.cells["table"][test]["points"] == 0
        assert "expected shape (" in graded.cells["table"][test]["message"]
    assert graded.cells["table"]["count-long"]["points"] == 1


def test_what_is_started_from_here_has_memory_of_its_own(tmp_path):
    before = resource.getrlimit(resource.RLIMIT_AS)
    try:
        limits.cap_own_memory(limits.Limits(memory=300))
        with pytest.raises(MemoryError):
            bytearray(2**30)
        command = [*limits.rlimits(LIMITS), sys.executable, "-c", "bytearray(2**32)"]
        assert subprocess.run(command, check=False).returncode == 0
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)


# Files.


def stored(tmp_path, **change):
    notebook = json.loads(nbformat.writes(signed(SOURCE / NAME / f"{NAME}.ipynb")))
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(notebook | change))
    return path


def test_no_heading_of_an_old_notebook_becomes_larger_than_memory(tmp_path):
    cells = [
        {"cell_type": "heading", "level": level, "source": "x", "metadata": {}}
        for level in (2, 0, 10**8, -1, "1", [1])
    ]
    sheets = [{"metadata": {}, "cells": cells}]
    path = stored(tmp_path, nbformat=3, nbformat_minor=0, worksheets=sheets)
    read = [cell.source for cell in reading.read_notebook(path).cells]
    assert read == ["## x", *["# x"] * 5]


def test_cells_beside_sheets_are_counted_too(tmp_path):
    cells = [new_markdown_cell("")] * (reading.MOST_CELLS + 1)
    path = stored(tmp_path, worksheets=[{"cells": []}], cells=cells)
    with pytest.raises(reading.UnreadableError, match="at most 500 cells"):
        reading.read_notebook(path)


@pytest.mark.parametrize("minor", [0, 2, 4, 5, 9, -1])
@pytest.mark.parametrize("name", ["a", "a b", "", 7, None, ["a"], "x" * 65])
def test_names_of_cells_that_other_programs_give_are_no_fault(tmp_path, minor, name):
    path = stored(tmp_path, nbformat_minor=minor)
    notebook = json.loads(path.read_text())
    for cell in notebook["cells"]:
        cell["id"] = name
    path.write_text(json.dumps(notebook))
    nbformat.write(reading.read_notebook(path), path)
    nbformat.validate(nbformat.read(path, 4))  # as nbgrader does


def test_a_name_longer_than_a_folder_may_have_is_set_aside(tmp_path):
    names = ("ada", "\u5b57" * 80)
    for name in names:
        put(tmp_path, name, signed(SOURCE / NAME / f"{NAME}.ipynb"))
    taken = intake.collect(tmp_path / "in", tmp_path / "work")
    assert [student for student, _ in taken.found] == ["ada"]
    assert "200 bytes" in taken.problems[0]["problem"]
    path = tmp_path / "students.csv"
    path.write_text(f"student\n{names[1]}\n", "utf-8")
    with pytest.raises(ValueError, match="200 bytes"):
        roster.read_roster(path)


def test_a_file_that_may_not_be_read_is_set_aside(tmp_path, monkeypatch):
    paths = [put(tmp_path, name, new_notebook()) for name in ("ada", "shut")]
    monkeypatch.setattr(os, "access", lambda path, _: path != paths[1])
    taken = intake.collect(tmp_path / "in", tmp_path / "work")
    assert [student for student, _ in taken.found] == ["ada"]
    assert "not allowed to read" in taken.problems[0]["problem"]


COLLECT = """
import sys
from pathlib import Path
from assignments.grading.intake import collect
taken = collect(Path("in"), Path("work"))
print(*sorted(student for student, _ in taken.found))
for one in taken.problems:
    print(one["student"], one["file"], one["problem"], one["what to do"], sep="|")
"""


def test_what_is_shut_is_set_aside_and_the_rest_is_graded(tmp_path):
    command = [sys.executable, "-c", COLLECT]
    if os.geteuid() == 0:  # who may read all
        if shutil.which("setpriv") is None:
            pytest.skip("needs setpriv")
        less = "-dac_override,-dac_read_search"
        command = ["setpriv", "--inh-caps=-all", f"--bounding-set={less}", *command]
    file = f"{NAME}.ipynb"
    shut = {"stamp": f"{NAME}/timestamp.txt", "list": "sub", "all": "."}
    places = {"ada": ".", "stamp": NAME, "list": "sub", "all": "."}
    for student, place in places.items():
        (tmp_path / "in" / student / place).mkdir(parents=True)
        (tmp_path / "in" / student / place / file).touch()
    stamp, listed, whole = (tmp_path / "in" / who / at for who, at in shut.items())
    stamp.touch()
    for path, mode in ((stamp, 0), (listed, 0o444), (whole, 0)):
        path.chmod(mode)
    try:
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env=dict(os.environ, PYTHONPATH=str(ROOT)),
            capture_output=True,
            check=False,
            text=True,
        )
    finally:
        listed.chmod(0o755)
        whole.chmod(0o755)
    assert not done.returncode, done.stderr
    found, *aside = done.stdout.splitlines()
    assert found == "ada"
    assert {line.partition("|")[0] for line in aside} == {"stamp", "list", "all"}
    assert all("allow yourself" in line for line in aside), aside


def test_names_that_are_no_text_reach_no_table_and_no_zip(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / os.fsdecode(f"adaadler_12_22_{NAME}-".encode() + b"\xff.ipynb")).touch()
    (folder / os.fsdecode(b"\xfe")).mkdir()
    taken = intake.collect(folder, tmp_path / "work")
    (handed,) = taken.found.values()
    assert handed.shown == f"adaadler_12_22_{NAME}-\ufffd.ipynb"
    row = {"student": "adaadler", "assignment": NAME, "mark": 1}
    page = tmp_path / "feedback" / "adaadler" / NAME / f"{NAME}.html"
    page.parent.mkdir(parents=True)
    page.touch()
    report.pack_feedback(tmp_path, [row], taken)
    with zipfile.ZipFile(tmp_path / "feedback.zip") as packed:
        assert packed.namelist() == [f"adaadler_12_22_{NAME}-\ufffd.html"]


@pytest.mark.parametrize(
    "name",
    ["{who}_{number}_5_{file}-{n}.ipynb", "week1/{who}/{n}/{file}.ipynb"],
)
def test_nobody_takes_the_room_of_the_others_in_a_zip(tmp_path, monkeypatch, name):
    monkeypatch.setattr(intake, "MOST_OF_ONE", 3000)
    monkeypatch.setattr(intake, "MOST_BYTES", 6000)
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        for who, number, n in [*(("ada", 1, n) for n in range(9)), ("bo", 2, 0)]:
            file = name.format(who=who, number=number, n=n, file=NAME)
            archive.writestr(file, "x" * 1000)
    taken = intake.collect(tmp_path / "in.zip", tmp_path / "work")
    assert {student for student, _ in taken.found} == {"ada", "bo"}
    aside = [one for one in taken.problems if "other notebooks" in one["problem"]]
    assert len(aside) == 6
    assert all("one notebook of each" in one["what to do"] for one in aside)


def new_notebook():
    return signed(SOURCE / NAME / f"{NAME}.ipynb")


def noise(size):
    """A picture that no way of packing makes smaller, in base64."""
    made = io.BytesIO()
    Image.effect_noise((size, size), 90).save(made, "png")
    return base64.b64encode(made.getvalue()).decode()


@pytest.mark.parametrize(
    "text",
    [
        "![](attachment:a)" * 1_000,
        "![][r]" * 1_500 + f"\n\n[r]: data:image/png;base64,{noise(80)}",
        "[a][r] " * 1_400 + f"\n\n[r]: https://a.example/{'x' * 9_000}",
        "![][r]" * 1_500 + f"\n\n[r]: data:image/svg+xml,{'x' * 9_000}",
    ],
    ids=["attachment", "picture", "link", "no picture"],
)
def test_no_text_becomes_a_page_of_many_times_its_length(text):
    picture = noise(400)
    page = harmless.harmless_text(text, {"a": {"image/png": picture}})
    assert len(page) < 3_000_000
    assert page.count(picture) == text.startswith("![](att")


@pytest.mark.parametrize("field", ["source", "attachments"])
def test_what_is_no_text_is_refused_at_once(tmp_path, field):
    """For each number in a list nbformat would write 10 kB, and then check the next."""
    cell, numbers = new_markdown_cell("see here"), [1] * 600_000
    cell[field] = numbers if field == "source" else {"a": {"image/png": numbers}}
    path = tmp_path / "x.ipynb"
    path.write_text(json.dumps(new_notebook() | {"cells": [cell]}), "utf-8")
    start = time.process_time()
    with pytest.raises(reading.UnreadableError, match="no notebook"):
        reading.read_notebook(path)
    assert time.process_time() - start < 10


def test_a_picture_that_is_too_large_is_named():
    wide = io.BytesIO()
    Image.new("1", (9000, 6000)).save(wide, "png")
    data = base64.b64encode(wide.getvalue()).decode()
    files = {"photo.png": {"image/png": data}}
    page = harmless.harmless_text("![](attachment:photo.png)", files)
    assert "picture that cannot be shown: photo" in page


def test_an_empty_text_is_an_empty_page():
    assert harmless.harmless_text("") == "<div></div>"


# The run as a whole.


def test_no_error_with_one_submission_stops_the_others(monkeypatch):
    """An error that nobody thought of, in what surrounds the grading of one."""
    given_up = []
    monkeypatch.setattr(worker, "grade", lambda job: 1 // job["number"])
    monkeypatch.setattr(worker, "give_up", lambda job, _: given_up.append(job))
    monkeypatch.setattr(grade, "ProcessPoolExecutor", Threads)
    jobs = [{"number": number} for number in (1, 0, 2)]
    grade.run_all(jobs, 2, 3)
    assert given_up == [{"number": 0}]


def test_a_machine_without_a_process_left_does_not_end_the_run(monkeypatch, tmp_path):
    """Another program may have taken them all, for a while."""
    graded, pools = [], iter([Full, Full, Threads, Full, Full])
    monkeypatch.setattr(grade, "WAITS", (0, 0))
    monkeypatch.setattr(worker, "grade", graded.append)
    monkeypatch.setattr(worker, "give_up", lambda *_: pytest.fail("points are lost"))
    monkeypatch.setattr(grade, "ProcessPoolExecutor", lambda *a: next(pools)(*a))
    job = {"number": 1, "done": tmp_path / "done"}
    grade.run_all([job], 1, 1)
    assert graded == [job]
    monkeypatch.setattr(grade, "WAITS", (0,))
    with pytest.raises(BlockingIOError):  # the same command goes on later
        grade.run_all([job], 1, 1)


class Threads(ThreadPoolExecutor):
    """Stands for a pool of processes, and needs nothing that can be sent to one."""

    def __init__(self, jobs, *_):
        super().__init__(jobs)


class Full(Threads):
    """A pool on a machine that has no process left."""

    def submit(self, *_):
        raise BlockingIOError("Resource temporarily unavailable")


def test_a_folder_of_results_is_used_by_one_run_at_a_time(tmp_path):
    with alone_in(tmp_path / "out") as first, alone_in(tmp_path / "out") as second:
        assert (first, second) == (True, False)
    with alone_in(tmp_path / "out") as third:
        assert third
    (tmp_path / "ada").mkdir()
    nbformat.write(new_notebook(), tmp_path / "ada" / f"{NAME}.ipynb")
    with alone_in(tmp_path.with_name(f"{tmp_path.name}-graded")):
        done = subprocess.run(
            [sys.executable, "-m", "assignments.grading", "grade", str(tmp_path)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "another run is grading into it" in done.stderr


@needs_sandbox
def test_who_presses_ctrl_c_does_not_wait_for_all_others(tmp_path):
    for number in range(12):
        put(tmp_path, f"s{number}", new_notebook())
    command = [sys.executable, "-m", "assignments.grading", "grade"]
    process = subprocess.Popen(
        [*command, str(tmp_path / "in"), "--jobs", "1"],
        cwd=ROOT,
        start_new_session=True,
        # Tests that run in the background of a shell ignore Ctrl-C, and hand that on.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        stderr=subprocess.PIPE,
        text=True,
    )
    done = tmp_path / "in-graded" / "done"
    end = time.monotonic() + 120
    while not list(done.glob("*/*/result.json")) and time.monotonic() < end:
        time.sleep(0.1)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "the same command goes on" in said
    assert len(list(done.glob("*/*/result.json"))) < 8  # some were on their way


@pytest.mark.parametrize("name", sorted(path.name for path in SOURCE.iterdir()))
def test_a_name_is_the_same_however_its_accents_are_written(name):
    cell = find(nbformat.read(SOURCE / name / f"{name}.ipynb", as_version=4), "name")
    known = {"STUDENT": "jos\u00e9", "exercises": exercises}
    for written, right in (("Jose\u0301 ", True), ("jose", False)):
        with exercises.reading_from(lambda _, w=written: {"value": encode(w)}):
            wrong = contextlib.nullcontext() if right else pytest.raises(AssertionError)
            with wrong:
                exec(cell.source, known)
