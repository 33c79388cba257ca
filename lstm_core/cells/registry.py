"""The record of a cell, which answers what the package asks about it, and all records.

Nothing outside ``lstm_core/cells/`` asks "is it an LSTM?": it asks the record, by the
name of a cell (`cell_named`) or by its parameters (`cell_of`). What nobody registered
is refused, and so is a subclass: what it adds would be lost without a word.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from lstm_core.cells.parts import CellParams, gate_rows
from lstm_core.cells.trace import Gradients


@dataclass(frozen=True, eq=False)
class TorchTwin:
    """The module of PyTorch that computes the same as a cell.

    Attributes
    ----------
    module : str
        Its name in ``torch.nn``.
    mode : str
        What its attribute ``mode`` says.
    blocks : tuple of str
        The names of ``CellParams.blocks`` in the order of its rows.
    recover : callable
        ``recover(p, x, *states)`` gives the trace that belongs to the hidden states,
        and the hidden states as the formula makes them of it, (T, B, n_a). All are
        tensors, also the fields of ``p``; time comes first, and each state begins with
        the start. Of the cell states the start may be all that is known. What ``p`` has
        beside the cell's arrays: `lstm_core.pytorch.modules.weights_of`.
    """

    module: str
    mode: str
    blocks: tuple[str, ...]
    recover: Callable


@dataclass(frozen=True, eq=False)
class Cell:
    """All that the rest of the package asks about a cell.

    Attributes
    ----------
    name : str
        What `make_model` and files call it.
    params : type
        Subclass of `CellParams`; its fields are the arrays that are trained.
    trace : type
        What a forward pass keeps. No other cell's ``step`` has the same names, by which
        diagrams tell cells apart. It has ``x``; ``a``, ``a0`` and the like for each
        state; each of ``gates``; ``step``; the rest is from `SequenceTrace`.
    states : tuple of str
        What goes from step to step, such as ``("a", "c")``; the readout sees the first.
    gates : tuple of str
        What else a step computes and its trace keeps.
    candidate : tuple of str
        Arrays or views of ``params`` whose row ``i`` makes the candidate of unit ``i``:
        where they are zero, the unit is silent from a zero start.
    init : callable
        ``init(n_x, n_a, *, rng, dtype, ...)`` gives fresh ``params``.
    step : callable
        ``step(p, x_t, *states)`` gives the new states, then a dict of the ``gates``. If
        there are none, the new state alone.
    step_backward : callable
        ``step_backward(p, x_t, *states, *needs, *gradients of the new states)`` gives
        the gradients of the arrays, of ``x_t``, and of the states before.
    needs : tuple of str
        What of the forward step it takes: names of states, or ``"gates"``.
    keep : callable
        ``keep(p, x, states, gates)`` makes the trace out of dicts of arrays: each state
        (T + 1, B, n_a), with the start, each gate (T, B, n_a).
    run, run_backward : callable
        The loops over time, of checked arrays: ``run(p, x, *start)`` gives the trace,
        ``run_backward(p, trace, da, *d_last)`` the gradients, where ``d_last`` holds
        one array for each state but ``a``. Those of `lstm_core.cells.loop`, or twins
        that are faster.
    second_bias : tuple of two str, optional
        If one block has a bias of its own for what it makes of the past: the array that
        is this bias, and the name of the block. Everywhere else ``b`` is added to what
        is made of the past and of the input together. (The modules of PyTorch have two
        biases in every block.)
    step_backward_carousel : callable, optional
        What ``fit(..., carousel_only=True)`` takes in place of ``step_backward``: a
        gradient that goes from step to step along the cell state and no other way.
    gradients : type
        `Gradients`, or a subclass with the further arrays.
    torch : TorchTwin or None
        None if PyTorch has no such module.
    """

    name: str
    params: type[CellParams]
    trace: type
    states: tuple[str, ...]
    gates: tuple[str, ...]
    candidate: tuple[str, ...]
    init: Callable
    step: Callable
    step_backward: Callable
    needs: tuple[str, ...]
    keep: Callable
    run: Callable
    run_backward: Callable
    second_bias: tuple[str, str] | None = None
    step_backward_carousel: Callable | None = None
    gradients: type = Gradients
    torch: TorchTwin | None = None

    @property
    def arrays(self) -> tuple[str, ...]:
        """Names of the arrays that are trained, ``"W"`` and ``"b"`` first."""
        return tuple(field.name for field in fields(self.params))

    def takes(self, option: str) -> bool:
        """Whether fresh parameters can be asked for with this option."""
        return option in inspect.signature(self.init).parameters

    def add_to_past(self, p, rows: np.ndarray) -> None:
        """Add constants to what the recurrent weights make of the past, in place.

        Parameters
        ----------
        p : CellParams
            Its biases are changed.
        rows : ndarray, shape (rows of W,)
        """
        together = rows.copy()
        if self.second_bias is not None:
            array, block = self.second_bias
            apart = gate_rows(together, block, p.blocks)
            getattr(p, array)[...] += apart
            apart[...] = 0
        p.b[...] += together

    def new_states(self, p, x_t, states) -> tuple[tuple, dict[str, np.ndarray]]:
        """Take one step; the new states and the gates, for every cell in one form."""
        found = self.step(p, x_t, *states)
        if not self.gates:
            return (found,), {}
        return tuple(found[:-1]), found[-1]


_CELLS: dict[str, Cell] = {}


def register(cell: Cell) -> None:
    """Make a cell known to the package; once, at the end of its file.

    Raises
    ------
    ValueError
        If its name, its class of parameters or its class of traces is taken.
    """
    for known in _CELLS.values():
        for name in ("name", "params", "trace"):
            if getattr(cell, name) == getattr(known, name):
                got = f"that of {known.name!r}: {getattr(cell, name)}"
                raise ValueError(f"cell: expected a {name} of its own, got {got}")
    _CELLS[cell.name] = cell


def all_cells() -> list[Cell]:
    """Every registered cell, in the order of their names."""
    return [_CELLS[name] for name in sorted(_CELLS)]


def cell_named(name: str) -> Cell:
    """The cell of this name; a ValueError lists those that there are."""
    if not isinstance(name, str) or name not in _CELLS:
        raise ValueError(f"cell: expected one of {tuple(sorted(_CELLS))}, got {name!r}")
    return _CELLS[name]


def cell_of(p, name: str = "p", also: str = "") -> Cell:
    """The cell that has parameters of exactly this class.

    Parameters
    ----------
    p : object
    name : str
        How the caller's documentation calls it.
    also : str
        What else the caller would take, for the message.

    Raises
    ------
    TypeError
        If it is none, or a subclass of one. The message says what is known.
    """
    for cell in _CELLS.values():
        if type(p) is cell.params:
            return cell
    known = [cell.params.__name__ for cell in all_cells()] + [also] * bool(also)
    expected = f"{', '.join(known[:-1])} or {known[-1]}"
    hint = " (a subclass: register a cell for it)" if isinstance(p, CellParams) else ""
    raise TypeError(f"{name}: expected {expected}, got {type(p).__name__}{hint}")


def check_trace(name: str, trace, kind: type) -> None:
    """Raise TypeError unless this is a trace of a registered cell and of this kind.

    Parameters
    ----------
    name : str
        How the caller's documentation calls the trace.
    trace : object
    kind : type
        ``Trace`` stands for every cell whose trace promises what that of an LSTM does.
    """
    known = [c.trace for c in all_cells() if issubclass(c.trace, kind)]
    if type(trace) not in known:
        expected = " or ".join(one.__name__ for one in known)
        raise TypeError(f"{name}: expected {expected}, got {_described(trace)}")


def _described(value):
    """The class of what came; of a list of traces, how to take one out of it."""
    got, hint, inside = type(value).__name__, "", value
    while isinstance(inside, list | tuple) and inside:
        inside, hint = inside[0], f"{hint}[0]"
    if hint and any(type(inside) is cell.trace for cell in all_cells()):
        return f"{got}; give one of them, such as {got}{hint}"
    return got


def cell_with_twin(p, name: str = "p") -> Cell:
    """As `cell_of`; a ValueError if PyTorch has no module for the cell."""
    cell = cell_of(p, name)
    check_twin(name, cell)
    return cell


def check_twin(name: str, cell: Cell) -> None:
    """Raise ValueError unless PyTorch has a module for the cell."""
    if cell.torch is None:
        known = tuple(other.name for other in all_cells() if other.torch)
        message = f"a cell that PyTorch has, one of {known}, got {cell.name!r}"
        raise ValueError(f"{name}: expected {message}")


def arrays_of(p: CellParams) -> dict[str, np.ndarray]:
    """All arrays of a cell's parameters by name; not copied."""
    return {name: getattr(p, name) for name in cell_of(p).arrays}


def copy_params(p: CellParams) -> CellParams:
    """Parameters with the same numbers that share no memory with these."""
    return type(p)(**{name: value.copy() for name, value in arrays_of(p).items()})
