"""The list of a course: who is who, on the learning platform and in ``STUDENT``."""

import codecs
import csv
import io
import logging
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from itertools import chain
from pathlib import Path
from unicodedata import category

logger = logging.getLogger(__name__)

TOLD = "%s: columns that are not understood are left out: %s; understood are %s"
PLATFORM = ("name", "id", "sis_id", "login", "section", "email")
COLUMNS = ("student", "folder", *PLATFORM, "handed_in")
STUDENT = re.compile(r"\w[\w @+.,'\u2019()&-]{0,99}")
MARKS = ("Mn", "Mc")
LONGEST = 200  # bytes: names of folders have 255, and ours add a few
ALLOWED = "letters of any language, digits, blanks and @ + . , _ - ' ( ) &"
ALLOWED += f", at most 100 of them, and {LONGEST} bytes"


class UnknownStudentError(ValueError):
    """Nobody on the list, or more than one (``perhaps``), goes by this name."""

    def __init__(self, message: str, perhaps: Iterable[str] = ()):
        super().__init__(message)
        self.perhaps = tuple(perhaps)


def read_roster(path: Path | None) -> list[dict]:
    """The lines of a list, checked as a whole.

    Parameters
    ----------
    path : Path, optional
        CSV with commas, semicolons or tabs, as a spreadsheet writes it. A column
        ``student`` (what the student writes into ``STUDENT``) and any of ``folder``
        (what the platform calls the student in file names), ``name``, ``id``,
        ``sis_id``, ``login``, ``section``, ``email``, ``handed_in``.

    Returns
    -------
    list of dict

    Raises
    ------
    ValueError
        With all that is wrong, a line for each.
    """
    if path is None:
        return []
    text = decoded(Path(path).read_bytes())
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    table = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        return lines_in(table, path)
    except csv.Error as error:
        raise ValueError(f"{path}: {error}: is a quotation mark left open?") from None


def lines_in(table, path: Path) -> list[dict]:
    """What `read_roster` returns, of a table whose lines are lists."""
    heads = [re.sub(r"\s+", "_", h.strip().lower()) for h in next(table, [])]
    if "student" not in heads:
        known = ", ".join(COLUMNS)
        raise ValueError(f"{path}: expected a column student, of {known}; got {heads}")
    if unknown := [head for head in heads if head and head not in COLUMNS]:
        known = ", ".join(COLUMNS)
        logger.warning(TOLD, path, ", ".join(unknown), known)
    lines = []
    for cells in table:
        values = [unicodedata.normalize("NFC", cell.strip()) for cell in cells]
        if any(values):
            line = dict.fromkeys(COLUMNS, "") | dict(zip(heads, values, strict=False))
            lines.append(line | {"line": table.line_num})
    faults = list(chain(wrong_lines(lines), doubles(lines)))
    if faults:
        raise ValueError("\n".join(f"{path}: {fault}" for fault in faults))
    return lines


def decoded(data: bytes) -> str:
    """Text as spreadsheets write it: UTF-8, UTF-16, or what Windows used before."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def wrong_lines(lines: list[dict]):
    """What is wrong with single lines."""
    for line in lines:
        number = line["line"]
        if not can_name_folder(line["student"]):
            yield f"line {number}: student is {line['student']!r}: expected {ALLOWED}"
        if line["handed_in"] and time_of(line["handed_in"]) is None:
            found = line["handed_in"]
            yield f"line {number}: handed_in: expected 2026-03-31 23:59, got {found!r}"


def doubles(lines: list[dict]):
    """Names that stand for two students, and lines that stand there twice."""
    pairs = Counter((key(line["student"]), key(line["folder"])) for line in lines)
    for line in lines:
        if pairs.pop((key(line["student"]), key(line["folder"])), 1) > 1:
            yield f"line {line['line']}: {line['student']!r} stands there twice"
    spelled = {}
    for line in lines:
        spelled.setdefault(key(line["student"]), set()).add(line["student"])
    for both in spelled.values():
        if len(both) > 1:
            yield f"{' and '.join(sorted(both))} are one name in capitals and without"
    owners = {}
    for line in lines:
        if line["folder"]:
            owners.setdefault(key(line["folder"]), set()).add(line["student"])
    for folder, students in owners.items():
        if len(students) > 1:
            yield f"folder {folder!r} belongs to {' and '.join(sorted(students))}"


def find_student(
    lines: list[dict], folder: str, number: str = "", upload: str = ""
) -> str:
    """Whose work this is.

    Parameters
    ----------
    lines : list of dict
        From `read_roster`.
    folder : str
        The name of a folder, or what a platform calls the student in a file name.
    number : str
        The number in a file name of Canvas: the student's ``id`` there. A student can
        change the name, so a line with another number is never meant.
    upload : str
        The name and the number in a folder of Moodle; ``folder`` is the name alone.

    Returns
    -------
    str
        What the student should have written into ``STUDENT``.

    Raises
    ------
    UnknownStudentError
    """
    loose = plain(folder)
    meant = [line for line in lines if not number or line["id"] in ("", number)]
    ways = (
        lambda line: number and line["id"] == number,
        lambda line: upload and upload_of(line["folder"]) == key(upload),
        lambda line: key(line["folder"]) == key(folder),
        lambda line: key(line["student"]) == key(folder),
        lambda line: loose and loose in loose_names(line),
    )
    for way in ways:
        found = sorted({line["student"] for line in meant if way(line)})
        if len(found) == 1:
            return found[0]
        if found:
            who = " or ".join(found)
            raise UnknownStudentError(f"{(upload or folder)!r} may be {who}", found)
    if any(way(line) for way in ways for line in lines):
        raise UnknownStudentError(f"{folder!r} stands in the list with another id")
    raise UnknownStudentError(f"{folder!r} does not stand in the list of students")


def can_name_folder(student: str) -> bool:
    """Whether a folder of ours can have the name of this student."""
    # Many languages write vowels as marks, which are no letters to `re`.
    plain = "".join("a" if category(sign) in MARKS else sign for sign in student[1:])
    fits = len(student.encode()) <= LONGEST
    return fits and bool(STUDENT.fullmatch(student[:1] + plain))


def key(text: str) -> str:
    """A name without the differences that no eye sees."""
    return unicodedata.normalize("NFC", text).strip().casefold()


def upload_of(folder: str) -> str:
    """A name in the column ``folder``, without what all folders of Moodle end in."""
    return key(folder).partition("_assignsubmission_")[0]


def plain(text: str) -> str:
    """The letters and digits of a name, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in apart if letter.isalnum())


def loose_names(line: dict) -> set[str]:
    """What a platform may make of a name: also with the last name first."""
    words = line["name"].replace(",", " ").split()
    turned = {plain("".join(words[n:] + words[:n])) for n in range(len(words))}
    return turned | {plain(line[column]) for column in ("folder", "student", "login")}


def time_of(text: str) -> datetime | None:
    """A time such as ``2026-03-31 23:59``, here or in the zone it names."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        return None
