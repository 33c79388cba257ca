"""What a student could do to others, or to the grader itself, and no longer can."""

import json
import os
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from assignments.grading import grade, harmless, intake, limits, reading, report
from assignments.grading.course import SOURCE
from assignments.grading.prove import signed
from assignments.grading.sandbox import has_bubblewrap

pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(300)]
NAME = "ch03-gates"
LIMITS = limits.Limits(cell=8, call=5, total=20, memory=700)
# Sends one message after the other that nobody asked for, and that takes long to read.
FLOOD = """
import hashlib, hmac, json, zmq
kernel = get_ipython().kernel
key = json.load(open("/kernel/kernel.json"))["key"].encode()
ids = kernel._parent_ident["shell"]
shell = getattr(kernel.shell_stream, "socket", kernel.shell_stream)
content = json.dumps({"status": "ok", "a": [[]] * 60_000}).encode()
head = kernel.session.msg_header("execute_reply") | {"date": "2026-01-01T00:00:00Z"}
number = 0
print("FLO" "OD")
while True:
    try:
        number += 1
        parts = [json.dumps(head | {"msg_id": str(number)}).encode(), b"{}", b"{}"]
        parts.append(content)
        sign = hmac.new(key, b"".join(parts), hashlib.sha256).hexdigest().encode()
        shell.send_multipart([*ids, b"<IDS|MSG>", sign, *parts], flags=zmq.NOBLOCK)
    except BaseException:
        pass
"""
# One message of many parts: no part is too large, and they share their memory here.
PARTS = """
import time
part, thread = bytes(7 * 2**20), get_ipython().kernel.iopub_thread
thread.schedule(lambda: thread.socket.send_multipart([part] * 200, copy=False))
time.sleep(7)
"""


@pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap")
def test_messages_neither_fill_the_memory_nor_stop_the_clock(tmp_path):
    for student, code in (("flood", FLOOD), ("parts", PARTS)):
        notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", student)
        notebook.cells.append(new_code_cell(code))
        path = tmp_path / "in" / student / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    start, out = time.monotonic(), tmp_path / "out"
    results = grade.grade_folder(tmp_path / "in", out, jobs=1, limits=LIMITS)
    assert time.monotonic() - start < 200
    said = {}
    for result in results:
        made = out / "done" / result["student"] / NAME / "autograded" / f"{NAME}.ipynb"
        cell = nbformat.read(made, 4).cells[-1]
        said[result["student"]] = "".join(o.get("evalue", "") for o in cell.outputs)
    assert "kernel" in said["flood"]
    assert "700 MiB of memory, for what it sent" in said["parts"]


def test_names_of_all_kinds_can_be_reported(tmp_path):
    folder = tmp_path / "in" / "ada"
    folder.mkdir(parents=True)
    cells = [new_code_cell('STUDENT = "\ud800\x1b[31m"')]
    text = nbformat.writes(new_notebook(cells=cells)).encode("utf-8", "surrogatepass")
    text = text.replace("\ud800".encode("utf-8", "surrogatepass"), b"\\ud800")
    (folder / f"{NAME}.ipynb").write_bytes(text)
    (folder / os.fsdecode(b"\xff\x1b]0;x\x07.txt")).touch()
    taken = intake.collect(tmp_path / "in", tmp_path / "work")
    for rows in (taken.problems, report.proposed(taken)):
        report.write_csv(tmp_path / "table.csv", rows)
        written = (tmp_path / "table.csv").read_text("utf-8")
        assert "\ufffd" in written
        assert "\x1b" not in written


@pytest.mark.parametrize(
    "text", ["=1", " =1", "x;=1", "x; @a", "x\n;-1", "\uff1d1", "\r\n+1", "\t=1"]
)
def test_no_table_holds_a_formula(text):
    for cell in report.harmless(text).split(";"):
        assert cell.isalpha() or cell.strip().startswith("'") or cell == "x "


def test_a_time_stamp_is_read_only_where_nbgrader_puts_it(tmp_path):
    path = tmp_path / "in" / "ada" / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("1")
    own = intake.time_beside(path)
    for stamp in (b"2026-03-31 10:00:00 UTC", b"\xff"):
        path.with_name("timestamp.txt").write_bytes(stamp)
        assert intake.time_beside(path) == own
    path = tmp_path / "in" / "bo" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("1")
    for stamp in (b"\xff", b"0001-01-01 00:00:00", b"2026-03-31 10:00:00 \xff"):
        path.with_name("timestamp.txt").write_bytes(stamp)
        intake.time_beside(path)
    os.truncate(path.with_name("timestamp.txt"), 2**40)  # a file of holes
    assert intake.time_beside(path) is not None


def test_a_file_of_holes_is_not_read_to_its_end(tmp_path):
    path = tmp_path / "x.ipynb"
    path.touch()
    os.truncate(path, 2**40)
    start = time.process_time()
    assert len(reading.digest(path)) == 64
    assert time.process_time() - start < 10


def test_a_notebook_that_is_too_long_to_show_is_not_taken(tmp_path):
    path = tmp_path / "x.ipynb"
    pictures = [new_markdown_cell("x" * 200_000)] * 3  # a page shows less of it
    for cells, good in (
        (pictures, True),
        ([new_code_cell("[]," * 100_001)], False),
        ([new_markdown_cell("\\\\(" * 7_000)] * 16, False),
        ([new_code_cell("")] * 501, False),
    ):
        nbformat.write(new_notebook(cells=cells), path)
        if good:
            assert reading.read_notebook(path)
        else:
            with pytest.raises(reading.UnreadableError, match="at most 500 cells"):
                reading.read_notebook(path)


@pytest.mark.parametrize(
    ("change", "good"),
    [
        ({"outputs": [{"output_type": "stream", "text": "a"}] * 75_000}, True),
        ({"outputs": [{"output_type": "x"}] * 150_000}, True),
        ({"metadata": {str(number): {} for number in range(200_000)}}, True),
        ({"x": json.loads("[" * 900 + "]" * 900)}, True),
        ({"source": json.loads("[" * 900 + "]" * 900)}, False),
        ({"source": ["x"] * 700_000}, False),
        ({"source": {}}, False),
    ],
    ids=[
        "outputs",
        "wrong outputs",
        "metadata",
        "deep",
        "deep source",
        "lines",
        "no source",
    ],
)
def test_no_file_takes_long_to_read(tmp_path, change, good):
    path = tmp_path / "x.ipynb"
    notebook = json.loads(nbformat.writes(new_notebook(cells=[new_code_cell("x")])))
    notebook["cells"][0] |= change
    path.write_text(json.dumps(notebook))
    start = time.process_time()
    if good:
        (cell,) = reading.read_notebook(path).cells
        assert (cell.source, cell.outputs) == ("x", [])
    else:
        with pytest.raises(reading.UnreadableError):
            reading.read_notebook(path)
    assert time.process_time() - start < 10


def test_a_notebook_of_an_old_kind_can_be_read(tmp_path):
    path = tmp_path / "x.ipynb"
    notebook = new_notebook(cells=[new_code_cell("x"), new_markdown_cell("y")])
    nbformat.write(nbformat.convert(notebook, 3), path, 3)
    cells = reading.read_notebook(path).cells
    assert [cell.source for cell in cells] == ["x", "y"]


@pytest.mark.parametrize(
    "text",
    [r"\def\le{\ge}", r"\let\le\ge", r"\renewcommand{\le}{\ge}", r"\gdef\le{\ge}"],
)
def test_no_formula_changes_another(text):
    page = harmless.html.unescape(harmless.harmless_text(f"${text}$"))
    assert text not in page
    assert text.replace("\\", "\\ ", 1) in page
