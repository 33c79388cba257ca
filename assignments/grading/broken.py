"""What became of a name that a cell was to make, so that feedback says it."""

import ast
import re
from functools import cache

import nbformat
from nbgrader.utils import is_solution

from assignments.grading.course import SOURCE

HAS = "Python's own modules, NumPy, Matplotlib and lstm_core"
MADE = re.compile(
    r"^\s*(?:async\s+)?(?:def|class)\s+(\w+)|^(\w+)\s*(?:,\s*\w+\s*)*=[^=]"
)
DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
OWN_NAMES = (ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
UNDEFINED = re.compile(r"name '(\w+)' is not defined")
TYPED = re.compile(r"StdinNotImplementedError: .*", re.DOTALL)
NOBODY = "input(), but nobody types while it is graded: write the value into the code"
OF_CELL = re.compile(r"\(\d+\.py, line (\d+)\)$")  # IPython's name of a cell
LONGEST = 200  # characters of an error
OURS = re.compile(  # what students do not get
    r"### BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME).*?### END \1", re.DOTALL
)


def names_made(source: str) -> set[str]:
    """Names that a cell defines, assigns or imports; guessed if it is no Python."""
    try:
        todo = list(ast.parse(source).body)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        found = map(MADE.match, source.splitlines())
        return {name for match in found if match for name in match.groups() if name}
    made = set()
    while todo:
        node = todo.pop()
        if isinstance(node, DEFINITIONS):
            made.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            made.add(node.id)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            made |= {a.asname or a.name.partition(".")[0] for a in node.names}
        elif not isinstance(node, OWN_NAMES):
            todo += ast.iter_child_nodes(node)
    return made


@cache
def lines_asked(assignment: str) -> dict[str, dict[str, str]]:
    """What each answer in code is to hold: name of the cell to name to its line.

    Of its names only those that students are told of: no names of our own steps.
    """
    source, asked = SOURCE / assignment / f"{assignment}.ipynb", {}
    cells = nbformat.read(source, as_version=4).cells
    told = "\n".join(OURS.sub("", cell.source) for cell in cells)
    for cell in cells:
        if cell.cell_type == "code" and is_solution(cell):
            asked[cell.metadata.nbgrader.grade_id] = {
                name: f"def {name}(...)" if f"def {name}(" in cell.source else name
                for name in names_made(cell.source)
                if re.search(rf"\b{name}\b", told)
            }
    return asked


def lacking(cells, assignment: str) -> dict[str, str]:
    """What the answers of a notebook lack, by their cells as they stand.

    Returns
    -------
    dict of str to str
        For each name that its cell does not make, what there is instead.
    """
    asked, found = lines_asked(assignment), {}
    for cell in cells:
        wanted = asked.get(cell.metadata.get("nbgrader", {}).get("grade_id"), {})
        made = names_made(cell.source)
        others = ", ".join(sorted(made - {*wanted})[:3])
        empty = not re.sub(r"#.*", "", cell.source).strip()
        for name in {*wanted} - made:
            text = f"its cell has no {wanted[name]}"
            text += f", but makes {others}" if others else ""
            found[name] = "its cell is empty, or was deleted" if empty else text
    return found


def happened(output) -> str:
    """What an error output of a cell says, in one line."""
    kind, text = str(output.get("ename", "")), str(output.get("evalue", ""))
    text = OF_CELL.sub(r"(line \1 of the cell)", text)
    if kind in ("CellTimeoutError", "KernelStopped"):
        return f"its cell was stopped: {text}"[:LONGEST]
    line = TYPED.sub(NOBODY, f"its cell stopped with {kind}: {text}")[:LONGEST]
    lacks = kind in ("ModuleNotFoundError", "ImportError")
    return f"{line}. Grading has {HAS}" if lacks else line


def said_changed(values: list[str], functions: list[str]) -> str:
    """What a student is told of what a cell below its test changes, or defines anew."""
    said = []
    for names, what, counted in (
        (values, "changed", "value at the test"),
        (functions, "defined", "last one"),
    ):
        if names:
            which = " and ".join(names) + (" is" if len(names) == 1 else " are")
            said.append(f"{which} {what} again below the test: the {counted} counted")
    return "; ".join(said)


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
