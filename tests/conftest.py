"""Settings and fixtures that all test files share."""

import os
import sys
import tempfile
from contextlib import nullcontext

import numpy as np
import pieces
import pytest
from hypothesis import settings
from jittered import jittered_weights

from lstm_core.cells.registry import all_cells
from lstm_core.words import use_language

settings.register_profile("suite", deadline=None, max_examples=100, derandomize=True)
settings.load_profile("suite")


def pytest_addoption(parser):
    """Add the options that make a run as on another machine."""
    help = "run as if PyTorch were not installed"
    parser.addoption("--hide-torch", action="store_true", help=help)
    help = "multiply fresh weights by 1 + 1e-7 noise, as another machine would round"
    parser.addoption("--jitter", type=int, metavar="SEED", help=help)


def pytest_configure(config):
    """Make ``import torch`` fail if it is to be hidden; count the runs of chapters."""
    if config.getoption("--hide-torch"):
        sys.modules["torch"] = None
    if not hasattr(config, "workerinput"):  # one folder for all processes of a run
        runs = tempfile.TemporaryDirectory(prefix="chapters-")
        os.environ["RUNS_OF_CHAPTERS"] = runs.name
        config.add_cleanup(runs.cleanup)


MARKS = {
    "torch": ["torch"],
    "gpu": ["cuda"],
    "slow": ["proved", "released", "graded", "site", "small_book", "bare_book"],
}
"""What marks a test: the mark, and the fixtures of which it asks for one."""


def pytest_collection_modifyitems(config, items):
    """Mark tests, so that ``-m torch`` and such select them."""
    items[:] = [item for item in items if not lacks_twin(item)]
    for item in items:
        for mark, fixtures in MARKS.items():
            if set(fixtures) & set(fixtures_of(item)):
                item.add_marker(getattr(pytest.mark, mark))
    if hasattr(config, "workerinput"):  # one of the processes of pytest-xdist
        items.sort(key=lambda item: pieces.rank_of(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Let pytest-xdist hand out the tests piece by piece."""
    return pieces.make_scheduler(config, log)


def lacks_twin(item):
    """Whether a test would ask PyTorch for a cell that it does not have."""
    params = item.callspec.params if hasattr(item, "callspec") else {}
    names = [cell.name for cell in all_cells() if cell.torch is None]
    uses_torch = "torch" in (*fixtures_of(item), params.get("backend"))
    return uses_torch and params.get("cell") in names


def fixtures_of(item):
    """Names of the fixtures of a test; a notebook has none."""
    return getattr(item, "fixturenames", ())


def import_torch_or_skip():
    """PyTorch, seeded; without it the test is skipped."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed")
    torch.manual_seed(0)
    return torch


@pytest.fixture(scope="session")
def torch():
    """PyTorch, seeded; without it the test is skipped."""
    return import_torch_or_skip()


@pytest.fixture
def cuda(torch):
    """The name of a CUDA device; without one the test is skipped."""
    if not torch.cuda.is_available():
        pytest.skip("no CUDA GPU here")
    return "cuda"


@pytest.fixture(params=["numpy", pytest.param("torch", marks=pytest.mark.torch)])
def backend(request):
    """Both backends, one after the other; PyTorch is skipped where it is missing."""
    if request.param == "torch":
        import_torch_or_skip()
    return request.param


@pytest.fixture(params=[cell.name for cell in all_cells()])
def cell(request):
    """The name of each registered cell, one after the other.

    A test that needs PyTorch gets those that PyTorch has.
    """
    return request.param


@pytest.fixture(scope="session", autouse=True)
def jitter(request):
    """With ``--jitter SEED``: fresh weights differ by what another machine rounds."""
    seed = request.config.getoption("--jitter")
    with nullcontext() if seed is None else jittered_weights(seed):
        yield


@pytest.fixture(scope="session")
def chapter_09():
    """What chapter 9 computed, run once for all test files about it."""
    from chapters import run_chapter  # loads matplotlib, which most tests do not need

    return run_chapter("09-reading-and-writing")


@pytest.fixture
def rng():
    """A seeded generator, fresh for each test."""
    return np.random.default_rng(0)


@pytest.fixture
def plain_style():
    """The look of the book, which ends with the test."""
    from drawings import book_style  # loads matplotlib, which most tests do not need

    with book_style():
        yield


@pytest.fixture(autouse=True)
def close_figures():
    """Leave no open figure to the next test."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")


@pytest.fixture
def english_again():
    """A test may choose another language."""
    yield
    use_language("en")


@pytest.fixture
def spanish():
    """What a test makes is Spanish."""
    use_language("es")
    yield
    use_language("en")


@pytest.fixture(params=["en", "es"])
def language(request):
    """Each language in turn, for what has words of its own in each."""
    use_language(request.param)
    yield request.param
    use_language("en")
