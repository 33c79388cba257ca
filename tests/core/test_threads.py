"""Small products stay on one thread; large ones, or by the reader's word, do not."""

import sys
from dataclasses import replace
from functools import partial

import numpy as np
import pytest

import lstm_core as lc
from lstm_core import _threads
from lstm_core.cells import fast, registry
from lstm_core.cells.registry import cell_named

threadpoolctl = pytest.importorskip("threadpoolctl")


@pytest.fixture
def undecided(monkeypatch):
    """An environment in which nobody has set a number of threads."""
    for name in _threads.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    _threads._blas.cache_clear()
    yield
    _threads._blas.cache_clear()


@pytest.fixture
def two():
    """BLAS with two threads, where it can have them."""
    with threadpoolctl.threadpool_limits(2, user_api="blas"):
        if blas_threads() != {2}:
            pytest.skip("this BLAS has one thread")
        yield


def blas_threads():
    """The numbers of threads that the loaded BLAS libraries would use now."""
    info = threadpoolctl.threadpool_info()
    return {lib["num_threads"] for lib in info if lib["user_api"] == "blas"}


@pytest.fixture
def seen(monkeypatch):
    """Threads while a fast loop runs, for each call of one of them."""
    seen = []

    def spied(loop):
        def spy(*args):
            seen.append(blas_threads())
            return loop(*args)

        return spy

    for name in ("lstm_loop", "rnn_loop"):
        monkeypatch.setattr(fast, name, spied(getattr(fast, name)))
    return seen


def test_the_loops_of_small_cells_use_one_thread(
    undecided, two, monkeypatch, rng, cell
):
    record, seen = cell_named(cell), set()

    def spy(name, *args):
        seen.add((name, *blas_threads()))
        return getattr(record, name)(*args)

    names = ("run", "run_backward", "step")
    spied = replace(record, **{name: partial(spy, name) for name in names})
    monkeypatch.setitem(registry._CELLS, cell, spied)
    model = lc.make_model(3, 8, 2, rng=rng, cell=cell)
    batch = rng.standard_normal((5, 4, 3)), rng.integers(2, size=(5, 4))
    model.loss_and_grads(batch)
    model.step(batch[0][0])
    assert seen == {(name, 1) for name in names}
    assert blas_threads() == {2}


def test_large_products_keep_all_threads(undecided, two, seen, rng):
    p = lc.init_lstm(512, 512, rng=rng, dtype=np.float32)
    lc.lstm_forward(p, rng.standard_normal((1, 8, 512)).astype(np.float32))
    assert seen == [{2}]
    assert blas_threads() == {2}


@pytest.mark.parametrize("name", _threads.VARIABLES)
def test_who_sets_a_variable_has_decided(undecided, two, seen, monkeypatch, rng, name):
    monkeypatch.setenv(name, "2")
    lc.rnn_forward(lc.init_rnn(3, 4, rng=rng), rng.standard_normal((2, 1, 3)))
    assert seen == [{2}]
    assert blas_threads() == {2}


def test_the_threads_come_back_after_an_error(undecided, two):
    with pytest.raises(KeyError), _threads.numpy_threads(1):
        raise KeyError
    assert blas_threads() == {2}


def test_the_threads_come_back_when_contexts_of_two_threads_overlap(undecided, two):
    first, second = _threads.numpy_threads(1), _threads.numpy_threads(1)
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert blas_threads() == {1}
    second.__exit__(None, None, None)
    assert blas_threads() == {2}
    with first, second:
        assert blas_threads() == {1}
    assert blas_threads() == {2}


def test_without_threadpoolctl_nothing_is_limited(undecided, two, monkeypatch):
    monkeypatch.setitem(sys.modules, "threadpoolctl", None)
    with _threads.numpy_threads(1):
        assert blas_threads() == {2}


def test_small_models_of_pytorch_use_one_thread(undecided, torch, monkeypatch, rng):
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        model = lc.make_model(3, 4, 2, rng=rng, backend="torch", device="cpu")
        x, target = rng.standard_normal((5, 4, 3)), rng.integers(2, size=(5, 4))
        seen = []
        original = torch.nn.LSTM.forward

        def spy(*args, **kwargs):
            seen.append(torch.get_num_threads())
            return original(*args, **kwargs)

        monkeypatch.setattr(torch.nn.LSTM, "forward", spy)
        model.loss_and_grads((x, target))
        model.loss((x, target))
        model.forward(x)
        model.step(x[0])
        lc.trace_torch(torch.nn.LSTM(3, 4), torch.zeros(2, 1, 3))
        assert seen == [1] * 5
        assert torch.get_num_threads() == 2
        monkeypatch.setenv("OMP_NUM_THREADS", "2")
        model.loss((x, target))
        assert seen[-1] == 2
    finally:
        torch.set_num_threads(before)
