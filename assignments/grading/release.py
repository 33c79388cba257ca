"""Write the student edition: notebooks for the book, a folder and a zip to publish."""

import json
import shutil
import tempfile
import zipfile
from pathlib import Path

import nbformat

from assignments.grading.course import ROOT, make_course, names, release_of
from assignments.grading.whole import whole, whole_folder

PAGES = ROOT / "book" / "assignments"
PUBLISHED = ROOT / "_build" / "release"
README = """Assignments of the book "LSTM, gate by gate"

You need Python 3.11 or newer.

    python -m pip install jupyterlab matplotlib ./lstm_core_package
    jupyter lab

Open a notebook, write your name where it says STUDENT, and hand in the notebook under
the name it has.
"""
PACKAGE = ("lstm_core", "pyproject.toml", "README.md", "LICENSE")


def release() -> list[Path]:
    """Write the student edition of all assignments.

    Returns
    -------
    list of Path
        The notebooks of the book, the folder and the zip.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        make_course(root, names())
        PAGES.mkdir(exist_ok=True)
        pages = [write_page(root, name) for name in names()]
    return [*pages, *publish(pages)]


def write_page(root: Path, name: str) -> Path:
    """Copy one student edition into the book."""
    notebook = nbformat.read(release_of(root, name), as_version=4)
    for number, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{number:02d}"
    page = PAGES / f"{name}.ipynb"
    with whole(page) as new:
        nbformat.write(notebook, new)
    return page


def publish(pages: list[Path]) -> list[Path]:
    """Make the folder and the zip that students get, from public files only."""
    with whole_folder(PUBLISHED) as new:
        folder, archive = new / "lstm-assignments", new / "lstm-assignments.zip"
        folder.mkdir()
        for page in pages:
            shutil.copy(page, folder)
        (folder / "README.txt").write_text(README, "utf-8")
        package = folder / "lstm_core_package"
        package.mkdir()
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "lstm_core", package / "lstm_core", ignore=ignore)
        for name in PACKAGE[1:]:
            shutil.copy(ROOT / name, package)
        with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
            for path in sorted(folder.rglob("*")):
                file.write(path, path.relative_to(new))
    return [PUBLISHED / folder.name, PUBLISHED / archive.name]


def secrets() -> dict[str, set[str]]:
    """Lines of solutions and hidden tests: name of the assignment to lines.

    What a student edition shows, or stands in the package, the code with bugs, the
    benchmarks or the chapters, is no secret; nor are lines too short to say anything.
    """
    lines = {name: source_lines(name) for name in names()}
    public = public_lines().union(*(visible for _, visible in lines.values()))
    text = "\n".join(public)
    return {
        name: {line for line in hidden if len(line) >= 25 and line not in text}
        for name, (hidden, _) in lines.items()
    }


def source_lines(name: str) -> tuple[set[str], set[str]]:
    """Lines of a source: of solutions, hidden tests, model answers; and all others."""
    path = ROOT / "assignments" / "source" / name / f"{name}.ipynb"
    lines, visible = set(), set()
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        nbgrader = cell["metadata"].get("nbgrader", {})
        source = "".join(cell["source"])
        hidden = cell["cell_type"] == "markdown" and bool(nbgrader.get("solution"))
        for line in map(str.strip, source.splitlines()):
            if line.startswith(("### BEGIN", "### END")):
                hidden = line.startswith("### BEGIN")
            else:
                (lines if hidden else visible).add(line)
    return lines, visible


def public_lines() -> set[str]:
    """Lines of the package, the benchmarks and the chapters."""
    lines = set()
    code = (ROOT / "lstm_core").rglob("*.py"), (ROOT / "benchmarks").glob("*.py")
    bugs = (ROOT / "lstm_core" / "data" / "exercises").rglob("*.txt")
    for path in (*code[0], *code[1], *bugs):
        lines.update(map(str.strip, path.read_text("utf-8").splitlines()))
    for path in (ROOT / "book").glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            lines.update(map(str.strip, "".join(cell["source"]).splitlines()))
    return lines
