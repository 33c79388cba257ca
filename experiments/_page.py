"""Take what a chapter defines, so that an experiment runs the code of the page."""

import ast
import json
from pathlib import Path

import numpy as np

import lstm_core as lc

BOOK = Path(__file__).parents[1] / "book"


def defined_in(chapter: str, *names: str) -> dict:
    """Functions and values as a chapter defines them; nothing else of it is run.

    Parameters
    ----------
    chapter : str
        Name of the notebook, such as ``"01-rnn-limits"``.
    *names : str

    Returns
    -------
    dict
        By name, with ``np`` and ``lc``: what the functions themselves look up.

    Raises
    ------
    ValueError
        If the chapter does not define one of them, or defines one twice.
    """
    cells = json.loads((BOOK / f"{chapter}.ipynb").read_text("utf-8"))["cells"]
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    nodes = [node for source in code for node in ast.parse(source).body]
    wanted = [node for node in nodes if _name(node) in names]
    found = [_name(node) for node in wanted]
    if sorted(found) != sorted(names):
        raise ValueError(f"names: expected each once in {chapter}, got {found}")
    namespace = {"np": np, "lc": lc}
    exec(compile(ast.Module(wanted, []), chapter, "exec"), namespace)
    return namespace


def _name(node):
    """What a statement defines: a function, or one variable."""
    if isinstance(node, ast.FunctionDef):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return None
