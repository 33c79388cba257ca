"""Grade a folder of submissions: parallel, resumable, each in its own sandbox.

Each finished submission becomes one folder below ``done/``, moved there in one step. So
after a crash, or a switched-off machine, the same command goes on with what is missing,
and grades nothing twice.
"""

import json
import multiprocessing
import os
import shutil
import time
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor, as_completed
from pathlib import Path

from nbgrader.api import Gradebook
from tqdm import tqdm

from assignments.grading import worker
from assignments.grading.course import (
    COURSE,
    SOURCE,
    make_course,
    names,
    release_of,
    use_own_programs,
)
from assignments.grading.intake import Intake, collect
from assignments.grading.limits import Limits, die_with, lock_folder
from assignments.grading.whole import whole, write_whole

WAITS = (1, 10, 30)  # seconds, for a machine that has no process left


def grade_folder(folder: Path, out: Path, **how) -> list[dict]:
    """Grade a folder or a zip: `intake.collect`, then `grade_intake`."""
    return grade_intake(collect(folder, out / "handed-in"), out, **how)


def grade_intake(
    intake: Intake,
    out: Path,
    *,
    jobs: int | None = None,
    locked_up: bool = True,
    limits: Limits | None = None,
) -> list[dict]:
    """Grade what is not yet graded.

    Parameters
    ----------
    intake : Intake
        From `intake.collect`.
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
    PermissionError
        See `limits.lock_folder`.
    """
    found = intake.found
    if not found:
        seen = [f"{one['file']}: {one['problem']}" for one in intake.problems[:5]]
        lines = "\n".join(seen or [f"expected STUDENT/{names()[0]}.ipynb"])
        raise ValueError(f"nothing to grade was found\n{lines}")
    if hasattr(os, "sched_getaffinity"):  # elsewhere no processor is lent
        lock_folder()
    prepare(out, sorted({name for _, name in found}))
    plan = [
        {
            "course": out,
            "student": student,
            "assignment": name,
            "notebook": handed.path,
            "done": out / "done" / student / name,
            "limits": limits or Limits(),
            "locked_up": locked_up,
        }
        for (student, name), handed in sorted(found.items())
    ]
    remaining = [job for job in plan if not is_done(job)]
    clean(out)
    run_all(remaining, jobs or os.cpu_count() or 1, len(plan))
    return [read_result(job) for job in plan]


def prepare(out: Path, assignments: list[str]) -> None:
    """Make the course folder, once, and refuse to mix two versions of a task."""
    out.mkdir(parents=True, exist_ok=True)
    gradebook = out / "gradebook.db"
    if not gradebook.exists():  # one that is half made would stop us for ever
        use_own_programs()
        with whole(gradebook) as new:
            Gradebook(f"sqlite:///{new}", COURSE).close()
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
    """Grade in parallel; what brings even a worker down is tried once more, alone."""
    start = total - len(plan)
    with tqdm(total=total, initial=start, unit="submission", desc="grading") as bar:
        for job in attempt(plan, jobs, bar):
            if attempt([job], 1, bar):
                worker.give_up(job, worker.STOPPED)
                bar.update()


def attempt(plan: list[dict], jobs: int, bar) -> list[dict]:
    """Grade in a pool; returns what was lost.

    If the machine has no process or no thread left, wait: to give up would leave the
    rest of a class without points for what another program does. If it stays so, the
    run ends with that error, and the same command goes on later.
    """
    for seconds in WAITS:
        try:
            return run_pool(plan, jobs, bar)
        except BrokenExecutor:  # by a submission, while others were being handed in
            return [job for job in plan if not is_done(job)]
        except (OSError, RuntimeError):
            time.sleep(seconds)
            plan = [job for job in plan if not is_done(job)]
    return run_pool(plan, jobs, bar)


def run_pool(plan: list[dict], jobs: int, bar) -> list[dict]:
    """Grade in one pool of processes; returns what was lost, by whatever error."""
    lost = []
    context, here = multiprocessing.get_context("spawn"), (os.getpid(),)
    with ProcessPoolExecutor(jobs, context, die_with, here) as pool:
        futures = {pool.submit(worker.grade, job): job for job in plan}
        try:
            for future in as_completed(futures):
                if future.exception() is None:
                    bar.update()
                else:
                    lost.append(futures[future])
        except KeyboardInterrupt:  # or all others would be graded first
            pool.shutdown(cancel_futures=True)
            raise
    return lost
