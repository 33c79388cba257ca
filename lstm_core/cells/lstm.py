"""The LSTM cell: three gates, a candidate, and a cell state that only they change.

The step stands here in its most readable form, with the backward step right below it:
every forward line has its gradient line, in reversed order. The loop over time in
`lstm_core.cells.fast` computes the same numbers faster and is tested against this.

Shapes: ``B`` sequences side by side, ``n_x`` input features, ``n_a`` hidden units.
The gradient of the loss with respect to a variable ``v`` is called ``dv``.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._tensors import import_torch, linear, tanh
from lstm_core._validate import check_exact, check_number, check_size
from lstm_core.cells import fast, initial
from lstm_core.cells.parts import (
    GATES,
    CellParams,
    check_gates,
    check_step,
    gate_columns,
    gate_rows,
    gate_view,
    sigmoid,
    split_gates,
)
from lstm_core.cells.registry import Cell, TorchTwin, register
from lstm_core.cells.sequence import backward, forward
from lstm_core.cells.trace import Gradients, SequenceTrace

TORCH_GATES = ("u", "f", "c", "o")
"""Order of the row blocks in `torch.nn.LSTM`, where they are named i, f, g, o."""

LSTM_GATES = ("f", "u", "o", "c_cand")
"""What a step of the LSTM returns beside its states, in the order of `GATES`."""


@dataclass(frozen=True, eq=False)
class LSTMParams(CellParams):
    """Weights of the LSTM cell: four row blocks, stacked in the order of `GATES`.

    ``n_a`` and ``n_x`` tell how many hidden units and input features there are,
    ``dtype`` the dtype of all weights.

    Attributes
    ----------
    W : ndarray, shape (4 * n_a, n_a + n_x)
        The first ``n_a`` columns act on the hidden state, the others on the input.
        ``W_f``, ``W_u``, ``W_o``, ``W_c`` are views of its blocks, (n_a, n_a + n_x).
    b : ndarray, shape (4 * n_a,)
        ``b_f``, ``b_u``, ``b_o``, ``b_c`` are views of its blocks, (n_a,).

    Raises
    ------
    TypeError
        If an array is not a float32 or float64 NumPy array, or their dtypes differ.
    ValueError
        If the shapes do not fit each other, or a number is not finite.

    Notes
    -----
    Gers, F. A., Schmidhuber, J., Cummins, F. (2000). Learning to forget: continual
    prediction with LSTM. Neural Computation 12(10), 2451-2471.
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


def init_lstm(
    n_x: int,
    n_a: int,
    *,
    rng: np.random.Generator,
    forget_bias: float = 1.0,
    gain: float = 1.0,
    dtype=np.float64,
) -> LSTMParams:
    """Draw the starting weights of an LSTM cell.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    rng : numpy.random.Generator
    forget_bias : float
        Start value of ``b_f``; all other biases start at zero. A positive value opens
        the forget gate, so that the untrained cell keeps more of its state [1]_.
    gain : float
        Factor on the four recurrent blocks, each orthogonal before it is multiplied.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    LSTMParams
        Each gate's block is drawn as in `init_rnn`.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, another number not finite, or the dtype not
        a supported one.

    References
    ----------
    .. [1] Jozefowicz, R., Zaremba, W., Sutskever, I. (2015). An empirical exploration
       of recurrent network architectures. ICML.
    """
    check_number("forget_bias", forget_bias)
    W, b = initial.draw_blocks(n_x, n_a, 4, rng=rng, gain=gain, dtype=dtype)
    gate_rows(b, "f")[...] = forget_bias
    return LSTMParams(W, b)


def init_lstm_chrono(
    n_x: int,
    n_a: int,
    *,
    longest: int,
    rng: np.random.Generator,
    dtype=np.float64,
) -> LSTMParams:
    """Draw the starting weights of an LSTM cell for memories up to a known length.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    longest : int
        The longest lag in the data, in steps, at least 3. The units are given different
        time spans, spread evenly from 1 to ``longest - 1``.
    rng : numpy.random.Generator
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    LSTMParams
        As from `init_lstm`, with ``b_f = ln(v)``, where v is drawn uniformly from 1 to
        ``longest - 1`` for each unit, and ``b_u = -b_f``.

    Raises
    ------
    TypeError, ValueError
        If a size is not an integer or too small, or the dtype is not a supported one.

    Notes
    -----
    A forget gate held open by ``b_f = ln(v)`` alone lets ``v / (v + 1)`` pass, so that
    a memory falls to 1/e in about v steps.

    Tallec, C., Ollivier, Y. (2018). Can recurrent neural networks warp time? ICLR.
    """
    check_size("longest", longest)
    if longest < 3:
        raise ValueError(f"longest: expected at least 3, got {longest}")
    p = init_lstm(n_x, n_a, rng=rng, dtype=dtype)
    b = p.b.copy()
    spans = rng.uniform(1, longest - 1, size=n_a)
    gate_rows(b, "f")[...] = np.log(spans)
    gate_rows(b, "u")[...] = -np.log(spans)
    return LSTMParams(p.W, b)


def lstm_step(
    p: LSTMParams, x_t: np.ndarray, a_prev: np.ndarray, c_prev: np.ndarray
) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """One step of the LSTM cell.

    The three gates and the candidate look at the same input, ``[a_{t-1}, x_t]``::

        f = sigmoid(z_f)    u = sigmoid(z_u)    o = sigmoid(z_o)    c~ = tanh(z_c)
        c = f * c_prev + u * c~
        a = o * tanh(c)

    Parameters
    ----------
    p : LSTMParams
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
    Gers, F. A., Schmidhuber, J., Cummins, F. (2000). Learning to forget: continual
    prediction with LSTM. Neural Computation 12(10), 2451-2471. Without peepholes.
    """
    check_step(p, LSTMParams, x_t, a_prev=a_prev, c_prev=c_prev)
    z = np.hstack([a_prev, x_t]) @ p.W.T + p.b
    z = split_gates(z)
    f, u, o = sigmoid(z["f"]), sigmoid(z["u"]), sigmoid(z["o"])
    c_cand = np.tanh(z["c"])
    a, c = lstm_update(f, u, o, c_cand, c_prev)
    return a, c, {"f": f, "u": u, "o": o, "c_cand": c_cand}


def lstm_update(f, u, o, c_cand, c_prev):
    """The new states from gates and candidate, with no weights in between.

    Parameters
    ----------
    f, u, o, c_cand, c_prev : ndarray or float, all of one shape

    Returns
    -------
    a, c
        ``c = f * c_prev + u * c_cand`` and ``a = o * tanh(c)``.
    """
    c = f * c_prev + u * c_cand
    a = o * np.tanh(c)
    return a, c


def lstm_step_backward(
    p: LSTMParams,
    x_t: np.ndarray,
    a_prev: np.ndarray,
    c_prev: np.ndarray,
    c: np.ndarray,
    gates: dict[str, np.ndarray],
    da: np.ndarray,
    dc: np.ndarray,
) -> tuple[np.ndarray, ...]:
    """Gradients of one `lstm_step`.

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
    ``c_prev`` reaches the loss on two ways: through ``c`` (returned as ``dc_prev``) and
    through ``a_prev`` into the gates (it is in ``da_prev``).
    """
    check_step(p, LSTMParams, x_t, a_prev=a_prev, c_prev=c_prev, c=c, da=da, dc=dc)
    check_gates(gates, LSTM_GATES, like=c)
    d = lstm_update_backward(c_prev, c, gates, da, dc)
    # z = W [a_prev, x_t] + b
    dz = np.hstack([d[f"dz_{gate}"] for gate in GATES])
    dW = dz.T @ np.hstack([a_prev, x_t])
    db = dz.sum(axis=0)
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dW, db, dx, da_prev, d["dc_prev"]


def lstm_update_backward(c_prev, c, gates, da, dc):
    """Gradients inside a step: from the new states back to the pre-activations.

    Parameters
    ----------
    c_prev, c, gates, da, dc
        As in `lstm_step_backward`, and of the same shape.

    Returns
    -------
    dict of str to ndarray
        ``do``; ``dc``, now with the way through this step's ``a``; ``df``, ``dc_prev``,
        ``du``, ``dc_cand``; and ``dz_f``, ``dz_u``, ``dz_o``, ``dz_c``.
    """
    f, u, o, c_cand = gates["f"], gates["u"], gates["o"], gates["c_cand"]
    t = np.tanh(c)
    # a = o * tanh(c)
    do = da * t
    dc = dc + da * o * (1 - t**2)
    # c = f * c_prev + u * c_cand
    df, dc_prev = dc * c_prev, dc * f
    du, dc_cand = dc * c_cand, dc * u
    d = {"do": do, "dc": dc, "df": df, "dc_prev": dc_prev, "du": du, "dc_cand": dc_cand}
    # f, u, o = sigmoid(z_f), sigmoid(z_u), sigmoid(z_o); c_cand = tanh(z_c)
    d |= {"dz_f": df * f * (1 - f), "dz_u": du * u * (1 - u), "dz_o": do * o * (1 - o)}
    d["dz_c"] = dc_cand * (1 - c_cand**2)
    return d


@dataclass(frozen=True, eq=False, repr=False)
class Trace(SequenceTrace):
    """Everything an LSTM did over one sequence: every gate at every step.

    A cell whose trace is a subclass promises the same: ``c = f * c_prev + u * c_cand``
    and ``a = o * tanh(c)``, however it makes its gates.

    Attributes
    ----------
    x : ndarray, shape (T, B, n_x)
    gates : ndarray, shape (T, B, 4 * n_a)
        ``f``, ``u``, ``o`` and ``c_cand`` are views of it, each (T, B, n_a).
    a_states, c_states : ndarray, shape (T + 1, B, n_a)
        Start and all later states; ``a0``, ``a``, ``c0``, ``c`` are views of them.
    tanh_c : ndarray, shape (T, B, n_a)
    reverse : bool
        Whether time ran backwards: ``a[t]`` is the state after ``x[t]`` as always, but
        the step before it was ``t + 1``, and ``a_states`` and ``c_states`` end with
        ``a0`` and ``c0``.
    lengths : ndarray of int, shape (B,), or None
        How many steps each sequence has, if they differ. After its end all is NaN.
    """

    x: np.ndarray
    gates: np.ndarray
    a_states: np.ndarray
    c_states: np.ndarray
    tanh_c: np.ndarray

    @property
    def f(self) -> np.ndarray:
        """Forget gate, shape (T, B, n_a)."""
        return self._gate("f")

    @property
    def u(self) -> np.ndarray:
        """Update gate, shape (T, B, n_a)."""
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
    def c0(self) -> np.ndarray:
        """Cell state to start from, shape (B, n_a)."""
        return self._start(self.c_states)

    @property
    def a(self) -> np.ndarray:
        """Hidden state after each step, shape (T, B, n_a)."""
        return self._after(self.a_states)

    @property
    def a_prev(self) -> np.ndarray:
        """Hidden state before each step, shape (T, B, n_a)."""
        return self._before(self.a_states)

    @property
    def c(self) -> np.ndarray:
        """Cell state after each step, shape (T, B, n_a)."""
        return self._after(self.c_states)

    @property
    def c_prev(self) -> np.ndarray:
        """Cell state before each step, shape (T, B, n_a)."""
        return self._before(self.c_states)

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
            ``x_t, a_prev, c_prev, f, u, o, c_cand, c, tanh_c, a``.
        """
        values = {
            name: getattr(self, name)[t, b]
            for name in (*LSTM_GATES, "c", "tanh_c", "a")
        }
        before = {
            "x_t": self.x[t, b],
            "a_prev": self.a_prev[t, b],
            "c_prev": self.c_prev[t, b],
        }
        return before | values

    def _gate(self, gate):
        return self.gates[..., gate_columns(gate, self.tanh_c.shape[-1])]


def lstm_forward(
    p: LSTMParams,
    x: np.ndarray,
    a0: np.ndarray | None = None,
    c0: np.ndarray | None = None,
) -> Trace:
    """Run an LSTM over a batch of sequences and keep every gate at every step.

    Parameters
    ----------
    p : LSTMParams
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    a0, c0 : ndarray, shape (B, n_a), optional
        Hidden state and cell state to start from; zero if not given.

    Returns
    -------
    Trace

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, an axis is empty, or a number is not finite.
    """
    check_exact("p", p, LSTMParams)
    return forward(p, x, a0, c0)


def lstm_backward(
    p: LSTMParams, trace: Trace, da: np.ndarray, dc_last: np.ndarray | None = None
) -> Gradients:
    """Backpropagation through time for the LSTM.

    Parameters
    ----------
    p : LSTMParams
        The parameters of the forward pass.
    trace : Trace
        What `lstm_forward` returned.
    da : ndarray, shape (T, B, n_a)
        Gradient of the loss with respect to the hidden state of each step, as far as
        it does not come through later steps.
    dc_last : ndarray, shape (B, n_a), optional
        Gradient with respect to the last cell state; zero if not given.

    Returns
    -------
    Gradients

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.
    """
    check_exact("p", p, LSTMParams)
    return backward(p, trace, da, dc_last)


def keep_lstm(p, x, states, gates):
    """The trace of an LSTM; see ``Cell.keep``."""
    stacked = np.concatenate([gates[name] for name in LSTM_GATES], axis=-1)
    return Trace(x, stacked, states["a"], states["c"], np.tanh(states["c"][1:]))


def _run(p, x, a0, c0):
    return Trace(x, *fast.lstm_loop(p, x, a0, c0))


def _run_backward(p, trace, da, dc_last):
    loop = trace.gates, trace.a_states, trace.c_states, trace.tanh_c
    return Gradients(*fast.lstm_loop_backward(p, trace.x, loop, da, dc_last))


def _recover(p, x, a_states, c_states):
    """All pre-activations are one product; the cell states follow one by one."""
    torch, n_a = import_torch(), p.W.shape[0] // len(GATES)
    inputs = torch.cat([a_states[:-1], x], dim=-1)
    gates = linear(inputs, p.W, p.b)
    gates[..., : 3 * n_a].sigmoid_()  # the first three of `GATES`
    f, u, o, c_cand = gates.split(n_a, dim=-1)
    tanh(c_cand, out=c_cand)
    if len(c_states) == 1:
        c_states = _cell_states(torch, f, u, c_cand, c_states)
    tanh_c = tanh(c_states[1:])
    again = o * tanh_c if p.W_hr is None else (o * tanh_c) @ p.W_hr.T
    return Trace(x, gates, a_states, c_states, tanh_c), again


def _cell_states(torch, f, u, c_cand, start):
    """All ``c_t = f_t * c_{t-1} + u_t * c_cand_t``, the start first."""
    c = torch.cat([start, u * c_cand])
    (_step_by_step if c.device.type == "cpu" else _by_doubling)(torch, f, c)
    return c


def _step_by_step(torch, f, c):
    """Add ``f[t] * c[t]`` to ``c[t + 1]``, in place, one step after the other."""
    for f_t, c_prev, c_t in zip(
        f.unbind(), c[:-1].unbind(), c[1:].unbind(), strict=True
    ):
        c_t.addcmul_(f_t, c_prev)


def _by_doubling(torch, f, c):
    """The same in about log2(T) rounds over all steps: a GPU waits for each operation.

    After a round, ``c[t]`` is what the last 2, 4, 8, ... steps have made, and ``kept``
    the part of it that outlives them (Hillis and Steele 1986, "Data parallel
    algorithms").
    """
    kept, steps = torch.cat([f[:1], f]), 1  # the first is never used
    while steps < len(c):
        c[steps:] += kept[steps:] * c[:-steps]
        kept[steps:] = kept[steps:] * kept[:-steps]
        steps *= 2


register(
    Cell(
        name="lstm",
        params=LSTMParams,
        trace=Trace,
        states=("a", "c"),
        gates=LSTM_GATES,
        candidate=("W_c", "b_c"),
        init=init_lstm,
        step=lstm_step,
        step_backward=lstm_step_backward,
        needs=("c", "gates"),
        keep=keep_lstm,
        run=_run,
        run_backward=_run_backward,
        torch=TorchTwin("LSTM", "LSTM", TORCH_GATES, _recover),
    )
)
