"""The code of a chapter, its words, and what its boxes ask, as text."""

import json
import re

from chapters import BOOK
from prediction import read_prediction

PREDICT = re.compile(
    r"^```\{predict\}\n((?:^:[^\n]*\n)*)(.*?)^```$", re.MULTILINE | re.DOTALL
)
OPTION = re.compile(r"^:(\w+): *(.*)$", re.MULTILINE)


def texts(name):
    """Each cell of text."""
    cells = json.loads((BOOK / f"{name}.ipynb").read_text("utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "markdown"]


def words_of(name):
    """All words of a chapter, with single spaces."""
    return " ".join(" ".join(texts(name)).split())


def predictions(name):
    """What the boxes of a chapter ask and answer, in their order."""
    boxes = PREDICT.findall("\n\n".join(texts(name)))
    return [read_prediction(dict(OPTION.findall(o)), text) for o, text in boxes]


def code_cells(name):
    """The code of each code cell."""
    cells = json.loads((BOOK / f"{name}.ipynb").read_text("utf-8"))["cells"]
    return ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]


def cell_with(name, words):
    """The code of the one cell that holds these words."""
    [source] = [source for source in code_cells(name) if words in source]
    return source
