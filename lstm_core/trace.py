"""What a forward pass keeps, and what a backward pass gives."""

from dataclasses import dataclass

import numpy as np

from lstm_core.params import gate_columns


@dataclass(frozen=True, eq=False)
class RNNTrace:
    """Everything a basic recurrent network did over one sequence.

    Attributes
    ----------
    x : ndarray, shape (T, B, n_x)
    states : ndarray, shape (T + 1, B, n_a)
        ``a0`` and all hidden states; ``a0`` and ``a`` are views of it.
    """

    x: np.ndarray
    states: np.ndarray

    @property
    def a0(self) -> np.ndarray:
        """Hidden state before the first step, shape (B, n_a)."""
        return self.states[0]

    @property
    def a(self) -> np.ndarray:
        """Hidden state after each step, shape (T, B, n_a)."""
        return self.states[1:]

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
            "a_prev": self.states[:-1][t, b],
            "a": self.a[t, b],
        }


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
        """Hidden state before the first step, shape (B, n_a)."""
        return self.a_states[0]

    @property
    def c0(self) -> np.ndarray:
        """Cell state before the first step, shape (B, n_a)."""
        return self.c_states[0]

    @property
    def a(self) -> np.ndarray:
        """Hidden state after each step, shape (T, B, n_a)."""
        return self.a_states[1:]

    @property
    def c(self) -> np.ndarray:
        """Cell state after each step, shape (T, B, n_a)."""
        return self.c_states[1:]

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
            "a_prev": self.a_states[:-1][t, b],
            "c_prev": self.c_states[:-1][t, b],
        }
        return before | values

    def _gate(self, gate):
        return self.gates[..., gate_columns(gate, self.tanh_c.shape[-1])]


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
    c0 : ndarray, shape (B, n_a), or None for the basic recurrent network
    """

    W: np.ndarray
    b: np.ndarray
    x: np.ndarray
    a0: np.ndarray
    c0: np.ndarray | None = None
