"""The minimal GRU (minGRU): one gate, which sees the input and not the past.

Nothing but the state itself goes from step to step, and it goes straight on: neither
the gate nor the candidate looks at ``a_{t-1}``, so that all gates of a sequence are
known before its first step is taken. That is what the cell was made for: it can be
computed for all steps at once, by a parallel scan. Here it is run step by step.

This is the plain form of the paper, with a linear candidate; its other form, for
computing with logarithms, keeps the candidate positive.

Shapes and names as in `lstm_core.cells.lstm`.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._validate import check_exact
from lstm_core.cells import initial, loop
from lstm_core.cells.parts import (
    CellParams,
    check_gates,
    check_step,
    gate_columns,
    gate_view,
    sigmoid,
    split_gates,
)
from lstm_core.cells.registry import Cell, register
from lstm_core.cells.sequence import backward, forward
from lstm_core.cells.trace import Gradients, SequenceTrace

MINGRU_BLOCKS = ("u", "c")
"""Order of the row blocks in ``MinGRUParams.W``: update gate, candidate."""

MINGRU_GATES = ("u", "a_cand")
"""What a step returns beside its state, in the order of `MINGRU_BLOCKS`."""


@dataclass(frozen=True, eq=False)
class MinGRUParams(CellParams):
    """Weights of the minGRU cell: two row blocks, update gate and candidate.

    ``n_a`` and ``n_x`` tell how many hidden units and input features there are,
    ``dtype`` the dtype of all weights.

    Attributes
    ----------
    W : ndarray, shape (2 * n_a, n_x)
        All columns act on the input: this cell has no recurrent weights. ``W_u``,
        ``W_c`` are views of its blocks, (n_a, n_x).
    b : ndarray, shape (2 * n_a,)
        ``b_u``, ``b_c`` are views of its blocks, (n_a,).

    Raises
    ------
    TypeError
        If an array is not a float32 or float64 NumPy array, or their dtypes differ.
    ValueError
        If the shapes do not fit each other, or a number is not finite.

    Notes
    -----
    Feng, L., Tung, F., Ahmed, M. O., Bengio, Y., Hajimirsadeghi, H. (2024). Were RNNs
    all we needed? arXiv:2410.01201.
    """

    W: np.ndarray
    b: np.ndarray

    blocks = MINGRU_BLOCKS
    reads_past = False

    W_u = gate_view("W", "u")
    W_c = gate_view("W", "c")
    b_u = gate_view("b", "u")
    b_c = gate_view("b", "c")


def init_mingru(
    n_x: int, n_a: int, *, rng: np.random.Generator, dtype=np.float64
) -> MinGRUParams:
    """Draw the starting weights of a minGRU cell.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    rng : numpy.random.Generator
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    MinGRUParams
        Each block is drawn like the input weights of `init_rnn`; all biases are zero.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, or the dtype not a supported one.
    """
    return MinGRUParams(*initial.draw_input_blocks(n_x, n_a, 2, rng=rng, dtype=dtype))


def mingru_step(
    p: MinGRUParams, x_t: np.ndarray, a_prev: np.ndarray
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """One step of the minGRU cell.

    The update gate and the candidate look at the input only, and no function bends the
    candidate::

        u = sigmoid(W_u x_t + b_u)    a~ = W_c x_t + b_c
        a = u * a_prev + (1 - u) * a~

    Parameters
    ----------
    p : MinGRUParams
    x_t : ndarray, shape (B, n_x)
        Input of this step, in the dtype of the parameters.
    a_prev : ndarray, shape (B, n_a)
        Hidden state of the step before.

    Returns
    -------
    a : ndarray, shape (B, n_a)
        New hidden state; a mean of candidates, so of any size.
    gates : dict of str to ndarray, each of shape (B, n_a)
        ``u`` and the candidate ``a_cand``.

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.

    Notes
    -----
    The update gate is that of `gru_step`: near 1 it *keeps* the old state, near 0 it
    takes the candidate. Feng et al. (2024) write ``z`` for ``1 - u``: ``h_t = (1 - z_t)
    h_{t-1} + z_t h~_t``, ``z_t = sigmoid(Linear(x_t))``, ``h~_t = Linear(x_t)``.
    """
    check_step(p, MinGRUParams, x_t, a_prev=a_prev)
    z = split_gates(x_t @ p.W.T + p.b, MINGRU_BLOCKS)
    u, a_cand = sigmoid(z["u"]), z["c"]
    a = u * a_prev + (1 - u) * a_cand
    return a, {"u": u, "a_cand": a_cand}


def mingru_step_backward(
    p: MinGRUParams,
    x_t: np.ndarray,
    a_prev: np.ndarray,
    gates: dict[str, np.ndarray],
    da: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one `mingru_step`.

    Parameters
    ----------
    p, x_t, a_prev
        The arguments of the forward step.
    gates
        What the forward step returned.
    da : ndarray, shape (B, n_a)
        Gradient of the loss with respect to ``a``, from all that came after.

    Returns
    -------
    dW, db : ndarray
        This step's part of the gradients, shaped like ``p.W`` and ``p.b``.
    dx : ndarray, shape (B, n_x)
    da_prev : ndarray, shape (B, n_a)

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, a gate is missing, or a number is not finite.

    Notes
    -----
    ``a_prev`` reaches the loss on one way only, past the update gate. A gradient can
    fade on it, and never grow.
    """
    check_step(p, MinGRUParams, x_t, a_prev=a_prev, da=da)
    check_gates(gates, MINGRU_GATES, like=a_prev)
    u, a_cand = gates["u"], gates["a_cand"]
    # a = u * a_prev + (1 - u) * a_cand
    du, da_prev, da_cand = da * (a_prev - a_cand), da * u, da * (1 - u)
    # u = sigmoid(z_u); a_cand = z_c
    dz = np.hstack([du * u * (1 - u), da_cand])
    # z = W x_t + b
    return dz.T @ x_t, dz.sum(axis=0), dz @ p.W, da_prev


@dataclass(frozen=True, eq=False, repr=False)
class MinGRUTrace(SequenceTrace):
    """Everything a minGRU did over one sequence: its gate and the candidate.

    Attributes
    ----------
    x : ndarray, shape (T, B, n_x)
    gates : ndarray, shape (T, B, 2 * n_a)
        ``u`` and ``a_cand`` are views of it, each (T, B, n_a).
    states : ndarray, shape (T + 1, B, n_a)
        ``a0`` and all hidden states; ``a0`` and ``a`` are views of it.
    """

    x: np.ndarray
    gates: np.ndarray
    states: np.ndarray

    @property
    def u(self) -> np.ndarray:
        """Update gate, shape (T, B, n_a)."""
        return self._gate("u")

    @property
    def a_cand(self) -> np.ndarray:
        """Candidate for the hidden state, shape (T, B, n_a)."""
        return self._gate("c")

    @property
    def a0(self) -> np.ndarray:
        """Hidden state to start from, shape (B, n_a)."""
        return self._start(self.states)

    @property
    def a(self) -> np.ndarray:
        """Hidden state after each step, shape (T, B, n_a)."""
        return self._after(self.states)

    @property
    def a_prev(self) -> np.ndarray:
        """Hidden state before each step, shape (T, B, n_a)."""
        return self._before(self.states)

    def step(self, t: int, b: int = 0) -> dict[str, np.ndarray]:
        """All values of one step of one sequence, each an array of one axis.

        Parameters
        ----------
        t : int
            Index of the step, from 0.
        b : int
            Index of the sequence in the batch.

        Returns
        -------
        dict of str to ndarray
            ``x_t, a_prev, u, a_cand, a``.
        """
        names = ("a_prev", "u", "a_cand", "a")
        return {"x_t": self.x[t, b]} | {k: getattr(self, k)[t, b] for k in names}

    def _gate(self, gate):
        columns = gate_columns(gate, self.states.shape[-1], MINGRU_BLOCKS)
        return self.gates[..., columns]


def mingru_forward(
    p: MinGRUParams, x: np.ndarray, a0: np.ndarray | None = None
) -> MinGRUTrace:
    """Run a minGRU over a batch of sequences and keep its gate at every step.

    Parameters
    ----------
    p : MinGRUParams
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    a0 : ndarray, shape (B, n_a), optional
        Hidden state to start from; zero if not given.

    Returns
    -------
    MinGRUTrace

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, an axis is empty, or a number is not finite.
    """
    check_exact("p", p, MinGRUParams)
    return forward(p, x, a0)


def mingru_backward(p: MinGRUParams, trace: MinGRUTrace, da: np.ndarray) -> Gradients:
    """Backpropagation through time for the minGRU.

    Parameters
    ----------
    p : MinGRUParams
        The parameters of the forward pass.
    trace : MinGRUTrace
        What `mingru_forward` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.

    Returns
    -------
    Gradients

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.
    """
    check_exact("p", p, MinGRUParams)
    return backward(p, trace, da)


def _keep(p, x, states, gates):
    stacked = np.concatenate([gates[name] for name in MINGRU_GATES], axis=-1)
    return MinGRUTrace(x, stacked, states["a"])


register(
    Cell(
        name="mingru",
        params=MinGRUParams,
        trace=MinGRUTrace,
        states=("a",),
        gates=MINGRU_GATES,
        candidate=("W_c", "b_c"),
        init=init_mingru,
        step=mingru_step,
        step_backward=mingru_step_backward,
        needs=("gates",),
        keep=_keep,
        run=loop.run,
        run_backward=loop.run_backward,
    )
)
