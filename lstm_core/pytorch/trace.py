"""Every gate of a `torch.nn.LSTM`, which itself returns only its hidden states.

The hidden states are enough. With them, the pre-activations of all steps are one matrix
product, ``z_t = W [a_{t-1}, x_t] + b``; and with the gates, the cell states follow one
after the other, ``c_t = f_t * c_{t-1} + u_t * c~_t``. How it goes for each cell stands
in its file, as ``TorchTwin.recover``.
"""

from contextlib import nullcontext
from types import SimpleNamespace

from lstm_core._tensors import as_tensor, empty_module, import_torch
from lstm_core._threads import torch_threads
from lstm_core.pytorch.layouts import cell_arrays, cell_of_module, module_weights


def trace_torch(module, x, state=None) -> list:
    """Run a `torch.nn.LSTM` and show every gate at every step, in every layer.

    Parameters
    ----------
    module : torch.nn.LSTM, torch.nn.GRU or torch.nn.RNN
        Of any number of layers, with or without bias, in one direction or both, on any
        device. It is not changed.
    x : torch.Tensor or ndarray, shape (T, B, n_x)
        What the module takes: (B, T, n_x) if it has ``batch_first``. In its dtype, and
        brought to its device.
    state : tuple of torch.Tensor or ndarray, optional
        What the module takes: ``(h_0, c_0)``, for a GRU or an RNN ``h_0`` alone, each
        of shape (layers * directions, B, n_a); zeros if not given.

    Returns
    -------
    list of Trace
        One a layer; for a bidirectional module one pair (forward, backward) a layer.
        For a GRU they are `GRUTrace`, for an RNN `RNNTrace`. They hold tensors on the
        module's device, time first always, without gradients; ``trace.to_numpy()``
        gives NumPy arrays.

        The trace of a backward direction is in the order of time too: ``f[t]`` is the
        gate that read ``x[t]``. Its ``reverse`` is True: the step before ``t`` was
        ``t + 1``, so ``a_states`` and ``c_states`` end with the start state.

    Raises
    ------
    TypeError
        If the module is of another kind, or ``x`` or the state has another dtype or is
        no tensor. A packed sequence is refused: where sequences end does not matter to
        the steps before, so pad them with zeros (but the backward direction would read
        the padding first: trace such sequences one by one).
    ValueError
        If shapes do not fit, a number is not finite, the module has a projection
        (``proj_size``), is an RNN with another nonlinearity than tanh, or would drop
        out values at random: call ``module.eval()`` first.
    ModuleNotFoundError
        If PyTorch is not installed.

    Notes
    -----
    A module in half precision (float16, bfloat16) computes its hidden states as it
    always does. Its gates are recovered from them in float32, and the trace is in
    float32; they differ from the gates inside the module by the rounding of its dtype.
    ``torch.autocast`` is switched off for the trace.
    """
    torch = import_torch()
    cell = _check_module(module)
    x = _time_first(module, x)
    start = _start_states(cell, module, x, state)
    traces, one_step = [], module.weight_hh_l0.numel() * x.shape[1]
    with (
        torch.no_grad(),
        _no_autocast(torch, x.device.type),
        torch_threads(torch, one_step),
    ):
        for layer in range(module.num_layers):
            first = [s[layer] for s in start]
            out, pair = _trace_layer(cell, module, layer, x, first)
            traces.append(pair)
            x = out
    return traces if module.bidirectional else [pair[0] for pair in traces]


def _check_module(module):
    """The cell that the module computes; raise if it cannot be traced."""
    cell = cell_of_module(module)
    if module.training and module.dropout > 0:
        message = f"module: expected no dropout, got dropout={module.dropout} while"
        raise ValueError(f"{message} training; call module.eval() first")
    return cell


def _time_first(module, x):
    """Check the input, and return it as a tensor (T, B, n_x) on the device."""
    if isinstance(x, import_torch().nn.utils.rnn.PackedSequence):
        remedy = "pad it with torch.nn.utils.rnn.pad_packed_sequence"
        raise TypeError(f"x: expected a tensor, got a PackedSequence; {remedy}")
    names = ("B", "T") if module.batch_first else ("T", "B")
    axes = {**dict.fromkeys(names), "n_x": module.input_size}
    x = as_tensor("x", x, axes=axes, like=module.weight_hh_l0)
    return x.transpose(0, 1) if module.batch_first else x


def _start_states(cell, module, x, state):
    """States to start from, each of shape (layers, directions, B, n_a)."""
    names = ("h_0", "c_0")[: len(cell.states)]
    directions = 2 if module.bidirectional else 1
    size = module.num_layers * directions, x.shape[1], module.hidden_size
    if state is None:
        state = [x.new_zeros(size) for _ in names]
    elif len(names) == 1:
        state = [state]
    elif not isinstance(state, tuple | list) or len(state) != 2:
        got = type(state).__name__
        raise TypeError(f"state: expected a tuple (h_0, c_0), got {got}")
    axes = dict(zip(("layers * directions", "B", "n_a"), size, strict=True))
    states = [
        as_tensor(name, value, axes=axes, like=x)
        for name, value in zip(names, state, strict=True)
    ]
    return [s.unflatten(0, (module.num_layers, directions)) for s in states]


def _no_autocast(torch, kind):
    if not torch.amp.is_autocast_available(kind):
        return nullcontext()
    return torch.autocast(kind, enabled=False)


def _trace_layer(cell, module, layer, x, start):
    """Hidden states of one layer, all directions side by side, and its traces."""
    one = _one_layer(cell, module, layer, x)
    h_and_c = tuple(s.contiguous() for s in start)
    given = x.transpose(0, 1) if one.batch_first else x
    out, _ = one(given, h_and_c if len(h_and_c) > 1 else h_and_c[0])
    out = out.transpose(0, 1) if one.batch_first else out
    traces = []
    for i, a in enumerate(out.split(module.hidden_size, dim=-1)):
        p = _weights(cell, module, f"_l{layer}" + "_reverse" * i)
        first = [_widen(s[i]) for s in start]
        states = _with_start(_widen(a), first[0], bool(i))
        traces.append(cell.torch.recover(p, _widen(x), states, first, bool(i)))
    return out, tuple(traces)


def _one_layer(cell, module, layer, x):
    """A module of this layer alone: a deep module returns only its last layer."""
    if module.num_layers == 1:
        return module
    options = {"bias": module.bias, "bidirectional": module.bidirectional}
    sizes = x.shape[-1], module.hidden_size
    kind = getattr(import_torch().nn, cell.torch.module)
    one = empty_module(kind, *sizes, like=x, **options)
    for name, weight in one.named_parameters():
        weight.copy_(getattr(module, name.replace("_l0", f"_l{layer}")))
    return one


def _weights(cell, module, suffix):
    """The arrays of the cell as tensors by name, in float32 or wider."""
    weights = [_widen(value) for value in module_weights(module, suffix)]
    return SimpleNamespace(**cell_arrays(cell, *weights))


def _with_start(states, start, reverse):
    """The states of all steps, with the one before the first step at its end."""
    parts = [states, start[None]] if reverse else [start[None], states]
    return import_torch().cat(parts)


def _widen(value):
    """Half precision as float32; everything else as it is."""
    return value.float() if value.itemsize < 4 else value
