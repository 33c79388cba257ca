"""Settings and fixtures that all test files share."""

import os
import sys

# Before NumPy is loaded: threads that wait for each other make products of small
# matrices more than ten times slower on a busy machine.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import pytest
from hypothesis import settings

settings.register_profile("suite", deadline=None, max_examples=100, derandomize=True)
settings.load_profile("suite")


def pytest_collection_modifyitems(items):
    """Mark what asks for the fixture `torch`, so that ``-m torch`` selects it."""
    for item in items:
        if "torch" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.torch)


@pytest.fixture(scope="session")
def torch():
    """PyTorch, seeded; without it the test is skipped."""
    torch = pytest.importorskip("torch")
    torch.manual_seed(0)
    return torch


@pytest.fixture(params=["rnn", "lstm"])
def cell(request):
    """Both kinds of cell, one after the other."""
    return request.param


@pytest.fixture
def rng():
    """A seeded generator, fresh for each test."""
    return np.random.default_rng(0)


@pytest.fixture(autouse=True)
def close_figures():
    """Leave no open figure to the next test."""
    yield
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
