"""The losses of `lstm_core.model.losses` on tensors; PyTorch derives the gradients."""

import numpy as np

from lstm_core._tensors import as_tensor, import_torch, to_array, to_tensor
from lstm_core.model.losses import check_mask, check_target


def cross_entropy(logits, target, mask=None):
    """Mean of ``-log softmax(logits)[target]`` in nats.

    Parameters
    ----------
    logits : torch.Tensor, shape (T, B, n_y)
    target : ndarray or torch.Tensor of int, shape (T, B)
    mask : ndarray or torch.Tensor of bool, shape (T, B), optional
        Which steps count.

    Returns
    -------
    torch.Tensor, shape ()

    Raises
    ------
    TypeError, ValueError
        As in `lstm_core.cross_entropy`.
    """
    torch = import_torch()
    T, B, n_y = logits.shape
    # Checked before it reaches a GPU, where a wrong class would end the process.
    right = to_array(target)
    check_target(right, T, B, n_y)
    right = to_tensor(right.astype(np.int64), logits.device)
    losses = torch.nn.functional.cross_entropy(
        logits.flatten(0, 1), right.flatten(), reduction="none"
    )
    return _mean_of_counted(losses.view(T, B, 1), mask)


def mse(y, target, mask=None):
    """Mean of the squared differences.

    Parameters
    ----------
    y : torch.Tensor, shape (T, B, n_y)
    target : ndarray or torch.Tensor, shape (T, B, n_y)
        In the dtype of ``y``.
    mask : ndarray or torch.Tensor of bool, shape (T, B), optional
        Which steps count.

    Returns
    -------
    torch.Tensor, shape ()

    Raises
    ------
    TypeError, ValueError
        As in `lstm_core.mse`.
    """
    axes = dict(zip(("T", "B", "n_y"), y.shape, strict=True))
    target = as_tensor("target", target, axes=axes, like=y)
    return _mean_of_counted((y - target) ** 2, mask)


def _mean_of_counted(losses, mask):
    """Mean over the values of all steps that count; ``losses`` is (T, B, values)."""
    T, B, values = losses.shape
    if mask is None:
        return losses.mean()
    mask, count = check_mask(to_array(mask), T, B)
    mask = to_tensor(mask, losses.device)
    return losses.masked_fill(~mask[..., None], 0).sum() / (count * values)
