"""Set, scale or hold units and gates inside a model of PyTorch, and see what follows.

While the block lasts, one recurrent module takes its steps one by one, by the formulas
of its cell, and each value can be changed before it is used. All else of the model is
its own.
"""

import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain

import numpy as np

from lstm_core._tensors import import_torch, to_array
from lstm_core._validate import check_number
from lstm_core.pytorch.modules import (
    Recurrent,
    WithinBlock,
    describe_module,
    named_parts,
    read_state,
    refuse_autocast,
    run_layers,
    suffix,
)
from lstm_core.pytorch.reading import at_end, read_input, turned


@contextmanager
def intervene(
    model,
    name: str,
    value: str,
    units: int | Sequence[int],
    *,
    set: float | None = None,
    scale: float | None = None,
    hold: bool = False,
    layer: int = 0,
    reverse: bool = False,
    steps: slice | None = None,
) -> Iterator[None]:
    """Change a gate or a state of some units while a model of PyTorch runs.

    ::

        with lc.intervene(model, "encoder.rnn", "f", [3, 7], set=1.0):
            changed = model(tokens)  # units 3 and 7 forget nothing

    Parameters
    ----------
    model : torch.nn.Module
    name : str
        The recurrent module, as ``model.named_modules()`` names it; ``""`` is the model
        itself.
    value : str
        Of an LSTM ``"f"``, ``"u"``, ``"o"``, ``"c_cand"``, ``"c"`` or ``"a"``; of a GRU
        ``"r"``, ``"u"``, ``"a_cand"`` or ``"a"``; of an RNN ``"a"``.
    units : int or sequence of int
        Arrays too, such as a part of what `rank_units` gives.
    set : float, optional
        What the value becomes.
    scale : float, optional
        What it is multiplied with.
    hold : bool
        Whether it stays as it was in the step before (a gate in the first step: as it
        is). Exactly one of the three must be given.
    layer : int
    reverse : bool
        Whether in the direction that reads the sequence from its end.
    steps : slice, optional
        Which steps of the sequence, counted in time from the first that a call of the
        module reads; all if not given.

    Raises
    ------
    TypeError, ValueError
        If there is no such module, value, unit, layer or direction, not exactly one
        change is given, or the module is one that `trace_torch` does not take; if it
        has a forward of its own, as a subclass, or because of another intervention.
        And, inside the block, if the module is called where it would drop out values at
        random, under ``torch.autocast``, or with no step among ``steps``; or if the
        model is copied or pickled.
    ModuleNotFoundError
        If PyTorch is not installed.

    Warns
    -----
    UserWarning
        If the module was not called inside the block.

    Notes
    -----
    Gradients flow as the changed steps say. Without a change the numbers are those of
    the module up to rounding. When the block ends, the model is as it was.
    """
    torch = import_torch()
    if not isinstance(model, torch.nn.Module):
        got = type(model).__name__
        raise TypeError(f"model: expected a torch.nn.Module, got {got}")
    modules = named_parts(model)
    if name not in modules:
        known = [k for k, m in modules.items() if isinstance(m, torch.nn.RNNBase)]
        raise ValueError(f"name: expected one of {known}, got {name!r}")
    net = describe_module(modules[name])
    if net.steps:
        got = type(net.module).__name__
        raise TypeError(f"name: expected a module that takes sequences, got {got}")
    _refuse_other_forward(net.module)
    change = _change(net, value, units, set, scale, hold, steps)
    if layer not in range(net.layers) or bool(reverse) not in range(net.directions):
        want = f"layer below {net.layers}, {net.directions} directions"
        raise ValueError(f"layer, reverse: expected {want}; got {layer}, {reverse}")
    changes = {(layer, bool(reverse)): change}

    calls = []

    def forward(input, hx=None):
        calls.append(name)
        return _run(describe_module(net.module), input, hx, changes)

    net.module.forward = WithinBlock(forward, "intervene")
    try:
        yield
        if not calls:
            message = f"nothing was changed, since no call of {name!r} was seen"
            warnings.warn(f"intervene: {message}", stacklevel=3)
    finally:
        del net.module.forward  # the one of its class is there again


def _refuse_other_forward(module):
    """Raise unless the module computes by the method that PyTorch gave it."""
    kind = type(module)
    if "forward" in vars(module):
        message = "another intervention, or a wrapper, has replaced its forward"
        raise ValueError(f"name: expected a plain module, but {message}; end it first")
    if not str(kind.forward.__module__).startswith("torch."):
        message = f"expected a module of PyTorch, got {kind.__name__}"
        hint = "name the module inside it"
        raise ValueError(f"name: {message} with a forward of its own; {hint}")


def _change(net, value, units, set, scale, hold, steps) -> Callable:
    """A function that changes one value of one step, if it is the one that is meant."""
    torch, cell = import_torch(), net.cell
    known = (*cell.gates, *reversed(cell.states))
    if value not in known:
        raise ValueError(f"value: expected one of {known}, got {value!r}")
    chosen = _chosen(units, net.n_out if value == "a" else net.n_a)
    if [set is not None, scale is not None, bool(hold)].count(True) != 1:
        raise ValueError("expected exactly one of set=, scale=, hold=True")
    for name, number in (("set", set), ("scale", scale)):
        if number is not None:
            check_number(name, number)
    if steps is not None and not (isinstance(steps, slice) and steps.step in (None, 1)):
        got = f"expected a slice of neighbours such as slice(3, 7), got {steps!r}"
        raise TypeError(f"steps: {got}")
    where = torch.as_tensor(chosen, device=net.like.device)

    def change(name, now, before, meant):
        if name != value:
            return now
        if hold:
            new = now if before is None else before
        else:
            new = now * scale if set is None else torch.full_like(now, set)
        return torch.where(where & meant[:, None], new, now)

    return change, steps or slice(None)


def _chosen(units, size):
    """Which units are meant, as an array of bool."""
    found = np.atleast_1d(to_array(units))
    if found.dtype.kind not in "iu" and found.size:
        got = f"{type(units).__name__} {units!r}"
        raise TypeError(f"units: expected an integer or several, got {got}")
    if not found.size or found.min() < 0 or found.max() >= size:
        raise ValueError(f"units: expected some of 0 to {size - 1}, got {units}")
    return np.isin(np.arange(size), found)


def _run(net: Recurrent, input, hx, changes):
    """What the module returns, with changes inside."""
    torch, rnn = import_torch(), import_torch().nn.utils.rnn
    refuse_autocast(net)
    reading = read_input(input, None, net, keep_graph=True)
    start = read_state(net, hx, reading, keep_graph=True)

    def run(layer, i, x):
        first = zip(net.cell.states, (s[layer, i] for s in start), strict=True)
        return _steps(net, (layer, bool(i)), reading, x, dict(first), changes)

    x, ends = run_layers(net, reading, run)
    last = [torch.stack(kept) for kept in zip(*chain(*ends), strict=True)]
    if not reading.batched:
        x, last = x[:, 0], [s[:, 0] for s in last]
    elif isinstance(input, rnn.PackedSequence):
        x = _pack_like(input, x)
    elif net.batch_first:
        x = x.transpose(0, 1)
    return x, tuple(last) if len(last) > 1 else last[0]


def _pack_like(packed, x):
    """The padded (T, B, n) packed in the order of another packed sequence."""
    rnn, order = import_torch().nn.utils.rnn, packed.sorted_indices
    _, lengths = rnn.pad_packed_sequence(packed)
    if order is not None:
        x, lengths = x[:, order], lengths[order.cpu()]
    data = rnn.pack_padded_sequence(x, lengths).data
    return rnn.PackedSequence(data, *packed[1:])


def _steps(net, where, reading, x, states, changes):
    """Hidden states of one direction, in the order it reads, and its last states."""
    torch, (_, reverse) = import_torch(), where
    change, steps = changes.get(where, (_unchanged, slice(None)))
    T, B, _ = x.shape
    times = torch.arange(T, device=x.device)[:, None].expand(T, B)
    times = turned(reading, times, reverse)
    meant = torch.zeros(T, dtype=torch.bool, device=x.device)
    meant[steps] = True
    if not meant.any():
        raise ValueError(f"steps: expected some of 0 to {T - 1}, got {steps}")
    step, weights = (
        STEPS[net.cell.name],
        _weights(net, suffix(net, *where)),
    )
    kept, before = {name: [] for name in states}, dict(states)
    for x_t, chosen in zip(x, meant[times], strict=True):

        def changed(name, now, before=before, chosen=chosen):
            return change(name, now, before.get(name), chosen)

        before = before | step(net, weights, x_t, before, changed)
        for name, values in kept.items():
            values.append(before[name])
    kept = {name: torch.stack(values) for name, values in kept.items()}
    return kept["a"], [at_end(values, reading.lengths) for values in kept.values()]


def _unchanged(name, now, before, meant):
    return now


def _weights(net, end):
    """The weights of one direction as they are, with their gradients, or None."""
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
    return {name: getattr(net.module, name + end, None) for name in names}


def _products(weights, x_t, a):
    """What input and past make, apart; each with its bias."""
    linear = import_torch().nn.functional.linear
    return (
        linear(x_t, weights["weight_ih"], weights["bias_ih"]),
        linear(a, weights["weight_hh"], weights["bias_hh"]),
    )


def _lstm_step(net, weights, x_t, before, changed):
    z = sum(_products(weights, x_t, before["a"])).chunk(4, dim=-1)  # i, f, g, o
    f, u = changed("f", z[1].sigmoid()), changed("u", z[0].sigmoid())
    c_cand, o = changed("c_cand", z[2].tanh()), changed("o", z[3].sigmoid())
    c = changed("c", f * before["c"] + u * c_cand)
    a = o * c.tanh()
    if weights["weight_hr"] is not None:
        a = a @ weights["weight_hr"].T
    return {"f": f, "u": u, "c_cand": c_cand, "o": o, "c": c, "a": changed("a", a)}


def _gru_step(net, weights, x_t, before, changed):
    new, past = (z.chunk(3, dim=-1) for z in _products(weights, x_t, before["a"]))
    r = changed("r", (new[0] + past[0]).sigmoid())
    u = changed("u", (new[1] + past[1]).sigmoid())
    a_cand = changed("a_cand", (new[2] + r * past[2]).tanh())
    a = changed("a", u * before["a"] + (1 - u) * a_cand)
    return {"r": r, "u": u, "a_cand": a_cand, "a": a}


def _rnn_step(net, weights, x_t, before, changed):
    z = sum(_products(weights, x_t, before["a"]))
    return {"a": changed("a", z.relu() if net.relu else z.tanh())}


STEPS = {"lstm": _lstm_step, "gru": _gru_step, "rnn": _rnn_step}
"""One step of each cell in PyTorch, in which ``changed(name, value)`` is used."""
