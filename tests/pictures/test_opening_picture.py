"""The committed picture shows what the code draws today, and says so."""

from xml.etree import ElementTree

import pytest
from make_opening_picture import BOOK, PICTURES, draw

from lstm_core import plots

DESCRIPTION = ".//{http://purl.org/dc/elements/1.1/}description"


@pytest.fixture(params=PICTURES)
def language(request):
    yield request.param
    plots.use_book_style()


def test_the_picture_is_up_to_date_and_the_opening_page_says_what_it_shows(language):
    drawn = plots.get_alt(draw(language))
    picture = PICTURES[language]
    assert ElementTree.parse(picture).findtext(DESCRIPTION) == drawn
    folder = picture.parents[1]
    assert drawn in (folder / "index.md").read_text("utf-8")
    assert folder == (BOOK if language == "en" else BOOK / language)
