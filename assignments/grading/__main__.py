"""Release, prove and grade: ``python -m assignments.grading --help``."""

import argparse
import sys
import warnings
from pathlib import Path

from assignments.grading.course import names
from assignments.grading.sandbox import sandbox_fault

UNSAFE = """
DANGER: {fault}. Without it, the code of the submissions can
read, change and send all that you can. On Debian and Ubuntu: sudo apt install
bubblewrap (0.8 or newer). On macOS and Windows use a virtual machine with Linux (see
the page "For instructors").
"""


def main() -> int:
    """Run one of the commands."""
    warnings.simplefilter("ignore")  # nbgrader and SQLAlchemy talk about themselves
    parser = argparse.ArgumentParser(prog="python -m assignments.grading")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("release", help="write the student edition")
    prove = commands.add_parser("prove", help="grade right and wrong submissions")
    prove.add_argument("names", nargs="*", help="assignments (default: all)")
    grade = commands.add_parser("grade", help="grade a folder of submissions")
    grade.add_argument("folder", type=Path, help="STUDENT/ASSIGNMENT.ipynb in it")
    grade.add_argument("--out", type=Path, help="results (default: FOLDER-graded)")
    grade.add_argument("--students", type=Path, help="CSV: student,name,id,email,...")
    grade.add_argument("--jobs", type=int, help="at a time (default: one per core)")
    grade.add_argument("--unsafe", action="store_true", help="without a sandbox")
    options = parser.parse_args()
    return {"release": release, "prove": prove_all, "grade": grade_all}[
        options.command
    ](options)


def release(_) -> int:
    """Write the student edition and say where."""
    from assignments.grading.release import release as write

    for path in write():
        print(path)
    return 0


def prove_all(options) -> int:
    """Prove assignments and print what is wrong."""
    from assignments.grading.table import prove, write_table

    rows = prove(options.names or names())
    if not options.names:
        write_table(rows)
    bad = [row for row in rows if row["faults"]]
    for row in bad:
        print(row["assignment"], row["title"], *row["faults"], sep="\n    ")
    print(f"{len(rows) - len(bad)} of {len(rows)} submissions graded as expected")
    return int(bool(bad))


def grade_all(options) -> int:
    """Grade a folder and say what came out."""
    from assignments.grading.grade import grade_folder
    from assignments.grading.report import report

    fault = sandbox_fault()
    if fault or options.unsafe:
        fault = fault or "the sandbox was switched off"
        print(UNSAFE.format(fault=fault), file=sys.stderr)
        if not options.unsafe:
            print("Nothing was graded. --unsafe grades all the same.", file=sys.stderr)
            return 1
    folder = options.folder.resolve()
    out = (options.out or folder.with_name(f"{folder.name}-graded")).resolve()
    try:
        results = grade_folder(
            folder, out, jobs=options.jobs, locked_up=not options.unsafe
        )
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    rows = report(out, results, options.students)
    waiting = sum(bool(row["to grade by hand"]) for row in rows)
    problems = sum(bool(row["problem"]) for row in rows)
    print(f"{len(rows)} graded, {waiting} wait for a person, {problems} had a problem")
    print(f"grades, feedback and plot: {out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
