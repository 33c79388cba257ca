"""Functions that need PyTorch: what they once returned, for where it is missing."""

import functools
from collections.abc import Callable

import numpy as np

from lstm_core._tensors import import_torch, to_array
from lstm_core.cells.registry import all_cells
from lstm_core.stored.results import stored_result

RESULT = "with_torch"
"""Name of the stored result that ``experiments/with_torch.py`` writes."""


def with_torch(function: Callable) -> Callable:
    """Let a function give its stored result where PyTorch is missing.

    A decorator. With PyTorch, the function is called as it is. Without, a line is
    printed that says so, and what the function once returned is read: arrays,
    weights and traces of cells as they were, tensors as arrays, a module as a
    dictionary of its weights.

    Parameters
    ----------
    function : callable
        Whose calls ``experiments/with_torch.py`` has stored, see `call_name`.

    Returns
    -------
    callable

    Raises
    ------
    ValueError
        When it is called without PyTorch, and this call is not stored.
    """

    @functools.wraps(function)
    def run(*args, **kwargs):
        try:
            import_torch()
        except ModuleNotFoundError:
            return _stored_call(call_name(function, args, kwargs))
        return function(*args, **kwargs)

    return run


def call_name(function: Callable, args: tuple, kwargs: dict) -> str:
    """What a call is stored under: its name, with its numbers and strings.

    Arrays and modules among the arguments are not looked at.

    >>> call_name(max, (1, [2]), {"key": 3})
    'max(1, key=3)'
    """
    plain = int | float | str
    said = [repr(value) for value in args if isinstance(value, plain)]
    said += [f"{k}={v!r}" for k, v in kwargs.items() if isinstance(v, plain)]
    return f"{function.__name__}({', '.join(said)})"


def pack(value):
    """Turn a result into what JSON can hold; `unpack` is the way back.

    Raises
    ------
    TypeError
        If there is something in it that cannot be stored.
    """
    if isinstance(value, tuple | list):
        return [pack(item) for item in value]
    if isinstance(value, dict):
        return {key: pack(item) for key, item in value.items()}
    if hasattr(value, "state_dict"):
        return pack(value.state_dict())
    if type(value) in _kinds().values():
        return {"kind": type(value).__name__} | pack(vars(value))
    value = to_array(value)
    if isinstance(value, np.ndarray | np.generic):
        return {"kind": "array", "dtype": value.dtype.name, "values": value.tolist()}
    if not isinstance(value, bool | int | float | str | None):
        raise TypeError(f"value: expected a result to store, got {type(value)}")
    return value


def unpack(value):
    """A result as it was before `pack`; tuples come back as lists."""
    if isinstance(value, list):
        return [unpack(item) for item in value]
    if not isinstance(value, dict):
        return value
    kind, rest = value.get("kind"), {k: v for k, v in value.items() if k != "kind"}
    if kind == "array":
        return np.array(rest["values"], rest["dtype"])
    rest = {key: unpack(item) for key, item in rest.items()}
    return _kinds()[kind](**rest) if kind in _kinds() else rest


def _kinds():
    """Classes of weights and traces by name."""
    kinds = [kind for cell in all_cells() for kind in (cell.params, cell.trace)]
    return {kind.__name__: kind for kind in kinds}


def _stored_call(name):
    stored = stored_result(RESULT)
    known = stored["returned"]
    if name not in known:
        message = f"PyTorch, or one of the stored calls {sorted(known)}"
        raise ValueError(f"function: expected {message}, got {name!r}")
    print(f"PyTorch is missing: stored result, {stored['date']}")
    return unpack(known[name])
