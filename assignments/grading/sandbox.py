"""A Jupyter kernel that can harm nobody: bubblewrap around it, limits on it.

Inside there are a read-only Python, the package ``lstm_core`` and an empty home in
memory. There is no network, no other process, no other file of this machine; the
kernel talks through Unix sockets in a folder of its own.
"""

import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path

import psutil
import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

import lstm_core

HOME = "/home/student"
MiB = 2**20


@dataclass(frozen=True)
class Limits:
    """What one submission may use.

    Attributes
    ----------
    cell, call : float
        Seconds for one cell, and for one call that a test makes.
    total : float
        Seconds for the whole notebook, restarts of the kernel included.
    memory, disk : int
        MiB of all its processes together, and in its folders.
    processes : int
    """

    cell: float = 30
    call: float = 10
    total: float = 600
    memory: int = 2048
    disk: int = 64
    processes: int = 256


def has_bubblewrap() -> bool:
    """Whether this machine can lock a process up: bubblewrap is there and may work."""
    if shutil.which("bwrap") is None:
        return False
    command = [
        "bwrap",
        "--unshare-all",
        "--unshare-user",
        "--ro-bind",
        "/",
        "/",
        "true",
    ]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


class SandboxedKernelManager(AsyncKernelManager):
    """Starts the kernel inside bubblewrap; made with ``limits`` and ``locked_up``."""

    def __init__(self, limits: Limits, locked_up: bool = True, **kwargs):
        self.folder = tempfile.mkdtemp(prefix="grade-")
        super().__init__(
            transport="ipc",
            ip=f"{self.folder}/kernel",
            connection_file=f"{self.folder}/kernel.json",
            **kwargs,
        )
        self.limits, self.locked_up = limits, locked_up
        # A hostile kernel must not fill the grader's memory with one message.
        self.context.setsockopt(zmq.MAXMSGSIZE, 32 * MiB)
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        argv += ["--HistoryManager.enabled=False"]
        # By message: a signal would hit bubblewrap, and end the kernel.
        self._kernel_spec = KernelSpec(argv=argv, interrupt_mode="message")

    def format_kernel_cmd(self, extra_arguments=None) -> list[str]:
        """The command of the kernel, with the sandbox in front of it."""
        command = super().format_kernel_cmd(extra_arguments)
        return [*rlimits(self.limits), *self._wall(), *command]

    def _wall(self):
        return bubblewrap(self.folder, self.limits) if self.locked_up else []

    async def _async_launch_kernel(self, kernel_cmd, **kwargs):
        await super()._async_launch_kernel(kernel_cmd, **kwargs)
        watch(self.provisioner.process, self.folder, self.limits)

    def cleanup_resources(self, restart: bool = False):
        """Remove the folder of the sockets as well."""
        result = super().cleanup_resources(restart)
        if not restart:
            shutil.rmtree(self.folder, ignore_errors=True)
        return result


def rlimits(limits: Limits) -> list[str]:
    """Limits that the kernel of Linux keeps for each process."""
    if shutil.which("prlimit") is None:
        return []
    values = {
        "as": limits.memory * 4 * MiB,  # addresses, of which few are used
        "cpu": int(limits.total),
        "fsize": limits.disk * MiB,
        "nofile": 512,
        "nproc": limits.processes,
        "core": 0,
    }
    return ["prlimit", *(f"--{name}={value}" for name, value in values.items())]


def bubblewrap(folder: str, limits: Limits) -> list[str]:
    """The command that locks up what follows it; only ``folder`` can be written."""
    package = Path(lstm_core.__file__).parent
    environment = {
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "HOME": HOME,
        "PYTHONPATH": "/package",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLCONFIGDIR": "/tmp/matplotlib",
    }
    return [
        *["bwrap", "--unshare-all", "--unshare-user", "--disable-userns"],
        *["--uid", "65534", "--gid", "65534", "--hostname", "sandbox"],
        *["--cap-drop", "ALL"],
        *["--die-with-parent", "--new-session", "--clearenv"],
        *(part for pair in environment.items() for part in ("--setenv", *pair)),
        *f"--size {limits.disk * MiB} --tmpfs /tmp".split(),
        *f"--size {limits.disk * MiB} --tmpfs {HOME}".split(),
        *(part for path in readable() for part in ("--ro-bind-try", path, path)),
        *["--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"],
        *["--symlink", "usr/bin", "/bin", "--proc", "/proc", "--dev", "/dev"],
        *("--bind", folder, folder),
        *("--ro-bind", str(package), "/package/lstm_core"),
        *("--remount-ro", "/", "--chdir", HOME, "--"),
    ]


def readable() -> list[str]:
    """Folders of the system and of Python that the kernel needs to read."""
    system = ["/usr", "/etc/fonts", "/etc/ld.so.cache", "/etc/alternatives"]
    packages = [p for p in sys.path if p.endswith("-packages")]
    environments = [str(Path(p).parents[2]) for p in packages]  # of lib/pythonX/...
    found = {*system, sys.prefix, sys.base_prefix, *packages, *environments}
    return sorted(found - {"/"})


def watch(process, folder: str, limits: Limits, every: float = 0.25) -> None:
    """Kill a process, and all it started, once it uses too much; in the background."""

    def look():
        while process.poll() is None:
            memory, processes = used(process.pid)
            too_many = processes > limits.processes or memory > limits.memory
            if too_many or size(folder) > limits.disk:
                process.kill()
            finished.wait(every)

    finished = threading.Event()
    threading.Thread(target=look, daemon=True).start()


def used(pid: int) -> tuple[float, int]:
    """MiB that a process and all its descendants use, and how many they are."""
    try:
        family = psutil.Process(pid)
        members = [family, *family.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0, 0
    return sum(map(_resident, members)) / MiB, len(members)


def size(folder: str) -> float:
    """MiB that the files of a folder take."""
    files = (f for f in Path(folder).rglob("*") if f.is_file())
    return sum(f.lstat().st_size for f in files) / MiB


def _resident(process):
    try:
        return process.memory_info().rss
    except psutil.Error:
        return 0
