"""What comes in: folders and zips as learning platforms make them.

A zip is never unpacked under names of its own: each notebook gets a number. What is
not understood is set aside with the reason and what to do; the rest is graded.
"""

import contextlib
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from pathlib import Path, PurePosixPath

from assignments.grading.course import names
from assignments.grading.reading import LARGEST, digest, printable
from assignments.grading.roster import (
    ALLOWED,
    STUDENT,
    UnknownStudentError,
    find_student,
    key,
    time_of,
)

MOST_FILES, MOST_BYTES = 20_000, 2 * 2**30  # of one zip
CANVAS = re.compile(r"(?P<who>.+?)(?P<late>_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)")
CANVAS_TEXT = re.compile(r"(?P<who>.+?)(_LATE)?_(?P<id>\d+)_(text|link)\.html")
CANVAS_HIDDEN = re.compile(r"anon_\w+?_\d+_(?P<file>.+)")
MOODLE = re.compile(r"(?P<who>.+?)_\d+_assignsubmission_[a-z]+_?(?P<file>.*)")
NO_NOTEBOOK = "no notebook"
NOT_HANDED_IN = {"__macosx", ".ds_store", "thumbs.db", "desktop.ini", "timestamp.txt"}


@dataclass(frozen=True)
class Handed:
    """A notebook that was handed in.

    Attributes
    ----------
    student, assignment : str
    path : Path
        Where it can be read.
    shown : str
        What it is called where it came from.
    folder, number : str
        What the platform calls the student in the name, and its number on Canvas.
    late : bool
        Whether Canvas marks it as late.
    time : datetime, optional
        When it was handed in, if that is known.
    """

    student: str
    assignment: str
    path: Path
    shown: str
    folder: str = ""
    number: str = ""
    late: bool = False
    time: datetime | None = None


@dataclass
class Intake:
    """What can be graded, and what was set aside."""

    found: dict[tuple[str, str], Handed] = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)

    def set_aside(self, shown, what, todo, student="", assignment=""):
        """Note something that is not graded."""
        words = {"student": student, "assignment": assignment, "file": str(shown)}
        words |= {"problem": what, "what to do": todo}
        self.problems.append({key: printable(text) for key, text in words.items()})


@dataclass(frozen=True)
class File:
    """A file before anybody has looked at it; ``path`` is None if it is unreadable."""

    parts: tuple[str, ...]
    path: Path | None
    time: datetime | None = None
    fault: str = ""


class NotForGradingError(ValueError):
    """A file that is set aside: why, and what to do."""


def collect(source: Path, work: Path, people: list[dict] = ()) -> Intake:
    """Find out what was handed in, by whom.

    Parameters
    ----------
    source : Path
        A folder or a zip: of Canvas, of Moodle, or ``STUDENT/ASSIGNMENT.ipynb``, or
        nbgrader's ``STUDENT/ASSIGNMENT/ASSIGNMENT.ipynb``.
    work : Path
        A folder of ours: notebooks of a zip are put there.
    people : list of dict
        From `roster.read_roster`; empty if there is no list.

    Returns
    -------
    Intake

    Raises
    ------
    ValueError
        If there is nothing to read.
    """
    if zipfile.is_zipfile(source):
        files = list(files_of_zip(source, work))
    elif Path(source).is_dir():
        files = list(files_of_folder(Path(source)))
    else:
        raise ValueError(f"{source}: expected a folder or a zip")
    intake, read, shared = Intake(), {}, shared_folders(files)
    for file in files:
        shown = "/".join(file.parts)
        try:
            handed = understand(file, people, shared)
        except NotForGradingError as fault:
            what, todo, student = (*fault.args, "")[:3]
            intake.set_aside(shown, what, todo, student)
        else:
            read.setdefault((key(handed.student), handed.assignment), []).append(handed)
    for versions in read.values():
        settle(intake, versions)
    note_extras(intake)
    note_empty_folders(intake, source, files)
    note_absent(intake, people)
    return intake


def understand(file: File, people: list[dict], shared: int = 0) -> Handed:
    """Whose notebook a file is, and of which assignment."""
    who, number, late, name = owner(file.parts, shared)
    student = student_of(who, number, people)
    if file.fault:
        raise NotForGradingError(file.fault, "ask for the notebook again", student)
    if not name.casefold().endswith(".ipynb"):
        raise NotForGradingError(*wrong_kind(name), student)
    assignment = assignment_of(name)
    if assignment is None:
        what = f"{name!r} names no assignment"
        todo = f"if it is one of these, rename it: {', '.join(names())}"
        raise NotForGradingError(what, todo, student)
    time = time_in(people, student) or file.time
    shown = "/".join(file.parts)
    return Handed(student, assignment, file.path, shown, who, number, late, time)


def shared_folders(files: list[File]) -> int:
    """How many folders lie around all notebooks."""
    names = [file.parts for file in files if file.parts[-1].endswith(".ipynb")]
    levels = zip(*(parts[:-1] for parts in names), strict=False)
    return len(list(takewhile(lambda level: len({*level}) == 1, levels)))


def owner(parts: tuple[str, ...], shared: int = 0) -> tuple[str, str, bool, str]:
    """Who, the number on Canvas, whether it is late there, and the name of the file.

    A platform gives its names in the outermost place, below the ``shared`` folders in
    which all files lie. Names further in are chosen by students, and say nothing.
    """
    name = parts[-1]
    for part in parts[: shared + 1]:
        if found := MOODLE.fullmatch(part):
            return found["who"], "", False, found["file"] or name
    given = name if len(parts) <= shared + 1 else ""
    if CANVAS_HIDDEN.fullmatch(given):
        todo = "switch off anonymous grading, and download again"
        raise NotForGradingError("Canvas hides whose this is", todo)
    if found := CANVAS.fullmatch(given):
        return found["who"], found["id"], bool(found["late"]), found["file"]
    if found := CANVAS_TEXT.fullmatch(given):
        return found["who"], found["id"], False, name
    if len(parts) < 2:
        todo = "put it into a folder named like the student"
        raise NotForGradingError("it lies in nobody's folder", todo)
    return parts[0], "", False, name


def student_of(who: str, number: str, people: list[dict]) -> str:
    """What has to stand in ``STUDENT``."""
    if people:
        try:
            return find_student(people, who, number)
        except UnknownStudentError as fault:
            todo = f"write {who} into the column folder of the student's line"
            raise NotForGradingError(str(fault), todo) from None
    student = unicodedata.normalize("NFC", who).strip()
    if not STUDENT.fullmatch(student):
        todo = "rename the folder, or make a list of students with a column folder"
        raise NotForGradingError(f"{who!r}: expected {ALLOWED}", todo)
    return student


def wrong_kind(name: str) -> tuple[str, str]:
    """What a file is that is no notebook, and what to do."""
    lower = name.casefold()
    if ".ipynb." in lower:
        return "a notebook under another name?", "rename it so that it ends in .ipynb"
    if lower.endswith((".zip", ".7z", ".rar", ".gz")):
        return "packed once more", "unpack it there, and pack or grade the folder again"
    return NO_NOTEBOOK, "ask for the file that ends in .ipynb"


def assignment_of(name: str) -> str | None:
    """The assignment in a name such as ``Copy of ch03-gates (1).ipynb``."""
    text = re.sub(r"[\W_]+", "-", name.casefold().removesuffix(".ipynb"))
    found = [one for one in names() if f"-{one}-" in f"-{text}-"]
    return found[0] if len(found) == 1 else None


def time_in(people: list[dict], student: str) -> datetime | None:
    """When this student handed in, if the list says so."""
    times = [line["handed_in"] for line in people if line["student"] == student]
    return next((time_of(text) for text in times if text), None)


def settle(intake: Intake, versions: list[Handed]) -> None:
    """Take the one notebook of a student, or none of several that differ."""
    first, *others = versions
    if all(digest(first.path) == digest(one.path) for one in others):
        intake.found[first.student, first.assignment] = first
        return
    what = "two different notebooks of one student"
    todo = "delete all but the one that counts, and grade again"
    for one in versions:
        intake.set_aside(one.shown, what, todo, one.student, one.assignment)


# Where files come from.


def files_of_folder(folder: Path) -> Iterator[File]:
    """All files of a folder, in order; what a system puts there is left out."""
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if is_clutter(parts) or (path.is_dir() and path.suffix != ".ipynb"):
            continue
        if path.is_symlink() or not path.is_file():
            yield File(parts, None, fault="no plain file, but a link or a folder")
        else:
            yield File(parts, path, time_beside(path))


def time_beside(path: Path) -> datetime:
    """When a file was handed in: as nbgrader noted it, or else its own time.

    In other layouts than nbgrader's, only a student can have put a time stamp there.
    """
    stamp, noted = path.with_name("timestamp.txt"), ""
    if path.parent.name == path.stem and stamp.is_file():
        with stamp.open("rb") as file:
            noted = file.read(100).decode("utf-8", "replace").strip()
    zone = "+00:00" if noted.endswith("UTC") else ""
    own = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    return time_of(noted[:19] + zone) or own


def files_of_zip(source: Path, work: Path) -> Iterator[File]:
    """The files of a zip. Its times are those of the download: they are not used."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    left = MOST_BYTES
    with zipfile.ZipFile(source) as archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        if len(members) > MOST_FILES:
            raise ValueError(f"{source}: expected at most {MOST_FILES} files")
        paths = [parts_of(member) for member in members]
        wrapped = wrapper(paths)
        for number, (member, parts) in enumerate(zip(members, paths, strict=True)):
            if is_clutter(parts):
                continue
            target, fault = work / f"{number:05d}.ipynb", ""
            if parts[-1].casefold().endswith(".ipynb"):
                fault = take_out(archive, member, target, left)
                left -= target.stat().st_size if target.exists() else 0
            yield File(parts[wrapped:], None if fault else target, fault=fault)


def take_out(archive, member, target: Path, left: int) -> str:
    """Write one file of a zip; says why if that cannot be."""
    try:
        with archive.open(member) as file:
            data = file.read(LARGEST + 1)  # what a zip says of sizes may be false
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        return f"cannot be read from the zip: {error}"
    except Exception as error:  # damaged data: each method of packing has its own
        return f"cannot be read from the zip: {type(error).__name__}"
    if len(data) > LARGEST or len(data) > left:
        return f"larger than {LARGEST // 2**20} MiB, or the zip as a whole is too large"
    target.write_bytes(data)
    return ""


def parts_of(member: zipfile.ZipInfo) -> tuple[str, ...]:
    """The path of a file in a zip; many programs write UTF-8 without saying so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return tuple(part for part in parts if part not in ("/", "..")) or ("?",)


def wrapper(paths: list[tuple[str, ...]]) -> int:
    """1 if all lies in one folder that holds several others, as in a zip by hand."""
    paths = [parts for parts in paths if not is_clutter(parts)]
    tops = {parts[0] for parts in paths}
    inner = {parts[1] for parts in paths if len(parts) > 2} - set(names())
    single = len(tops) == 1 and not MOODLE.fullmatch(next(iter(tops)))
    named = all(len(p) == 2 and CANVAS.fullmatch(p[-1]) for p in paths)
    return int(single and (len(inner) > 1 or (named and bool(paths))))


def is_clutter(parts: tuple[str, ...]) -> bool:
    """Whether a system or an editor put this there."""
    return any(p.casefold() in NOT_HANDED_IN or p.startswith(".") for p in parts)


# What is missing.


def note_extras(intake: Intake) -> None:
    """Say of files beside a notebook that they ask for nothing."""
    students = {student for student, _ in intake.found}
    for problem in intake.problems:
        if problem["problem"] == NO_NOTEBOOK and problem["student"] in students:
            problem["what to do"] = "nothing: it lies beside a notebook, which counts"


def note_empty_folders(intake: Intake, source: Path, files: list[File]) -> None:
    """Name folders of students that hold nothing that was looked at."""
    if not Path(source).is_dir():
        return
    full = {file.parts[0] for file in files}
    for folder in sorted(Path(source).iterdir()):
        empty = folder.is_dir() and folder.name not in full
        if empty and not is_clutter((folder.name,)):
            intake.set_aside(folder.name, "an empty folder", "ask for the notebook")


def note_absent(intake: Intake, people: list[dict]) -> None:
    """Name those on the list of whom there is nothing."""
    known = {problem["student"] for problem in intake.problems}
    students = dict.fromkeys(line["student"] for line in people)
    for assignment in sorted({name for _, name in intake.found}):
        for student in students:
            if (student, assignment) not in intake.found and student not in known:
                what, todo = "handed in nothing", "nothing, or ask"
                intake.set_aside("", what, todo, student, assignment)
