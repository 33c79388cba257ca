"""Programs in PyTorch that the benchmark of a device compares, all on the same work."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

import lstm_core as lc
from benchmarks import _competitors

# On a GPU, cuDNN multiplies float32 numbers with 10 bits of mantissa (TF32).
TOLERANCE = {"float64": 1e-10, "float32": 2e-2}


@dataclass(frozen=True)
class Timed:
    """A program to time, where it computes, and what it returns as arrays."""

    run: Callable[[], object]
    device: str
    values: Callable[[object], dict[str, np.ndarray]]


def learners(work, device: str) -> dict[str, Timed]:
    """Forward pass and backpropagation: on the CPU, and on the device."""
    found = _competitors.competitors(work)
    names = {"lstm_core": "lstm_core", "textbook": "textbook", "torch": "nn.LSTM cpu"}
    timed = {names[n]: Timed(c.run, "cpu", c.values) for n, c in found.items()}
    module, x, da = _on_device(work, device)
    timed["nn.LSTM"] = Timed(_module_run(module, x, da), device, _values)
    p = _gate_by_gate(work.p, device)
    timed["loop"] = Timed(_loop_run(p, x, da), device, _values)
    return timed


def tracers(work, device: str) -> dict[str, Timed]:
    """The forward pass of a module, and `trace_torch`, which shows its gates."""
    import torch

    module, x, _ = _on_device(work, device)

    @torch.no_grad()
    def forward():
        return module(x)[0]

    def trace():
        return lc.trace_torch(module, x)[0]

    return {
        "forward": Timed(forward, device, lambda a: {"a": _array(a)}),
        "trace_torch": Timed(trace, device, lambda t: {"a": _array(t.a)}),
    }


def steppers(work, device: str) -> dict[str, Timed]:
    """A training step of `TorchModel`, and the same with a bare module."""
    import torch

    rng = np.random.default_rng(0)
    out = lc.init_readout(work.p.n_a, 2, rng=rng, dtype=work.x.dtype)
    model = lc.TorchModel(work.p, out, "classify", device)
    module, x, _ = _on_device(work, device)
    head = torch.nn.Linear(work.p.n_a, 2, dtype=x.dtype, device=device)
    head.load_state_dict(
        {"weight": torch.tensor(out.W_y), "bias": torch.tensor(out.b_y)}
    )
    x = x.detach()
    target = torch.ones(x.shape[:2], dtype=torch.int64, device=device)

    def ours():
        loss, grads = model.loss_and_grads((x, target))
        return loss, grads["W_y"]

    def bare():
        for weights in (module, head):
            weights.zero_grad()
        scores = head(module(x)[0])
        loss = torch.nn.functional.cross_entropy(scores.flatten(0, 1), target.flatten())
        loss.backward()
        return loss.item(), head.weight.grad

    runs = {"bare": bare, "TorchModel": ours}
    return {name: Timed(run, device, _step_values) for name, run in runs.items()}


def check_all(programs: dict[str, Timed], dtype: str) -> None:
    """Raise ArithmeticError unless all programs agree with the first one."""
    values = {name: program.values(program.run()) for name, program in programs.items()}
    ours = next(iter(values.values()))
    for name, theirs in values.items():
        shared = {"lstm_core": {key: ours[key] for key in theirs}, name: theirs}
        _competitors.check_equal(shared, TOLERANCE[dtype])


def loop_over_gates(p: dict, x):
    """All hidden states, one step and one gate after the other.

    Parameters
    ----------
    p : dict of str to torch.Tensor
        ``W_f``, ``b_f`` and so on, as in `LSTMParams`.
    x : torch.Tensor, shape (T, B, n_x)

    Returns
    -------
    torch.Tensor, shape (T, B, n_a)
    """
    import torch

    a = c = x.new_zeros(x.shape[1], len(p["b_f"]))
    states = []
    for x_t in x:
        both = torch.cat([a, x_t], dim=1)
        f = torch.sigmoid(both @ p["W_f"].T + p["b_f"])
        u = torch.sigmoid(both @ p["W_u"].T + p["b_u"])
        o = torch.sigmoid(both @ p["W_o"].T + p["b_o"])
        c_cand = torch.tanh(both @ p["W_c"].T + p["b_c"])
        c = f * c + u * c_cand
        a = o * torch.tanh(c)
        states.append(a)
    return torch.stack(states)


def _on_device(work, device):
    import torch

    dtype = getattr(torch, work.x.dtype.name)
    module = torch.nn.LSTM(work.p.n_x, work.p.n_a, dtype=dtype, device=device)
    module.load_state_dict(lc.to_torch(work.p))
    x = torch.tensor(work.x, device=device, requires_grad=True)
    return module, x, torch.tensor(work.da, device=device)


def _gate_by_gate(p, device):
    import torch

    names = [f"{kind}_{gate}" for kind in "Wb" for gate in lc.GATES]
    return {
        name: torch.tensor(getattr(p, name), device=device, requires_grad=True)
        for name in names
    }


def _module_run(module, x, da):
    def run():
        module.zero_grad()
        x.grad = None
        a, _ = module(x)
        a.backward(da)
        return a, x.grad

    return run


def _loop_run(p, x, da):
    import torch

    def run():
        a = loop_over_gates(p, x)
        dx, *_ = torch.autograd.grad(a, [x, *p.values()], da)
        return a, dx

    return run


def _values(result):
    a, dx = result
    return {"a": _array(a), "dx": _array(dx)}


def _step_values(result):
    loss, dW_y = result
    return {"loss": np.array(loss), "dW_y": _array(dW_y)}


def _array(tensor):
    return tensor.detach().cpu().numpy()
