"""Choosing what computes: backends, devices, and the way from one to the other."""

import numpy as np
import pytest
from twins import assert_equal_bits, make_pair

import lstm_core as lc
from lstm_core._tensors import pick_device
from lstm_core.cells.registry import arrays_of

TASKS = ("classify", "regress")


@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_the_same_rng_gives_the_same_weights_and_leaves_the_same_rng(
    torch, cell, dtype
):
    numpy_model, torch_model = make_pair(cell, dtype=dtype)
    assert_equal_bits(torch_model.params, numpy_model.params)
    rngs = [np.random.default_rng(1) for _ in range(2)]
    for rng, backend in zip(rngs, ("numpy", "torch"), strict=True):
        lc.make_model(3, 8, 2, cell=cell, rng=rng, backend=backend)
    assert rngs[0].random() == rngs[1].random()


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_there_and_back_again_bit_for_bit(torch, cell, dtype, task):
    model = make_pair(cell, task, dtype)[0]
    there = lc.to_backend(model, "torch", device="cpu")
    back = lc.to_backend(there, "numpy")
    assert isinstance(there, lc.TorchModel)
    assert isinstance(back, lc.NumpyModel)
    for copy in (there, back):
        assert_equal_bits(copy.params, model.params)
        assert (copy.cell, copy.task, copy.dtype) == (cell, task, np.dtype(dtype))


def test_copies_share_no_memory(torch, cell):
    model = make_pair(cell)[0]
    there = lc.to_backend(model, "torch", device="cpu")
    others = [lc.to_backend(there, name) for name in ("numpy", "torch")]
    others.append(lc.to_backend(model, "numpy"))
    for value in there.params.values():
        value += 1
    for other in others:
        assert_equal_bits(other.params, model.params)
        for value in other.params.values():
            value += 1
    assert_equal_bits(model.params, make_pair(cell)[0].params)


def test_a_model_shares_no_memory_with_what_it_is_made_of(torch, cell):
    numpy_model = make_pair(cell)[0]
    p, out = numpy_model.cell_params, numpy_model.readout
    model = lc.TorchModel(p, out, "classify", device="cpu")
    for array in (*arrays_of(p).values(), out.W_y, out.b_y):
        array += 1
    assert_equal_bits(model.params, make_pair(cell)[0].params)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("jax",), "backend: expected one of .*got 'jax'"),
        (("numpy", "cuda"), "device: expected one of"),
        (("torch", "tpu"), "device: expected one of .*'cpu'.*got 'tpu'"),
        (("torch", None), "device: expected one of .*got None"),
        (("torch", "meta"), "device: expected one of .*got 'meta'"),
    ],
)
def test_backends_and_devices_that_are_not_there(torch, arguments, words, rng):
    with pytest.raises(ValueError, match=words):
        lc.to_backend(lc.make_model(3, 4, 2, rng=rng), *arguments)


def test_only_models_can_change_the_backend(rng):
    with pytest.raises(TypeError, match="model: expected Model, got LSTMParams"):
        lc.to_backend(lc.init_lstm(3, 4, rng=rng), "numpy")


@pytest.mark.parametrize(
    ("there", "dtype", "expected"),
    [
        ((True, True), "float64", "cuda"),
        ((False, True), "float32", "mps"),
        ((False, True), "float64", "cpu"),
        ((False, False), "float32", "cpu"),
    ],
)
def test_auto_takes_the_best_device(torch, monkeypatch, there, dtype, expected):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: there[0])
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: there[1])
    assert pick_device("auto", np.dtype(dtype)).type == expected


def test_devices_that_cannot_do_it_are_named(torch, monkeypatch):
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: True)
    assert pick_device("mps", np.dtype("float32")).type == "mps"
    with pytest.raises(TypeError, match="float32 on device 'mps', which has no fl"):
        pick_device("mps", np.dtype("float64"))
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ValueError, match=r"device: expected .*here, got 'cuda:0'"):
        pick_device("cuda:0", np.dtype("float32"))
