"""Results and trained networks that ship with the package, and are read here.

The scripts in ``experiments/`` and ``benchmarks/`` make them. A result says how:
``command``, ``seconds``, ``date``, and the machine with its versions. A network ships
where the book speaks of one in particular: trained again on another processor, it
would round otherwise, and end elsewhere.
"""

import json
from importlib import resources

from lstm_core.model.model import NumpyModel
from lstm_core.model.storage import load


def stored_result(name: str) -> dict:
    """Read a stored result.

    Parameters
    ----------
    name : str
        Name of the experiment, such as ``"speed_cpu"``.

    Returns
    -------
    dict
        What the script wrote; lists where it had arrays.

    Raises
    ------
    ValueError
        If there is no such result; the message lists those there are.
    """
    return json.loads(_find(name, "results", ".json").read_text("utf-8"))


def stored_network(name: str) -> NumpyModel:
    """Read a trained network that the chapters speak of.

    Parameters
    ----------
    name : str
        Such as ``"agreement"``; the script that made it has the name in its text.

    Returns
    -------
    NumpyModel
        A new one at each call, so it may be trained further.

    Raises
    ------
    ValueError
        If there is no such network; the message lists those there are.
    """
    with resources.as_file(_find(name, "networks", ".npz")) as path:
        return load(path)


def has_result(name: str) -> bool:
    """Whether there is a stored result of this name."""
    return name in _files("results", ".json")


def _find(name, folder, ending):
    found = _files(folder, ending)
    if name not in found:
        raise ValueError(f"name: expected one of {sorted(found)}, got {name!r}")
    return found[name]


def _files(folder, ending):
    files = (resources.files("lstm_core") / "data" / folder).iterdir()
    return {f.name.removesuffix(ending): f for f in files if f.name.endswith(ending)}
