"""Prove an assignment: what right, empty, wrong and hostile submissions get.

The solution gets all points, the empty release none; each typical wrong answer of
``assignments/proofs/NAME.toml`` fails exactly on the tests meant for it. Answers to
different tasks go into one submission, which saves time and shows that they do not
disturb each other.
"""

import copy
import re
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell
from nbgrader.utils import is_grade, is_solution

from assignments.grading.course import ROOT, SOURCE, release_of
from assignments.grading.execute import name_of
from assignments.grading.limits import Limits
from assignments.grading.sandbox import has_bubblewrap

PROOFS = ROOT / "assignments" / "proofs"
STUDENT = "ada"
QUICK = Limits(call=3)  # where a loop has no end
LOOP = "def {name}(*args, **kwargs):\n    while True:\n        pass\n"
ERROR = "def {name}(*args, **kwargs):\n    raise RuntimeError('boom')\n"
CHEAT = """
import builtins, sys, numpy, lstm_core
from lstm_core import exercises
numpy.allclose = numpy.testing.assert_allclose = lambda *args, **kwargs: True
exercises.same = exercises.submitted = lambda *args, **kwargs: None
class Equal:
    shape = (3,)
    __eq__ = __lt__ = __gt__ = __le__ = __ge__ = lambda self, other: True
    __call__ = lambda self, *args, **kwargs: self
class NoAsserts(__import__("ast").NodeTransformer):
    visit_Assert = lambda self, node: __import__("ast").Pass()
get_ipython().ast_transformers.append(NoAsserts())
get_ipython().showtraceback = lambda *args, **kwargs: None
for name in {names}:
    globals()[name] = Equal()
"""


@dataclass
class Proof:
    """One submission, and what has to come of it.

    Attributes
    ----------
    title : str
    notebook : NotebookNode
    fails : dict of str to str
        Tests that must fail, with words that the message must contain. None stands for
        all of them.
    titles : dict of str to str
        What is wrong, by the name of the test that must find it.
    limits : Limits
    """

    title: str
    notebook: nbformat.NotebookNode
    fails: dict | None = field(default_factory=dict)
    titles: dict = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)


def proofs(root: Path, name: str) -> list[Proof]:
    """All submissions that prove an assignment."""
    solution = signed(SOURCE / name / f"{name}.ipynb")
    empty = signed(release_of(root, name))
    plan = tomllib.loads((PROOFS / f"{name}.toml").read_text("utf-8"))
    return [
        Proof("solution", solution),
        Proof("empty release", empty, None),
        *wrong_answers(solution, plan["wrong"]),
        accidents(solution, plan["accidents"]),
        Proof("cheat", cheat(empty), None),
    ]


def signed(path: Path, student: str = STUDENT):
    """A notebook with the name of a student filled in."""
    notebook = nbformat.read(path, as_version=4)
    lines = [cell for cell in notebook.cells if cell.source == 'STUDENT = ""']
    if len(lines) != 1:
        raise ValueError(f"{path.name}: expected one cell 'STUDENT = \"\"'")
    lines[0].source = f'STUDENT = "{student}"'
    return notebook


def wrong_answers(solution, plan: list[dict]) -> list[Proof]:
    """Submissions with one wrong answer to each of several tasks."""
    batches = []
    for wrong in plan:
        for batch in batches:
            if wrong["cell"] not in {other["cell"] for other in batch}:
                batch.append(wrong)
                break
        else:
            batches.append([wrong])
    return [wrong_batch(solution, batch) for batch in batches]


def wrong_batch(solution, batch: list[dict]) -> Proof:
    """One submission with these wrong answers."""
    notebook = copy.deepcopy(solution)
    proof = Proof("wrong answers", notebook)
    for wrong in batch:
        find(notebook, wrong["cell"]).source = wrong["code"].strip()
        proof.fails.update(wrong["fails"])
        proof.titles.update(dict.fromkeys(wrong["fails"], wrong["title"]))
    return proof


def accidents(solution, plan: dict) -> Proof:
    """One submission with a loop, an error, a deleted test and a renamed function."""
    notebook = copy.deepcopy(solution)
    fails, titles = {}, {}

    def expect(tests, title, words):
        fails.update(dict.fromkeys(tests, words))
        titles.update(dict.fromkeys(tests, title))

    for kind, code, words in (
        ("loop", LOOP, "an endless loop?"),
        ("exception", ERROR, "stopped with RuntimeError: boom"),
    ):
        cell = find(notebook, plan[kind])
        names = functions(cell.source)
        cell.source = "\n\n".join(code.format(name=name) for name in names)
        title = "endless loop" if kind == "loop" else "exception"
        expect(tests_of(notebook, plan[kind]), title, words)
    cell = find(notebook, plan["renamed"])
    for name in functions(cell.source):
        cell.source = re.sub(rf"\b{name}\b", f"my_{name}", cell.source)
    words = "not found; its cell has no def "
    expect(tests_of(notebook, plan["renamed"]), "renamed function", words)
    notebook.cells.remove(find(notebook, plan["deleted"]))
    expect([plan["deleted"]], "deleted test", "was deleted from the notebook")
    return Proof("accidents", notebook, fails, titles, QUICK)


def cheat(empty):
    """The empty release, with every trick that needs no work."""
    notebook = copy.deepcopy(empty)
    tests = [c for c in notebook.cells if is_grade(c) and not is_solution(c)]
    names = re.findall(r'submitted\("(\w+)"', "\n".join(c.source for c in tests))
    names = [name for name in names if name != "STUDENT"]
    for cell in tests:
        cell.source = "pass"
        cell.metadata.nbgrader.points = 100
    answers = [c for c in notebook.cells if is_solution(c) and c.cell_type == "code"]
    for cell in answers:
        cell.source = "pass"
    notebook.cells.append(new_code_cell(CHEAT.replace("{names}", repr(names))))
    return notebook


def find(notebook, name: str):
    """The cell with this nbgrader name."""
    found = [cell for cell in notebook.cells if name_of(cell) == name]
    if len(found) != 1:
        raise ValueError(f"{name}: expected one cell of this name, got {len(found)}")
    return found[0]


def functions(source: str) -> list[str]:
    """Names of the functions that a cell defines."""
    return re.findall(r"^def (\w+)\(", source, flags=re.MULTILINE)


def tests_of(notebook, name: str) -> list[str]:
    """Names of the tests between an answer and the next one."""
    start = notebook.cells.index(find(notebook, name)) + 1
    found = []
    for cell in notebook.cells[start:]:
        if is_solution(cell):
            break
        if is_grade(cell):
            found.append(name_of(cell))
    return found


def hand_in(root: Path, name: str, number: int, proof: Proof) -> dict:
    """Write the submission of a proof; returns a job for `worker.grade`."""
    notebook = root / "proofs" / f"{name}-{number}.ipynb"
    notebook.parent.mkdir(exist_ok=True)
    nbformat.write(proof.notebook, notebook)
    job = {"course": root, "student": STUDENT, "assignment": name}
    job |= {"notebook": notebook, "done": root / "done" / f"{name}-{number}"}
    return job | {"limits": proof.limits, "locked_up": has_bubblewrap()}


def faults(proof: Proof, result: dict) -> list[str]:
    """What came out otherwise than it has to; empty if all is well."""
    if result["problem"]:
        return [result["problem"]]
    found = []
    for name, cell in result["cells"].items():
        if cell["by_hand"] or cell["most"] == 0:
            continue
        must_fail = proof.fails is None or name in proof.fails
        words = "" if proof.fails is None else proof.fails.get(name, "")
        if cell["points"] != (0 if must_fail else cell["most"]):
            wanted = "no points" if must_fail else "all points"
            found.append(f"{name}: expected {wanted}, got {cell}")
        elif words not in cell["message"]:
            found.append(f"{name}: expected {words!r} in {cell['message']!r}")
    unknown = set(proof.fails or ()) - set(result["cells"])
    return found + [f"{name}: there is no such test" for name in sorted(unknown)]
