"""What comes in: folders and zips as learning platforms make them.

A zip is never unpacked under names of its own: each notebook gets a number. What is
not understood is set aside with the reason and what to do; the rest is graded.
"""

import contextlib
import os
import re
import shutil
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from assignments.grading.course import names
from assignments.grading.reading import LARGEST, digest, printable
from assignments.grading.roster import (
    ALLOWED,
    UnknownStudentError,
    can_name_folder,
    find_student,
    key,
    time_of,
)

MOST_FILES, MOST_BYTES = 20_000, 2 * 2**30  # of one zip
MOST_OF_ONE = 100 * 2**20  # bytes, of one student
MOST_IN_FOLDER = 1_000  # files, of one student in a zip
MOST_LISTED = 20  # problems, of one student
CANVAS = re.compile(r"(?P<late>_LATE)?(?=_(?P<id>\d+)_\d+_(?P<file>.+))")  # after who
CANVAS_TEXT = re.compile(r"(?P<who>.+?)(_LATE)?_(?P<id>\d+)_(text|link)\.html")
CANVAS_HIDDEN = re.compile(r"anon_\w+?_\d+_(?P<file>.+)")
MOODLE = re.compile(
    r"(?P<upload>(?P<who>.+?)_\d+)_assignsubmission_[a-z]+_?(?P<file>.*)"
)
EMPTY = "a folder that is empty, or holds hidden files only"
NO_NOTEBOOK, ABSENT = "no notebook", "handed in nothing"
AGAIN = "ask for the notebook again"
RARE = "an assignment that few handed in: graded, but in no file for the platform"
ALLOW = "allow yourself to read it (chmod -R u+rX), and grade again"
FEW = 1 / 4  # of the notebooks: so many of another assignment are mistakes
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
    folder, number, upload : str
        What the platform calls the student in the name, its number on Canvas, and its
        name with the number on Moodle.
    late : bool
        Whether Canvas marks it as late.
    platform : bool
        Whether its name is one that Canvas or Moodle gives.
    time : datetime, optional
        When it was handed in, if that is known.
    """

    student: str
    assignment: str
    path: Path
    shown: str
    folder: str = ""
    number: str = ""
    upload: str = ""
    late: bool = False
    platform: bool = False
    time: datetime | None = None


@dataclass
class Intake:
    """What can be graded, what was set aside, and who may have handed that in."""

    found: dict[tuple[str, str], Handed] = field(default_factory=dict)
    problems: list[dict] = field(default_factory=list)
    perhaps: set[str] = field(default_factory=set)

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
    todo: str = AGAIN


class Owner(NamedTuple):
    """What the path of a file says: whose it is, and what it was called.

    ``number`` is that of Canvas, which ``rivals`` may be, too; ``upload`` is Moodle's
    name with its number, which tells apart two students of one name.
    """

    who: str
    name: str
    number: str = ""
    late: bool = False
    upload: str = ""
    rivals: tuple[str, ...] = ()

    @property
    def platform(self) -> bool:
        """Whether Canvas or Moodle made this name."""
        return bool(self.number or self.upload)


class Layout(NamedTuple):
    """What all files together say of how a name is to be read.

    ``shared`` is the number of folders around all of them; ``canvas`` whether Canvas
    gave one its name, so that Moodle gave none; ``numbers`` those on the list.
    """

    shared: int = 0
    canvas: bool = False
    numbers: frozenset[str] = frozenset()


class NotForGradingError(ValueError):
    """A file that is set aside: why, what to do, and who may have handed it in."""

    def __init__(self, what: str, todo: str, *students: str):
        super().__init__(what, todo)
        self.what, self.todo, self.students = what, todo, students


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
        files = list(files_of_zip(source, work, people))
    elif Path(source).is_dir():
        files = list(files_of_folder(Path(source)))
    else:
        raise ValueError(f"{source}: expected a folder or a zip")
    refuse_several(source, files, people)
    intake, read, layout = Intake(), {}, layout_of(files, people)
    for file in files:
        shown = "/".join(file.parts)
        try:
            handed = understand(file, people, layout)
        except NotForGradingError as fault:
            only = fault.students[0] if len(fault.students) == 1 else ""
            named = assignment_of(file.parts[-1]) or ""
            intake.set_aside(shown, fault.what, fault.todo, only, named)
            intake.perhaps.update(() if only else fault.students)
        else:
            read.setdefault((key(handed.student), handed.assignment), []).append(handed)
    set_strays_aside(intake, read)
    for versions in read.values():
        settle(intake, versions)
    note_extras(intake)
    note_empty_folders(intake, source, files, people)
    note_absent(intake, people)
    shorten(intake, layout)
    return intake


def understand(file: File, people: list[dict], layout: Layout) -> Handed:
    """Whose notebook a file is, and of which assignment."""
    whose = owner(file.parts, layout)
    student = student_of(whose, people)
    if file.fault:
        raise NotForGradingError(file.fault, file.todo, student)
    if not whose.name.casefold().endswith(".ipynb"):
        raise NotForGradingError(*wrong_kind(whose.name), student)
    assignment = assignment_of(whose.name)
    if assignment is None:
        what = f"{whose.name!r} names no assignment"
        todo = f"if it is one of these, rename it: {', '.join(names())}"
        raise NotForGradingError(what, todo, student)
    # A platform's files carry the time of the download, packed or not.
    own = None if whose.platform else file.time
    return Handed(
        student,
        assignment,
        file.path,
        "/".join(file.parts),
        folder=whose.who,
        number=whose.number,
        upload=whose.upload,
        late=whose.late,
        platform=whose.platform,
        time=time_in(people, student) or own,
    )


def refuse_several(source: Path, files: list[File], people: list[dict]) -> None:
    """Refuse a folder of downloads, one for each week, say: names repeat in them."""
    tops = {file.parts[0] for file in files}
    downloads = {
        file.parts[0]
        for file in files
        if len(file.parts) > 1 and not MOODLE.fullmatch(file.parts[0])
        if MOODLE.fullmatch(file.parts[1])
        or (len(file.parts) == 2 and of_canvas(file.parts[1]))
    }
    # A student can give such a name to a file; most of them will not.
    downloads = {folder for folder in downloads if not owned({folder}, people)}
    if len(downloads) > 1 and len(downloads) > len(tops) / 2:
        first, second, *_ = sorted(downloads)
        raise ValueError(
            f"{source}: holds {len(downloads)} downloads of a platform, such as "
            f"{first!r} and {second!r}: grade each by itself, {Path(source, first)}; "
            "or, if these are folders of students, rename the files, or use --students"
        )


def layout_of(files: list[File], people: list[dict]) -> Layout:
    """How the names of these files are to be read."""
    shared = shared_folders(files, people)
    outside = (f.parts[-1] for f in files if len(f.parts) <= shared + 1)
    canvas = any(of_canvas(name) and not MOODLE.fullmatch(name) for name in outside)
    numbers = frozenset(line["id"] for line in people if line["id"])
    return Layout(shared, canvas, numbers)


def shared_folders(files: list[File], people: list[dict] = ()) -> int:
    """How many folders lie around all notebooks, up to one that is a student's.

    Who is the only one to hand in has such a folder, and chose the names in it.
    """
    names = [file.parts for file in files if file.parts[-1].endswith(".ipynb")]
    levels = [{*level} for level in zip(*(p[:-1] for p in names), strict=False)]
    return len(
        list(takewhile(lambda one: len(one) == 1 and not owned(one, people), levels))
    )


def owned(folders: set[str], people: list[dict]) -> bool:
    """Whether the list knows whose one of these folders is."""
    for folder in folders:
        with contextlib.suppress(UnknownStudentError):
            return bool(find_student(people, folder))
    return False


def of_canvas(name: str, numbers: Collection[str] = ()) -> Owner | None:
    """Whose a file is, if Canvas gave it its name.

    Students can put such numbers, and _LATE, into the names of their files, and many
    into their own. So numbers of the list count, and late is who is so in one reading.
    """
    readings = [found for found in CANVAS.finditer(name) if found.start()]
    if not readings:
        return None
    first, *rest = [one for one in readings if one["id"] in numbers] or readings[:1]
    return Owner(
        name[: first.start()],
        first["file"],
        number=first["id"],
        late=any(one["late"] for one in readings),
        rivals=tuple(sorted({one["id"] for one in rest} - {first["id"]})),
    )


def owner(parts: tuple[str, ...], layout: Layout) -> Owner:
    """Whose a file is, as far as its path says.

    A platform gives its names in the outermost place, below the folders in which all
    files lie. Names further in are chosen by students, and say nothing.
    """
    name, shared = parts[-1], layout.shared
    given = name if len(parts) <= shared + 1 else ""
    for part in parts[: shared + 1]:
        found = MOODLE.fullmatch(part)
        if found and not (layout.canvas and part == given):
            return Owner(found["who"], found["file"] or name, upload=found["upload"])
    if CANVAS_HIDDEN.fullmatch(given):
        todo = "switch off anonymous grading, and download again"
        raise NotForGradingError("Canvas hides whose this is", todo)
    if found := of_canvas(given, layout.numbers):
        return found
    if found := CANVAS_TEXT.fullmatch(given):
        return Owner(found["who"], name, number=found["id"])
    if len(parts) < 2 and name.casefold().endswith(".zip"):
        raise NotForGradingError("a download of a platform?", "grade it by itself")
    if len(parts) < 2:
        todo = "put it into a folder named like the student"
        raise NotForGradingError("it lies in nobody's folder", todo)
    return Owner(parts[0], name)


def student_of(whose: Owner, people: list[dict]) -> str:
    """What has to stand in ``STUDENT``."""
    who = whose.who
    if whose.rivals:
        numbers = " and ".join((whose.number, *whose.rivals))
        todo = "look on Canvas whose it is, and take the other number out of its name"
        raise NotForGradingError(f"has the numbers of several people: {numbers}", todo)
    if people:
        try:
            return find_student(people, who, whose.number, whose.upload)
        except UnknownStudentError as fault:
            folder = whose.upload if fault.perhaps and whose.upload else who
            todo = f"write {folder} into the column folder of the student's line"
            if whose.number:
                todo = f"look on Canvas whose number {whose.number} is, and write it "
                todo += "into the column id of that student's line"
            raise NotForGradingError(str(fault), todo, *fault.perhaps) from None
    student = unicodedata.normalize("NFC", who).strip()
    if not can_name_folder(student):
        todo = "rename the folder, or make a list of students with a column folder"
        raise NotForGradingError(f"{who!r}: expected {ALLOWED}", todo)
    return student


def wrong_kind(name: str) -> tuple[str, str]:
    """What a file of a student is that is no notebook, and what to do."""
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


def set_strays_aside(intake: Intake, read: dict) -> None:
    """Set aside the few notebooks of another assignment: a platform packs one.

    Otherwise one wrong upload would make a column for the platform, and a line for
    everybody who did not make the same mistake.
    """
    counts = Counter(name for _, name in read)
    main, most = max(counts.items(), key=lambda pair: pair[1], default=("", 0))
    for student, name in list(read):
        versions = read[student, name]
        if counts[name] > FEW * most or not all(one.platform for one in versions):
            continue
        what = f"a notebook of {name}, among those of {main}"
        todo = f"ask for {main}; to grade it all the same, put it into a folder of its"
        for one in read.pop((student, name)):
            intake.set_aside(one.shown, what, f"{todo} student", one.student, name)


def settle(intake: Intake, versions: list[Handed]) -> None:
    """Take the one notebook of a student, or none of several that differ."""
    first, *others = versions
    uploads = {key(one.upload) or one.number for one in versions}
    if len(uploads) == 1 and all(
        digest(first.path) == digest(one.path) for one in others
    ):
        intake.found[first.student, first.assignment] = first
        for one in others:
            if one.student != first.student:
                what = f"the same notebook as that of {first.student}"
                todo = (
                    "nothing, if they are one person; otherwise rename one of the two"
                )
                intake.set_aside(one.shown, what, todo)
        return
    what = "two different notebooks of one student"
    todo = "delete all but the one that counts, and grade again"
    if len(uploads) > 1:
        what = "two people of one name, by their numbers"
        todo = "give each a line in the list of students, with {} in the column {}; "
        todo += "if they are one person, delete all but the one that counts"
    for one in versions:
        cell = (one.upload, "folder") if one.upload else (one.number, "id")
        intake.set_aside(
            one.shown, what, todo.format(*cell), one.student, one.assignment
        )


# Where files come from.


def files_of_folder(folder: Path) -> Iterator[File]:
    """All files of a folder, in order; what a system puts there is left out."""
    for path in sorted(all_in(folder)):
        parts = tuple(map(printable, path.relative_to(folder).parts))
        if is_clutter(parts):
            continue
        try:
            yield from looked_at(path, parts)
        except OSError as error:
            name = printable(Path(error.filename or path).name)
            fault = f"{name} cannot be read: {error.strerror}"
            yield File(parts, None, fault=fault, todo=ALLOW)


def all_in(folder: Path) -> Iterator[Path]:
    """All files and folders in a folder, which may lie in one another very deep."""
    waiting = [folder]
    while waiting:
        top = waiting.pop()
        with contextlib.suppress(OSError):  # `looked_at` says so
            for path in top.iterdir():
                yield path
                if path.is_dir() and not path.is_symlink():
                    waiting.append(path)


def looked_at(path: Path, parts: tuple[str, ...]) -> Iterator[File]:
    """A file of a folder; of a folder in it only what is wrong with it."""
    link, forbidden = path.is_symlink(), "you are not allowed to read it"
    if path.is_dir() and path.suffix != ".ipynb":
        if not link and not os.access(path, os.R_OK | os.X_OK):
            yield File((*parts, "*"), None, fault=forbidden, todo=ALLOW)
    elif link or not path.is_file():
        yield File(parts, None, fault="no plain file, but a link or a folder")
    elif not os.access(path, os.R_OK):
        yield File(parts, None, fault=forbidden, todo=ALLOW)
    else:
        yield File(parts, path, time_beside(path))


def time_beside(path: Path) -> datetime | None:
    """When a file was handed in: as nbgrader noted it, or else its own time.

    In other layouts than nbgrader's, only a student can have put a time stamp there.
    """
    stamp, noted = path.with_name("timestamp.txt"), ""
    if path.parent.name == path.stem and stamp.is_file():
        with stamp.open("rb") as file:
            noted = file.read(100).decode("utf-8", "replace").strip()
    zone = "+00:00" if noted.endswith("UTC") else ""
    return time_of(noted[:19] + zone) or own_time(path)


def own_time(path: Path) -> datetime | None:
    """The time of a file; None if no calendar has it."""
    seconds = path.stat().st_mtime
    try:
        return datetime.fromtimestamp(seconds).astimezone()
    except (ValueError, OverflowError, OSError):
        return None


def files_of_zip(source: Path, work: Path, people: list[dict] = ()) -> Iterator[File]:
    """The files of a zip. Its times are those of the download: they are not used."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    left, of_one = MOST_BYTES, Counter()
    try:
        archive = zipfile.ZipFile(source)
    except UnicodeDecodeError:
        what = "a name in it is no UTF-8: unpack it, and grade the folder"
        raise ValueError(f"{source}: {what}") from None
    with archive:
        members = [one for one in archive.infolist() if not one.is_dir()]
        paths = [parts_of(member) for member in members]
        wrapped = wrapper(paths, people)
        kept = [
            (member, parts[wrapped:])
            for member, parts in zip(members, paths, strict=True)
            if not is_clutter(parts)
        ]
        folders = {parts[wrapped] for parts in paths if len(parts) > wrapped + 1}
        for name in sorted(folders - {parts[0] for _, parts in kept}):
            if not is_clutter((name,)):
                yield File((name, "*"), None, fault=EMPTY, todo="ask for the notebook")
        layout = layout_of([File(parts, None) for _, parts in kept], people)
        kept, too_many = few_of_each(kept, layout)
        yield from too_many
        if len(kept) > MOST_FILES:
            raise ValueError(f"{source}: expected at most {MOST_FILES} files")
        for number, (member, parts) in enumerate(kept):
            target, fault = work / f"{number:05d}.ipynb", ()
            if parts[-1].casefold().endswith(".ipynb"):
                who = payer(parts, layout)
                fault = take_out(archive, member, target, left, of_one[who])
                size = target.stat().st_size if target.exists() else 0
                left -= size
                of_one[who] += size
            yield File(parts, None if fault else target, None, *fault)


def few_of_each(members: list[tuple], layout: Layout) -> tuple[list[tuple], list[File]]:
    """The members of a zip without most of a student's, or a folder's, if very many."""
    counts, kept = Counter(), []
    for member, parts in members:
        place = payer(parts, layout) or parts[0]
        kind = place, parts[-1].casefold().endswith(".ipynb")
        counts[kind] += 1
        if counts[kind] <= MOST_IN_FOLDER:
            kept.append((member, parts))
    what = f"more than {MOST_IN_FOLDER} files: the others were not looked at"
    over = (place for (place, _), count in counts.items() if count > MOST_IN_FOLDER)
    return kept, [File((place or "?", "*"), None, fault=what) for place in over]


def payer(parts: tuple[str, ...], layout: Layout) -> str:
    """To whose share a file of a zip counts."""
    with contextlib.suppress(NotForGradingError):
        whose = owner(parts, layout)
        number = "_".join((whose.number, *whose.rivals))
        return number or key(whose.upload or whose.who)
    return ""


def take_out(archive, member, target: Path, left: int, taken: int = 0) -> tuple:
    """Write one file of a zip; if that cannot be, says why, and what to do.

    ``left`` bytes may still come from this zip; ``taken`` came from this student.
    """
    if taken >= MOST_OF_ONE:
        what = f"this student's other notebooks are {taken // 2**20} MiB already"
        return what, "ask for one notebook of each assignment"
    try:
        with archive.open(member) as file:
            data = file.read(LARGEST + 1)  # what a zip says of sizes may be false
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError) as error:
        return f"cannot be read from the zip: {error}", AGAIN
    except Exception as error:  # damaged data: each method of packing has its own
        return f"cannot be read from the zip: {type(error).__name__}", AGAIN
    if len(data) > LARGEST:
        what = f"larger than {LARGEST // 2**20} MiB"
        return what, "ask for it with the outputs cleared"
    if len(data) > left:
        what = f"the notebooks of this zip are larger than {MOST_BYTES // 2**20} MiB"
        return what, "unpack the zip, and grade the folder"
    target.write_bytes(data)
    return ()


def parts_of(member: zipfile.ZipInfo) -> tuple[str, ...]:
    """The path of a file in a zip; many programs write UTF-8 without saying so."""
    name = member.filename
    if not member.flag_bits & 0x800:
        with contextlib.suppress(UnicodeError):
            name = name.encode("cp437").decode("utf-8")
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return tuple(part for part in parts if part not in ("/", "..")) or ("?",)


def wrapper(paths: list[tuple[str, ...]], people: list[dict] = ()) -> int:
    """1 if all lies in one folder that holds several others, as in a zip by hand.

    2 if it is nbgrader's course, in whose folder ``submitted`` the others lie. Not if
    it is the folder of a student on the list, who chose the names in it.
    """
    paths = [parts for parts in paths if not is_clutter(parts)]
    tops = {parts[0] for parts in paths}
    inner = {parts[1] for parts in paths if len(parts) > 2} - set(names())
    single = len(tops) == 1 and not MOODLE.fullmatch(next(iter(tops)))
    single = single and not owned(tops, people)
    if single and inner == {"submitted"}:
        return 1 + wrapper([parts[1:] for parts in paths], people)
    named = all(len(p) == 2 and CANVAS.fullmatch(p[-1]) for p in paths)
    return int(single and (len(inner) > 1 or (named and bool(paths))))


def is_clutter(parts: tuple[str, ...]) -> bool:
    """Whether a system or an editor put this there."""
    hidden = (p.startswith(".") and not MOODLE.fullmatch(p) for p in parts)
    return any(hidden) or any(p.casefold() in NOT_HANDED_IN for p in parts)


# What is missing.


def note_extras(intake: Intake) -> None:
    """Say of files beside a notebook that they ask for nothing."""
    students = {student for student, _ in intake.found}
    for problem in intake.problems:
        student, named = problem["student"], problem["assignment"]
        counts = (student, named) in intake.found if named else student in students
        if problem["problem"] == NO_NOTEBOOK and counts:
            problem["what to do"] = "nothing: it lies beside a notebook, which counts"


def note_empty_folders(
    intake: Intake, source: Path, files: list[File], people: list[dict]
) -> None:
    """Name folders of students that hold nothing that was looked at."""
    if not Path(source).is_dir():
        return
    full = {file.parts[0] for file in files}
    for folder in sorted(Path(source).iterdir()):
        empty = folder.is_dir() and printable(folder.name) not in full
        if empty and not is_clutter((folder.name,)):
            student = ""
            with contextlib.suppress(UnknownStudentError):
                student = find_student(people, folder.name)
            intake.set_aside(folder.name, EMPTY, "ask for the notebook", student)


def note_absent(intake: Intake, people: list[dict]) -> None:
    """Name those on the list of whom there is nothing."""
    said = {(one["student"], one["assignment"]) for one in intake.problems}
    there, wanted = ({pair[i] for pair in intake.found} for i in (0, 1))
    unclear = {who for who, name in said if name not in wanted} | intake.perhaps
    students = dict.fromkeys(line["student"] for line in people)
    usual = usual_ones(name for _, name in intake.found)
    for student, assignment in sorted(intake.found):
        if assignment not in usual:
            shown = intake.found[student, assignment].shown
            todo = "if it was asked for, write the mark into the platform by hand"
            intake.set_aside(shown, RARE, todo, student, assignment)
    for assignment in sorted(usual):
        for student in students:
            pair = student, assignment
            if pair in intake.found or pair in said or student in unclear - there:
                continue
            todo = "nothing, or ask"
            if student in unclear:
                todo += "; look first whether another file of theirs is it"
            elif any(not who for who, _ in said):
                todo += "; look first whether a file without a student is theirs"
            intake.set_aside("", ABSENT, todo, student, assignment)


def usual_ones(assignments: Iterable[str]) -> set[str]:
    """Those that more than a few have handed in: others may be in the wrong folder."""
    counts = Counter(assignments)
    most = max(counts.values(), default=0)
    return {name for name, count in counts.items() if count > FEW * most}


def shorten(intake: Intake, layout: Layout) -> None:
    """Leave of the many files of one student that are set aside the first few."""
    counts, kept = Counter(), []
    for problem in intake.problems:
        parts = tuple(problem["file"].split("/"))
        whose = problem["student"] or payer(parts, layout) or parts[0]
        counts[whose] += 1
        if counts[whose] <= MOST_LISTED or problem["problem"] == ABSENT:
            kept.append(problem)
        elif counts[whose] == MOST_LISTED + 1:
            what = "more such files, which are not listed"
            kept.append(problem | {"assignment": "", "file": "*", "problem": what})
    intake.problems = kept
