"""Plain data as text: what may pass between a submission and its tests.

Numbers, texts, lists, dicts, arrays and the weight containers of the package can be
written; reading never runs code, so an answer from an untrusted process is safe.
"""

import base64

import numpy as np

from lstm_core.cells.registry import all_cells, arrays_of

PLAIN = (bool, int, float, str, type(None))
DTYPES = ("bool", "int64", "float32", "float64")


def encode(value):
    """Turn a value into what `json.dumps` can write.

    Parameters
    ----------
    value : bool, int, float, str, None, list, tuple, dict, ndarray, LSTMParams ...

    Raises
    ------
    TypeError
        For anything else.
    """
    if isinstance(value, PLAIN):
        return value
    if isinstance(value, np.ndarray | np.generic):
        return _encode_array(np.asarray(value))
    if isinstance(value, list | tuple):
        return {"kind": type(value).__name__, "items": [encode(v) for v in value]}
    if isinstance(value, dict):
        return {"kind": "dict", "items": [[encode(k), encode(value[k])] for k in value]}
    if type(value) in _containers().values():
        items = encode(arrays_of(value))["items"]
        return {"kind": type(value).__name__, "items": items}
    raise TypeError(f"expected numbers, arrays or text, got {type(value).__name__}")


def decode(data):
    """The value that `encode` wrote; a tuple subclass comes back as a tuple.

    Raises
    ------
    ValueError, TypeError, KeyError
        If the data was not made by `encode`.
    """
    if isinstance(data, PLAIN):
        return data
    kind = data["kind"]
    if kind == "array":
        return _decode_array(data)
    if kind in ("list", "tuple"):
        items = [decode(item) for item in data["items"]]
        return tuple(items) if kind == "tuple" else items
    items = {decode(key): decode(value) for key, value in data["items"]}
    return items if kind == "dict" else _containers()[kind](**items)


def _containers():
    """The classes of weights by name."""
    return {cell.params.__name__: cell.params for cell in all_cells()}


def _encode_array(array):
    if array.dtype.kind in "iu":
        array = array.astype(np.int64)
    if array.dtype.name not in DTYPES:
        raise TypeError(f"expected an array of numbers, got dtype {array.dtype}")
    text = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode("ascii")
    shape, dtype = list(array.shape), array.dtype.name
    return {"kind": "array", "dtype": dtype, "shape": shape, "data": text}


def _decode_array(data):
    if data["dtype"] not in DTYPES:
        raise ValueError(f"dtype: expected one of {DTYPES}, got {data['dtype']!r}")
    raw = base64.b64decode(data["data"])
    array = np.frombuffer(raw, data["dtype"]).reshape(data["shape"]).copy()
    return array if array.ndim else array[()]
