"""Three programs that do the same work, in a form in which they can be compared.

The work is a forward pass and full backpropagation through time: from weights, ``x``
and ``da`` to all hidden states and the gradients of weights, bias and input.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import lstm_core as lc
from benchmarks import _textbook as textbook

CASES = (
    (50, 1, 28, 64),
    (50, 32, 28, 64),
    (100, 32, 64, 128),
    (100, 64, 128, 256),
    (100, 64, 512, 512),
    (784, 32, 1, 128),
)
"""Sizes ``T, B, n_x, n_a``."""

QUICK_CASES = ((4, 1, 3, 5), (6, 2, 1, 4))
TOLERANCE = {"float64": 1e-10, "float32": 1e-3}


@dataclass(frozen=True)
class Work:
    """What every competitor is given."""

    p: lc.LSTMParams
    x: np.ndarray
    da: np.ndarray


@dataclass(frozen=True)
class Competitor:
    """A program: ``run()`` is timed, ``values(run())`` is compared."""

    run: Callable[[], object]
    values: Callable[[object], dict[str, np.ndarray]]


def draw_work(case, dtype: str, seed: int = 0) -> Work:
    """Freshly initialised weights and normal random numbers."""
    T, B, n_x, n_a = case
    rng = np.random.default_rng(seed)
    p = lc.init_lstm(n_x, n_a, rng=rng, dtype=np.dtype(dtype))
    x = rng.standard_normal((T, B, n_x)).astype(dtype)
    return Work(p, x, rng.standard_normal((T, B, n_a)).astype(dtype))


def competitors(work: Work) -> dict[str, Competitor]:
    """All programs that can run here; without PyTorch there are two."""
    found = {"lstm_core": _package(work), "textbook": _textbook(work)}
    with contextlib.suppress(ModuleNotFoundError):
        found["torch"] = _torch(work)
    return found


def check_equal(values: dict[str, dict[str, np.ndarray]], tolerance: float) -> None:
    """Raise ArithmeticError unless all competitors agree with ``lstm_core``.

    Parameters
    ----------
    values : dict of competitor to dict of name to ndarray
    tolerance : float
        On the largest difference, relative to the largest number of the array.
    """
    ours = values["lstm_core"]
    for competitor, theirs in values.items():
        for name in ours:
            size = np.max(np.abs(theirs[name]))
            error = np.max(np.abs(ours[name] - theirs[name])) / size
            if not error <= tolerance:
                message = f"{name}: lstm_core and {competitor} differ by {error:.1e}"
                raise ArithmeticError(f"{message}, allowed is {tolerance:.0e}")


def _package(work):
    def run():
        trace = lc.lstm_forward(work.p, work.x)
        return trace, lc.lstm_backward(work.p, trace, work.da)

    def values(result):
        trace, grads = result
        return {"a": trace.a, "dW": grads.W, "db": grads.b, "dx": grads.x}

    return Competitor(run, values)


def _textbook(work):
    """Its arrays have the features first; they are turned outside of what is timed."""
    params = {f"W_{gate}": getattr(work.p, f"W_{gate}").copy() for gate in lc.GATES}
    params |= {f"b_{gate}": getattr(work.p, f"b_{gate}")[:, None] for gate in lc.GATES}
    x, da = ([v.T.copy() for v in array] for array in (work.x, work.da))
    start = np.zeros_like(da[0])

    def run():
        a, caches = textbook.forward(x, start, start, params)
        return a, *textbook.backward(da, caches, params)

    def values(result):
        a, grads, dx = result
        dW, db = (
            np.concatenate([grads[k + g] for g in lc.GATES]) for k in ("W_", "b_")
        )
        a, dx = (np.stack([v.T for v in steps]) for steps in (a, dx))
        return {"a": a, "dW": dW, "db": db[:, 0], "dx": dx}

    return Competitor(run, values)


def _torch(work):
    import torch

    dtype = getattr(torch, work.x.dtype.name)
    module = torch.nn.LSTM(work.p.n_x, work.p.n_a, dtype=dtype)
    module.load_state_dict(lc.to_torch(work.p))
    x, da = torch.tensor(work.x, requires_grad=True), torch.tensor(work.da)

    def run():
        module.zero_grad()
        x.grad = None
        a, _ = module(x)
        a.backward(da)
        return a

    def values(a):
        # Put the gradients in the place of the weights, to reorder them like weights.
        grads = torch.nn.LSTM(work.p.n_x, work.p.n_a, dtype=dtype)
        state = {name: weight.grad for name, weight in module.named_parameters()}
        state["bias_hh_l0"] = torch.zeros_like(state["bias_ih_l0"])
        grads.load_state_dict(state)
        dp = lc.from_torch(grads)
        return {"a": a.detach().numpy(), "dW": dp.W, "db": dp.b, "dx": x.grad.numpy()}

    return Competitor(run, values)
