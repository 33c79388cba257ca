"""Every gate of a recurrent module of PyTorch, which returns hidden states only.

Where NumPy runs the cell fast, it does so here, with the weights of the module.
Elsewhere the hidden states are enough: with them, the pre-activations of all steps are
one matrix product, ``z_t = W [a_{t-1}, x_t] + b``, and the cell states follow one after
the other, ``c_t = f_t * c_{t-1} + u_t * c~_t`` (``TorchTwin.recover``).

Either way the trace is compared with what the module itself returned. What changes its
numbers but not its weights (a hook, a ``forward`` of its own) would otherwise give the
trace of another network.
"""

import warnings
from contextlib import nullcontext
from dataclasses import replace

import numpy as np

from lstm_core._tensors import import_torch, largest, to_array, to_tensor
from lstm_core._threads import numpy_threads, torch_threads
from lstm_core.cells import loop
from lstm_core.pytorch.layouts import cell_arrays, module_weights
from lstm_core.pytorch.modules import (
    describe_module,
    one_direction,
    read_state,
    run_layers,
    run_module,
    suffix,
    weights_of,
    widen,
)
from lstm_core.pytorch.reading import after_end, at_end, read_input, turned

ROUNDINGS = 2**12
"""How many roundings a trace may be away from the module, in float32 and float64."""

COARSE_ROUNDINGS = 2**4
"""The same in half precision, where no step is computed twice, and in TF32."""

TF32 = 2.0**-10
"""One rounding in TF32: 10 bits of mantissa, with the exponents of float32."""

WATCH = "lstm_core.pytorch.watch"
"""Where hooks come from that change nothing."""

INTERVENE = "lstm_core.pytorch.intervene"
"""Where a forward comes from that changes what no weight tells."""


def trace_torch(module, x, state=None, lengths=None, *, check=True) -> list:
    """Run a recurrent module of PyTorch and show every gate at every step.

    Parameters
    ----------
    module : torch.nn.LSTM, GRU or RNN, or LSTMCell, GRUCell or RNNCell
        Of any number of layers, with or without bias, in one direction or both, with a
        projection or without, on any device. It is run as it is, with its hooks and
        parametrisations, and it is not changed.
    x : torch.Tensor, ndarray or PackedSequence
        What the module takes, in its dtype; brought to its device. Shape (T, B, n_x),
        or (B, T, n_x) if it has ``batch_first``, or (T, n_x) for one sequence. For a
        cell always a whole sequence, (T, B, n_x) or (T, n_x).
    state : tuple of torch.Tensor or ndarray, optional
        What the module takes: ``(h_0, c_0)``, for a GRU or an RNN ``h_0`` alone, each
        of shape (layers * directions, B, n_a); zeros if not given.
    lengths : sequence of int, optional
        How many steps of each padded sequence are real: B numbers from 1 to T. The
        module then reads ``x`` packed, so that its backward direction begins where each
        sequence ends. A PackedSequence brings its own.
    check : bool
        Whether to compare the trace with what the module returns. Without it the
        module is not run; its weights are taken at their word.

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

        After the end of a sequence there was no step: there stands NaN.

        With a projection, ``a`` has ``proj_size`` hidden states, and the gates and
        ``c`` have ``hidden_size`` units: ``a_t = W_hr (o_t * tanh(c_t))``.

    Raises
    ------
    TypeError
        If the module is of another kind, or ``x`` or the state has another dtype or is
        no tensor.
    ValueError
        If shapes or lengths do not fit, a number is not finite, or the module would
        drop out values at random: call ``module.eval()`` first. And if the trace is
        not what the module returned; the message names the likely cause.
    ModuleNotFoundError
        If PyTorch is not installed.

    Warns
    -----
    UserWarning
        In half precision and in TF32, if the last cell state of the trace is not that
        of the module. It says how far off it is.

    Notes
    -----
    A module in half precision (float16, bfloat16) computes its hidden and cell states
    as it always does, and the trace holds them. Its gates are made from them in
    float32, and differ from those inside the module by the rounding of its dtype.
    ``torch.autocast`` is switched off for the trace.

    On a GPU that has TF32, cuDNN multiplies float32 numbers with 10 bits of mantissa,
    unless ``torch.backends.cudnn.allow_tf32 = False``. Then too the hidden states are
    those of the module, and what is made from them is made in float32.
    """
    import_torch()  # where it is missing, that is the first to say
    net = describe_module(module)
    reading = read_input(x, lengths, net)
    return trace_call(net, reading, state, run_module if check else None)


def trace_call(net, reading, state, run) -> list:
    """The traces of one call of a module, compared with what it returned.

    Parameters
    ----------
    net : Recurrent
    reading : Reading
    state : tuple or torch.Tensor or None
        What the module starts from.
    run : function or None
        Of module, reading, and states as `read_state` gives them. It gives what the
        module returned; None if that is not known.

    Returns
    -------
    list
        As `trace_torch` returns it.

    Raises
    ------
    ValueError
        If the trace is not what the module returned.
    """
    torch = import_torch()
    with (
        torch.no_grad(),
        _no_autocast(torch, net.like.device.type),
        torch_threads(torch, net.like.numel() * reading.x.shape[1]),
    ):
        start = read_state(net, state, reading)
        returned = None if run is None else run(net, reading, start)
        return _make_traces(net, reading, start, returned)


def _make_traces(net, reading, start, returned):
    forward = vars(net.module).get("forward")
    if returned is not None and getattr(forward, "__module__", None) == INTERVENE:
        message = "a module that runs as it is, got one that lstm_core.intervene"
        hint = "its gates are not what its weights say; trace it without that"
        raise ValueError(f"module: expected {message} changes: {hint}")
    reading = replace(reading, x=reading.x.clone())  # a trace owns what it holds
    found = None
    if _is_fast(net):
        found = _layers(net, reading, start, _run_in_numpy, returned)
        if returned is not None:
            gaps = _gaps(net, reading, found, returned).values()
            if not all(gap <= _tolerance(returned.out) for gap in gaps):
                found = None  # rounding may have grown: start from what it returned
    if found is None:
        found = _layers(net, reading, start, _recover, returned)
        if returned is not None:
            _compare(net, reading, found, returned)
    traces = [
        [_in_time(reading, t, i) for i, (t, _) in enumerate(pair)] for pair in found
    ]
    return [tuple(pair) if net.directions == 2 else pair[0] for pair in traces]


def _is_fast(net):
    """Whether NumPy computes the same, by a loop written for speed."""
    return (
        net.like.device.type == "cpu"
        and net.like.itemsize >= 4
        and net.cell.run is not loop.run
        and net.n_out == net.n_a
        and not net.relu
    )


def _layers(net, reading, start, way, returned):
    """Pairs of a trace, as the network read it, and its ``a`` as the formula gives it.

    One list a layer, with one pair a direction. ``way`` makes a pair.
    """

    def run(layer, i, x):
        out = None
        if returned is not None and layer == net.layers - 1:
            out = returned.out.split(net.n_out, dim=-1)[i]
            out = turned(reading, out, i)
        first = [s[layer, i] for s in start]
        trace, again = way(net, (layer, bool(i)), x, first, out)
        return trace.a, (trace, again)

    return run_layers(net, reading, run)[1]


def _run_in_numpy(net, where, x, first, out):
    """Run the package's own cell with the weights of the module.

    In float32 it is faster to start from what the module returned, where that is known.
    """
    if out is not None and x.itemsize < 8:
        return _recover(net, where, x, first, out)
    weights = [to_array(v) for v in module_weights(net.module, suffix(net, *where))]
    p = net.cell.params(**cell_arrays(net.cell, *weights))
    with numpy_threads(p.W.size * x.shape[1]):
        trace = net.cell.run(p, to_array(x), *map(to_array, first))
    trace = trace.change(lambda name, value: to_tensor(value, x.device))
    return trace, trace.a


def _recover(net, where, x, first, out):
    """Make gates from states: those the module returned, or those of a further run."""
    torch, half = import_torch(), net.like.itemsize < 4
    states = [s[None] for s in first]
    if out is not None:
        states[0] = torch.cat([states[0], out])
    if out is None or (half and len(first) > 1):
        own = _run_direction(net, where, x, first, step_by_step=half)
        states = own if out is None else [states[0], *own[1:]]
    return net.cell.torch.recover(weights_of(net, *where), *map(widen, [x, *states]))


def _run_direction(net, where, x, first, step_by_step):
    """States of one direction of one layer: all hidden states, the start included.

    Of the cell states the start alone, or, step by step, all of them.
    """
    torch, states = import_torch(), [[s[None]] for s in first]
    one, state = one_direction(net, *where, x.shape[-1]), [s[None] for s in first]
    for part in x.split(1) if step_by_step else [x]:
        out, state = one(part, tuple(state) if len(first) > 1 else state[0])
        state = state if len(first) > 1 else [state]
        states[0].append(out)
        if step_by_step and len(first) > 1:
            states[1].append(state[1])
    return [torch.cat(kept) for kept in states]


def _in_time(reading, trace, reverse):
    """A trace in the order of time, with NaN where a sequence has ended."""
    lengths = reading.lengths

    def arrange(name, value):
        start, steps = None, value
        if name.endswith("states"):
            start, steps = value[:1], value[1:]
        steps = turned(reading, steps, reverse)
        if lengths is not None:
            ended = after_end(len(steps), lengths)[..., None]
            steps = steps.masked_fill(ended, float("nan"))
        if start is None:
            return steps
        return torch.cat([steps, start] if reverse else [start, steps])

    torch = import_torch()
    if not reverse and lengths is None:
        return trace
    return replace(trace.change(arrange), reverse=bool(reverse), lengths=lengths)


def _gaps(net, reading, found, returned) -> dict[str, float]:
    """How far traces are from what the module returned, at most, by what it is.

    Where numbers are above 1, in parts of the largest.
    """
    torch, lengths = import_torch(), reading.lengths
    own = [turned(reading, again, i) for i, (_, again) in enumerate(found[-1])]
    gap = (own[0] if len(own) == 1 else torch.cat(own, dim=-1)) - returned.out
    if lengths is not None:
        gap = gap.masked_fill(after_end(len(gap), lengths)[..., None], 0)
    gaps = {"out": largest(gap) / max(largest(returned.out), 1)}
    for name, last in zip(net.cell.states, returned.last, strict=True):
        own = [[at_end(getattr(t, name), lengths) for t, _ in pair] for pair in found]
        gap = torch.stack([torch.stack(pair) for pair in own]) - last
        gaps[name] = largest(gap) / max(largest(last), 1)
    return gaps


def _tolerance(out):
    roundings = COARSE_ROUNDINGS if _is_coarse(out) else ROUNDINGS
    return roundings * _rounding(out)


def _is_coarse(out):
    return out.itemsize < 4 or _rounding(out) == TF32


def _rounding(out):
    """The least that two numbers near 1 differ by, in what a module computes with."""
    torch = import_torch()
    if out.device.type == "cuda" and out.dtype == torch.float32:
        rnn = getattr(torch.backends.cudnn, "rnn", None)  # PyTorch 2.9 has one switch
        if rnn is None and torch.backends.cudnn.allow_tf32:  # for each operation
            return TF32
        if rnn is not None and rnn.fp32_precision == "tf32":
            return TF32
    return torch.finfo(out.dtype).eps


def _compare(net, reading, found, returned):
    """Raise unless the traces are what the module returned."""
    gaps, most = _gaps(net, reading, found, returned), _tolerance(returned.out)
    off = gaps.pop("c", 0.0) if _is_coarse(returned.out) else 0.0
    worst = float(np.max([*gaps.values()]))  # NaN if one is, unlike `max`
    if not worst <= most:
        message = (
            "expected a module that computes what its weights say, but its outputs"
        )
        message += f" are up to {worst:.2g} away from it; {_likely_cause(net.module)}"
        raise ValueError(f"module: {message}")
    half = returned.out.itemsize < 4
    if off > (_rounding(returned.out) if half else most):
        scale = largest(returned.last[1])
        message = f"the last cell states are up to {off * max(scale, 1):.2g} away from"
        message += f" those of the module, the largest of which is {scale:.2g}: in"
        kind = returned.out.dtype if half else "TF32"
        better = "module.float()" if half else "torch.backends.cudnn.allow_tf32 = False"
        message += f" {kind} its rounding adds up. Use {better}"
        warnings.warn(f"trace_torch: {message}", stacklevel=5)


def _likely_cause(module) -> str:
    torch, kind = import_torch(), type(module)
    if any(h.__module__ != WATCH for h in module._forward_hooks.values()):
        return "has it a forward hook that changes what it returns? Remove it"
    if module._forward_pre_hooks:
        hint = "lstm_core.watch follows what it really reads"
        return f"has it a forward pre-hook that changes what it reads? {hint}"
    if "forward" in vars(module):
        return "has a wrapper replaced its forward? Trace it without that"
    if not str(kind.forward.__module__).startswith("torch."):
        return f"has {kind.__name__} a forward of its own? Trace the module inside it"
    if torch.nn.utils.parametrize.is_parametrized(module):
        hint = "torch.nn.utils.parametrize.remove_parametrizations"
        return f"its parametrisation does not reach what it computes with; see {hint}"
    common = torch.nn.modules.module
    if common._global_forward_hooks or common._global_forward_pre_hooks:
        register = "torch.nn.modules.module.register_module_forward_hook"
        return f"is there a hook for all modules ({register}) that changes it?"
    return "has rounding grown from step to step? Try it in float64: module.double()"


def _no_autocast(torch, kind):
    if not torch.amp.is_autocast_available(kind):
        return nullcontext()
    return torch.autocast(kind, enabled=False)
