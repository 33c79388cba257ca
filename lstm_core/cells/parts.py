"""What all cells share: blocks of rows for gates, the sigmoid, checks of a step."""

from contextlib import contextmanager
from contextvars import ContextVar

import numpy as np

from lstm_core._validate import check_array, check_exact, check_weights

GATES = ("f", "u", "o", "c")
"""Order of the row blocks in ``LSTMParams.W``: forget, update, output, candidate.

The three sigmoids come first, so that they are one contiguous block.
"""


class CellParams:
    """What the weights of every cell have: ``W``, ``b`` and the sizes that they tell.

    The classes of the cells are frozen dataclasses; each field is an array, and ``W``
    and ``b`` are the first two.
    """

    blocks = ("all",)
    """Names of the row blocks in ``W`` and ``b``, each of ``n_a`` rows."""

    reads_past = True
    """Whether ``W`` has ``n_a`` columns for the hidden state before those of ``x``."""

    W: np.ndarray
    b: np.ndarray

    def __post_init__(self):
        blocks, reads_past = len(self.blocks), self.reads_past
        check_weights(self.W, self.b, blocks=blocks, reads_past=reads_past)

    @property
    def n_a(self) -> int:
        """Number of hidden units."""
        return self.W.shape[0] // len(self.blocks)

    @property
    def n_x(self) -> int:
        """Number of input features."""
        return self.W.shape[1] - self.n_a * self.reads_past

    @property
    def dtype(self) -> np.dtype:
        """Dtype of all weights."""
        return self.W.dtype

    def _check_more(self, name, rows):
        """Raise unless the array of this name has one number for each of the rows."""
        axes = {"rows": rows}
        check_array(name, getattr(self, name), axes=axes, dtype=self.dtype)


def gate_view(array: str, gate: str) -> property:
    """Property that shows one gate's rows of an array, as a view."""

    def view(self) -> np.ndarray:
        return gate_rows(getattr(self, array), gate, self.blocks)

    return property(
        view, doc=f"Rows of ``{array}`` that belong to gate {gate}; a view."
    )


def gate_rows(stacked: np.ndarray, gate: str, gates: tuple = GATES) -> np.ndarray:
    """View of one gate's block of rows in a stacked array such as ``W``, ``b``, ``z``.

    Parameters
    ----------
    stacked : ndarray, shape (len(gates) * n_a, ...)
    gate : str
        One of ``gates``.
    gates : tuple of str
        Names of the blocks, in their order.

    Returns
    -------
    ndarray, shape (n_a, ...)
    """
    return stacked[gate_columns(gate, stacked.shape[0] // len(gates), gates)]


def gate_columns(gate: str, n_a: int, gates: tuple = GATES) -> slice:
    """Where one gate stands along an axis of length ``len(gates) * n_a``."""
    start = gates.index(gate) * n_a
    return slice(start, start + n_a)


def split_gates(stacked: np.ndarray, gates: tuple = GATES) -> dict[str, np.ndarray]:
    """Views of all gates along the last axis, of length ``len(gates) * n_a``."""
    n_a = stacked.shape[-1] // len(gates)
    return {gate: stacked[..., gate_columns(gate, n_a, gates)] for gate in gates}


def sigmoid(z: np.ndarray) -> np.ndarray:
    """Logistic function ``1 / (1 + exp(-z))``, written so that it cannot overflow.

    Parameters
    ----------
    z : ndarray, any shape, floating

    Returns
    -------
    ndarray
        Same shape and dtype, between 0 and 1.
    """
    return 0.5 * (1 + np.tanh(0.5 * z))


def logit(f: np.ndarray) -> np.ndarray:
    """Inverse of `sigmoid`: the pre-activation of a gate that is open by ``f``.

    Parameters
    ----------
    f : ndarray or float, from 0 to 1

    Returns
    -------
    ndarray
        ``ln(f / (1 - f))``; infinite for 0 and 1.
    """
    with np.errstate(divide="ignore"):
        return np.log(f) - np.log1p(-np.asarray(f, float))


_CHECKED = ContextVar("checked", default=False)


@contextmanager
def already_checked():
    """Let the steps inside take what comes: who goes through a sequence has checked it.

    With few units, the checks of the steps would take half of the time.
    """
    token = _CHECKED.set(True)
    try:
        yield
    finally:
        _CHECKED.reset(token)


def check_step(p, kind, x_t, **states):
    """Raise unless these are the parameters, the input and the states of one step."""
    if _CHECKED.get():
        return
    check_exact("p", p, kind)
    B = x_t.shape[0] if getattr(x_t, "ndim", 0) else None
    check_array("x_t", x_t, axes={"B": None, "n_x": p.n_x}, dtype=p.dtype)
    for name, state in states.items():
        check_array(name, state, axes={"B": B, "n_a": p.n_a}, dtype=p.dtype)


def check_gates(gates, names, like):
    """Raise unless these are the gates of one step, each shaped like a state of it."""
    if _CHECKED.get():
        return
    if not isinstance(gates, dict) or gates.keys() != set(names):
        got = sorted(gates) if isinstance(gates, dict) else type(gates).__name__
        raise ValueError(f"gates: expected a dict of {', '.join(names)}, got {got}")
    axes = dict(zip(("B", "n_a"), like.shape, strict=True))
    for name in names:
        check_array(f"gates[{name!r}]", gates[name], axes=axes, dtype=like.dtype)
