"""What a forward pass keeps, and what a backward pass gives.

A trace holds NumPy arrays, or tensors if it comes from `trace_torch`; ``to_numpy``
turns the second into the first. It is in the order of time even if the network read
the sequence from its end (``reverse``): then the state before step ``t`` is the one
after step ``t + 1``.
"""

from dataclasses import dataclass, fields, replace

import numpy as np

from lstm_core._tensors import to_array
from lstm_core.cells.parts import gate_columns


@dataclass(frozen=True, eq=False)
class RNNTrace:
    """Everything a basic recurrent network did over one sequence.

    Attributes
    ----------
    x : ndarray, shape (T, B, n_x)
    states : ndarray, shape (T + 1, B, n_a)
        ``a0`` and all hidden states; ``a0`` and ``a`` are views of it.
    reverse : bool
        Whether time ran backwards: ``a[t]`` is the state after ``x[t]`` as always, but
        the step before it was ``t + 1``, and ``states`` ends with ``a0``.
    """

    x: np.ndarray
    states: np.ndarray
    reverse: bool = False

    @property
    def a0(self) -> np.ndarray:
        """Hidden state to start from, shape (B, n_a)."""
        return start_of(self.states, self.reverse)

    @property
    def a(self) -> np.ndarray:
        """Hidden state after each step, shape (T, B, n_a)."""
        return after_each(self.states, self.reverse)

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
            "a_prev": before_each(self.states, self.reverse)[t, b],
            "a": self.a[t, b],
        }

    def to_numpy(self) -> "RNNTrace":
        """The same trace with NumPy arrays; half precision becomes float32."""
        return to_numpy(self)


@dataclass(frozen=True, eq=False)
class Trace:
    """Everything an LSTM did over one sequence: every gate at every step.

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
    """

    x: np.ndarray
    gates: np.ndarray
    a_states: np.ndarray
    c_states: np.ndarray
    tanh_c: np.ndarray
    reverse: bool = False

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
        return start_of(self.a_states, self.reverse)

    @property
    def c0(self) -> np.ndarray:
        """Cell state to start from, shape (B, n_a)."""
        return start_of(self.c_states, self.reverse)

    @property
    def a(self) -> np.ndarray:
        """Hidden state after each step, shape (T, B, n_a)."""
        return after_each(self.a_states, self.reverse)

    @property
    def c(self) -> np.ndarray:
        """Cell state after each step, shape (T, B, n_a)."""
        return after_each(self.c_states, self.reverse)

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
        values = {name: getattr(self, name)[t, b] for name in _STEP_NAMES}
        before = {
            "x_t": self.x[t, b],
            "a_prev": before_each(self.a_states, self.reverse)[t, b],
            "c_prev": before_each(self.c_states, self.reverse)[t, b],
        }
        return before | values

    def to_numpy(self) -> "Trace":
        """The same trace with NumPy arrays; half precision becomes float32."""
        return to_numpy(self)

    def _gate(self, gate):
        return self.gates[..., gate_columns(gate, self.tanh_c.shape[-1])]


def start_of(states, reverse):
    """State before the first step that the network made."""
    return states[-1 if reverse else 0]


def before_each(states, reverse):
    """State before each step, in the order of time."""
    return states[1:] if reverse else states[:-1]


def after_each(states, reverse):
    """State after each step, in the order of time."""
    return states[:-1] if reverse else states[1:]


def to_numpy(trace):
    """A trace of any cell with NumPy arrays; half precision becomes float32."""
    values = {f.name: to_array(getattr(trace, f.name)) for f in fields(trace)}
    return replace(trace, **values)


_STEP_NAMES = ("f", "u", "o", "c_cand", "c", "tanh_c", "a")


@dataclass(frozen=True, eq=False)
class Gradients:
    """Gradients of the loss, each shaped like what it is the gradient of.

    Attributes
    ----------
    W, b : ndarray
        With respect to the parameters, summed over time and batch.
    x : ndarray, shape (T, B, n_x)
    a0 : ndarray, shape (B, n_a)
    c0 : ndarray, shape (B, n_a), or None for a cell without a cell state
    """

    W: np.ndarray
    b: np.ndarray
    x: np.ndarray
    a0: np.ndarray
    c0: np.ndarray | None = None
