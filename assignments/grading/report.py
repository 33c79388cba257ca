"""After grading: one gradebook, tables for learning platforms, feedback, a plot."""

import contextlib
import csv
import json
import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from zipfile import ZIP_DEFLATED

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from nbgrader.api import Gradebook, MissingEntry

from assignments.grading import platforms
from assignments.grading.course import ROOT
from assignments.grading.due import late_days
from assignments.grading.intake import Intake, usual_ones
from assignments.grading.reading import digest, printable
from assignments.grading.roster import COLUMNS, read_roster
from assignments.grading.similar import (
    A_LITTLE,
    FIRST_PAIRS,
    MOST_PAIRS,
    NOTE,
    alike,
    how_alike,
)
from assignments.grading.whole import copy_whole, whole, whole_folder, write_whole
from assignments.grading.worker import make_feedback

PROBLEM = ("student", "assignment", "file", "problem", "what to do")
SIMILAR = ("assignment", "student", "other", "per cent", "of", "same answers", "note")

# Also after a semicolon, where spreadsheets of many countries begin a new cell: quotes
# there are doubled in the file, so they vanish. At the end, ours would count.
FORMULA = re.compile(r'(^|;)(?=[\s"]*[=+@\uff1d\uff0b\uff0d\uff20-])|;(?=[\s"]*$)')

CONFIG = """# For hand grading: open jupyter lab in this folder.
import sys

sys.path.insert(0, {code!r})
from assignments.grading.feedback import FOR_STUDENTS

c = get_config()
c.GenerateFeedback.preprocessors = FOR_STUDENTS
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "lstm"
c.HTMLExporter.sanitize_html = True
"""


def report(
    out: Path,
    results: list[dict],
    roster: Path | list[dict] | None = None,
    *,
    intake: Intake | None = None,
    due: dict | None = None,
) -> list[dict]:
    """Write everything that follows from the results.

    Parameters
    ----------
    out : Path
        The folder of `grade_folder`.
    results : list of dict
    roster : Path or list of dict, optional
        What `roster.read_roster` reads, or has read.
    intake : Intake, optional
        Where the results come from: what was set aside, and when all was handed in.
    due : dict, optional
        From `due.read_due`.

    Returns
    -------
    list of dict
        A row for each submission: student, assignment, points, mark, what is open.
    """
    people = roster if isinstance(roster, list) else read_roster(roster)
    intake = intake or Intake()
    config = CONFIG.format(root=str(out.resolve()), code=str(ROOT))
    write_whole(out / "nbgrader_config.py", config)
    with Gradebook(f"sqlite:///{out.resolve()}/gradebook.db") as gradebook:
        for result in results:
            merge(gradebook, out, result)
        forget_renamed(gradebook, out, results)
        rows = [row(gradebook, result) for result in results]
    for result in results:
        feedback(out, result)
    pairs = likeness(out, results)
    called = {line["student"]: line["name"] for line in people}
    rows = [
        {"student": entry["student"], "name": called.get(entry["student"], "")}
        | complete(entry, intake, due or {}, pairs[entry["assignment"]])
        for entry in rows
    ]
    write_csv(out / "grades.csv", rows)
    write_csv(out / "problems.csv", problems(intake, results), PROBLEM)
    write_csv(out / "similar.csv", listed(pairs), SIMILAR)
    if not people:
        write_csv(out / "students-proposed.csv", proposed(intake, results), COLUMNS)
    usual = usual_ones(entry["assignment"] for entry in rows)
    marks = [entry for entry in rows if entry["assignment"] in usual]
    for name, lines in (
        ("canvas.csv", platforms.canvas(marks, people, intake)),
        ("moodle.csv", platforms.moodle(marks, people)),
    ):  # without the mark by which Excel knows UTF-8: only programs read these
        write_csv(out / name, lines, encoding="utf-8")
    pack_feedback(out, rows, intake)
    plot(out / "points.svg", results)
    return rows


def merge(gradebook, out: Path, result: dict) -> None:
    """Bring a result into the gradebook; doing so twice changes nothing."""
    student, name = result["student"], result["assignment"]
    gradebook.update_or_create_student(student)
    gradebook.update_or_create_submission(name, student)
    target = out / "autograded" / student / name
    made = out / "done" / student / name / "autograded"
    stamp = target / ".sha256"
    of_this = digest(
        out / "done" / student / name / "result.json"
    )  # or it was graded again
    new = not stamp.exists() or stamp.read_text() != of_this
    for grade in gradebook.find_submission_notebook(name, name, student).grades:
        cell = result["cells"][grade.name]
        grade.auto_score = cell["points"]
        if cell["points"] is None and not cell["by_hand"]:
            grade.auto_score = 0
        if new:
            by_hand = cell["points"] is None or grade.manual_score is not None
            grade.needs_manual_grade = by_hand
    gradebook.db.commit()
    if new:
        with whole_folder(target) as folder:
            if made.exists():
                shutil.copytree(made, folder, dirs_exist_ok=True)
            (folder / stamp.name).write_text(of_this)


def forget_renamed(gradebook, out: Path, results: list[dict]) -> None:
    """Take out who stands in the gradebook only under a name that was wrong.

    The same notebook is there under another name, nobody has given points, and it had
    a problem: or a copy could take out the student whose it is.
    """
    named = {(result["assignment"], result["sha256"]) for result in results}
    current = {(result["student"], result["assignment"]) for result in results}
    for file in sorted(out.glob("done/*/[!.]*/result.json")):
        old = json.loads(file.read_text("utf-8"))
        student, name = old["student"], old["assignment"]
        again = (name, old["sha256"]) in named and (student, name) not in current
        if again and old["problem"] and not graded_by_hand(out, student, name):
            with contextlib.suppress(MissingEntry):  # the run stopped before
                gradebook.remove_submission(name, student)
            shutil.rmtree(out / "done" / student / f".old-{name}", ignore_errors=True)
            for folder in ("autograded", "feedback", "done"):
                shutil.rmtree(out / folder / student / name, ignore_errors=True)
                with contextlib.suppress(OSError):  # not empty, or not there
                    (out / folder / student).rmdir()


def row(gradebook, result: dict) -> dict:
    """One line of the table of grades."""
    student, name = result["student"], result["assignment"]
    submission = gradebook.find_submission(name, student)
    notebook = gradebook.find_submission_notebook(name, name, student)
    graded = any(cell["points"] is not None for cell in result["cells"].values())
    waiting = [g.name for g in notebook.grades if g.needs_manual_grade and graded]
    final = not waiting and not result["problem"]
    # Those of an earlier version of the notebook stay in Formgrader until it is read.
    old = sum(g.score for g in notebook.grades if g.name in waiting)
    points = {
        g.name: g.score if graded and g.name not in waiting else ""
        for g in notebook.grades
        if g.max_score
    }
    return {
        "student": student,
        "assignment": name,
        "mark": submission.score if final else "",
        "points": submission.score - old if graded else "",
        "most": submission.max_score,
        "to grade by hand": " ".join(waiting),
        "problem": result["problem"] or "",
        "note": "; ".join(what for what, _ in result.get("notes", ())),
        **points,
    }


def complete(entry: dict, intake: Intake, due: dict, pairs: list[dict]) -> dict:
    """The line with what is known of time and likeness."""
    student = entry["student"]
    handed = intake.found.get((student, entry["assignment"]))
    ours = [pair for pair in pairs if student in (pair["student"], pair["other"])]
    best = ours[0] if ours else {}
    tied = [pair for pair in ours if how_alike(pair) == how_alike(best)]
    others = {name for pair in tied for name in (pair["student"], pair["other"])}
    added = {
        "days late": late_days(handed, due) if handed else "",
        "similar, per cent": best.get("per cent", ""),
        "similar in": best.get("of", ""),
        "similar to": ", ".join(sorted(others - {student})[:3]),
    }
    first = ("student", "assignment", "mark", "points", "most")
    return {key: entry[key] for key in first} | added | entry


def likeness(out: Path, results: list[dict]) -> dict[str, list[dict]]:
    """Pairs of students for each assignment, the most alike first."""
    graded = {}
    for result in results:
        student, name = result["student"], result["assignment"]
        path = out / "autograded" / student / name / f"{name}.ipynb"
        graded.setdefault(name, {})
        if path.exists():
            graded[name][student] = path
    return {name: alike(paths, name) for name, paths in graded.items()}


def listed(pairs: dict[str, list[dict]]) -> list[dict]:
    """The pairs that a person may want to look at, and how to take them.

    If they are many, not all, but one at least of each student. Of those who are only
    a little alike, the first pairs of students who do not stand above.
    """
    lines = []
    for name, found in pairs.items():
        seen, few = set(), 0
        for number, pair in enumerate(found):
            both, how = {pair["student"], pair["other"]}, how_alike(pair)
            more = both - seen
            much = how >= 1 and (number < MOST_PAIRS or more)
            little = 1 > how >= A_LITTLE and more and few < FIRST_PAIRS
            if much or little:
                lines.append({"assignment": name, **pair, "note": NOTE})
                seen |= both
                few += bool(little)
    return lines


def problems(intake: Intake, results: list[dict]) -> list[dict]:
    """All that a person has to look into, from whichever step."""
    doubts = [
        (result, result["problem"], result.get("todo", ""))
        for result in results
        if result["problem"]
    ]
    notes = [(result, *note) for result in results for note in result.get("notes", ())]
    found = [
        {
            "student": result["student"],
            "assignment": result["assignment"],
            "file": where(intake, result),
            "problem": what,
            "what to do": todo,
        }
        for result, what, todo in doubts + notes
    ]
    return found + intake.problems


def where(intake: Intake, result: dict) -> str:
    """The name of a notebook in what was handed in."""
    handed = intake.found.get((result["student"], result["assignment"]))
    return handed.shown if handed else ""


def proposed(intake: Intake, results: list[dict]) -> list[dict]:
    """A list of students, as the notebooks have it, for the instructor to check."""
    written = {(one["student"], one["assignment"]): one["written"] for one in results}
    lines = {}
    for key, handed in intake.found.items():
        line = {"student": written.get(key) or handed.student, "folder": handed.folder}
        lines.setdefault(handed.folder, line | {"id": handed.number})
    return list(lines.values())


def feedback(out: Path, result: dict) -> None:
    """The page for the student; made anew if a person has graded something."""
    student, name = result["student"], result["assignment"]
    target = out / "feedback" / student / name
    made = out / "done" / student / name / "feedback"
    if result["problem"]:  # no page with points that may say nothing
        shutil.rmtree(target, ignore_errors=True)
    elif graded_by_hand(out, student, name):
        with tempfile.TemporaryDirectory(dir=out, prefix=".new-") as folder:
            make_feedback(out, name, student, Path(folder))
            copy_whole(Path(folder, student, name), target)
    elif made.exists():
        copy_whole(made, target)


def pack_feedback(out: Path, rows: list[dict], intake: Intake) -> None:
    """Pack the pages whose mark is final, as the platform named what was handed in.

    By these names Canvas and Moodle give each page to its student.
    """
    pages = {}
    for entry in rows:
        student, name = entry["student"], entry["assignment"]
        handed = intake.found.get((student, name))
        page = out / "feedback" / student / name / f"{name}.html"
        if handed and handed.platform and entry["mark"] != "" and page.exists():
            pages[str(PurePosixPath(handed.shown).with_suffix(".html"))] = page
    target = out / "feedback.zip"
    target.unlink(missing_ok=True)
    if pages:
        with whole(target) as new, zipfile.ZipFile(new, "w", ZIP_DEFLATED) as archive:
            for called, page in pages.items():
                archive.write(page, called)


def graded_by_hand(out: Path, student: str, name: str) -> bool:
    """Whether a person has given points or a comment."""
    with Gradebook(f"sqlite:///{out.resolve()}/gradebook.db") as gradebook:
        try:
            notebook = gradebook.find_submission_notebook(name, name, student)
        except MissingEntry:
            return False
        scores = [grade.manual_score for grade in notebook.grades]
        comments = [comment.manual_comment for comment in notebook.comments]
        return any(value is not None for value in (*scores, *comments))


def write_csv(
    path: Path,
    rows: list[dict],
    heads: Iterable[str] = (),
    *,
    encoding: str = "utf-8-sig",
) -> None:
    """Write rows, which Excel too can read; texts that could do something cannot."""
    heads = list(heads or dict.fromkeys(key for entry in rows for key in entry))
    with whole(path) as new, new.open("w", encoding=encoding, newline="") as file:
        table = csv.DictWriter(file, heads, restval="")
        table.writeheader()
        for entry in rows:
            table.writerow({key: harmless(value) for key, value in entry.items()})


def harmless(value):
    """Text that can be stored, commands no terminal, and is a formula nowhere."""
    if not isinstance(value, str):
        return value
    return FORMULA.sub(r"\g<0>'", printable(value))


def plot(path: Path, results: list[dict]) -> None:
    """Mean share of the points of each task, one panel for each assignment."""
    by_name = {result["assignment"]: [] for result in results}
    for result in results:
        if not result["problem"]:  # its points may say nothing
            by_name[result["assignment"]].append(result)
    fig, panels = plt.subplots(
        len(by_name), 1, figsize=(7, 4 * len(by_name)), squeeze=False
    )
    for axes, (name, graded) in zip(panels[:, 0], sorted(by_name.items()), strict=True):
        draw(axes, name, [result["cells"] for result in graded])
    fig.tight_layout()
    with whole(path) as new:
        fig.savefig(new)
    plt.close(fig)


def draw(axes, name: str, graded: list[dict]) -> None:
    """Bars of the tasks that a test grades, in the order of the notebook."""
    first = graded[0] if graded else {}
    tests = [k for k, c in first.items() if c["most"] and not c["by_hand"]]
    most = [first[test]["most"] for test in tests]
    means = [
        sum(c[test]["points"] or 0 for c in graded) / len(graded) for test in tests
    ]
    shares = [100 * mean / full for mean, full in zip(means, most, strict=True)]
    bars = axes.barh(tests[::-1], shares[::-1], color="#4477aa")
    axes.bar_label(bars, fmt="%.0f %%", padding=3)
    axes.set(xlim=(0, 112), xlabel="mean share of the points, in per cent")
    axes.set_title(f"{name}, {len(graded)} submissions", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
