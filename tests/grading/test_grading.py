"""Grading a folder of submissions: right, wrong and hostile ones, and what is shown."""

import ast
import base64
import contextlib
import csv
import html
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
from types import SimpleNamespace

import nbformat
import psutil
import pytest
from attacks import PIXEL
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell
from PIL import Image

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from assignments.grading import (
    broken,
    grade,
    harmless,
    limits,
    release,
    report,
    sandbox,
    worker,
)
from assignments.grading.course import ROOT, SOURCE
from assignments.grading.execute import name_of
from assignments.grading.harmless import (
    harmless_attachments,
    harmless_output,
)
from assignments.grading.prove import Proof, faults, find, signed
from assignments.grading.syscalls import (
    ARGUMENTS,
    IGNORED,
    LOCKS,
    NEEDED,
    REFUSED,
    call_filter,
)

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(600)]
NAME = "ch03-gates"
LIMITS = limits.Limits(cell=30, call=10, total=200)  # no submission here is slow
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
UNCOUNTED = """
import ctypes, fcntl, mmap, os, socket, subprocess
c, here = ctypes.CDLL(None, use_errno=True), os.open("/usr/bin/env", os.O_RDONLY)
secret = c.syscall(447, 0)
clone = 56 if os.uname().machine == "x86_64" else 220
more = c.semget(0, 10, 0o600), c.inotify_init(), c.unshare(0x400), secret
print(c.shmget(0, 1000, 0o1600), *more)
for flags in (0x100, 0x4100):  # the second as vfork does
    hand_on = [c.syscall(clone, flags | 17, 0, 0, 0, 0), ctypes.get_errno()]
    if hand_on[0] == 0:
        c._exit(0)
    print(*hand_on, subprocess.run(["/usr/bin/true"]).returncode)
for call in (
    lambda: os.memfd_create("x"),
    lambda: socket.socket(socket.AF_UNIX).connect("\\0of-somebody"),
    lambda: fcntl.ioctl(socket.socket(), 0x8912, bytes(16)),  # names of networks
    lambda: socket.socketpair()[0].getsockopt(socket.SOL_SOCKET, 77, 4),  # who is there
    lambda: mmap.mmap(-1, 2**20),
    lambda: mmap.mmap(-1, 4096, flags=0x22).madvise(21),  # out of memory
    lambda: os.preadv(here, [bytearray(1)], 0, os.RWF_NOWAIT),
    lambda: os.posix_fadvise(here, 0, 0, os.POSIX_FADV_DONTNEED),
    lambda: fcntl.fcntl(here, fcntl.F_SETLEASE, fcntl.F_RDLCK),
    lambda: fcntl.fcntl(os.open("/usr", os.O_RDONLY), fcntl.F_NOTIFY, fcntl.DN_ACCESS),
    lambda: fcntl.fcntl(os.pipe()[0], fcntl.F_SETPIPE_SZ, 2**20),
    lambda: fcntl.fcntl(here, fcntl.F_GETLK, bytes(32)),
    lambda: fcntl.fcntl(here, 1036, bytes(8)),  # how long what is written may live
    lambda: fcntl.ioctl(here, 0x80086601, bytes(8)),  # marks of a file
):
    try:
        call()
    except OSError as error:
        print(error.errno)
open(os.devnull, "w").write("as elsewhere")
before = os.stat("/dev/null")
os.chmod("/dev/null", 0o640)
os.utime("/dev/null", (1, 1))
print(os.stat("/dev/null") == before)
fcntl.lockf(here := os.open("/dev/null", os.O_RDWR), fcntl.LOCK_EX)
if (child := os.fork()) == 0:  # that nobody else finds
    fcntl.lockf(here, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os._exit(7)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
private = mmap.mmap(-1, 2**20, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
try:
    open("/dev/zero", "r+b")
except OSError as error:
    print(error.errno)
for place in ("/dev", "/", "/usr", "/package/lstm_core", "/kernel"):
    try:
        open(f"{place}/hostile", "w")
    except OSError as error:
        print(error.errno)
try:
    for i in range(20):
        open(f"/dev/shm/{i}", "wb").write(bytes(2**23))
except OSError as error:
    print(error.errno)
print(os.listdir("/proc"))
print(len(os.sched_getaffinity(0)))
try:
    os.sched_setaffinity(0, range(1000))
except OSError as error:
    print(error.errno)
"""
PAGE = """
from IPython.display import HTML, Javascript, display
display(HTML("<script>HTML" "DANGER</script>"), Javascript("JS" "DANGER"))
display({"image/svg+xml": "<svg onload=SVG" "DANGER>"}, raw=True)
display({"image/png": "'><script>PNG" "DANGER</script>"}, raw=True)
def gate(*args):
    raise ValueError("<script>ERROR" "DANGER</script>")
"""
DRAWINGS = f"""
from IPython.display import display
for _ in range(30):
    display({{"image/png": "{PIXEL}"}}, raw=True)
"""
ANSWERS = """
STUDENT = "x" * 5_000_000
from lstm_core import exercises
right = exercises.answer
class Crafted(str):
    def encode(self):
        return b"[" * 1_000_000
def answer(request):
    return Crafted() if "left" in request else right(request)
exercises.answer = answer
left = True
"""
MARKDOWN = "<script>MDDANGER</script> <img src=x onerror=IMGDANGER> $a<b$"


def hand_in(root, student, change=None):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", student)
    if change:
        change(notebook)
    path = root / "in" / student / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


def ends_with(code):
    return lambda notebook: notebook.cells.append(new_code_cell(code))


def answer_falsely(notebook):
    """From the first test on: numbers are asked for in the place of their test."""
    place = notebook.cells.index(find(notebook, "name"))
    notebook.cells.insert(place, new_code_cell(ANSWERS))


def show(notebook):
    notebook.cells += [new_code_cell(PAGE), new_code_cell(DRAWINGS)]
    notebook.cells += [new_markdown_cell(MARKDOWN), new_raw_cell(MARKDOWN)]
    find(notebook, "predict").source = MARKDOWN  # nbgrader shows it unchanged


def break_cells(notebook):
    find(notebook, "gate").source = "def gate(W, b, a_prev, x_t):\n    return (W"
    code = "import not_there\n\ndef sigmoid(z):\n    return z"
    find(notebook, "sigmoid").source = code
    odd = "def half_life(f):\n    raise ValueError('\\ud800')"  # half of a sign
    find(notebook, "half-life").source = odd


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Right and wrong submissions, one that is no notebook, and attacks; all graded."""
    if not sandbox.has_bubblewrap():
        pytest.skip("needs bubblewrap")
    root = tmp_path_factory.mktemp("grading")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        code = HOSTILE.replace("{root}", str(root))
        code = code.replace("{port}", str(server.getsockname()[1]))
        hand_in(root, "ada")
        hand_in(root, "bo", lambda nb: setattr(find(nb, "gate"), "source", "1"))
        hand_in(root, "cy", break_cells)
        hand_in(root, "eve", lambda nb: nb.cells.insert(0, new_code_cell(code)))
        hand_in(root, "memory", ends_with(UNCOUNTED))
        hand_in(root, "page", show)
        hand_in(root, "answers", answer_falsely)
        (root / "in" / "mo").mkdir()
        (root / "in" / "mo" / f"{NAME}.ipynb").write_text("not a notebook")
        results = grade.grade_folder(root / "in", root / "out", jobs=2, limits=LIMITS)
        roster = root / "students.csv"
        roster.write_text("student,name,id,email\nada,=Ada(1),7,ada@example.org\n")
        rows = report.report(root / "out", results, roster)
        yield SimpleNamespace(
            root=root,
            out=root / "out",
            server=server,
            results={result["student"]: result for result in results},
            rows={row["student"]: row for row in rows},
        )


def outputs(graded, student, word=""):
    """What the cells that hold a word have put out."""
    folder = graded.out / "autograded" / student / NAME
    cells = nbformat.read(folder / f"{NAME}.ipynb", 4).cells
    assert not any(cell.cell_type == "raw" for cell in cells)
    return [o for c in cells if word in c.source for o in c.get("outputs", [])]


def page(graded, student):
    return graded.out / "feedback" / student / NAME / f"{NAME}.html"


def table(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# Points, tables and pages.


def test_points_problems_and_what_waits_for_a_person(graded):
    wanted = {"ada": 15, "bo": 11, "eve": 15, "mo": ""}
    assert {who: graded.rows[who]["points"] for who in wanted} == wanted
    assert graded.rows["ada"]["to grade by hand"] == "predict conclude"
    problems = {who: row["problem"] for who, row in graded.rows.items()}
    assert "JSONDecodeError" in problems.pop("mo")
    assert not any(problems.values())


def test_feedback_shows_messages_but_no_hidden_test(graded):
    pages = list((graded.out / "feedback").rglob("*.html"))
    assert len(pages) == len(graded.rows) - 1
    hidden = {s for s in release.secrets()[NAME] if "same(" in s or "default_rng" in s}
    hidden -= {"z = np.random.default_rng(0).normal(size=1000)"}  # in the solution
    assert len(hidden) >= 5
    texts = {page.parts[-3]: page.read_text("utf-8") for page in pages}
    for who, text in texts.items():
        assert "BEGIN HIDDEN" not in text, who
        assert not any(line in html.unescape(text) for line in hidden), who
    words = "gate: not found; its cell has no def gate(...)"
    assert [who for who, text in texts.items() if words in text] == ["bo"]


def test_feedback_says_what_became_of_a_cell(graded):
    cells = graded.results["cy"]["cells"]
    words = "gate: not found; its cell stopped with SyntaxError: "
    assert cells["gate-batch"]["message"].startswith(words)
    assert "half_life stopped with ValueError: ?" in cells["half-life-there"]["message"]
    message = cells["sigmoid-values"]["message"]
    assert "No module named 'not_there'. Grading has Python's own modules" in message


def test_rubrics_are_for_the_person_who_grades(graded):
    folder = graded.out / "autograded" / "cy" / NAME
    cells = nbformat.read(folder / f"{NAME}.ipynb", 4).cells
    places = [i for i, c in enumerate(cells) if name_of(c) in ("predict", "conclude")]
    for place in places:
        assert "Rubric, " in cells[place - 1].source
        assert "**Model answer**" in cells[place - 1].source
    assert len(places) == 2
    assert "only you see this" not in page(graded, "cy").read_text("utf-8")


def test_what_was_used_too_much_is_named():
    family = limits.members(os.getpid())
    assert limits.excess(family, LIMITS) is None
    for name, words in {
        "memory": "1 MiB of memory",
        "processes": "0 processes",
        "threads": "0 threads",
    }.items():
        few = limits.Limits(**{name: int(words.split()[0])})
        assert limits.excess(family, few) == words


@pytest.mark.skipif(not hasattr(os, "getuid"), reason="Windows has no users by number")
def test_nothing_is_written_where_somebody_else_may_have_been(tmp_path, monkeypatch):
    monkeypatch.setattr(limits.tempfile, "tempdir", str(tmp_path))
    folder = tmp_path / f"grading-{os.getuid()}"
    with limits.lend_processor() as number:
        assert (folder / f"processor-{number}").exists()
    folder.chmod(0o777)
    with pytest.raises(PermissionError, match="others may use it"):
        limits.lock_folder()
    shutil.rmtree(folder)
    (tmp_path / "private").mkdir(mode=0o700)
    folder.symlink_to(tmp_path / "private")
    with pytest.raises(PermissionError, match="made by somebody else"):
        limits.lock_folder()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_tables_of_pages_are_memory():
    code = """if True:
        import ctypes, time
        c = ctypes.CDLL(None)
        c.mmap.restype, far, fixed = ctypes.c_void_p, 2**30, 0x100000
        c.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t, *[ctypes.c_int] * 4]
        for number in range(1_000, 21_000):
            place = c.mmap(number * far, 4096, 1, 0x22 | fixed, -1, 0)
            ctypes.string_at(place, 1)
        print("here", flush=True)
        time.sleep(60)
    """
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        assert limits.memory_of(limits.members(process.pid)) > 150  # MiB
        process.kill()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_memory_is_seen_after_the_first_thread_has_ended():
    code = """if True:
        import ctypes, threading, time
        def hold():
            memory = bytearray(200 * 2**20)
            print("here", flush=True)
            time.sleep(60)
        threading.Thread(target=hold).start()
        ctypes.CDLL(None).prctl(15, b"\\rVmRSS: 9 kB", 0, 0, 0)  # its name
        ctypes.CDLL(None).pthread_exit(None)
    """
    command = [sys.executable, "-c", code]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        process.stdout.readline()
        is_over = psutil.Process(process.pid).status
        assert soon(lambda: is_over() == psutil.STATUS_ZOMBIE)
        assert limits.memory_of(limits.members(process.pid)) > 200
        process.kill()
    assert limits.memory_of(limits.members(process.pid)) == 0


def test_the_programs_start_on_every_system():
    """If only to say there that submissions need a virtual machine."""
    unix = {"fcntl", "grp", "pwd", "resource", "termios"}
    files = sorted((ROOT / "assignments" / "grading").glob("*.py"))
    assert len(files) > 10
    for file in files:
        lines = ast.parse(file.read_text("utf-8")).body
        imports = [line for line in lines if isinstance(line, ast.Import)]
        names = {name.name for line in imports for name in line.names}
        assert not unix & names, file.name


@pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity"), reason="processors are lent on Linux alone"
)
def test_a_processor_is_lent_to_one_at_a_time(tmp_path, monkeypatch):
    """Otherwise forty processes of one submission take the time of the others."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    numbers, lent = sorted(os.sched_getaffinity(0)), []
    with contextlib.ExitStack() as stack:
        for _ in numbers:
            lent.append(stack.enter_context(limits.lend_processor()))
        assert sorted(lent) == numbers
        more = threading.Thread(
            target=lambda: lent.append(limits.lend_processor().__enter__())
        )
        more.start()
        more.join(0.5)
        assert more.is_alive()  # it waits
    more.join(10)
    assert lent[-1] in numbers


def test_tables_for_learning_platforms(graded):
    most, ada, *_ = table(graded.out / "canvas.csv")
    assert most["Student"] == "Points Possible"
    assert most[NAME] == "20.0"
    assert ada["Student"] == "'=Ada(1)"  # not a formula
    assert (ada["ID"], ada[NAME]) == ("7", "")  # two answers are not yet read
    assert table(graded.out / "moodle.csv")[0]["Email address"] == "ada@example.org"
    assert "<svg" in (graded.out / "points.svg").read_text("utf-8")


def test_nothing_is_graded_twice_and_a_changed_notebook_again(graded, monkeypatch):
    root, ran = graded.root, []
    monkeypatch.setattr(grade, "run_all", lambda plan, *_: ran.extend(plan))
    again = grade.grade_folder(root / "in", root / "out")
    assert ran == []
    assert {result["student"]: result for result in again} == graded.results
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

    with Gradebook(f"sqlite:///{graded.out}/gradebook.db") as gradebook:
        grades = gradebook.find_submission_notebook(NAME, NAME, "ada").grades
        for score in (g for g in grades if g.name in ("predict", "conclude")):
            score.manual_score, score.needs_manual_grade = score.max_score, False
        gradebook.db.commit()
    rows = {
        r["student"]: r
        for r in report.report(graded.out, list(graded.results.values()))
    }
    assert (rows["ada"]["points"], rows["ada"]["to grade by hand"]) == (20, "")
    text = page(graded, "ada").read_text("utf-8")
    assert "BEGIN HIDDEN" not in text
    assert "20.0" in text


def test_a_changed_source_is_not_mixed_with_the_old_one(graded):
    stamp = graded.out / "source" / f"{NAME}.sha256"
    before = stamp.read_text("utf-8")
    stamp.write_text("another", "utf-8")
    with pytest.raises(ValueError, match="changed since grading began"):
        grade.grade_folder(graded.root / "in", graded.out)
    stamp.write_text(before, "utf-8")


def test_a_worker_that_dies_twice_is_given_up(monkeypatch):
    given_up = []
    monkeypatch.setattr(grade.worker, "grade", os._exit)  # a job is its exit code here
    monkeypatch.setattr(grade.worker, "give_up", lambda job, _: given_up.append(job))
    grade.run_all([3], 1, 1)
    assert given_up == [3]


def test_a_large_class_is_graded_to_its_end(tmp_path):
    script = tmp_path / "grade_many.py"
    script.write_text("""
from assignments.grading import grade
if __name__ == "__main__":  # or a worker would start workers
    grade.worker.grade = len  # a job is anything that has a length
    grade.run_all([{}] * 240, 2, 240)
""")
    here = os.environ | {"PYTHONPATH": str(ROOT)}
    subprocess.run([sys.executable, script], env=here, timeout=60, check=True)


def test_giving_up_leaves_a_result_without_points(graded, tmp_path):
    job = {"course": graded.out, "student": "zed", "assignment": NAME}
    job |= {"notebook": graded.root / "in" / "mo" / f"{NAME}.ipynb"}
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


def test_names_of_our_own_steps_are_told_to_nobody():
    asked = broken.lines_asked("ch06-advantage")["compute"]
    assert asked == {name: name for name in ("bias_needed", "longest_lag")}


def test_what_an_answer_lacks_is_said(tmp_path):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
    assert broken.lacking(notebook.cells, NAME) == {}
    for source, words in {
        "lc.sigmoid": "its cell has no def gate(...)",
        "def Gate(W):\n    gate = W": "its cell has no def gate(...), but makes Gate",
        " # later\n": "its cell is empty, or was deleted",
    }.items():
        find(notebook, "gate").source = source
        assert broken.lacking(notebook.cells, NAME) == {"gate": words}
    find(notebook, "compute").source = "left = 1"
    assert (
        broken.lacking(notebook.cells, NAME)["openings"] == "its cell has no openings"
    )


# Limits of what happens on our side.


def test_a_picture_is_no_larger_than_a_browser_can_bear():
    def packed(width, kind):
        data = io.BytesIO()
        Image.new("L", (width, 2_000)).save(data, kind)
        return base64.b64encode(data.getvalue()).decode()

    for kind in ("png", "jpeg"):
        for width, good in ((2_500, True), (2_501, False)):
            data = packed(width, kind)
            assert len(data) < 100_000
            assert harmless.can_be_shown(data) == good
            url = f"data:image/{kind};base64,{data}"
            assert ("<img" in harmless.harmless_text(f"![x]({url})")) == (
                good and len(url) < harmless.LONGEST_TEXT
            )
            bundle = {f"image/{kind}": data}
            assert bool(harmless.picture(bundle)) == good
    for size, good in (((1, 4_000), True), ((1, 4_001), False), ((4_001, 1), False)):
        data = io.BytesIO()
        Image.new("L", size).save(data, "png")
        text = base64.b64encode(data.getvalue()).decode()
        assert harmless.can_be_shown(text) == good


def test_a_photograph_that_was_attached_is_made_smaller():
    names = ("my photo.jpg", "größe (1).jpg", "a[1].jpg")
    for size, good in (((4_000, 3_000), True), ((9_000, 9_000), False)):
        Image.new("L", size).save(data := io.BytesIO(), "jpeg")
        text = base64.b64encode(data.getvalue()).decode()
        for name in names:
            url = urllib.parse.quote(name)
            attached = {name: {"image/jpeg": text}}
            page = harmless.harmless_text(f"![x](attachment:{url})", attached)
            assert ("<img" in page) == good
            assert "cannot be shown" not in page or not good
    assert harmless.shrunk(PIXEL) == PIXEL
    assert harmless.shrunk("aGk=") == "aGk="


def test_a_picture_is_drawn_once():
    small, data = Image.new("L", (8, 8)), {}
    for kind, options in {
        "one": {"format": "png"},
        "frames": {"format": "png", "save_all": True, "append_images": [small] * 2},
        "scans": {"format": "jpeg", "progressive": True},
        "other": {"format": "gif"},
    }.items():
        small.save(file := io.BytesIO(), **options)
        data[kind] = file.getvalue()
    head, scan, last = data["scans"].rpartition(b"\xff\xda")
    data["many scans"] = head + 60 * (scan + last)
    shown = {
        kind: harmless.can_be_shown(base64.b64encode(content).decode())
        for kind, content in data.items()
    }
    assert {kind for kind, good in shown.items() if good} == {*("one", "scans")}


def test_what_takes_too_long_or_dies_is_stopped():
    start = time.monotonic()
    for endless in (time.sleep, hold_on):  # one of them lets nothing else run
        words = "to read, test and show it took more than 1 seconds"
        assert worker.in_time(1, endless, 1_000) == words
    assert time.monotonic() - start < 30
    assert worker.in_time(60, os.kill, os.getpid(), 0) is None
    assert worker.in_time(60, fill_the_memory) == worker.STOPPED


def test_a_cell_that_the_clock_stopped_is_told_of(graded, tmp_path):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", "late")
    answer = find(notebook, "compute")
    answer.source = f"import time\ntime.sleep(9)\n{answer.source}"
    nbformat.write(notebook, tmp_path / "late.ipynb")
    job = {"course": graded.out, "student": "late", "assignment": NAME}
    job |= {"notebook": tmp_path / "late.ipynb", "locked_up": True}
    job |= {"done": tmp_path / "done" / NAME, "limits": limits.Limits(cell=4)}
    result = worker.grade(job)
    number = 1 + notebook.cells.index(answer)
    ((what, _),) = result["notes"]
    assert what == f"cell {number} was stopped after 4 seconds"
    assert "stopped after 4 seconds" in result["cells"]["left"]["message"]
    assert result["cells"]["gate-batch"]["points"] > 0


def hold_on(_):
    re.match("(a*)*b", "a" * 100)


def fill_the_memory():
    os.kill(os.getpid(), signal.SIGKILL)  # as the system does then


def test_a_notebook_that_takes_too_long_does_not_stop_the_others(graded, tmp_path):
    """The clock is so short here that it stops an honest one."""
    job = {"course": graded.out, "student": "slow", "assignment": NAME}
    job |= {"notebook": graded.root / "in" / "ada" / f"{NAME}.ipynb"}
    job |= {"done": tmp_path / "done" / NAME, "locked_up": True}
    result = worker.grade(job | {"limits": limits.Limits(total=0.5, ours=0.5)})
    assert result["problem"] == "to read, test and show it took more than 1 seconds"
    assert result["todo"]
    assert not any(cell["points"] for cell in result["cells"].values())
    assert [path.name for path in (tmp_path / "done").iterdir()] == [NAME]


# Attacks.


def test_a_hostile_submission_finds_and_harms_nothing(graded):
    assert outputs(graded, "eve")[0].text == "found []\n"
    assert len(list((graded.root / "in").glob("*/*.ipynb"))) == len(graded.rows)
    assert not list(graded.root.rglob("hostile.txt"))
    with pytest.raises(TimeoutError):
        graded.server.accept()


def test_no_memory_but_what_the_limits_count_and_no_writable_device(graded):
    # On a busy machine what is printed comes in pieces.
    lines = "".join(o.text for o in outputs(graded, "memory", "memfd")).split("\n")
    assert lines[0] == "-1 -1 -1 -1 -1"
    # There is no such call.
    assert lines[1:3] == ["-1 38 0"] * 2
    assert lines[3:17] == [*["38"] * 6, "95", *["38"] * 7]
    assert lines[17:19] == ["True", "7"]  # the devices of this machine stay as they are
    assert lines[19] == "13"  # not permitted
    assert lines[20:25] == ["30"] * 5  # all of it can only be read
    assert lines[25:27] == ["28", "['cpuinfo']"]  # no space left; no process is seen
    assert lines[27:29] == ["1", "38"]  # one processor, and no way to others


def test_a_page_holds_nothing_that_runs(graded):
    text = page(graded, "page").read_text("utf-8")
    for word in ("HTML", "JS", "SVG", "PNG"):
        assert f"{word}DANGER" not in text, word
    for output in outputs(graded, "page"):
        assert set(output.get("data", {})) <= {"text/plain", "image/png"}
    assert "&lt;script&gt;ERRORDANGER" in text
    assert "<script>MD" not in text
    assert not re.search(r"<[a-z][^>]*IMGDANGER", text)
    assert "onerror=IMGDANGER" in text  # shown, as text
    cells = graded.results["page"]["cells"]
    assert "ERRORDANGER" in cells["gate-batch"]["message"]


def test_a_page_says_what_it_leaves_out(graded):
    shown = outputs(graded, "page", "range(30)")
    assert 0 < len(shown) < 30
    assert "left out" in shown[-1].text
    assert "left out" in page(graded, "page").read_text("utf-8")


def test_answers_that_are_huge_or_no_answers_cost_points_only(graded):
    cells = graded.results["answers"]["cells"]
    assert len(cells["name"]["message"]) <= 1_000
    assert "could not be read" in cells["left"]["message"]
    assert page(graded, "answers").stat().st_size < 1_000_000


@pytest.mark.skipif(not sandbox.has_bubblewrap(), reason="needs bubblewrap")
def test_nothing_survives_the_kernel(tmp_path):
    mark = "987.125"  # seconds: a name for the process
    code = (
        f"import os; os.fork() or (os.setsid(), os.execlp('sleep', 'sleep', '{mark}'))"
    )
    code += "\nimport time; time.sleep(60)"
    command = sandbox.bubblewrap(str(tmp_path), LIMITS)
    process = subprocess.Popen([*command, sandbox.python(), "-c", code])
    limits.watch(process, LIMITS)
    family = []

    def sleeps():
        family[:] = limits.members(process.pid)
        return ["sleep", mark] in [p.cmdline() for p in family]

    assert soon(sleeps)
    process.kill()
    process.wait()
    assert soon(lambda: not any(p.is_running() for p in family))


def soon(check):
    """Whether something becomes true, also on a busy machine."""
    end = time.monotonic() + 30
    while not check() and time.monotonic() < end:
        time.sleep(0.05)
    return check()


def test_only_pictures_and_text_are_left():
    mixed = new_output("display_data", {"text/html": "<b>", "text/plain": "b"})
    assert harmless_output(mixed).data == {"text/plain": "b"}
    assert harmless_output(new_output("display_data", {"text/html": "b"})) is None
    pictures = {"a.png": {"image/png": PIXEL}, "b": {"image/svg+xml": "<svg>"}}
    pictures |= {"c": {"image/png": '">'}, "d": {"image/png": "aGk="}}
    assert harmless_attachments(pictures) == {"a.png": {"image/png": PIXEL}}


def test_the_filter_of_calls_is_for_known_machines_only():
    for machine in ("x86_64", "aarch64"):
        names, parts = {**REFUSED, **IGNORED}, {**ARGUMENTS, **LOCKS}
        needed = sum(5 + len(values) for *_, values in NEEDED.values())
        steps = len(names) + 5 * len(parts) + needed + 8
        assert len(call_filter(machine)) == 8 * steps
    with pytest.raises(ValueError, match="expected x86_64 or aarch64, got vax"):
        call_filter("vax")


@pytest.mark.parametrize("found", [None, "/bin/false"])
def test_without_a_sandbox_nothing_is_graded(tmp_path, found):
    """With no bubblewrap, and with one that does not work."""
    if found:
        (tmp_path / "bwrap").symlink_to(found)
    environment = dict(os.environ, PATH=str(tmp_path), PYTHONPATH=str(ROOT))
    command = [sys.executable, "-m", "assignments.grading", "grade", str(tmp_path)]
    done = subprocess.run(
        command, env=environment, capture_output=True, check=False, text=True
    )
    assert done.returncode == 1
    assert "DANGER: " in done.stderr
    assert "Nothing was graded" in done.stderr
    assert not (tmp_path.parent / f"{tmp_path.name}-graded").exists()
