"""What holds of the code of every chapter."""

import pytest
from chapter_code import code_cells
from chapters import BOOK

CHAPTERS = sorted(path.stem for path in BOOK.glob("0*.ipynb"))


@pytest.mark.parametrize("name", CHAPTERS)
def test_code_cells_are_few_and_short(name):
    code = code_cells(name)
    assert 0 < len(code) <= 25
    assert max(len(source.splitlines()) for source in code) <= 20
