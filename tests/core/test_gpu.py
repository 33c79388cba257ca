"""On a CUDA GPU: the same as on the CPU. Skipped where there is none."""

import numpy as np
import pytest
from twins import (
    MODULES,
    assert_equal_bits,
    assert_equal_to_package,
    batches,
    draw,
    flat,
    make_module,
    make_pair,
)

import lstm_core as lc

TASKS = ("classify", "regress")


@pytest.mark.parametrize("task", TASKS)
def test_training_on_the_gpu_takes_the_same_course(cuda, cell, task):
    pair = make_pair(cell, task, device=cuda)
    want, got = (lc.fit(model, batches(task), steps=20, lr=5e-2) for model in pair)
    np.testing.assert_allclose(got.loss, want.loss, rtol=1e-10, atol=0)
    assert {value.device.type for value in pair[1].params.values()} == {"cuda"}


def test_models_move_to_the_gpu_and_back(cuda, cell):
    model = make_pair(cell)[0]
    there = lc.to_backend(model, "torch", device=cuda)
    assert there.device.type == "cuda"
    assert_equal_bits(there.params, model.params)
    assert_equal_bits(lc.to_backend(there, "numpy").params, model.params)
    assert lc.to_backend(model, "torch").device.type == "cuda"  # auto


def test_names_and_wrong_classes_on_the_gpu(cuda, torch):
    pair = make_pair(n_x=27, n_a=8, n_y=27, device=cuda)
    want, got = (
        lc.sample_names(model, 5, rng=np.random.default_rng(2)) for model in pair
    )
    assert got == want
    x = torch.zeros(2, 1, 27, device=cuda, dtype=torch.float64)
    target = torch.full((2, 1), 27, device=cuda)
    with pytest.raises(ValueError, match="classes 0 to 26"):
        pair[1].loss((x, target))


def test_training_on_the_gpu_repeats_bit_for_bit(cuda, torch):
    losses = []
    try:
        for _ in range(2):
            with lc.deterministic():
                model = make_pair(dtype=np.float32, device=cuda)[1]
                data = batches("classify", np.float32)
                losses.append(lc.fit(model, data, steps=20).loss)
    except RuntimeError as error:
        if "set CUBLAS_WORKSPACE_CONFIG" not in str(error):
            raise
        pytest.skip("CUBLAS_WORKSPACE_CONFIG was not set when the GPU was first used")
    np.testing.assert_array_equal(*losses)


@pytest.mark.parametrize("options", MODULES.values(), ids=MODULES)
def test_every_gate_on_the_gpu_equals_the_package(cuda, torch, cell, options):
    module = make_module(torch, cell, **options).to(cuda)
    x, state = draw(torch, module)
    traces = lc.trace_torch(module, x, state)
    assert flat(traces)[0][0].a.device.type == "cuda"
    assert_equal_to_package(module, x, state, traces)
    from_array = lc.trace_torch(module, x.cpu().numpy(), state)
    assert flat(from_array)[0][0].a.device.type == "cuda"


@pytest.mark.parametrize("allowed", [True, False])
@pytest.mark.parametrize("T", [50, 784])
def test_the_default_precision_on_the_gpu(cuda, torch, monkeypatch, T, allowed):
    monkeypatch.setattr(torch.backends.cudnn, "allow_tf32", allowed)
    torch.manual_seed(3)
    module = torch.nn.LSTM(28, 128).to(cuda)
    with torch.no_grad():  # gates that keep nearly all: rounding can add up
        module.bias_ih_l0[128:256] = 5.0
    x = torch.randn(T, 32, 28, device=cuda)
    (trace,) = lc.trace_torch(module, x)
    torch.testing.assert_close(trace.a, module(x)[0], rtol=0, atol=0)
    off = (trace.o * trace.tanh_c - trace.a).abs().max()
    assert off < (1.6e-2 if allowed else 4.9e-4)
    with pytest.raises(ValueError, match="forward hook"):
        module.register_forward_hook(lambda *given: (given[-1][0] + 0.05, given[-1][1]))
        lc.trace_torch(module, x)


# PyTorch 2.11 keeps weights of bfloat16 in several pieces, and warns of it.
@pytest.mark.filterwarnings("ignore:RNN module weights are not part of single")
@pytest.mark.parametrize(("dtype", "limit"), [("float16", 2e-3), ("bfloat16", 2e-2)])
def test_half_precision_on_the_gpu(cuda, torch, dtype, limit):
    module = make_module(torch, dtype=dtype).to(cuda)
    x, state = draw(torch, module)
    (trace,) = lc.trace_torch(module, x, state)
    assert trace.f.dtype == torch.float32
    assert (trace.o * trace.tanh_c - trace.a).abs().max() < limit
