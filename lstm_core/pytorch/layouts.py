"""Weights from and to the modules of PyTorch.

It is imported for the tensors that `to_torch` returns only.
"""

import sys
from operator import index

import numpy as np

from lstm_core._tensors import (
    concatenate,
    import_torch,
    refuse_stand_in,
    reorder_blocks,
    to_array,
    zeros_like,
)
from lstm_core.cells.parts import CellParams, gate_rows
from lstm_core.cells.registry import Cell, all_cells, arrays_of, cell_with_twin


def from_torch(module, layer: int | None = None, reverse: bool | None = None):
    """Copy the weights of one layer out of a recurrent module of PyTorch.

    Parameters
    ----------
    module : torch.nn.LSTM, GRU or RNN, or LSTMCell, GRUCell or RNNCell
        On any device.
    layer : int, optional
        Which layer, counted from 0. It must be said if there are several.
    reverse : bool, optional
        Which direction of a bidirectional module: True for the one that reads the
        sequence from its end. It must be said if there are two.

    Returns
    -------
    LSTMParams, GRUParams or RNNParams
        ``W = [weight_hh | weight_ih]`` with the rows in the order of `GATES`, and
        ``b = bias_ih + bias_hh`` (zero if the module has no bias). In a GRU the two
        biases of the candidate stay apart: ``b_c`` and ``b_a``. New arrays.

    Raises
    ------
    TypeError
        If ``module`` is of another kind, or has weights in half precision, or ``layer``
        is not an integer.
    ValueError
        If it is not said which layer or direction, or there is no such one; if the
        module has a projection (``proj_size``), or is an RNN with another nonlinearity
        than tanh; or if a weight is computed anew by a hook at each call (the older
        ``weight_norm`` and ``spectral_norm``, ``prune``) and so may be out of date.
    """
    cell = cell_of_module(module)
    layers, bidirectional = _layers_of(module)
    if layer is None and layers > 1:
        raise ValueError(
            f"layer: expected 0 to {layers - 1} (which of them?), got None"
        )
    layer = index(layer or 0)
    if reverse is None and bidirectional:
        raise ValueError("reverse: expected False or True (which direction?), got None")
    if reverse and not bidirectional:
        raise ValueError("reverse: expected False for a module of one direction")
    if not 0 <= layer < layers:
        raise ValueError(f"layer: expected 0 to {layers - 1}, got {layer}")
    end = f"_l{layer}" + "_reverse" * bool(reverse) if _takes_sequences(module) else ""
    _refuse_computed(module, end)
    weights = [_own_array(value) for value in module_weights(module, end)]
    return cell.params(**cell_arrays(cell, *weights))


def to_torch(p: CellParams) -> dict:
    """State dict for a `torch.nn.LSTM`, `GRU` or `RNN` with the same weights.

    Parameters
    ----------
    p : LSTMParams, GRUParams or RNNParams

    Returns
    -------
    dict of str to torch.Tensor
        For ``load_state_dict`` of a module of one layer with ``n_x`` inputs and
        ``n_a`` hidden units. New tensors on the CPU, in the dtype of ``p``. Of the two
        biases that the module adds up, ``bias_hh_l0`` is zero, but for the candidate of
        a GRU.

    Raises
    ------
    TypeError
        If ``p`` is something else.
    ValueError
        If PyTorch has no such cell.
    ModuleNotFoundError
        If PyTorch is not installed.
    """
    torch = import_torch()
    return {name: torch.from_numpy(v) for name, v in torch_layout(p).items()}


def torch_layout(p: CellParams) -> dict[str, np.ndarray]:
    """Arrange weights as `torch.nn.LSTM`, `GRU` or `RNN` name and order them.

    Parameters
    ----------
    p : LSTMParams, GRUParams or RNNParams

    Returns
    -------
    dict of str to ndarray
        Copies: ``weight_ih_l0``, ``weight_hh_l0``, ``bias_ih_l0``, ``bias_hh_l0``. The
        second bias is redundant and zero, but for the candidate of a GRU. `to_torch`
        gives the same as tensors.

    Raises
    ------
    TypeError
        If ``p`` is something else.
    ValueError
        If PyTorch has no such cell.
    """
    cell = cell_with_twin(p)
    weights = module_layout(cell, arrays_of(p))
    return {name: value.copy() for name, value in weights.items()}


def cell_of_module(module) -> Cell:
    """The cell of the package that computes what a module of PyTorch does.

    Raises
    ------
    TypeError, ValueError
        As `check_module`; and if the module has a projection, or a basic network
        squashes by something else than tanh.
    """
    check_module(module)
    if getattr(module, "proj_size", 0):
        raise ValueError(f"module: expected proj_size=0, got {module.proj_size}")
    squash = getattr(module, "nonlinearity", "tanh")
    if squash != "tanh":
        raise ValueError(f"module: expected nonlinearity 'tanh', got {squash!r}")
    return twin_of_module(module)


def twin_of_module(module) -> Cell:
    """The cell whose twin a checked module is, whatever squashes and projects in it."""
    kinds = [c.__name__.removesuffix("Cell") for c in type(module).__mro__]
    return next(c for c in all_cells() if c.torch and c.torch.module in kinds)


def check_module(module):
    """Raise unless this is a recurrent module of PyTorch with numbers in it.

    Raises
    ------
    TypeError
        If it is of another kind, or its weights are no real floating-point numbers.
    ValueError
        If its weights are on the device "meta", or NaN or infinite.
    """
    torch = sys.modules.get("torch")
    kinds = (torch.nn.RNNBase, torch.nn.RNNCellBase) if torch else ()
    if not isinstance(module, kinds):
        twins = [cell.torch.module for cell in all_cells() if cell.torch]
        known = ", ".join(f"torch.nn.{name}, torch.nn.{name}Cell" for name in twins)
        raise TypeError(f"module: expected one of {known}; got {_describe(module)}")
    for name, weight in module.named_parameters(recurse=False):
        if not weight.is_floating_point():
            got = f"{name} of {weight.dtype}"
            raise TypeError(f"module: expected floating-point weights, got {got}")
        if weight.is_meta:
            hint = "load its weights first"
            raise ValueError(f"module: expected weights, got the device 'meta'; {hint}")
        refuse_stand_in("module", weight)
        if not weight.detach().isfinite().all():
            raise ValueError(f"module: expected finite weights, got NaN in {name}")


def _describe(module):
    """The class of what came, and what of it could be given in its place."""
    kind = type(module)
    if "quantized" in kind.__module__:
        return f"a quantised {kind.__name__}; give the module that it was made from"
    inside = getattr(module, "named_modules", None)
    if not callable(inside):
        return kind.__name__
    torch = sys.modules["torch"]
    kinds = torch.nn.RNNBase, torch.nn.RNNCellBase
    names = [name for name, part in inside() if isinstance(part, kinds)]
    found = ", ".join(f".{name}" for name in names[:3])
    hint = f"; give one of its parts: {found}" if names else ""
    return f"{kind.__module__}.{kind.__qualname__}{hint}"


def _takes_sequences(module):
    return hasattr(module, "num_layers")


def _layers_of(module):
    """How many layers, and whether there are two directions."""
    if _takes_sequences(module):
        return module.num_layers, module.bidirectional
    return 1, False


def _refuse_computed(module, end):
    """Raise if a weight is no parameter, but left over from the last call."""
    for name in ("weight_hh", "weight_ih"):
        parametrised = getattr(module, "parametrizations", {})
        if name + end not in module._parameters and name + end not in parametrised:
            message = f"weights of its own, got {name + end} that a hook computes anew"
            hint = "remove it (remove_weight_norm, prune.remove), or use trace_torch"
            raise ValueError(f"module: expected {message} at each call; {hint}")


def module_weights(module, suffix: str) -> tuple:
    """The four weights of one layer of a module, with zeros if it has no biases.

    Parameters
    ----------
    module : torch.nn.LSTM, GRU or RNN, or LSTMCell, GRUCell or RNNCell
    suffix : str
        Which layer and direction, such as ``"_l0"`` or ``"_l1_reverse"``; empty for a
        module that takes one step.

    Returns
    -------
    weight_hh, weight_ih, bias_ih, bias_hh : torch.Tensor
    """
    names = ("weight_hh", "weight_ih") + ("bias_ih", "bias_hh") * module.bias
    found = [getattr(module, name + suffix).detach() for name in names]
    if not module.bias:
        found += [zeros_like(found[0][:, 0])] * 2
    return tuple(found)


def cell_arrays(cell: Cell, weight_hh, weight_ih, bias_ih, bias_hh) -> dict:
    """The arrays of a cell by name, from the weights of its module.

    The two biases of the module are added up, but for `second_bias`, which may share
    memory with ``bias_hh``. All are arrays, or all are tensors.
    """
    order = cell.torch.blocks, cell.params.blocks
    W, b = concatenate([weight_hh, weight_ih], axis=1), bias_ih + bias_hh
    first, second = second_bias(cell, bias_ih), second_bias(cell, bias_hh)
    for name, rows in second_bias(cell, b).items():
        rows[...] = first[name]
    return {"W": reorder_blocks(W, *order), "b": reorder_blocks(b, *order), **second}


def module_layout(cell: Cell, arrays: dict) -> dict:
    """The weights of a module by name, from the arrays of its cell.

    The inverse of `cell_arrays`: what need not be in ``bias_hh_l0`` is zero.
    """
    order = cell.params.blocks, cell.torch.blocks
    W, b = (reorder_blocks(arrays[name], *order) for name in ("W", "b"))
    n_a, b_twin = len(b) // len(cell.torch.blocks), zeros_like(b)
    for name, rows in second_bias(cell, b_twin).items():
        rows[...] = arrays[name]
    return {
        "weight_ih_l0": W[:, n_a:],
        "weight_hh_l0": W[:, :n_a],
        "bias_ih_l0": b,
        "bias_hh_l0": b_twin,
    }


def second_bias(cell: Cell, bias_hh) -> dict:
    """The part of ``bias_hh`` that is no redundant one: a view, by its array's name.

    Empty for most cells; see ``Cell.second_bias``.
    """
    if cell.second_bias is None:
        return {}
    array, block = cell.second_bias
    return {array: gate_rows(bias_hh, block, cell.torch.blocks)}


def _own_array(value):
    """NumPy array with the numbers of a tensor, in memory of its own."""
    if value.itemsize < 4:
        got = str(value.dtype).removeprefix("torch.")
        hint = "make a copy of it with .float()"
        raise TypeError(f"module: expected float32 or float64, got {got}; {hint}")
    return to_array(value).copy()
