"""Which unit holds what: correlate every unit with a value, and take one unit out."""

from operator import index

import numpy as np

from lstm_core._validate import check_finite, check_number
from lstm_core.backends import to_backend
from lstm_core.cells.registry import cell_of, copy_params
from lstm_core.model.losses import Readout
from lstm_core.model.model import Model, NumpyModel, check_model


def ablate(model: Model, unit: int, at: float = 0.0) -> Model:
    """Copy a model and take one hidden unit out of it: the others read a constant.

    Parameters
    ----------
    model : NumpyModel or TorchModel
        Stays as it is.
    unit : int
        Index of the hidden unit.
    at : float
        What everything that reads the unit's hidden state finds there, at every step
        and before the first one: zero, or for example its mean over a text.

    Returns
    -------
    NumpyModel or TorchModel
        Of the same backend. The weights that make the unit's candidate (in a basic
        cell: its hidden state) are zero. So is the candidate, then, and from a zero
        start so are the cell state and the hidden state, at every step. The constant
        stands in the biases: a weight times a constant is one.

    Raises
    ------
    TypeError
        If there is no model, the unit is not an integer or the constant no number.
    IndexError
        If the model has no such unit.
    ValueError
        If the constant is not finite.
    """
    check_model("model", model)
    if not 0 <= index(unit) < model.n_a:
        raise IndexError(f"unit: expected 0 to {model.n_a - 1}, got {unit}")
    check_number("at", at)
    at = float(at)
    p, out = copy_params(model.cell_params), model.readout
    cell = cell_of(p)
    if p.reads_past:
        cell.add_to_past(p, at * p.W[:, unit])
    for name in cell.candidate:
        getattr(p, name)[unit] = 0
    out = Readout(out.W_y, out.b_y + at * out.W_y[:, unit])
    without = NumpyModel(p, out, model.task)
    return to_backend(without, model.backend, model.device)


def unit_correlations(
    states: np.ndarray, value: np.ndarray, where: np.ndarray | None = None
) -> np.ndarray:
    """How closely the state of each unit goes along with a value.

    Parameters
    ----------
    states : ndarray, shape (T, B, n_a)
        Cell states or hidden states.
    value : ndarray, shape (T, B)
        What is to be found in them; it must not be the same everywhere.
    where : ndarray of bool, shape (T, B), optional
        Which steps count; all if not given.

    Returns
    -------
    ndarray, shape (n_a,)
        Pearson's correlation coefficient, from -1 to 1; 0 for a constant unit.

    Raises
    ------
    TypeError
        If ``where`` is not boolean.
    ValueError
        If shapes differ, no step counts, the value is the same at all that count, or a
        number is not finite there.
    """
    states, value = np.asarray(states, float), np.asarray(value, float)
    where = np.ones(value.shape, bool) if where is None else np.asarray(where)
    if not states.shape[:-1] == value.shape == where.shape:
        got = f"{states.shape}, {value.shape}, {where.shape}"
        raise ValueError(f"states, value, where: expected the same steps, got {got}")
    if where.dtype != bool:
        raise TypeError(f"where: expected dtype bool, got {where.dtype}")
    states, value = states[where], value[where]
    if len(value) == 0 or np.ptp(value) == 0:
        raise ValueError("value: expected at least two values at the steps that count")
    check_finite("states", states)
    check_finite("value", value)
    states, value = states - states.mean(axis=0), value - value.mean()
    size = np.linalg.norm(states, axis=0) * np.linalg.norm(value)
    return np.divide(value @ states, size, out=np.zeros_like(size), where=size > 0)
