"""Grade a folder of submissions: parallel, resumable, each in its own sandbox.

Each finished submission becomes one folder below ``done/``, moved there in one step. So
after a crash, or a switched-off machine, the same command goes on with what is missing,
and grades nothing twice.
"""

import json
import multiprocessing
import os
import re
import shutil
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

from tqdm import tqdm

from assignments.grading import worker
from assignments.grading.course import SOURCE, make_course, names, release_of
from assignments.grading.limits import Limits, die_with
from assignments.grading.whole import write_whole

STUDENT = re.compile(r"[\w@+.-]+", re.ASCII)


def grade_folder(
    folder: Path,
    out: Path,
    *,
    jobs: int | None = None,
    locked_up: bool = True,
    limits: Limits | None = None,
) -> list[dict]:
    """Grade what is not yet graded.

    Parameters
    ----------
    folder : Path
        ``STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb``, as nbgrader collects them, or without
        the folder between.
    out : Path
        Where results go; made if it does not exist.
    jobs : int, optional
        How many to grade at a time; by default, one for each core.
    locked_up : bool
        Whether to use the sandbox.
    limits : Limits, optional

    Returns
    -------
    list of dict
        The results of all submissions, old and new; see `worker.grade`.

    Raises
    ------
    ValueError
        If there is nothing to grade, or the sources have changed since the first run.
    """
    found = submissions(folder)
    prepare(out, sorted({name for _, name in found}))
    plan = [
        {
            "course": out,
            "student": student,
            "assignment": name,
            "notebook": path,
            "done": out / "done" / student / name,
            "limits": limits or Limits(),
            "locked_up": locked_up,
        }
        for (student, name), path in sorted(found.items())
    ]
    remaining = [job for job in plan if not is_done(job)]
    clean(out)
    run_all(remaining, jobs or os.cpu_count() or 1, len(plan))
    return [read_result(job) for job in plan]


def submissions(folder: Path) -> dict[tuple[str, str], Path]:
    """What was handed in: (student, assignment) to notebook."""
    found = {}
    for path in sorted(Path(folder).rglob("*.ipynb")):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") for part in parts):
            continue
        plain = path.is_file() and not path.is_symlink()
        if path.stem not in names() or not plain or len(parts) < 2:
            print(f"left out: {path} (expected STUDENT/{names()[0]}.ipynb or the like)")
            continue
        if not STUDENT.fullmatch(parts[0]):
            raise ValueError(f"{parts[0]!r}: expected letters, digits and @ + . _ -")
        key = parts[0], path.stem
        if key in found:
            raise ValueError(f"{key}: expected one notebook, got {path} and another")
        found[key] = path
    if not found:
        raise ValueError(f"{folder}: expected STUDENT/{names()[0]}.ipynb, found none")
    return found


def prepare(out: Path, assignments: list[str]) -> None:
    """Make the course folder, once, and refuse to mix two versions of a task."""
    out.mkdir(parents=True, exist_ok=True)
    for name in assignments:
        now = worker.digest(SOURCE / name / f"{name}.ipynb")
        stamp = out / "source" / f"{name}.sha256"
        if stamp.exists() and stamp.read_text("utf-8") != now:
            raise ValueError(f"{name}: changed since grading began; use another --out")
        if not stamp.exists() or not release_of(out, name).exists():
            make_course(out, [name])
            write_whole(stamp, now)


def is_done(job: dict) -> bool:
    """Whether this very notebook has been graded; an older one is put aside."""
    done = Path(job["done"])
    if not done.exists():
        return False
    if read_result(job)["sha256"] == worker.digest(job["notebook"]):
        return True
    old = done.with_name(f".old-{job['assignment']}")
    shutil.rmtree(old, ignore_errors=True)
    done.rename(old)
    return False


def read_result(job: dict) -> dict:
    """The result of a submission that is done."""
    return json.loads((Path(job["done"]) / "result.json").read_text("utf-8"))


def clean(out: Path) -> None:
    """Remove what a crash left behind."""
    for kind in ("done/*/.work-*", ".new-*", "*/.new-*", "*/*/.new-*"):
        for folder in out.glob(kind):
            shutil.rmtree(folder, ignore_errors=True)


def run_all(plan: list[dict], jobs: int, total: int) -> None:
    """Grade in parallel; what brings a worker down is tried once more, alone."""
    start = total - len(plan)
    with tqdm(total=total, initial=start, unit="submission", desc="grading") as bar:
        for job in run_pool(plan, jobs, bar):
            if run_pool([job], 1, bar):
                worker.give_up(job, "the grading process was stopped, twice")
                bar.update()


def run_pool(plan: list[dict], jobs: int, bar) -> list[dict]:
    """Grade in one pool of processes; returns what was lost when it broke."""
    lost = []
    context, here = multiprocessing.get_context("spawn"), (os.getpid(),)
    with ProcessPoolExecutor(
        jobs, context, die_with, here, max_tasks_per_child=50
    ) as pool:
        futures = {pool.submit(worker.grade, job): job for job in plan}
        for future in as_completed(futures):
            try:
                future.result()
            except BrokenProcessPool:
                lost.append(futures[future])
            else:
                bar.update()
    return lost
