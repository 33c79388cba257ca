"""Run chapters 10 and 11 with PyTorch, and store what their functions return.

    python -m experiments.with_torch           a minute

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
from lstm_core.stored.calls import RESULT, find_call, given
from lstm_core.stored.codec import encode

BOOK = Path(__file__).parents[1] / "book"
CHAPTERS = (BOOK / "10-numpy-to-gpu.ipynb", BOOK / "11-your-own-sequences.ipynb")


def main() -> None:
    """Run the chapters and write the file."""
    started, calls = time.perf_counter(), []
    for chapter in CHAPTERS:
        cells = json.loads(chapter.read_text("utf-8"))["cells"]
        code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
        calls += record(code)
    write_result(RESULT, started=started, calls=calls)


def record(cells: list[str]) -> list[dict]:
    """Run cells one after the other; return the calls of decorated functions.

    Parameters
    ----------
    cells : list of str
        Python code that uses the decorator `lstm_core.with_torch`.

    Returns
    -------
    list of dict
        Of each call, the first time it is made: the name of the ``function``, what it
        was ``given`` and what it ``returned``, in the form of `encode`.
    """
    calls, namespace, running = [], {"display": lambda *shown: None}, []

    def recorder(function):
        @functools.wraps(function)
        def run(*args, **kwargs):
            if running:  # called by another one that is stored itself
                return function(*args, **kwargs)
            arguments = given(function, args, kwargs)  # before they can be changed
            running.append(function)
            result = function(*args, **kwargs)
            running.pop()
            add(function, arguments, result)
            return result

        return run

    def add(function, arguments, result):
        try:
            find_call(calls, function, arguments)
        except ValueError:  # it is new
            call = {"function": function.__name__, "given": arguments}
            calls.append(call | {"returned": encode(result)})

    mpl.use("Agg")
    with patch.object(lc, "with_torch", recorder), redirect_stdout(io.StringIO()):
        for cell in cells:
            exec(cell, namespace)
    return calls


if __name__ == "__main__":
    main()
