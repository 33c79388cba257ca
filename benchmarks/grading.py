"""How many submissions does this machine grade in an hour, and does it stay unharmed?

    python benchmarks/grading.py [--students 120] [--store]

Makes submissions of one assignment: right, half right and empty ones, and hostile
ones that read hidden tests, write and delete files, open sockets, start processes, fill
memory and fake results. Grades them as an instructor would, and checks afterwards that
honest points are right, hostile points are zero and the machine is as before.
"""

import argparse
import datetime
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks._hostile import HOSTILE, World
from benchmarks._machine import cpu_name

ASSIGNMENT = "ch03-gates"
STORED = Path(__file__).resolve().parents[1] / "book" / "assignments" / "measured.md"


def main() -> int:
    """Make, grade, check, report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=120)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    parser.add_argument("--store", action="store_true", help="for the guide")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        lines, failed = measure(Path(folder), options.students, options.jobs)
    print(*(f"{what}: {value}" for what, value in lines.items()), sep="\n")
    if options.store and lines and not failed:
        STORED.write_text(as_table(lines), "utf-8")
    return failed


def as_table(lines: dict[str, str]) -> str:
    """The table that the guide includes."""
    rows = [f"| {what} | {value} |" for what, value in lines.items()]
    head = [
        "<!-- made by: python3 benchmarks/grading.py --store -->",
        "",
        "| what | measured |",
    ]
    return "\n".join([*head, "|---|---|", *rows]) + "\n"


def measure(root: Path, students: int, jobs: int) -> tuple[dict[str, str], int]:
    """Grade ``students`` submissions in ``root``: what came out, and 1 for a fault."""
    try:
        from assignments.grading.grade import grade_folder
        from assignments.grading.report import report
        from assignments.grading.sandbox import has_bubblewrap
    except ImportError as error:
        print(f"grading: skipped, {error}")
        return {}, 0
    if not has_bubblewrap():
        print("grading: skipped, bubblewrap is not installed or does not work")
        return {}, 0
    with World(root) as world:
        honest = world.hand_in(ASSIGNMENT, students)
        start = time.monotonic()
        results = grade_folder(root / "submissions", root / "out", jobs=jobs)
        graded = time.monotonic() - start
        report(root / "out", results)
        total = time.monotonic() - start
        faults = world.faults(results, honest)
    used = [resource.getrusage(who).ru_maxrss / 1024 for who in (0, -1)]
    load = os.getloadavg()[0]
    lines = {
        "measured on": f"{datetime.date.today()}, {cpu_name()}, {os.cpu_count()} cores",
        "load of the machine at the end": f"{load:.1f}, of which {jobs} by grading",
        "submissions": f"{len(results)}, {len(HOSTILE)} of them hostile",
        "graded": f"in {graded:.0f} s; with gradebook, tables, pages {total:.0f} s",
        "submissions in an hour": f"{3600 * len(results) / total:.0f}",
        "memory": f"{used[0]:.0f} MB here, {used[1]:.0f} MB the largest process",
        "outcome": "; ".join(faults)
        or "honest points right, hostile points zero, nothing harmed",
    }
    return lines, int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
