"""A step of PyTorch's LSTM that ships with the package, to compare with."""

import json
from dataclasses import dataclass
from importlib import resources

import numpy as np


@dataclass(frozen=True)
class ReferenceStep:
    """One step that PyTorch computed, with the weights as PyTorch arranges them.

    Attributes
    ----------
    torch_version : str
        The version of PyTorch that computed it.
    weight_ih, weight_hh : ndarray, shape (4 * n_a, n_x) and (4 * n_a, n_a)
        Row blocks in PyTorch's order: i (our u), f, g (our candidate), o.
    bias_ih, bias_hh : ndarray, shape (4 * n_a,)
        Both are added.
    x_t : ndarray, shape (B, n_x)
    a_prev, c_prev : ndarray, shape (B, n_a)
        The states before the step.
    a, c : ndarray, shape (B, n_a)
        The states after it.
    """

    torch_version: str
    weight_ih: np.ndarray
    weight_hh: np.ndarray
    bias_ih: np.ndarray
    bias_hh: np.ndarray
    x_t: np.ndarray
    a_prev: np.ndarray
    c_prev: np.ndarray
    a: np.ndarray
    c: np.ndarray


def reference_step() -> ReferenceStep:
    """A step of `torch.nn.LSTMCell`, to compare with where PyTorch is not installed.

    Returns
    -------
    ReferenceStep
        In float64. New arrays at each call.
    """
    file = resources.files("lstm_core") / "data" / "reference_lstm.json"
    stored = json.loads(file.read_text("utf-8"))
    version = stored.pop("torch_version")
    arrays = {name: np.array(values) for name, values in stored.items()}
    return ReferenceStep(version, **arrays)
