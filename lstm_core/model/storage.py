"""Weights and traces in files: NumPy's ``.npz``, without pickle; none runs code."""

import io
import os
import secrets
from pathlib import Path

import numpy as np

from lstm_core._validate import check_kind
from lstm_core.cells.parts import CellParams
from lstm_core.cells.registry import (
    all_cells,
    arrays_of,
    cell_named,
    cell_of,
    check_trace,
)
from lstm_core.cells.trace import SequenceTrace
from lstm_core.model.losses import Readout
from lstm_core.model.model import Model, NumpyModel, check_model

FORMAT = "lstm_core"
VERSION = 1
EXTRA = {"params": (), "model": ("task", "W_y", "b_y")}
"""What belongs to each kind beside the name of the cell and its arrays."""
TEXTS = ("kind", "cell", "task")
WEIGHT_FILES = (".safetensors", ".pt", ".pth", ".ckpt", ".bin", ".keras", ".h5")
"""Endings of files in which others keep weights."""


def save(path: str | Path, what: Model | CellParams | SequenceTrace) -> None:
    """Write weights or a trace to a file, all of it or nothing.

    Parameters
    ----------
    path : str or path-like
        Must end in ``.npz``. A file of that name is replaced, in one moment, and only
        when the new one is complete on the disk.
    what : LSTMParams, RNNParams, ..., NumpyModel or TorchModel, or Trace, ...
        Of a model, the weights and the task; not the state of an optimiser. A trace of
        tensors is written as one of NumPy arrays.

    Raises
    ------
    TypeError
        If it is something else.
    ValueError
        If the name has another ending, or a weight is NaN or infinite.
    OSError
        If the file cannot be written. Whatever the error, the old file stays.
    """
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"path: expected a name that ends in .npz, got {path.name!r}")
    _write_whole(path, _contents(what))


def load(path: str | Path) -> NumpyModel | CellParams | SequenceTrace:
    """Read weights or a trace that `save` wrote.

    Parameters
    ----------
    path : str or path-like

    Returns
    -------
    LSTMParams, RNNParams, ..., NumpyModel, or Trace, ...
        What was saved, bit for bit. A PyTorch model comes back as a `NumpyModel`;
        `to_backend` turns it into one again.

    Raises
    ------
    OSError
        If the file cannot be read, FileNotFoundError for one.
    ValueError
        If it is damaged, cut short, or not written by `save`. It is never changed.
    """
    path = Path(path)
    found = _read_arrays(path)
    where = f"path: expected a file that lstm_core.save wrote in {path.name!r}"
    if _text(found.pop("format", None)) != FORMAT:
        raise ValueError(f"{where}, got other arrays: {sorted(found)}")
    version = found.pop("version", None)
    if version is None or version.shape != () or version != VERSION:
        raise ValueError(f"{where}, version {VERSION}, got version {version}")
    try:
        texts = {name: _text(found[name]) for name in TEXTS if name in found}
        if texts.get("kind") == "trace":
            return _trace(found | texts)
        return put_together(found | texts)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{where}, got arrays that do not fit: {error}") from error


def take_apart(what: Model | CellParams) -> dict:
    """Weights as text and arrays by name, from which `put_together` makes them again.

    Parameters
    ----------
    what : LSTMParams, RNNParams, ..., NumpyModel or TorchModel

    Returns
    -------
    dict
        ``kind`` is "params" or "model", ``cell`` the name of the cell; then its arrays;
        of a model, the ``task`` and the readout as well. The arrays are not copied.

    Raises
    ------
    TypeError
        If it is something else, or a subclass that nobody registered.
    """
    if not isinstance(what, Model):
        cell = cell_of(what, "what", also="a model")
        return {"kind": "params", "cell": cell.name} | arrays_of(what)
    check_model("what", what)
    p, out = what.cell_params, what.readout
    parts = {"kind": "model", "cell": what.cell, "task": what.task}
    return parts | arrays_of(p) | {"W_y": out.W_y, "b_y": out.b_y}


def put_together(parts: dict) -> NumpyModel | CellParams:
    """The weights, or the model, that `take_apart` took apart.

    Raises
    ------
    TypeError, ValueError
        If a part is missing, too many or unknown, or does not fit the others.
    """
    kind, cell = parts.get("kind"), cell_named(parts.get("cell"))
    if kind not in tuple(EXTRA):
        raise ValueError(f"kind: expected one of {tuple(EXTRA)}, got {kind!r}")
    expected = {"kind", "cell", *cell.arrays, *EXTRA[kind]}
    if parts.keys() != expected:
        raise ValueError(f"expected the parts {sorted(expected)}, got {sorted(parts)}")
    p = cell.params(**{name: parts[name] for name in cell.arrays})
    if kind == "params":
        return p
    check_kind("W_y", parts["W_y"], np.ndarray)
    return NumpyModel(p, Readout(parts["W_y"], parts["b_y"]), parts["task"])


def _trace(parts):
    """The trace that `_contents` took apart."""
    kind = cell_named(parts.pop("cell")).trace
    del parts["kind"]
    names = ("step_names", "unit_names")
    options = {n: tuple(map(str, parts.pop(n))) for n in names if n in parts}
    reverse = bool(parts.pop("reverse"))
    trace = kind(**parts, **options, reverse=reverse)
    T, B, _ = trace.x.shape
    sizes = {name: T + name.endswith("states") for name in parts if name != "lengths"}
    for name, rows in sizes.items():
        if parts[name].ndim > 1 and parts[name].shape[:2] != (rows, B):
            got = parts[name].shape
            raise ValueError(f"{name}: expected shape ({rows}, {B}, ...), got {got}")
    return trace


def _contents(what):
    """The arrays of a file by name; a text is an array without axes."""
    if isinstance(what, SequenceTrace):
        return {name: np.asarray(value) for name, value in _trace_parts(what).items()}
    parts = {"format": FORMAT, "version": VERSION} | take_apart(what)
    values = {name: np.asarray(value) for name, value in parts.items()}
    for name, value in values.items():
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise ValueError(f"{name}: expected finite numbers, got NaN or infinite")
    return values


def _trace_parts(trace):
    check_trace("what", trace, SequenceTrace)
    cell = next(cell.name for cell in all_cells() if cell.trace is type(trace))
    parts = {"format": FORMAT, "version": VERSION, "kind": "trace", "cell": cell}
    names = {"step_names": trace.step_names, "unit_names": trace.unit_names}
    parts |= {name: value for name, value in names.items() if value is not None}
    return parts | trace.to_numpy().arrays() | {"reverse": trace.reverse}


def _text(value):
    """The text in an array without axes; empty if it is anything else."""
    is_text = value is not None and value.dtype.kind == "U" and value.shape == ()
    return str(value) if is_text else ""


def _write_whole(path, arrays):
    """Write beside the old file, then put the new one in its place."""
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with new.open("xb") as file:
            np.savez(file, **arrays)  # numbers and text: nothing to pickle
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)  # still there only if something failed


def _read_arrays(path):
    data = io.BytesIO(path.read_bytes())
    try:
        with np.load(data, allow_pickle=False) as archive:
            if archive.zip.testzip() is not None:
                raise ValueError("a checksum is wrong")
            return {name: archive[name] for name in archive.files}
    except Exception as error:  # zipfile, zlib and NumPy each raise their own
        message = f"path: expected an .npz file in {path.name!r}, got something else"
        if path.suffix.lower() in WEIGHT_FILES:
            raise ValueError(f"{message}; from_checkpoint reads it") from None
        said = f": {error}" if "pickle" not in str(error) else ""
        raise ValueError(f"{message}, or it is damaged{said}") from error
