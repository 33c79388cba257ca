"""The folder .binder, and how repo2docker reads it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BINDER = ROOT / ".binder"


def pinned_torch(file):
    return re.search(r"^torch==\S+", file.read_text("utf-8"), re.MULTILINE)[0]


def test_python_torch_and_the_package_are_those_of_the_readers():
    assert (BINDER / "runtime.txt").read_text("utf-8") == "python-3.11\n"
    wanted = BINDER / "requirements.txt"
    assert pinned_torch(wanted) == pinned_torch(ROOT / "requirements.txt")
    assert "-e .[plots,train,widgets]" in wanted.read_text("utf-8").splitlines()


def test_repo2docker_finds_everything():
    pytest.importorskip("repo2docker", reason="jupyter-repo2docker is not installed")
    command = ["-m", "repo2docker", "--no-build", "--debug", str(ROOT)]
    log = subprocess.run(
        [sys.executable, *command], capture_output=True, check=True, encoding="utf-8"
    )
    plan = log.stdout + log.stderr
    for wanted in (
        'pip install --no-cache-dir -r ".binder/requirements.txt"',
        "Building conda environment for python=3.11",
    ):
        assert wanted in plan
