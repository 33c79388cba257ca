"""Show the person who grades, above each answer in words, what earns points.

The rubric stands in the source, below the model answer, between two lines with
``### BEGIN MARK SCHEME`` and ``### END MARK SCHEME``. Formgrader shows both above the
answer, which could push them out of sight or look like them; a student gets neither,
in the notebook or in feedback.
"""

import re
from functools import cache

import nbformat
from nbformat.v4 import new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from assignments.grading.course import SOURCE
from assignments.grading.execute import name_of
from assignments.grading.harmless import PICTURES

SCHEME = re.compile(
    r"(.*?)\s*### BEGIN MARK SCHEME\n(.*?)\s*### END MARK SCHEME\s*", re.DOTALL
)
MARK = "rubric"  # in the metadata; those of students are not kept
ADDED = "**The student added the next cell:**"


@cache
def rubrics(assignment: str) -> dict[str, str]:
    """Rubric and model answer, in Markdown, of each answer in words.

    Raises
    ------
    ValueError
        If an answer has no rubric.
    """
    found = {}
    source = SOURCE / assignment / f"{assignment}.ipynb"
    for cell in nbformat.read(source, as_version=4).cells:
        if cell.cell_type == "markdown" and is_grade(cell) and is_solution(cell):
            parts = SCHEME.fullmatch(cell.source)
            if parts is None:
                raise ValueError(f"{assignment}, {name_of(cell)}: expected a rubric")
            answer, scheme = parts.groups()
            points = f"{cell.metadata.nbgrader.points:g} points"
            found[name_of(cell)] = (
                f"**Rubric, {points}; only you see this**\n\n{scheme}\n\n"
                f"**Model answer**: {answer}\n\n"
                f"*All below, up to the next task, the student wrote.*"
            )
    return found


@cache
def texts(assignment: str) -> set[str]:
    """What stands in the cells of the source that are text only."""
    source = nbformat.read(SOURCE / assignment / f"{assignment}.ipynb", as_version=4)
    return {c.source for c in source.cells if c.cell_type != "code" and not is_grade(c)}


class ShowRubrics(NbGraderPreprocessor):
    """Put in the rubrics, and tell the cells of the student from ours."""

    def preprocess(self, nb, resources):
        """Add a cell above each answer in words, and above each cell that was added."""
        name, cells = resources["nbgrader"]["assignment"], []
        ours, known = rubrics(name), texts(name)
        for cell in nb.cells:
            answer = is_grade(cell) and name_of(cell) in ours
            if answer:
                text = ours[name_of(cell)]
                cells.append(new_markdown_cell(text, metadata={MARK: True}))
            elif cell.source not in known and shows(cell):
                cells.append(new_markdown_cell(ADDED, metadata={MARK: True}))
            cells.append(cell)
        nb.cells = cells
        return nb, resources


def shows(cell) -> bool:
    """Whether a cell that may have been added shows what may look like a rubric."""
    if cell.cell_type != "code":
        return True
    kinds = {kind for output in cell.outputs for kind in output.get("data", ())}
    return name_of(cell) is None and not kinds.isdisjoint(PICTURES)


class HideRubrics(NbGraderPreprocessor):
    """Take the rubrics out of what a student gets."""

    def preprocess(self, nb, resources):
        """Leave out the cells that `ShowRubrics` added."""
        nb.cells = [cell for cell in nb.cells if not cell.metadata.get(MARK)]
        return nb, resources
