"""The opening page says how long each page takes; here it is measured."""

import re

import pytest
from chapters import BOOK
from reading import CELL, FORMULA, WORDS_A_MINUTE, cells_of, minutes, prose, words

OPENING = (BOOK / "index.md").read_text("utf-8")
STATED = dict(
    re.findall(r"^\| (?:\d+ )?\| \[.*?\]\((\S+)\.ipynb\).* \| (\d+) \|$", OPENING, re.M)
)


def test_every_page_has_a_time():
    assert set(STATED) == {file.stem for file in BOOK.glob("*.ipynb")}


@pytest.mark.parametrize("name", STATED)
def test_the_time_is_that_of_the_text(name):
    assert int(STATED[name]) % 5 == 0
    assert minutes(name) == pytest.approx(int(STATED[name]), abs=4)


@pytest.mark.parametrize("name", [name for name in STATED if name != "tour"])
def test_a_chapter_says_how_long_it_takes(name):
    opening = next(text for kind, _, text in cells_of(name) if kind == "markdown")
    assert opening.endswith(f"This chapter takes about {STATED[name]} minutes to read.")


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
    monkeypatch.setattr("reading.cells_of", lambda name: [("markdown", [], text)])
    assert len(words(prose("any"))) == 9
    assert minutes("any") == pytest.approx(9 / 200 + 1 / 4)


def test_the_tour_is_short():
    assert len(words(prose("tour"))) <= 2200
    assert minutes("tour") <= 15
