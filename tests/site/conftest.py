"""What tests of the site share."""

from importlib.resources import files

import pytest
from built import build, build_small_book


@pytest.fixture(scope="session")
def small_book(tmp_path_factory):
    """The folder of the HTML of a small book, which has an address."""
    return build_small_book(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def bare_book(tmp_path_factory):
    """The folder of the HTML of a book of two pages, which has no address."""
    return build(tmp_path_factory.mktemp("bare"), ["notation", "03-gates"])


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, which this package carries."""
    package = "axe_playwright_python"
    pytest.importorskip(package, reason=f"{package} is not installed")
    return files(package).joinpath("axe.min.js").read_text(encoding="utf-8")
