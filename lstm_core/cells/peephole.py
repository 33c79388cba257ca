"""The LSTM with peepholes: each gate sees the cell state of its own unit.

Shapes and names as in `lstm_core.cells.lstm`.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._validate import check_exact
from lstm_core.cells import loop
from lstm_core.cells.lstm import LSTM_GATES, Trace, init_lstm, keep_lstm
from lstm_core.cells.parts import (
    GATES,
    CellParams,
    check_gates,
    check_step,
    gate_rows,
    gate_view,
    sigmoid,
    split_gates,
)
from lstm_core.cells.registry import Cell, register
from lstm_core.cells.sequence import backward, forward
from lstm_core.cells.trace import Gradients

PEEPHOLES = ("f", "u", "o")
"""Order of the blocks in ``PeepholeParams.P``: the three gates, as in `GATES`."""


def _peephole_view(gate):
    """Property that shows one gate's block of ``P``, as a view."""
    return property(
        lambda self: gate_rows(self.P, gate, PEEPHOLES),
        doc=f"Peephole weights of gate {gate}; a view of ``P``.",
    )


@dataclass(frozen=True, eq=False)
class PeepholeParams(CellParams):
    """Weights of the LSTM cell with peepholes.

    ``n_a`` and ``n_x`` tell how many hidden units and input features there are,
    ``dtype`` the dtype of all weights.

    Attributes
    ----------
    W : ndarray, shape (4 * n_a, n_a + n_x)
    b : ndarray, shape (4 * n_a,)
        As in `LSTMParams`, with the same views.
    P : ndarray, shape (3 * n_a,)
        One weight for each gate of each unit, from the unit's own cell state to the
        gate. ``P_f``, ``P_u``, ``P_o`` are views of its blocks, (n_a,).

    Raises
    ------
    TypeError
        If an array is not a float32 or float64 NumPy array, or their dtypes differ.
    ValueError
        If the shapes do not fit each other, or a number is not finite.

    Notes
    -----
    Gers, F. A., Schmidhuber, J. (2000). Recurrent nets that time and count. IJCNN.
    """

    W: np.ndarray
    b: np.ndarray
    P: np.ndarray

    blocks = GATES

    W_f = gate_view("W", "f")
    W_u = gate_view("W", "u")
    W_o = gate_view("W", "o")
    W_c = gate_view("W", "c")
    b_f = gate_view("b", "f")
    b_u = gate_view("b", "u")
    b_o = gate_view("b", "o")
    b_c = gate_view("b", "c")
    P_f = _peephole_view("f")
    P_u = _peephole_view("u")
    P_o = _peephole_view("o")

    def __post_init__(self):
        super().__post_init__()
        self._check_more("P", 3 * self.n_a)


def init_peephole(
    n_x: int,
    n_a: int,
    *,
    rng: np.random.Generator,
    forget_bias: float = 1.0,
    gain: float = 1.0,
    dtype=np.float64,
) -> PeepholeParams:
    """Draw the starting weights of an LSTM cell with peepholes.

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
    PeepholeParams
        ``W`` and ``b`` as `init_lstm` draws them from the same ``rng``. The peepholes
        start at zero: untrained, the cell is a plain LSTM.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, another number not finite, or the dtype not
        a supported one.
    """
    how = {"forget_bias": forget_bias, "gain": gain, "dtype": dtype}
    plain = init_lstm(n_x, n_a, rng=rng, **how)
    return PeepholeParams(plain.W, plain.b, np.zeros(3 * n_a, plain.dtype))


def peephole_step(
    p: PeepholeParams, x_t: np.ndarray, a_prev: np.ndarray, c_prev: np.ndarray
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """One step of the LSTM cell with peepholes.

    Forget and update gate look at the old cell state, the output gate at the new one::

        f = sigmoid(z_f + P_f * c_prev)    u = sigmoid(z_u + P_u * c_prev)
        c = f * c_prev + u * tanh(z_c)
        o = sigmoid(z_o + P_o * c)
        a = o * tanh(c)

    Parameters
    ----------
    p : PeepholeParams
    x_t : ndarray, shape (B, n_x)
        Input of this step, in the dtype of the parameters.
    a_prev, c_prev : ndarray, shape (B, n_a)
        Hidden state and cell state of the step before.

    Returns
    -------
    a, c : ndarray, shape (B, n_a)
        New hidden state and cell state.
    gates : dict of str to ndarray, each of shape (B, n_a)
        ``f``, ``u``, ``o`` and the candidate ``c_cand``.

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.

    Notes
    -----
    Gers, F. A., Schmidhuber, J. (2000). Recurrent nets that time and count. IJCNN.
    """
    check_step(p, PeepholeParams, x_t, a_prev=a_prev, c_prev=c_prev)
    z = split_gates(np.hstack([a_prev, x_t]) @ p.W.T + p.b)
    f, u = sigmoid(z["f"] + p.P_f * c_prev), sigmoid(z["u"] + p.P_u * c_prev)
    c_cand = np.tanh(z["c"])
    c = f * c_prev + u * c_cand
    o = sigmoid(z["o"] + p.P_o * c)
    a = o * np.tanh(c)
    return a, c, {"f": f, "u": u, "o": o, "c_cand": c_cand}


def peephole_step_backward(
    p: PeepholeParams,
    x_t: np.ndarray,
    a_prev: np.ndarray,
    c_prev: np.ndarray,
    c: np.ndarray,
    gates: dict[str, np.ndarray],
    da: np.ndarray,
    dc: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one `peephole_step`.

    Parameters
    ----------
    p, x_t, a_prev, c_prev
        The arguments of the forward step.
    c, gates
        What the forward step returned.
    da, dc : ndarray, shape (B, n_a)
        Gradients of the loss with respect to ``a`` and ``c``, from all that came
        after. ``dc`` does not yet contain the ways through this step's ``a`` and ``o``.

    Returns
    -------
    dW, db, dP : ndarray
        This step's part of the gradients, shaped like ``p.W``, ``p.b`` and ``p.P``.
    dx : ndarray, shape (B, n_x)
    da_prev, dc_prev : ndarray, shape (B, n_a)

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, a gate is missing, or a number is not finite.
    """
    check_step(p, PeepholeParams, x_t, a_prev=a_prev, c_prev=c_prev, c=c, da=da, dc=dc)
    check_gates(gates, LSTM_GATES, like=c)
    f, u, o, c_cand = gates["f"], gates["u"], gates["o"], gates["c_cand"]
    t = np.tanh(c)
    # a = o * tanh(c)
    do = da * t
    dc = dc + da * o * (1 - t**2)
    # o = sigmoid(z_o + P_o * c)
    dz = {"o": do * o * (1 - o)}
    dc = dc + dz["o"] * p.P_o
    # c = f * c_prev + u * c_cand
    df, dc_prev = dc * c_prev, dc * f
    du, dc_cand = dc * c_cand, dc * u
    # f = sigmoid(z_f + P_f * c_prev), u likewise; c_cand = tanh(z_c)
    dz |= {"f": df * f * (1 - f), "u": du * u * (1 - u)}
    dz["c"] = dc_cand * (1 - c_cand**2)
    dc_prev = dc_prev + dz["f"] * p.P_f + dz["u"] * p.P_u
    dP = np.hstack([dz["f"] * c_prev, dz["u"] * c_prev, dz["o"] * c]).sum(axis=0)
    # z = W [a_prev, x_t] + b
    dz = np.hstack([dz[gate] for gate in GATES])
    dW = dz.T @ np.hstack([a_prev, x_t])
    db = dz.sum(axis=0)
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dW, db, dP, dx, da_prev, dc_prev


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class PeepholeTrace(Trace):
    """Everything an LSTM with peepholes did over one sequence.

    Attributes
    ----------
    x, gates, a_states, c_states, tanh_c, reverse
        As in `Trace`, with the same views.
    P : ndarray, shape (3 * n_a,)
        The peepholes, which tell what the gates saw of the cell state.
    """

    P: np.ndarray

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
            What ``Trace.step`` gives, and what came through the peepholes: ``peep_f``
            and ``peep_u`` are ``P_f`` and ``P_u`` times ``c_prev``, ``peep_o`` is
            ``P_o`` times ``c``.
        """
        values = super().step(t, b)
        seen = {"f": values["c_prev"], "u": values["c_prev"], "o": values["c"]}
        weights = split_gates(self.P, PEEPHOLES)
        return values | {f"peep_{gate}": weights[gate] * seen[gate] for gate in seen}


@dataclass(frozen=True, eq=False, kw_only=True)
class PeepholeGradients(Gradients):
    """Gradients of the loss for an LSTM with peepholes: one more than the LSTM.

    Attributes
    ----------
    P : ndarray, shape (3 * n_a,)
        With respect to the peepholes.
    """

    P: np.ndarray


def peephole_forward(
    p: PeepholeParams,
    x: np.ndarray,
    a0: np.ndarray | None = None,
    c0: np.ndarray | None = None,
) -> PeepholeTrace:
    """Run an LSTM with peepholes over a batch of sequences; keep every gate.

    Parameters
    ----------
    p : PeepholeParams
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    a0, c0 : ndarray, shape (B, n_a), optional
        Hidden state and cell state to start from; zero if not given.

    Returns
    -------
    PeepholeTrace

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, an axis is empty, or a number is not finite.
    """
    check_exact("p", p, PeepholeParams)
    return forward(p, x, a0, c0)


def peephole_backward(
    p: PeepholeParams,
    trace: PeepholeTrace,
    da: np.ndarray,
    dc_last: np.ndarray | None = None,
) -> PeepholeGradients:
    """Backpropagation through time for the LSTM with peepholes.

    Parameters
    ----------
    p : PeepholeParams
        The parameters of the forward pass.
    trace : PeepholeTrace
        What `peephole_forward` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.
    dc_last : ndarray, shape (B, n_a), optional
        Gradient with respect to the last cell state; zero if not given.

    Returns
    -------
    PeepholeGradients

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.

    Notes
    -----
    The gradient is complete. Gers and Schmidhuber cut it off where it would leave a
    memory block, the peepholes included.
    """
    check_exact("p", p, PeepholeParams)
    return backward(p, trace, da, dc_last)


def _keep(p, x, states, gates):
    return PeepholeTrace(**vars(keep_lstm(p, x, states, gates)), P=p.P.copy())


register(
    Cell(
        name="peephole",
        params=PeepholeParams,
        trace=PeepholeTrace,
        gradients=PeepholeGradients,
        states=("a", "c"),
        gates=LSTM_GATES,
        candidate=("W_c", "b_c"),
        init=init_peephole,
        step=peephole_step,
        step_backward=peephole_step_backward,
        needs=("c", "gates"),
        keep=_keep,
        run=loop.run,
        run_backward=loop.run_backward,
    )
)
