"""The gated recurrent unit (GRU): two gates, one state.

It comes in two forms. Here it is the one that PyTorch computes, where the reset gate
multiplies what the recurrent weights have made of the past, ``r * (W a_{t-1} + b)``;
so the candidate has two biases, one inside this product and one outside. In the
original form the reset gate multiplies ``a_{t-1}`` itself.

Shapes and names as in `lstm_core.cells.lstm`.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._tensors import linear, tanh
from lstm_core._validate import check_exact
from lstm_core.cells import initial, loop
from lstm_core.cells.parts import (
    CellParams,
    check_gates,
    check_step,
    gate_columns,
    gate_view,
    sigmoid,
)
from lstm_core.cells.registry import Cell, TorchTwin, register
from lstm_core.cells.sequence import backward, forward
from lstm_core.cells.trace import Gradients, SequenceTrace

GRU_BLOCKS = ("r", "u", "c")
"""Order of the row blocks in ``GRUParams.W``: reset gate, update gate, candidate."""

GRU_GATES = ("r", "u", "a_cand")
"""What a step of the GRU returns beside its state, in the order of `GRU_BLOCKS`."""


@dataclass(frozen=True, eq=False)
class GRUParams(CellParams):
    """Weights of the GRU cell: three row blocks, reset, update, candidate.

    ``n_a`` and ``n_x`` tell how many hidden units and input features there are,
    ``dtype`` the dtype of all weights.

    Attributes
    ----------
    W : ndarray, shape (3 * n_a, n_a + n_x)
        The first ``n_a`` columns act on the hidden state, the others on the input.
        ``W_r``, ``W_u``, ``W_c`` are views of its blocks, (n_a, n_a + n_x).
    b : ndarray, shape (3 * n_a,)
        ``b_r``, ``b_u``, ``b_c`` are views of its blocks, (n_a,).
    b_a : ndarray, shape (n_a,)
        Second bias of the candidate, which the reset gate multiplies.

    Raises
    ------
    TypeError
        If an array is not a float32 or float64 NumPy array, or their dtypes differ.
    ValueError
        If the shapes do not fit each other, or a number is not finite.

    Notes
    -----
    Cho, K., van Merrienboer, B., Gulcehre, C., et al. (2014). Learning phrase
    representations using RNN encoder-decoder for statistical machine translation.
    EMNLP. The form is that of `torch.nn.GRU`, see `gru_step`.
    """

    W: np.ndarray
    b: np.ndarray
    b_a: np.ndarray

    blocks = GRU_BLOCKS

    W_r = gate_view("W", "r")
    W_u = gate_view("W", "u")
    W_c = gate_view("W", "c")
    b_r = gate_view("b", "r")
    b_u = gate_view("b", "u")
    b_c = gate_view("b", "c")

    def __post_init__(self):
        super().__post_init__()
        self._check_more("b_a", self.n_a)


def init_gru(
    n_x: int,
    n_a: int,
    *,
    rng: np.random.Generator,
    gain: float = 1.0,
    dtype=np.float64,
) -> GRUParams:
    """Draw the starting weights of a GRU cell.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    rng : numpy.random.Generator
    gain : float
        Factor on the three recurrent blocks, each orthogonal before it is multiplied.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    GRUParams
        Each block is drawn as in `init_rnn`; all biases are zero.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, another number not finite, or the dtype not
        a supported one.
    """
    W, b = initial.draw_blocks(n_x, n_a, 3, rng=rng, gain=gain, dtype=dtype)
    return GRUParams(W, b, np.zeros(n_a, b.dtype))


def gru_step(
    p: GRUParams, x_t: np.ndarray, a_prev: np.ndarray
) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    """One step of the GRU cell.

    The gates look at ``[a_{t-1}, x_t]``. The candidate looks at the input and, through
    the reset gate, at the past; the update gate blends it with the old state::

        r = sigmoid(z_r)    u = sigmoid(z_u)
        a~ = tanh(W_cx x_t + b_c + r * (W_ca a_prev + b_a))
        a = u * a_prev + (1 - u) * a~

    Parameters
    ----------
    p : GRUParams
    x_t : ndarray, shape (B, n_x)
        Input of this step, in the dtype of the parameters.
    a_prev : ndarray, shape (B, n_a)
        Hidden state of the step before.

    Returns
    -------
    a : ndarray, shape (B, n_a)
        New hidden state.
    gates : dict of str to ndarray, each of shape (B, n_a)
        ``r``, ``u`` and the candidate ``a_cand``.

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.

    Notes
    -----
    The update gate of a GRU is not that of an LSTM: near 1 it *keeps* the old state,
    near 0 it takes the candidate. Cho et al. (2014) and PyTorch call it z, a letter
    that stands for pre-activations here; some texts exchange ``u`` and ``1 - u``.

    Cho, K., van Merrienboer, B., Gulcehre, C., et al. (2014). Learning phrase
    representations using RNN encoder-decoder for statistical machine translation.
    EMNLP. There it is ``W_ca (r * a_prev)``; "torch.nn.GRU" in the documentation of
    PyTorch says why it differs: the product over all gates can be taken at once.
    """
    check_step(p, GRUParams, x_t, a_prev=a_prev)
    inputs = np.hstack([a_prev, x_t])
    W_ca, W_cx = np.split(p.W_c, [p.n_a], axis=1)
    r, u = sigmoid(inputs @ p.W_r.T + p.b_r), sigmoid(inputs @ p.W_u.T + p.b_u)
    past = a_prev @ W_ca.T + p.b_a
    a_cand = np.tanh(x_t @ W_cx.T + p.b_c + r * past)
    a = u * a_prev + (1 - u) * a_cand
    return a, {"r": r, "u": u, "a_cand": a_cand}


def gru_step_backward(
    p: GRUParams,
    x_t: np.ndarray,
    a_prev: np.ndarray,
    gates: dict[str, np.ndarray],
    da: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one `gru_step`.

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
    dW, db, db_a : ndarray
        This step's part of the gradients, shaped like ``p.W``, ``p.b`` and ``p.b_a``.
    dx : ndarray, shape (B, n_x)
    da_prev : ndarray, shape (B, n_a)

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, a gate is missing, or a number is not finite.

    Notes
    -----
    ``a_prev`` reaches the loss on three ways: past the update gate, through the two
    gates, and through the candidate.
    """
    check_step(p, GRUParams, x_t, a_prev=a_prev, da=da)
    check_gates(gates, GRU_GATES, like=a_prev)
    inputs = np.hstack([a_prev, x_t])
    W_ca, W_cx = np.split(p.W_c, [p.n_a], axis=1)
    r, u, a_cand = gates["r"], gates["u"], gates["a_cand"]
    past = a_prev @ W_ca.T + p.b_a
    # a = u * a_prev + (1 - u) * a_cand
    du, da_prev, da_cand = da * (a_prev - a_cand), da * u, da * (1 - u)
    # a_cand = tanh(z_c), where z_c = W_cx x_t + b_c + r * past
    dz_c = da_cand * (1 - a_cand**2)
    dr, dpast = dz_c * past, dz_c * r
    # r, u = sigmoid(z_r), sigmoid(z_u)
    dz_r, dz_u = dr * r * (1 - r), du * u * (1 - u)
    # z = W [a_prev, x_t] + b of both gates; past = W_ca a_prev + b_a
    dz = np.hstack([dz_r, dz_u])
    dW_c = np.hstack([dpast.T @ a_prev, dz_c.T @ x_t])
    dW = np.vstack([dz.T @ inputs, dW_c])
    db, db_a = np.hstack([dz, dz_c]).sum(axis=0), dpast.sum(axis=0)
    da_gates, dx = np.split(dz @ p.W[: 2 * p.n_a], [p.n_a], axis=1)
    return dW, db, db_a, dx + dz_c @ W_cx, da_prev + da_gates + dpast @ W_ca


@dataclass(frozen=True, eq=False, repr=False)
class GRUTrace(SequenceTrace):
    """Everything a GRU did over one sequence: both gates and the candidate.

    Attributes
    ----------
    x : ndarray, shape (T, B, n_x)
    gates : ndarray, shape (T, B, 3 * n_a)
        ``r``, ``u`` and ``a_cand`` are views of it, each (T, B, n_a).
    states : ndarray, shape (T + 1, B, n_a)
        ``a0`` and all hidden states; ``a0`` and ``a`` are views of it.
    reverse : bool
        Whether time ran backwards: ``a[t]`` is the state after ``x[t]`` as always, but
        the step before it was ``t + 1``, and ``states`` ends with ``a0``.
    lengths : ndarray of int, shape (B,), or None
        How many steps each sequence has, if they differ. After its end all is NaN.
    """

    x: np.ndarray
    gates: np.ndarray
    states: np.ndarray

    @property
    def r(self) -> np.ndarray:
        """Reset gate, shape (T, B, n_a)."""
        return self._gate("r")

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
            ``x_t, a_prev, r, u, a_cand, a``.
        """
        before = {
            "x_t": self.x[t, b],
            "a_prev": self.a_prev[t, b],
        }
        names = ("r", "u", "a_cand", "a")
        return before | {name: getattr(self, name)[t, b] for name in names}

    def _gate(self, gate):
        return self.gates[..., gate_columns(gate, self.states.shape[-1], GRU_BLOCKS)]


@dataclass(frozen=True, eq=False, kw_only=True)
class GRUGradients(Gradients):
    """Gradients of the loss for a GRU: those of every cell, and one more.

    Attributes
    ----------
    b_a : ndarray, shape (n_a,)
        With respect to the second bias of the candidate.
    """

    b_a: np.ndarray


def gru_forward(p: GRUParams, x: np.ndarray, a0: np.ndarray | None = None) -> GRUTrace:
    """Run a GRU over a batch of sequences and keep both gates at every step.

    Parameters
    ----------
    p : GRUParams
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    a0 : ndarray, shape (B, n_a), optional
        Hidden state to start from; zero if not given.

    Returns
    -------
    GRUTrace

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, an axis is empty, or a number is not finite.
    """
    check_exact("p", p, GRUParams)
    return forward(p, x, a0)


def gru_backward(p: GRUParams, trace: GRUTrace, da: np.ndarray) -> GRUGradients:
    """Backpropagation through time for the GRU.

    Parameters
    ----------
    p : GRUParams
        The parameters of the forward pass.
    trace : GRUTrace
        What `gru_forward` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.

    Returns
    -------
    GRUGradients

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.
    """
    check_exact("p", p, GRUParams)
    return backward(p, trace, da)


def _keep(p, x, states, gates):
    stacked = np.concatenate([gates[name] for name in GRU_GATES], axis=-1)
    return GRUTrace(x, stacked, states["a"])


def _recover(p, x, states):
    """With the hidden states known, all gates are two products and a sum."""
    n_a = states.shape[-1]
    W_a, W_x = p.W[:, :n_a], p.W[:, n_a:]
    past = linear(states[:-1], W_a)
    gates = linear(x, W_x, p.b)
    gates[..., : 2 * n_a] += past[..., : 2 * n_a]
    gates[..., : 2 * n_a].sigmoid_()
    r, u, a_cand = gates.split(n_a, dim=-1)
    a_cand += r * (past[..., 2 * n_a :] + p.b_a)
    tanh(a_cand, out=a_cand)
    again = a_cand.lerp(states[:-1], u)
    return GRUTrace(x, gates, states), again


register(
    Cell(
        name="gru",
        params=GRUParams,
        trace=GRUTrace,
        gradients=GRUGradients,
        states=("a",),
        gates=GRU_GATES,
        candidate=("W_c", "b_c", "b_a"),
        init=init_gru,
        step=gru_step,
        step_backward=gru_step_backward,
        needs=("gates",),
        keep=_keep,
        run=loop.run,
        run_backward=loop.run_backward,
        second_bias=("b_a", "c"),
        torch=TorchTwin("GRU", "GRU", ("r", "u", "c"), _recover),
    )
)
