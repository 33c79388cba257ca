"""Grade one submission, from start to end, in a folder of its own."""

import functools
import gc
import io
import json
import logging
import multiprocessing
import os
import shutil
import tempfile
import traceback
import warnings
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import nbformat
from nbconvert.filters.highlight import Highlight2HTML
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde, GenerateFeedback
from nbgrader.preprocessors import (
    LimitOutput,
    OverwriteCells,
    OverwriteKernelspec,
    SaveAutoGrades,
)
from sqlalchemy.orm import configure_mappers

from assignments.grading.broken import lines_asked
from assignments.grading.course import course, release_of, settings, use_own_programs
from assignments.grading.execute import GuardedExecute
from assignments.grading.feedback import rehearse, task_titles, use_our_page
from assignments.grading.harmless import harmless_text
from assignments.grading.limits import cap_own_memory, die_with, lend_processor
from assignments.grading.problems import (
    MACHINE,
    changed_below,
    doubts,
    kernel_ended,
    mixed_words,
    no_python,
    other_packages,
    words_in_code,
    written_name,
)
from assignments.grading.reading import (
    SHORTER,
    UnreadableError,
    digest,
    read_notebook,
)
from assignments.grading.restore import RestoreCells, words_in_a_row
from assignments.grading.rubric import ShowRubrics, rubrics
from assignments.grading.sandbox import strange, telltale
from assignments.grading.similar import rows_of

STOPPED = "the grading process was stopped, twice"


def grade(job: dict) -> dict:
    """Grade one submission and leave the result, all or nothing, in its folder.

    All that reads, runs and shows it happens in a process of its own, under a clock: a
    notebook can be made so that this takes for ever, or brings the process down.

    Parameters
    ----------
    job : dict
        ``course`` (folder with release and gradebook), ``student``, ``assignment``,
        ``notebook`` (what was handed in), ``done`` (folder for the result, which must
        not exist), ``limits`` (`Limits`) and ``locked_up`` (bool).

    Returns
    -------
    dict
        ``student``, ``assignment``, ``sha256`` of what was handed in, ``problem`` (text
        or None), ``todo`` (what to do about it), ``written`` (the name in the
        notebook, empty where it could not be read), ``notes`` (pairs of what to look at
        and what to do, beside points that hold) and ``cells``: name to points, most
        points, message, by hand or not.
    """
    use_own_programs()
    warnings.simplefilter("ignore")  # nbgrader and SQLAlchemy warn about themselves
    done, limits = Path(job["done"]), job["limits"]
    warm_up(Path(job["course"]), job["assignment"], job["locked_up"])
    done.parent.mkdir(parents=True, exist_ok=True)
    for _ in range(2):  # one that was stopped had perhaps no memory left
        with (
            tempfile.TemporaryDirectory(dir=done.parent, prefix=".work-") as folder,
            lend_processor() as number,
        ):
            ours = job | {"limits": replace(limits, processor=number)}
            fault = in_time(limits.total + limits.ours, grade_in, Path(folder), ours)
        if fault != STOPPED or done.exists():
            break
    if fault and not done.exists():
        give_up(job, fault)
    return json.loads((done / "result.json").read_text("utf-8"))


@functools.cache
def given_out(course: Path, assignment: str) -> nbformat.NotebookNode:
    """The student edition, for whoever only reads in it."""
    return nbformat.read(release_of(course, assignment), as_version=4)


@functools.cache
def warm_up(course: Path, assignment: str, locked_up: bool) -> None:
    """Fill all caches here, or each process that is made would do it again."""
    for known in (task_titles, rubrics, lines_asked, rehearse):
        known(assignment)
    take_apart(given_out(course, assignment))
    harmless_text("$x_t$")
    configure_mappers()
    if locked_up:
        telltale()
        strange()
    gc.freeze()  # or each process would copy what it never changes


def in_time(seconds: float, function, *given) -> str | None:
    """Call a function in a process of its own; says why that did not end well."""
    fork = multiprocessing.get_context("fork")  # what was imported is there at once
    process = fork.Process(target=alone, args=(os.getpid(), function, *given))
    process.start()
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
        return f"to read, test and show it took more than {seconds:g} seconds"
    return STOPPED if process.exitcode else None


def alone(parent: int, function, *given) -> None:
    """Call a function, and end with the process that wanted it."""
    die_with(parent)
    function(*given)


def grade_in(root: Path, job: dict) -> None:
    """Grade one submission in an empty folder, and publish what came out."""
    log, missing, stopped, notes = io.StringIO(), [], [], []
    cap_own_memory(job["limits"])
    result = {key: job[key] for key in ("student", "assignment")}
    result |= {"sha256": digest(job["notebook"]), "problem": None, "todo": ""}
    result["written"] = ""
    shutil.copy(Path(job["course"]) / "gradebook.db", root)
    try:
        notebook = take_in(job, root)
        result["written"] = written_name(notebook)
        missing, stopped, notes = run_nbgrader(job, root, log)
        notes += other_packages(notebook) + mixed_words(notebook)
    except UnreadableError as error:
        result["problem"], result["todo"] = error.args
    except Exception as error:
        result["problem"] = f"{type(error).__name__}: {error}"[:500]
        result["todo"] = MACHINE
        (root / "problem.txt").write_text(traceback.format_exc() + log.getvalue())
    result["cells"] = read_cells(root, job)
    if result["problem"]:
        without_points(result["cells"])
    else:
        result["problem"], result["todo"] = doubts(result, missing, stopped)
        result["notes"] = notes
    (root / "result.json").write_text(json.dumps(result, indent=1), "utf-8")
    publish(root, Path(job["done"]), job)


def take_in(job: dict, root: Path) -> nbformat.NotebookNode:
    """Copy the notebook into nbgrader's layout; returns what was read."""
    path, name = Path(job["notebook"]), job["assignment"]
    notebook, seconds = read_notebook(path), job["limits"].call
    ours = {cell.source for cell in given_out(Path(job["course"]), name).cells}
    fault = in_time(seconds, take_apart, notebook, ours)
    if fault == STOPPED:
        what = "its cells cannot be compared: that took too much memory, or crashed"
        raise UnreadableError(what, f"{SHORTER}; {MACHINE}")
    if fault:
        what = f"its cells cannot be compared and coloured within {seconds:g} seconds"
        raise UnreadableError(what, SHORTER)
    target = root / "submitted" / job["student"] / name / f"{name}.ipynb"
    target.parent.mkdir(parents=True)
    nbformat.write(notebook, target)
    return notebook


def take_apart(notebook: nbformat.NotebookNode, ours: Collection[str] = ()) -> None:
    """Do with all cells but ours what is done later, then without a clock of its own.

    Parameters
    ----------
    notebook : NotebookNode
    ours : collection of str
        The texts of cells that are left out.
    """
    colour = Highlight2HTML(pygments_lexer="ipython3")
    for cell in (cell for cell in notebook.cells if cell.source not in ours):
        rows_of(cell)
        if cell.cell_type == "code":
            words_in_a_row(cell.source)
            colour(cell.source)


def run_nbgrader(job: dict, root: Path, log: io.StringIO) -> tuple[list, list, list]:
    """Autograde, then make the feedback page.

    Returns the cells that are missing, those of ours that were stopped, and notes.
    """
    name, student = job["assignment"], job["student"]
    execute = type("Execute", (GuardedExecute,), {})
    execute.limits, execute.locked_up = job["limits"], job["locked_up"]
    restore = type("Restore", (RestoreCells,), {})
    restore.release = release_of(Path(job["course"]), name)
    config = settings(root)
    sanitize = [restore, OverwriteKernelspec, OverwriteCells]
    config.Autograde.sanitize_preprocessors = sanitize
    ours = [execute, LimitOutput, SaveAutoGrades, ShowRubrics]
    config.Autograde.autograde_preprocessors = ours
    (root / "source" / name).mkdir(parents=True)
    here = Path.cwd()
    try:
        folder = course(root, name, student)
        Autograde(coursedir=folder, config=config, log=logger(log)).start()
        notes = [changed_below(*one) for one in execute.changed]
        notes += no_python(execute.odd) + kernel_ended(execute.ended)
        notes += leave_to_a_person(root, job, restore)
        make_feedback(root, name, student)
    finally:
        os.chdir(here)
    return list(restore.missing), execute.stopped, notes


def leave_to_a_person(root: Path, job: dict, restored: type[RestoreCells]) -> list:
    """Let a person look for a written answer whose cell is gone, or as it came.

    The latter only if there are words in another cell: the answer may stand there.
    Returns a note if they stand in an answer in code, where nobody would look.
    """
    name, left = job["assignment"], []
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        notebook = gradebook.find_submission_notebook(name, name, job["student"])
        written = {cell.name for cell in notebook.notebook.solution_cells}
        for grade in notebook.grades:
            gone = grade.name in restored.missing or restored.words_added
            if grade.name not in written or grade.needs_manual_grade:
                continue
            left.append(grade.name)
            if gone or restored.words_in:
                grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()
    pointed_out = left and restored.words_in
    return [words_in_code(left, restored.words_in)] if pointed_out else []


def logger(stream: io.StringIO) -> logging.Logger:
    """A log that is shown only if something goes wrong."""
    log = logging.Logger("nbgrader", logging.ERROR)
    log.addHandler(logging.StreamHandler(stream))
    return log


def make_feedback(
    root: Path, assignment: str, student: str, into: Path | None = None
) -> None:
    """Make the feedback pages of a course folder, by default below its own.

    They hold no hidden tests.
    """
    config = settings(root)
    config.HTMLExporter.sanitize_html = True
    folder = course(root, assignment, student)
    if into is not None:
        folder.feedback_directory = str(into)
    converter = GenerateFeedback(coursedir=folder, config=config)
    use_our_page(converter)
    converter.force = True
    converter.start()


def read_cells(root: Path, job: dict) -> dict:
    """Points and messages of the graded cells."""
    name, student = job["assignment"], job["student"]
    messages = read_messages(root / "autograded" / student / name / f"{name}.ipynb")
    cells = {}
    with Gradebook(f"sqlite:///{root}/gradebook.db") as gradebook:
        gradebook.update_or_create_student(student)
        gradebook.update_or_create_submission(name, student)
        notebook = gradebook.find_submission_notebook(name, name, student)
        by_hand = {cell.name for cell in notebook.notebook.solution_cells}
        for grade in notebook.grades:
            cells[grade.name] = {
                "points": grade.auto_score,
                "most": grade.max_score,
                "by_hand": grade.name in by_hand,
                "message": messages.get(grade.name, ""),
            }
    return cells


def without_points(cells: dict) -> dict:
    """Take out the points of an earlier submission, if this one was not graded."""
    for cell in cells.values():
        cell["points"] = None
    return cells


def read_messages(path: Path) -> dict[str, str]:
    """Why tests failed: name of the cell to message."""
    if not path.exists():
        return {}
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        for output in cell.get("outputs", []):
            if output.output_type == "error" and "nbgrader" in cell.metadata:
                found[cell.metadata.nbgrader.grade_id] = output.evalue
    return found


def publish(root: Path, done: Path, job: dict) -> None:
    """Move the result to its place in one step, so that a crash leaves none or all."""
    keep = root / "keep"
    keep.mkdir()
    name, student = job["assignment"], job["student"]
    for step in ("autograded", "feedback"):
        made = root / step / student / name
        if made.exists():
            shutil.move(made, keep / step)
    for file in ("result.json", "problem.txt"):
        if (root / file).exists():
            shutil.move(root / file, keep / file)
    keep.rename(done)


def give_up(job: dict, problem: str) -> None:
    """Leave a result without points for a submission that cannot be graded."""
    done = Path(job["done"])
    done.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=done.parent, prefix=".work-") as folder:
        root = Path(folder)
        shutil.copy(Path(job["course"]) / "gradebook.db", root)
        result = {key: job[key] for key in ("student", "assignment")}
        result |= {"sha256": digest(job["notebook"]), "problem": problem}
        result |= {"todo": MACHINE, "written": ""}
        result["cells"] = without_points(read_cells(root, job))
        (root / "result.json").write_text(json.dumps(result, indent=1), "utf-8")
        publish(root, done, job)
