"""How tasks.py works with .venv: makes it, fills it, runs commands in it.

Only the standard library is used, as in tasks.py.
"""

import collections
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
EXE = ".exe" if os.name == "nt" else ""
PYTHON = BIN / f"python{EXE}"
EXTRAS = "plots,train,widgets,book,lite,tests"
# Each kernel would warn that it speaks to this machine without encryption.
KERNEL_SETTINGS = 'c.IPKernelApp.log_level = "ERROR"\n'


def setup(grading: bool = False) -> int:
    """Make .venv and install everything into it"""
    stamp = VENV / "installed.txt"
    wanted = fingerprint([ROOT / "requirements.txt", ROOT / "pyproject.toml"])
    found = stamp.read_text() if PYTHON.exists() and stamp.exists() else ""
    extras = f"{EXTRAS},grading" if grading else EXTRAS
    if found.startswith(f"{wanted} {extras}"):
        return 0
    if not PYTHON.exists():
        say("making the virtual environment .venv (about 5 seconds)")
        if run([sys.executable, "-m", "venv", VENV]):
            shutil.rmtree(VENV, ignore_errors=True)  # half of one would stop us again
            say("failed. On Debian and Ubuntu: sudo apt install python3-venv")
            return 1
    say("installing the packages (2 to 10 minutes the first time, about 1.5 GB)")
    pip = [PYTHON, "-m", "pip", "install", "--retries", "1"]
    failed = run_quietly([*pip, "--upgrade", "pip"]) or run_quietly(
        [*pip, "-r", "requirements.txt", "-e", f".[{extras}]"]
    )
    if not failed:
        settings = VENV / "etc" / "ipython" / "ipython_kernel_config.py"
        settings.parent.mkdir(parents=True, exist_ok=True)
        settings.write_text(KERNEL_SETTINGS)
        stamp.write_text(f"{wanted} {extras}")
    return failed


def run(command: list, **variables: str) -> int:
    """Run a command in the repository root and return its exit code."""
    arguments = [str(part) for part in command]
    surroundings = _surroundings(variables)
    return subprocess.run(arguments, **surroundings, check=False).returncode


def run_and_read(command: list, **variables: str) -> tuple[int, str]:
    """Run a command with more environment variables; its exit code and its output."""
    done = subprocess.run(
        [str(part) for part in command],
        **_surroundings(variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return done.returncode, done.stdout


def _surroundings(variables=()):
    environment = dict(os.environ, PYTHONUTF8="1") | dict(variables)
    # Jupyter and its kernels are started by name, so .venv must come first.
    environment["PATH"] = f"{BIN}{os.pathsep}{environment.get('PATH', '')}"
    return {"cwd": ROOT, "env": environment}


def run_quietly(command: list) -> int:
    """Run a command; show one moving line, and its last words if it fails."""
    start, last_words = time.monotonic(), collections.deque(maxlen=40)
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    for line in process.stdout:
        last_words.append(line)
        if sys.stdout.isatty():
            seconds = f"{time.monotonic() - start:4.0f} s  "
            print("\r" + (seconds + line.strip())[:78].ljust(78), end="", flush=True)
    if sys.stdout.isatty():
        print("\r" + " " * 78, end="\r")
    if process.wait():
        print("".join(last_words))
    return process.returncode


def say(text: str) -> None:
    print(f"[tasks] {text}", flush=True)


def fingerprint(files: list) -> str:
    """Hash names and contents, so that any change is noticed."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(str(file.relative_to(ROOT)).encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()
