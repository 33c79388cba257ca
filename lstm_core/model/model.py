"""A trainable model: a recurrent cell, a readout, and a loss.

`NumpyModel` is the interface that every backend fulfils: ``params``, ``forward``,
``loss``, ``loss_and_grads``, ``step``, and what it shares with them as a `Model`.
"""

from typing import NamedTuple

import numpy as np

from lstm_core._tensors import to_array
from lstm_core._threads import numpy_threads
from lstm_core._validate import check_array, check_exact, check_kind
from lstm_core.cells.parts import CellParams
from lstm_core.cells.registry import arrays_of, cell_of
from lstm_core.cells.sequence import backward, forward
from lstm_core.model.losses import (
    Readout,
    cross_entropy,
    mse,
    readout,
    readout_backward,
)

LOSSES = {"classify": cross_entropy, "regress": mse}


class Batch(NamedTuple):
    """What a model learns from at one step. A plain tuple does as well.

    Attributes
    ----------
    x : ndarray, shape (T, B, n_x)
        The PyTorch model takes tensors as well, here and in the others.
    target : ndarray
        Integers of shape (T, B) to classify, floats of shape (T, B, n_y) to regress.
    mask : ndarray of bool, shape (T, B), optional
        Which steps count in the loss.
    """

    x: np.ndarray
    target: np.ndarray
    mask: np.ndarray | None = None


class Model:
    """What all backends share: sizes, and the weights as containers.

    Parameters
    ----------
    p : LSTMParams, RNNParams, ...
        Of any registered cell.
    out : Readout
    task : "classify" or "regress"

    Raises
    ------
    TypeError, ValueError
        If the readout does not fit the cell, or the task is unknown.
    """

    params: dict

    def __init__(self, p: CellParams, out: Readout, task: str):
        self._record = cell_of(p)
        check_exact("out", out, Readout)
        check_choice("task", task, tuple(LOSSES))
        if out.W_y.shape[1] != p.n_a or out.W_y.dtype != p.dtype:
            got = f"n_a={out.W_y.shape[1]}, {out.W_y.dtype}"
            raise ValueError(
                f"out: expected n_a={p.n_a}, {p.dtype}, as in p; got {got}"
            )
        self.cell = self._record.name
        self.task = task
        self.n_x, self.n_a, self.n_y = p.n_x, p.n_a, len(out.b_y)
        self.dtype = p.dtype
        self.params = arrays_of(p) | {"W_y": out.W_y, "b_y": out.b_y}

    @property
    def cell_params(self) -> CellParams:
        """Weights of the cell as they are now, as NumPy arrays: an `LSTMParams`, ..."""
        arrays = {name: to_array(self.params[name]) for name in self._record.arrays}
        return self._record.params(**arrays)

    @property
    def readout(self) -> Readout:
        """Weights of the readout as they are now, as NumPy arrays."""
        return Readout(to_array(self.params["W_y"]), to_array(self.params["b_y"]))

    def _check_state(self, state):
        """Raise ValueError unless ``state`` has as many parts as the cell's."""
        states = len(self._record.states)
        if not isinstance(state, tuple) or len(state) != states:
            raise ValueError(f"state: expected a tuple of {states}, got {state!r}")


class NumpyModel(Model):
    """A recurrent cell with a readout, in NumPy.

    Parameters
    ----------
    p : LSTMParams, RNNParams, ...
        Of any registered cell.
    out : Readout
    task : "classify" or "regress"

    Raises
    ------
    TypeError, ValueError
        If the readout does not fit the cell, or the task is unknown.

    Attributes
    ----------
    params : dict of str to ndarray
        ``W``, ``b``, what else the cell has, ``W_y``, ``b_y``. Training replaces the
        dictionary; the arrays in it are never changed in place.
    cell : str
        Name of the cell, as in `make_model`.
    task : "classify" or "regress"
    n_x, n_a, n_y : int
    dtype : numpy.dtype
    backend : "numpy"
    device : "cpu"
    """

    backend = "numpy"
    device = "cpu"

    def forward(self, x: np.ndarray) -> tuple:
        """Predictions of all steps, from a zero state.

        Parameters
        ----------
        x : ndarray, shape (T, B, n_x)

        Returns
        -------
        y : ndarray, shape (T, B, n_y)
            Scores before the softmax (classify) or predicted values (regress).
        trace : Trace, RNNTrace, ...
            The kind of trace that the cell has.

        Raises
        ------
        TypeError, ValueError
            If the input does not fit the model.
        """
        trace = forward(self.cell_params, x)
        return readout(self.readout, trace.a), trace

    def loss(self, batch: Batch | tuple) -> float:
        """Mean loss over the steps of a batch that count; errors as below."""
        batch = as_batch(batch)
        y, _ = self.forward(batch.x)
        return LOSSES[self.task](y, batch.target, batch.mask)[0]

    def loss_and_grads(
        self, batch: Batch | tuple, *, carousel_only: bool = False
    ) -> tuple[float, dict]:
        """Loss, and its gradient with respect to each array of ``params``.

        Parameters
        ----------
        batch : Batch or tuple
        carousel_only : bool
            Whether the gradient may go from step to step along the cell state only, as
            in `lstm1997_step_backward_carousel`. Then it is not exact.

        Returns
        -------
        loss : float
        grads : dict of str to ndarray

        Raises
        ------
        TypeError, ValueError
            If the batch does not fit the model, or its cell has no such gradient.
        FloatingPointError
            If the loss is NaN or infinite.
        """
        batch = as_batch(batch)
        y, trace = self.forward(batch.x)
        loss, dy = LOSSES[self.task](y, batch.target, batch.mask)
        if not np.isfinite(loss):
            raise FloatingPointError(f"loss: expected a finite number, got {loss}")
        dW_y, db_y, da = readout_backward(self.readout, trace.a, dy)
        g = backward(self.cell_params, trace, da, carousel_only=carousel_only)
        d_cell = {name: getattr(g, name) for name in self._record.arrays}
        return loss, d_cell | {"W_y": dW_y, "b_y": db_y}

    def step(self, x_t: np.ndarray, state: tuple | None = None) -> tuple:
        """One step, for generation: the next prediction and the next state.

        Parameters
        ----------
        x_t : ndarray, shape (B, n_x)
        state : tuple of ndarray, optional
            What the step before returned; zeros if not given.

        Returns
        -------
        y : ndarray, shape (B, n_y)
        state : tuple of ndarray
            ``(a,)`` or, with a cell state, ``(a, c)``, each (B, n_a).

        Raises
        ------
        TypeError, ValueError
            If the input or the state does not fit the model.
        """
        check_array("x_t", x_t, axes={"B": None, "n_x": self.n_x}, dtype=self.dtype)
        if state is None:
            zero = np.zeros((len(x_t), self.n_a), self.dtype)
            state = tuple(zero for _ in self._record.states)
        self._check_state(state)
        with numpy_threads(self.params["W"].size * len(x_t)):
            state, _ = self._record.new_states(self.cell_params, x_t, state)
        return readout(self.readout, state[0]), state


def as_batch(batch) -> Batch:
    """Make a plain tuple a `Batch`; raise TypeError if it cannot be one."""
    if not isinstance(batch, tuple) or len(batch) not in (2, 3):
        raise TypeError(
            f"batch: expected (x, target) or (x, target, mask), got {batch!r}"
        )
    return Batch(*batch)


def check_model(name, value):
    """Raise TypeError unless ``value`` is a model of a backend, and of no subclass.

    What a subclass adds would be lost without a word.
    """
    check_kind(name, value, Model)
    if "backend" not in vars(type(value)):
        got = f"{type(value).__name__}, a subclass"
        raise TypeError(f"{name}: expected NumpyModel or TorchModel, got {got}")


def check_choice(name, value, choices):
    """Raise ValueError unless ``value`` is one of ``choices``."""
    if value not in choices:
        raise ValueError(f"{name}: expected one of {choices}, got {value!r}")
