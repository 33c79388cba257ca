"""What a recurrent module of PyTorch is given, brought to one form, and back in time.

Modules take a batch first or last, one sequence without a batch, or a packed sequence.
Inside the package it is always ``x`` of shape (T, B, n_x), with the length of each
sequence if they differ. A direction that reads from the end gets each sequence turned
round within its own length: the padding stays at the end, where nothing reads it.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._tensors import as_tensor, import_torch


@dataclass(frozen=True, eq=False)
class Reading:
    """The input of a module in one form.

    Attributes
    ----------
    x : torch.Tensor, shape (T, B, n_x)
        Zero after the end of each sequence.
    lengths : torch.Tensor of integers, shape (B,), or None
        Steps of each sequence, on the device of ``x``; None if all have T.
    batched : bool
        False for one sequence that came without a batch axis.
    """

    x: object
    lengths: object = None
    batched: bool = True


def read_input(x, lengths, net, *, keep_graph=False) -> Reading:
    """Check what a module is to read, and bring it to one form.

    Parameters
    ----------
    x : torch.Tensor, ndarray or PackedSequence
        After the end of a sequence anything may stand, NaN too.
    lengths : sequence of int, ndarray or torch.Tensor, optional
    net : Recurrent
        Gives dtype, device, the number of features and the order of the axes.
    keep_graph : bool
        Whether gradients flow back to ``x``.

    Raises
    ------
    TypeError, ValueError
        As `lstm_core.trace_torch` says.
    """
    rnn, batch_first = import_torch().nn.utils.rnn, net.batch_first
    if isinstance(x, rnn.PackedSequence):
        if lengths is not None:
            raise ValueError(
                "lengths: expected None, since a PackedSequence has its own"
            )
        x, lengths = rnn.pad_packed_sequence(x)
        batch_first = False
    _refuse_others(x)
    batched = len(getattr(x, "shape", ())) != 2
    names = ("B", "T") if batch_first else ("T", "B")
    axes = {**dict.fromkeys(names if batched else ("T",)), "n_x": net.n_x}
    options = {"like": net.like, "keep_graph": keep_graph, "finite": False}
    x = as_tensor("x", x, axes=axes, **options)
    if not batched:
        x = x[:, None]
    elif batch_first:
        x = x.transpose(0, 1)
    x, lengths = _with_lengths(x, lengths)
    if not x.isfinite().all():
        hint = "if that is padding, give lengths=" if lengths is None else ""
        message = f"expected finite numbers, got NaN or infinite; {hint}"
        raise ValueError(f"x: {message.rstrip('; ')}")
    return Reading(x, lengths, batched)


def _refuse_others(x):
    torch = import_torch()
    if getattr(x, "is_nested", False):
        hint = "torch.nn.utils.rnn.pack_sequence(x.unbind(), enforce_sorted=False)"
        raise TypeError(f"x: expected one tensor, got a nested one; pack it: {hint}")
    tokens = isinstance(x, np.ndarray) and x.dtype.kind in "iub"
    if isinstance(x, torch.Tensor):
        tokens = not (x.is_floating_point() or x.is_complex())
    if tokens:
        hint = "are these tokens? Give what the embedding makes of them"
        raise TypeError(f"x: expected floating-point features, got {x.dtype}; {hint}")


def _with_lengths(x, lengths):
    """The input with zeros after each end, and the lengths if they differ from T."""
    if lengths is None:
        return x, None
    torch, (T, B, _) = import_torch(), x.shape
    expected = f"lengths: expected {B} integers, one a sequence"
    try:
        found = torch.as_tensor(lengths)
    except (TypeError, ValueError, RuntimeError) as error:
        raise TypeError(f"{expected}, got {lengths!r}") from error
    other = found.is_floating_point() or found.is_complex()
    if other or found.dtype == torch.bool or found.shape != (B,):
        got = f"{tuple(found.shape)} of {found.dtype}"
        raise ValueError(f"{expected}, got {got}")
    found = found.long()  # not all that is known of integers is known of each kind
    if found.min() < 1 or found.max() > T:
        got = f"{found.min()} to {found.max()}"
        raise ValueError(f"lengths: expected 1 to {T} steps, got {got}")
    if (found == T).all():
        return x, None
    found = found.to(x.device)
    return x.masked_fill(after_end(T, found)[..., None], 0), found


def after_end(T, lengths):
    """Which steps come after the end of their sequence, shape (T, B)."""
    steps = import_torch().arange(T, device=lengths.device)
    return steps[:, None] >= lengths


def at_end(values, lengths):
    """Of values of shape (T, B, ...), as read, those of the last step of each."""
    if lengths is None:
        return values[-1]
    return values[
        lengths - 1, import_torch().arange(len(lengths), device=values.device)
    ]


def turned(reading: Reading, value, reverse: bool):
    """A value in the order in which a direction reads, or from that order back."""
    return turn_round(value, reading.lengths) if reverse else value


def turn_round(value, lengths):
    """Turn the steps of each sequence round within its length; twice gives the first.

    Parameters
    ----------
    value : torch.Tensor, shape (T, B, ...)
    lengths : torch.Tensor, shape (B,), or None
    """
    if lengths is None:
        return value.flip(0)
    steps = import_torch().arange(len(value), device=value.device)[:, None]
    order = (lengths - 1 - steps).where(steps < lengths, steps)
    columns = import_torch().arange(value.shape[1], device=value.device)
    return value[order, columns]
