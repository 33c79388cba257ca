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
    folder = resources.files("lstm_core") / "data" / "results"
    names = sorted(
        file.name.removesuffix(".json")
        for file in folder.iterdir()
        if file.name.endswith(".json")
    )
    if name not in names:
        raise ValueError(f"name: expected one of {names}, got {name!r}")
    return json.loads((folder / f"{name}.json").read_text("utf-8"))
