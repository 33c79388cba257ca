"""Run the code of a chapter and hand out what it computed."""

import json
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

BOOK = Path(__file__).parents[1] / "book"


def run_chapter(name):
    """All variables of a chapter after its last cell."""
    mpl.use("Agg")
    cells = json.loads((BOOK / f"{name}.ipynb").read_text("utf-8"))["cells"]
    namespace = {"display": lambda *_: None}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), namespace)
    plt.close("all")
    return namespace
