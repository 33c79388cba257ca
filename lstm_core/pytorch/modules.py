"""A recurrent module of PyTorch of any kind: what it is made of, and a run of it.

`torch.nn.LSTM` and its relatives take a sequence, `torch.nn.LSTMCell` and its relatives
a step; weights have other names, states other shapes. Here they are brought together,
for `lstm_core.pytorch.trace`.
"""

from dataclasses import dataclass
from functools import update_wrapper
from types import SimpleNamespace

from lstm_core._tensors import as_tensor, empty_module, import_torch, tanh
from lstm_core.cells.registry import Cell
from lstm_core.pytorch.layouts import (
    cell_arrays,
    check_module,
    module_weights,
    twin_of_module,
)
from lstm_core.pytorch.reading import Reading, after_end, at_end, turned


@dataclass(frozen=True, eq=False)
class Recurrent:
    """What a recurrent module is made of.

    Attributes
    ----------
    module : torch.nn.Module
    cell : Cell
        What it computes.
    steps : bool
        Whether it takes one step a call, as `torch.nn.LSTMCell` does.
    layers, directions : int
    n_x, n_a, n_out : int
        Input features, units, and hidden states: fewer than units with a projection.
    batch_first : bool
    relu : bool
        Whether it is a basic network with relu in place of tanh.
    like : torch.Tensor
        One of its weights, for dtype and device.
    """

    module: object
    cell: Cell
    steps: bool
    layers: int
    directions: int
    n_x: int
    n_a: int
    n_out: int
    batch_first: bool
    relu: bool
    like: object


@dataclass(frozen=True, eq=False)
class Returned:
    """What a module returned.

    Attributes
    ----------
    out : torch.Tensor, shape (T, B, directions * n_out)
        Hidden states of its last layer.
    last : list of torch.Tensor, each of shape (layers, directions, B, n_a)
        The last hidden states of all layers, and for an LSTM the last cell states.
    """

    out: object
    last: list


class WithinBlock:
    """A function that a model has for the length of a ``with`` block only.

    A copy of the model would keep it for good, so copies are refused meanwhile.
    """

    def __init__(self, function, block):
        self._function, self._block = function, block
        update_wrapper(self, function)

    def __call__(self, *args, **kwargs):
        return self._function(*args, **kwargs)

    def __reduce_ex__(self, protocol):
        message = f"no copy and no file of it inside lstm_core.{self._block}"
        hint = "do that before or after the block, or save model.state_dict()"
        raise TypeError(f"model: expected {message}; {hint}")


def refuse_autocast(net: Recurrent):
    """Raise under ``torch.autocast``, where numbers are rounded inside of a module."""
    if import_torch().is_autocast_enabled(net.like.device.type):
        message = "a module in its own dtype, got torch.autocast, under which it rounds"
        raise ValueError(f"module: expected {message} more coarsely; leave it for this")


def named_parts(model) -> dict:
    """All modules inside a model; one that has several names stands under each."""
    return dict(model.named_modules(remove_duplicate=False))


def describe_module(module) -> Recurrent:
    """Look at a module; raise if it is none that can be traced.

    Raises
    ------
    TypeError, ValueError
        As `lstm_core.trace_torch` says.
    """
    check_module(module)
    cell, steps = twin_of_module(module), not hasattr(module, "num_layers")
    if not steps and module.training and module.dropout > 0:
        message = f"module: expected no dropout, got dropout={module.dropout} while"
        raise ValueError(f"{message} training; call module.eval() first")
    return Recurrent(
        module=module,
        cell=cell,
        steps=steps,
        layers=1 if steps else module.num_layers,
        directions=1 if steps or not module.bidirectional else 2,
        n_x=module.input_size,
        n_a=module.hidden_size,
        n_out=getattr(module, "proj_size", 0) or module.hidden_size,
        batch_first=not steps and module.batch_first,
        relu=getattr(module, "nonlinearity", "tanh") == "relu",
        like=module.weight_hh if steps else module.weight_hh_l0,
    )


def read_state(net: Recurrent, state, reading: Reading, keep_graph=False) -> list:
    """The states to start from, each of shape (layers, directions, B, n_a).

    Raises
    ------
    TypeError, ValueError
        If the state is not what the module takes.
    """
    names = ("h_0", "c_0")[: len(net.cell.states)]
    sizes = {"h_0": net.n_out, "c_0": net.n_a}
    B, rows = reading.x.shape[1], net.layers * net.directions
    if state is None:
        state = [reading.x.new_zeros(rows, B, sizes[name]) for name in names]
        return [s.unflatten(0, (net.layers, net.directions)) for s in state]
    if len(names) == 1:
        state = [state]
    elif not isinstance(state, tuple | list) or len(state) != 2:
        got = type(state).__name__
        raise TypeError(f"state: expected a tuple (h_0, c_0), got {got}")
    found = []
    for name, value in zip(names, state, strict=True):
        axes = {} if net.steps else {"layers * directions": rows}
        axes |= {"B": B} if reading.batched else {}
        axes |= {"n_a": sizes[name]}
        options = {"like": net.like, "keep_graph": keep_graph}
        value = as_tensor(name, value, axes=axes, **options)
        found.append(value.reshape(net.layers, net.directions, B, sizes[name]))
    return found


def run_layers(net: Recurrent, reading: Reading, run):
    """Let the layers read, each what the one below it has made.

    Parameters
    ----------
    net : Recurrent
    reading : Reading
    run : function
        Of layer, direction (0 or 1) and ``x`` in the order in which that reads. It
        returns hidden states in this order, and whatever is to be kept.

    Returns
    -------
    x : torch.Tensor, shape (T, B, directions * n_out)
        Hidden states of the last layer in the order of time.
    kept : list of list
        By layer and direction.
    """
    torch, x, found = import_torch(), reading.x, []
    for layer in range(net.layers):
        outs, kept = [], []
        for i in range(net.directions):
            out, more = run(layer, i, turned(reading, x, i))
            outs.append(turned(reading, out, i))
            kept.append(more)
        found.append(kept)
        x = torch.cat(outs, dim=-1).to(net.like.dtype)
        if reading.lengths is not None:
            x = x.masked_fill(after_end(len(x), reading.lengths)[..., None], 0)
    return x, found


def run_module(net: Recurrent, reading: Reading, start: list) -> Returned:
    """Call the module as it is, hooks included."""
    if net.steps:
        return _run_steps(net, reading, start)
    rnn, x = import_torch().nn.utils.rnn, reading.x
    state = [s.flatten(0, 1) for s in start]
    if not reading.batched:
        x, state = x[:, 0], [s[:, 0] for s in state]
    elif reading.lengths is not None:
        lengths = reading.lengths.cpu()
        x = rnn.pack_padded_sequence(x, lengths, enforce_sorted=False)
    elif net.batch_first:
        x = x.transpose(0, 1)
    given = tuple(state) if len(state) > 1 else state[0]
    return read_returned(net, reading, net.module(x, given))


def read_returned(net: Recurrent, reading: Reading, output) -> Returned:
    """What a module returned from one call, in one form.

    Raises
    ------
    ValueError
        If it is not what such a module returns.
    """
    torch, (T, B, _) = import_torch(), reading.x.shape
    try:
        out, last = output
        last = list(last) if isinstance(last, tuple) else [last]
        if isinstance(out, torch.nn.utils.rnn.PackedSequence):
            out, _ = torch.nn.utils.rnn.pad_packed_sequence(out, total_length=T)
        elif reading.batched and net.batch_first:
            out = out.transpose(0, 1)
        sizes = (net.n_out, net.n_a)[: len(net.cell.states)]
        out = out.reshape(T, B, net.directions * net.n_out)
        shape = net.layers, net.directions, B
        last = [s.reshape(*shape, n) for s, n in zip(last, sizes, strict=True)]
    except (TypeError, ValueError, AttributeError, RuntimeError) as error:
        kind = type(net.module).__name__
        message = "expected the outputs and the last states of a recurrent module"
        raise ValueError(f"module: {message}, got something else of {kind}") from error
    return Returned(out.detach(), [s.detach() for s in last])


def _run_steps(net, reading, start):
    """Call a module such as `torch.nn.LSTMCell` once a step."""
    torch, states = import_torch(), [s[0, 0] for s in start]
    made, several = [], len(states) > 1
    for x_t in reading.x:
        states = net.module(x_t, tuple(states) if several else states[0])
        states = list(states) if several else [states]
        made.append(states)
    made = [torch.stack(values) for values in zip(*made, strict=True)]
    last = [at_end(values, reading.lengths)[None, None] for values in made]
    return Returned(made[0], last)


def weights_of(net: Recurrent, layer: int, reverse: bool) -> SimpleNamespace:
    """The arrays of the cell as tensors by name, in float32 or wider.

    With them what else the module may have: ``W_hr``, the projection or None, and
    ``squash``, the squashing function of a basic network.
    """
    torch, end = import_torch(), suffix(net, layer, reverse)
    weights = [widen(v) for v in module_weights(net.module, end)]
    W_hr = None
    if net.n_out != net.n_a:
        W_hr = widen(getattr(net.module, "weight_hr" + end).detach())
    more = {"W_hr": W_hr, "squash": torch.relu if net.relu else tanh}
    return SimpleNamespace(**cell_arrays(net.cell, *weights), **more)


def suffix(net: Recurrent, layer: int, reverse: bool) -> str:
    """What ends the names of weights: ``""``, ``"_l0"``, ``"_l1_reverse"``."""
    return "" if net.steps else f"_l{layer}" + "_reverse" * reverse


def one_direction(net: Recurrent, layer: int, reverse: bool, n_x: int):
    """A new module that computes one direction of one layer, with the same weights."""
    torch = import_torch()
    kind = getattr(torch.nn, net.cell.torch.module)
    options = {"bias": net.module.bias, "batch_first": False}
    if net.n_out != net.n_a:
        options["proj_size"] = net.n_out
    if net.relu:
        options["nonlinearity"] = "relu"
    one = empty_module(kind, n_x, net.n_a, like=net.like, **options)
    end = suffix(net, layer, reverse)
    for name, weight in one.named_parameters():
        weight.copy_(getattr(net.module, name.replace("_l0", end)))
    return one


def widen(value):
    """Half precision as float32; everything else as it is."""
    return value.float() if value.itemsize < 4 else value
