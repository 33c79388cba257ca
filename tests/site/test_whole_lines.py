"""What a cell prints reaches the page as it was printed, however it was cut."""

import copy

import pytest

whole_lines = pytest.importorskip("whole_lines")  # needs Jupyter Book

TABLE = "name   value\nRNN     0.62\n\n  LSTM  0.05\n"


def stream(text, name="stdout"):
    return {"output_type": "stream", "name": name, "text": text}


PICTURE = {"output_type": "display_data", "data": {"image/png": ""}}


@pytest.mark.parametrize("cut", range(1, len(TABLE)))
def test_a_table_cut_anywhere_is_whole(cut):
    found = whole_lines.merge([stream(TABLE[:cut]), stream(TABLE[cut:])])
    assert found == [stream(TABLE)]


def test_streams_keep_apart_and_pictures_keep_their_place():
    pieces = [stream("a"), stream("!", "stderr"), PICTURE, stream("b\n")]
    before = copy.deepcopy(pieces)
    found = whole_lines.merge(pieces)
    assert found == [stream("ab\n"), stream("!\n", "stderr"), PICTURE]
    assert pieces == before


def test_a_progress_bar_shows_its_last_state():
    assert whole_lines.merge([stream("10 %"), stream("\r99 %\n")]) == [stream("99 %\n")]


def test_the_book_uses_it():
    from myst_nb.core import render

    whole_lines.setup(None)
    try:
        assert render.coalesce_streams is whole_lines.merge
    finally:
        render.coalesce_streams = whole_lines.tidy
