"""Record what every recurrent module inside a model does while the model runs."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from lstm_core._tensors import import_torch
from lstm_core.pytorch.modules import (
    WithinBlock,
    describe_module,
    named_parts,
    read_returned,
    refuse_autocast,
)
from lstm_core.pytorch.reading import read_input
from lstm_core.pytorch.trace import trace_call

NAMES = tuple(
    f"{kind}{cell}" for kind in ("LSTM", "GRU", "RNN") for cell in ("", "Cell")
)
"""Names of classes that compute what is recorded if they are those of `torch.nn`."""


@contextmanager
def watch(model) -> Iterator[dict[str, list]]:
    """Record the traces of all recurrent modules in a model, on its own input.

    ::

        with lc.watch(model) as seen:
            model(tokens, lengths)
        seen["encoder.rnn"][0][0].f  # first call, first layer, forget gate

    Parameters
    ----------
    model : torch.nn.Module
        Of any kind. Its modules of the kinds that `trace_torch` takes are recorded,
        with what they really read and start from: embeddings, packed sequences, states
        that are carried on.

    Yields
    ------
    dict of str to list
        By the name that ``model.named_modules()`` gives a module (``""`` for the model
        itself) one entry a call, in their order: a list of traces as from
        `trace_torch`. Calls are added while the model runs. A module that has several
        names has the same list under each.

    Raises
    ------
    TypeError
        If the model is no module of PyTorch; or if it is copied or pickled inside the
        block.
    ValueError
        If it holds no recurrent module. And, from the call of the model, what
        `trace_torch` raises, with the name of the module; also under
        ``torch.autocast``, where numbers inside are rounded as no trace can tell.
    ModuleNotFoundError
        If PyTorch is not installed.

    Warns
    -----
    UserWarning
        If of a module no call was seen: ``module.forward(x)`` in place of ``module(x)``
        passes the hooks by, and so may a compiled model. And at the start, if the model
        has recurrent modules of other kinds, such as scripted or quantised ones, which
        are not recorded.

    Notes
    -----
    A trace is made when its module returns, of the weights that it has then. What is
    computed twice, as by a reentrant checkpoint, is recorded twice. When the
    block ends, also by an exception, nothing of the model is changed.
    """
    torch = import_torch()
    if not isinstance(model, torch.nn.Module):
        got = type(model).__name__
        raise TypeError(f"model: expected a torch.nn.Module, got {got}")
    kinds = torch.nn.RNNBase, torch.nn.RNNCellBase
    found = {k: m for k, m in named_parts(model).items() if isinstance(m, kinds)}
    if not found:
        got = ", ".join(_others(model, ())) or type(model).__name__
        raise ValueError(f"model: expected an LSTM, GRU or RNN in it, got {got}")
    if others := _others(model, kinds):
        message = f"not recorded: {', '.join(others)}; only modules of torch.nn are"
        warnings.warn(f"watch: {message}", stacklevel=3)
    calls = {module: [] for module in found.values()}
    seen = {name: calls[module] for name, module in found.items()}
    handles, reached = [], set()
    try:
        for module, own in calls.items():
            name = next(name for name in found if found[name] is module)
            reach = partial(reached.add, module)
            hook = _record_into(own, name or type(module).__name__, reach)
            options = {"with_kwargs": True, "prepend": True}
            handles.append(module.register_forward_hook(hook, **options))
        yield seen
        missed = [name for name, module in found.items() if module not in reached]
        if missed:
            message = f"no call of {missed} was seen; if the model did use it, by"
            message += " module.forward(x) in place of module(x), or compiled?"
            warnings.warn(f"watch: {message}", stacklevel=3)
    finally:
        for handle in handles:
            handle.remove()


def _others(model, kinds):
    """Recurrent modules by their class that are none of the kinds, with their names."""
    found = []
    for name, module in named_parts(model).items():
        scripted = getattr(module, "original_name", None)
        kind = scripted or type(module).__name__
        if kind in NAMES and not any(isinstance(m, kinds) for m in module.modules()):
            quantised = "quantised " * ("quantized" in type(module).__module__)
            how = "scripted " if scripted else quantised
            found.append(
                f"{name!r}, a {how or 'foreign '}{kind}" if name else how + kind
            )
    return found


def _record_into(calls, name, reach):
    """A hook that appends the traces of each call; first of all, so it sees all raw."""

    def hook(module, args, kwargs, output):
        reach()
        try:
            calls.append(_trace_call(module, *args, **kwargs, output=output))
        except Exception as error:
            error.add_note(f"in watch: the module {name!r}")
            raise

    return WithinBlock(hook, "watch")


def _trace_call(module, input, hx=None, *, output):
    net = describe_module(module)
    refuse_autocast(net)
    if net.steps:  # one step of a longer sequence
        input = input[None] if input.dim() == 2 else input[None, None]
        output = output if len(net.cell.states) > 1 else (output,)
        output = output[0][None], output if len(output) > 1 else output[0]
    reading = read_input(input, None, net)
    return trace_call(net, reading, hx, lambda *_: read_returned(net, reading, output))
