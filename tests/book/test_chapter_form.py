"""What holds of the code of every chapter."""

import json
import re

import pytest
from chapter_code import code_cells
from chapters import BOOK

CHAPTERS = sorted(path.stem for path in BOOK.glob("[0-9]*.ipynb"))

LONGER = {"05-hidden-state": 1, "10-numpy-to-gpu": 1}
"""Cells of more than twelve lines: an exercise against PyTorch, a model made anew."""


def unfolded(name):
    """The code cells of a chapter outside its sections "Look closer: ..."."""
    fold, found = None, []
    for cell in json.loads((BOOK / f"{name}.ipynb").read_text("utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "code":
            found += [] if fold else [source]
        elif source.startswith("#"):
            level, _, title = source.partition(" ")
            if not fold or len(level) <= fold:
                fold = len(level) if title.startswith("Look closer:") else None
        elif "\n## " in source:
            fold = None
    return found


@pytest.mark.parametrize("name", CHAPTERS)
def test_code_cells_are_few_and_short(name):
    assert 0 < len(unfolded(name)) <= 25
    lengths = [len(re.findall(r"\S.*\n?", source)) for source in unfolded(name)]
    assert sum(length > 12 for length in lengths) <= LONGER.get(name, 0)
    assert max(len(source.splitlines()) for source in code_cells(name)) <= 20


def test_folded_cells_are_not_counted():
    assert any(len(unfolded(name)) < len(code_cells(name)) for name in CHAPTERS)
