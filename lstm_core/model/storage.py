"""Weights in files: NumPy's ``.npz``, without pickle, so no file can run code."""

import io
import os
import secrets
from pathlib import Path

import numpy as np

from lstm_core.cells.parts import CellParams
from lstm_core.cells.registry import arrays_of, cell_named, cell_of
from lstm_core.model.losses import Readout
from lstm_core.model.model import Model, NumpyModel

FORMAT = "lstm_core"
VERSION = 1
EXTRA = {"params": (), "model": ("task", "W_y", "b_y")}
"""What a file of each kind holds beside its head and the arrays of the cell."""


def save(path: str | Path, what: Model | CellParams) -> None:
    """Write weights to a file, all of it or nothing.

    Parameters
    ----------
    path : str or path-like
        Must end in ``.npz``. A file of that name is replaced, in one moment, and only
        when the new one is complete on the disk.
    what : LSTMParams, RNNParams, ..., NumpyModel or TorchModel
        Of a model, the weights and the task; not the state of an optimiser.

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


def load(path: str | Path) -> NumpyModel | CellParams:
    """Read weights that `save` wrote.

    Parameters
    ----------
    path : str or path-like

    Returns
    -------
    LSTMParams, RNNParams, ... or NumpyModel
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
    if _text(found, "format") != FORMAT:
        raise ValueError(f"{where}, got other arrays: {sorted(found)}")
    version = found.pop("version", None)
    if version is None or version.shape != () or version != VERSION:
        raise ValueError(f"{where}, version {VERSION}, got version {version}")
    try:
        return _rebuild(found)
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{where}, got weights that do not fit: {error}") from error


def _contents(what):
    """Arrays by name: weights, and what says how to put them together again."""
    if isinstance(what, Model):
        p, out = what.cell_params, what.readout
        rest = {"kind": "model", "task": what.task, "W_y": out.W_y, "b_y": out.b_y}
    else:
        p, rest = what, {"kind": "params"}
    cell = cell_of(p, "what", also="a model")
    head = {"format": FORMAT, "version": VERSION, "cell": cell.name}
    values = {k: np.asarray(v) for k, v in (head | rest | arrays_of(p)).items()}
    for name, value in values.items():
        if value.dtype.kind == "f" and not np.isfinite(value).all():
            raise ValueError(f"{name}: expected finite numbers, got NaN or infinite")
    return values


def _rebuild(found):
    kind, cell = _text(found, "kind"), cell_named(_text(found, "cell"))
    expected = {*cell.arrays, *EXTRA[kind], "format", "kind", "cell"}
    if found.keys() != expected:
        raise ValueError(f"expected the arrays {sorted(expected)}, got {sorted(found)}")
    p = cell.params(**{name: found[name] for name in cell.arrays})
    if kind == "params":
        return p
    return NumpyModel(p, Readout(found["W_y"], found["b_y"]), _text(found, "task"))


def _text(found, name):
    """The text under this name; empty if there is none."""
    value = found.get(name)
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
        raise ValueError(f"{message}, or it is damaged: {error}") from error
