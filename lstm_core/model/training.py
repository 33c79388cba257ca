"""The training loop. It never plots; it prints nothing but the progress bar."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from lstm_core._tensors import first_not_finite
from lstm_core._validate import check_size
from lstm_core.cells.registry import cell_named
from lstm_core.cells.sequence import check_carousel
from lstm_core.model.optimisers import adam, adam_init, clip_by_global_norm, sgd

OPTIMIZERS = ("adam", "sgd")


@dataclass(frozen=True, eq=False)
class History:
    """What happened in training, one entry a step.

    Attributes
    ----------
    loss : ndarray, shape (steps,)
        Loss on the step's batch, before the step.
    grad_norm : ndarray, shape (steps,)
        Norm of the whole gradient, before clipping.
    """

    loss: np.ndarray
    grad_norm: np.ndarray


class TrainingError(ArithmeticError):
    """The loss or the gradient stopped being finite.

    Attributes
    ----------
    step : int
        The step at which it happened, from 0.
    history : History
        All steps before this one.
    """

    def __init__(self, message: str, step: int, history: History):
        super().__init__(message)
        self.step = step
        self.history = history


class _NotFinite(ArithmeticError):
    """A loss or a gradient is not finite: the one error that names its step."""


def fit(
    model,
    batches: Iterable,
    *,
    steps: int,
    lr: float = 1e-2,
    clip: float | None = 1.0,
    optimizer: str = "adam",
    carousel_only: bool = False,
    callback: Callable[[int, float], None] | None = None,
    progress: bool = False,
) -> History:
    """Train a model, one batch a step.

    Parameters
    ----------
    model : NumpyModel or TorchModel
        Its ``params`` are replaced after each step.
    batches : iterable of Batch
        At least ``steps`` of them; only as many are taken.
    steps : int
    lr : float
        Learning rate, positive.
    clip : float or None
        Largest norm of the gradient, positive; None for no clipping.
    optimizer : "adam" or "sgd"
    carousel_only : bool
        Whether errors may go from step to step along the cell state only, as in the
        paper of 1997: `lstm1997_step_backward_carousel`. For its cell, in NumPy.
    callback : callable, optional
        Called as ``callback(step, loss)`` after each step; it may look at the model.
    progress : bool
        Show a progress bar (needs the package tqdm).

    Returns
    -------
    History

    Raises
    ------
    TrainingError
        If a loss or gradient is NaN or infinite; it names the step and holds the
        history.
    ModuleNotFoundError
        If a progress bar is asked for and tqdm is missing.
    TypeError, ValueError
        If an argument or a batch does not fit, or the batches run out.

    Notes
    -----
    Whatever the error, the model is left with the parameters that it had before.
    """
    _check_settings(steps, lr, clip, optimizer)
    gradient = _gradient_of(model, carousel_only)
    bar = _progress_bar(steps) if progress else None
    before, update = model.params, _make_update(optimizer, model.params, lr)
    losses, norms = [], []
    try:
        for step, batch in enumerate(_take(batches, steps)):
            loss, grads, norm = _finite_gradients(gradient, batch, clip)
            model.params = _finite_params(update(model.params, grads))
            losses.append(loss)
            norms.append(norm)
            if callback is not None:
                callback(step, loss)
            if bar is not None:
                bar.update()
                bar.set_postfix(loss=f"{loss:.3f}", refresh=False)
    except _NotFinite as error:
        model.params = before
        raise _training_error(error, losses, norms) from error
    except BaseException:
        model.params = before
        raise
    finally:
        if bar is not None:
            bar.close()
    return History(np.array(losses), np.array(norms))


def _gradient_of(model, carousel_only):
    """The function from a batch to loss and gradients that is asked for."""
    if not carousel_only:
        return model.loss_and_grads
    if model.backend != "numpy":
        got = f"one with the backend {model.backend}"
        raise ValueError(f"carousel_only: expected a model in NumPy, got {got}")
    check_carousel(cell_named(model.cell))
    return partial(model.loss_and_grads, carousel_only=True)


def _make_update(optimizer, params, lr):
    """Return a function from parameters and gradients to new parameters."""
    if optimizer == "sgd":
        return lambda params, grads: sgd(params, grads, lr)
    state = adam_init(params)

    def update(params, grads):
        nonlocal state
        params, state = adam(params, grads, state, lr)
        return params

    return update


def _take(batches, steps):
    batches = iter(batches)
    for step in range(steps):
        try:
            yield next(batches)
        except StopIteration:
            message = f"batches: expected {steps}, one a step, got {step}"
            raise ValueError(message) from None


def _finite_gradients(gradient, batch, clip):
    with np.errstate(over="ignore", invalid="ignore"):  # found and named right here
        try:
            loss, grads = gradient(batch)
        except FloatingPointError as error:
            raise _NotFinite(error) from error
        grads, norm = clip_by_global_norm(grads, clip)
    if not np.isfinite(norm):
        raise _NotFinite(f"gradient: expected a finite norm, got {norm}")
    return loss, grads, norm


def _finite_params(params):
    name = first_not_finite(params)
    if name is not None:
        raise _NotFinite(f"{name}: expected finite numbers after the update")
    return params


def _training_error(error, losses, norms):
    step = len(losses)
    message = f"step {step}: {error}; try a smaller lr, or clip the gradient"
    return TrainingError(message, step, History(np.array(losses), np.array(norms)))


def _progress_bar(steps):
    try:
        from tqdm.auto import tqdm
    except ModuleNotFoundError as error:
        install = "pip install tqdm"
        message = f"progress=True needs tqdm: {install}, or pass progress=False"
        raise ModuleNotFoundError(message) from error
    return tqdm(total=steps, unit="step", desc="training")


def _check_settings(steps, lr, clip, optimizer):
    check_size("steps", steps)
    for name, value in (("lr", lr), ("clip", 1.0 if clip is None else clip)):
        if not np.isfinite(value) or value <= 0:
            raise ValueError(f"{name}: expected a positive number, got {value}")
    if optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer: expected one of {OPTIMIZERS}, got {optimizer!r}")
