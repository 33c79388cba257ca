"""What "tasks.py" installs for whom, and what it makes of a build that fails."""

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


@pytest.fixture
def tasks(tmp_path, monkeypatch):
    """The module, which here builds one empty page of each edition."""
    monkeypatch.syspath_prepend(ROOT)
    import tasks

    (tmp_path / "html").mkdir()
    monkeypatch.setattr(tasks, "BUILD", tmp_path)
    monkeypatch.setattr(tasks, "HTML", tmp_path / "html")
    monkeypatch.setattr(tasks, "INDEX", tmp_path / "html" / "index.html")
    for nothing in ("setup", "drop_stale_cache"):
        monkeypatch.setattr(tasks, nothing, lambda: 0)

    def build(command, **variables):
        tasks.INDEX.touch()
        return 0

    def edition(language):
        pages = tmp_path / language / "_build" / "html"
        pages.mkdir(parents=True)
        (pages / "index.html").touch()
        return 0

    monkeypatch.setattr(tasks, "run", build)
    monkeypatch.setattr(tasks, "edition", edition)
    return tasks


def test_the_book_has_all_editions_and_those_of_before_are_gone(tasks):
    for language in tasks.LANGUAGES:
        (tasks.HTML / language / "old").mkdir(parents=True)
    assert tasks.book() == 0
    found = {str(f.relative_to(tasks.HTML)) for f in tasks.HTML.rglob("*.html")}
    pages = (Path(code, "index.html") for code in ("", *tasks.LANGUAGES))
    assert found == set(map(str, pages))
    assert not list(tasks.HTML.glob("*/old"))


@pytest.mark.parametrize("part", ["run", "edition"])
@pytest.mark.parametrize("code", [1, -9])  # refused; killed, for its memory perhaps
def test_no_page_is_left_where_one_edition_failed(tasks, monkeypatch, part, code):
    (tasks.HTML / "es").mkdir()
    (tasks.HTML / "es" / "index.html").touch()
    tasks.INDEX.touch()
    monkeypatch.setattr(tasks, part, lambda *arguments: code)
    assert tasks.book() != 0
    assert not list(tasks.HTML.rglob("*.html"))
