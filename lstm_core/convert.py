"""Weights in the layouts of other frameworks. No framework is imported here."""

import numpy as np

from lstm_core.params import GATES, LSTMParams, RNNParams

TORCH_GATES = ("u", "f", "c", "o")
"""Order of the row blocks in `torch.nn.LSTM`, where they are named i, f, g, o."""


def from_torch(module, layer: int = 0) -> LSTMParams | RNNParams:
    """Copy the weights of one layer out of a `torch.nn.LSTM` or `torch.nn.RNN`.

    Parameters
    ----------
    module : torch.nn.LSTM or torch.nn.RNN
        On any device. Only one direction: the forward one.
    layer : int
        Which layer, counted from 0.

    Returns
    -------
    LSTMParams or RNNParams
        ``W = [weight_hh | weight_ih]`` with the rows in the order of `GATES`, and
        ``b = bias_ih + bias_hh`` (zero if the module has no bias). New arrays.

    Raises
    ------
    TypeError
        If ``module`` is of another kind, or has weights in half precision.
    ValueError
        If the module has no such layer, has a projection (``proj_size``), or is an
        RNN with another nonlinearity than tanh.
    """
    mode = getattr(module, "mode", type(module).__name__)
    if mode not in ("LSTM", "RNN_TANH"):
        message = "module: expected a torch.nn.LSTM or a tanh torch.nn.RNN"
        error = ValueError if mode == "RNN_RELU" else TypeError
        raise error(f"{message}, got {mode}")
    if module.proj_size:
        raise ValueError(f"module: expected proj_size=0, got {module.proj_size}")
    if not 0 <= layer < module.num_layers:
        raise ValueError(f"layer: expected 0 to {module.num_layers - 1}, got {layer}")
    W, b = _torch_weights(module, layer)
    if mode == "RNN_TANH":
        return RNNParams(W, b)
    return LSTMParams(_reorder(W, TORCH_GATES, GATES), _reorder(b, TORCH_GATES, GATES))


def torch_layout(p: LSTMParams | RNNParams) -> dict[str, np.ndarray]:
    """Arrange weights as `torch.nn.LSTM` or `torch.nn.RNN` name and order them.

    Parameters
    ----------
    p : LSTMParams or RNNParams

    Returns
    -------
    dict of str to ndarray
        Copies: ``weight_ih_l0``, ``weight_hh_l0``, ``bias_ih_l0``, ``bias_hh_l0``. The
        second bias is redundant and zero. `to_torch` gives the same as tensors.
    """
    W, b = p.W, p.b
    if isinstance(p, LSTMParams):
        W, b = _reorder(W, GATES, TORCH_GATES), _reorder(b, GATES, TORCH_GATES)
    return {
        "weight_ih_l0": W[:, p.n_a :].copy(),
        "weight_hh_l0": W[:, : p.n_a].copy(),
        "bias_ih_l0": b.copy(),
        "bias_hh_l0": np.zeros_like(b),
    }


def _torch_weights(module, layer):
    names = [f"weight_hh_l{layer}", f"weight_ih_l{layer}"]
    W = np.hstack([_to_array(module, name) for name in names])
    if not module.bias:
        return W, np.zeros(W.shape[0], W.dtype)
    biases = [_to_array(module, f"bias_{kind}_l{layer}") for kind in ("ih", "hh")]
    return W, biases[0] + biases[1]


def _to_array(module, name):
    return getattr(module, name).detach().cpu().numpy()


def _reorder(stacked, old, new):
    blocks = np.split(stacked, len(old))
    return np.concatenate([blocks[old.index(gate)] for gate in new])
