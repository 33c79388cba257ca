"""What a submission may use, and who stops it when it uses more."""

import contextlib
import ctypes
import itertools
import os
import re
import shutil
import signal
import stat
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

MiB = 2**20
SIZES = re.compile(rb"^Vm(?:RSS|PTE|Swap):\s*(\d+) kB", re.MULTILINE)
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    cell, call : float
        Seconds for one cell, and for one call that a test makes.
    total : float
        Seconds for the whole notebook, restarts of the kernel included.
    ours : float
        Seconds more for all that happens on our side: reading, tests, pages.
    memory, disk : int
        MiB of all its processes together, and in each of its folders, which lie in
        memory. On a disk there is nothing that it can write.
    processes, threads : int
        Of all processes together.
    processor : int, optional
        The number of the only one that they run on: see `lend_processor`.
    """

    cell: float = 30
    call: float = 10
    total: float = 600
    ours: float = 120
    memory: int = 2048
    disk: int = 64
    processes: int = 64
    threads: int = 256
    processor: int | None = None


def rlimits(limits: Limits) -> list[str]:
    """Limits that the kernel of Linux keeps for each process."""
    if shutil.which("prlimit") is None:
        return []
    values = {
        "as": limits.memory * 4 * MiB,  # addresses, of which few are used
        "cpu": int(limits.total),
        "fsize": limits.disk * MiB,
        "nofile": 96,  # a kernel needs 62; epoll multiplies them to watches
        "core": 0,
    }
    here = [] if limits.processor is None else ["taskset", "-c", f"{limits.processor}"]
    return [*here, "prlimit", *(f"--{name}={value}" for name, value in values.items())]


@contextlib.contextmanager
def lend_processor() -> Iterator[int | None]:
    """Number of a processor that no other submission has; waits until there is one.

    A submission can start many processes that do nothing but take time. They cannot
    leave their processor (see `syscalls`), or others would be stopped by their clock,
    be it in another run of the same user.
    """
    if not hasattr(os, "sched_getaffinity"):
        yield None
        return
    import fcntl  # there is none on Windows

    folder, ours = lock_folder(), sorted(os.sched_getaffinity(0))
    for number in itertools.cycle(ours):
        with Path(folder, f"processor-{number}").open("a") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                time.sleep(0.05 * (number == ours[-1]))  # all are taken
                continue
            yield number
            return


def lock_folder() -> Path:
    """The folder in which the runs of one user tell which processors they use.

    Raises
    ------
    PermissionError
        If others may write there: what they put in its place could be overwritten.
    """
    folder = Path(tempfile.gettempdir(), f"grading-{os.getuid()}")
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise PermissionError(f"{folder}: made by somebody else; set TMPDIR to another")
    if found.st_mode & 0o077:
        raise PermissionError(f"{folder}: others may use it; chmod 700 forbids it")
    return folder


def watch(process, limits: Limits, every: float = 0.25) -> None:
    """Kill a process, and all it started, once it uses too much; in the background.

    What it sends can fill our memory, and keep us from ever looking at the time.
    """
    us = [psutil.Process()]
    memory = memory_of(us) + limits.memory
    end = time.monotonic() + limits.total + limits.cell

    def look():
        while process.poll() is None:
            family = members(process.pid)
            too_much = excess(family, limits)
            if memory_of(us) > memory:
                too_much = f"{limits.memory} MiB of memory, for what it sent"
            if time.monotonic() > end:
                too_much = f"{limits.total:g} seconds"
            if too_much:
                process.stopped_for = f"it used more than {too_much}"
                process.kill()
            finished.wait(every)

    finished = threading.Event()
    threading.Thread(target=look, daemon=True).start()


def excess(family, limits: Limits) -> str | None:
    """What these processes use more of than they may; None if nothing."""
    if memory_of(family) > limits.memory:
        return f"{limits.memory} MiB of memory"
    if len(family) > limits.processes:
        return f"{limits.processes} processes"
    if sum(map(_threads, family)) > limits.threads:
        return f"{limits.threads} threads"
    return None


def cap_own_memory(limits: Limits) -> None:
    """Let this process have only so much more memory; then it gets a MemoryError.

    Two answers of a few kilobytes can be multiplied to a table of gigabytes in a test.
    """
    if not sys.platform.startswith("linux"):
        return
    import resource  # there is none on Windows

    most = psutil.Process().memory_info().vms + 2 * limits.memory * MiB
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    # What is started from here gets a limit of its own, which may be higher.
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))


def die_with(parent: int) -> None:
    """Have this process killed once its parent is gone, even one hit by ``kill -9``."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was too late to ask
        os._exit(1)


def members(pid: int) -> list[psutil.Process]:
    """A process and all its descendants."""
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def memory_of(family) -> float:
    """MiB of memory that processes use together."""
    return sum(map(_resident, family)) / MiB


def _threads(process):
    """How many threads a process has."""
    try:
        return process.num_threads()
    except psutil.Error:  # it has ended
        return 0


def _resident(process):
    """Bytes, tables of pages included: pages that lie far apart need large ones."""
    try:
        if not sys.platform.startswith("linux"):
            return process.memory_info().rss
        # Once its first thread has ended, only the others tell of them.
        threads = Path(f"/proc/{process.pid}/task").iterdir()
        first = _sizes_in(Path(f"/proc/{process.pid}"))
        return 1024 * (first or max(map(_sizes_in, threads), default=0))
    except (psutil.Error, OSError, ValueError):  # it has ended
        return 0


def _sizes_in(folder: Path) -> int:
    """KiB that a process, or its thread, has in memory or put out of it."""
    return sum(map(int, SIZES.findall(Path(folder, "status").read_bytes())))
