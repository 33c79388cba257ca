"""Write the cell that fetches the package on Colab into the notebooks of the book.

Colab opens a notebook alone, without the package. The address of the repository
stands in ``_config.yml`` and nowhere else; this script copies it into a cell before
the first code cell of every chapter (hidden on the pages). Without an address there
is no such cell.

    python book/_ext/first_cell.py            # write; part of "tasks.py fix"
    python book/_ext/first_cell.py --check    # only say what is wrong
"""

from __future__ import annotations

import copy
import sys
from pathlib import Path

import nbformat
import yaml

ROOT = Path(__file__).resolve().parents[2]
CELL_ID = "fetch-package"
FETCH = """\
# Colab has all that this notebook needs but the package: fetch it there.
try:
    import lstm_core  # noqa: F401
except ModuleNotFoundError:
    address = "git+{url}@{branch}"
    package = f"'lstm-core[plots,train,widgets] @ {{address}}'"
    get_ipython().run_line_magic("pip", f"install -q {{package}}")"""


def fetch_cell(config: dict) -> str:
    """The text of the cell; empty if the settings name no repository."""
    repository = config.get("repository") or {}
    url = (repository.get("url") or "").rstrip("/")
    return FETCH.format(url=url, branch=repository["branch"]) if url else ""


def with_first_cell(notebook: dict, source: str) -> dict:
    """A copy that has this cell, and no older one, before its first code cell."""
    notebook = copy.deepcopy(notebook)
    notebook.cells = [cell for cell in notebook.cells if cell.id != CELL_ID]
    if source:
        cell = nbformat.v4.new_code_cell(source, id=CELL_ID)
        cell.metadata["tags"] = ["remove-cell"]
        put_first(notebook, cell)
    return notebook


def put_first(notebook: dict, cell: dict) -> None:
    """Insert a cell before the first code cell, in place."""
    place = [cell.cell_type for cell in notebook.cells].index("code")
    notebook.cells.insert(place, cell)


def chapters(root: Path = ROOT) -> list[Path]:
    """The notebooks of the book."""
    return sorted((root / "book").glob("*.ipynb"))


def settings(root: Path = ROOT) -> dict:
    """What ``_config.yml`` says."""
    return yaml.safe_load((root / "_config.yml").read_text(encoding="utf-8"))


def main(check: bool) -> int:
    source, wrong = fetch_cell(settings()), []
    for file in chapters():
        notebook = nbformat.read(file, as_version=4)
        wanted = with_first_cell(notebook, source)
        if wanted != notebook:
            wrong.append(file.name)
            if not check:
                nbformat.write(wanted, file)
    if check and wrong:
        print(f"repository address: run 'python3 tasks.py fix' for {', '.join(wrong)}")
    return int(check and bool(wrong))


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
