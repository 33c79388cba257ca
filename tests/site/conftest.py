"""What tests of the site share."""

import pytest
from built import build_small_book


@pytest.fixture(scope="session")
def small_book(tmp_path_factory):
    """The folder of the HTML of a small book, which has an address."""
    return build_small_book(tmp_path_factory.mktemp("small"))
