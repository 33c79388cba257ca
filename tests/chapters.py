"""Run the code of a chapter and hand out what it computed."""

import ast
import functools
import io
import json
import os
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np

from lstm_core.plots import Table

BOOK = Path(__file__).parents[1] / "book"
STORED = "PyTorch is missing: stored result"  # begins a line in place of a result
WITHOUT_TORCH = """
import sys
sys.modules["torch"] = None  # as if it were not installed
sys.path.insert(0, "tests")
from chapters import run_again
print(run_again(sys.argv[1])["printed"])
"""


@functools.cache
def run_chapter(name):
    """What `run_again` returns, from one run for all tests.

    Raises
    ------
    RuntimeError
        If another process of the same run of the tests has run the chapter.
    """
    try:
        Path(os.environ["RUNS_OF_CHAPTERS"], name).touch(exist_ok=False)
    except FileExistsError:
        raise RuntimeError(
            f"{name}: two processes run it. A file of tests that needs it has to be "
            f"called test_chapter_{name[:2]}.py or test_chapter_{name[:2]}_MORE.py: "
            "one process runs all of these"
        ) from None
    return run_again(name)


def run_again(name):
    """All variables of a chapter after its last cell; ``printed`` is what it wrote.

    Tables that it shows are written as text.
    """
    mpl.use("Agg")
    cells = json.loads((BOOK / f"{name}.ipynb").read_text("utf-8"))["cells"]
    namespace = {"display": _show}
    with redirect_stdout(io.StringIO()) as printed:
        for cell in cells:
            if cell["cell_type"] == "code":
                _run_cell("".join(cell["source"]), namespace)
    plt.close("all")
    return namespace | {"printed": printed.getvalue()}


def printed_without_torch(name):
    """What a chapter writes where PyTorch is not installed."""
    command = [sys.executable, "-c", WITHOUT_TORCH, name]
    done = subprocess.run(command, cwd=BOOK.parent, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _run_cell(source, namespace):
    """Run a cell; what stands last in it is shown, as a notebook does."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), namespace)
    if last:
        _show(eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace))


def _show(*shown):
    for one in shown:
        if isinstance(one, Table):
            print(one)


def check_width_of_output(chapter):
    """Fail unless every printed line fits the width of a phone."""
    lines = chapter["printed"].splitlines()
    assert len(lines) > 30
    assert max(map(len, lines)) <= 46


def share_left(chapter, note, later):
    """What the three hands of chapter 2 have left of a word at a later word.

    A share of the most that the unit shown has put on, for each hand.
    """
    review, share = chapter["review"], {}
    note, later = review.index(note), review.index(later)
    for name, trace in chapter["hands"].items():
        k = chapter["places"][name]
        put_on = (trace.u * trace.c_cand)[:, 0, k]
        left = put_on[note] * np.prod(trace.f[note + 1 : later + 1, 0, k])
        share[name] = abs(left) / np.abs(put_on).max()
    return share
