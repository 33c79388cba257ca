"""PyTorch: the model on `torch.nn.LSTM`, `GRU` or `RNN`.

PyTorch is imported when something here is called, not before (`lstm_core._tensors`).
"""

from lstm_core._tensors import (
    as_tensor,
    concatenate,
    empty_module,
    import_torch,
    pick_device,
    reorder_blocks,
)
from lstm_core._threads import torch_threads
from lstm_core.cells.parts import CellParams
from lstm_core.cells.registry import cell_with_twin
from lstm_core.model.losses import Readout
from lstm_core.model.model import Batch, Model, as_batch
from lstm_core.pytorch import losses as torch_losses
from lstm_core.pytorch.layouts import module_layout, second_bias
from lstm_core.pytorch.trace import trace_torch

LOSSES = {"classify": torch_losses.cross_entropy, "regress": torch_losses.mse}


class TorchModel(Model):
    """A recurrent cell with a readout, in PyTorch: the twin of `NumpyModel`.

    `torch.nn.LSTM`, `GRU` or `RNN` computes the cell, on a GPU with cuDNN. From the
    same weights and batches, training takes the same course as in NumPy, up to
    rounding.

    Parameters
    ----------
    p : LSTMParams, GRUParams or RNNParams
    out : Readout
    task : "classify" or "regress"
    device : str or torch.device
        As in `make_model`.

    Raises
    ------
    TypeError, ValueError
        If the readout does not fit the cell, the task is unknown, PyTorch has no such
        cell, or there is no such device.
    ModuleNotFoundError
        If PyTorch is not installed.

    Attributes
    ----------
    params : dict of str to torch.Tensor
        ``W``, ``b``, what else the cell has, ``W_y``, ``b_y``, in the layout of
        `LSTMParams` and `Readout`, on the device. Training replaces the dictionary;
        the tensors in it are never changed in place.
    cell, task, n_x, n_a, n_y, dtype
        As in `NumpyModel`; ``dtype`` is that of NumPy.
    backend : "torch"
    device : torch.device

    Notes
    -----
    The module has two biases, which it adds up. An optimiser would move both, and
    training would take another course than with one; so ``bias_hh`` is fixed at zero,
    but for its part in the candidate of a GRU, which is no redundant one.

    On GPUs that have TF32, cuDNN multiplies float32 numbers with 10 bits of mantissa
    unless ``torch.backends.cudnn.allow_tf32 = False``; float64 is not touched.
    """

    backend = "torch"

    def __init__(self, p: CellParams, out: Readout, task: str, device="auto"):
        torch = import_torch()
        super().__init__(p, out, task)
        self._twin = cell_with_twin(p).torch
        self.device = pick_device(device, p.dtype)
        self.params = {
            name: torch.tensor(value, device=self.device)
            for name, value in self.params.items()
        }
        kind = getattr(torch.nn, self._twin.module)
        self._module = empty_module(kind, self.n_x, self.n_a, like=self.params["W"])
        both_biases = self._record.second_bias is not None
        torch.nn.init.zeros_(self._module.bias_hh_l0).requires_grad_(both_biases)

    def forward(self, x) -> tuple:
        """Predictions of all steps, from a zero state, and every gate.

        Parameters
        ----------
        x : ndarray or torch.Tensor, shape (T, B, n_x)

        Returns
        -------
        y : torch.Tensor, shape (T, B, n_y)
            Scores before the softmax (classify) or predicted values (regress), without
            a graph for gradients.
        trace : Trace, RNNTrace, ...
            Of tensors, as from `trace_torch`.

        Raises
        ------
        TypeError, ValueError
            If the input does not fit the model.
        """
        axes = {"T": None, "B": None, "n_x": self.n_x}
        x = as_tensor("x", x, axes=axes, like=self.params["W"])
        (trace,) = trace_torch(self._loaded_module(), x)
        return self._read_out(trace.a), trace

    def loss(self, batch: Batch | tuple) -> float:
        """Mean loss over the steps of a batch that count; errors as below."""
        batch = as_batch(batch)
        with self._threads(batch.x), import_torch().no_grad():
            return self._loss(batch, *self._readout_tensors()).item()

    def loss_and_grads(self, batch: Batch | tuple) -> tuple[float, dict]:
        """Loss, and its gradient with respect to each tensor of ``params``.

        Parameters
        ----------
        batch : Batch or tuple
            Of NumPy arrays, which are brought to the device, or of tensors.

        Returns
        -------
        loss : float
        grads : dict of str to torch.Tensor

        Raises
        ------
        TypeError, ValueError
            If the batch does not fit the model.
        FloatingPointError
            If the loss is NaN or infinite.
        """
        torch, module = import_torch(), self._module
        out = [v.detach().requires_grad_() for v in self._readout_tensors()]
        cell = [module.weight_hh_l0, module.weight_ih_l0, module.bias_ih_l0]
        cell += [module.bias_hh_l0] * module.bias_hh_l0.requires_grad
        batch = as_batch(batch)
        with self._threads(batch.x):
            with torch.enable_grad():
                loss = self._loss(batch, *out)
            *d_cell, W_y, b_y = torch.autograd.grad(loss, [*cell, *out])
        loss = loss.item()  # waits for the GPU, so not before its work is queued
        if not abs(loss) < float("inf"):
            raise FloatingPointError(f"loss: expected a finite number, got {loss}")
        return loss, self._named(*d_cell) | {"W_y": W_y, "b_y": b_y}

    def step(self, x_t, state: tuple | None = None) -> tuple:
        """One step, for generation: the next prediction and the next state.

        Parameters
        ----------
        x_t : ndarray or torch.Tensor, shape (B, n_x)
        state : tuple of torch.Tensor, optional
            What the step before returned; zeros if not given.

        Returns
        -------
        y : torch.Tensor, shape (B, n_y)
        state : tuple of torch.Tensor
            ``(a,)`` or, with a cell state, ``(a, c)``, each (B, n_a).

        Raises
        ------
        TypeError, ValueError
            If the input or the state does not fit the model.
        """
        like = self.params["W"]
        x_t = as_tensor("x_t", x_t, axes={"B": None, "n_x": self.n_x}, like=like)
        if state is not None:
            self._check_state(state)
            axes = {"B": len(x_t), "n_a": self.n_a}
            names = [f"{name}_prev" for name in self._record.states]
            state = [
                as_tensor(name, s, axes=axes, like=like)[None]
                for name, s in zip(names, state, strict=True)
            ]
            state = state[0] if len(state) == 1 else tuple(state)
        with self._threads(x_t[None]), import_torch().no_grad():
            a, last = self._loaded_module()(x_t[None], state)
        last = last if isinstance(last, tuple) else (last,)
        return self._read_out(a[0]), tuple(s[0] for s in last)

    def _threads(self, x):
        """Context for a pass over ``x``, (T, B, n_x), which is not checked yet."""
        B = x.shape[1] if len(getattr(x, "shape", ())) == 3 else 1
        return torch_threads(import_torch(), self.params["W"].numel() * B)

    def _loss(self, batch, W_y, b_y):
        axes = {"T": None, "B": None, "n_x": self.n_x}
        x = as_tensor("x", batch.x, axes=axes, like=self.params["W"])
        a, _ = self._loaded_module()(x)
        y = import_torch().nn.functional.linear(a, W_y, b_y)
        return LOSSES[self.task](y, batch.target, batch.mask)

    def _read_out(self, a):
        return import_torch().nn.functional.linear(a, *self._readout_tensors())

    def _readout_tensors(self):
        return self.params["W_y"], self.params["b_y"]

    def _loaded_module(self):
        """The module, with the weights copied in that ``params`` hold now.

        Copied, not put in their place: on a GPU, cuDNN wants all weights in one piece
        of memory, which the module owns.
        """
        weights = module_layout(self._record, self.params)
        with import_torch().no_grad():
            for name, value in weights.items():
                getattr(self._module, name).copy_(value)
        return self._module

    def _named(self, W_a, W_x, b, b_twin=None):
        """Gradients of the module's weights under the names of the cell's arrays."""
        order = self._twin.blocks, self._record.params.blocks
        W = concatenate([W_a, W_x], axis=1)
        gradients = {"W": reorder_blocks(W, *order), "b": reorder_blocks(b, *order)}
        return gradients | second_bias(self._record, b_twin)
