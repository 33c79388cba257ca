"""The committed pictures show what the code draws today, and say so."""

from xml.etree import ElementTree

import pytest
from make_opening_picture import BOOK, PICTURES, draw

from lstm_core import plots

DESCRIPTION = ".//{http://purl.org/dc/elements/1.1/}description"
OPENINGS = {"en": BOOK / "index.md", "es": BOOK / "es" / "index.md"}


@pytest.mark.parametrize("language", PICTURES)
def test_the_picture_is_up_to_date(language):
    drawn = plots.get_alt(draw(language))
    assert ElementTree.parse(PICTURES[language]).findtext(DESCRIPTION) == drawn


@pytest.mark.parametrize("language", PICTURES)
def test_the_opening_page_says_what_the_picture_shows(language):
    text = OPENINGS[language].read_text("utf-8")
    assert plots.get_alt(draw(language)) in text
    assert f"images/{PICTURES[language].name}" in text
