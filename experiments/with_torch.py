"""Run the cells of chapter 9 with PyTorch, and store what its functions return.

    python -m experiments.with_torch           some seconds

Where PyTorch is missing, `lstm_core.with_torch` reads these results. They come from
the code on the page itself, so page and results cannot differ.
"""

import functools
import io
import json
import time
from contextlib import redirect_stdout
from pathlib import Path
from unittest.mock import patch

import matplotlib as mpl

import lstm_core as lc
from experiments._result import write_result
from lstm_core.stored.calls import RESULT, call_name, pack

CHAPTER = Path(__file__).parents[1] / "book" / "09-numpy-to-gpu.ipynb"


def main() -> None:
    """Run the chapter and write the file."""
    started = time.perf_counter()
    cells = json.loads(CHAPTER.read_text("utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    write_result(RESULT, started=started, returned=record(code))


def record(cells: list[str]) -> dict:
    """Run cells one after the other; return what decorated functions returned.

    Parameters
    ----------
    cells : list of str
        Python code that uses the decorator `lstm_core.with_torch`.

    Returns
    -------
    dict of str to object
        Name of a call to its first result, in the form of `pack`.
    """
    returned, namespace, running = {}, {}, []

    def recorder(function):
        @functools.wraps(function)
        def run(*args, **kwargs):
            running.append(function)
            result = function(*args, **kwargs)
            running.pop()
            if not running:  # not called by another one that is stored itself
                name = call_name(function, args, kwargs)
                returned.setdefault(name, pack(result))
            return result

        return run

    mpl.use("Agg")
    with patch.object(lc, "with_torch", recorder), redirect_stdout(io.StringIO()):
        for cell in cells:
            exec(cell, namespace)
    return returned


if __name__ == "__main__":
    main()
