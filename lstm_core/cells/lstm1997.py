"""The LSTM of 1997: two gates, and a cell state that is never forgotten.

What enters the cell state stays in it with the weight 1, for ever: the paper calls this
the constant error carousel. The forget gate came three years later.

The paper squashes the candidate to -2 to 2 (its g) and the cell state to -1 to 1 (its
h), both with stretched logistic functions: ``g(z) = 2 tanh(z / 2)`` and ``h(c) =
tanh(c / 2)``. Here both are ``tanh``, as in `lstm_core.cells.lstm`, so that the cells
differ in their gates alone. In the paper a cell may also share its gates with others,
as a memory block; here each has its own.

Shapes and names as in `lstm_core.cells.lstm`.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._validate import check_exact
from lstm_core.cells import initial, loop
from lstm_core.cells.lstm import Trace
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
from lstm_core.cells.trace import Gradients

LSTM1997_BLOCKS = ("u", "o", "c")
"""Order of the row blocks in ``LSTM1997Params.W``: update, output, candidate."""

LSTM1997_GATES = ("u", "o", "c_cand")
"""What a step returns beside its states, in the order of `LSTM1997_BLOCKS`."""


@dataclass(frozen=True, eq=False)
class LSTM1997Params(CellParams):
    """Weights of the LSTM of 1997: three row blocks, update, output, candidate.

    ``n_a`` and ``n_x`` tell how many hidden units and input features there are,
    ``dtype`` the dtype of all weights.

    Attributes
    ----------
    W : ndarray, shape (3 * n_a, n_a + n_x)
        The first ``n_a`` columns act on the hidden state, the others on the input.
        ``W_u``, ``W_o``, ``W_c`` are views of its blocks, (n_a, n_a + n_x).
    b : ndarray, shape (3 * n_a,)
        ``b_u``, ``b_o``, ``b_c`` are views of its blocks, (n_a,).

    Raises
    ------
    TypeError
        If an array is not a float32 or float64 NumPy array, or their dtypes differ.
    ValueError
        If the shapes do not fit each other, or a number is not finite.

    Notes
    -----
    Hochreiter, S., Schmidhuber, J. (1997). Long short-term memory. Neural Computation
    9(8), 1735-1780.
    """

    W: np.ndarray
    b: np.ndarray

    blocks = LSTM1997_BLOCKS

    W_u = gate_view("W", "u")
    W_o = gate_view("W", "o")
    W_c = gate_view("W", "c")
    b_u = gate_view("b", "u")
    b_o = gate_view("b", "o")
    b_c = gate_view("b", "c")


def init_lstm1997(
    n_x: int,
    n_a: int,
    *,
    rng: np.random.Generator,
    gain: float = 1.0,
    dtype=np.float64,
) -> LSTM1997Params:
    """Draw the starting weights of an LSTM cell of 1997.

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
    LSTM1997Params
        Each block is drawn as in `init_rnn`; all biases are zero. In some experiments
        the paper lets gates start shut: ``p.b_o[:] = -1``.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, another number not finite, or the dtype not
        a supported one.
    """
    return LSTM1997Params(
        *initial.draw_blocks(n_x, n_a, 3, rng=rng, gain=gain, dtype=dtype)
    )


def lstm1997_step(
    p: LSTM1997Params, x_t: np.ndarray, a_prev: np.ndarray, c_prev: np.ndarray
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """One step of the LSTM cell of 1997.

    The two gates and the candidate look at the same input, ``[a_{t-1}, x_t]``::

        u = sigmoid(z_u)    o = sigmoid(z_o)    c~ = tanh(z_c)
        c = c_prev + u * c~
        a = o * tanh(c)

    Parameters
    ----------
    p : LSTM1997Params
    x_t : ndarray, shape (B, n_x)
        Input of this step, in the dtype of the parameters.
    a_prev, c_prev : ndarray, shape (B, n_a)
        Hidden state and cell state of the step before.

    Returns
    -------
    a, c : ndarray, shape (B, n_a)
        New hidden state and cell state.
    gates : dict of str to ndarray, each of shape (B, n_a)
        ``u``, ``o`` and the candidate ``c_cand``.

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.

    Notes
    -----
    Hochreiter, S., Schmidhuber, J. (1997). Long short-term memory. Neural Computation
    9(8), 1735-1780. The gates are ``y^in`` and ``y^out`` there, the cell state is
    ``s_c``. Of the squashing functions, see the head of this file.
    """
    check_step(p, LSTM1997Params, x_t, a_prev=a_prev, c_prev=c_prev)
    z = split_gates(np.hstack([a_prev, x_t]) @ p.W.T + p.b, LSTM1997_BLOCKS)
    u, o = sigmoid(z["u"]), sigmoid(z["o"])
    c_cand = np.tanh(z["c"])
    c = c_prev + u * c_cand
    a = o * np.tanh(c)
    return a, c, {"u": u, "o": o, "c_cand": c_cand}


def lstm1997_step_backward(
    p: LSTM1997Params,
    x_t: np.ndarray,
    a_prev: np.ndarray,
    c_prev: np.ndarray,
    c: np.ndarray,
    gates: dict[str, np.ndarray],
    da: np.ndarray,
    dc: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one `lstm1997_step`, all of them.

    Parameters
    ----------
    p, x_t, a_prev, c_prev
        The arguments of the forward step.
    c, gates
        What the forward step returned.
    da, dc : ndarray, shape (B, n_a)
        Gradients of the loss with respect to ``a`` and ``c``, from all that came
        after. ``dc`` does not yet contain the way through this step's ``a``.

    Returns
    -------
    dW, db : ndarray
        This step's part of the gradients, shaped like ``p.W`` and ``p.b``.
    dx : ndarray, shape (B, n_x)
    da_prev, dc_prev : ndarray, shape (B, n_a)

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, a gate is missing, or a number is not finite.

    Notes
    -----
    On the carousel a gradient neither shrinks nor grows: ``dc_prev`` is ``dc``.
    """
    check_step(p, LSTM1997Params, x_t, a_prev=a_prev, c_prev=c_prev, c=c, da=da, dc=dc)
    check_gates(gates, LSTM1997_GATES, like=c)
    u, o, c_cand = gates["u"], gates["o"], gates["c_cand"]
    t = np.tanh(c)
    # a = o * tanh(c)
    do = da * t
    dc = dc + da * o * (1 - t**2)
    # c = c_prev + u * c_cand
    dc_prev = dc
    du, dc_cand = dc * c_cand, dc * u
    # u, o = sigmoid(z_u), sigmoid(z_o); c_cand = tanh(z_c)
    dz_u, dz_o, dz_c = du * u * (1 - u), do * o * (1 - o), dc_cand * (1 - c_cand**2)
    # z = W [a_prev, x_t] + b
    dz = np.hstack([dz_u, dz_o, dz_c])
    dW = dz.T @ np.hstack([a_prev, x_t])
    db = dz.sum(axis=0)
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dW, db, dx, da_prev, dc_prev


def lstm1997_step_backward_carousel(
    p: LSTM1997Params,
    x_t: np.ndarray,
    a_prev: np.ndarray,
    c_prev: np.ndarray,
    c: np.ndarray,
    gates: dict[str, np.ndarray],
    da: np.ndarray,
    dc: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one `lstm1997_step` as the paper has them: past the carousel only.

    An error that arrives at a gate or a candidate changes the weights there and goes no
    further back: what it would do to ``a_prev`` is dropped. Only the carousel of the
    cell state carries errors from step to step.

    Parameters
    ----------
    p, x_t, a_prev, c_prev, c, gates, da, dc
        As in `lstm1997_step_backward`.

    Returns
    -------
    dW, db, dx, da_prev, dc_prev : ndarray
        As from `lstm1997_step_backward`, but ``da_prev`` is zero.

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, a gate is missing, or a number is not finite.

    Notes
    -----
    Hochreiter and Schmidhuber (1997), appendix A.1, call this truncated. It is not what
    is called truncated backpropagation through time today, which stops after a number
    of steps: here no error ever stops on the carousel.
    """
    found = lstm1997_step_backward(p, x_t, a_prev, c_prev, c, gates, da, dc)
    dW, db, dx, da_prev, dc_prev = found
    return dW, db, dx, np.zeros_like(da_prev), dc_prev


@dataclass(frozen=True, eq=False, repr=False)
class LSTM1997Trace(Trace):
    """Everything an LSTM of 1997 did over one sequence.

    Attributes
    ----------
    x, a_states, c_states, tanh_c, reverse
        As in `Trace`, with the same views.
    gates : ndarray, shape (T, B, 3 * n_a)
        ``u``, ``o`` and ``c_cand`` are views of it, each (T, B, n_a).
    """

    @property
    def f(self) -> np.ndarray:
        """What the cell state is multiplied with, shape (T, B, n_a). It is always 1."""
        return np.ones_like(self.u)

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
            What ``Trace.step`` gives, without the forget gate: there is none.
        """
        values = super().step(t, b)
        del values["f"]
        return values

    def _gate(self, gate):
        return self.gates[
            ..., gate_columns(gate, self.tanh_c.shape[-1], LSTM1997_BLOCKS)
        ]


def lstm1997_forward(
    p: LSTM1997Params,
    x: np.ndarray,
    a0: np.ndarray | None = None,
    c0: np.ndarray | None = None,
) -> LSTM1997Trace:
    """Run an LSTM of 1997 over a batch of sequences; keep every gate.

    Parameters
    ----------
    p : LSTM1997Params
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    a0, c0 : ndarray, shape (B, n_a), optional
        Hidden state and cell state to start from; zero if not given.

    Returns
    -------
    LSTM1997Trace

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, an axis is empty, or a number is not finite.
    """
    check_exact("p", p, LSTM1997Params)
    return forward(p, x, a0, c0)


def lstm1997_backward(
    p: LSTM1997Params,
    trace: LSTM1997Trace,
    da: np.ndarray,
    dc_last: np.ndarray | None = None,
    *,
    carousel_only: bool = False,
) -> Gradients:
    """Backpropagation through time for the LSTM of 1997.

    Parameters
    ----------
    p : LSTM1997Params
        The parameters of the forward pass.
    trace : LSTM1997Trace
        What `lstm1997_forward` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.
    dc_last : ndarray, shape (B, n_a), optional
        Gradient with respect to the last cell state; zero if not given.
    carousel_only : bool
        Whether to take `lstm1997_step_backward_carousel`, as the paper does.

    Returns
    -------
    Gradients

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.
    """
    check_exact("p", p, LSTM1997Params)
    return backward(p, trace, da, dc_last, carousel_only=carousel_only)


def _keep(p, x, states, gates):
    stacked = np.concatenate([gates[name] for name in LSTM1997_GATES], axis=-1)
    tanh_c = np.tanh(states["c"][1:])
    return LSTM1997Trace(x, stacked, states["a"], states["c"], tanh_c)


register(
    Cell(
        name="lstm1997",
        params=LSTM1997Params,
        trace=LSTM1997Trace,
        states=("a", "c"),
        gates=LSTM1997_GATES,
        candidate=("W_c", "b_c"),
        init=init_lstm1997,
        step=lstm1997_step,
        step_backward=lstm1997_step_backward,
        step_backward_carousel=lstm1997_step_backward_carousel,
        needs=("c", "gates"),
        keep=_keep,
        run=loop.run,
        run_backward=loop.run_backward,
    )
)
