"""Which steps of a sequence matter to an LSTM: three measures, and how they agree."""

import numpy as np

from lstm_core._validate import check_array, check_finite, check_shape
from lstm_core.cells.registry import cell_named
from lstm_core.model.model import NumpyModel


def step_measures(model: NumpyModel, x: np.ndarray) -> dict[str, np.ndarray]:
    """How much each step of one sequence seems to matter, measured in three ways.

    Parameters
    ----------
    model : NumpyModel
        Of a cell with a cell state and an update gate, such as an LSTM.
    x : ndarray, shape (T, 1, n_x)
        At least two steps.

    Returns
    -------
    dict of str to ndarray, each of shape (T,)
        ``"update"``: the mean of the update gate over the units. ``"change"``: the
        length of the vector ``c_t - c_(t-1)``. ``"removal"``: how far the last
        prediction moves if the step is left out and all others stay (the length of the
        difference).

    Raises
    ------
    TypeError, ValueError
        If the model is no such one, or not in NumPy, or ``x`` does not fit.
    """
    if not isinstance(model, NumpyModel) or not _writes_by_update_gate(model.cell):
        got = f"{getattr(model, 'cell', '')} {type(model).__name__}".strip()
        raise TypeError(f"model: expected an LSTM with the backend numpy, got {got}")
    axes = {"T": None, "B": 1, "n_x": model.n_x}
    check_array("x", x, axes=axes, dtype=model.dtype)
    y, trace = model.forward(x)
    moved = model.forward(without_each(x))[0][-1] - y[-1]
    return {
        "update": trace.u[:, 0].mean(axis=-1),
        "change": np.linalg.norm(np.diff(trace.c_states[:, 0], axis=0), axis=-1),
        "removal": np.linalg.norm(moved, axis=-1),
    }


def _writes_by_update_gate(cell):
    """Whether it has a cell state, and a gate that decides what enters it."""
    record = cell_named(cell)
    return "c" in record.states and "u" in record.gates


def without_each(x: np.ndarray) -> np.ndarray:
    """Copies of one sequence, each without one of its steps.

    Parameters
    ----------
    x : ndarray, shape (T, 1, n_x)

    Returns
    -------
    ndarray, shape (T - 1, T, n_x)
        Sequence ``k`` lacks step ``k``.

    Raises
    ------
    ValueError
        If ``x`` has another shape, or a single step.
    """
    check_shape("x", np.shape(x), axes={"T": None, "B": 1, "n_x": None})
    if len(x) < 2:
        raise ValueError(f"x: expected at least 2 steps, got {len(x)}")
    steps = np.arange(len(x) - 1)[:, None]
    return x[steps + (steps >= np.arange(len(x))), 0]


def removal_effects(model: NumpyModel, x: np.ndarray) -> np.ndarray:
    """How far each answer moves if one of the steps up to it is left out.

    Parameters
    ----------
    model : NumpyModel
        Of any cell.
    x : ndarray, shape (T, 1, n_x)
        At least two steps.

    Returns
    -------
    ndarray, shape (T, T)
        At ``[s, t]`` the length of the difference that leaving out step ``s`` makes to
        the outputs at step ``t``; 0 where ``s`` is later than ``t``, and at ``[0, 0]``,
        where nothing would be left to read.

    Raises
    ------
    TypeError, ValueError
        If the model is not one in NumPy, or ``x`` does not fit.
    """
    if not isinstance(model, NumpyModel):
        got = type(model).__name__
        raise TypeError(f"model: expected one with the backend numpy, got {got}")
    check_array("x", x, axes={"T": None, "B": 1, "n_x": model.n_x}, dtype=model.dtype)
    y = model.forward(x)[0]
    effects = np.zeros((len(x), len(x)), model.dtype)
    without_each(x)  # refuses a single step
    for t in range(1, len(x)):
        moved = model.forward(without_each(x[: t + 1]))[0][-1] - y[t]
        effects[: t + 1, t] = np.linalg.norm(moved, axis=-1)
    return effects


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Do two lists of numbers put things in the same order? Spearman's correlation.

    Parameters
    ----------
    first, second : ndarray, shape (n,)
        Neither may be constant. Equal values share the mean of their ranks.

    Returns
    -------
    float
        1 for the same order, -1 for the opposite one, near 0 for unrelated ones.

    Raises
    ------
    ValueError
        If the shapes differ, all values of a list are equal, or one is not finite.
    """
    first, second = np.asarray(first), np.asarray(second)
    if first.ndim != 1 or first.shape != second.shape or not first.size:
        shapes = f"{first.shape} and {second.shape}"
        raise ValueError(
            f"first, second: expected two lists of one length, got {shapes}"
        )
    check_finite("first", first)
    check_finite("second", second)
    ranks = [_ranks(values) for values in (first, second)]
    if any(np.ptp(r) == 0 for r in ranks):
        raise ValueError("first, second: expected values that differ, got a constant")
    return float(np.corrcoef(*ranks)[0, 1])


def _ranks(values):
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    return (count.cumsum() - (count - 1) / 2)[place]
