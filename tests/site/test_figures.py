"""The figures of the built pages: alternative texts, captions, tables of numbers."""

import re
from importlib import import_module

import pytest
from bs4 import BeautifulSoup
from chromium import HTML, PAGES

from lstm_core.words import LANGUAGES

pytestmark = pytest.mark.skipif(
    not (HTML / "index.html").exists(),
    reason="the book is not built: run 'python3 tasks.py book' first",
)

# A page may be light or dark, and colours turn round with it. The full colour stays.
SHADES = re.compile(r"\b(dark|light|pal|bright)er\b|\bshade[ds]?\b", re.IGNORECASE)
LONG = {"fig-learn-ways-back"}  # eleven gradients, each with its name
LONG |= {"fig-opening", "fig-two-lstm"}  # eleven values, and that there is a legend
LONG |= {"fig-family-peephole"}  # ten values, three of them at peepholes
SOME = 60  # characters that somebody hears before deciding to hear on


def parts():
    """The main part of each page that has pictures."""
    for file in PAGES:
        page = BeautifulSoup(file.read_text("utf-8"), "html.parser")
        main = page.select_one("article")
        if main and main.select("img"):
            yield file.stem, main


@pytest.fixture(scope="module")
def pages():
    return dict(parts())


def test_no_two_pictures_of_a_page_begin_alike(pages):
    for name, page in pages.items():
        alts = {image["alt"] for image in page.select("img")}  # one may come again
        assert len({alt[:SOME] for alt in alts}) == len(alts), name
    assert sum(len(page.select("img")) for page in pages.values()) > 50


def test_alternative_texts_are_short_enough_to_be_heard(pages):
    for page in pages.values():
        for image in page.select("figure img"):
            if image.find_parent("figure")["id"] not in LONG:
                assert len(image["alt"]) <= 560, image["alt"]


def test_captions_and_texts_are_right_on_a_dark_page_too(pages):
    for page in pages.values():
        captions = [caption.get_text() for caption in page.select("figcaption")]
        for text in [*captions, *(image["alt"] for image in page.select("img"))]:
            assert not SHADES.search(text), text
    for language in LANGUAGES:
        words = import_module(f"lstm_core.words.{language}")
        texts = [*words.FIGURES.values(), *map(str, words.EXPLORERS.values())]
        oscuro = re.compile(r"\b(oscur|sombread|claro|clara)", re.IGNORECASE)
        found = [text for text in texts if SHADES.search(text) or oscuro.search(text)]
        assert found == [], language


def test_tables_of_numbers_are_named_after_the_figure_before_them(pages):
    found = []
    for page in pages.values():
        for box in page.select("details.lc-numbers"):
            figure = box.find_previous_sibling("figure")
            number = figure.select_one(".caption-number").get_text().strip()
            summary = box.select_one("summary").get_text()
            assert summary == f"The numbers of {number}"
            found.append(summary)
            assert not figure.select("table, details")
            assert not figure.select_one("img")["src"].startswith("data:")
            heads = box.select("thead th")
            assert {head["scope"] for head in heads} == {"col"}
            for row in box.select("tbody tr"):
                [head] = row.select("th[scope=row]")
                assert head.get_text()
                assert len(row.select("td")) == len(heads) - 1
    assert len(set(found)) == len(found) >= 17
