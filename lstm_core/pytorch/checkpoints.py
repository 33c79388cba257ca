"""LSTMs and GRUs in the files that people have; no code in a file is ever run.

What a file holds is found by the names of its arrays: whoever saved it, the modules of
PyTorch call their weights ``weight_hh_l0``, ``weight_ih_l0`` and so on, behind the name
of the module. Sizes, layers and directions follow from the shapes.
"""

import importlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from lstm_core._tensors import to_array
from lstm_core.cells.registry import cell_named
from lstm_core.pytorch.frameworks import from_arrays, refuse_other_settings
from lstm_core.pytorch.layouts import cell_arrays
from lstm_core.pytorch.tools import read_torch_file

WEIGHT = re.compile(
    r"(?:(.*)\.)?((?:weight|bias)_(?:hh|ih|hr))((?:_l\d+)?(?:_reverse)?)"
)
"""Name of the module, kind of weight, layer and direction."""

COMPUTED = re.compile(
    r"(?:(.*)\.)?(?:parametrizations\.)?weight_[hi]h.*(_g|_v|_orig|original\d?)"
)
"""What weight_norm, prune and their like keep in place of a weight."""

KERAS_LSTMS = "LSTM", "CuDNNLSTM", "LSTMCell"
"""Classes of Keras that compute an LSTM if their settings are the usual ones."""

KERAS_CELLS = "LSTMCell", "GRUCell", "SimpleRNNCell", "StackedRNNCells"
"""Classes of Keras that the layer `RNN` can be given."""

BLOCKS = {4: "lstm", 3: "gru"}
"""The cell, by how many blocks of rows ``weight_hh`` has."""


def from_checkpoint(path: str | Path, name: str | None = None) -> list:
    """Find an LSTM or a GRU in a file, and copy its weights.

    Parameters
    ----------
    path : str or path-like
        ``.pt``, ``.pth``, ``.ckpt`` or ``.bin`` as ``torch.save`` writes them, however
        the state dict is nested; ``.safetensors``; ``.npz`` with the names of a state
        dict; ``.keras``, or ``.h5`` of a whole model. Each needs the package that reads
        it: torch, safetensors, h5py.
    name : str, optional
        Which module, as the error lists them, or the end of its name. It must be said
        if there are several.

    Returns
    -------
    list of LSTMParams or GRUParams
        One a layer; for a bidirectional module one pair (forward, backward) a layer.
        Half precision becomes float32.

    Raises
    ------
    OSError
        If the file cannot be read.
    TypeError, ValueError
        If it is damaged, holds no such module, or several and it is not said which;
        if what it holds does not say what the network computes: a basic network
        (with tanh or relu?), a projection, weights that a parametrisation makes anew,
        other arrays beside the weights of the module, such as those of a layer norm.
    ModuleNotFoundError
        If a package is missing that opens the file.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending not in READERS:
        known = ", ".join(READERS)
        raise ValueError(
            f"path: expected a name that ends in {known}, got {path.name!r}"
        )
    read, make = READERS[ending]
    found = read(path)
    which = _pick(path, found, name)
    return make(f"path: expected the plain weights of {which!r}", found[which])


def _pick(path, found, name):
    """The one name that is meant."""
    where = f"in {path.name!r}"
    if not found:
        raise ValueError(f"path: expected an LSTM or a GRU {where}, got none")
    listed = ", ".join(repr(one) for one in sorted(found))
    if name is None:
        if len(found) > 1:
            raise ValueError(f"name: expected one of {listed} {where}, got None")
        return next(iter(found))
    meant = [one for one in found if one == name or one.endswith(f".{name}")]
    if name in meant:
        return name
    if len(meant) != 1:
        raise ValueError(f"name: expected one of {listed} {where}, got {name!r}")
    return meant[0]


def _modules(arrays) -> dict[str, dict]:
    """The weights of each recurrent module, by its name and by theirs."""
    found = {}
    for key, value in arrays.items():
        if match := WEIGHT.fullmatch(key):
            found.setdefault(match[1] or "", {})[match[2] + match[3]] = value
        elif match := COMPUTED.fullmatch(key):
            found.setdefault(match[1] or "", {})["computed"] = key
    recurrent = re.compile("weight_hh|computed")
    found = {k: v for k, v in found.items() if any(map(recurrent.match, v))}
    for name, weights in found.items():
        more = [k for k in arrays if _lies_in(name, k) and not _is_known(k)]
        if more:
            weights["more"] = more[0]
    return found


def _lies_in(name, key):
    return key.startswith(f"{name}." if name else "")


def _is_known(key):
    return WEIGHT.fullmatch(key) or COMPUTED.fullmatch(key)


def _from_modules(where, weights) -> list:
    """The parameters of one module, in the form that `from_checkpoint` returns."""
    if "computed" in weights:
        hint = "remove the parametrisation before saving"
        raise ValueError(f"{where}, got {weights['computed']!r}; {hint}")
    if "more" in weights:
        hint = "a module that computes more; build it, and use watch"
        raise ValueError(f"{where}, got also {weights['more']!r}: {hint}")
    if any(key.startswith("weight_hr") for key in weights):
        raise ValueError(f"{where}, got a projection (weight_hr)")
    ends = [key.removeprefix("weight_hh") for key in weights if "weight_hh" in key]
    layers = sorted({end.removesuffix("_reverse") for end in ends}, key=_number)
    if layers != [f"_l{i}" for i in range(len(layers))] and layers != [""]:
        raise ValueError(f"{where}, got layers {layers}, of which some are missing")
    both = any(end.endswith("_reverse") for end in ends)
    directions = ("", "_reverse") if both else ("",)
    found = [
        tuple(_layer(where, weights, layer + end) for end in directions)
        for layer in layers
    ]
    return found if both else [p for (p,) in found]


def _number(end):
    return int(end.removeprefix("_l") or 0)


def _layer(where, weights, end):
    names = ("weight_hh", "weight_ih", "bias_ih", "bias_hh")
    biased = any(name + end in weights for name in names[2:])
    needed = names if biased else names[:2]
    missing = [name + end for name in needed if name + end not in weights]
    if missing:
        raise ValueError(f"{where}, got no {missing[0]}")
    hh, ih = (_float(where, weights[name + end]) for name in names[:2])
    rows, n_a = hh.shape if hh.ndim == 2 else (0, 1)
    cell = BLOCKS.get(rows / n_a)
    if cell is None or ih.ndim != 2 or len(ih) != rows:
        got = f"weight_hh{end} of shape {hh.shape}, weight_ih{end} of {ih.shape}"
        if rows == n_a:
            got = "a basic network, and no word whether it squashes by tanh or relu;"
            got += " build the module, load them, and use from_torch"
        raise ValueError(f"{where}, got {got}")
    cell = cell_named(cell)
    zero = np.zeros(rows, hh.dtype)
    biases = [_float(where, weights.get(name + end, zero)) for name in names[2:]]
    return cell.params(**cell_arrays(cell, hh, ih, *biases))


def _float(where, value):
    value = to_array(value)
    if value.dtype.kind != "f":
        raise TypeError(f"{where}, got {value.dtype}")
    return value.astype(np.float32 if value.itemsize < 8 else np.float64)


def _read_torch(path):
    return _modules(_flat(read_torch_file(path)))


def _flat(tree, before=""):
    """All arrays in nested mappings, by their path with dots between."""
    found = {}
    for key, value in tree.items():
        if isinstance(value, Mapping):
            found |= _flat(value, f"{before}{key}.")
        elif getattr(value, "ndim", 0):
            found[f"{before}{key}"] = value
    return found


def _read_safetensors(path):
    numpy = _import("safetensors.numpy", "safetensors")
    data = path.read_bytes()
    try:
        return _modules(numpy.load(data))
    except Exception as error:  # the library's own class, and KeyError for bfloat16
        message = f"path: expected .safetensors of float numbers in {path.name!r}"
        raise ValueError(f"{message}, got others or damaged data: {error}") from error


def _read_npz(path):
    data = io.BytesIO(path.read_bytes())
    try:
        with np.load(data, allow_pickle=False) as archive:
            return _modules({name: archive[name] for name in archive.files})
    except Exception as error:  # zipfile, zlib and NumPy each raise their own
        message = f"path: expected an .npz file of arrays in {path.name!r}"
        raise ValueError(f"{message}, got something else, or it is damaged") from error


def _read_keras(path):
    """The LSTM layers of a whole model of Keras: the arrays by the name of a layer."""
    h5py, data = _import("h5py", "h5py"), io.BytesIO(path.read_bytes())
    expected = f"path: expected a whole model that Keras saved in {path.name!r}"
    try:
        config = None
        if path.suffix.lower() == ".keras":
            with zipfile.ZipFile(data) as archive:
                config = archive.read("config.json")
                data = io.BytesIO(archive.read("model.weights.h5"))
        with h5py.File(data) as file:
            config = config or file.attrs.get("model_config")
            layers = {}
            file.visititems(lambda name, item: _note_layer(h5py, layers, name, item))
    except Exception as error:  # zipfile and h5py each raise their own
        raise ValueError(f"{expected}, got something else: {error}") from error
    if config is None:
        hint = "build the model, load them, and use from_keras"
        raise ValueError(f"{expected}, got weights alone, without activations; {hint}")
    _check_settings(json.loads(config))
    return layers


def _note_layer(h5py, layers, name, item):
    """Keep the arrays of a group if they are those of an LSTM."""
    if not isinstance(item, h5py.Group):
        return
    arrays = [np.array(v) for v in item.values() if isinstance(v, h5py.Dataset)]
    names = list(item)
    if names and names[0].startswith("bias"):  # the others: kernel, recurrent_kernel
        arrays = [*arrays[1:], arrays[0]]
    shapes = [v.shape for v in arrays]
    if len(shapes) in (2, 3) and shapes[1][1:] == (4 * shapes[1][0],):
        layers[name.replace("/", ".")] = arrays


def _check_settings(tree, backward=False):
    """Look at every LSTM layer in the settings of a model of Keras.

    And at cells in a layer that takes any: in `RNN`, and in layers of other people.
    """
    if isinstance(tree, list):
        for part in tree:
            _check_settings(part)
    elif isinstance(tree, dict):
        kind, own = tree.get("class_name") or "", tree.get("registered_name") or ""
        if kind in KERAS_LSTMS and own in ("", kind):
            refuse_other_settings(tree["config"], backward)
        elif "LSTM" in kind + own and not kind.startswith("ConvLSTM"):
            known = ", ".join(KERAS_LSTMS)
            raise ValueError(f"layer: expected one of {known}, got {own or kind}")
        elif kind == "RNN":
            _check_cell(tree["config"], backward)
        for key, part in tree.items():
            _check_settings(part, backward=key == "backward_layer")


def _check_cell(config, backward):
    """Look at a layer that takes any cell; an LSTM's own settings come later."""
    refuse_other_settings({"go_backwards": config.get("go_backwards")}, backward)
    cell = config.get("cell", {}).get("class_name")
    if cell not in KERAS_CELLS:
        known = ", ".join(KERAS_CELLS)
        raise ValueError(f"layer: expected an RNN of {known}, got one of {cell}")


def _from_keras(where, arrays):
    return [from_arrays(*arrays, order="keras")]


def _import(module, package):
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        message = f"this needs {package}: pip install {package}"
        raise ModuleNotFoundError(message) from error


READERS = {
    **dict.fromkeys((".pt", ".pth", ".ckpt", ".bin"), (_read_torch, _from_modules)),
    ".safetensors": (_read_safetensors, _from_modules),
    ".npz": (_read_npz, _from_modules),
    **dict.fromkeys((".keras", ".h5"), (_read_keras, _from_keras)),
}
"""By the ending of the name: what finds weights in a file, and makes parameters."""
