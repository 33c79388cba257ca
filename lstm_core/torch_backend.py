"""PyTorch: the only file of the package that imports it, and only when called."""

from lstm_core.convert import torch_layout
from lstm_core.params import LSTMParams, RNNParams


def to_torch(p: LSTMParams | RNNParams) -> dict:
    """State dict for a `torch.nn.LSTM` or `torch.nn.RNN` with the same weights.

    Parameters
    ----------
    p : LSTMParams or RNNParams

    Returns
    -------
    dict of str to torch.Tensor
        For ``load_state_dict`` of a module of one layer with ``n_x`` inputs and
        ``n_a`` hidden units. New tensors on the CPU, in the dtype of ``p``. Of the two
        biases that the module adds up, ``bias_hh_l0`` is zero.

    Raises
    ------
    ModuleNotFoundError
        If PyTorch is not installed.
    """
    torch = _import_torch()
    return {name: torch.from_numpy(v) for name, v in torch_layout(p).items()}


def _import_torch():
    try:
        import torch
    except ModuleNotFoundError as error:
        message = "this needs PyTorch: pip install 'lstm-core[torch]'"
        raise ModuleNotFoundError(message) from error
    return torch
