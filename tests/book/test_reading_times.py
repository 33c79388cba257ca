"""The opening page says how long each page takes; here it is measured."""

import re

import pytest
from chapters import BOOK
from reading import CELL, FORMULA, WORDS_A_MINUTE, cells_of, minutes, prose, words

OPENING = (BOOK / "index.md").read_text("utf-8")
ROW = re.compile(
    r"^\| (?:\d+ )?\| \[.*?\]\((\S+)\.ipynb\).* \| (\d+) \|$", re.MULTILINE
)
STATED = dict(ROW.findall(OPENING))
EDITIONS = {
    BOOK: "This chapter takes about {} minutes to read.",
    BOOK / "es": "Leer este capítulo lleva unos {} minutos.",
}
in_each_edition = pytest.mark.parametrize("book", EDITIONS, ids=["en", "es"])


def test_every_page_has_a_time():
    assert set(STATED) == {file.stem for file in BOOK.glob("*.ipynb")}


def test_all_editions_state_the_same_times():
    for book in EDITIONS:
        assert dict(ROW.findall((book / "index.md").read_text("utf-8"))) == STATED


@in_each_edition
@pytest.mark.parametrize("name", STATED)
def test_the_time_is_that_of_the_text(name, book):
    assert int(STATED[name]) % 5 == 0
    assert minutes(name, book) == pytest.approx(int(STATED[name]), abs=4)


@in_each_edition
@pytest.mark.parametrize("name", [name for name in STATED if name != "tour"])
def test_a_chapter_says_how_long_it_takes(name, book):
    opening = next(text for kind, _, text in cells_of(name, book) if kind == "markdown")
    assert opening.endswith(EDITIONS[book].format(STATED[name]))


def test_a_first_reader_reads_nine_thousand_words_in_chapters_1_to_5_at_most():
    chapters = sorted(
        name for name in STATED if name[:2] in ["01", "02", "03", "04", "05"]
    )
    assert len(chapters) == 5
    assert sum(len(words(prose(name))) for name in chapters) <= 9000


def test_the_opening_page_says_how_it_was_measured():
    said = " ".join(OPENING.split())
    assert (
        f"text at {WORDS_A_MINUTE} words a minute, {60 * FORMULA:.0f} seconds" in said
    )
    assert f"stands alone, {60 * CELL:.0f} for each code cell and picture" in said


def test_words_are_counted_without_formulas_markup_and_exercises(monkeypatch):
    text = """# One two

Three $a_t = b$ five {term}`gate`, seven.

$$x = y$$

```{predict}
:choices: not | counted

eight nine

---
not counted
```

```{admonition} Answer
:class: dropdown
not counted
```

## Exercises

nor this
"""
    monkeypatch.setattr("reading.cells_of", lambda *_: [("markdown", [], text)])
    assert len(words(prose("any"))) == 9
    assert minutes("any") == pytest.approx(9 / 200 + 1 / 4)


def test_the_tour_is_short():
    assert len(words(prose("tour"))) <= 2200
    assert minutes("tour") <= 15
