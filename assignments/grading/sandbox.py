"""A Jupyter kernel that can harm nobody: bubblewrap around it, limits on it.

Inside there are a read-only Python, the package ``lstm_core`` and an empty home in
memory. There is no network, no other process, no other file of this machine; the
kernel talks through Unix sockets that it is handed open. All of it has the same names
on every machine, and there is no ``/proc`` but for the model of the processor: what
stands in it (environment, command lines, mounts) would tell of this machine.
"""

import functools
import json
import os
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path

import zmq
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

import lstm_core
from assignments.grading.limits import Limits, MiB, rlimits, watch
from assignments.grading.syscalls import call_filter

HOME = "/home/student"
INSIDE = "/kernel"  # where the kernel believes its sockets to be
LOCAL = "/usr/local"  # the instructor's own, often with settings and passwords
TELLTALE = ("*.pth", "__editable__*", "*.dist-info/direct_url.json")
# It ends if its parent has ended already, before anybody could have told it.
START = 'exec 8<"$0" 9<"$1"; [ "$PPID" = "$2" ] || exit 1; shift 2; exec "$@"'
LARGEST_MESSAGE = 8 * MiB
# The kernel takes the sockets that it is handed, by their numbers, and makes none: it
# can write no file of this machine, which no limit would see in time.
KERNEL = """
import sys, zmq
from ipykernel.kernelapp import launch_new_instance
from ipykernel.zmqshell import ZMQInteractiveShell
bind, given = zmq.Socket.bind, dict(pair.split("=") for pair in sys.argv.pop(1).split())
def bind_given(self, address):
    if address.startswith("ipc:"):
        self.setsockopt(zmq.USE_FD, int(given[address.rpartition("-")[2]]))
    return bind(self, address)
zmq.Socket.bind = bind_given
# exit() and quit(), the last line of some notebooks, would take all answers along.
ZMQInteractiveShell.ask_exit = lambda self: None
launch_new_instance()
"""


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
            command = [*bubblewrap(folder, Limits()), python(), "-c", "import zmq"]
        except ValueError as error:
            return str(error)
        done = subprocess.run(command, capture_output=True, check=False, text=True)
    words = done.stderr.strip().splitlines() or ["no reason given"]
    return f"bubblewrap does not work here: {words[-1]}" if done.returncode else None


class SandboxedKernelManager(AsyncKernelManager):
    """Starts the kernel inside bubblewrap; made with ``limits`` and ``locked_up``."""

    def __init__(self, limits: Limits, locked_up: bool = True, **kwargs):
        self.folder = tempfile.mkdtemp(prefix="grade-")
        self.sockets = []
        super().__init__(
            transport="ipc",
            ip=f"{self.folder}/s",
            connection_file=f"{self.folder}/kernel.json",
            **kwargs,
        )
        self.session.username = "grading"  # each message tells it to the kernel
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
        if self.locked_up:
            outside = json.loads(Path(self.connection_file).read_text("utf-8"))
            inside = json.dumps(outside | {"ip": f"{INSIDE}/s"})
            Path(self.folder, "inside.json").write_text(inside, "utf-8")
            self.sockets = listening(self.ip, self.ports)
            given = " ".join(f"{n}={s.fileno()}" for n, s in self.sockets)
            at = command.index("-m")
            command[at : at + 2] = ["-c", KERNEL, given]
            names = {sys.executable: python()}
            names[self.connection_file] = f"{INSIDE}/kernel.json"
            command = [names.get(part, part) for part in command]
            command = [*bubblewrap(self.folder, self.limits), *command]
        return [*rlimits(self.limits), *command]

    async def _async_launch_kernel(self, kernel_cmd, **kwargs):
        handed = [one.fileno() for _, one in self.sockets]
        await super()._async_launch_kernel(kernel_cmd, pass_fds=handed, **kwargs)
        for _, one in self.sockets:
            one.close()
        watch(self.provisioner.process, self.limits)

    def cleanup_resources(self, restart: bool = False):
        """Remove the folder of the sockets as well."""
        result = super().cleanup_resources(restart)
        if not restart:
            shutil.rmtree(self.folder, ignore_errors=True)
        return result


def listening(path: str, ports: list[int]) -> list[tuple[int, socket.socket]]:
    """Sockets that listen at ``path-1``, ``path-2``, ... and can be handed on.

    Whoever asks for the name of one is not told where it lies.
    """
    import fcntl  # there is none on Windows

    made, folder = [], os.open(Path(path).parent, os.O_PATH)
    for port in ports:
        with socket.socket(socket.AF_UNIX) as one:
            one.bind(f"/proc/self/fd/{folder}/{Path(path).name}-{port}")
            one.listen(100)
            one.setblocking(False)
            number = fcntl.fcntl(one, fcntl.F_DUPFD_CLOEXEC, 10)  # START takes 8 and 9
        made.append((port, socket.socket(fileno=number)))
    os.close(folder)
    return made


def bubblewrap(folder: str, limits: Limits) -> list[str]:
    """The command that locks up what follows it.

    Of ``folder`` only the file with the names of the sockets can be seen.
    """
    filtered, arguments = Path(folder, "calls.bpf"), Path(folder, "arguments")
    filtered.write_bytes(call_filter())
    arguments.write_text("\0".join([*view(folder, limits), ""]), "utf-8")
    return [
        # Arguments and the filter of system calls are handed over as open files, and
        # bubblewrap itself, process 1 inside, starts without an environment.
        *["/usr/bin/setpriv", "--pdeathsig", "KILL", "/bin/sh", "-c", START],
        *[str(arguments), str(filtered), str(os.getpid()), "/usr/bin/env", "-i"],
        *[shutil.which("bwrap") or "bwrap", "--args", "8", "--"],
        # Counted in here, or the other programs of the instructor would count too.
        *("prlimit", f"--nproc={limits.processes}"),
    ]


def view(folder: str, limits: Limits) -> list[str]:
    """Bubblewrap's arguments: what can be seen inside, and under which name."""
    memory = f"--size {limits.disk * MiB} --tmpfs"
    programs = str(Path(python()).parent)
    packages = [path for path in readable().values() if path.startswith("/packages/")]
    environment = {
        "PATH": f"{programs}:/usr/bin:/bin",
        "HOME": HOME,
        "PYTHONPATH": ":".join(["/package", *packages]),
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MPLCONFIGDIR": "/tmp/matplotlib",
    }
    if sysconfig.get_config_var("Py_ENABLE_SHARED"):
        environment["LD_LIBRARY_PATH"] = str(Path(programs).with_name("lib"))
    return [
        *["--seccomp", "9", "--unshare-all", "--unshare-user", "--disable-userns"],
        *["--uid", "65534", "--gid", "65534", "--hostname", "sandbox"],
        *["--cap-drop", "ALL"],
        *["--die-with-parent", "--new-session", "--clearenv"],
        *(part for pair in environment.items() for part in ("--setenv", *pair)),
        *f"{memory} /tmp {memory} {HOME}".split(),
        *(part for pair in readable().items() for part in ("--ro-bind-try", *pair)),
        *(part for path in telltale() for part in ("--ro-bind", "/dev/null", path)),
        *local(),
        *(part for path in strange() for part in ("--tmpfs", path)),
        *(part for path in strange() for part in ("--remount-ro", path)),
        *(("--remount-ro", LOCAL) if local() else ()),
        *["--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"],
        *["--symlink", "usr/bin", "/bin", "--dev", "/dev"],
        *["--ro-bind", "/dev/null", "/dev/zero"],  # memory of no file, if it is shared
        *["--ro-bind-try", "/proc/cpuinfo", "/proc/cpuinfo"],  # PyTorch looks there
        *f"{memory} /dev/shm --remount-ro /dev".split(),
        *("--ro-bind-try", f"{folder}/inside.json", f"{INSIDE}/kernel.json"),
        *("--remount-ro", "/", "--chdir", HOME),
    ]


@functools.cache
def readable() -> dict[str, str]:
    """What the kernel needs to read: path here to path inside."""
    system = ("/usr", "/etc/fonts", "/etc/ld.so.cache", "/etc/alternatives")
    found = {path: path for path in system}
    base, program = (Path(p).resolve() for p in (sys.base_prefix, sys._base_executable))
    if not inside(base, found):  # more of it would tell of its owner: conda-meta, say
        needed = [path for path in (program, base / "lib") if path.is_relative_to(base)]
        found |= {str(path): f"/python/{path.relative_to(base)}" for path in needed}
    for path in sys.path:
        if path.endswith("-packages") and not inside(path, found):
            found[str(Path(path).resolve())] = f"/packages/{len(found)}"
    return found | {str(Path(lstm_core.__file__).parent): "/package/lstm_core"}


def inside(path: str | Path, places: dict[str, str]) -> str | None:
    """The name inside of a path here; None if it is not to be seen."""
    path = Path(path).resolve()
    for outside, name in places.items():
        if path.is_relative_to(outside):
            return str(Path(name, path.relative_to(outside)))
    return None


def exposed(*paths: Path) -> Path | None:
    """The first of some paths that submissions could read; None if there is none."""
    return next((path for path in paths if inside(path, readable())), None)


def python() -> str:
    """The interpreter inside: the one that a virtual environment was made from.

    Raises
    ------
    ValueError
        If it lies neither below ``/usr`` nor in its own folder.
    """
    found = inside(sys._base_executable, readable())
    if found is None:
        raise ValueError(f"Python: expected it in {sys.base_prefix} or /usr")
    return found


@functools.cache
def local() -> list[str]:
    """Bubblewrap's arguments that leave of ``/usr/local`` only what Python needs."""
    if not Path(LOCAL).is_dir() or Path(LOCAL).is_symlink():
        return []
    base = Path(sys.base_prefix)
    library = base / "lib" / (sysconfig.get_config_var("INSTSONAME") or "")
    packages = [path for path in sys.path if path.endswith("-packages")]
    needed = (
        base,
        sys._base_executable,
        sysconfig.get_path("stdlib"),
        library,
        *packages,
    )
    found = sorted({Path(path).resolve() for path in needed})
    kept = [str(path) for path in found if Path(LOCAL) in path.parents]
    binds = (part for path in kept for part in ("--ro-bind-try", path, path))
    return ["--tmpfs", LOCAL, *binds]


@functools.cache
def telltale() -> list[str]:
    """Files inside that hold paths of this machine: they are covered."""
    covered = []
    for outside, name in readable().items():
        if not name.startswith(("/usr", "/etc")):
            found = {f for kind in TELLTALE for f in Path(outside).glob(kind)}
            covered += [str(Path(name, file.relative_to(outside))) for file in found]
    return covered


@functools.cache
def strange() -> list[str]:
    """Packages inside that belong to the interpreter, and not to this environment.

    They are covered: what an answer may use would differ from machine to machine.
    """
    ask = "import site; print(*site.getsitepackages(), sep='\\n')"
    command = [sys._base_executable, "-I", "-c", ask]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    ours = {Path(path).resolve() for path in sys.path}
    found = {Path(line).resolve() for line in done.stdout.splitlines()} - ours
    names = (inside(str(path), readable()) for path in found if path.is_dir())
    return sorted(name for name in names if name)
