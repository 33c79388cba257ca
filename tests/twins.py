"""A model or a run twice, once in NumPy and once in PyTorch, and their comparison."""

import itertools

import numpy as np

import lstm_core as lc
from lstm_core._tensors import to_array
from lstm_core.cells import sequence
from lstm_core.cells.registry import cell_named
from lstm_core.pytorch.layouts import cell_of_module, twin_of_module

MODULES = {
    "one layer": {},
    "three layers": {"num_layers": 3},
    "both directions": {"bidirectional": True},
    "deep, both directions": {"num_layers": 2, "bidirectional": True},
    "batch first": {"batch_first": True},
    "deep, batch first": {"num_layers": 2, "batch_first": True, "bidirectional": True},
    "no bias": {"bias": False, "num_layers": 2, "bidirectional": True},
}


def make_pair(cell="lstm", task="classify", dtype=np.float64, device="cpu", **sizes):
    """The same model twice: NumPy, PyTorch."""
    sizes = {"n_x": 3, "n_a": 8, "n_y": 2} | sizes
    kinds = {**sizes, "cell": cell, "task": task, "dtype": dtype}
    return (
        lc.make_model(rng=np.random.default_rng(1), **kinds),
        lc.make_model(
            rng=np.random.default_rng(1), backend="torch", device=device, **kinds
        ),
    )


def batches(task, dtype=np.float64, seed=0):
    """Endless batches of different lengths, some with a mask."""
    rng = np.random.default_rng(seed)
    for step in itertools.count():
        T, B = 5 + step % 3, 4
        x = rng.standard_normal((T, B, 3)).astype(dtype)
        mask = None if step % 2 else rng.random((T, B)) < 0.7
        if task == "classify":
            yield lc.Batch(x, rng.integers(2, size=(T, B)), mask)
        else:
            yield lc.Batch(x, rng.standard_normal((T, B, 2)).astype(dtype), mask)


def assert_equal_bits(got, want):
    assert got.keys() == want.keys()
    for name, value in want.items():
        np.testing.assert_array_equal(to_array(got[name]), to_array(value), strict=True)


def make_module(torch, cell="lstm", dtype="float64", **options):
    torch.manual_seed(0)
    kind = getattr(torch.nn, cell_named(cell).torch.module)
    module = kind(3, 5, dtype=getattr(torch, dtype), **options)
    with torch.no_grad():  # away from the small weights of the start
        for weight in module.parameters():
            weight *= 2
    return module


def draw(torch, module, T=6, B=3):
    """Input and states to start from, as tensors that fit the module."""
    like = module.weight_hh_l0
    options = {"dtype": like.dtype, "device": like.device}
    rows = module.num_layers * (2 if module.bidirectional else 1)
    shape = (B, T, 3) if module.batch_first else (T, B, 3)
    x = torch.randn(shape, **options)
    names = twin_of_module(module).states
    states = [torch.randn(rows, B, 5, **options) / 2 for _ in names]
    return x, (tuple(states) if len(states) > 1 else states[0])


def run_package(module, x, state):
    """What `lstm_core` in NumPy gives for each layer and direction: time-ordered."""
    parts = state if isinstance(state, tuple) else (state,)
    starts = [s.cpu().numpy() for s in parts]
    directions = 2 if module.bidirectional else 1
    x = x.detach().cpu().numpy()
    x = x.swapaxes(0, 1) if module.batch_first else x
    layers = []
    for layer in range(module.num_layers):
        found = []
        for reverse in range(directions):
            p = lc.from_torch(module, layer, reverse=bool(reverse))
            order = slice(None, None, -1 if reverse else 1)
            start = [s[layer * directions + reverse] for s in starts]
            trace = sequence.forward(p, np.ascontiguousarray(x[order]), *start)
            found.append({name: in_time(trace, name, order) for name in names(module)})
        layers.append(found)
        x = np.concatenate([values["a"] for values in found], axis=-1)
    return layers


def names(module):
    cell = cell_of_module(module)
    states = [name for state in cell.states for name in (state, f"{state}0")]
    return ("x", *cell.gates, *states, *["tanh_c"] * ("c" in cell.states))


def in_time(trace, name, order):
    value = getattr(trace, name)
    return value if name in ("a0", "c0") else value[order]


def flat(traces):
    """All traces, whatever the directions, in lists of one a direction."""
    return [pair if isinstance(pair, tuple) else (pair,) for pair in traces]


def assert_equal_to_package(module, x, state, traces, tolerance=1e-12):
    want = run_package(module, x, state)
    assert len(traces) == module.num_layers
    for found, layer in zip(flat(traces), want, strict=True):
        assert [t.reverse for t in found] == [False, True][: len(layer)]
        for trace, values in zip(found, layer, strict=True):
            trace = trace.to_numpy()
            for name, value in values.items():
                got = getattr(trace, name)
                np.testing.assert_allclose(got, value, atol=tolerance, err_msg=name)
                assert got.shape == value.shape
