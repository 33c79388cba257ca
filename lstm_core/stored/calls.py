"""Functions that need PyTorch: what they once returned, for where it is missing."""

import functools
import inspect
import reprlib
from collections.abc import Callable

import numpy as np

from lstm_core._tensors import import_torch
from lstm_core.stored.codec import decode, encode
from lstm_core.stored.results import stored_result

RESULT = "with_torch"
"""Name of the stored result that ``experiments/with_torch.py`` writes."""

TOLERANCE = 1e-6
"""How far a number may be from the stored one, relative to the largest of its array.

Well above what processors round differently, and well below what anybody would change.
"""


def with_torch(function: Callable) -> Callable:
    """Let a function give its stored result where PyTorch is missing.

    A decorator. With PyTorch, the function is called as it is. Without, a line is
    printed that says so, and what the function once returned is read: arrays,
    weights and traces of cells as they were, tensors as arrays, a module as a
    dictionary of its weights.

    Parameters
    ----------
    function : callable
        Whose calls ``experiments/with_torch.py`` has stored. Only its arguments are
        compared with the stored ones: hand over whatever a reader may change.

    Returns
    -------
    callable

    Raises
    ------
    TypeError
        When it is called without PyTorch, with an argument that cannot be compared.
    ValueError
        When it is called without PyTorch, and no call with these arguments is stored;
        the message says which one differs. Arrays may differ by rounding.
    """

    @functools.wraps(function)
    def run(*args, **kwargs):
        try:
            import_torch()
        except ModuleNotFoundError:
            stored = stored_result(RESULT)
            found = find_call(stored["calls"], function, given(function, args, kwargs))
            print(f"PyTorch is missing: stored result, {stored['date']}")
            return decode(found["returned"])
        return function(*args, **kwargs)

    return run


def given(function: Callable, args: tuple, kwargs: dict) -> dict:
    """All that a call hands over, by the names of the parameters, as plain data.

    >>> given(lambda n, steps=800: None, (3,), {})
    {'n': 3, 'steps': 800}
    """
    bound = inspect.signature(function).bind(*args, **kwargs)
    bound.apply_defaults()
    found = {}
    for name, value in bound.arguments.items():
        try:
            found[name] = encode(value)
        except TypeError as error:
            message = f"a call can be stored with numbers, arrays or text; {error}"
            raise TypeError(f"{name}: {message}") from error
    return found


def find_call(calls: list[dict], function: Callable, arguments: dict) -> dict:
    """The stored call of a function with these arguments.

    Parameters
    ----------
    calls : list of dict
        Each with the name of a ``function``, what was ``given``, what was ``returned``.
    function : callable
    arguments : dict
        As from `given`.

    Raises
    ------
    ValueError
        If there is none. The message says where those that are stored differ.
    """
    name, differences = function.__name__, []
    for call in calls:
        if call["function"] == name:
            difference = _first_difference(arguments, call["given"])
            if not difference:
                return call
            differences.append(difference)
    if not differences:
        known = sorted({call["function"] for call in calls})
        message = f"expected PyTorch, or a function with stored calls, of {known}"
        raise ValueError(f"function: {message}; got {name!r}")
    message = f"{'; '.join(differences)}. Other calls of {name} need PyTorch"
    raise ValueError(f"{message}: pip install 'lstm-core[torch]'")


def _first_difference(got, stored):
    """Where two pieces of plain data differ first, in words; else an empty text."""
    got, stored = dict(_leaves("", got)), dict(_leaves("", stored))
    for place in stored | got:
        pair = stored.get(place, _NOTHING), got.get(place, _NOTHING)
        wrong = _wrong(*pair)
        if not wrong.any():
            continue
        if wrong.ndim:
            at = tuple(np.argwhere(wrong)[0].tolist())
            place, pair = f"{place}{list(at)}", [array[at].item() for array in pair]
        expected, found = map(_shown, pair)
        return f"{place}: expected {expected}, as in the stored call, got {found}"
    return ""


def _leaves(name, data):
    """Numbers, texts and arrays in plain data, by their places: ``p.W``, ``x[0]``."""
    if isinstance(data, dict) and data.get("kind") != "array":
        for key, part in data.items():
            yield from _leaves(f"{name}.{key}" if name else key, part)
    elif isinstance(data, list):
        yield f"len({name})", len(data)
        for i, part in enumerate(data):
            yield from _leaves(f"{name}[{i}]", part)
    else:
        yield name, decode(data)


def _wrong(stored, got):
    """Which numbers differ by more than rounding; True if the arrays do not match."""
    stored, got = np.asarray(stored), np.asarray(got)
    if (stored.dtype, stored.shape) != (got.dtype, got.shape):
        return np.array(True)
    if stored.dtype.kind != "f":
        return np.asarray(stored != got)
    allowed = TOLERANCE * np.abs(stored).max(initial=0)
    return ~(np.abs(got - stored) <= allowed)


def _shown(value):
    if isinstance(value, np.ndarray):
        return f"{value.dtype} of shape {value.shape}"
    return "nothing" if value is _NOTHING else reprlib.repr(value)


_NOTHING = object()
"""Stands for a place that one of two calls does not have."""
