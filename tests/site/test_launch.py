"""One address in the settings switches the buttons of every chapter on."""

import re
from pathlib import Path

import nbformat
import plain_edition
import pytest
from built import ADDRESS, CHAPTER, ROOT


def links(html, page):
    """Where the links of a page go."""
    return re.findall(
        r'href="([^"]+)"', (html / "book" / f"{page}.html").read_text("utf-8")
    )


@pytest.mark.parametrize("chapter", [CHAPTER, "03-gates"])
def test_buttons_open_this_chapter(small_book, chapter):
    found = links(small_book, chapter)
    repository = "someone/gates"
    file, edition = f"book/{chapter}.ipynb", f"notebooks/{chapter}.ipynb"
    binder = f"https://mybinder.org/v2/gh/{repository}/main?urlpath=lab/tree/{edition}"
    colab = "https://colab.research.google.com/github"
    assert binder in found
    assert f"{colab}/{repository}/blob/main/{edition}" in found
    assert (ROOT / edition).is_file()
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


def test_without_an_address_only_the_download_is_left(bare_book):
    found = links(bare_book, "03-gates")
    assert "../_sources/book/03-gates.ipynb" in found
    words = ("mybinder", "colab.research", "github.com/someone", "lite/")
    assert not [link for link in found for word in words if word in link]


def first_code(file):
    cells = nbformat.read(file, 4).cells
    return next(cell.source for cell in cells if cell.cell_type == "code")


def test_the_first_cell_of_the_reader_is_the_same_in_all_chapters():
    assert len({first_code(chapter) for chapter in plain_edition.chapters()}) == 1


def test_the_address_stands_in_one_place():
    settings = (ROOT / "_config.yml").read_text("utf-8")
    address = plain_edition.settings()["repository"]["url"]
    assert settings.count("\n  url:") == 1
    if address:
        texts = [f.read_text("utf-8") for f in Path(ROOT / "book").glob("*.md")]
        assert not any(address in text for text in texts)
