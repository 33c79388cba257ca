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
    controller = _blas()
    if multiplications >= LARGE or controller is None:
        return nullcontext()
    return controller.limit(limits=1, user_api="blas")


@contextmanager
def torch_threads(torch, multiplications: int):
    """Context in which PyTorch uses one thread on the CPU, unless products are large.

    Parameters
    ----------
    torch : module
    multiplications : int
        As for `numpy_threads`.
    """
    before = torch.get_num_threads()
    if multiplications < LARGE and not _is_decided():
        torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(before)


@cache
def _blas():
    """What can limit the threads of BLAS; None if nothing can, or nothing should."""
    if _is_decided():
        return None
    try:
        from threadpoolctl import ThreadpoolController
    except ModuleNotFoundError:
        return None
    return ThreadpoolController()


def _is_decided():
    return any(os.environ.get(name) for name in VARIABLES)
