"""Put a submission back into the form of the release before it is graded."""

import io
import re
import tokenize
from collections import Counter
from difflib import SequenceMatcher

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell
from nbgrader.preprocessors import NbGraderPreprocessor

from assignments.grading.execute import PLACE, name_of
from assignments.grading.harmless import LONGEST_PAGES, harmless_text, taken

FEW_WORDS = 4  # in a line of code: with more, it may be a sentence
MANY_WORDS = 25  # in neighbouring lines of an answer in code: so long are few comments
# The line of the name, which may have many words.
NAME = re.compile(r"""STUDENT\s*=\s*(?:"[^"]*"|'[^']*')\s*""")
TEXT = {  # tokens that can hold words; since Python 3.12, an f-string is several
    tokenize.COMMENT,
    tokenize.STRING,
    getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING),
}


class RestoreCells(NbGraderPreprocessor):
    """Trust no metadata of a submission: what a cell is, the release says.

    A cell that has lost its name gets it back, see `recognise`. A cell that is missing
    comes back: an answer empty, a test marked as deleted, which then counts zero.
    Copies and cells that claim to be tests become ordinary cells.
    """

    release = None  # path of the student edition
    missing = ()  # afterwards: names of the cells that are not there
    words_added = False  # afterwards: whether there are words in a cell of no answer
    words_in = ()  # afterwards: names of our cells of code that hold many words

    def preprocess(self, nb, resources):
        """Restore the metadata and the missing cells, and note where each belongs."""
        release = nbformat.read(self.release, as_version=4)
        ours = {name_of(cell): cell for cell in release.cells if name_of(cell)}
        texts = {c.source for c in release.cells if c.cell_type == "markdown"}
        recognise(nb.cells, release.cells)
        seen, words_added, words_in, room = set(), False, [], LONGEST_PAGES
        for cell in nb.cells:
            restore(cell, ours, seen)
            if cell.cell_type == "code" and name_of(cell) is None:
                words_added |= holds_words(cell.source)
            elif cell.cell_type == "code":
                given = ours[name_of(cell)].source
                if words_in_a_row(cell.source, given) >= MANY_WORDS:
                    words_in.append(name_of(cell))
            if cell.cell_type == "markdown" and cell.source not in texts:
                words_added |= name_of(cell) is None and bool(cell.source.strip())
                attached = cell.get("attachments", {})
                cell.source = harmless_text(cell.source, attached, room)
                room -= taken(cell.source)
            cell.pop("attachments", None)
        missing = [name for name in ours if name not in seen]
        type(self).missing = missing  # nbgrader makes the object, and keeps it
        type(self).words_added = words_added
        type(self).words_in = words_in
        nb.cells += [stub(ours[name]) for name in missing]
        places = {name: place for place, name in enumerate(ours)}
        for cell in nb.cells:
            if name_of(cell):
                cell.metadata[PLACE] = places[name_of(cell)]
        nb.metadata = release.metadata
        return nb, resources


def recognise(cells, released) -> None:
    """Name the cells that programs have robbed of their metadata.

    By the id of the cell; by its text; and by its place between cells that are known.
    A test is found by its place only if most names are gone: otherwise it was deleted.

    Parameters
    ----------
    cells, released : list of NotebookNode
        The cells of the submission, which are changed, and those of the release.
    """
    ours = {name_of(cell): cell for cell in released if name_of(cell)}
    there = {name_of(cell) for cell in cells} & set(ours)
    if len(there) == len(ours):
        return
    stripped = len(there) < len(ours) / 2
    lost = {id(cell): cell for name, cell in ours.items() if name not in there}
    by_id = {cell.get("id"): cell for cell in lost.values()}
    for cell in cells:
        ours_too = by_id.get(cell.get("id"))
        if name_of(cell) not in ours and ours_too is not None:
            give_name(cell, ours_too, lost)
    mine = [sign(ours.get(name_of(cell), cell)) for cell in cells]
    theirs = [sign(cell) for cell in released]
    for kind, a, b, c, d in SequenceMatcher(None, mine, theirs, False).get_opcodes():
        nameless = [cell for cell in cells[a:b] if name_of(cell) not in ours]
        wanted = [cell for cell in released[c:d] if id(cell) in lost]
        if kind == "replace" and not stripped:
            wanted = [cell for cell in wanted if cell.metadata.nbgrader["solution"]]
        for type_ in ("code", "markdown"):
            pairs = zip(
                (cell for cell in nameless if cell.cell_type == type_),
                (cell for cell in wanted if cell.cell_type == type_),
                strict=False,
            )
            for cell, ours_too in pairs:
                if kind == "replace" or sign(cell) == sign(ours_too):
                    give_name(cell, ours_too, lost)


def sign(cell) -> tuple[str, str]:
    """What tells a cell from others."""
    return cell.cell_type, cell.source.strip()


def give_name(cell, ours, lost) -> None:
    """Note in a cell which one of the release it is."""
    if id(ours) in lost and cell.cell_type == ours.cell_type:
        cell.metadata["nbgrader"] = dict(ours.metadata["nbgrader"])
        del lost[id(ours)]


def restore(cell, ours, seen):
    """Give one cell the metadata of the release, or none."""
    name = name_of(cell)
    known = name in ours and name not in seen
    same_type = known and cell.cell_type == ours[name].cell_type
    cell.metadata = ours[name].metadata.copy() if same_type else {}
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    else:  # pages show a raw cell as the HTML it may hold
        cell.cell_type = "markdown"
    if same_type:
        seen.add(name)


def holds_words(code: str) -> bool:
    """Whether there is a comment, or a text, that may be an answer in words."""
    in_a_line = any(
        len(line.split()) > FEW_WORDS
        for line in code.splitlines()
        if ("#" in line or '"' in line or "'" in line) and not NAME.fullmatch(line)
    )
    return in_a_line or words_in_a_row(code) > 2 * FEW_WORDS


def words_in_a_row(code: str, given: str = "") -> int:
    """Most words that neighbouring lines have in comments and texts.

    With a comment beside code a new row begins: such ones belong to their lines.

    Parameters
    ----------
    code, given : str
        A cell, and the one that was given out: its lines do not count.
    """
    words, beside = Counter(), set()
    known = {line.strip() for line in ["", *given.splitlines()]}
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            is_comment = token.type == tokenize.COMMENT
            if is_comment and token.line[: token.start[1]].strip():
                beside.add(token.start[0])
            if token.type in TEXT:
                lines = token.string.split("\n")
                for number, line in enumerate(lines, token.start[0]):
                    count = sum(map(is_word, line.split()))
                    words[number] += count if is_comment or count > FEW_WORDS else 0
    except (tokenize.TokenError, SyntaxError):
        pass  # what comes before the error is read
    most = row = 0
    for number, line in enumerate(code.split("\n"), 1):
        if line.strip() not in known:
            new = number in beside or not words[number]
            row = words[number] + (0 if new else row)
            most = max(most, row)
    return most


def is_word(text: str) -> bool:
    """Whether it is made of letters: little of code is that was made a comment."""
    return text.strip("#*\"'()[].,;:!?").replace("-", "").replace("'", "").isalpha()


def stub(cell):
    """What stands for a cell that the submission lacks.

    It comes last, so it must not define anew what stands in another cell.
    """
    nbgrader = cell.metadata["nbgrader"]
    is_code = cell.cell_type == "code"
    make = new_code_cell if is_code else new_markdown_cell
    again = make("" if is_code and nbgrader["solution"] else cell.source)
    again.metadata = cell.metadata.copy()
    if nbgrader["grade"] and not nbgrader["solution"]:
        again.metadata["deleted"] = True
    return again
