"""Cases of "any LSTM": how one is entered and run, and what it is compared with."""

import warnings

import numpy as np
import torch
from torch import nn

import lstm_core as lc
from experiments._alone import read_all

LENGTHS = [5, 9, 2, 3]
T, B, N_X, N_A = 9, 4, 3, 5
DOUBLE, SINGLE = 1e-11, 1e-4
"""How far a case may be from the computation by itself."""

CASES = {}
"""Group and name of a case to its function, whether it is refused, and its limit."""


def run(group: str, name: str) -> dict:
    """Run one case.

    Returns
    -------
    dict
        ``result`` is "right", "masked" (right, and NaN where there was no step) or
        "refused"; with the gap or with the error.

    Raises
    ------
    AssertionError
        If it is wrong without a word, or not refused though it must be.
    """
    function, refused, limit = CASES[group, name]
    row = {"group": group, "case": name}
    torch.manual_seed(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # the old weight_norm
            warnings.simplefilter("ignore", DeprecationWarning)  # of quantisation,
            warnings.filterwarnings("ignore", "torch.quantize_per")  # in two ways
            gap, masked = function()
    except (TypeError, ValueError) as error:
        assert refused, f"{name}: {error}"
        kind = type(error).__name__
        return row | {"result": "refused", "error": kind, "message": str(error)}
    assert not refused, f"{name}: expected an error, got numbers"
    assert gap <= limit, f"{name}: wrong without a word, off by {gap:.2g}"
    return row | {"result": "masked" if masked else "right", "gap": float(f"{gap:.0e}")}


def case(group, name, *, refused=False, limit=DOUBLE):
    """Enter a function that gives the gap, or the gap and whether steps were masked."""

    def enter(function):
        def measured():
            found = function()
            return found if isinstance(found, tuple) else (found, False)

        CASES[group, name] = measured, refused, limit
        return function

    return enter


def make(kind="LSTM", n_x=N_X, **options):
    """A module of PyTorch with large weights, so that gates move."""
    module = getattr(nn, kind)(n_x, N_A, dtype=torch.float64, **options)
    with torch.no_grad():
        for weight in module.parameters():
            weight *= 3
    return module


def draw(*shape):
    """Normal random numbers."""
    return torch.randn(*(shape or (T, B, N_X)), dtype=torch.float64)


def alone(module, x, lengths=None, states=None):
    """Values of all layers and directions as `read_all` gives them."""
    kind = next(k for k in ("LSTM", "GRU", "RNN") if isinstance(module, kinds(k)))
    layers = getattr(module, "num_layers", 1)
    ways = [""] + ["_reverse"] * getattr(module, "bidirectional", False)
    ends = [[f"_l{layer}{way}" for way in ways] for layer in range(layers)]
    ends = ends if hasattr(module, "num_layers") else [[""]]
    weights = [[weights_of(module, end) for end in pair] for pair in ends]
    x = np.asarray(x.detach(), float)
    if states is None:
        n_out = getattr(module, "proj_size", 0) or module.hidden_size
        sizes = (n_out, module.hidden_size)[: 2 if kind == "LSTM" else 1]
        states = [np.zeros((layers, len(ways), x.shape[1], n)) for n in sizes]
    return read_all(kind, weights, x, states, lengths or [len(x)] * x.shape[1])


def kinds(kind):
    """The classes of PyTorch that compute by the formulas of one kind of cell."""
    return getattr(nn, kind), getattr(nn, f"{kind}Cell")


def weights_of(module, end):
    """The weights that one direction of one layer computes with now."""
    found = {}
    for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr"):
        if hasattr(module, name + end):
            found[name] = getattr(module, name + end).detach().double().numpy()
    zero = np.zeros(len(found["weight_hh"]))
    found = {"bias_ih": zero, "bias_hh": zero} | found
    if getattr(module, "nonlinearity", "tanh") == "relu":
        found["relu"] = True
    return found


def gap(traces, expected):
    """Largest difference of any value of any trace, and whether steps are masked."""
    worst, masked = 0.0, False
    for pair, values in zip(traces, expected, strict=True):
        pair = pair if isinstance(pair, tuple) else (pair,)
        for trace, own in zip(pair, values, strict=True):
            trace = trace.to_numpy()
            for name, want in own.items():
                got = getattr(trace, name)
                assert np.array_equal(np.isnan(got), np.isnan(want)), name
                worst = max(worst, np.nanmax(np.abs(got - want)))
                masked |= bool(np.isnan(want).any())
    return worst, masked


def traced(module, x, lengths=None, time_first=None):
    """The gap of `trace_torch`."""
    found = lc.trace_torch(module, x, lengths=lengths)
    return gap(found, alone(module, x if time_first is None else time_first, lengths))
