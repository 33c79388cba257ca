"""Results that repeat bit for bit, and files that PyTorch wrote."""

from contextlib import suppress

import numpy as np
import pytest
from twins import batches, make_pair

import lstm_core as lc


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize("warn_only", [None, False, True])
def test_deterministic_sets_and_restores(torch, monkeypatch, warn_only, fails):
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", ":16:8")
    cudnn = torch.backends.cudnn

    def settings():
        strict = torch.are_deterministic_algorithms_enabled()
        lenient = torch.is_deterministic_algorithms_warn_only_enabled()
        return strict, lenient, cudnn.deterministic, cudnn.benchmark

    monkeypatch.setattr(cudnn, "benchmark", True)
    if warn_only is not None:
        torch.use_deterministic_algorithms(True, warn_only=warn_only)
    before = settings()
    try:
        with suppress(KeyError), lc.deterministic():
            assert settings() == (True, False, True, False)
            if fails:
                raise KeyError
        assert settings() == before
    finally:
        torch.use_deterministic_algorithms(False)


def test_deterministic_needs_the_setting_before_the_gpu_is_used(torch, monkeypatch):
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG", raising=False)
    monkeypatch.setattr(torch.cuda, "is_initialized", lambda: True)
    with (
        pytest.raises(RuntimeError, match="set CUBLAS_WORKSPACE_CONFIG=:4096:2 before"),
        lc.deterministic(),
    ):
        pass


def test_training_repeats_bit_for_bit(torch, monkeypatch):
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", ":4096:2")
    losses = []
    for _ in range(2):
        with lc.deterministic():
            model = make_pair()[1]
            losses.append(lc.fit(model, batches("classify"), steps=5).loss)
    np.testing.assert_array_equal(*losses)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "weights.pt"


def test_a_state_dict_comes_out_of_its_file(torch, path):
    module = torch.nn.LSTM(3, 4, num_layers=2)
    torch.save(module.state_dict(), path)
    again = torch.nn.LSTM(3, 4, num_layers=2)
    again.load_state_dict(lc.load_torch_file(path))
    for name, value in module.state_dict().items():
        assert torch.equal(again.state_dict()[name], value)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (
            lambda module: module,
            r"an object of torch\.\S*LSTM in it; where .* save module.sta",
        ),
        (lambda module: [1.0], "state dict .*'weights.pt', got list"),
        (lambda module: {"epoch": 3}, "got under the key 'epoch' a int"),
    ],
)
def test_other_contents_are_refused(torch, path, make, words):
    torch.save(make(torch.nn.LSTM(3, 4)), path)
    with pytest.raises(ValueError, match=words):
        lc.load_torch_file(path)


def test_code_in_a_file_is_not_run(torch, path):
    touched = path.with_name("touched")

    class Code:
        def __reduce__(self):
            return touched.touch, ()

    torch.save({"weight": Code()}, path)
    with pytest.raises(ValueError, match="path: expected a state dict"):
        lc.load_torch_file(path)
    assert not touched.exists()


@pytest.mark.parametrize("size", [0, 1, 100, -1])
def test_damaged_files_are_refused(torch, path, size):
    torch.save(torch.nn.LSTM(3, 4).state_dict(), path)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ValueError, match="path: expected a state dict written by"):
        lc.load_torch_file(path)


def test_a_missing_file_is_missing(torch, path):
    with pytest.raises(FileNotFoundError):
        lc.load_torch_file(path)


@pytest.mark.parametrize("ending", [".safetensors", ".npz", ".keras", ".h5"])
def test_files_of_other_kinds_are_sent_to_from_checkpoint(torch, tmp_path, ending):
    path = tmp_path / f"weights{ending}"
    path.write_bytes(b"nothing")
    with pytest.raises(ValueError, match="another kind of file; from_checkpoint"):
        lc.load_torch_file(path)
