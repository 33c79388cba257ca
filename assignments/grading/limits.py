"""What a submission may use, and who stops it when it uses more."""

import ctypes
import math
import os
import shutil
import signal
import stat
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

MiB = 2**20
PR_SET_PDEATHSIG = 1
MOST_FILES = 100  # in the folder of the sockets, which holds six


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
        MiB of all its processes together, and in its folders.
    processes : int
    """

    cell: float = 30
    call: float = 10
    total: float = 600
    ours: float = 120
    memory: int = 2048
    disk: int = 64
    processes: int = 64


def rlimits(limits: Limits) -> list[str]:
    """Limits that the kernel of Linux keeps for each process."""
    if shutil.which("prlimit") is None:
        return []
    values = {
        "as": limits.memory * 4 * MiB,  # addresses, of which few are used
        "cpu": int(limits.total),
        "fsize": limits.disk * MiB,
        "nofile": 256,
        "core": 0,
    }
    return ["prlimit", *(f"--{name}={value}" for name, value in values.items())]


def watch(process, folder: str, limits: Limits, every: float = 0.25) -> None:
    """Kill a process, and all it started, once it uses too much; in the background.

    What it sends can fill our memory, and keep us from ever looking at the time.
    """
    us = [psutil.Process()]
    memory = memory_of(us) + limits.memory
    end = time.monotonic() + limits.total + limits.cell

    def look():
        while process.poll() is None:
            family = members(process.pid)
            too_much = excess(family, folder, limits)
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


def excess(family, folder: str, limits: Limits) -> str | None:
    """What these processes use more of than they may; None if nothing."""
    if memory_of(family) > limits.memory:
        return f"{limits.memory} MiB of memory"
    if len(family) > limits.processes:
        return f"{limits.processes} processes"
    if size(folder, family) > limits.disk:
        return f"{limits.disk} MiB on the disk"
    return None


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


def size(folder: str, family=()) -> float:
    """MiB that a folder takes, files included that only an open handle still holds.

    Infinite if there are too many files, or some that cannot be seen.
    """
    total = count = 0
    try:
        for here, folders, files in os.walk(folder, onerror=_complain):
            count += len(folders) + len(files)
            if count > MOST_FILES:
                return math.inf
            total += sum(_size(Path(here, name)) for name in files)
    except PermissionError:
        return math.inf
    device = Path(folder).stat().st_dev if Path(folder).exists() else None
    return (total + sum(_deleted(process.pid, device) for process in family)) / MiB


def _complain(error):
    if isinstance(error, PermissionError):
        raise error


def _size(path):
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def _deleted(pid, device):
    total = 0
    try:
        for handle in Path(f"/proc/{pid}/fd").iterdir():
            found = handle.stat()
            regular = stat.S_ISREG(found.st_mode) and found.st_dev == device
            total += found.st_size if regular and not found.st_nlink else 0
    except OSError:
        pass  # it ended meanwhile
    return total


def _resident(process):
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0
