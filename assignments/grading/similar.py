"""How alike the answers of different students are.

It accuses nobody: most tasks have one natural answer, and students may have been
allowed to work together. It says which notebooks a person should read side by side.
"""

import html
import re
import unicodedata
from functools import cache
from itertools import combinations
from pathlib import Path

import nbformat

from assignments.grading.course import SOURCE, TEXT_STUB
from assignments.grading.execute import name_of
from assignments.grading.one_form import lines_of, normal, said_in
from assignments.grading.rubric import MARK

TOKENS = 5  # of code in a row, that are compared
LETTERS = 6  # of words, without the blanks between them
LONGEST = 300_000  # characters of an answer that are read: of a notebook, no more are
# Of these the one most alike counts; with fewer rows, an answer says too little.
FEWEST = {"all": 120, "code": 40, "words": 100}
# Per cent from which on all pairs are listed. Code has natural forms, words have none.
ALIKE = {"all": 80, "code": 80, "words": 50}
A_LITTLE = 0.5  # of that: from here on only the first pairs are
FIRST_PAIRS = 5
MOST_PAIRS = 50  # that are listed, and more only of students who stand in none of these
NOTE = "alike is not copied: read both notebooks before you ask anybody"
FILLERS = "\u115f\u1160"  # they take no place, though they count as letters
FORMULA = re.compile(  # what of one is not shown
    r"\\(?:begin|end|hspace) *\{[^{}]*\}|\\[A-Za-z]+"
)
IN_TAG = r'(?:[^<>"]|"[^"]*")*'
DRAWN = re.compile(rf'<img class="formula" alt="([^"]*)"{IN_TAG}>')
ANY_TAG = re.compile(f"<{IN_TAG}>")
OF_LATIN = re.compile(  # names of signs that are, or look like, a letter
    r"LATIN (?:LETTER SMALL CAPITAL|SMALL LETTER(?: [A-Z]{2,})?) ([A-Z])(?: WITH .*)?"
)
LOOKALIKES = str.maketrans(  # letters and digits, to the letters that they look like
    "01l|"
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u0501\u04bb\u04cf"
    "\u043a\u0442\u0432\u0433\u043c\u043d\u03bf\u03b1\u03bd\u03c1\u03c5\u03b9"
    "\u0251\u0585\u0578\u0570\u2c9f\u051b\u051d\u057d\u0575\u0581\u0566\u0564\u0131"
    "\u2ca3\u2ca5\u2c93\u2c9d\u2c81\u2ca9\u0138\u0185\u01bf",
    "oiiiaeopcyxijsdhiktbrmhoavpuiaonhoqwujgqnipcioaukbp",
)


def alike(notebooks: dict[str, Path], assignment: str) -> list[dict]:
    """Pairs of students, the most alike first.

    Parameters
    ----------
    notebooks : dict of str to Path
        Student to graded notebook, whose cells have their names.
    assignment : str

    Returns
    -------
    list of dict
        ``student``, ``other``, ``per cent`` (of the rows of tokens of whoever has
        fewer, how many both have: nothing that is added hides a copy), ``of`` (all,
        code or words, whichever stands out most, see `how_alike`) and ``same answers``
        (names of cells).
    """
    cells = nbformat.read(SOURCE / assignment / f"{assignment}.ipynb", 4).cells
    asked = [rows_of(cell, without_solution(cell)) for cell in cells]
    given = set().union(*(rows for kinds in asked for rows in kinds.values()))
    answers = {
        student: {key: rows - given for key, rows in rows_in(path).items()}
        for student, path in notebooks.items()
    }
    whole = {student: by_kind(rows) for student, rows in answers.items()}
    long = sorted(
        who
        for who, rows in whole.items()
        if any(len(rows[kind]) >= few for kind, few in FEWEST.items())
    )
    pairs = [compare(a, b, whole, answers) for a, b in combinations(long, 2)]
    return sorted(pairs, key=how_alike, reverse=True)


def how_alike(pair: dict) -> float:
    """How much a pair stands out, beside one that is just listed."""
    return pair["per cent"] / ALIKE[pair["of"]]


def compare(a: str, b: str, whole: dict, answers: dict) -> dict:
    """How alike two are."""
    shares = {
        kind: share(whole[a][kind], whole[b][kind])
        for kind, few in FEWEST.items()
        if min(len(whole[a][kind]), len(whole[b][kind])) >= few
    } or {"all": 0}
    kind = max(shares, key=lambda kind: shares[kind] / ALIKE[kind])
    pair = {"student": a, "other": b, "per cent": shares[kind], "of": kind}
    same = []
    if how_alike(pair) >= A_LITTLE:
        ours, found = answers[b], answers[a].items()
        same = [key[1] for key, rows in found if rows and rows == ours.get(key)]
    return pair | {"same answers": " ".join(name for name in same if name)}


def share(ours: set, theirs: set) -> int:
    """Of the rows of whoever has fewer, how many both have, in per cent."""
    return round(100 * len(ours & theirs) / min(len(ours), len(theirs)))


def by_kind(answers: dict) -> dict[str, set]:
    """All rows of a notebook, those of its code, and those of its words."""
    found = {kind: set() for kind in FEWEST}
    for (kind, _), rows in answers.items():
        found[kind] |= rows
    return found | {"all": found["code"] | found["words"]}


def rows_in(path: Path) -> dict[tuple[str, str | None], set]:
    """The rows of each answer by kind and name; of what was added, the name is None."""
    found = {}
    for cell in nbformat.read(path, as_version=4).cells:
        added = name_of(cell) is None and not cell.metadata.get(MARK)
        if added or cell.metadata.get("nbgrader", {}).get("solution"):
            for kind, rows in rows_of(cell).items():
                key = kind, name_of(cell)
                found[key] = found.get(key, set()) | rows
    return found


def rows_of(cell, source: str | None = None) -> dict[str, set]:
    """All rows of neighbouring tokens, or letters, in a cell or another text.

    By kind: what the comments and texts of code say is words, too.
    """
    text = (cell.source if source is None else source)[:LONGEST]
    if cell.cell_type != "code":
        return {"words": in_rows(letters(text), LETTERS)}
    code = (in_rows(tuple(line), TOKENS) for line in lines_of(text))
    said = in_rows(letters(said_in(text)), LETTERS)
    return {"code": set().union(*code), "words": said}


def in_rows(parts: tuple | str, length: int) -> set:
    """Each part with those that follow it."""
    starts = range(len(parts) - length + 1)
    return {parts[start : start + length] for start in starts}


def letters(source: str) -> str:
    """The letters and digits of an answer in words, which is HTML, as they look."""
    source = html.unescape(ANY_TAG.sub("", DRAWN.sub(r"\1", source)))
    seen = "".join(map(as_seen, normal(FORMULA.sub("", source)).casefold()))
    return seen.translate(LOOKALIKES).replace("rn", "m").replace("vv", "w")


@cache
def as_seen(sign: str) -> str:
    """A sign as it looks if it is a letter or a digit; nothing for another one."""
    latin = OF_LATIN.fullmatch(unicodedata.name(sign, ""))
    if latin:
        return latin[1].lower()
    seen = (sign.isalnum() or sign == "|") and sign not in FILLERS
    return str(unicodedata.decimal(sign, sign)) if seen else ""


def without_solution(cell) -> str:
    """What a student got in this cell."""
    if cell.cell_type == "markdown":
        return TEXT_STUB if name_of(cell) else cell.source
    text = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", cell.source, flags=re.S)
    return text.replace("### ", "")
