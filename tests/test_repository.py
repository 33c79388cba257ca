"""The repository as a whole: layout, notebooks without outputs, light imports."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import lstm_core

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOKS = sorted((ROOT / "book").glob("*.ipynb"))
# fmt: off
TOP_LEVEL = {
    ".binder", ".ci", ".github", ".gitignore", ".pre-commit-config.yaml",
    "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE", "Makefile",
    "README.md", "_config.yml", "_environment.py", "_toc.yml", "assignments",
    "benchmarks", "book", "experiments", "lite", "lstm_core", "pyproject.toml",
    "requirements.txt", "tasks.py", "tests", "tools",
}
# fmt: on
# Split, so that this file does not contain what it looks for.
PRIVATE_PATH = re.compile(r"(?<![\w.])/" + r"(work|root|tmp/team)/")


def project_files() -> list[Path]:
    """Files that git tracks, or would track at the next commit."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(
            command, cwd=ROOT, capture_output=True, check=True, encoding="utf-8"
        ).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git checkout")
    return [ROOT / name for name in names.splitlines() if (ROOT / name).is_file()]


def test_top_level_holds_only_what_the_layout_names():
    found = {file.relative_to(ROOT).parts[0] for file in project_files()}
    assert found <= TOP_LEVEL


def test_no_private_path_in_any_file():
    texts = {f: f.read_bytes().decode("utf-8", "replace") for f in project_files()}
    assert [str(f) for f, text in texts.items() if PRIVATE_PATH.search(text)] == []


def test_there_are_notebooks():
    assert NOTEBOOKS


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.name)
def test_notebook_holds_no_outputs(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] for cell in code)
    assert all(cell["execution_count"] is None for cell in code)


def test_every_page_of_the_contents_exists():
    pages = re.findall(r"(?:root|file): (\S+)", (ROOT / "_toc.yml").read_text("utf-8"))
    for page in pages:
        assert any((ROOT / f"{page}{end}").is_file() for end in (".md", ".ipynb")), page


def test_import_loads_no_heavy_package():
    heavy = ("torch", "matplotlib.pyplot", "ipywidgets", "anywidget", "tqdm")
    code = f"import sys, lstm_core; print([m for m in {heavy} if m in sys.modules])"
    printed = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert printed.stdout.strip() == "[]"


def test_version_stands_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == lstm_core.__version__
