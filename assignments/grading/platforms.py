"""What goes back: the tables that Canvas and Moodle import.

A mark is in them only when nothing is open: no task that a person has to read, and no
problem. Everything else is blank, never zero.
"""

from assignments.grading.intake import Intake

CANVAS = {
    "name": "Student",
    "id": "ID",
    "sis_id": "SIS User ID",
    "login": "SIS Login ID",
    "section": "Section",
}
MOODLE = {"id": "ID number", "login": "Username", "email": "Email address"}


def canvas(rows: list[dict], people: list[dict], intake: Intake) -> list[dict]:
    """The columns that Canvas imports, with its line of possible points."""
    possible = dict.fromkeys(CANVAS.values(), "") | {"Student": "Points Possible"}
    possible |= {entry["assignment"]: entry["most"] for entry in rows}
    numbers = [
        {"student": one.student, "id": one.number}
        for one in intake.found.values()
        if one.number
    ]
    return [possible, *by_student(rows, [*numbers, *people], CANVAS)]


def moodle(rows: list[dict], people: list[dict]) -> list[dict]:
    """Columns for Moodle's import of grades."""
    return by_student(rows, people, MOODLE)


def by_student(rows: list[dict], people: list[dict], columns: dict) -> list[dict]:
    """One line for each student: who it is, then the mark of each assignment."""
    lines = {}
    for entry in rows:
        student = entry["student"]
        person = {"name": student, "login": student}
        for known in people:
            if known["student"] == student:
                person |= {key: value for key, value in known.items() if value}
        if student not in lines:
            lines[student] = {
                head: person.get(key, "") for key, head in columns.items()
            }
        lines[student][entry["assignment"]] = entry["mark"]
    return list(lines.values())
