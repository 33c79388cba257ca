"""The sLSTM of 2024: an update gate that can outweigh all that is stored already.

The update gate of an LSTM ends at 1. Here it is an exponential, ``i = exp(z_u)``, and a
third state counts how much has been let in, so that it can be divided by. In the paper,
with ``N`` for that normaliser and ``C`` for the cell state before the division::

    C = f * C_prev + i * c~    N = f * N_prev + i    a = o * C / N

Exponentials overflow. The paper scales ``C`` and ``N`` down by a fourth state, which
changes nothing of ``a``. This file carries other states, with the same ``a`` again:
``c = C / N`` and ``n = log N``. Written with them, the step shows what it is: ``c`` is
a weighted mean of candidates, into which the newest goes with the share ``u = i / N``.

The forget gate is a sigmoid here; the paper allows it or an exponential. Each unit has
a memory of its own, and all units see each other: one head, in the paper's words.

Shapes and names as in `lstm_core.cells.lstm`.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._validate import check_exact
from lstm_core.cells import loop
from lstm_core.cells.lstm import LSTM_GATES, init_lstm
from lstm_core.cells.parts import (
    GATES,
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


@dataclass(frozen=True, eq=False)
class SLSTMParams(CellParams):
    """Weights of the sLSTM cell: four row blocks, stacked in the order of `GATES`.

    ``n_a`` and ``n_x`` tell how many hidden units and input features there are,
    ``dtype`` the dtype of all weights.

    Attributes
    ----------
    W : ndarray, shape (4 * n_a, n_a + n_x)
    b : ndarray, shape (4 * n_a,)
        As in `LSTMParams`, with the same views.

    Raises
    ------
    TypeError
        If an array is not a float32 or float64 NumPy array, or their dtypes differ.
    ValueError
        If the shapes do not fit each other, or a number is not finite.

    Notes
    -----
    Beck, M., Poeppel, K., Spanring, M., et al. (2024). xLSTM: extended long short-term
    memory. arXiv:2405.04517.
    """

    W: np.ndarray
    b: np.ndarray

    blocks = GATES

    W_f = gate_view("W", "f")
    W_u = gate_view("W", "u")
    W_o = gate_view("W", "o")
    W_c = gate_view("W", "c")
    b_f = gate_view("b", "f")
    b_u = gate_view("b", "u")
    b_o = gate_view("b", "o")
    b_c = gate_view("b", "c")


def init_slstm(
    n_x: int,
    n_a: int,
    *,
    rng: np.random.Generator,
    forget_bias: float = 1.0,
    gain: float = 1.0,
    dtype=np.float64,
) -> SLSTMParams:
    """Draw the starting weights of an sLSTM cell.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    rng : numpy.random.Generator
    forget_bias : float
        Start value of ``b_f``; all other biases start at zero.
    gain : float
        Factor on the four recurrent blocks, each orthogonal before it is multiplied.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    SLSTMParams
        ``W`` and ``b`` as `init_lstm` draws them from the same ``rng``.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, another number not finite, or the dtype not
        a supported one.
    """
    how = {"forget_bias": forget_bias, "gain": gain, "dtype": dtype}
    plain = init_lstm(n_x, n_a, rng=rng, **how)
    return SLSTMParams(plain.W, plain.b)


def slstm_step(
    p: SLSTMParams,
    x_t: np.ndarray,
    a_prev: np.ndarray,
    c_prev: np.ndarray,
    n_prev: np.ndarray,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """One step of the sLSTM cell.

    All gates and the candidate look at the same input, ``[a_{t-1}, x_t]``. The new
    candidate has the weight ``exp(z_u)``, all that is stored has ``f exp(n_prev)``::

        f = sigmoid(z_f)    o = sigmoid(z_o)    c~ = tanh(z_c)
        n = log(f * exp(n_prev) + exp(z_u))
        u = exp(z_u) / exp(n)
        c = (1 - u) * c_prev + u * c~
        a = o * c

    Parameters
    ----------
    p : SLSTMParams
    x_t : ndarray, shape (B, n_x)
        Input of this step, in the dtype of the parameters.
    a_prev, c_prev, n_prev : ndarray, shape (B, n_a)
        Hidden state, cell state and logarithm of the normaliser of the step before.

    Returns
    -------
    a, c, n : ndarray, shape (B, n_a)
        The new ones.
    gates : dict of str to ndarray, each of shape (B, n_a)
        ``f``, ``u``, ``o`` and the candidate ``c_cand``.

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.

    Notes
    -----
    Beck et al. (2024), section 2.2, with ``exp(z_u)`` for their input gate ``i``. Their
    ``n`` is ``exp(n)`` here, their ``c`` is ``c exp(n)``, see the head of this file.
    They begin with a normaliser of 0; from states of zero, the normaliser begins with
    ``exp(0) = 1`` here, as if a first candidate of 0 had been let in.
    """
    states = {"a_prev": a_prev, "c_prev": c_prev, "n_prev": n_prev}
    check_step(p, SLSTMParams, x_t, **states)
    z = split_gates(np.hstack([a_prev, x_t]) @ p.W.T + p.b)
    f, o, c_cand = sigmoid(z["f"]), sigmoid(z["o"]), np.tanh(z["c"])
    log_f = -np.logaddexp(0, -z["f"])
    n = np.logaddexp(log_f + n_prev, z["u"])
    u = np.exp(z["u"] - n)
    c = (1 - u) * c_prev + u * c_cand
    a = o * c
    return a, c, n, {"f": f, "u": u, "o": o, "c_cand": c_cand}


def slstm_step_backward(
    p: SLSTMParams,
    x_t: np.ndarray,
    a_prev: np.ndarray,
    c_prev: np.ndarray,
    n_prev: np.ndarray,
    c: np.ndarray,
    gates: dict[str, np.ndarray],
    da: np.ndarray,
    dc: np.ndarray,
    dn: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one `slstm_step`.

    Parameters
    ----------
    p, x_t, a_prev, c_prev, n_prev
        The arguments of the forward step.
    c, gates
        What the forward step returned.
    da, dc, dn : ndarray, shape (B, n_a)
        Gradients of the loss with respect to ``a``, ``c`` and ``n``, from all that came
        after. They do not yet contain the ways through this step.

    Returns
    -------
    dW, db : ndarray
        This step's part of the gradients, shaped like ``p.W`` and ``p.b``.
    dx : ndarray, shape (B, n_x)
    da_prev, dc_prev, dn_prev : ndarray, shape (B, n_a)

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, a gate is missing, or a number is not finite.
    """
    states = {"a_prev": a_prev, "c_prev": c_prev, "n_prev": n_prev, "c": c}
    check_step(p, SLSTMParams, x_t, **states, da=da, dc=dc, dn=dn)
    check_gates(gates, LSTM_GATES, like=c)
    f, u, o, c_cand = gates["f"], gates["u"], gates["o"], gates["c_cand"]
    # a = o * c
    do, dc = da * c, dc + da * o
    # c = (1 - u) * c_prev + u * c_cand
    du, dc_prev, dc_cand = dc * (c_cand - c_prev), dc * (1 - u), dc * u
    # u = exp(z_u - n)
    dz_u, dn = du * u, dn - du * u
    # n = logaddexp(log_f + n_prev, z_u), whose second part has the share u
    dz_u, dn_prev = dz_u + dn * u, dn * (1 - u)
    # log_f = log(sigmoid(z_f)); o = sigmoid(z_o); c_cand = tanh(z_c)
    dz_f, dz_o, dz_c = dn_prev * (1 - f), do * o * (1 - o), dc_cand * (1 - c_cand**2)
    # z = W [a_prev, x_t] + b
    dz = np.hstack([dz_f, dz_u, dz_o, dz_c])
    dW = dz.T @ np.hstack([a_prev, x_t])
    db = dz.sum(axis=0)
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dW, db, dx, da_prev, dc_prev, dn_prev


@dataclass(frozen=True, eq=False, repr=False)
class SLSTMTrace(SequenceTrace):
    """Everything an sLSTM did over one sequence.

    Attributes
    ----------
    x : ndarray, shape (T, B, n_x)
    gates : ndarray, shape (T, B, 4 * n_a)
        ``f``, ``u``, ``o`` and ``c_cand`` are views of it, each (T, B, n_a).
    a_states, c_states, n_states : ndarray, shape (T + 1, B, n_a)
        Start and all later states; ``a0``, ``a``, ``c0``, ``c``, ``n0``, ``n`` are
        views of them.
    """

    x: np.ndarray
    gates: np.ndarray
    a_states: np.ndarray
    c_states: np.ndarray
    n_states: np.ndarray

    @property
    def f(self) -> np.ndarray:
        """Forget gate, shape (T, B, n_a)."""
        return self._gate("f")

    @property
    def u(self) -> np.ndarray:
        """Share of the new candidate in the cell state, shape (T, B, n_a)."""
        return self._gate("u")

    @property
    def o(self) -> np.ndarray:
        """Output gate, shape (T, B, n_a)."""
        return self._gate("o")

    @property
    def c_cand(self) -> np.ndarray:
        """Candidate for the cell state, shape (T, B, n_a)."""
        return self._gate("c")

    @property
    def a0(self) -> np.ndarray:
        """Hidden state to start from, shape (B, n_a)."""
        return self._start(self.a_states)

    @property
    def a(self) -> np.ndarray:
        """Hidden state after each step, shape (T, B, n_a)."""
        return self._after(self.a_states)

    @property
    def a_prev(self) -> np.ndarray:
        """Hidden state before each step, shape (T, B, n_a)."""
        return self._before(self.a_states)

    @property
    def c0(self) -> np.ndarray:
        """Cell state to start from, shape (B, n_a)."""
        return self._start(self.c_states)

    @property
    def c(self) -> np.ndarray:
        """Cell state after each step, shape (T, B, n_a)."""
        return self._after(self.c_states)

    @property
    def c_prev(self) -> np.ndarray:
        """Cell state before each step, shape (T, B, n_a)."""
        return self._before(self.c_states)

    @property
    def n0(self) -> np.ndarray:
        """Logarithm of the normaliser to start from, shape (B, n_a)."""
        return self._start(self.n_states)

    @property
    def n(self) -> np.ndarray:
        """Logarithm of the normaliser after each step, shape (T, B, n_a)."""
        return self._after(self.n_states)

    @property
    def n_prev(self) -> np.ndarray:
        """Logarithm of the normaliser before each step, shape (T, B, n_a)."""
        return self._before(self.n_states)

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
            ``x_t, a_prev, c_prev, n_prev, f, u, o, c_cand, c, n, a``.
        """
        names = ("a_prev", "c_prev", "n_prev", *LSTM_GATES, "c", "n", "a")
        return {"x_t": self.x[t, b]} | {k: getattr(self, k)[t, b] for k in names}

    def _gate(self, gate):
        return self.gates[..., gate_columns(gate, self.a_states.shape[-1])]


@dataclass(frozen=True, eq=False, kw_only=True)
class SLSTMGradients(Gradients):
    """Gradients of the loss for an sLSTM: one more than the LSTM.

    Attributes
    ----------
    n0 : ndarray, shape (B, n_a)
        With respect to the logarithm of the normaliser before the first step.
    """

    n0: np.ndarray


def slstm_forward(
    p: SLSTMParams,
    x: np.ndarray,
    a0: np.ndarray | None = None,
    c0: np.ndarray | None = None,
    n0: np.ndarray | None = None,
) -> SLSTMTrace:
    """Run an sLSTM over a batch of sequences; keep every gate.

    Parameters
    ----------
    p : SLSTMParams
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    a0, c0, n0 : ndarray, shape (B, n_a), optional
        Hidden state, cell state and logarithm of the normaliser to start from; zero if
        not given.

    Returns
    -------
    SLSTMTrace

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, an axis is empty, or a number is not finite.
    """
    check_exact("p", p, SLSTMParams)
    return forward(p, x, a0, c0, n0)


def slstm_backward(
    p: SLSTMParams,
    trace: SLSTMTrace,
    da: np.ndarray,
    dc_last: np.ndarray | None = None,
    dn_last: np.ndarray | None = None,
) -> SLSTMGradients:
    """Backpropagation through time for the sLSTM.

    Parameters
    ----------
    p : SLSTMParams
        The parameters of the forward pass.
    trace : SLSTMTrace
        What `slstm_forward` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.
    dc_last, dn_last : ndarray, shape (B, n_a), optional
        Gradients with respect to the last ``c`` and ``n``; zero if not given.

    Returns
    -------
    SLSTMGradients

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.
    """
    check_exact("p", p, SLSTMParams)
    return backward(p, trace, da, dc_last, dn_last)


def _keep(p, x, states, gates):
    stacked = np.concatenate([gates[name] for name in LSTM_GATES], axis=-1)
    return SLSTMTrace(x, stacked, states["a"], states["c"], states["n"])


register(
    Cell(
        name="slstm",
        params=SLSTMParams,
        trace=SLSTMTrace,
        gradients=SLSTMGradients,
        states=("a", "c", "n"),
        gates=LSTM_GATES,
        candidate=("W_c", "b_c"),
        init=init_slstm,
        step=slstm_step,
        step_backward=slstm_step_backward,
        needs=("c", "gates"),
        keep=_keep,
        run=loop.run,
        run_backward=loop.run_backward,
    )
)
