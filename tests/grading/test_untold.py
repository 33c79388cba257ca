"""What feedback says of hidden tests: which task, and which kind of fault; no more."""

import html
import json
import os
import re
import shutil
from concurrent.futures import ProcessPoolExecutor
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from nbgrader.api import Gradebook
from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import is_grade, is_solution
from traitlets.config import PyFileConfigLoader

from assignments.grading import execute, feedback, report, worker
from assignments.grading.course import ROOT, SOURCE, make_course, names
from assignments.grading.limits import Limits
from assignments.grading.prove import signed
from assignments.grading.sandbox import has_bubblewrap
from assignments.grading.solutions import shown

pytestmark = [
    pytest.mark.filterwarnings("ignore"),
    pytest.mark.timeout(900),
    pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap"),
]
LIMITS = Limits(cell=60, call=10, total=300)
# Right where the notebook asks; elsewhere wrong in one way, or telling what was asked.
WRONG = '''
import contextlib, io, re, sys, warnings
from IPython.display import display

zz_kept, zz_known, zz_learning = [], set(), True

def zz_each(change, value):
    """Change the numbers of an answer, whatever holds them."""
    if isinstance(value, tuple | list):
        return tuple(zz_each(change, item) for item in value)
    if isinstance(value, dict):
        return {key: zz_each(change, item) for key, item in value.items()}
    return change(np.asarray(value, float))

def zz_keep(text):
    with open("kept.txt", "a") as file:
        file.write(text)
    zz_kept.append(text)

def zz_tell(value, text):
    raise ValueError(text)

def zz_show(value, text):
    print(text)
    print(text, file=sys.stderr)
    warnings.warn(text)
    display({"text/plain": text}, raw=True)
    return zz_each(np.zeros_like, value)

def zz_later(value, text):
    before = open("kept.txt").read() if zz_kept else ""
    zz_keep(text)
    if before:
        raise KeyError(before, zz_kept)
    return zz_each(np.zeros_like, value)

ZZ_WAYS = {
    "zeros": lambda value, text: zz_each(np.zeros_like, value),
    "doubled": lambda value, text: zz_each(lambda numbers: 2 * numbers + 1, value),
    "shape": lambda value, text: zz_each(lambda x: np.stack([x] * 2), value),
    "raises": zz_tell,
    "prints": zz_show,
    "keeps": zz_later,
}

def zz_wrapped(right, way):
    def call(*args, **kwargs):
        # Of few digits: the last ones may differ, and so do addresses.
        key = re.sub(" at 0x[0-9a-f]+", "", repr([args, kwargs]))
        value = right(*args, **kwargs)
        if zz_learning:
            zz_known.add(key)
        return value if key in zz_known else way(value, "TO" "LD" + repr(args))
    return call

def zz_silent():
    """Whether no test of the notebook objects."""
    with contextlib.redirect_stdout(io.StringIO()):
        for source in {sources!r}:
            try:
                exec(source, dict(globals()))
            except Exception:
                return False
    return True

def zz_spoil(name, right):
    """Make a value as wrong as the notebook lets pass."""
    last, everywhere = np.zeros(np.shape(right)), np.ones(np.shape(right))
    last[(-1,) * last.ndim] = 1
    wrongs = [right * (1 + by) for by in (-1, 1, -0.3, 0.3, -0.02, 0.02)]
    wrongs += [right + by * last for by in (1, -1, 0.1, -0.1)]
    for wrong in [*wrongs, np.flip(right), right + everywhere]:
        globals()[name] = wrong if wrong.ndim else wrong.item()
        if zz_silent():
            return
    globals()[name] = right

if {number} == 0:
    for name in {names!r}:
        with contextlib.suppress(TypeError, ValueError):
            if not callable(globals()[name]):
                zz_spoil(name, np.asarray(globals()[name], float))
for place, name in enumerate({names!r}):
    if callable(globals()[name]):
        way = [*ZZ_WAYS.values()][(place + 2 * {number}) % len(ZZ_WAYS)]
        globals()[name] = zz_wrapped(globals()[name], way)
print("silent", zz_silent())
zz_learning = False
'''
NUMBERS = range(3)  # of notebooks; in each, another answer is wrong in another way
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def spoiled(name, number):
    """A notebook that passes all that is visible, and is wrong elsewhere."""
    notebook = signed(SOURCE / name / f"{name}.ipynb")
    tests = [c for c in notebook.cells if is_grade(c) and not is_solution(c)]
    for cell in notebook.cells:
        cell.source = shown(cell.source)
    sources = [cell.source for cell in tests]
    asked = re.findall(r'submitted\("(\w+)"', "\n".join(sources))
    code = WRONG.replace("{sources!r}", repr(sources)).replace("{number}", str(number))
    asked = sorted({*asked} - {"STUDENT"})
    # A number counts as it is at its test, so all tests come last.
    others = [cell for cell in notebook.cells if cell not in tests]
    last = new_code_cell(code.replace("{names!r}", repr(asked)))
    notebook.cells = [*others, last, *tests]
    return notebook


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Results of some wrong notebooks of each assignment."""
    root = tmp_path_factory.mktemp("untold")
    make_course(root, names())
    jobs = {}
    for name in names():
        for number in NUMBERS:
            path = root / "in" / f"{name}-{number}.ipynb"
            path.parent.mkdir(exist_ok=True)
            nbformat.write(spoiled(name, number), path)
            job = {"course": root, "student": "ada", "assignment": name}
            job |= {"notebook": path, "done": root / "done" / name / str(number)}
            jobs[name, number] = job | {"limits": LIMITS, "locked_up": True}
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        results = dict(zip(jobs, pool.map(worker.grade, jobs.values()), strict=True))
    return SimpleNamespace(root=root, results=results)


def hidden_tests(name):
    """The tests of an assignment that have a hidden part: name to visible source."""
    cells = nbformat.read(SOURCE / name / f"{name}.ipynb", as_version=4).cells
    return {
        execute.name_of(cell): shown(cell.source)
        for cell in cells
        if execute.HIDDEN in cell.source
    }


def stored(graded, name, number):
    """What Formgrader opens, by the names of cells."""
    path = graded.root / "done" / name / str(number) / "autograded" / f"{name}.ipynb"
    return {execute.name_of(c): c for c in nbformat.read(path, as_version=4).cells}


def page(graded, name, number):
    path = graded.root / "done" / name / str(number) / "feedback" / f"{name}.html"
    return path.read_text("utf-8")


def sections(text):
    """What a page shows of each test: name to text."""
    parts = re.split(r'<a name="([\w-]+)"></a>', text[text.index('id="notebook"') :])
    plain = [html.unescape(re.sub(r"<[^>]+>", "", part)) for part in parts]
    return dict(zip(plain[1::2], plain[2::2], strict=True))


@pytest.mark.parametrize("name", names())
def test_no_number_of_a_hidden_test_reaches_feedback(graded, name):
    tests, failed = hidden_tests(name), set()
    for number in NUMBERS:
        result, text = graded.results[name, number], page(graded, name, number)
        assert result["problem"] is None
        assert "TOLD" not in text, number
        shows, cells = sections(text), stored(graded, name, number)
        for test, visible in tests.items():
            fault = cells[test].metadata[execute.FAULT]
            if fault == execute.VISIBLE:
                continue
            failed.add(test)
            title = feedback.task_titles(name)[test]
            section = shows[test].split("\n  \n")[0]
            output = section[section.index("Not yet right") :]
            output = output.partition("\n\n")[0].strip()
            assert output == f"Not yet right: {feedback.told(title, fault)}"
            allowed = {*NUMBER.findall(visible + title + test)}
            given = {*NUMBER.findall(result["cells"][test]["message"])} - allowed
            assert not given & {*NUMBER.findall(output)}, (number, test)
    # Some values the notebook itself knows so well that no wrong one passes there.
    assert len(failed) >= 0.6 * len(tests)


@pytest.mark.parametrize(
    "fault", [*feedback.TOLD, *sorted(execute.ERRORS), "Odd 12.5", None]
)
def test_what_is_told_is_made_of_a_kind_and_a_task_alone(fault):
    """Also where the kind is unknown, or was lost: then least is told."""
    cell = new_code_cell("### BEGIN HIDDEN TESTS\nx = 1\n### END HIDDEN TESTS")
    about = {"grade_id": "left", "grade": True, "solution": False}
    cell.metadata["nbgrader"] = about | {"locked": True, "schema_version": 3}
    if fault:
        cell.metadata[execute.FAULT] = fault
    cell.outputs = [execute.failure("X", "expected 12.5, got 7.25")] * 2
    resources = {"nbgrader": {"assignment": "ch03-gates"}}
    feedback.TellKinds().preprocess(new_notebook(cells=[cell]), resources)
    (output,) = cell.outputs
    title = feedback.task_titles("ch03-gates")["left"]
    assert output.evalue == feedback.told(title, fault)
    assert not NUMBER.search(output.evalue.removeprefix(title))
    assert "X" not in output.traceback[0]


def test_the_button_of_formgrader_tells_no_more(graded, monkeypatch):
    """It works with the settings that `report` leaves beside the results."""
    name = "ch03-gates"
    source = graded.root / "done" / name / "1"
    shutil.copytree(source / "autograded", graded.root / "autograded" / "ada" / name)
    with Gradebook(f"sqlite:///{graded.root}/gradebook.db") as gradebook:
        gradebook.update_or_create_student("ada")
        gradebook.update_or_create_submission(name, "ada")
    config = report.CONFIG.format(root=str(graded.root), code=str(ROOT))
    (graded.root / "nbgrader_config.py").write_text(config)
    monkeypatch.chdir(graded.root)
    settings = PyFileConfigLoader("nbgrader_config.py", str(graded.root)).load_config()
    settings.CourseDirectory.db_url = f"sqlite:///{graded.root}/gradebook.db"
    settings.CourseDirectory.assignment_id = name
    api = NbGraderAPI(CourseDirectory(config=settings), config=settings)
    assert api.generate_feedback(name)["success"]
    text = (graded.root / "feedback" / "ada" / name / f"{name}.html").read_text("utf-8")
    assert "in a test that is not shown" in text
    for word in ("HIDDEN", "expected 0.", "only you see this"):
        assert word not in text


def test_while_a_notebook_runs_no_hidden_part_asks_for_anything():
    asked = []
    test = f'dc = exercises.submitted("dc")\n{execute.HIDDEN}\nexercises.earlier("a")'
    read = SimpleNamespace(kept={}, _read=lambda r: asked.append(json.loads(r)) or {})
    execute.GuardedExecute._keep_values(read, test)
    assert [request["expression"] for request in asked] == ["dc"]
