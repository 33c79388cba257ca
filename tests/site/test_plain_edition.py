"""The chapters as plain notebooks: nothing of MyST, and the numbers of the pages."""

import re
import subprocess
import sys
from dataclasses import replace

import nbformat
import plain_edition
import prediction
import pytest
from browser import BUILT, IN_THE_BOOK, launch
from chromium import HTML

ADDRESS = "https://github.com/someone/gates"
WHEEL = "lstm_core-0.1.0-py3-none-any.whl"
CHAPTERS = plain_edition.chapters()
LABELS = plain_edition.read_labels()
MYST = re.compile(
    r"^\s*(`{3,}|:{3,})\{|^\s*:[\w-]+:|^\([\w-]+\)=$|^%|\{[\w:+-]+\}`", re.MULTILINE
)


def edition(file, labels=LABELS):
    return plain_edition.plain_notebook(file, labels, "import lstm_core")


def by_stem(path):
    return path.stem


each_chapter = pytest.mark.parametrize("file", CHAPTERS, ids=by_stem)


def text_of(notebook, kind="markdown"):
    return "\n\n".join(c.source for c in notebook.cells if c.cell_type == kind)


def test_all_chapters_come_in_their_order():
    tour, *numbered = CHAPTERS
    files = sorted((plain_edition.ROOT / "book").glob("*.ipynb"))
    assert files == [*numbered, tour]
    assert [int(file.stem[:2]) for file in numbered] == [*range(1, len(numbered) + 1)]
    assert plain_edition.numbers() == {f: int(f.stem[:2]) for f in numbered}


def test_the_folder_of_the_readers_is_up_to_date():
    folder = plain_edition.ROOT / plain_edition.FOLDER
    assert plain_edition.write_folder(folder, check=True) == []
    assert {f.name for f in folder.glob("*.ipynb")} == {f.name for f in CHAPTERS}


def test_the_edition_of_a_chapter_that_is_gone_goes(tmp_path):
    plain_edition.write_folder(tmp_path)
    gone, own = "09-was-here.ipynb", ["01-rnn-limits-Copy1.ipynb", "Untitled.ipynb"]
    for name in (gone, *own):
        (tmp_path / name).write_text("{}", "utf-8")
    assert plain_edition.write_folder(tmp_path, check=True) == [gone]
    assert plain_edition.write_folder(tmp_path) == [gone]
    assert not (tmp_path / gone).exists()
    assert all((tmp_path / name).exists() for name in own)


def test_a_stale_notebook_is_found_and_written_anew(tmp_path):
    names = [file.name for file in CHAPTERS]
    folder = tmp_path / "notebooks"
    assert plain_edition.write_folder(folder, check=True) == names
    assert not folder.exists()
    assert plain_edition.write_folder(folder) == names
    changed = folder / names[2]
    changed.write_text(changed.read_text("utf-8").replace("valve", "door"), "utf-8")
    assert plain_edition.write_folder(folder) == [names[2]]
    assert plain_edition.write_folder(folder) == []


@each_chapter
def test_a_cell_folded_on_the_page_is_folded_in_jupyter_too(file):
    folds = {"hide-input": {"source_hidden"}}
    folds["hide-cell"] = {"source_hidden", "outputs_hidden"}
    folds |= {"remove-input": folds["hide-input"], "remove-cell": folds["hide-cell"]}
    for cell in nbformat.read(file, as_version=4).cells:
        tags = cell.metadata.get("tags", [])
        wanted = set().union(*(folds.get(tag, set()) for tag in tags))
        folded = cell.metadata.get("jupyter", {})
        assert {key for key in folded if folded[key]} == wanted, cell.id


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
    for key in ("jupyter", "cellView"):  # for JupyterLab, for Colab
        folded = [c.id for c in made.cells if key in c.metadata]
        theirs = [c.id for c in source.cells if "jupyter" in c.metadata]
        assert folded == ["find-package", *theirs]


@each_chapter
def test_solutions_unfold_and_the_first_lines_say_what_this_is(file):
    source, text = text_of(nbformat.read(file, 4)), text_of(edition(file))
    solutions = source.count("```{solution}")
    opened = re.findall(
        r"^<details>\n<summary>Solution to (Exercise [\d.]+)</summary>\n\n", text, re.M
    )
    folded = len(re.findall(r"^```\{admonition\}.*\n:class: .*dropdown", source, re.M))
    assert len(opened) == solutions
    assert len(re.findall("^</details>$", text, re.M)) == solutions + folded
    assert all(f"### {exercise}. " in text for exercise in opened)
    title, _, said = text.split("\n")[:3]
    assert title == source.split("\n")[0]
    part = "A page" if file.stem == "tour" else f"Chapter {int(file.stem[:2])}"
    assert said.startswith(f'*{part} of the book "LSTM, gate by gate"')


@each_chapter
def test_cited_works_stand_at_the_end_by_the_names_of_their_authors(file):
    source, made = text_of(nbformat.read(file, 4)), edition(file)
    keys = re.findall(r"\{cite:\w\}`([^`]+)`", source)
    if not keys:
        return
    listed = re.findall(r"^- \[(.+?)\] \S", made.cells[-1].source, re.MULTILINE)
    assert len(listed) == len({k.strip() for group in keys for k in group.split(",")})
    assert listed == sorted(listed, key=lambda words: words.split()[0].lower())
    for words in listed:
        authors, year = words.rsplit(", ", 1)
        assert re.search(rf"{re.escape(authors)}(, | \[){year}", text_of(made)), words


@BUILT
@each_chapter
def test_links_lead_to_places_on_the_pages_once_their_address_is_known(file):
    labels = replace(LABELS, address="https://gates.example")
    text = text_of(edition(file, labels))
    links = re.findall(r"\]\(https://gates\.example/([^)#]+)#?([^)]*)\)", text)
    assert links[0] == (f"book/{file.stem}.html", "")
    for page, place in links:
        html = (HTML / page).read_text("utf-8")
        assert not place or f'id="{place}"' in html, (page, place)
    assert "](https://gates" not in text_of(edition(file))


def test_a_title_in_another_chapter_is_named_with_its_number():
    said = '"Your numbers and ours" in chapter 1'
    assert said in text_of(edition(CHAPTERS[6]))
    assert said not in text_of(edition(CHAPTERS[1]))


@pytest.mark.filterwarnings("ignore")
def test_it_runs_in_an_empty_folder(tmp_path):
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    notebook = edition(plain_edition.ROOT / "book" / "04-cell-update.ipynb")
    find = next(cell for cell in notebook.cells if cell.id == "find-package")
    find.source = plain_edition.first_cell({})
    client = nbclient.NotebookClient(notebook, timeout=100)
    client.execute(cwd=str(tmp_path))
    assert find.outputs == []
    assert list(tmp_path.iterdir()) == []


@each_chapter
def test_no_word_of_the_text_is_lost(file):
    """Every line of prose without a role stands in the edition as it was."""
    made = re.sub("^> ?", "", text_of(edition(file)), flags=re.MULTILINE)
    for line in text_of(nbformat.read(file, as_version=4)).split("\n"):
        if line == prediction.LINE:  # parts question and answer of a box
            continue
        if not MYST.search(line) and "`{" not in line and line.strip(" `"):
            assert line.removeprefix("> ").strip() in made, line


@BUILT
@each_chapter
def test_numbers_are_those_of_the_page(file):
    page = (HTML / "book" / f"{file.stem}.html").read_text("utf-8")
    page, text = page.replace("\xa0", " "), text_of(edition(file)).replace("\xa0", " ")
    found = re.findall(r'caption-number">(Fig\. [\d.]+) ', page)
    assert bool(found) == (file.stem != "tour")
    assert re.findall(r"^\*\*(Fig\. [\d.]+\d)\.\*\*", text, re.MULTILINE) == found
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


def test_a_box_that_unfolds_on_the_pages_unfolds_here():
    source = "```{admonition} Answers\n:class: dropdown\n- $x$\n```"
    wanted = "<details>\n<summary>Answers</summary>\n\n- $x$\n\n</details>"
    assert plain_edition.plain_text(source, LABELS, {}) == wanted


def test_an_unknown_directive_or_label_stops_the_build():
    for wrong in (
        "```{figure} x\n```",
        "{numref}`fig-nowhere`",
        "{doc}`x`",
        "{cite:p}`no`",
    ):
        with pytest.raises(KeyError):
            plain_edition.plain_text(wrong, LABELS, {})


def run_first_cell(folder, *start, repository=None):
    """What the first cell prints in a fresh Python, in this folder."""
    code = plain_edition.first_cell({"repository": repository})
    magic = "class Shell:\n    def run_line_magic(self, *words): print(*words)\n"
    code = "\n".join((*start, magic, "get_ipython = Shell", code))
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    return done.stdout + done.stderr.strip().split("\n")[-1]


MISSING = "import sys", "sys.modules['lstm_core'] = None"
REPOSITORY = {"url": ADDRESS, "branch": "trunk"}
INSTALL = 'pip install -q "lstm-core[plots,train,widgets] @ {}"\n'


def test_the_first_cell_is_silent_where_the_package_is_there(tmp_path):
    assert run_first_cell(tmp_path, repository=REPOSITORY) == ""


def test_the_first_cell_installs_the_wheel_that_lies_beside_it(tmp_path):
    (tmp_path / WHEEL).touch()
    said = run_first_cell(tmp_path, *MISSING, repository=REPOSITORY)
    assert said == INSTALL.format((tmp_path / WHEEL).resolve().as_uri())


def test_the_first_cell_fetches_the_package_from_the_repository(tmp_path):
    said = run_first_cell(tmp_path, *MISSING, repository=REPOSITORY)
    assert said == INSTALL.format(f"git+{ADDRESS}@trunk")


def test_the_first_cell_says_what_to_do_otherwise(tmp_path):
    said = run_first_cell(tmp_path, *MISSING)
    assert said == (
        "ModuleNotFoundError: lstm_core is missing: save its wheel, which the opening "
        "page of the book links, beside this notebook and run this cell again."
    )


@BUILT
def test_the_download_button_gives_it_with_the_wheel_beside_it():
    folder = HTML / "_sources" / "book"
    (wheel,) = folder.glob("lstm_core-*.whl")
    opening = (HTML / "book" / "index.html").read_text("utf-8")
    assert f'href="../_sources/book/{wheel.name}"' in opening
    for file in CHAPTERS:
        notebook = nbformat.read(folder / file.name, as_version=4)
        code = [c.source for c in notebook.cells if c.cell_type == "code"]
        assert code[0] == plain_edition.first_cell(plain_edition.settings())
        assert not MYST.search(text_of(notebook))


browser = pytest.fixture(launch, scope="module")


class TestInChromium:
    pytestmark = IN_THE_BOOK

    def test_the_button_saves_the_notebook_from_the_disk_too(self, browser):
        page = browser.new_page()
        page.goto((HTML / "book" / "03-gates.html").as_uri())
        page.click(".dropdown-download-buttons button")
        with page.expect_download() as download:
            page.click("a.btn-download-source-button")
        assert download.value.suggested_filename == "03-gates.ipynb"
        notebook = nbformat.read(download.value.path(), as_version=4)
        assert notebook.cells[0].source.startswith("# Gates are valves")
        page.close()
