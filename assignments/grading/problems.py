"""What a person has to look at before a mark means anything."""

import ast
import re
import sys

from assignments.grading.broken import HAS
from assignments.grading.one_form import normal, parsed, said_in
from assignments.grading.reading import printable
from assignments.grading.restore import MANY_WORDS
from lstm_core.exercises import name_in_numbers

MACHINE = "if it is this machine's fault: delete its folder in done/, and grade again"
LONGEST_NAME = 100  # characters; a cell of a table that is too long stops its reader
WRITTEN = re.compile(r"""^STUDENT\s*=\s*(["'])(.*?)\1\s*(?:#.*)?$""", re.MULTILINE)
WORD = re.compile(r"[^\W_]{4,}")  # a shorter one may be a quantity
LATIN = re.compile("[A-Za-z]")
OTHER = re.compile(  # no letters of Latin, nor of writing that puts no space between
    "[^\\W\0-\u01bf\u01c4-\u024f\u0e00-\u0eff\u1780-\u17ff\u2e80-\u9fff\ua000-\ua4cf"
    "\uac00-\ud7ff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
    "|[A-Za-z][\u0e00-\u0eff\u1780-\u17ff]{1,2}[A-Za-z]"
)
MANY_MIXED = 5
PROMISED = {*sys.stdlib_module_names, "numpy", "matplotlib", "lstm_core", "IPython"}


def doubts(
    result: dict, missing: list[str], stopped: list[str] = ()
) -> tuple[str | None, str]:
    """Why the points of a submission may say nothing, and what to do; or None.

    Parameters
    ----------
    result : dict
        ``student``, ``written`` (from `written_name`) and ``cells``.
    missing : list of str
        Cells of the release that are not there.
    stopped : list of str
        Cells of the release, without an answer, that were stopped.
    """
    cells, written = result["cells"], result["written"]
    if len(missing) > len(cells) / 2:
        what = f"{len(missing)} cells of the assignment are missing"
        return what, "look whether it is another notebook, and ask for the right one"
    if stopped:
        what = f"{' and '.join(stopped)}: stopped, though it was given out as it is"
        return what, "grade again; if it stays so, look at the cells above it"
    if not cells["name"]["message"]:
        return None, ""
    numbers_of = name_in_numbers(result["student"])
    if written is not None and name_in_numbers(written) == numbers_of:
        return None, ""  # the name is right, and something else went wrong
    if not written:
        said = "is empty" if written == "" else "is not a name in quotation marks"
        todo = "write the name into the notebook (a zip: unpack it first) and grade "
        todo += "again, or ask for it again"
        return f"STUDENT {said}, so all given numbers are missing", todo
    what = f"STUDENT is {written!r}, expected {result['student']!r}: other numbers"
    todo = (
        f"if {written!r} is right, write it into the list of students, column student"
    )
    return what, f"{todo}, and grade again; otherwise ask for the notebook again"


def words_in_code(left: list[str], found: list[str]) -> tuple[str, str]:
    """What to say of answers in words that were left as they came, but not in code."""
    where = " and ".join(found)
    what = (
        f"{' and '.join(left)}: left as given out, but there are comments or texts of "
        f"{MANY_WORDS} words or more in the code of {where}"
    )
    return what, f"read {where}: the answer in words may stand there"


def changed_below(test: str, said: str) -> tuple[str, str]:
    """What to say of a test that failed; see `said_changed` for the other answer."""
    what = f"{test} failed: {said}; with the other one it would pass"
    todo = "if it is a correction, or a name used twice, decide in Formgrader"
    return what, f"{todo} whether it counts"


def no_python(cells: list[int]) -> list[tuple[str, str]]:
    """What to say of cells, given by number, that are no Python, if there are any."""
    if not cells:
        return []
    which = ", ".join(map(str, cells[:10]))
    todo = "look whether it is a slip, or other cells change them before they run"
    todo += ": likeness cannot read them"
    return [(f"no Python: code cells at {which} of all cells", todo)]


def kernel_ended(how: list[str]) -> list[tuple[str, str]]:
    """What to say of kernels that ended, and how, if any did."""
    if not how:
        return []
    what = "; ".join(dict.fromkeys(how))
    return [(what, "look what it does there; what came out otherwise has its points")]


def other_packages(notebook) -> list[tuple[str, str]]:
    """What to say of packages that the task does not promise, if there are any.

    One that is installed all the same, such as PyTorch, can hold whole answers.
    """
    found = set()
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        tree = parsed(cell.source)
        nodes = list(ast.walk(tree)) if tree else []
        imports = (node.names for node in nodes if isinstance(node, ast.Import))
        found |= {alias.name for names in imports for alias in names}
        of = (node for node in nodes if isinstance(node, ast.ImportFrom))
        found |= {node.module for node in of if node.module}
    found |= {"torch" for name in found if ".pytorch" in name}  # the package has it
    others = sorted({name.partition(".")[0] for name in found} - PROMISED)
    if not others:
        return []
    what = f"imports {', '.join(others)[:LONGEST_NAME]}; the task names {HAS} only"
    return [(what, "if you have not allowed it, look at what it is used for")]


def mixed_words(notebook) -> list[tuple[str, str]]:
    """What to say of words with letters of several alphabets, if there are many.

    They may look like the words of somebody else, and be others to a program.
    """
    found = set()
    for cell in notebook.cells:
        said = said_in(cell.source) if cell.cell_type == "code" else cell.source
        words = WORD.findall(normal(said))
        found |= {word for word in words if LATIN.search(word) and OTHER.search(word)}
    if len(found) < MANY_MIXED:
        return []
    what = f"{len(found)} words have letters of several alphabets, such as "
    what += printable(sorted(found)[0][:LONGEST_NAME])
    return [(what, "likeness takes them for other words: compare them by hand")]


def written_name(notebook) -> str | None:
    """What stands in the line ``STUDENT = "..."``; None if there is no such line."""
    for cell in notebook.cells:
        if cell.cell_type == "code" and (found := WRITTEN.search(cell.source)):
            return found[2].strip()[:LONGEST_NAME]
    return None
