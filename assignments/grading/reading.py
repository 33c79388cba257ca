"""Read a notebook that was handed in, or say what is wrong with the file."""

import codecs
import hashlib
import json
import re
import unicodedata
from pathlib import Path

import nbformat

from assignments.grading.harmless import LONGEST_TEXT, SLOW, plain

LARGEST = 5 * 2**20  # bytes
MOST_CELLS, MOST_TEXT = 500, 300_000  # characters; pages of more take minutes
MOST_CODE = 100_000  # characters: to colour more takes as long
TOO_LONG = (
    f"the notebook: expected at most {MOST_CELLS} cells with {MOST_TEXT} characters"
)
SHORTER = "ask for it without what does not belong there"
KEPT = ("cell_type", "language")
TEXTS = ("source", "input")  # the second one in notebooks made before 2015
CELL_ID = re.compile(r"[\w-]{1,64}", re.ASCII)
LEVELS = range(1, 7)  # of a heading: one sign each, once it is Markdown
CONFLICT = [
    re.compile(line, re.MULTILINE) for line in ("^<{7} ", "^={7}\r?$", "^>{7} ")
]
PLAIN = re.compile("[ -~\t]")
LONGEST_LINE, MOST_ODD = 10_000, 2_000  # signs of a line of code; of them, not plain
MOST_SLOW, MOST_SLOW_OF_CELL = 10_000, 3_000  # signs: see `harmless.SLOW`
TURNING = {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
UNSHOWN = ("Cc", "Cs")  # categories of signs
AGAIN = "ask for the notebook again"


class UnreadableError(ValueError):
    """A file that cannot be graded: what is wrong, and what to do."""


def read_notebook(path: Path):
    """The notebook in a file.

    Raises
    ------
    UnreadableError
        With two arguments: what is wrong, and what to do.
    """
    path = Path(path)
    if path.stat().st_size > LARGEST:
        size = path.stat().st_size
        todo = "ask for it with the outputs cleared"
        raise UnreadableError(
            f"the file: expected at most 5 MiB, got {size} bytes", todo
        )
    text = text_of(path.read_bytes())
    if not text.strip():
        raise UnreadableError("the file is empty: did the upload break off?", AGAIN)
    try:
        notebook = parsed(text)
    except UnreadableError:
        raise
    except Exception as error:
        if has_conflict(text):
            raise UnreadableError(*conflict()) from None
        kind = type(error).__name__
        raise UnreadableError(f"the file is no notebook ({kind})", AGAIN) from None
    if has_conflict("\n".join(cell.source for cell in notebook.cells)):
        raise UnreadableError(*conflict())
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    if any(is_odd(line) for source in code for line in source.splitlines()):
        what = f"a line of its code has more than {LONGEST_LINE} signs, or more than "
        what += f"{MOST_ODD} beyond plain letters: no page could show it"
        raise UnreadableError(what, SHORTER)
    slow = [len(SLOW.findall(shown_of(cell))) for cell in notebook.cells]
    if max(slow, default=0) > MOST_SLOW_OF_CELL or sum(slow) > MOST_SLOW:
        what = f"it has more than {MOST_SLOW_OF_CELL} signs in a cell, or {MOST_SLOW} "
        what += "in all, that browsers are slow to place: pictures, marks on letters, "
        raise UnreadableError(f"{what}or letters to the left", SHORTER)
    if sum(map(len, code)) > MOST_CODE:
        what = f"its code: expected at most {MOST_CODE} characters in all"
        raise UnreadableError(f"{what}, got {sum(map(len, code))}", SHORTER)
    length = sum(len(shown_of(cell)) for cell in notebook.cells)
    if length > MOST_TEXT:
        raise UnreadableError(f"{TOO_LONG}, got {length} characters", SHORTER)
    return notebook


def parsed(text: str):
    """The notebook in a text, without what is not graded."""
    data = json.loads(text)
    count = trim(data)
    if count > MOST_CELLS:
        raise UnreadableError(f"{TOO_LONG}, got {count} cells", SHORTER)
    notebook = nbformat.reads(plain(json.dumps(data, ensure_ascii=False)), as_version=4)
    if not all(isinstance(cell.source, str) for cell in notebook.cells):
        raise TypeError("a cell without text")
    return notebook


def trim(data: dict) -> int:
    """Leave in a notebook what is graded; returns the number of its cells.

    Outputs are made anew, and 100,000 of them take minutes to be looked through.
    """
    sheets = data.get("worksheets") or []  # of a notebook made before 2015
    sheets = [*sheets, data] if "cells" in data else sheets
    count = len(sheets) + sum(len(sheet["cells"]) for sheet in sheets) - 1
    data["metadata"] = {}
    if data.get("nbformat") == 4:
        data["nbformat_minor"] = 5  # what is missing then, a cell's id, is added
    for sheet in sheets if count <= MOST_CELLS else ():
        sheet["cells"] = list(map(trimmed, sheet["cells"]))
    return count


def trimmed(cell: dict) -> dict:
    """The source of a cell, and what tells which one it is."""
    left = {name: cell[name] for name in KEPT if name in cell}
    left |= {name: joined(cell[name]) for name in TEXTS if name in cell}
    if isinstance(files := cell.get("attachments"), dict):
        left["attachments"] = {name: texts_in(file) for name, file in files.items()}
    if isinstance(cell.get("id"), str) and CELL_ID.fullmatch(cell["id"]):
        left["id"] = cell["id"]
    if cell.get("level") in LEVELS:
        left["level"] = cell["level"]
    about = cell.get("metadata")
    given = about.get("nbgrader") if isinstance(about, dict) else None
    name = given.get("grade_id") if isinstance(given, dict) else None
    left["metadata"] = {"nbgrader": {"grade_id": name}} if isinstance(name, str) else {}
    if cell["cell_type"] == "code":
        left |= {"outputs": [], "execution_count": None}
    return left


def joined(text) -> str:
    """A text that may have been stored line by line; of other things, none is left.

    For each thing in a list that should not be there, nbformat would write 10 kB.
    """
    lines = text if isinstance(text, list) else [text]
    if not all(isinstance(line, str) for line in lines):
        raise TypeError("a text that is none")
    return "".join(lines)


def texts_in(file) -> dict[str, str]:
    """An attached file: its text in one or more formats."""
    return {kind: joined(text) for kind, text in dict(file).items()}


def shown_of(cell) -> str:
    """What of a cell a page would show; long texts are cut there."""
    return cell.source if cell.cell_type == "code" else cell.source[:LONGEST_TEXT]


def is_odd(line: str) -> bool:
    """Whether a line of code is such that a browser takes long to place it."""
    return len(line) > LONGEST_LINE or len(PLAIN.sub("", line)) > MOST_ODD


def has_conflict(text: str) -> bool:
    """Whether the three lines of a merge follow one another; in linear time."""
    place = 0
    for line in CONFLICT:
        found = line.search(text, place)
        if found is None:
            return False
        place = found.end()
    return True


def conflict() -> tuple[str, str]:
    """What is wrong and what to do, for two versions in one file."""
    words = "the file holds two versions, with the marks of a merge (<<<<<<<)"
    return words, "ask which version counts"


def digest(path) -> str:
    """SHA-256 of a file, or of as much as a notebook may be long."""
    with Path(path).open("rb") as file:
        return hashlib.sha256(file.read(LARGEST + 1)).hexdigest()


def printable(text: str) -> str:
    """Text in one line, without signs that cannot be stored, or show others otherwise.

    Such as command a terminal, or turn round what comes after them.
    """
    return "".join(
        "\ufffd" if sign in TURNING or unicodedata.category(sign) in UNSHOWN else sign
        for sign in re.sub(r"\s", " ", text)
    )


def text_of(data: bytes) -> str:
    """Text in UTF-8 or UTF-16, with or without a byte-order mark."""
    wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableError("the file is no text, so no notebook", AGAIN) from None
