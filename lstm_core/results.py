"""Results that took too long for a chapter: computed once, stored, and read here.

The scripts in ``experiments/`` and ``benchmarks/`` make them. Each result says how:
``command``, ``seconds``, ``date``, and the machine with its versions.
"""

import json
from importlib import resources


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
    found = _files()
    if name not in found:
        raise ValueError(f"name: expected one of {sorted(found)}, got {name!r}")
    return json.loads(found[name].read_text("utf-8"))


def has_result(name: str) -> bool:
    """Whether there is a stored result of this name."""
    return name in _files()


def _files():
    folder = resources.files("lstm_core") / "data" / "results"
    return {
        file.name.removesuffix(".json"): file
        for file in folder.iterdir()
        if file.name.endswith(".json")
    }
