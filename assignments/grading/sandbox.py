"""A Jupyter kernel that can harm nobody: bubblewrap around it, limits on it.

Inside there are a read-only Python, the package ``lstm_core`` and an empty home in
memory. There is no network, no other process, no other file of this machine; the
kernel talks through Unix sockets in a folder of its own.
"""

import functools
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

import lstm_core
from assignments.grading.limits import Limits, MiB, rlimits, watch
from assignments.grading.syscalls import call_filter

HOME = "/home/student"
LARGEST_MESSAGE = 8 * MiB


def has_bubblewrap() -> bool:
    """Whether this machine can lock a process up, in the very way grading does."""
    return sandbox_fault() is None


@functools.cache
def sandbox_fault() -> str | None:
    """Why nothing can be locked up here; None if it can."""
    if not sys.platform.startswith("linux"):
        return f"the sandbox needs Linux; this is {sys.platform}"
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    with tempfile.TemporaryDirectory(prefix="grade-") as folder:
        try:
            command = [
                *bubblewrap(folder, Limits()),
                sys.executable,
                "-c",
                "import zmq",
            ]
        except ValueError as error:
            return str(error)
        done = subprocess.run(command, capture_output=True, check=False, text=True)
    words = done.stderr.strip().splitlines() or ["no reason given"]
    return f"bubblewrap does not work here: {words[-1]}" if done.returncode else None


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
        # A hostile kernel must not fill the grader's memory with messages.
        self.context.setsockopt(zmq.MAXMSGSIZE, LARGEST_MESSAGE)
        self.context.setsockopt(zmq.RCVHWM, 50)
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


def bubblewrap(folder: str, limits: Limits) -> list[str]:
    """The command that locks up what follows it; only ``folder`` can be written."""
    package = Path(lstm_core.__file__).parent
    filtered = Path(folder, "calls.bpf")
    filtered.write_bytes(call_filter())
    memory = f"--size {limits.disk * MiB} --tmpfs"
    environment = {
        "PATH": f"{sys.prefix}/bin:/usr/bin:/bin",
        "HOME": HOME,
        "PYTHONPATH": "/package",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLCONFIGDIR": "/tmp/matplotlib",
    }
    return [
        # The filter of system calls is handed over as an open file.
        *["/bin/sh", "-c", 'exec "$@" 9<"$0"', str(filtered)],
        *[
            "bwrap",
            "--seccomp",
            "9",
            "--unshare-all",
            "--unshare-user",
            "--disable-userns",
        ],
        *["--uid", "65534", "--gid", "65534", "--hostname", "sandbox"],
        *["--cap-drop", "ALL"],
        *["--die-with-parent", "--new-session", "--clearenv"],
        *(part for pair in environment.items() for part in ("--setenv", *pair)),
        *f"{memory} /tmp {memory} {HOME}".split(),
        *(part for path in readable() for part in ("--ro-bind-try", path, path)),
        *["--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"],
        *["--symlink", "usr/bin", "/bin", "--proc", "/proc", "--dev", "/dev"],
        *f"{memory} /dev/shm --remount-ro /dev".split(),
        *("--bind", folder, folder),
        *("--ro-bind", str(package), "/package/lstm_core"),
        *("--remount-ro", "/", "--chdir", HOME, "--"),
        # Counted in here, or the other programs of the instructor would count too.
        *("prlimit", f"--nproc={limits.processes}"),
    ]


def readable() -> list[str]:
    """Folders of the system and of Python that the kernel needs to read."""
    system = ["/usr", "/etc/fonts", "/etc/ld.so.cache", "/etc/alternatives"]
    packages = [p for p in sys.path if p.endswith("-packages")]
    found = {*system, sys.prefix, sys.base_prefix, *packages}
    return sorted(found - {"/"})
