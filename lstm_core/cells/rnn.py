"""The basic recurrent cell, ``a_t = tanh(W [a_{t-1}, x_t] + b)``.

The step stands here in its most readable form, with the backward step right below it:
every forward line has its gradient line, in reversed order. The loop over time in
`lstm_core.cells.fast` computes the same numbers faster and is tested against this.

Shapes: ``B`` sequences side by side, ``n_x`` input features, ``n_a`` hidden units.
The gradient of the loss with respect to a variable ``v`` is called ``dv``.
"""

from dataclasses import dataclass

import numpy as np

from lstm_core._tensors import concatenate, linear
from lstm_core._validate import check_exact
from lstm_core.cells import fast, initial
from lstm_core.cells.parts import CellParams, check_step
from lstm_core.cells.registry import Cell, TorchTwin, register
from lstm_core.cells.sequence import backward, forward
from lstm_core.cells.trace import Gradients, SequenceTrace


@dataclass(frozen=True, eq=False)
class RNNParams(CellParams):
    """Weights of the basic recurrent cell, ``a_t = tanh(W [a_{t-1}, x_t] + b)``.

    ``n_a`` and ``n_x`` tell how many hidden units and input features there are,
    ``dtype`` the dtype of all weights.

    Attributes
    ----------
    W : ndarray, shape (n_a, n_a + n_x)
        The first ``n_a`` columns act on the hidden state, the others on the input.
    b : ndarray, shape (n_a,)

    Raises
    ------
    TypeError
        If an array is not a float32 or float64 NumPy array, or their dtypes differ.
    ValueError
        If the shapes do not fit each other, or a number is not finite.

    Notes
    -----
    Elman, J. L. (1990). Finding structure in time. Cognitive Science 14(2), 179-211.
    """

    W: np.ndarray
    b: np.ndarray

    @property
    def W_aa(self) -> np.ndarray:
        """Recurrent weights, shape (n_a, n_a); a view of ``W``."""
        return self.W[:, : self.n_a]

    @property
    def W_ax(self) -> np.ndarray:
        """Input weights, shape (n_a, n_x); a view of ``W``."""
        return self.W[:, self.n_a :]


def init_rnn(
    n_x: int,
    n_a: int,
    *,
    rng: np.random.Generator,
    gain: float = 1.0,
    dtype=np.float64,
) -> RNNParams:
    """Draw the starting weights of a basic recurrent cell.

    Parameters
    ----------
    n_x, n_a : int
        Number of input features and of hidden units, both at least 1.
    rng : numpy.random.Generator
    gain : float
        Factor on the recurrent block, which is orthogonal before it is multiplied:
        all singular values of ``W_aa`` are equal to ``gain``.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    RNNParams
        Input block Glorot-uniform [1]_, recurrent block orthogonal [2]_, bias zero.

    Raises
    ------
    TypeError, ValueError
        If a size is not a positive integer, another number not finite, or the dtype not
        a supported one.

    References
    ----------
    .. [1] Glorot, X., Bengio, Y. (2010). Understanding the difficulty of training
       deep feedforward neural networks. AISTATS.
    .. [2] Saxe, A. M., McClelland, J. L., Ganguli, S. (2014). Exact solutions to the
       nonlinear dynamics of learning in deep linear neural networks. ICLR.
    """
    W, b = initial.draw_blocks(n_x, n_a, 1, rng=rng, gain=gain, dtype=dtype)
    return RNNParams(W, b)


def rnn_step(p: RNNParams, x_t: np.ndarray, a_prev: np.ndarray) -> np.ndarray:
    """One step of the basic recurrent cell, ``a_t = tanh(W [a_{t-1}, x_t] + b)``.

    Parameters
    ----------
    p : RNNParams
    x_t : ndarray, shape (B, n_x)
        Input of this step, in the dtype of the parameters.
    a_prev : ndarray, shape (B, n_a)
        Hidden state of the step before.

    Returns
    -------
    a : ndarray, shape (B, n_a)
        New hidden state.

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, or a number is not finite.
    """
    check_step(p, RNNParams, x_t, a_prev=a_prev)
    z = np.hstack([a_prev, x_t]) @ p.W.T + p.b
    return np.tanh(z)


def rnn_step_backward(
    p: RNNParams, x_t: np.ndarray, a_prev: np.ndarray, a: np.ndarray, da: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Gradients of one `rnn_step`.

    Parameters
    ----------
    p, x_t, a_prev
        The arguments of the forward step.
    a : ndarray, shape (B, n_a)
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
        If dtype or shape do not fit, or a number is not finite.
    """
    check_step(p, RNNParams, x_t, a_prev=a_prev, a=a, da=da)
    dz = da * (1 - a**2)
    dW = dz.T @ np.hstack([a_prev, x_t])
    db = dz.sum(axis=0)
    da_prev, dx = np.split(dz @ p.W, [p.n_a], axis=1)
    return dW, db, dx, da_prev


@dataclass(frozen=True, eq=False, repr=False)
class RNNTrace(SequenceTrace):
    """Everything a basic recurrent network did over one sequence.

    Attributes
    ----------
    x : ndarray, shape (T, B, n_x)
    states : ndarray, shape (T + 1, B, n_a)
        ``a0`` and all hidden states; ``a0`` and ``a`` are views of it.
    reverse : bool
        Whether time ran backwards: ``a[t]`` is the state after ``x[t]`` as always, but
        the step before it was ``t + 1``, and ``states`` ends with ``a0``.
    lengths : ndarray of int, shape (B,), or None
        How many steps each sequence has, if they differ. After its end all is NaN.
    """

    x: np.ndarray
    states: np.ndarray

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
        """All values of one step of one sequence: ``x_t``, ``a_prev``, ``a``.

        Parameters
        ----------
        t : int
            Index of the step, from 0.
        b : int
            Index of the sequence in the batch.

        Returns
        -------
        dict of str to ndarray
            Each of one axis.
        """
        return {
            "x_t": self.x[t, b],
            "a_prev": self.a_prev[t, b],
            "a": self.a[t, b],
        }


def rnn_forward(p: RNNParams, x: np.ndarray, a0: np.ndarray | None = None) -> RNNTrace:
    """Run a basic recurrent network over a batch of sequences.

    Parameters
    ----------
    p : RNNParams
    x : ndarray, shape (T, B, n_x)
        In the dtype of the parameters.
    a0 : ndarray, shape (B, n_a), optional
        Hidden state to start from; zero if not given.

    Returns
    -------
    RNNTrace

    Raises
    ------
    TypeError, ValueError
        If dtype or shape do not fit, an axis is empty, or a number is not finite.
    """
    check_exact("p", p, RNNParams)
    return forward(p, x, a0)


def rnn_backward(p: RNNParams, trace: RNNTrace, da: np.ndarray) -> Gradients:
    """Backpropagation through time for the basic recurrent network.

    Parameters
    ----------
    p : RNNParams
        The parameters of the forward pass.
    trace : RNNTrace
        What `rnn_forward` returned.
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

    Notes
    -----
    Werbos, P. J. (1990). Backpropagation through time: what it does and how to do it.
    Proceedings of the IEEE 78(10), 1550-1560.
    """
    check_exact("p", p, RNNParams)
    return backward(p, trace, da)


def _run(p, x, a0):
    return RNNTrace(x, fast.rnn_loop(p, x, a0))


def _run_backward(p, trace, da):
    return Gradients(*fast.rnn_loop_backward(p, trace.x, trace.states, da))


def _keep(p, x, states, gates):
    return RNNTrace(x, states["a"])


def _recover(p, x, states):
    """There is nothing to recover; but the states can be made again."""
    z = linear(concatenate([states[:-1], x], axis=-1), p.W, p.b)
    return RNNTrace(x, states), p.squash(z)


register(
    Cell(
        name="rnn",
        params=RNNParams,
        trace=RNNTrace,
        states=("a",),
        gates=(),
        candidate=("W", "b"),
        init=init_rnn,
        step=rnn_step,
        step_backward=rnn_step_backward,
        needs=("a",),
        keep=_keep,
        run=_run,
        run_backward=_run_backward,
        torch=TorchTwin("RNN", "RNN_TANH", RNNParams.blocks, _recover),
    )
)
