"""Sections for a second reading: folded on the pages and in the plain notebooks."""

import nbformat
import plain_edition
import pytest
from words import words_in

bs4 = pytest.importorskip("bs4", reason="beautifulsoup4, of the book extra, is missing")
pytest.importorskip("sphinx", reason="Sphinx, of the book extra, is missing")
look_closer = pytest.importorskip("look_closer")

SECTION = (
    '<section id="x"><span id="other"></span><h3>{}<a class="headerlink">#</a></h3>'
    "<p>one</p><section><h4>two</h4></section></section>"
)


NUMBER = '<span class="section-number">5.7. </span>'


@pytest.mark.parametrize("number", ["", NUMBER])
def test_such_a_section_is_folded_under_its_heading(number):
    html = SECTION.format(f"{number}Look closer: overflow")
    page = bs4.BeautifulSoup(look_closer.fold(html), "html.parser")
    section = page.find(id="x")
    (box,) = section.find_all("details")
    assert box.parent is section
    assert box.summary.h3.get_text().endswith("Look closer: overflow")
    assert [child.name for child in box.children] == ["summary", "p", "section"]
    assert section.find(id="other").parent is section


def test_others_stay_as_they_are():
    other = SECTION.format("Overflow")
    assert look_closer.fold(other) == other
    assert "<details" not in look_closer.fold(f"{other}<p>Look closer: it is small</p>")


def test_the_plain_edition_collapses_it(tmp_path, monkeypatch):
    cells = [
        nbformat.v4.new_markdown_cell("# Title"),
        nbformat.v4.new_code_cell("1"),
        nbformat.v4.new_markdown_cell("### Look closer: overflow\n\nText."),
        nbformat.v4.new_markdown_cell("## Look up"),
    ]
    file = tmp_path / "chapter.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), file)
    monkeypatch.setattr(plain_edition, "chapters", lambda: [file])
    made = plain_edition.plain_notebook(file, plain_edition.Labels(), "import x")
    keys = ("jp-MarkdownHeadingCollapsed", "heading_collapsed")  # JupyterLab, Colab
    collapsed = [c.source for c in made.cells if all(k in c.metadata for k in keys)]
    assert collapsed == ["### Look closer: overflow\n\nText."]


@pytest.mark.parametrize("language", plain_edition.languages())
def test_such_a_heading_begins_its_cell(language):
    """Or the plain edition could not collapse it."""
    start = words_in(language)["look_closer"]
    for file in plain_edition.chapters(language):
        for cell in nbformat.read(file, as_version=4).cells:
            before, found, _ = cell.source.partition(f"# {start}")
            assert not found or cell.cell_type == "code" or not before.strip("#"), file
