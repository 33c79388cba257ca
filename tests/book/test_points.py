"""The seventeen points of the LSTM's story: for each, where the book shows it."""

import re

import nbformat
import pytest
from chapters import BOOK

PAGE = (BOOK / "for-instructors.md").read_text("utf-8")
_, _, TABLE = PAGE.partition("\n## Where each idea is shown\n")
ROWS = re.findall(
    r"^\| (\d+) \| (.+?) \| (.+?) \| (.+?) \|$", TABLE.partition("\n## ")[0], re.M
)
LINK = re.compile(r"\[[^]]+\]\(([\w-]+)\.ipynb#([\w-]+)\)|\{numref\}`([\w-]+)`")


def notebook(name):
    return nbformat.read(BOOK / f"{name}.ipynb", as_version=4).cells


def headings(name):
    """The addresses of the headings of a page, inside the page."""
    text = "\n".join(cell.source for cell in notebook(name) if "#" in cell.source)
    titles = re.findall(r"^#{1,3} (.+)$", text, re.M)
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def figures():
    """The page of every figure that has a label."""
    found = {}
    for file in BOOK.glob("*.ipynb"):
        for cell in notebook(file.stem):
            figure = cell.metadata.get("mystnb", {}).get("figure", {})
            found[figure.get("name")] = file.stem
    return found


def test_there_are_seventeen_points():
    assert [int(row[0]) for row in ROWS] == [*range(1, 18)]
    assert len({row[1] for row in ROWS}) == 17


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_each_point_is_on_the_tour_and_in_a_chapter(row):
    _, _, tour, chapter = row
    pages = figures()
    for column, wanted in ((tour, r"tour"), (chapter, r"\d\d-.*")):
        links = LINK.findall(column)
        assert links
        assert not re.search(r"\w", LINK.sub("", column))  # nothing but links
        for page, heading, figure in links:
            assert re.fullmatch(wanted, page or pages[figure])
            assert not page or heading in headings(page), heading
