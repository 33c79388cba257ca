"""Record what every recurrent module inside a model does while the model runs."""

from collections.abc import Iterator
from contextlib import contextmanager

from lstm_core._tensors import import_torch
from lstm_core._threads import torch_threads
from lstm_core.pytorch.modules import describe_module, read_returned, read_state
from lstm_core.pytorch.reading import read_input
from lstm_core.pytorch.trace import make_traces, no_autocast


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
        `trace_torch`. Calls are added while the model runs.

    Raises
    ------
    TypeError
        If the model is no module of PyTorch.
    ValueError
        If it holds no recurrent module. And, from the call of the model, what
        `trace_torch` raises, with the name of the module; also under
        ``torch.autocast``, where numbers inside are rounded as no trace can tell.
    ModuleNotFoundError
        If PyTorch is not installed.

    Notes
    -----
    A trace is made when its module returns, of the weights that it has then. When the
    block ends, also by an exception, nothing of the model is changed.
    """
    torch = import_torch()
    if not isinstance(model, torch.nn.Module):
        got = type(model).__name__
        raise TypeError(f"model: expected a torch.nn.Module, got {got}")
    kinds = torch.nn.RNNBase, torch.nn.RNNCellBase
    found = {name: m for name, m in model.named_modules() if isinstance(m, kinds)}
    if not found:
        kind = type(model).__name__
        raise ValueError(f"model: expected an LSTM, GRU or RNN in it, got {kind}")
    seen, handles = {name: [] for name in found}, []
    try:
        for name, module in found.items():
            hook = _record_into(seen[name], name or type(module).__name__)
            options = {"with_kwargs": True, "prepend": True}
            handles.append(module.register_forward_hook(hook, **options))
        yield seen
    finally:
        for handle in handles:
            handle.remove()


def _record_into(calls, name):
    """A hook that appends the traces of each call; first of all, so it sees all raw."""

    def hook(module, args, kwargs, output):
        try:
            calls.append(_trace_call(module, *args, **kwargs, output=output))
        except (TypeError, ValueError) as error:
            error.add_note(f"in watch: the module {name!r}")
            raise

    return hook


def _trace_call(module, input, hx=None, *, output):
    torch, net = import_torch(), describe_module(module)
    if torch.is_autocast_enabled(net.like.device.type):
        message = "a module in its own dtype, got torch.autocast, under which it rounds"
        raise ValueError(f"module: expected {message} more coarsely; leave it for this")
    if net.steps:  # one step of a longer sequence
        input = input[None] if input.dim() == 2 else input[None, None]
        output = output if len(net.cell.states) > 1 else (output,)
        output = output[0][None], output if len(output) > 1 else output[0]
    options = {"n_x": net.n_x, "batch_first": net.batch_first}
    reading = read_input(input, None, net.like, **options)
    with (
        torch.no_grad(),
        no_autocast(torch, net.like.device.type),
        torch_threads(torch, net.like.numel() * reading.x.shape[1]),
    ):
        start = read_state(net, hx, reading)
        returned = read_returned(net, reading, output)
        return make_traces(net, reading, start, returned)
