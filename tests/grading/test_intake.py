"""What comes in: zips of platforms, folders, lists of students, odd names and files."""

import os
import shutil
import unicodedata
import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import nbformat
import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

from assignments.grading import due, grade, intake
from assignments.grading.__main__ import cannot_be_graded, summary
from assignments.grading.course import SOURCE
from assignments.grading.execute import name_of
from assignments.grading.prove import find, signed
from assignments.grading.reading import UnreadableError, read_notebook
from assignments.grading.roster import find_student, read_roster
from lstm_core import exercises

NAME = "ch03-gates"
NFC, NFD = (unicodedata.normalize(form, "José Pérez") for form in ("NFC", "NFD"))
LIST = """\ufeffStudent;Folder;Name;ID;Login
jperez;;José Pérez;11;jp
Sinéad;;Sinéad O'Connor;;so
pat;;"O'Brien, Pat";13;pb
teo;Teo T.;;;
zoe;;Zoë Absent;;
"""


def zipped(path, files):
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def collected(tmp_path, files, people=()):
    """What is found in a zip of these files, and what is set aside."""
    source = zipped(tmp_path / "handed.zip", files)
    taken = intake.collect(source, tmp_path / "work", list(people))
    aside = {p["file"] or p["student"]: p["problem"] for p in taken.problems}
    return {student for student, _ in taken.found}, aside, taken


def people(tmp_path, text=LIST, encoding="utf-8"):
    path = tmp_path / "students.csv"
    path.write_text(text, encoding, newline="")
    return read_roster(path)


# Names of platforms.


def test_canvas_and_its_names(tmp_path):
    files = {
        f"pérezjosé_11_501_{NAME}.ipynb": b"1",
        f"oconnorsinéad_LATE_12_502_{NAME}-1.ipynb": b"2",
        f"nobodyknows_13_503_{NAME} (1).ipynb": b"3",  # by the number
        "teot_14_text.html": b"4",
        f"anon_x9Zq_501_{NAME}.ipynb": b"5",
        f"stranger_99_506_{NAME}.ipynb": b"6",
    }
    found, aside, taken = collected(tmp_path, files, people(tmp_path))
    assert found == {"jperez", "Sinéad", "pat"}
    assert [who for (who, _), one in taken.found.items() if one.late] == ["Sinéad"]
    assert aside["teot_14_text.html"] == "no notebook"
    assert "Canvas hides" in aside[f"anon_x9Zq_501_{NAME}.ipynb"]
    assert "does not stand in the list" in aside[f"stranger_99_506_{NAME}.ipynb"]
    assert aside["zoe"] == "handed in nothing"
    assert "teo" not in aside  # who is known to have handed in something
    assert all(problem["what to do"] for problem in taken.problems)


@pytest.mark.parametrize("form", [NFC, NFD])
def test_moodle_with_folders_and_without_in_both_forms_of_accents(tmp_path, form):
    for files in (
        {f"{form}_123_assignsubmission_file_/{NAME}.ipynb": b"1"},
        {f"{form}_123_assignsubmission_file/{NAME}.ipynb": b"1"},
        {f"{form}_123_assignsubmission_file_{NAME}.ipynb": b"1"},
    ):
        assert collected(tmp_path, files)[0] == {NFC}
        assert collected(tmp_path, files, people(tmp_path))[0] == {"jperez"}


def test_nobody_hands_in_for_another_by_the_name_of_a_file(tmp_path):
    """The platform names the outer folder, or the file; a student what lies in it."""
    zoe = f"{NFC}_12_assignsubmission_file_"
    for ada in (
        f"Ada_11_assignsubmission_file_/{zoe}{NAME}.ipynb",
        f"Ada_11_assignsubmission_file_{zoe}{NAME}.ipynb",
    ):
        files = {ada: b"1", f"{zoe}/{NAME}.ipynb": b"2"}
        assert collected(tmp_path, files)[0] == {"Ada", NFC}
    for name in (f"{zoe}{NAME}", f"zoe_12_9_{NAME}", f"anon_x_9_{NAME}"):
        files = {f"ada/{name}.ipynb": b"1", f"zoe/{NAME}.ipynb": b"2"}
        assert collected(tmp_path, files)[0] == {"ada", "zoe"}
    tail = f"assignsubmission_file_{NAME}.ipynb"  # of Moodle, a student may know
    two = {f"ada_12_2_{NAME}.ipynb": b"2", f"eve_LATE_13_3_{tail}": b"1"}
    *_, taken = collected(tmp_path, two)
    assert {(who, one.late) for (who, _), one in taken.found.items()} == {
        ("ada", False), ("eve", True)
    }  # fmt: skip
    flat = {f"Eve_13_assignsubmission_file_2026_11_{NAME}.ipynb": b"1"}
    assert collected(tmp_path, flat)[0] == {"Eve"}
    inner = {f"all/a_1_5_{NAME}.ipynb": b"1", f"all/b_2_6_{NAME}.ipynb": b"2"}
    assert collected(tmp_path, inner | {"notes.txt": b""})[0] == {"a", "b"}


@pytest.mark.parametrize(
    "name",
    [
        "ch03-gates (1)", "CH03-GATES", "ch03_gates", "ch03-gates-2",
        "Copy of ch03-gates", "ch03-gates - Copy", "ch03-gates-solved", "ch03 gates",
    ],
)  # fmt: skip
def test_names_that_platforms_and_people_make_of_a_notebook(name):
    assert intake.assignment_of(f"{name}.ipynb") == NAME


def test_what_a_student_adds_to_a_name_of_canvas_changes_nothing(tmp_path):
    """Names with numbers in them, of a file or of oneself; 13 is pat's, 11 jperez'."""
    listed, file = people(tmp_path), f"{NAME}.ipynb"
    for name, student, late in (
        (f"pat_13_503_x_LATE_11_2_{file}", None, False),
        (f"pat_13_503_lstm_2026_11_{file}", "pat", False),
        (f"pat_9_8_LATE_13_503_{file}", "pat", True),
        (f"pat_13_8_LATE_13_503_{file}", "pat", True),
        (f"pat_11_8_13_503_{file}", None, False),
        (f"perezjose_9_assignsubmission_file_LATE_13_503_{file}", "pat", True),
    ):
        files = {name: b"1", f"oconnorsinéad_12_502_{file}": b"2"}
        _, aside, taken = collected(tmp_path, files, listed)
        del taken.found["Sinéad", NAME]
        found = [(who, one.late) for (who, _), one in taken.found.items()]
        assert found == ([(student, late)] if student else [])
        if not student:
            assert aside[name] == "has the numbers of several people: " + (
                "13 and 11" if "x_LATE" in name else "11 and 13"
            )


def test_what_few_handed_in_makes_no_column_and_nobody_absent(tmp_path):
    files = {f"{who}/{NAME}.ipynb": who.encode() for who in ("Sinéad", "pat", "zoe")}
    files |= {f"{who}/{NAME}.ipynb": who.encode() for who in ("jperez", "eve", "fay")}
    _, aside, taken = collected(
        tmp_path, files | {"pat/ch01-limits.ipynb": b"old"}, people(tmp_path)
    )
    assert aside["pat/ch01-limits.ipynb"] == intake.RARE
    assert ("pat", "ch01-limits") in taken.found
    assert intake.usual_ones(name for _, name in taken.found) == {NAME}
    absent = [p for p in taken.problems if p["problem"] == intake.ABSENT]
    assert {p["assignment"] for p in absent} <= {NAME}


def test_nothing_that_was_handed_in_vanishes(tmp_path):
    files = {
        f"ada/{NAME}.ipynb": b"1", "ada/notes.txt": b"", "bo/ch03-gates.py": b"",
        "cy/ch03-gates.ipynb.txt": b"", "di/homework.ipynb": b"", "ed/x.html": b"",
        "fi/all.zip": b"", f"/../../gus/{NAME}.ipynb": b"7", f"{NAME}.ipynb": b"8",
        f"a*b/{NAME}.ipynb": b"9", "__MACOSX/ada/._x": b"", "ada/.DS_Store": b"",
        f"hid/.x/{NAME}.ipynb": b"10",
    }  # fmt: skip
    found, aside, taken = collected(tmp_path, files)
    assert found == {"ada", "gus"}
    assert len(aside) == len(files) - 4
    assert aside["hid/*"] == intake.EMPTY
    todo = {p["file"]: p["what to do"] for p in taken.problems}
    assert "beside a notebook" in todo["ada/notes.txt"]
    assert "ends in .ipynb" in todo["cy/ch03-gates.ipynb.txt"]
    assert NAME in todo["di/homework.ipynb"]
    assert "unpack" in todo["fi/all.zip"]
    assert "expected letters" in aside[f"a*b/{NAME}.ipynb"]
    assert "nobody's folder" in aside[f"{NAME}.ipynb"]


def test_a_folder_links_and_empty_folders(tmp_path):
    source = tmp_path / "in"
    for who in ("ada", "O'Brien, Pat", NFD, "मीना", "bo", "mallory"):
        (source / who).mkdir(parents=True)
    (source / "hid" / ".x").mkdir(parents=True)
    (source / "hid" / ".x" / f"{NAME}.ipynb").write_text("1")
    for who in ("ada", "O'Brien, Pat", NFD, "मीना"):
        (source / who / NAME).mkdir()
        (source / who / NAME / f"{NAME}.ipynb").write_text("1")
    real = source / "ada" / NAME / f"{NAME}.ipynb"
    (source / "mallory" / f"{NAME}.ipynb").symlink_to(real)
    taken = intake.collect(source, tmp_path / "work")
    assert {s for s, _ in taken.found} == {"ada", "O'Brien, Pat", NFC, "मीना"}
    aside = {p["file"]: p["problem"] for p in taken.problems}
    assert aside["bo"] == aside["hid"] == intake.EMPTY
    lines = people(tmp_path, "student,name\nbeau,Bo\nada,\n")
    taken = intake.collect(source, tmp_path / "work", lines)
    ours = [p for p in taken.problems if "beau" in (p["student"], p["file"])]
    assert [p["problem"] for p in ours] == [intake.EMPTY], "one line, with a name"
    assert "link" in aside[f"mallory/{NAME}.ipynb"]


def test_two_notebooks_of_one_student(tmp_path):
    same = {f"ada/{NAME}.ipynb": b"1", f"Ada/{NAME} (1).ipynb": b"1"}
    assert len(collected(tmp_path, same)[0]) == 1
    differ = {f"ada/{NAME}.ipynb": b"1", f"Ada/{NAME} (1).ipynb": b"2"}
    found, aside, _ = collected(tmp_path, differ)
    assert not found
    assert set(aside.values()) == {"two different notebooks of one student"}
    assert set(aside) == set(differ)


def test_one_bad_entry_does_not_stop_the_others(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "LARGEST", 10)
    files = {f"ada/{NAME}.ipynb": b"1", f"big/{NAME}.ipynb": b"x" * 11}
    files |= {f"broken/{NAME}.ipynb": b"broken" * 1}
    source = zipped(tmp_path / "handed.zip", files)
    data = source.read_bytes().replace(b"broken" * 1 + b"PK", b"BROKEN" * 1 + b"PK")
    source.write_bytes(data)
    taken = intake.collect(source, tmp_path / "work")
    assert {student for student, _ in taken.found} == {"ada"}
    aside = {p["file"].split("/")[0]: p["problem"] for p in taken.problems}
    assert aside["big"].startswith("larger than")
    assert aside["broken"].startswith("cannot be read from the zip")


def test_a_bomb_is_cut_off(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MOST_BYTES", 10)
    files = {f"s{number}/{NAME}.ipynb": b"12345" for number in range(5)}
    found, aside, _ = collected(tmp_path, files)
    assert len(found) == 2
    assert len(aside) == 3
    monkeypatch.setattr(intake, "MOST_FILES", 4)
    with pytest.raises(ValueError, match="at most 4 files"):
        collected(tmp_path, files)


def test_many_files_of_one_student_take_nothing_from_others(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MOST_IN_FOLDER", 30)
    monkeypatch.setattr(intake, "MOST_FILES", 40)
    files = {f"cy/{number}.txt": b"" for number in range(50)}
    files |= {f"{who}/{NAME}.ipynb": who.encode() for who in ("ada", "cy")}
    found, aside, taken = collected(tmp_path, files)
    assert found == {"ada", "cy"}
    assert "more than 30 files" in aside["cy/*"]
    assert len(taken.problems) == intake.MOST_LISTED + 1
    assert "not listed" in taken.problems[-1]["problem"]


def test_few_files_of_many_unknown_people_are_all_listed(tmp_path):
    names = [f"Pupil {chr(65 + number)}" for number in range(26)]
    files = {f"all/{who}_7_assignsubmission_file_/{NAME}.txt": b"" for who in names}
    *_, taken = collected(tmp_path, files | {f"all/{NAME}.ipynb": b""})
    assert sum("Pupil" in problem["file"] for problem in taken.problems) == 26


def test_folders_that_lie_very_deep_stop_nobody(tmp_path, monkeypatch):
    deep, target = tmp_path / "in" / "cy", tmp_path / "in" / "ada" / f"{NAME}.ipynb"
    for folder in (deep, target.parent):
        folder.mkdir(parents=True)
    target.write_bytes(b"ada")
    monkeypatch.chdir(deep)
    for _ in range(1_500):
        Path("a").mkdir()
        os.chdir("a")
    taken = intake.collect(tmp_path / "in", tmp_path / "work")
    assert {student for student, _ in taken.found} == {"ada"}
    for _ in range(1_500):  # or pytest could not
        os.chdir("..")
        Path("a").rmdir()


def test_many_attachments_of_one_student_of_canvas_stop_nobody(tmp_path, monkeypatch):
    monkeypatch.setattr(intake, "MOST_IN_FOLDER", 30)
    monkeypatch.setattr(intake, "MOST_FILES", 40)
    files = {f"cylee_4_{number}_a.txt": b"" for number in range(50)}
    files |= {f"{who}_{NAME}.ipynb": who.encode() for who in ("adalo_3_1", "cylee_4_9")}
    found, aside, _ = collected(tmp_path, files)
    assert len(found) == 2
    assert any("more than 30 files" in problem for problem in aside.values())


def test_another_file_of_a_student_hides_no_notebook_that_is_missing(tmp_path):
    one, two = "ch03-gates", "ch04-cell-update"
    files = {f"{who}/{one}.ipynb": who.encode() for who in ("ana", "bo", "cy", "dee")}
    files |= {f"{who}/{two}.ipynb": who.encode() * 2 for who in ("ana", "eve")}
    files |= {"bo/notes.txt": b"", f"cy/{two}.html": b"", f"dee/{one}.html": b""}
    text = "student\nana\nbo\ncy\ndee\neve\n"
    _, _, taken = collected(tmp_path, files, people(tmp_path, text))
    said = {
        (p["student"], p["assignment"], p["problem"], p["what to do"].split(":")[0])
        for p in taken.problems
    }
    look = "nothing, or ask; look first whether another file of theirs is it"
    assert said == {
        ("bo", "", "no notebook", "nothing"),
        ("bo", two, "handed in nothing", look),
        ("cy", two, "no notebook", "ask for the file that ends in .ipynb"),
        ("dee", one, "no notebook", "nothing"),
        ("dee", two, "handed in nothing", "nothing, or ask"),
        ("eve", one, "handed in nothing", "nothing, or ask"),
    }


def test_a_zip_made_by_hand_has_one_more_folder(tmp_path):
    files = {f"Week 3/{who}/{NAME}.ipynb": who.encode() for who in ("ada", "bo")}
    assert collected(tmp_path, files)[0] == {"ada", "bo"}
    one = {f"ada/{NAME}/{NAME}.ipynb": b"1", "ada/ch01-limits/ch01-limits.ipynb": b"2"}
    assert collected(tmp_path, one)[0] == {"ada"}


def test_several_downloads_in_one_folder_are_refused(tmp_path):
    moodle, canvas = f"Ada_1_assignsubmission_file/{NAME}.ipynb", f"a_1_2_{NAME}.ipynb"
    for shown in (moodle, canvas):
        weeks = {f"week {n}/{shown}": b"1" for n in (3, 4)}
        with pytest.raises(ValueError, match=r"2 downloads .* grade each by itself"):
            collected(tmp_path, weeks | {"notes.txt": b""})
        one = {f"week 3/{shown}": b"1", "week 3/b_5_6_x.ipynb": b"2"}
        assert len(collected(tmp_path, one)[0]) == 1
        # Students who call their files so stop nobody.
        own = {f"{who}/{NAME}.ipynb": who.encode() for who in "defgh"}
        assert collected(tmp_path, own | weeks)[0] >= {*"defgh"}
    own = {f"{who}/lstm_2026_11_{NAME}.ipynb": b"1" for who in ("jperez", "pat")}
    assert collected(tmp_path, own, people(tmp_path))[0] == {"jperez", "pat"}
    odd = {f"eve_4_911_a{n}/x_1_2_{NAME}.ipynb": b"1" for n in (1, 2)}  # one's files
    flat = {f"{who}_5_6_{NAME}.ipynb": b"1" for who in ("ada", "bo", "cy")}
    assert collected(tmp_path, flat | odd)[0] >= {"ada", "bo", "cy"}
    zips = {f"ada/{NAME}.ipynb": b"1", "week 3.zip": b"", "week 4.zip": b""}
    taken = collected(tmp_path, zips)[2]
    assert {p["what to do"] for p in taken.problems} == {"grade it by itself"}


def test_a_zip_that_does_not_say_that_its_names_are_utf_8(tmp_path):
    source = zipped(tmp_path / "z.zip", {f"Jose-Perez/{NAME}.ipynb": b"1"})
    plain = "José-Prez".encode()
    source.write_bytes(source.read_bytes().replace(b"Jose-Perez", plain))
    taken = intake.collect(source, tmp_path / "work")
    assert [student for student, _ in taken.found] == ["José-Prez"]


def test_nothing_to_grade_says_what_was_there(tmp_path):
    with pytest.raises(ValueError, match="expected a folder or a zip"):
        intake.collect(tmp_path / "missing", tmp_path / "work")
    (tmp_path / "in" / "ada").mkdir(parents=True)
    (tmp_path / "in" / "ada" / "x.pdf").touch()
    with pytest.raises(ValueError, match=r"ada/x\.pdf: no notebook"):
        grade.grade_folder(tmp_path / "in", tmp_path / "out")


def test_two_students_of_one_name_on_moodle_can_be_told_apart(tmp_path):
    folder = f"{NFC}_{{}}_assignsubmission_file/{NAME}.ipynb"
    files = {folder.format(901): b"1", folder.format(902): b"2"}
    dee = {f"Dee_903_assignsubmission_file/{NAME}.ipynb": b"3"}
    text = f"student,name,folder\nana,{NFC},{{}}\nbo,{NFC},{{}}\ncy,Cy,\ndee,Dee,\n"
    lines = people(tmp_path, text.format("", ""))
    found, aside, taken = collected(tmp_path, files | dee, lines)
    assert found == {"dee"}
    todo = {p["file"]: p["what to do"] for p in taken.problems}
    for number in (901, 902):  # the advice has to work, as it stands
        assert f"write {NFC}_{number} into" in todo[folder.format(number)]
    assert [*aside] == [*files, "cy"], "not said of ana and bo: handed in nothing"
    for end in ("", "_assignsubmission_file"):
        folders = (f"{NFD}_901{end}", f"{NFC}_902{end}")
        lines = people(tmp_path, text.format(*folders))
        found, aside, _ = collected(tmp_path, files | dee, lines)
        assert (found, [*aside]) == ({"ana", "bo", "dee"}, ["cy"])


def test_a_notebook_of_another_assignment_among_those_of_a_platform(tmp_path):
    names = [f"who{number}" for number in range(8)]
    lines = people(tmp_path, "\n".join(["student", *names, "absent"]))
    other = "ch07-backward"
    moodle = "{}_1_assignsubmission_file/{}.ipynb".format
    canvas = "{}_1_2_{}.ipynb".format
    for shown in (moodle, canvas):
        files = {shown(who, NAME): who.encode() for who in names[:6]}
        wrong = shown("who7", other)
        _, aside, taken = collected(tmp_path, files | {wrong: b"x"}, lines)
        assert {assignment for _, assignment in taken.found} == {NAME}
        assert aside[wrong] == f"a notebook of {other}, among those of {NAME}"
        assert {*aside} == {wrong, "who6", "absent"}  # a line for each, no more
    # In folders of their own, and where many did so, both are meant.
    own = {f"{who}/{NAME}.ipynb": who.encode() for who in names[:6]}
    second = {f"who7/{other}.ipynb": b"x"}
    assert ("who7", other) in collected(tmp_path, own | second, lines)[2].found
    many = files | {canvas(who, other): b"x" for who in names[:3]}
    assert ("who0", other) in collected(tmp_path, many, lines)[2].found


# The list of students.


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_list_as_spreadsheets_write_it(tmp_path, encoding, delimiter):
    text = "Student;name\r\nana;José Núñez\r\n\r\n".replace(";", delimiter)
    assert people(tmp_path, text, encoding)[0]["name"] == "José Núñez"


def test_a_list_is_checked_as_a_whole_before_grading(tmp_path):
    text = "student,folder,handed_in\nana,x,\nbo,x,\n,y,\ncy,z,soon\nana,x,\n"
    with pytest.raises(ValueError, match="line 4") as caught:
        people(tmp_path, text)
    words = str(caught.value)
    assert "folder 'x' belongs to ana and bo" in words
    assert "line 5: handed_in" in words
    assert "line 2: 'ana' stands there twice" in words
    with pytest.raises(ValueError, match="expected a column student"):
        people(tmp_path, "Schüler\nana\n")


def test_a_name_that_fits_two_is_nobodys(tmp_path):
    lines = people(tmp_path, "student,name\nana,Ana Ruiz\nana2,ANA RUÍZ\nbo,Bo\n")
    with pytest.raises(ValueError, match="may be ana or ana2"):
        find_student(lines, "Ruiz, Ana")
    assert find_student(lines, "BO") == "bo"


# Times.


def test_days_late():
    last = due.read_due("2026-03-31 23:59")[""]
    for delay, days in ((-1, 0), (0, 0), (0.1, 1), (1, 1), (2.5, 3)):
        time = last + timedelta(days=delay)
        handed = intake.Handed("ada", NAME, None, "", time=time)
        assert due.late_days(handed, {"": last}) == days
        assert due.late_days(handed, {}) == ""
    unknown = intake.Handed("ada", NAME, None, "")
    assert due.late_days(unknown, {"": last}) == ""
    marked = intake.Handed("ada", NAME, None, "", late=True)
    assert due.late_days(marked, {"": last}) == due.late_days(marked, {}) == "late"


def test_last_dates_from_a_file(tmp_path):
    path = tmp_path / "due.csv"
    path.write_text(f"assignment;due\n{NAME};2026-03-31 23:59\n")
    assert due.read_due(str(path))[NAME].replace(tzinfo=None) == datetime(
        2026, 3, 31, 23, 59
    )
    with pytest.raises(ValueError, match="got 'soon'"):
        due.read_due("soon")


def test_a_list_may_have_more_columns_and_other_encodings(tmp_path, caplog):
    text = "student\tnmae\tHanded in\nzoë\tZoë Kim\t2026-03-31 23:59\n"
    (line,) = people(tmp_path, text, "utf-16")
    assert (line["student"], line["handed_in"]) == ("zoë", "2026-03-31 23:59")
    assert "left out: nmae; understood are student, folder, name" in caplog.text
    caplog.clear()
    people(tmp_path)
    assert not caplog.text


def test_a_wrong_source_is_told_before_anything_is_made(tmp_path):
    assert "no such file" in cannot_be_graded(tmp_path / "none" / "a.zip")
    assert cannot_be_graded(tmp_path) == ""
    (tmp_path / "done").mkdir()
    (tmp_path / "grades.csv").touch()
    assert "holds results" in cannot_be_graded(tmp_path)


def test_who_is_missing_may_be_behind_a_file_without_a_student(tmp_path):
    lines = people(tmp_path, "student;name\nada;Ada L\nxwang;王小明\n")
    files = {"Ada L_1_assignsubmission_file/ch03-gates.ipynb": b"1"}
    _, _, taken = collected(tmp_path, files, lines)
    assert [p["what to do"] for p in taken.problems] == ["nothing, or ask"]
    files["小明 王_2_assignsubmission_file/ch03-gates.ipynb"] = b"2"
    _, _, taken = collected(tmp_path, files, lines)
    assert "file without a student" in taken.problems[-1]["what to do"]


@pytest.mark.parametrize("second", [b"1", b"2"])
def test_two_people_of_one_name_are_not_taken_for_one(tmp_path, second):
    moodle = "Ana Ruiz_{}_assignsubmission_file/ch03-gates.ipynb".format
    files = {moodle(90): b"1", moodle(91): second}
    found, _, taken = collected(tmp_path, files)
    todos = [problem["what to do"] for problem in taken.problems]
    assert not found
    assert ["Ana Ruiz_90 in the column folder" in todos[0], len(todos)] == [True, 2]
    canvas = "ruizana_{0}_5{0}_ch03-gates.ipynb".format
    found, _, taken = collected(tmp_path, {canvas(7): b"1", canvas(8): second})
    assert not found
    assert "8 in the column id" in taken.problems[1]["what to do"]
    files = {canvas(7): b"1", canvas(7).replace("gates", "gates-1"): second}
    found, *_ = collected(tmp_path, files)
    assert len(found) == (second == b"1")


def test_a_day_alone_lasts_until_midnight():
    last = due.read_due("2026-03-31")[""].replace(tzinfo=None)
    assert last == datetime(2026, 3, 31, 23, 59, 59)


def test_where_times_come_from(tmp_path):
    path = tmp_path / "in" / "ada" / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True)
    path.write_text("1")
    own = intake.collect(tmp_path / "in", tmp_path / "w").found["ada", NAME].time
    assert own == datetime.fromtimestamp(path.stat().st_mtime).astimezone()
    (path.parent / "timestamp.txt").write_text("2026-03-31 10:00:00 UTC\n")
    noted = intake.collect(tmp_path / "in", tmp_path / "w").found["ada", NAME].time
    assert (
        noted.isoformat()
        == datetime.fromisoformat("2026-03-31T10:00:00+00:00").astimezone().isoformat()
    )
    lines = people(tmp_path, "student,handed_in\nada,2026-04-02 08:00\n")
    listed = intake.collect(tmp_path / "in", tmp_path / "w", lines).found["ada", NAME]
    assert listed.time.replace(tzinfo=None) == datetime(2026, 4, 2, 8)
    taken = collected(tmp_path, {f"ada/{NAME}.ipynb": b"1"})[2]
    assert taken.found["ada", NAME].time is None  # a zip has the time of its making
    for name in (
        f"ada_LATE_1_2_{NAME}.ipynb",
        f"Bo_3_assignsubmission_file_{NAME}.ipynb",
    ):
        folder = tmp_path / f"unpacked from {name[:2]}"
        folder.mkdir()
        (folder / name).write_text(name)
        (one,) = intake.collect(folder, tmp_path / "w").found.values()
        assert one.time is None, "of the download"
        late = due.late_days(one, due.read_due("2020-01-01 00:00"))
        assert late == ("late" if "LATE" in name else "")


# Files.


def test_a_file_that_is_no_notebook_says_what_it_is(tmp_path):
    path = tmp_path / "x.ipynb"
    good = signed(SOURCE / NAME / f"{NAME}.ipynb")
    text = nbformat.writes(good)
    for data in (b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16")):
        path.write_bytes(data)
        kept = [(name_of(cell), cell.source) for cell in read_notebook(path).cells]
        assert kept == [(name_of(cell), cell.source) for cell in good.cells]
    conflict = "<<<<<<< mine\n1\n=======\n2\n>>>>>>> theirs\n"
    find(good, "gate").source = conflict
    for data, words in {
        b"": "is empty", b" \n": "is empty", b"PDF": "is no notebook",
        b"{}": "is no notebook", b"\xff\x00\xff": "is no text",
        b"x" * (5 * 2**20 + 1): "at most 5 MiB",
        text.replace('\n', f'\n{conflict}', 1).encode(): "two versions",
        nbformat.writes(good).encode(): "two versions",
    }.items():  # fmt: skip
        path.write_bytes(data)
        with pytest.raises(UnreadableError, match=words) as caught:
            read_notebook(path)
        assert len(caught.value.args) == 2


def test_both_forms_of_an_accent_have_the_same_numbers():
    draws = [exercises.rng_for(NAME, name).integers(1000) for name in (NFC, NFD)]
    assert draws[0] == draws[1]


def test_the_last_lines_count_absent_students_apart_from_what_was_set_aside(tmp_path):
    files = {f"ada/{NAME}.ipynb": b"1", "bo/ch03-gates.html": b""}
    lines = people(tmp_path, "student\nada\nbo\ncy\ndi\n")
    taken = collected(tmp_path, files, lines)[2]
    row = {"points": 0.0, "to grade by hand": "predict", "problem": "", "note": ""}
    said = summary([row], taken, tmp_path).splitlines()
    assert said[:2] == [
        "1 graded, 1 wait for a person, 0 had a problem",
        "not graded: 0 cannot be graded, 1 set aside, 2 missing",
    ]


def test_the_last_lines_count_apart_what_cannot_be_graded(tmp_path):
    row = {"points": 3.0, "to grade by hand": "", "problem": "", "note": ""}
    bad = row | {"points": "", "problem": "the file is empty"}
    doubt = row | {"problem": "STUDENT is empty"}
    said = summary([row, bad, doubt], intake.Intake(), tmp_path).splitlines()
    assert said[:2] == [
        "2 graded, 0 wait for a person, 1 had a problem",
        "not graded: 1 cannot be graded, 0 set aside, 0 missing",
    ]
    assert len(summary([row], intake.Intake(), tmp_path).splitlines()) == 2
    noted = summary([row | {"note": "look"}], intake.Intake(), tmp_path)
    assert "problems.csv" in noted


def test_the_only_one_who_hands_in_cannot_do_so_as_another(tmp_path):
    """All notebooks lie in one folder then, but it is not that of the platform."""
    roster_file = tmp_path / "students.csv"
    roster_file.write_text("student,name,id\nbob,Bob Smith,11\neve,Eve Adams,12\n")
    people = read_roster(roster_file)
    for name in (
        "smithbob_11_501_ch03-gates",
        "Bob Smith_9_assignsubmission_file_ch03-gates",
    ):
        path = tmp_path / name / "eve" / f"{name}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text("1")
        packed = shutil.make_archive(str(tmp_path / name), "zip", tmp_path / name)
        for source in (tmp_path / name, Path(packed)):
            found = intake.collect(source, tmp_path / "work", people).found
            assert [student for student, _ in found] == ["eve"]


def test_a_zip_whose_names_are_no_text_is_refused_with_what_to_do(tmp_path):
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("\u00e9.ipynb", "1")
    path.write_bytes(path.read_bytes().replace("\u00e9".encode(), b"\xff\xff"))
    with pytest.raises(ValueError, match="unpack it, and grade the folder"):
        intake.collect(path, tmp_path / "work")


def test_who_takes_the_name_of_somebody_else_on_canvas_changes_nothing(tmp_path):
    files = {
        "ruizana_11_5_ch03-gates.ipynb": b"1",
        "ruizana_22_6_ch03-gates.ipynb": b"",
    }
    text = "student;folder;id\nana;ruizana;11\nbob;leebob;{}\n"
    found, aside, _ = collected(tmp_path, files, people(tmp_path, text.format(22)))
    assert (found, aside) == ({"ana", "bob"}, {})
    found, aside, taken = collected(tmp_path, files, people(tmp_path, text.format("")))
    assert found == {"ana"}
    assert "another id" in aside["ruizana_22_6_ch03-gates.ipynb"]
    assert "look on Canvas whose number 22 is" in taken.problems[0]["what to do"]


def test_a_course_of_nbgrader_can_be_packed_as_it_is(tmp_path):
    name = "course/submitted/{}/ch03-gates/ch03-gates.ipynb".format
    files = {name(who): who.encode() for who in ("ada", "bob")}
    files |= {f"course/submitted/eve/{i}.ipynb": b"" for i in range(1_001)}
    found, aside, _ = collected(tmp_path, files)
    assert found == {"ada", "bob"}
    assert all(file.startswith("eve/") or file == "*" for file in aside)


def test_the_many_files_of_one_student_push_nobody_out(tmp_path):
    files = {f"down/load/ruizana_11_5_{i}.ipynb": b"" for i in range(1_001)}
    files["down/load/zed_22_6_ch03-gates.ipynb"] = b"1"
    found, *_ = collected(tmp_path, files)
    assert found == {"zed"}


def test_a_list_and_last_dates_name_who_and_what_there_is(tmp_path):
    with pytest.raises(ValueError, match="Ada and ada are one name in capitals"):
        people(tmp_path, "student;folder\nada;1\nAda;2\n")
    path = tmp_path / "due.csv"
    path.write_text("assignment,due\nch3-gates,2026-03-31\n", "utf-8")
    with pytest.raises(ValueError, match=r"expected one of .*got 'ch3-gates'"):
        due.read_due(str(path))
    path.write_text('assignment,due\nch03-gates,"' + "x" * 140_000, "utf-8")
    with pytest.raises(ValueError, match="is a quotation mark left open"):
        due.read_due(str(path))


def test_nobody_is_lost_by_a_name_with_a_point_or_in_capitals(tmp_path):
    files = {".Dot Man_5_assignsubmission_file_/ch03-gates.ipynb": b"1"}
    files |= {".Trash/ch03-gates.ipynb": b"1", "ann/ch03-gates.ipynb": b"2"}
    found, aside, _ = collected(tmp_path, files | {"Ann/ch03-gates.ipynb": b"2"})
    assert len(found) == 1
    assert "the same notebook as that of ann" in aside.values()
    assert any(name.startswith(".Dot Man") for name in aside)
    assert len(aside) == 2
    with pytest.raises(ValueError, match="is a quotation mark left open"):
        people(tmp_path, 'student;name\nada;"' + "x" * 140_000)
