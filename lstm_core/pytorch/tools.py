"""PyTorch: results that repeat bit for bit, and weights out of its files."""

import os
import pathlib
import pickle
import re
from argparse import Namespace
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace

import numpy as np

from lstm_core._tensors import import_torch

CUBLAS_SETTING = "CUBLAS_WORKSPACE_CONFIG"

OTHERS = (".safetensors", ".npz", ".keras", ".h5")
"""Endings of files with weights that ``torch.save`` has not written."""


@contextmanager
def deterministic() -> Iterator[None]:
    """Let PyTorch compute the same bits each time: ``with lc.deterministic(): ...``.

    On the CPU, the same program on the same machine with the same number of threads
    gives the same bits anyway, and on a GPU most of it does. What does not: cuDNN and
    cuBLAS may spread one sum over several streams of a GPU, each with its own work
    space, and add up the parts in the order in which they are ready. Floating-point
    sums depend on their order, so gradients differ in the last bits, and training
    lets the difference grow. Here, work space is kept to one setting that fixes the
    order, cuDNN neither times its algorithms to pick one nor takes one that does not
    repeat, and PyTorch raises a RuntimeError where it knows no way that repeats.

    Seeds are another matter: weights come from the ``rng`` of `make_model`, which is
    NumPy's, and nothing in this package draws random numbers from PyTorch. Between
    machines, devices and versions, results differ in the last bits in any case.

    Raises
    ------
    ModuleNotFoundError
        If PyTorch is not installed.
    RuntimeError
        If the GPU was used before and the environment variable
        ``CUBLAS_WORKSPACE_CONFIG`` was not set by then: it is read only once. It is
        set here if that is early enough, and stays set.

    Notes
    -----
    "cuDNN RNN determinism" and "Reproducibility" in the documentation of PyTorch.
    """
    torch = import_torch()
    if torch.cuda.is_initialized() and CUBLAS_SETTING not in os.environ:
        remedy = f"set {CUBLAS_SETTING}=:4096:2 before Python starts"
        raise RuntimeError(f"deterministic: the GPU has been in use already; {remedy}")
    os.environ.setdefault(CUBLAS_SETTING, ":4096:2")
    cudnn = torch.backends.cudnn
    strict = torch.are_deterministic_algorithms_enabled()
    lenient = torch.is_deterministic_algorithms_warn_only_enabled()
    flags = cudnn.deterministic, cudnn.benchmark
    torch.use_deterministic_algorithms(True)
    cudnn.deterministic, cudnn.benchmark = True, False
    try:
        yield
    finally:
        torch.use_deterministic_algorithms(strict, warn_only=lenient)
        cudnn.deterministic, cudnn.benchmark = flags


def load_torch_file(path: str | Path) -> dict:
    """Open a state dict that ``torch.save`` wrote; no code in the file is run.

    Parameters
    ----------
    path : str or path-like

    Returns
    -------
    dict of str to torch.Tensor
        On the CPU; for ``load_state_dict`` of a module of the right sizes.

    Raises
    ------
    OSError
        If the file cannot be read.
    ValueError
        If it is damaged or holds something else than named tensors.
    ModuleNotFoundError
        If PyTorch is not installed.
    """
    torch, path = import_torch(), Path(path)
    expected = f"path: expected a state dict written by torch.save in {path.name!r}"
    found = read_torch_file(path)
    others = [k for k, v in found.items() if not isinstance(v, torch.Tensor)]
    if others:
        kind = type(found[others[0]]).__name__
        message = f"{expected}, got under the key {others[0]!r} a {kind}"
        raise ValueError(f"{message}; from_checkpoint looks into it")
    return dict(found)


def read_torch_file(path: Path) -> Mapping:
    """What ``torch.save`` wrote, whatever it is; no code in the file is run.

    Raises
    ------
    OSError, ValueError, ModuleNotFoundError
        As `load_torch_file`.
    """
    torch = import_torch()
    expected = f"path: expected a state dict written by torch.save in {path.name!r}"
    if path.suffix.lower() in OTHERS:
        message = f"{expected}, got the name of another kind of file"
        raise ValueError(f"{message}; from_checkpoint reads it")
    with path.open("rb") as file:
        try:
            with torch.serialization.safe_globals(_plain_classes()):
                found = torch.load(file, map_location="cpu", weights_only=True)
        except pickle.UnpicklingError as error:
            named = re.search(r"GLOBAL (\S+)", str(error))
            got = f"an object of {named[1]} in it" if named else ""
            remedy = "where it was made, save module.state_dict() alone"
            got = got or "other objects or damaged data"
            message = f"{expected}, got {got}; {remedy}"
            raise ValueError(message) from None  # PyTorch would advise to unpickle
        except Exception as error:  # what a damaged file raises is not documented
            script = "TorchScript" in str(error)
            got = "a TorchScript archive" if script else "damaged data"
            remedy = "where it was made, save module.state_dict()"
            message = f"{expected}, got {got}; {remedy}"
            raise ValueError(message) from None
    if not isinstance(found, Mapping):
        raise ValueError(f"{expected}, got {type(found).__name__}")
    return found


def _plain_classes() -> list:
    """What settings beside weights are often made of, and what runs no code of a file.

    A pair is an object, and the name under which a file knows it: paths stay words,
    whatever the system that wrote them, and NumPy 1 had its functions elsewhere.
    """
    scalar, array = (v.__reduce__()[0] for v in (np.float64(0), np.zeros(0)))
    numbers = {type(np.dtype(code)) for code in np.typecodes["All"] if code != "O"}
    paths = pathlib.PurePosixPath, pathlib.PureWindowsPath
    modules = "pathlib", "pathlib._local"  # the second in Python 3.13
    old = "numpy.core.multiarray"
    return [
        *(Namespace, SimpleNamespace, np.ndarray, np.dtype, *numbers, scalar, array),
        *((f, f"{old}.{f.__name__}") for f in (scalar, array)),
        *(
            (f, f"{m}.{f.__name__.removeprefix('Pure')}")
            for f in paths
            for m in modules
        ),
    ]
