"""Which library computes a model: NumPy or PyTorch."""

import numpy as np

from lstm_core.cells.registry import all_cells, cell_named, check_twin, copy_params
from lstm_core.model.losses import Readout, init_readout
from lstm_core.model.model import NumpyModel, check_choice, check_model
from lstm_core.pytorch.model import TorchModel

BACKENDS = ("numpy", "torch")


def make_model(
    n_x: int,
    n_a: int,
    n_y: int,
    *,
    cell: str = "lstm",
    backend: str = "numpy",
    device: str = "auto",
    task: str = "classify",
    rng: np.random.Generator,
    dtype=np.float64,
    forget_bias: float | None = None,
) -> NumpyModel | TorchModel:
    """Build an untrained model.

    Parameters
    ----------
    n_x, n_a, n_y : int
        Number of input features, hidden units and predicted values.
    cell : str
        Name of a registered cell: "lstm", "rnn", "gru", or a relative, such as
        "peephole", "lstm1997", "mingru", "slstm"; the error for an unknown name lists
        them all. NumPy computes every cell, PyTorch those for which it has a module.
    backend : "numpy" or "torch"
        What computes. The same ``rng`` gives the same weights in both.
    device : str or torch.device
        Where PyTorch computes: "cpu", "cuda", "mps" or "auto", which is CUDA if there
        is a GPU for it, else MPS if the dtype is float32 (MPS has no float64), else
        the CPU. NumPy always computes on the CPU.
    task : "classify" or "regress"
        Cross-entropy of a softmax, or mean squared error.
    rng : numpy.random.Generator
        Draws the weights: first the cell's, then the readout's.
    dtype : numpy.float32 or numpy.float64
    forget_bias : float, optional
        Start value of the bias of the forget gate; that of `init_lstm` if not given.

    Returns
    -------
    NumpyModel or TorchModel

    Raises
    ------
    TypeError, ValueError
        If an argument is not one of those named here, there is no such device, PyTorch
        has no such cell, or a forget bias is given for a cell without a forget gate.
    ModuleNotFoundError
        If PyTorch is asked for and not installed.
    """
    record = cell_named(cell)
    check_choice("backend", backend, BACKENDS)
    if backend == "torch":
        check_twin("cell", record)
    options = {} if forget_bias is None else {"forget_bias": forget_bias}
    _check_options(record, options)
    p = record.init(n_x, n_a, rng=rng, dtype=dtype, **options)
    out = init_readout(n_a, n_y, rng=rng, dtype=dtype)
    return _on_backend(p, out, task, backend, device)


def to_backend(
    model: NumpyModel | TorchModel, backend: str, device: str = "auto"
) -> NumpyModel | TorchModel:
    """Copy a model to another library or device; the weights stay bit for bit.

    Parameters
    ----------
    model : NumpyModel or TorchModel
        Stays as it is; the copy shares no memory with it.
    backend : "numpy" or "torch"
    device : str or torch.device
        As in `make_model`.

    Returns
    -------
    NumpyModel or TorchModel

    Raises
    ------
    TypeError, ValueError
        If an argument is not one of those named here, there is no such device, or
        PyTorch has no such cell.
    ModuleNotFoundError
        If PyTorch is asked for and not installed.
    """
    check_model("model", model)
    check_choice("backend", backend, BACKENDS)
    if backend == "torch":
        check_twin("model", cell_named(model.cell))
    p, out = copy_params(model.cell_params), model.readout
    out = Readout(out.W_y.copy(), out.b_y.copy())
    return _on_backend(p, out, model.task, backend, device)


def _check_options(record, options):
    """Raise ValueError if fresh weights of the cell know nothing of an option."""
    for name, value in options.items():
        if not record.takes(name):
            known = tuple(cell.name for cell in all_cells() if cell.takes(name))
            message = f"nothing for the cell {record.name!r}, only for one of {known}"
            raise ValueError(f"{name}: expected {message}, got {value!r}")


def _on_backend(p, out, task, backend, device):
    if backend == "torch":
        return TorchModel(p, out, task, device)
    check_choice("device", device, ("auto", "cpu"))
    return NumpyModel(p, out, task)
