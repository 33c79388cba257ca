"""Small matrix products stay on one thread: the one place that sees to it.

A product that is spread over the cores ends when its slowest part does. Beside another
busy process, a product of microseconds then waits for milliseconds, thousands of times
in each pass over a sequence: passes took 50 times as long. So the loops over time run
on one thread, unless their products are large; large ones gain from more, and wait
little. Whoever sets one of `VARIABLES` has decided, and nothing is limited here.

NumPy's threads are limited by threadpoolctl; where it is not installed, they are as
NumPy has them. PyTorch has a switch of its own.
"""

import os
from contextlib import contextmanager, nullcontext
from functools import cache
from threading import Lock

VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

LARGE = 8_000_000
"""So many multiplications take a core about a millisecond."""


def numpy_threads(multiplications: int):
    """Context in which NumPy's products use one thread, unless they are large.

    Parameters
    ----------
    multiplications : int
        Of the largest product that is repeated inside.
    """
    one_thread = _blas()
    if multiplications >= LARGE or one_thread is None:
        return nullcontext()
    return one_thread


@contextmanager
def torch_threads(torch, multiplications: int):
    """Context in which PyTorch uses one thread on the CPU, unless products are large.

    Parameters
    ----------
    torch : module
    multiplications : int
        As for `numpy_threads`.
    """
    if multiplications >= LARGE or _is_decided():
        yield
        return
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class _OneThread:
    """Context in which BLAS uses one thread; contexts of several threads may overlap.

    BLAS has one number for the whole process. If each context put back what it had
    found, the last one to end could put back the 1 of another, for good. So the first
    to begin sets it, and the last to end resets it.

    Parameters
    ----------
    controller : threadpoolctl.ThreadpoolController
    """

    def __init__(self, controller):
        self._controller, self._lock, self._inside = controller, Lock(), 0

    def __enter__(self):
        with self._lock:
            if self._inside == 0:
                self._limits = self._controller.limit(limits=1, user_api="blas")
            self._inside += 1

    def __exit__(self, *error):
        with self._lock:
            self._inside -= 1
            if self._inside == 0:
                self._limits.restore_original_limits()


@cache
def _blas():
    """The context of `numpy_threads`; None if BLAS cannot, or need not, be limited."""
    if _is_decided():
        return None
    try:
        from threadpoolctl import ThreadpoolController
    except ModuleNotFoundError:
        return None
    return _OneThread(ThreadpoolController())


def _is_decided():
    return any(os.environ.get(name) for name in VARIABLES)
