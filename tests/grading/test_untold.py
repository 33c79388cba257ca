"""What feedback says of hidden tests: which task, and which kind of fault; no more."""

import html
import os
import re
from concurrent.futures import ProcessPoolExecutor
from types import SimpleNamespace

import nbformat
import pytest
from nbformat.v4 import new_code_cell

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from nbgrader.utils import is_grade, is_solution

from assignments.grading import execute, feedback, worker
from assignments.grading.course import SOURCE, make_course, names
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
import contextlib, io, json, sys, warnings
from IPython.display import display

kept, known, learning = [], set(), True

def each(change, value):
    """Change the numbers of an answer, whatever holds them."""
    if isinstance(value, tuple | list):
        return type(value)(each(change, item) for item in value)
    if isinstance(value, dict):
        return {key: each(change, item) for key, item in value.items()}
    return change(np.asarray(value, float))

def keep(text):
    with open("kept.txt", "a") as file:
        file.write(text)
    kept.append(text)

def tell(value, text):
    raise ValueError(text)

def show(value, text):
    print(text)
    print(text, file=sys.stderr)
    warnings.warn(text)
    display({"text/plain": text}, raw=True)
    return each(np.zeros_like, value)

def later(value, text):
    before = open("kept.txt").read() if kept else ""
    keep(text)
    if before:
        raise KeyError(before, kept)
    return each(np.zeros_like, value)

WAYS = {
    "zeros": lambda value, text: each(np.zeros_like, value),
    "doubled": lambda value, text: each(lambda numbers: 2 * numbers + 1, value),
    "shape": lambda value, text: each(lambda numbers: np.stack([numbers] * 2), value),
    "raises": tell,
    "prints": show,
    "keeps": later,
}

def wrapped(right, way):
    def call(*args, **kwargs):
        key = json.dumps(exercises.encode([args, kwargs]))
        value = right(*args, **kwargs)
        if learning:
            known.add(key)
        return value if key in known else way(value, "TO" "LD" + repr(args))
    return call

def silent():
    """Whether no test of the notebook objects."""
    with contextlib.redirect_stdout(io.StringIO()):
        for source in {sources!r}:
            try:
                exec(source, dict(globals()))
            except Exception:
                return False
    return True

def spoil(name, right):
    """Make a value as wrong as the notebook lets pass."""
    one = np.zeros(np.shape(right))
    one[(0,) * one.ndim] = 1
    factors = [0 * one, 1 + one, 1 - 0.3 * one, 1 + 0.3 * one, 1 - 0.02 * one]
    for wrong in [right * factor for factor in factors] + [right + one]:
        globals()[name] = wrong if np.ndim(right) else wrong.item()
        if silent():
            return
    globals()[name] = right

if "{way}" != "prints":
    for name in {names!r}:
        with contextlib.suppress(TypeError, ValueError):
            if not callable(globals()[name]):
                spoil(name, np.asarray(globals()[name], float))
for name in {names!r}:
    if callable(globals()[name]):
        globals()[name] = wrapped(globals()[name], WAYS["{way}"])
print("silent", silent())
learning = False
'''
WAYS = ("zeros", "doubled", "shape", "raises", "prints", "keeps")
NUMBER = re.compile(r"\d+(?:\.\d+)?(?:e[+-]?\d+)?")


def spoiled(name, way):
    """A notebook that passes all that is visible, and is wrong in one way."""
    notebook = signed(SOURCE / name / f"{name}.ipynb")
    tests = [c for c in notebook.cells if is_grade(c) and not is_solution(c)]
    for cell in notebook.cells:
        cell.source = shown(cell.source)
    sources = [cell.source for cell in tests]
    asked = re.findall(r'submitted\("(\w+)"', "\n".join(sources))
    code = WRONG.replace("{sources!r}", repr(sources)).replace("{way}", way)
    asked = sorted({*asked} - {"STUDENT"})
    notebook.cells.append(new_code_cell(code.replace("{names!r}", repr(asked))))
    return notebook


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """Results of all ways of being wrong, for each assignment."""
    root = tmp_path_factory.mktemp("untold")
    make_course(root, names())
    jobs = {}
    for name in names():
        for way in WAYS:
            path = root / "in" / f"{name}-{way}.ipynb"
            path.parent.mkdir(exist_ok=True)
            nbformat.write(spoiled(name, way), path)
            job = {"course": root, "student": "ada", "assignment": name}
            job |= {"notebook": path, "done": root / "done" / name / way}
            jobs[name, way] = job | {"limits": LIMITS, "locked_up": True}
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


def stored(graded, name, way):
    """What Formgrader opens, by the names of cells."""
    path = graded.root / "done" / name / way / "autograded" / f"{name}.ipynb"
    return {execute.name_of(c): c for c in nbformat.read(path, as_version=4).cells}


def page(graded, name, way):
    path = graded.root / "done" / name / way / "feedback" / f"{name}.html"
    return path.read_text("utf-8")


def sections(text):
    """What a page shows of each test: name to text."""
    parts = re.split(r'<a name="([\w-]+)"></a>', text[text.index('id="notebook"') :])
    plain = [html.unescape(re.sub(r"<[^>]+>", "", part)) for part in parts]
    return dict(zip(plain[1::2], plain[2::2], strict=True))


@pytest.mark.parametrize("name", names())
def test_no_number_of_a_hidden_test_reaches_feedback(graded, name):
    tests, failed = hidden_tests(name), set()
    for way in WAYS:
        result, text = graded.results[name, way], page(graded, name, way)
        assert result["problem"] is None
        assert "TOLD" not in text, way
        shows, cells = sections(text), stored(graded, name, way)
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
            assert not given & {*NUMBER.findall(output)}, (way, test)
    assert failed == tests.keys()
