"""The code of a chapter, as text."""

import json

from chapters import BOOK


def code_cells(name):
    """The code of each code cell."""
    cells = json.loads((BOOK / f"{name}.ipynb").read_text("utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def cell_with(name, words):
    """The code of the one cell that holds these words."""
    [source] = [source for source in code_cells(name) if words in source]
    return source
