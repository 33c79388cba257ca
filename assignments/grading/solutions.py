"""The student edition with model answers, for after the deadline: notebooks and a PDF.

The hidden tests stay hidden, so that the tasks can be used again with other numbers.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from assignments.grading.course import ROOT, SOURCE, names

SOLUTIONS = ROOT / "_build" / "solutions"
HIDDEN = re.compile(
    r"^[ \t]*(?:###|===) BEGIN (HIDDEN TESTS|MARK SCHEME)\b.*?END \1\b[^\n]*\n?",
    re.MULTILINE | re.DOTALL,
)
MARKS = re.compile(r"^[ \t]*### (?:BEGIN|END) SOLUTION[ \t]*\n?", re.MULTILINE)
OPENING = """# Model answers

Assignments of the book *LSTM, gate by gate*. The numbers given, and the bugs to find,
differ from student to student; the answers in code hold for all of them.
"""


def release_solutions() -> list[Path]:
    """Write all model answers; without a browser the notebooks only.

    Returns
    -------
    list of Path
        The notebooks, and the PDF.
    """
    shutil.rmtree(SOLUTIONS, ignore_errors=True)
    SOLUTIONS.mkdir(parents=True)
    pages = [write_answers(name) for name in names()]
    out = SOLUTIONS / "model-answers.pdf"
    fault = print_answers(pages, out)
    if fault:
        print(f"no PDF: {fault}", file=sys.stderr)
    return pages if fault else [*pages, out]


def write_answers(name: str) -> Path:
    """Write one notebook."""
    notebook = nbformat.read(SOURCE / name / f"{name}.ipynb", as_version=4)
    for cell in notebook.cells:
        about = cell.metadata.pop("nbgrader", {})
        cell.source = shown(cell.source)
        if cell.cell_type == "markdown" and about.get("solution"):
            cell.source = f"**Model answer.** {cell.source}"
    head, *others = notebook.cells[0].source.split("\n")
    notebook.cells[0].source = "\n".join([f"{head} (model answers)", *others])
    page = SOLUTIONS / f"{name}.ipynb"
    nbformat.write(notebook, page)
    return page


def shown(source: str) -> str:
    """A cell with its solution, without hidden tests and rubrics."""
    return MARKS.sub("", HIDDEN.sub("", source)).rstrip("\n")


def print_answers(pages: list[Path], out: Path) -> str | None:
    """Print notebooks as the book is printed; says why if that cannot be."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        from chromium import CHROMIUM, FLAGS
        from playwright.sync_api import sync_playwright
        from print_book import pages_of, print_book
    except ImportError as error:
        return f"{error.name} is not installed"
    if CHROMIUM is None:
        return "neither Chromium nor Chrome was found on the PATH"
    with tempfile.TemporaryDirectory() as folder:
        opening = build(Path(folder), pages)
        if not opening.exists():
            return "the pages could not be built"
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            print_book(browser, pages_of(opening), out)
            browser.close()
    return None


def build(folder: Path, pages: list[Path]) -> Path:
    """Build a book of these pages, with the settings of ours; returns its opening."""
    ignore = shutil.ignore_patterns("*.ipynb")
    shutil.copytree(ROOT / "book", folder / "book", ignore=ignore)
    settings = (ROOT / "_config.yml").read_text("utf-8")
    settings = settings.replace("execute_notebooks: cache", "execute_notebooks: 'off'")
    (folder / "_config.yml").write_text(settings, "utf-8")
    (folder / "book" / "model-answers.md").write_text(OPENING, "utf-8")
    for page in pages:
        shutil.copy(page, folder / "book" / "assignments")
    chapters = "".join(f"- file: book/assignments/{page.stem}\n" for page in pages)
    contents = f"format: jb-book\nroot: book/model-answers\nchapters:\n{chapters}"
    (folder / "_toc.yml").write_text(contents, "utf-8")
    start = "from jupyter_book.cli.main import main; main()"
    subprocess.run(
        [sys.executable, "-c", start, "build", "-q", str(folder)],
        env=dict(os.environ, PYTHONPATH=str(ROOT), PYTHONUTF8="1"),
        capture_output=True,
        check=False,
    )
    return folder / "_build" / "html" / "book" / "model-answers.html"
