"""One address in the settings switches the buttons of every chapter on."""

import re
import subprocess
import sys
from pathlib import Path

import first_cell
import nbformat
import pytest
from built import ADDRESS, CHAPTER, ROOT, build

CONFIG = {"repository": {"url": ADDRESS, "branch": "trunk"}}


def links(html, page):
    """Where the links of a page go."""
    return re.findall(
        r'href="([^"]+)"', (html / "book" / f"{page}.html").read_text("utf-8")
    )


@pytest.mark.parametrize("chapter", [CHAPTER, "03-gates"])
def test_buttons_open_this_chapter(small_book, chapter):
    found = links(small_book, chapter)
    repository = "someone/gates"
    file = f"book/{chapter}.ipynb"
    binder = f"https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{file}"
    colab = "https://colab.research.google.com/github"
    assert binder in found
    assert f"{colab}/{repository}/blob/main/{file}" in found
    assert f"../_sources/{file}" in found
    assert (small_book / "_sources" / file).is_file()
    assert ADDRESS in found


def test_a_page_without_code_has_no_button_to_run_it(small_book):
    found = " ".join(links(small_book, "notation"))
    assert "mybinder" not in found
    assert "colab" not in found


def test_notebooks_of_the_lite_site_are_linked_and_come_along(small_book):
    address = f"../lite/notebooks/index.html?path={CHAPTER}.ipynb"
    assert address in links(small_book, CHAPTER)
    assert (small_book / "lite" / "files" / f"{CHAPTER}.ipynb").is_file()
    assert not any("lite/" in link for link in links(small_book, "03-gates"))


@pytest.mark.slow
def test_without_an_address_only_the_download_is_left(tmp_path):
    found = links(build(tmp_path, ["notation", CHAPTER]), CHAPTER)
    assert f"../_sources/book/{CHAPTER}.ipynb" in found
    words = ("mybinder", "colab.research", "github.com/someone", "lite/")
    assert not [link for link in found for word in words if word in link]


def test_the_chapters_hold_the_cell_that_the_settings_ask_for():
    script = ROOT / "book" / "_ext" / "first_cell.py"
    command = [sys.executable, str(script), "--check"]
    assert subprocess.run(command, check=False).returncode == 0


def first_code(notebook):
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return next(cell.source for cell in cells if cell.id != first_cell.CELL_ID)


def test_the_first_cell_of_the_reader_is_the_same_in_all_chapters():
    chapters = [nbformat.read(file, 4) for file in first_cell.chapters()]
    assert len(chapters) >= 5
    assert len({first_code(chapter) for chapter in chapters}) == 1


def test_the_cell_comes_first_is_hidden_and_is_written_once():
    source = first_cell.fetch_cell(CONFIG)
    notebook = nbformat.read(first_cell.chapters()[0], 4)
    changed = first_cell.with_first_cell(notebook, source)
    again = first_cell.with_first_cell(changed, source)
    code = [cell for cell in again.cells if cell.cell_type == "code"]
    assert again == changed
    assert code[0].source == source
    assert code[0].metadata["tags"] == ["remove-cell"]
    assert first_cell.with_first_cell(changed, "") == notebook
    nbformat.validate(again)


def test_no_address_no_cell():
    assert first_cell.fetch_cell({"repository": {"url": "", "branch": "main"}}) == ""


def run_cell(monkeypatch, missing):
    """The pip commands that the cell gives, with and without the package there."""
    commands = []

    class Shell:
        def run_line_magic(self, name, line):
            commands.append((name, line))

    if missing:
        monkeypatch.setitem(sys.modules, "lstm_core", None)
    exec(first_cell.fetch_cell(CONFIG), {"get_ipython": Shell})
    return commands


def test_the_cell_installs_the_package_from_the_address(monkeypatch):
    wanted = f"'lstm-core[plots,train,widgets] @ git+{ADDRESS}@trunk'"
    assert run_cell(monkeypatch, missing=True) == [("pip", f"install -q {wanted}")]


def test_the_cell_does_nothing_where_the_package_is(monkeypatch):
    assert run_cell(monkeypatch, missing=False) == []


def test_the_cell_passes_our_own_style(tmp_path):
    pytest.importorskip("ruff", reason="ruff is not installed")
    notebook = first_cell.with_first_cell(
        nbformat.read(first_cell.chapters()[0], 4), first_cell.fetch_cell(CONFIG)
    )
    file = tmp_path / "chapter.ipynb"
    nbformat.write(notebook, file)
    settings = ["--config", str(ROOT / "pyproject.toml"), str(file)]
    for check in (["check"], ["format", "--check"]):
        command = [sys.executable, "-m", "ruff", *check, *settings]
        assert subprocess.run(command, check=False).returncode == 0


def test_the_address_stands_in_one_place():
    settings = (ROOT / "_config.yml").read_text("utf-8")
    address = first_cell.settings()["repository"]["url"]
    assert settings.count("\n  url:") == 1
    if address:
        texts = [f.read_text("utf-8") for f in Path(ROOT / "book").glob("*.md")]
        assert not any(address in text for text in texts)
