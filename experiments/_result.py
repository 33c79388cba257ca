"""Write the result of an experiment, together with how it was made; and networks."""

import json
import platform
import time
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

import lstm_core as lc

DATA = Path(__file__).parents[1] / "lstm_core" / "data"
RESULTS, NETWORKS = DATA / "results", DATA / "networks"


def write_result(name: str, *, started: float, **data) -> Path:
    """Write ``data`` as ``lstm_core/data/results/<name>.json``.

    Parameters
    ----------
    name : str
        Of the script and of the result.
    started : float
        What ``time.perf_counter()`` said at the start.
    **data
        Numbers, strings, lists and dictionaries; no arrays (use ``.tolist()``).
    """
    made = {
        "command": f"python -m experiments.{name}",
        "seconds": round(time.perf_counter() - started),
        "date": date.today().isoformat(),
        "machine": f"{platform.system()} {platform.machine()}",
        "versions": {"python": platform.python_version()} | _versions(),
    }
    path = RESULTS / f"{name}.json"
    text = json.dumps(made | data, indent=1, allow_nan=False)  # fails before it writes
    path.write_text(text + "\n", encoding="utf-8")
    return path


def write_network(name: str, model: lc.NumpyModel, compress: bool = False) -> Path:
    """Write a trained network as ``lstm_core/data/networks/<name>.npz``."""
    NETWORKS.mkdir(exist_ok=True)
    path = NETWORKS / f"{name}.npz"
    lc.save(path, model)
    if compress:
        with np.load(path) as file:
            arrays = dict(file)
        np.savez_compressed(path, **arrays)
    return path


def rounded(value, digits: int = 4):
    """Round all floats in nested dictionaries, lists, arrays and generators.

    Arrays and generators become lists; what is no float stays as it is.
    """
    if isinstance(value, dict):
        return {key: rounded(part, digits) for key, part in value.items()}
    if isinstance(value, float | np.floating):
        return round(float(value), digits)
    if isinstance(value, list | np.ndarray | Iterator):
        return [rounded(part, digits) for part in value]
    return value


def _versions():
    found = {}
    for package in ("numpy", "torch"):
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found
