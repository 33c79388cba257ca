"""How many submissions does this machine grade in an hour, and does it stay unharmed?

    python benchmarks/grading.py [--students 100]

Makes submissions of one assignment: right, half right and empty ones, and hostile
ones that read hidden tests, write and delete files, open sockets, start processes, fill
memory and fake results. Grades them as an instructor would, and checks afterwards that
honest points are right, hostile points are zero and the machine is as before.
"""

import argparse
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


def main() -> int:
    """Make, grade, check, report."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return measure(Path(folder), options.students, options.jobs)


def measure(root: Path, students: int, jobs: int) -> int:
    """Grade ``students`` submissions in ``root`` and print what came out."""
    try:
        from assignments.grading.grade import grade_folder
        from assignments.grading.report import report
        from assignments.grading.sandbox import has_bubblewrap
    except ImportError as error:
        print(f"grading: skipped, {error}")
        return 0
    if not has_bubblewrap():
        print("grading: skipped, bubblewrap is not installed")
        return 0
    with World(root) as world:
        honest = world.hand_in(ASSIGNMENT, students)
        start = time.monotonic()
        results = grade_folder(root / "submissions", root / "out", jobs=jobs)
        graded = time.monotonic() - start
        report(root / "out", results)
        total = time.monotonic() - start
        faults = world.faults(results, honest)
    print(f"{cpu_name()}, {os.cpu_count()} cores")
    print(
        f"{len(results)} submissions, {len(HOSTILE)} of them hostile, {jobs} at a time"
    )
    print(f"graded in {graded:.0f} s; with gradebook, tables and pages {total:.0f} s")
    print(f"{3600 * len(results) / total:.0f} submissions an hour")
    used = [resource.getrusage(who) for who in (0, -1)]
    memory = [part.ru_maxrss / 1024 for part in used]
    print(f"memory: {memory[0]:.0f} MB here, {memory[1]:.0f} MB the largest process")
    unharmed = ["honest points right, hostile points zero, nothing harmed"]
    print(*(faults or unharmed), sep="\n")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main())
