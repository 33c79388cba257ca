"""The files of the explorers: joined to one module, packaged, every word used."""

import re
import tomllib
from pathlib import Path

import pytest

from lstm_core import explorers
from lstm_core.words import words_for
from lstm_core.words.en import EXPLORERS

FOLDER = Path(explorers.__file__).parent
ROOT = FOLDER.parents[1]


def test_module_is_one_text_without_imports():
    text = explorers.module()
    assert not re.search(r"^import ", text, re.MULTILINE)
    assert re.findall(r"^export (.*)$", text, re.MULTILINE) == ["default { render };"]
    assert "</script" not in text.lower()


def test_the_map_names_every_file():
    code = [f for f in FOLDER.iterdir() if f.suffix in (".py", ".js", ".css")]
    files = {file.name for file in code} - {"__init__.py"}
    assert set(re.findall(r"\w+\.(?:py|js|css)", explorers.__doc__)) == files


def test_every_module_of_the_folder_is_joined_behind_what_it_imports():
    assert sorted(explorers.FILES) == sorted(f.stem for f in FOLDER.glob("*.js"))
    for i, name in enumerate(explorers.FILES):
        text = (FOLDER / f"{name}.js").read_text("utf-8")
        assert set(re.findall(r'from "\./(\w+)\.js"', text)) <= set(explorers.FILES[:i])


@pytest.mark.parametrize("kind", [*EXPLORERS][1:])
def test_every_word_is_used(kind):
    sources = [*FOLDER.glob("*.js"), *FOLDER.glob("*.py"), FOLDER.parent / "widgets.py"]
    code = "".join(file.read_text("utf-8") for file in sources)
    built = {"symbol": ".symbol`", "table": "table.${column}"}  # made from a name
    built |= {"hand": "`hand.${name}`", "reads": "`reads.${read}`"}
    built |= {"says": "`says.${name}`", "stop": "`stop.${at}`", "gate": "gate.{gate}"}
    built |= {"hand": "`hand.${name}`", "network": "`network.${name}`"}
    built |= {"task": "`${name}.${v}`", "cell": "`${name}.${v}`"}
    built |= {"column": "`column.${name}`", "phase": "`phase.${phase}`"}
    built |= {"hint": "`hint.${task}`", "answer": "`answer.${answers[k]}`"}
    built |= {"long": "`try.${tried.problem}`", "end": "`try.${tried.problem}`"}
    built |= {"beside": ".beside`", "said": ".said`", "choice": ".choice`"}
    for key in words_for(kind):
        stem, _, end = key.partition(".")
        ways = {key, built.get(end, key), built.get(stem, key)}
        written = "|".join(map(re.escape, ways))
        assert re.search(rf"(?<!\w)({written})(?!\w)", code), key


def test_files_are_in_the_package():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    patterns = settings["tool"]["setuptools"]["package-data"]["lstm_core"]
    assert {"explorers/*.js", "explorers/*.css"} <= set(patterns)


def test_a_module_for_some_kinds_knows_no_others():
    text = explorers.module(frozenset({"gain", "reader"}))
    assert len(text) < 0.6 * len(explorers.module())
    named = set(re.findall(r"\b(\w+)Kind\b", text))
    assert named == {"gain", "reader"}
    used = set(re.findall(r"= (\w+_js)\b", text))
    assert used == set(re.findall(r"const (\w+_js) =", text))
    assert explorers.module(frozenset(EXPLORERS)) == explorers.module()
