"""The chapters as plain notebooks: nothing of MyST, and the numbers of the pages."""

import re
import subprocess
import sys

import first_cell
import nbformat
import plain_edition
import pytest
from browser import IN_THE_BOOK
from chromium import HTML

CHAPTERS = plain_edition.chapters()
LABELS = plain_edition.read_labels()
MYST = re.compile(
    r"^\s*(`{3,}|:{3,})\{|^\s*:[\w-]+:|^\([\w-]+\)=$|^%|\{[\w:+-]+\}`", re.MULTILINE
)


def edition(file, first_cell="import lstm_core"):
    return plain_edition.plain_notebook(file, LABELS, first_cell)


def by_stem(path):
    return path.stem


built = IN_THE_BOOK[-1]  # a browser is not needed
each_chapter = pytest.mark.parametrize("file", CHAPTERS, ids=by_stem)


def text_of(notebook, kind="markdown"):
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == kind)


def test_all_chapters_come_in_their_order():
    assert sorted((plain_edition.ROOT / "book").glob("*.ipynb")) == CHAPTERS


@each_chapter
def test_nothing_of_myst_is_left(file):
    source = nbformat.read(file, as_version=4)
    assert MYST.search(text_of(source))
    for cell in edition(file).cells:
        if cell.cell_type == "markdown":
            assert not MYST.search(cell.source), cell.source
        assert "mystnb" not in cell.metadata


@each_chapter
def test_code_and_ids_are_those_of_the_source(file):
    source = nbformat.read(file, as_version=4)
    made = edition(file)
    nbformat.validate(made)
    ours = {c.id: c.source for c in made.cells if c.cell_type == "code"}
    assert ours.pop("find-package") == "import lstm_core"
    assert ours == {c.id: c.source for c in source.cells if c.cell_type == "code"}
    assert {c.id for c in source.cells} <= {c.id for c in made.cells}
    hidden = [c.id for c in made.cells if c.metadata.get("jupyter")]
    tagged = [c.id for c in source.cells if "hide-input" in c.metadata.get("tags", [])]
    assert hidden == ["find-package", *tagged]


@each_chapter
def test_no_word_of_the_text_is_lost(file):
    """Every line of prose without a role stands in the edition as it was."""
    made = re.sub("^> ?", "", text_of(edition(file)), flags=re.MULTILINE)
    for line in text_of(nbformat.read(file, as_version=4)).split("\n"):
        if not MYST.search(line) and "`{" not in line and line.strip(" `"):
            assert line.removeprefix("> ").strip() in made, line


@built
@each_chapter
def test_numbers_are_those_of_the_page(file):
    page = (HTML / "book" / f"{file.stem}.html").read_text("utf-8")
    page, text = page.replace("\xa0", " "), text_of(edition(file)).replace("\xa0", " ")
    found = re.findall(r'caption-number">(Fig\. [\d.]+) ', page)
    assert found
    assert re.findall(r"^\*\*(Fig\. [\d.]+)\*\*", text, re.MULTILINE) == found
    numbers = re.findall(r'eqno">\(([\d.]+)\)', page)
    assert re.findall(r"\\tag\{([\d.]+)\}", text) == numbers
    exercises = re.findall(
        r'caption-number">(Exercise [\d.]+) </span> \((.*?)\)</p>', page
    )
    ours = re.findall(r"^### (Exercise [\d.]+)\. (.*)$", text, re.MULTILINE)
    assert [number for number, _ in ours] == [number for number, _ in exercises]
    for kind in ("numref", "ref"):
        shown = re.findall(rf'class="std std-{kind}">([^<]+)<', page)
        article = [word for word in shown if word.startswith(("Fig", "Exercise"))]
        assert all(word in text for word in article)
    for cited in re.findall(r">\[?([A-Z][^<>]*?), (\d{4})</a>", page):
        assert ", ".join(cited) in text


def test_a_formula_in_a_box_stays_on_one_line():
    source = "```{admonition} A\n:class: note\n```{math}\nx\n = y\n```\n```"
    inner = source.replace("```{adm", "````{adm").removesuffix("```") + "````"
    text = plain_edition.plain_text(inner, LABELS, {})
    assert text == "> **A**\n>\n> $$ x = y $$"


def test_an_unknown_directive_or_label_stops_the_build():
    for wrong in ("```{figure} x\n```", "{numref}`fig-nowhere`", "{cite:p}`nobody`"):
        with pytest.raises((KeyError, AttributeError)):
            plain_edition.plain_text(wrong, LABELS, {})


def test_the_cell_for_colab_stays_out_of_it(tmp_path):
    """It would come behind the cell that finds the package, or stops."""
    config = {"repository": {"url": "https://example.org/gates", "branch": "main"}}
    source = nbformat.read(CHAPTERS[0], as_version=4)
    with_cell = first_cell.with_first_cell(source, first_cell.fetch_cell(config))
    nbformat.write(with_cell, tmp_path / "chapter.ipynb")
    assert edition(tmp_path / "chapter.ipynb") == edition(CHAPTERS[0])


def run_first_cell(folder, *start):
    """What the first cell prints in a fresh Python, in this folder."""
    code = plain_edition.FIND_PACKAGE.format(wheel="lstm_core-0.1.0-py3-none-any.whl")
    magic = "class Shell:\n    def run_line_magic(self, *words): print(*words)\n"
    code = "\n".join((*start, magic, "get_ipython = Shell", code))
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.stdout + done.stderr.strip().split("\n")[-1]


MISSING = "import sys", "sys.modules['lstm_core'] = None"


def test_the_first_cell_is_silent_where_the_package_is_there(tmp_path):
    assert run_first_cell(tmp_path) == ""


def test_the_first_cell_installs_the_wheel_that_lies_beside_it(tmp_path):
    (tmp_path / "lstm_core-0.1.0-py3-none-any.whl").touch()
    said = run_first_cell(tmp_path, *MISSING)
    name = "lstm_core-0.1.0-py3-none-any.whl[plots,train,widgets]"
    assert said == f"pip install -q './{name}'\n"


def test_the_first_cell_says_what_to_do_otherwise(tmp_path):
    said = run_first_cell(tmp_path, *MISSING)
    assert said.startswith(
        "ModuleNotFoundError: lstm_core is missing: save lstm_core-0"
    )


@built
def test_the_download_button_gives_it_with_the_wheel_beside_it():
    folder = HTML / "_sources" / "book"
    (wheel,) = folder.glob("lstm_core-*.whl")
    opening = (HTML / "book" / "index.html").read_text("utf-8")
    assert f'href="../_sources/book/{wheel.name}"' in opening
    for file in CHAPTERS:
        notebook = nbformat.read(folder / file.name, as_version=4)
        code = [c.source for c in notebook.cells if c.cell_type == "code"]
        assert wheel.name in code[0]
        assert not MYST.search(text_of(notebook))
