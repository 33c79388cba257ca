"""Run the code of a chapter and hand out what it computed."""

import io
import json
from contextlib import redirect_stdout
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt

BOOK = Path(__file__).parents[1] / "book"


def run_chapter(name):
    """All variables of a chapter after its last cell; ``printed`` is what it wrote."""
    mpl.use("Agg")
    cells = json.loads((BOOK / f"{name}.ipynb").read_text("utf-8"))["cells"]
    namespace = {"display": lambda *_: None}
    with redirect_stdout(io.StringIO()) as printed:
        for cell in cells:
            if cell["cell_type"] == "code":
                exec("".join(cell["source"]), namespace)
    plt.close("all")
    return namespace | {"printed": printed.getvalue()}


def check_width_of_output(chapter):
    """Fail unless every printed line fits the width of a phone."""
    lines = chapter["printed"].splitlines()
    assert len(lines) > 30
    assert max(map(len, lines)) <= 46
