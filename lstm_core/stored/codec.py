"""Values as plain data, which JSON can hold, and back; reading never runs code.

Answers of a student's process come to the tests in this form, and results of PyTorch
lie in it in a file. Arrays are lists of numbers with a dtype and a shape: exact, and
readable in a file; for the arrays of an exercise that is fast enough.
"""

import numpy as np

from lstm_core._tensors import to_array
from lstm_core._validate import check_kind
from lstm_core.cells.parts import CellParams
from lstm_core.cells.registry import all_cells
from lstm_core.model.model import Model
from lstm_core.model.storage import put_together, take_apart

PLAIN = bool | int | float | str | None
DTYPES = ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32")
DTYPES += ("uint64", "float16", "float32", "float64")


def encode(value):
    """Turn a value into numbers, texts, lists and dicts with texts as keys.

    Parameters
    ----------
    value : bool, int, float, str, None, list, tuple, dict, ndarray, LSTMParams ...
        Also traces and models of every cell, tensors (they become arrays) and modules
        of PyTorch (they become dicts of their weights).

    Raises
    ------
    TypeError
        For anything else.
    """
    value = to_array(value)
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, list):
        return [encode(item) for item in value]
    if isinstance(value, tuple):
        return {"kind": "tuple", "items": encode(list(value))}
    if isinstance(value, dict):
        return _encode_dict(value)
    if isinstance(value, np.ndarray | np.generic):
        return _encode_array(value)
    if isinstance(value, CellParams | Model):
        return _encode_each(take_apart(value))
    if type(value) in _traces().values():
        return _encode_each({"kind": type(value).__name__} | vars(value))
    if hasattr(value, "state_dict"):
        return encode(value.state_dict())
    raise TypeError(f"expected numbers, arrays or text, got {type(value).__name__}")


def decode(data):
    """The value that `encode` turned into ``data``.

    Subclasses of list, tuple and dict come back as list, tuple and dict.

    Raises
    ------
    ValueError, TypeError, KeyError, OverflowError
        If the data was not made by `encode`.
    """
    if isinstance(data, PLAIN):
        return data
    if isinstance(data, list):
        return [decode(item) for item in data]
    check_kind("data", data, dict)
    if data.get("kind") == "array":
        return _decode_array(data)
    parts = {key: decode(value) for key, value in data.items()}
    if "kind" not in parts:
        return parts
    if parts["kind"] == "tuple":
        return tuple(parts["items"])
    if parts["kind"] == "dict":
        return {key: value for key, value in parts["items"]}
    trace = _traces().get(parts["kind"])
    if trace is None:
        return put_together(parts)
    del parts["kind"]
    return trace(**parts)


def _traces():
    """The classes of traces by name."""
    return {cell.trace.__name__: cell.trace for cell in all_cells()}


def _encode_dict(value):
    """An object of JSON; pairs, if a key is no text, or the object would be misread."""
    if all(type(key) is str and key != "kind" for key in value):
        return _encode_each(value)
    pairs = [[encode(key), encode(item)] for key, item in value.items()]
    return {"kind": "dict", "items": pairs}


def _encode_each(parts):
    return {name: encode(part) for name, part in parts.items()}


def _encode_array(array):
    if array.dtype.name not in DTYPES:
        raise TypeError(f"expected an array of numbers, got dtype {array.dtype}")
    about = {"kind": "array", "dtype": array.dtype.name, "shape": list(array.shape)}
    values = array.ravel().tolist()
    if array.dtype.kind == "f":  # a file of JSON has no NaN; None comes back as one
        values = [None if value != value else value for value in values]
    return about | {"values": values}


def _decode_array(data):
    if data["dtype"] not in DTYPES:
        raise ValueError(f"dtype: expected one of {DTYPES}, got {data['dtype']!r}")
    array = np.array(data["values"], data["dtype"]).reshape(data["shape"])
    return array if array.ndim else array[()]
