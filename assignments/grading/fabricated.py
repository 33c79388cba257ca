"""Answers that nobody worked out: none earns points, and none passes in silence.

For each assignment the solution runs once, here; then all its answers are replaced by
zeros, by their mean, by what was passed in, and so on, in the right shapes. No test may
give points for these. And what students see below a task must object to zeros, and to
the commonest wrong answer, which is the first one in ``assignments/proofs/NAME.toml``.
"""

import contextlib
import io
import json
import sys
import tomllib
import types
from pathlib import Path

import numpy as np
from nbgrader.utils import is_grade, is_solution

from assignments.grading.course import SOURCE, release_of
from assignments.grading.execute import ASKED, explanation, name_of, raised_by
from assignments.grading.prove import PROOFS, STUDENT, signed
from lstm_core import exercises
from lstm_core.cells.parts import CellParams

CONSTANTS = {"all 0": 0, "all 1": 1, "all 0.5": 0.5, "all 1e-7": 1e-7, "all -1": -1}
KINDS = (
    *CONSTANTS,
    "the mean of the right answer",
    "what was passed in",
    "the examples of the notebook",
    "an error that names what was passed in",
    "the right numbers to one digit",
)


def fabricated(root: Path, name: str) -> dict:
    """Try all fabricated answers on an assignment, and wrong ones on its notebook.

    Returns
    -------
    dict
        A row as those of `table.prove`; its points are the most that one kind of
        fabricated answers got.
    """
    faults, earned = [], {}
    with as_main() as main:
        tests = Trial(root, name)
        solve(main, tests.source)
        right = {answer: main[answer] for answer in tests.answers}
        for kind in KINDS:
            fabricate(main, tests, right, kind)
            earned[kind] = tests.run("full")[0]
            faults += [f"{test}: earns points for {kind}" for test in earned[kind]]
            if kind == "all 0":
                passed = tests.run("visible")[0]
                faults += [f"{test}: the notebook lets zeros pass" for test in passed]
        main.update(right)
        faults += silence(main, tests)
    points = [sum(tests.most[test] for test in passed) for passed in earned.values()]
    failed = tests.most.keys() - {test for passed in earned.values() for test in passed}
    title = f"fabricated answers, {len(KINDS)} kinds"
    return {
        "assignment": name,
        "title": title,
        "points": max(points),
        "most": sum(tests.most.values()),
        "failed": {title: {test: tests.most[test] for test in failed}},
        "faults": faults,
    }


@contextlib.contextmanager
def as_main():
    """The variables of an empty notebook: what `exercises` takes for the submission."""
    before, main = sys.modules["__main__"], types.ModuleType("__main__")
    sys.modules["__main__"] = main
    try:
        yield vars(main)
    finally:
        sys.modules["__main__"] = before


def solve(main: dict, source) -> None:
    """Run the solution, as the student's kernel would."""
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in source.cells:
            if cell.cell_type == "code" and not is_grade(cell):
                exec(cell.source, main)


class Trial:
    """An assignment on trial: its tests, with and without their hidden part."""

    def __init__(self, root: Path, name: str):
        self.name = name
        self.source = signed(SOURCE / name / f"{name}.ipynb")
        release = signed(release_of(root, name))
        graded = [c for c in self.source.cells if is_grade(c) and not is_solution(c)]
        self.most = {name_of(c): c.metadata.nbgrader.points for c in graded}
        self.most = {test: most for test, most in self.most.items() if most}
        self.cells = {"full": self.source.cells, "visible": release.cells}
        found = ASKED.findall("\n".join(cell.source for cell in graded))
        self.answers = sorted({*found} - {"STUDENT"})

    def run(self, which: str, only=None, wall: bool = True):
        """Run the tests: names of those that pass, and all messages.

        With the wall, answers come as in grading; without it, as in a notebook.
        """
        names, passed, messages = {"STUDENT": STUDENT}, [], {}
        reader = (lambda text: json.loads(exercises.answer(text))) if wall else None
        with (
            exercises.reading_from(reader),
            contextlib.redirect_stdout(io.StringIO()),
            np.errstate(all="ignore"),
        ):
            for cell in self.cells[which]:
                test = name_of(cell)
                if cell.cell_type != "code" or is_solution(cell) or not test:
                    continue
                if is_grade(cell) and test not in (only or self.most):
                    continue
                error = raised_by(cell.source, names)
                if error is not None:
                    messages[test] = explanation(error).evalue
                elif test in self.most:
                    passed.append(test)
        return passed, messages


def silence(main: dict, tests: Trial) -> list[str]:
    """Answers for whose commonest mistake the notebook has no word."""
    plan = tomllib.loads((PROOFS / f"{tests.name}.toml").read_text("utf-8"))["wrong"]
    commonest = {wrong["cell"]: wrong for wrong in reversed(plan)}
    cells = [c for c in tests.source.cells if c.cell_type == "code" and is_solution(c)]
    found = [
        f"{name_of(cell)}: no wrong answer in the proofs"
        for cell in cells
        if name_of(cell) not in commonest
    ]
    for name, wrong in commonest.items():
        before = dict(main)
        with contextlib.redirect_stdout(io.StringIO()):
            exec(wrong["code"], main)
        if not tests.run("visible", wrong["fails"])[1]:
            found.append(f"{name}: the notebook is silent on: {wrong['title']}")
        main.clear()
        main.update(before)
    return found


def fabricate(main: dict, tests: Trial, right: dict, kind: str) -> None:
    """Replace all answers by fabricated ones."""
    if kind == "the examples of the notebook":
        record(main, tests, right)
        return
    given = [v for k, v in main.items() if k.endswith(("_given", "_seen"))]
    for answer, value in right.items():
        if callable(value):
            main[answer] = function_like(value, kind)
        else:
            main[answer] = like(value, kind, given)


def function_like(right, kind: str):
    """A function that knows the shape of the right answer, and no more."""

    def call(*args, **kwargs):
        given = [*args, *kwargs.values()]
        if kind.startswith("an error"):
            raise ValueError(f"not possible: {given}")
        try:
            shape = right(*args, **kwargs)
        except Exception:
            return 0.0
        rough = "all 0" if kind.startswith("the right numbers") else kind
        return like(shape, rough, given)

    return call


def like(value, kind: str, given=()):
    """Something of the same shape as a right answer."""
    if isinstance(value, CellParams):
        parts = {name: like(part, kind, given) for name, part in vars(value).items()}
        return type(value)(**parts)
    if isinstance(value, dict):
        return {key: like(item, kind, given) for key, item in value.items()}
    if isinstance(value, tuple):
        return tuple(like(item, kind, given) for item in value)
    right = np.asarray(value, dtype=float)
    if kind in CONSTANTS:
        return np.full(right.shape, float(CONSTANTS[kind]))
    if kind.startswith("the mean") and right.size > 1:
        return np.full(right.shape, np.nanmean(right))
    if kind.startswith("the right numbers"):
        return np.vectorize(lambda v: float(f"{v:.0e}"), otypes=[float])(right)
    if kind.startswith("what"):
        same = [v for v in leaves(given) if v.shape == right.shape]
        return same[0] if same else np.zeros(right.shape)
    return np.zeros(right.shape)


def leaves(values):
    """All arrays of numbers in arguments, as floats."""
    for value in values:
        if isinstance(value, dict):
            yield from leaves(value.values())
        elif isinstance(value, CellParams):
            yield from leaves(vars(value).values())
        elif isinstance(value, np.ndarray | np.generic | int | float):
            yield np.asarray(value, dtype=float)


def record(main: dict, tests: Trial, right: dict) -> None:
    """Learn by heart what the tests of the notebook ask, and answer only that."""
    heard = {}

    def listen(answer):
        def call(*args, **kwargs):
            value = right[answer](*args, **kwargs)
            heard[key_of(answer, args, kwargs)] = value
            return value

        return call

    def repeat(answer):
        def call(*args, **kwargs):
            known = heard.get(key_of(answer, args, kwargs))
            if known is not None and (args or kwargs):
                return known
            return function_like(right[answer], "all 0")(*args, **kwargs)

        return call

    functions = [answer for answer in right if callable(right[answer])]
    main.update({answer: listen(answer) for answer in functions})
    tests.run("visible")
    main.update({answer: repeat(answer) for answer in functions})
    for answer in right.keys() - {*functions}:
        main[answer] = like(right[answer], "all 0")


def key_of(answer, args, kwargs) -> str:
    """One text for equal arguments."""
    return answer + exercises.json.dumps(exercises.encode([*args, dict(kwargs)]))
