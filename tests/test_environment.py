"""What "tasks.py" installs for whom."""

import shutil
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """The module, with an empty .venv, and the extras that each call installed."""
    monkeypatch.syspath_prepend(ROOT)
    import _environment

    python = tmp_path / "python"
    python.touch()
    monkeypatch.setattr(_environment, "VENV", tmp_path)
    monkeypatch.setattr(_environment, "PYTHON", python)
    installed = []

    def install(command):
        if "-e" in command:
            installed.append(command[-1].strip(".[]").split(","))
        return 0

    monkeypatch.setattr(_environment, "run_quietly", install)
    return _environment, installed


def test_nbgrader_comes_only_to_those_who_grade(environment):
    module, installed = environment
    assert module.setup() == 0
    assert "book" in installed[0]
    assert "grading" not in installed[0]
    module.setup(grading=True)
    assert installed[1] == [*installed[0], "grading"]


def test_nothing_is_installed_twice(environment):
    module, installed = environment
    module.setup(grading=True)
    module.setup()
    module.setup(grading=True)
    assert len(installed) == 1


def test_an_environment_that_could_not_be_filled_is_tried_again(
    environment, monkeypatch
):
    module, installed = environment
    with monkeypatch.context() as broken:
        broken.setattr(module, "run_quietly", lambda command: 1)
        assert module.setup() == 1
    assert module.setup() == 0
    assert len(installed) == 1


def test_kernels_warn_of_nothing_that_a_reader_should_worry_about(
    environment, tmp_path, monkeypatch, capfd
):
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    module, _ = environment
    module.setup()
    (settings,) = (tmp_path / "etc" / "ipython").iterdir()
    profile = tmp_path / "home" / "profile_default"
    profile.mkdir(parents=True)
    shutil.copy(settings, profile)
    monkeypatch.setenv("IPYTHONDIR", str(profile.parent))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("print(1)")])
    nbclient.NotebookClient(notebook).execute()
    assert "IPKernelApp" not in capfd.readouterr().err
