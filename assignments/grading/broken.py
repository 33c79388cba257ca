"""What became of a name that a cell was to make, so that feedback says it."""

import ast
import re

HAS = "Python's own modules, NumPy, Matplotlib and lstm_core"
MADE = re.compile(
    r"^\s*(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*(?:,\s*\w+\s*)*=[^=]"
)
UNDEFINED = re.compile(r"name '(\w+)' is not defined")
TYPED = re.compile(r"StdinNotImplementedError: .*", re.DOTALL)
NOBODY = "input(), but nobody types while it is graded: write the value into the code"
OF_CELL = re.compile(r"\(\d+\.py, line (\d+)\)$")  # IPython's name of a cell
LONGEST = 200  # characters of an error


def names_made(source: str) -> set[str]:
    """Names that a cell defines, assigns or imports; guessed if it is no Python."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = map(MADE.match, source.splitlines())
        return {name for match in found if match for name in match.groups() if name}
    made = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            made.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            made.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made |= {a.asname or a.name.partition(".")[0] for a in node.names}
    return made


def happened(output) -> str:
    """What an error output of a cell says, in one line."""
    kind, text = str(output.get("ename", "")), str(output.get("evalue", ""))
    text = OF_CELL.sub(r"(line \1 of the cell)", text)
    if kind in ("CellTimeoutError", "KernelStopped"):
        return f"its cell was stopped: {text}"[:LONGEST]
    line = TYPED.sub(NOBODY, f"its cell stopped with {kind}: {text}")[:LONGEST]
    lacks = kind in ("ModuleNotFoundError", "ImportError")
    return f"{line}. Grading has {HAS}" if lacks else line


def explained(error: str, name: str, broken: dict[str, str]) -> str:
    """An error of an answer, with what became of the names that it lacks.

    Parameters
    ----------
    error, name : str
        The error, and the name of the answer.
    broken : dict of str to str
        What happened to the cells that were to make a name.
    """
    error = TYPED.sub(NOBODY, error)
    if error.startswith(f"{name}: not found") and name in broken:
        return f"{name}: not found; {broken[name]}"
    missing = UNDEFINED.search(error)
    if missing and missing[1] in broken:
        return f"{error}; {missing[1]}: {broken[missing[1]]}"
    return error
