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

LENGTH = 5  # tokens of code in a row that are compared
REACH = 3  # words: each is compared together with those that follow so near
LONGEST = 300_000  # characters of an answer that are read: of a notebook, no more are
# Of these the one most alike counts; with fewer rows, an answer says too little.
FEWEST = {"all": 120, "code": 40, "words": 120}
ALIKE = 80  # per cent; all pairs from here on are listed
A_LITTLE = 40  # from here on only the first pairs are
FIRST_PAIRS = 5
MOST_PAIRS = 50  # that are listed, and more only of students who stand in none of these
NOTE = "alike is not copied: read both notebooks before you ask anybody"
# Signs that take no place, such as soft hyphens, and such as stand in no word.
UNSEEN = {"Cf", "Cn", "Co", "Mn", "Sk", "So", "Zl", "Zp"}
FILLERS = "\u115f\u1160"  # the same, though they count as letters
FORMULA = re.compile(  # what of one is no letter
    r"\\(?:begin|end) *\{[^{}]*\}|\\[A-Za-z]+ ?|\\[!,:;>]|[{}$^_]"
)
IN_TAG = r'(?:[^<>"]|"[^"]*")*'
DRAWN = re.compile(rf'<img class="formula" alt="([^"]*)"{IN_TAG}>')
INLINE = re.compile(rf"</?(?:a|code|del|em|img|span|strong|sub|sup)\b{IN_TAG}>")
ANY_TAG = re.compile(f"<{IN_TAG}>")
OF_LATIN = re.compile(  # names of signs that are, or look like, a letter
    r"LATIN (?:LETTER SMALL CAPITAL|SMALL LETTER(?: [A-Z]{2,})?) ([A-Z])(?: WITH .*)?"
)
GAP = re.compile(r"\\[ ,:;>]|~|\\q?quad(?![A-Za-z])")  # the blanks that a formula shows
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
        code or words, whichever is the most alike) and ``same answers`` (names of
        cells).
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
    return sorted(pairs, key=lambda pair: -pair["per cent"])


def compare(a: str, b: str, whole: dict, answers: dict) -> dict:
    """How alike two are."""
    shares = {
        kind: share(whole[a][kind], whole[b][kind])
        for kind, few in FEWEST.items()
        if min(len(whole[a][kind]), len(whole[b][kind])) >= few
    } or {"all": 0}
    kind = max(shares, key=shares.get)
    same = []
    if shares[kind] >= A_LITTLE:
        ours, found = answers[b], answers[a].items()
        same = [key[1] for key, rows in found if rows and rows == ours.get(key)]
    words = " ".join(name for name in same if name)
    pair = {"student": a, "other": b, "per cent": shares[kind], "of": kind}
    return pair | {"same answers": words}


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


def rows_of(cell, source: str | None = None) -> dict[str, set[tuple[str, ...]]]:
    """All rows of neighbouring tokens, or pairs of words, in a cell or another text.

    By kind: what the comments and texts of code say is words, too.
    """
    text = (cell.source if source is None else source)[:LONGEST]
    if cell.cell_type != "code":
        return {"words": in_pairs(words(text))}
    code = set().union(*map(in_rows, lines_of(text)))
    return {"code": code, "words": in_pairs(words(said_in(text)))}


def in_rows(tokens: list[str]) -> set[tuple[str, ...]]:
    """Each token with those that follow it."""
    return {
        tuple(tokens[start : start + LENGTH])
        for start in range(len(tokens) - LENGTH + 1)
    }


def in_pairs(found: list[str]) -> set[tuple[str, str]]:
    """Each word with each of the next few: one more, or another one, changes little."""
    return {
        (word, after)
        for place, word in enumerate(found)
        for after in found[place + 1 : place + 1 + REACH]
    }


def words(source: str) -> list[str]:
    """The words of an answer in words, which lies there as HTML, as they look."""
    source = INLINE.sub("", DRAWN.sub(in_formula, source))
    source = html.unescape(ANY_TAG.sub(" ", source))
    seen = "".join(map(as_seen, normal(FORMULA.sub("", source)).casefold()))
    seen = seen.translate(LOOKALIKES).replace("rn", "m").replace("vv", "w")
    return re.findall(r"[^\W_]+", seen)


def in_formula(found: re.Match) -> str:
    """What a formula shows, with its own blanks only."""
    shown = GAP.sub("\n", html.unescape(found[1])).replace(" ", "")
    return html.escape(shown)


@cache
def as_seen(sign: str) -> str:
    """A sign as it looks: nothing if it takes no place, a letter if it is one."""
    kind = unicodedata.category(sign)
    if kind in UNSEEN or sign in FILLERS or (kind == "Cc" and not sign.isspace()):
        return ""
    latin = OF_LATIN.fullmatch(unicodedata.name(sign, ""))
    return latin[1].lower() if latin else sign


def without_solution(cell) -> str:
    """What a student got in this cell."""
    if cell.cell_type == "markdown":
        return TEXT_STUB if name_of(cell) else cell.source
    text = re.sub(r"### BEGIN SOLUTION.*?### END SOLUTION", "", cell.source, flags=re.S)
    return text.replace("### ", "")
