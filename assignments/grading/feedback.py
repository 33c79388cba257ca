"""The page that a student gets: named tasks, and what nobody has read yet."""

import re
from functools import cache
from pathlib import Path

import nbformat
import nbgrader
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, NbGraderPreprocessor

from assignments.grading.course import SOURCE
from assignments.grading.execute import name_of
from assignments.grading.rubric import HideRubrics

TEMPLATES = Path(__file__).with_name("templates")
NBGRADER = Path(nbgrader.__file__).parent / "server_extensions/formgrader/templates"
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
        names["unread"] = sum(
            about["points"] for task in tasks.values() for about in task
            if about["unread"]
        )  # fmt: skip
        return nb, resources


def use_our_page(converter) -> None:
    """Let nbgrader write the page with our template, which builds on its own."""
    exporter = converter.config.HTMLExporter
    exporter.template_name = "lstm"
    exporter.extra_template_basedirs = [str(TEMPLATES)]
    exporter.extra_template_paths = [*exporter.extra_template_paths, str(NBGRADER)]
    first, *others = converter.preprocessors  # the first one fills in the points
    ours = [HideRubrics, ClearHiddenTests, first, NameTasks]
    converter.preprocessors = [*ours, *others]
