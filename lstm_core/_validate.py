"""Checks of what comes in, with errors that say what was expected and what came.

A shape is described by a dictionary of axis name to size, in order; the size is None
where any size of at least 1 will do: ``{"T": None, "B": None, "n_x": 3}``.
"""

from numbers import Real
from typing import get_args

import numpy as np

FLOATS = (np.dtype(np.float32), np.dtype(np.float64))


def check_array(name, value, *, axes, dtype, finite=True):
    """Raise unless ``value`` is an array of this shape and dtype, and finite.

    Parameters
    ----------
    name : str
        How the caller's documentation calls the value.
    value : object
    axes : dict of str to (int or None)
    dtype : numpy.dtype
    finite : bool
        Whether to look at the numbers.

    Raises
    ------
    TypeError
        If it is not an array, or has another dtype.
    ValueError
        If rank or shape differ, an axis is empty, or a number is NaN or infinite.
    """
    if not isinstance(value, np.ndarray):
        expected = f"a NumPy array of shape {_describe(axes)}"
        raise TypeError(f"{name}: expected {expected}, got {type(value).__name__}")
    refuse_masked(name, value)
    check_shape(name, value.shape, axes=axes)
    if value.dtype != dtype:
        hint = f"convert it with {name}.astype({str(dtype)!r})"
        raise TypeError(f"{name}: expected dtype {dtype}, got {value.dtype}; {hint}")
    if finite:
        check_finite(name, value)


def check_shape(name, shape, *, axes):
    """Raise ValueError unless ``shape`` fits ``axes`` and no axis is empty."""
    sizes = tuple(axes.values())
    if 0 not in shape and _fits(shape, sizes):
        return
    expected = _describe(axes)
    if len(shape) != len(axes):
        message = f"{len(axes)} axes {expected}, got {len(shape)}: shape {shape}"
        raise ValueError(f"{name}: expected {message}")
    if 0 in shape:
        raise ValueError(f"{name}: expected no empty axis in {expected}, got {shape}")
    message = f"{name}: expected shape {expected}, got {shape}"
    raise ValueError(message + _swap_hint(axes, shape))


def refuse_masked(name, value):
    """Raise TypeError if some numbers of the array may be masked."""
    if isinstance(value, np.ma.MaskedArray):
        hint = f"its mask would be lost; choose numbers: {name}.filled(0)"
        raise TypeError(f"{name}: expected a plain array, got a masked one; {hint}")


def check_finite(name, value):
    """Raise ValueError if any number in the array is NaN or infinite."""
    finite = np.isfinite(value)
    if not finite.all():
        first = tuple(int(i) for i in np.argwhere(~finite)[0])
        found = f"{np.count_nonzero(~finite)} NaN or infinite, the first at {first}"
        raise ValueError(f"{name}: expected finite numbers, got {found}")


def check_kind(name, value, kind):
    """Raise TypeError unless ``value`` is of the class or union ``kind``."""
    if not isinstance(value, kind):
        expected = " or ".join(one.__name__ for one in get_args(kind) or (kind,))
        raise TypeError(f"{name}: expected {expected}, got {type(value).__name__}")


def check_exact(name, value, kind):
    """Raise TypeError unless ``value`` is of the class ``kind``, and of no subclass."""
    if type(value) is not kind:
        hint = ", a subclass" if isinstance(value, kind) else ""
        got = type(value).__name__ + hint
        raise TypeError(f"{name}: expected {kind.__name__}, got {got}")


def check_list(name, value):
    """Raise TypeError if a single string came in place of a list of them."""
    if isinstance(value, str):
        raise TypeError(f"{name}: expected a list of strings, got {value!r}")


def check_words(name, words):
    """Raise TypeError if one of the words is none, but the number of a token."""
    for word in words:
        if not isinstance(word, str):
            got = f"{type(word).__name__} {word!r}"
            hint = "turn tokens into words first"
            raise TypeError(f"{name}: expected strings, got {got}; {hint}")


def check_number(name, value):
    """Raise unless ``value`` is one finite real number."""
    if isinstance(value, bool) or not isinstance(value, Real):
        raise TypeError(f"{name}: expected a number, got {value!r}")
    if not np.isfinite(value):
        raise ValueError(f"{name}: expected a finite number, got {value}")


def check_size(name, value):
    """Raise unless ``value`` is an integer of at least 1."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name}: expected an integer, got {value!r}")
    if value < 1:
        raise ValueError(f"{name}: expected at least 1, got {value}")


def check_rng(rng):
    """Raise TypeError unless ``rng`` is a NumPy generator."""
    if not isinstance(rng, np.random.Generator):
        hint = "make one with numpy.random.default_rng(seed)"
        raise TypeError(f"rng: expected a numpy Generator, got {rng!r}; {hint}")


def check_float_dtype(dtype):
    """Return ``dtype`` as a numpy.dtype; raise TypeError unless float32 or float64."""
    if np.dtype(dtype) not in FLOATS:
        raise TypeError(f"dtype: expected float32 or float64, got {np.dtype(dtype)}")
    return np.dtype(dtype)


def check_weights(W, b, *, blocks, reads_past=True):
    """Raise unless ``W`` and ``b`` fit a cell with this many stacked row blocks.

    One that reads the past has ``n_a`` columns for it.
    """
    for name, array in (("W", W), ("b", b)):
        if not isinstance(array, np.ndarray):
            got = type(array).__name__
            raise TypeError(f"{name}: expected a NumPy array, got {got}")
        refuse_masked(name, array)
        if array.dtype not in FLOATS:
            message = f"{name}: expected float32 or float64, got {array.dtype}"
            raise TypeError(message)
        check_finite(name, array)
    if W.dtype != b.dtype:
        raise TypeError(f"b: expected {W.dtype} like W, got {b.dtype}")
    if W.ndim != 2 or W.shape[0] == 0 or W.shape[0] % blocks:
        rows = "n_a" if blocks == 1 else f"{blocks} n_a"
        columns = "n_a + n_x" if reads_past else "n_x"
        raise ValueError(f"W: expected shape ({rows}, {columns}), got {W.shape}")
    n_past = W.shape[0] // blocks if reads_past else 0
    if W.shape[1] <= n_past:
        columns = f"n_a = {n_past} columns, n_a + n_x" if reads_past else "0 columns"
        message = f"more than {columns}"
        raise ValueError(f"W: expected {message}, got shape {W.shape}")
    if b.shape != W.shape[:1]:
        raise ValueError(f"b: expected shape {W.shape[:1]}, got {b.shape}")


def _fits(shape, sizes):
    """Whether a shape has these sizes, where None stands for any."""
    if len(shape) != len(sizes):
        return False
    return all(want in (None, got) for want, got in zip(sizes, shape, strict=True))


def _describe(axes):
    parts = [k if size is None else f"{k}={size}" for k, size in axes.items()]
    return f"({', '.join(parts)})" if len(parts) > 1 else f"({parts[0]},)"


def _swap_hint(axes, shape):
    """Say so if the shape would fit with the time and batch axes exchanged."""
    names = list(axes)
    if names[:2] != ["T", "B"]:
        return ""
    swapped = (shape[1], shape[0], *shape[2:])
    if not _fits(swapped, tuple(axes.values())):
        return ""
    return "; are batch and time swapped? Time comes first: (T, B, ...)"
