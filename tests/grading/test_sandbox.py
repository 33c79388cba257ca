"""Hostile submissions: what they try, what is left of it, what a page shows."""

import json
import os
import re
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output, new_raw_cell

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from assignments.grading import grade, limits, sandbox
from assignments.grading.course import ROOT, SOURCE
from assignments.grading.harmless import (
    harmless_attachments,
    harmless_output,
    harmless_text,
)
from assignments.grading.prove import find, signed
from assignments.grading.syscalls import REFUSED, call_filter

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(300)]
needs_sandbox = pytest.mark.skipif(
    not sandbox.has_bubblewrap(), reason="needs bubblewrap"
)
NAME = "ch03-gates"
LIMITS = limits.Limits(cell=30, call=10, total=200)  # none of these attacks is slow
UNCOUNTED = """
import ctypes, os
print(ctypes.CDLL(None).shmget(0, 1000, 0o1600))
try:
    os.memfd_create("x")
except OSError as error:
    print(error.errno)
for place in ("/dev", "/", "/usr", "/package/lstm_core"):
    try:
        open(f"{place}/hostile", "w")
    except OSError as error:
        print(error.errno)
try:
    for i in range(20):
        open(f"/dev/shm/{i}", "wb").write(bytes(2**23))
except OSError as error:
    print(error.errno)
print(sorted(p for p in os.listdir("/proc") if p.isdigit())[:1])
"""
HIDDEN_FILES = """
import glob, os, time
folder = glob.glob("/tmp/grade-*")[0]
held = []
for i in range(20):
    held.append(open(f"{folder}/x", "wb"))
    os.unlink(f"{folder}/x")
    held[-1].write(bytes(2**23))
time.sleep(4)
"""
PAGE = """
from IPython.display import HTML, Javascript, display
display(HTML("<script>HTML" "DANGER</script>"), Javascript("JS" "DANGER"))
display({"image/svg+xml": "<svg onload=SVG" "DANGER>"}, raw=True)
display({"image/png": "'><script>PNG" "DANGER</script>"}, raw=True)
def gate(*args):
    raise ValueError("<script>ERROR" "DANGER</script>")
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


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A result and an autograded notebook for each kind of attack."""
    root = tmp_path_factory.mktemp("hostile")
    codes = {
        "memory": UNCOUNTED,
        "disk": HIDDEN_FILES,
        "page": PAGE,
        "answers": ANSWERS,
    }
    for student, code in codes.items():
        notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", student)
        notebook.cells += [new_code_cell(code)]
        if student == "page":
            notebook.cells += [new_markdown_cell(MARKDOWN), new_raw_cell(MARKDOWN)]
            find(notebook, "predict").source = MARKDOWN  # nbgrader shows it unchanged
        path = root / "in" / student / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    results = grade.grade_folder(root / "in", root / "out", jobs=2, limits=LIMITS)
    done = root / "out" / "done"
    assert [r["problem"] for r in results] == [None] * 4
    return {
        r["student"]: (
            r,
            nbformat.read(done / r["student"] / NAME / f"autograded/{NAME}.ipynb", 4),
            done / r["student"] / NAME / f"feedback/{NAME}.html",
        )
        for r in results
    }


@needs_sandbox
def test_no_memory_but_what_the_limits_count_and_no_writable_device(graded):
    _, notebook, _ = graded["memory"]
    cell = next(c for c in notebook.cells if "memfd" in c.source)
    # On a busy machine what is printed comes in pieces.
    lines = "".join(output.text for output in cell.outputs).split("\n")
    assert lines[:2] == ["-1", "38"]  # there is no such call
    assert lines[2:6] == ["30"] * 4  # all of it can only be read
    assert lines[6:8] == ["28", "['1']"]  # no space left; no other process


@needs_sandbox
def test_files_that_nobody_sees_count_as_well(graded):
    _, notebook, _ = graded["disk"]
    cell = next(c for c in notebook.cells if "held" in c.source)
    assert cell.outputs[-1].ename == "KernelStopped"


@needs_sandbox
def test_a_page_holds_nothing_that_runs(graded):
    result, notebook, page = graded["page"]
    text = page.read_text("utf-8")
    for word in ("HTML", "JS", "SVG", "PNG"):
        assert f"{word}DANGER" not in text, word
    for output in (o for c in notebook.cells for o in c.get("outputs", [])):
        assert set(output.get("data", {})) <= {"text/plain", "image/png"}
    assert "&lt;script&gt;ERRORDANGER" in text
    assert "<script>MD" not in text
    assert not re.search(r"<[a-z][^>]*IMGDANGER", text)
    assert "onerror=IMGDANGER" in text  # shown, as text
    assert not any(cell.cell_type == "raw" for cell in notebook.cells)
    assert "ERRORDANGER" in result["cells"]["gate-batch"]["message"]


@needs_sandbox
def test_answers_that_are_huge_or_no_answers_cost_points_only(graded):
    result, _, page = graded["answers"]
    assert len(result["cells"]["name"]["message"]) <= 1_000
    assert "could not be read" in result["cells"]["left"]["message"]
    assert page.stat().st_size < 1_000_000


@needs_sandbox
@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "getuid"), reason="needs Unix")
def test_nothing_survives_the_kernel(tmp_path):
    mark = "987.125"  # seconds: a name for the process
    code = (
        f"import os; os.fork() or (os.setsid(), os.execlp('sleep', 'sleep', '{mark}'))"
    )
    code += "\nimport time; time.sleep(60)"
    command = sandbox.bubblewrap(str(tmp_path), LIMITS)
    process = subprocess.Popen([*command, sys.executable, "-c", code])
    limits.watch(process, str(tmp_path), LIMITS)
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


def test_a_folder_that_hides_something_is_too_big(tmp_path):
    (tmp_path / "a").write_bytes(bytes(2**20))
    assert limits.size(tmp_path) == 1
    for number in range(limits.MOST_FILES):
        (tmp_path / str(number)).touch()
    assert limits.size(tmp_path) == float("inf")


def test_only_pictures_and_text_are_left():
    assert harmless_text("a<b, <b>, <!--, [x](javascript:f)") == (
        "a< b, < b>, < !--, [x](javascript :f)"
    )
    mixed = new_output("display_data", {"text/html": "<b>", "text/plain": "b"})
    assert harmless_output(mixed).data == {"text/plain": "b"}
    assert harmless_output(new_output("display_data", {"text/html": "b"})) is None
    pictures = {"a.png": {"image/png": "aGk="}, "b": {"image/svg+xml": "<svg>"}}
    pictures |= {'c"': {"image/png": "aGk="}, "d": {"image/png": '">'}}
    assert harmless_attachments(pictures) == {"a.png": {"image/png": "aGk="}}


def test_the_filter_of_calls_is_for_known_machines_only():
    for machine in ("x86_64", "aarch64"):
        assert len(call_filter(machine)) == 8 * (len(REFUSED) + 7)
    with pytest.raises(ValueError, match="expected x86_64 or aarch64, got vax"):
        call_filter("vax")


def test_links_folders_and_other_names_are_left_out_and_said(tmp_path, capsys):
    ada, eve = tmp_path / "ada", tmp_path / "eve"
    ada.mkdir()
    (ada / f"{NAME}.ipynb").write_text(json.dumps({}))
    (eve / f"{NAME}.ipynb").mkdir(parents=True)
    (eve / "other.ipynb").touch()
    (tmp_path / "mallory").mkdir()
    (tmp_path / "mallory" / f"{NAME}.ipynb").symlink_to(ada / f"{NAME}.ipynb")
    assert list(grade.submissions(tmp_path)) == [("ada", NAME)]
    assert capsys.readouterr().out.count("left out: ") == 3


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
