"""Logo, moving picture, glossary, citation, workflows."""

import re
import sys
from pathlib import Path
from xml.etree import ElementTree

import make_logo
import make_opening_motion as motion
import numpy as np
import pytest
import yaml

import lstm_core

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "book"
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


@pytest.mark.parametrize("file", make_logo.FILES, ids=lambda file: file.name)
def test_the_logo_is_what_the_script_draws(file):
    assert file.read_text("utf-8") == make_logo.draw()
    assert ElementTree.fromstring(make_logo.draw()).tag.endswith("svg")


@pytest.mark.parametrize(("language", "file"), motion.PAGES.items())
def test_the_moving_picture_is_what_the_script_draws_and_says_so(language, file):
    assert file.read_text("utf-8") == motion.draw(language)
    (picture,) = re.findall(r"<svg.*?</svg>", motion.draw(language), re.DOTALL)
    svg = ElementTree.fromstring(picture)
    assert svg.get("role") == "img"
    assert svg.get("aria-label") == motion.describe(*motion.run(), language)


def test_the_moving_picture_has_all_its_words_in_spanish():
    _, words = motion.run()
    assert {*words} - {"."} == motion.SAID["es"]["words"].keys()
    assert motion.SAID["en"].keys() | {"words"} == motion.SAID["es"].keys()


def test_the_moving_picture_tells_the_story_of_its_caption():
    trace, words = motion.run()
    f, u, c = (getattr(trace, name)[:, 0, 0] for name in ("f", "u", "c"))
    stop, nouns = words.index("."), [words.index("dogs"), words.index("bird")]
    others = [t for t in range(len(words)) if t not in nouns]
    assert np.flatnonzero(f < 0.1).tolist() == [stop]
    assert u[nouns].min() > 0.9
    assert u[others].max() < 0.1
    assert c[words.index("run")] < -0.9
    assert c[words.index("sings")] > 0.9


def test_the_moving_picture_stops_or_does_not_move_for_those_who_want_none():
    late = max(map(float, re.findall(r"animation-delay:([\d.]+)s", motion.draw())))
    assert 1 < late + 0.3 <= 5
    assert "infinite" not in motion.draw()
    rules = motion.STYLE.split("@media (prefers-reduced-motion: no-preference)")
    assert "animation" not in rules[0]


def test_every_term_of_the_glossary_has_a_spanish_name():
    text = (BOOK / "glossary.md").read_text("utf-8")
    terms = text.split("```{glossary}\n")[1].split("```")[0].strip().split("\n\n")
    assert len(terms) > 25
    entry = r"(?:\S[^\n]*\n)+  \{es\}`[^`]+`"  # some have two names
    assert [term for term in terms if not re.match(entry, term)] == []
    names = [term.splitlines()[0] for term in terms]
    assert names == sorted(names, key=str.lower)


def test_the_example_of_the_interval_in_the_glossary():
    low, high = lstm_core.count_interval(12, 16)
    assert f"{low:.0%} to {high:.0%}" == "51% to 90%"
    text = (BOOK / "glossary.md").read_text("utf-8")
    assert re.search(r"If 12 of 16 .*\n.* 51 to 90 %", text)


def test_near_one_the_gate_of_the_gru_keeps_the_old_state_in_pytorch(torch):
    cell = torch.nn.GRUCell(2, 3)
    with torch.no_grad():
        cell.bias_hh[3:6] = 100  # rows: reset, update, new
        h = torch.randn(4, 3)
        torch.testing.assert_close(cell(torch.randn(4, 2), h), h)


def test_citation_names_this_version_and_fits_its_schema():
    file = ROOT / "CITATION.cff"
    citation = yaml.safe_load(file.read_text("utf-8"))
    assert citation["version"] == lstm_core.__version__
    assert f"version {lstm_core.__version__}" in (BOOK / "closing.md").read_text(
        "utf-8"
    )
    required = {"authors", "cff-version", "message", "title"}
    assert required <= set(citation)
    cffconvert = pytest.importorskip("cffconvert", reason="cffconvert is missing")
    cffconvert.Citation(file.read_text("utf-8")).validate()


@pytest.mark.parametrize("file", WORKFLOWS, ids=lambda file: file.name)
def test_a_workflow_calls_tasks_that_exist_and_may_no_more_than_it_must(file):
    sys.path.insert(0, str(ROOT))
    import tasks

    called = re.findall(r"python tasks\.py (\S+)", file.read_text("utf-8"))
    assert set(called) <= set(tasks.TASKS)
    workflow = yaml.safe_load(file.read_text("utf-8"))
    assert workflow["permissions"] == {"contents": "read"}
    for job in workflow["jobs"].values():
        writes = {k for k, v in job.get("permissions", {}).items() if v == "write"}
        assert writes <= {"pages", "id-token"}
        assert not (writes and any("run" in step for step in job["steps"]))
        assert job["timeout-minutes"] <= 60


def test_the_oldest_python_is_tested_on_all_systems():
    workflow = yaml.safe_load((WORKFLOWS[0].parent / "test.yml").read_text("utf-8"))
    matrix = workflow["jobs"]["test"]["strategy"]["matrix"]
    project = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f'requires-python = ">={matrix["python"][0]}"' in project
    systems = {system.split("-")[0] for system in matrix["os"]}
    assert systems == {"ubuntu", "macos", "windows"}
