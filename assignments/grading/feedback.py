"""The page that a student gets: named tasks, and what nobody has read yet.

Of a hidden test that failed it tells the task and a kind of fault. Messages, which hold
what was expected, and texts of the submission, which may hold what was asked, are not
shortened but never looked at.
"""

import re
from functools import cache
from pathlib import Path

import nbformat
import nbgrader
from jinja2 import FileSystemBytecodeCache
from nbconvert.exporters import HTMLExporter
from nbconvert.preprocessors import CSSHTMLHeaderPreprocessor
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, GetGrades, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from assignments.grading.course import SOURCE
from assignments.grading.execute import (
    CHANGED,
    ERRORS,
    FAULT,
    VISIBLE,
    WRONG,
    failure,
    is_error,
    name_of,
)
from assignments.grading.rubric import HideRubrics

TEMPLATES = Path(__file__).with_name("templates")
NBGRADER = Path(nbgrader.__file__).parent / "server_extensions/formgrader/templates"
TOLD = {  # of a fault that only a hidden test has found
    "value": "a value is not right",
    "shape": "the shape is not right",
    "type": "the answer is something else than is asked for",
    "missing": "there is no answer",
    "NotImplementedError": "the answer is not written yet",
    "rule": "the answer calls what it is to replace",
    "time": "the answer takes too long",
    "memory": "the answer takes too much memory",
    "gone": "the answer stops the notebook",
    "error": "the answer stops with an error",
}
POINTS = re.compile(r"\s*\([^()]*\bpoints?\b[^()]*\)\s*$")


@cache
def task_titles(assignment: str) -> dict[str, str]:
    """The heading above each graded cell, without its points: name to title."""
    titles, heading = {}, ""
    source = SOURCE / assignment / f"{assignment}.ipynb"
    for cell in nbformat.read(source, as_version=4).cells:
        found = re.search(r"^## (.+)$", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and found and not name_of(cell):
            heading = POINTS.sub("", found[1])
        if name_of(cell):
            titles[name_of(cell)] = heading
    return titles


class TellKinds(NbGraderPreprocessor):
    """Put a kind of fault in the place of what a hidden test said."""

    def preprocess(self, nb, resources):
        """Change the outputs of tests; what only repeats the notebook may stay."""
        titles = task_titles(resources["nbgrader"]["assignment"])
        for cell in nb.cells:
            fault = cell.metadata.get(FAULT, "error")
            is_test = is_grade(cell) and not is_solution(cell)
            if is_test and fault != VISIBLE:
                text = told(titles.get(name_of(cell), ""), fault)
                if cell.metadata.get(CHANGED):
                    text += f"; {cell.metadata[CHANGED]}"
                failed = any(map(is_error, cell.outputs))
                cell.outputs = [failure(WRONG, text)] if failed else []
        return nb, resources


def told(title: str, fault: str) -> str:
    """All that a student is told of a hidden test that failed."""
    kind = f"the answer stops with {fault}" if fault in ERRORS else TOLD["error"]
    return f"{title}: in a test that is not shown, {TOLD.get(fault, kind)}"


class HideTests(ClearHiddenTests):
    """Take hidden tests out of our tests: elsewhere the student wrote those words."""

    def preprocess_cell(self, cell, resources, cell_index):
        """Leave a cell that is no test as it is; nbgrader would give up there."""
        if is_grade(cell) and not is_solution(cell):
            return super().preprocess_cell(cell, resources, cell_index)
        return cell, resources


class NameTasks(NbGraderPreprocessor):
    """Give the page the titles of the tasks, and what waits for a person."""

    def preprocess(self, nb, resources):
        """Add ``title`` and ``unread`` to the graded cells, and a list of tasks."""
        names = resources["nbgrader"]
        place = names["notebook"], names["assignment"], names["student"]
        with Gradebook(names["db_url"]) as gradebook:
            grades = gradebook.find_submission_notebook(*place).grades
            unread = {grade.name for grade in grades if grade.needs_manual_grade}
        titles, tasks = task_titles(names["assignment"]), {}
        for cell in nb.cells:
            about = cell.metadata.get("nbgrader", {})
            if about.get("grade"):
                about["title"] = titles.get(name_of(cell), "")
                about["unread"] = name_of(cell) in unread
                if about["points"]:
                    tasks.setdefault(about["title"], []).append(about)
        names["tasks"] = tasks
        graded = [about for task in tasks.values() for about in task]
        waiting = [about for about in graded if about["unread"]]
        names["unread"] = sum(about["points"] for about in waiting)
        # Points for an earlier version of what is unread say nothing of this one.
        names["score"] -= sum(about["score"] for about in waiting)
        return nb, resources


# nbgrader's own button for feedback pages takes these as well: see `report.CONFIG`.
FOR_STUDENTS = [
    *(HideRubrics, TellKinds, HideTests),
    *(GetGrades, NameTasks, CSSHTMLHeaderPreprocessor),
]


class OurPage(HTMLExporter):
    """Writes pages with templates that are compiled once, not once for each page."""

    def _create_environment(self):
        environment = super()._create_environment()
        environment.bytecode_cache = FileSystemBytecodeCache()
        return environment


@cache
def rehearse(assignment: str) -> None:
    """Write a page once, for what stays in the caches of the libraries."""
    OurPage(template_name="classic").from_filename(
        SOURCE / assignment / f"{assignment}.ipynb"
    )


def use_our_page(converter) -> None:
    """Let nbgrader write the page with our template, which builds on its own."""
    converter.exporter_class = OurPage
    exporter = converter.config.HTMLExporter
    exporter.template_name = "lstm"
    exporter.extra_template_basedirs = [str(TEMPLATES)]
    exporter.extra_template_paths = [*exporter.extra_template_paths, str(NBGRADER)]
    converter.preprocessors = FOR_STUDENTS
