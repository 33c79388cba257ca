"""After grading: one gradebook, tables for learning platforms, feedback, a plot."""

import csv
import shutil
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
from nbgrader.api import Gradebook

from assignments.grading.worker import make_feedback

CONFIG = """c = get_config()  # for hand grading: open jupyter lab in this folder
c.CourseDirectory.root = {root!r}
c.CourseDirectory.course_id = "lstm"
c.HTMLExporter.sanitize_html = True
"""
ROSTER = ("name", "id", "sis_id", "login", "section", "email")


def report(out: Path, results: list[dict], roster: Path | None = None) -> list[dict]:
    """Write everything that follows from the results.

    Parameters
    ----------
    out : Path
        The folder of `grade_folder`.
    results : list of dict
    roster : Path, optional
        CSV with a column ``student`` and any of ``name, id, sis_id, login, section,
        email``: what a learning platform knows students by.

    Returns
    -------
    list of dict
        A row for each submission: student, assignment, points, most, and what is open.
    """
    (out / "nbgrader_config.py").write_text(CONFIG.format(root=str(out.resolve())))
    with Gradebook(f"sqlite:///{out.resolve()}/gradebook.db") as gradebook:
        for result in results:
            merge(gradebook, out, result)
        rows = [row(gradebook, result) for result in results]
    for result in results:
        feedback(out, result)
    people = read_roster(roster)
    write_csv(out / "grades.csv", rows)
    write_csv(out / "canvas.csv", canvas(rows, people))
    write_csv(out / "moodle.csv", moodle(rows, people))
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
    new = not stamp.exists() or stamp.read_text() != result["sha256"]
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
        shutil.rmtree(target, ignore_errors=True)
        if made.exists():
            shutil.copytree(made, target)
        target.mkdir(parents=True, exist_ok=True)
        stamp.write_text(result["sha256"])


def row(gradebook, result: dict) -> dict:
    """One line of the table of grades."""
    student, name = result["student"], result["assignment"]
    submission = gradebook.find_submission(name, student)
    notebook = gradebook.find_submission_notebook(name, name, student)
    open_tasks = [g.name for g in notebook.grades if g.needs_manual_grade]
    return {
        "student": student,
        "assignment": name,
        "points": submission.score,
        "most": submission.max_score,
        "to grade by hand": " ".join(open_tasks),
        "problem": result["problem"] or "",
        **{grade.name: grade.score for grade in notebook.grades},
    }


def feedback(out: Path, result: dict) -> None:
    """The page for the student; made anew if a person has graded something."""
    student, name = result["student"], result["assignment"]
    target = out / "feedback" / student / name
    made = out / "done" / student / name / "feedback"
    if graded_by_hand(out, student, name):
        make_feedback(out, name, student)
    elif made.exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(made, target)


def graded_by_hand(out: Path, student: str, name: str) -> bool:
    """Whether a person has given points or a comment."""
    with Gradebook(f"sqlite:///{out.resolve()}/gradebook.db") as gradebook:
        notebook = gradebook.find_submission_notebook(name, name, student)
        scores = [grade.manual_score for grade in notebook.grades]
        comments = [comment.manual_comment for comment in notebook.comments]
        return any(value is not None for value in (*scores, *comments))


def read_roster(path: Path | None) -> dict[str, dict]:
    """What the platform knows of each student."""
    if path is None:
        return {}
    with Path(path).open(encoding="utf-8-sig", newline="") as file:
        return {line["student"]: line for line in csv.DictReader(file)}


def canvas(rows: list[dict], people: dict) -> list[dict]:
    """The columns that Canvas imports, with its line of possible points."""
    columns = dict(zip(ROSTER, CANVAS, strict=False))
    possible = dict.fromkeys(CANVAS, "") | {"Student": "Points Possible"}
    lines = [possible | {r["assignment"]: r["most"] for r in rows}]
    return lines + by_student(rows, people, columns)


def moodle(rows: list[dict], people: dict) -> list[dict]:
    """Columns for Moodle's import of grades."""
    columns = {"id": "ID number", "login": "Username", "email": "Email address"}
    return by_student(rows, people, columns)


CANVAS = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")


def by_student(rows, people, columns):
    """One line for each student: who it is, then the points of each assignment."""
    lines = {}
    for entry in rows:
        student = entry["student"]
        person = {"name": student, "login": student} | people.get(student, {})
        if student not in lines:
            lines[student] = {
                head: person.get(key, "") for key, head in columns.items()
            }
        lines[student][entry["assignment"]] = entry["points"]
    return list(lines.values())


def write_csv(path: Path, rows: list[dict]) -> None:
    """Write rows; a text that a spreadsheet would run as a formula is made harmless."""
    heads = list(dict.fromkeys(key for entry in rows for key in entry))
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, heads, restval="")
        table.writeheader()
        for entry in rows:
            table.writerow({key: harmless(value) for key, value in entry.items()})


def harmless(value):
    """Text that no spreadsheet takes for a formula."""
    risky = isinstance(value, str) and value.startswith(tuple("=+-@\t\r"))
    return f"'{value}" if risky else value


def plot(path: Path, results: list[dict]) -> None:
    """Mean share of the points of each task, one panel for each assignment."""
    by_name = {}
    for result in results:
        by_name.setdefault(result["assignment"], []).append(result["cells"])
    fig, panels = plt.subplots(
        len(by_name), 1, figsize=(7, 4 * len(by_name)), squeeze=False
    )
    for axes, (name, graded) in zip(panels[:, 0], sorted(by_name.items()), strict=True):
        draw(axes, name, graded)
    fig.tight_layout()
    fig.savefig(path)
    plt.close(fig)


def draw(axes, name: str, graded: list[dict]) -> None:
    """Bars of the tasks that a test grades, in the order of the notebook."""
    tests = [k for k, c in graded[0].items() if c["most"] and not c["by_hand"]]
    most = [graded[0][test]["most"] for test in tests]
    means = [
        sum(c[test]["points"] or 0 for c in graded) / len(graded) for test in tests
    ]
    shares = [100 * mean / full for mean, full in zip(means, most, strict=True)]
    bars = axes.barh(tests[::-1], shares[::-1], color="#4477aa")
    axes.bar_label(bars, fmt="%.0f %%", padding=3)
    axes.set(xlim=(0, 112), xlabel="mean share of the points, in per cent")
    axes.set_title(f"{name}, {len(graded)} submissions", loc="left")
    axes.spines[["top", "right"]].set_visible(False)
