"""Assignments: proved, released, and nothing of the solutions published."""

import html
import json
import re
import shutil
import string
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("nbgrader", reason="nbgrader is not installed")
pytest.importorskip("assignments.grading", reason="only instructors have assignments/")

import lstm_core as lc
from assignments.grading import release, table
from assignments.grading.course import ROOT, SOURCE, make_course, names
from assignments.grading.prove import signed
from assignments.grading.sandbox import has_bubblewrap
from lstm_core import agreement_data, exercises
from lstm_core import agreement_units as units

# nbgrader and SQLAlchemy warn about themselves.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.timeout(600)]
needs_sandbox = pytest.mark.skipif(not has_bubblewrap(), reason="needs bubblewrap")


@pytest.fixture(scope="module")
def copy_course(tmp_path_factory):
    """A stand-in for `make_course`, which takes long: it copies what that made once."""
    made = tmp_path_factory.mktemp("course")
    make_course(made, names())

    def copy(root, wanted):
        assert wanted == names()
        shutil.copytree(made, root, dirs_exist_ok=True)

    return copy


@pytest.fixture(scope="module")
def proved(copy_course):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table, "make_course", copy_course)
        return table.prove(names())


@pytest.fixture(scope="module")
def released(copy_course, tmp_path_factory):
    """The student edition, made anew in a folder of its own."""
    folder = tmp_path_factory.mktemp("release")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release, "make_course", copy_course)
        patch.setattr(release, "PAGES", folder / "pages")
        patch.setattr(release, "PUBLISHED", folder / "published")
        release.release()
    return folder


@needs_sandbox
@pytest.mark.parametrize("name", names())
def test_every_submission_gets_what_it_should(proved, name):
    rows = [row for row in proved if row["assignment"] == name]
    assert [row["faults"] for row in rows] == [[]] * len(rows)
    titles = {title for row in rows for title in row["failed"]}
    accidents = {"endless loop", "exception", "deleted test", "renamed function"}
    assert accidents < titles
    assert len(titles - accidents - {"empty release", "cheat"}) >= 3
    assert rows[0]["points"] == rows[0]["most"] > 0
    assert {row["title"]: row["points"] for row in rows}["cheat"] == 0


@needs_sandbox
def test_the_guide_shows_this_table(proved):
    made = table.as_table(proved)
    assert table.TABLE.read_text("utf-8") == made, "run: python3 tasks.py prove"


def test_the_book_has_the_current_student_edition(released):
    assert len(list((released / "pages").iterdir())) == len(names())
    for page in (released / "pages").iterdir():
        ours = release.PAGES / page.name
        assert json.loads(ours.read_text("utf-8")) == json.loads(
            page.read_text("utf-8")
        ), "run: python3 tasks.py release"


@pytest.mark.parametrize("name", names())
def test_head_states_time_points_and_goals(name):
    cells = json.loads((SOURCE / name / f"{name}.ipynb").read_text("utf-8"))["cells"]
    grades = [c for c in cells if c["metadata"].get("nbgrader", {}).get("grade")]
    points = [c["metadata"]["nbgrader"]["points"] for c in grades]
    by_hand = [
        p for p, c in zip(points, grades, strict=True) if c["cell_type"][0] == "m"
    ]
    head = "".join(cells[0]["source"])
    assert f"**Points** {sum(points)}, of which {sum(by_hand)} are given" in head
    minutes = int(re.search(r"\*\*Time\*\* about (\d+) minutes", head)[1])
    assert 45 <= minutes <= 90
    assert "**Afterwards you can**" in head


def solved(name, monkeypatch, student="ada") -> dict:
    """All variables after the solution and the tests ran in one notebook."""
    main = type("Main", (), {})()
    main.__dict__ = variables = {}
    monkeypatch.setitem(exercises.sys.modules, "__main__", main)
    for cell in signed(SOURCE / name / f"{name}.ipynb", student).cells:
        if cell.cell_type == "code":
            exec(cell.source, variables)
    return variables


MODEL_ANSWERS = {
    "ch01-limits": lambda v: v["apart"][0] < 1e-7 < 0.25 < v["apart"][-1] < 0.5,
    "ch02-two-memories": lambda v: [*v["right"][[0, 3]].round(2)] == [0.57, 0.96],
    "ch03-gates": lambda v: (
        [round(v["measured"][1]), abs(v["measured"][5] - 100) < 10] == [2, True]
    ),
    "ch04-cell-update": lambda v: (
        v["sizes"][1] < 1 < 10 < v["sizes"][3]
        and (np.abs(v["saturated"][3:] - 0.9) < 0.05).all()
    ),
    "ch05-hidden-state": lambda v: (
        v["differences"][0].max() < 1e-6 < 1e-2 < v["differences"][1, 3]
    ),
    "ch06-advantage": lambda v: (
        [*v["reach"][:1], v["reach"][3]] == [12, 200]
        and v["recall"][0].max() < 0.3 < 0.8 < v["recall"][1].min()
    ),
    "ch07-backward": lambda v: 1e-6 < v["best"] < 1e-4,
    "ch10-backends": lambda v: (
        1e-8 < v["rounding"][0] < 2e-7
        and v["rounding"][3] < 10 * v["rounding"][0]
        and 2e5 < v["mistake"][0] / v["rounding"][0] < 2e6
        and round(v["mistake"][0], 2) == 0.04
    ),
    "ch11-sequences": lambda v: no_better_than_yesterday(v),
    "project-agreement": lambda v: explained(v),
}
"""What the answers in words say of the numbers that the solution measured."""


def no_better_than_yesterday(v) -> bool:
    """The friend's forecast: correlated by 0.99, and late by a step."""
    said, truth = v["friend_given"], v["series_given"][600:]
    persistence, season = v["baselines"](v["series_given"], 600, 120)
    moved, happened = np.diff(said)[1:], np.diff(truth)
    here, late = (np.corrcoef(moved, h)[0, 1] for h in (happened[1:], happened[:-1]))
    return (
        round(np.corrcoef(said, truth)[0, 1], 2) == 0.99
        and round(np.corrcoef(persistence, truth)[0, 1], 2) == 0.99
        and -0.05 < v["skill"](truth, said, persistence) < 0.1
        and 0.65 < v["skill"](truth, said, season) < 0.95
        and abs(here) < 0.3 < 0.9 < late
    )


def explained(v) -> bool:
    """Whether the project's answers in words are true of this student's network."""
    gate = np.median(v["trace"].f[..., v["number_unit"]][v["read"].where("filler")])
    clean, noisy = v["by_distance"]
    moved = v["swapped"][v["number_unit"]]
    return (
        0.9985 <= gate <= 0.9996 + 5e-5
        and (clean == 1).all()
        and 0.45 < noisy[-1] < 0.8
        and (moved == 1 or 0.4 < moved < 0.8)
    )


@pytest.mark.slow
def test_the_project_can_be_solved_with_most_seeds():
    unseen = agreement_data.draw_text(T=200, B=48, rng=np.random.default_rng(4321))
    x, good = agreement_data.to_batch(unseen, dtype=np.float32).x, []
    for seed in range(200, 212):
        draw = np.random.default_rng(seed)
        how = {"forget_bias": 2.0, "rng": draw, "dtype": np.float32}
        model = lc.make_model(19, 4, 2, **how)
        batches = agreement_data.draw_batches(60, 32, rng=draw, noise=0.3)
        lc.fit(model, batches, steps=350, lr=0.03)
        seen = model.forward(x)[1]
        unit = units.number_unit(seen, unseen)
        story = units.tell_story(seen, unseen, unit)
        valves = story.keeps > 0.9 and story.lets_in < 0.2
        valves = valves and story.left < 0.7
        good.append(valves and units.accuracy(model, unseen) >= 0.95)
    assert sum(good) >= 7


@pytest.mark.parametrize("name", names())
def test_the_solution_passes_in_one_notebook_too(name, monkeypatch):
    assert MODEL_ANSWERS[name](solved(name, monkeypatch))


TRAINING = ("ch06-advantage", "project-agreement")  # too slow for many names
QUICK = [name for name in names() if name not in TRAINING]


@pytest.mark.parametrize("name", QUICK)
def test_the_solution_passes_whatever_numbers_a_name_draws(name, monkeypatch):
    # The first two drew numbers that cancelled: right answers were refused.
    for student in ("s12", "s265", *(f"student {number}" for number in range(30))):
        assert solved(name, monkeypatch, student)


def test_the_answers_in_words_hold_for_every_network_of_the_project(monkeypatch):
    name = "project-agreement"
    of = {exercises.buggy(name, "network", s)[0]: s for s in string.ascii_lowercase}
    assert {*of} == {1, 2, 3, 4}
    for number, student in of.items():
        assert explained(solved(name, monkeypatch, student)), number


def published(released) -> dict[str, str]:
    """All that students can get: name of a file to its text."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    private = ("assignments/", "tests/")
    tracked = [f for f in done.stdout.splitlines() if not f.startswith(private)]
    files = [ROOT / f for f in tracked if (ROOT / f).is_file()]
    files += (f for f in (ROOT / "_build" / "html").rglob("*") if f.is_file())
    found = {str(f): text_of(f.name, f.read_bytes()) for f in files}
    with zipfile.ZipFile(released / "published" / "lstm-assignments.zip") as archive:
        for name in archive.namelist():
            found[f"zip: {name}"] = text_of(name, archive.read(name))
    return found


def text_of(name: str, data: bytes) -> str:
    text = data.decode("utf-8", "replace")
    if name.endswith(".ipynb"):
        cells = json.loads(text)["cells"]
        return "\n".join("".join(cell["source"]) for cell in cells)
    if name.endswith(".html"):
        return html.unescape(re.sub(r"<[^>]+>", "", text))
    return text


def leaks(texts, secrets):
    return [(f, line) for f, text in texts.items() for line in secrets if line in text]


def test_nothing_published_holds_a_solution_or_a_hidden_test(released):
    texts = published(released)
    assert any(name.startswith("zip: ") and name.endswith("ipynb") for name in texts)
    for name, secrets in release.secrets().items():
        assert len(secrets) > 20, name
        assert leaks(texts, secrets) == []
    editions = "\n".join(
        text for name, text in texts.items() if "assignments/ch" in name
    )
    assert "exercises.submitted" in editions
    assert "### BEGIN" not in editions


def test_a_leak_would_be_found():
    name = names()[0]
    source = (SOURCE / name / f"{name}.ipynb").read_bytes()
    secrets = release.secrets()[name]
    found = leaks({"page": text_of("page.ipynb", source)}, secrets)
    assert {line for _, line in found} == secrets


def test_hand_graded_answers_are_secrets_too():
    assert any("half-life by about $e$" in s for s in release.secrets()["ch03-gates"])


def test_where_the_folder_is_missing_release_says_so(tmp_path):
    for file in ("tasks.py", "_environment.py"):
        (tmp_path / file).write_text(Path(ROOT, file).read_text("utf-8"))
    command = ["python3", "tasks.py", "release"]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, check=False, text=True
    )
    assert done.returncode == 1
    assert "only instructors have it" in done.stdout
