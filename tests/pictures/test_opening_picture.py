"""The committed picture shows what the code draws today, and says so."""

from xml.etree import ElementTree

from make_opening_picture import BOOK, PICTURE, draw

from lstm_core import plots

DESCRIPTION = ".//{http://purl.org/dc/elements/1.1/}description"


def test_the_picture_is_up_to_date():
    drawn = plots.get_alt(draw())
    assert ElementTree.parse(PICTURE).findtext(DESCRIPTION) == drawn


def test_the_opening_page_says_what_the_picture_shows():
    assert plots.get_alt(draw()) in (BOOK / "index.md").read_text("utf-8")
