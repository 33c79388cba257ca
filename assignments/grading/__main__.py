"""Release, prove and grade: ``python -m assignments.grading --help``."""

import argparse
import re
import sys
import warnings
from pathlib import Path

from assignments.grading.course import SOURCE, names
from assignments.grading.sandbox import exposed, sandbox_fault

PATTERN = re.compile(r"[*?[\]%]")  # nbgrader looks for what fits, SQLite decodes it
UNSAFE = """
DANGER: {fault}. Without it, the code of the submissions can
read, change and send all that you can. On Debian and Ubuntu: sudo apt install
bubblewrap (0.8 or newer). On macOS and Windows use a virtual machine with Linux (see
the page "For instructors").
"""


def main() -> int:
    """Run one of the commands."""
    warnings.simplefilter("ignore")  # nbgrader and SQLAlchemy talk about themselves
    parser = argparse.ArgumentParser(prog="python3 tasks.py")
    commands = parser.add_subparsers(dest="command", required=True)
    edition = commands.add_parser("release", help="write the student edition")
    edition.add_argument(
        "--solutions", action="store_true", help="with model answers, for afterwards"
    )
    prove = commands.add_parser("prove", help="grade right and wrong submissions")
    prove.add_argument("names", nargs="*", help="assignments (default: all)")
    grade = commands.add_parser("grade", help="grade what was handed in")
    grade.add_argument(
        "source", type=Path, nargs="?", help="a zip of Canvas or Moodle, or a folder"
    )
    grade.add_argument(
        "--example", action="store_true", help="only write a class of five to grade"
    )
    grade.add_argument("--out", type=Path, help="results (default: SOURCE-graded)")
    grade.add_argument("--students", type=Path, help="CSV: student,folder,name,...")
    grade.add_argument("--due", help='"2026-03-31 23:59", or a CSV: assignment,due')
    grade.add_argument("--jobs", type=int, help="at a time (default: one per core)")
    grade.add_argument("--unsafe", action="store_true", help="without a sandbox")
    options = parser.parse_args()
    return {"release": release, "prove": prove_all, "grade": grade_all}[
        options.command
    ](options)


def release(options) -> int:
    """Write the student edition, or the one with model answers, and say where."""
    from assignments.grading.release import release as write
    from assignments.grading.solutions import release_solutions

    for path in (release_solutions if options.solutions else write)():
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
    """Look whether grading can begin, and grade."""
    from assignments.grading.example import write_example
    from assignments.grading.whole import alone_in

    if options.example:
        print(*write_example(), sep="\n")
        return 0
    if options.source is None:
        print("expected a zip or a folder; --example writes one", file=sys.stderr)
        return 1
    fault = sandbox_fault()
    if fault or options.unsafe:
        fault = fault or "the sandbox was switched off"
        print(UNSAFE.format(fault=fault), file=sys.stderr)
        if not options.unsafe:
            print("Nothing was graded. --unsafe grades all the same.", file=sys.stderr)
            return 1
    source = options.source.resolve()
    if wrong := cannot_be_graded(source):
        print(f"{source}: {wrong}", file=sys.stderr)
        return 1
    name = source.name if source.is_dir() else source.stem
    out = (options.out or source.with_name(f"{name}-graded")).resolve()
    if PATTERN.search(str(out)):
        print(f"{out}: expected a path without * ? [ ] %: give --out", file=sys.stderr)
        return 1
    if not fault and (seen := exposed(SOURCE, source, out)):
        what = "submissions can read all that lies there: move it, to your home, say"
        print(f"{seen}: {what}", file=sys.stderr)
        return 1
    with alone_in(out) as alone:
        if not alone:
            print(f"{out}: another run is grading into it", file=sys.stderr)
            return 1
        try:
            return grade_into(out, source, options)
        except KeyboardInterrupt:
            print("stopped: the same command goes on from here", file=sys.stderr)
            return 130


def cannot_be_graded(source: Path) -> str:
    """What is wrong with a source at first sight, before a folder is made beside it."""
    if not source.exists():
        return "there is no such file or folder"
    if (source / "done").is_dir() and (source / "grades.csv").exists():
        return "holds results: expected the zip or the folder that was handed in"
    return ""


def grade_into(out: Path, source: Path, options) -> int:
    """Grade into a folder that nobody else uses now, and say what came out."""
    from assignments.grading.due import read_due
    from assignments.grading.grade import grade_intake
    from assignments.grading.intake import collect
    from assignments.grading.report import report
    from assignments.grading.roster import read_roster

    try:
        people, due = read_roster(options.students), read_due(options.due)
        intake = collect(source, out / "handed-in", people)
        results = grade_intake(
            intake, out, jobs=options.jobs, locked_up=not options.unsafe
        )
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    rows = report(out, results, people, intake=intake, due=due)
    print(summary(rows, intake, out))
    return 0


def summary(rows: list[dict], intake, out: Path) -> str:
    """What came out, in a few lines."""
    from assignments.grading.intake import ABSENT

    waiting = sum(bool(row["to grade by hand"]) for row in rows)
    graded = [row for row in rows if row["points"] != ""]
    doubtful = sum(bool(row["problem"]) for row in graded)
    unfit = len(rows) - len(graded)
    absent = sum(problem["problem"] == ABSENT for problem in intake.problems)
    aside = len(intake.problems) - absent
    lines = [
        f"{len(graded)} graded, {waiting} wait for a person, {doubtful} had a problem"
    ]
    if unfit or intake.problems:
        what = f"{unfit} cannot be graded, {aside} set aside, {absent} missing"
        lines.append(f"not graded: {what}")
    if doubtful or len(lines) > 1 or any(row["note"] for row in rows):
        lines.append("what to do about all of them stands in problems.csv")
    return "\n".join([*lines, f"grades, feedback and plot: {out}"])


if __name__ == "__main__":
    sys.exit(main())
