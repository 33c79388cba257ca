"""LSTMs and GRUs found in files as people save them; no file can run code."""

import json
import zipfile
from argparse import Namespace
from pathlib import Path
from traceback import format_exception

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.cells.registry import arrays_of


@pytest.fixture
def model(torch):
    """Two recurrent modules, one of them deep and in both directions."""
    torch.manual_seed(0)
    nn = torch.nn
    parts = {"rnn": nn.LSTM(3, 5, 2, bidirectional=True), "step": nn.GRUCell(4, 6)}
    return nn.ModuleDict({"encoder": nn.ModuleDict(parts), "head": nn.Linear(3, 3)})


def assert_same_weights(got, want):
    assert type(got) is type(want)
    for name, value in arrays_of(want).items():
        np.testing.assert_array_equal(getattr(got, name), value)


def assert_is_the_encoder(found, model):
    for layer, pair in enumerate(found):
        for reverse, p in enumerate(pair):
            want = lc.from_torch(model["encoder"]["rnn"], layer, bool(reverse))
            assert_same_weights(p, want)


NESTED = {
    "as it is": lambda state: state,
    "model_state_dict": lambda state: {"epoch": 3, "model_state_dict": state},
    "lightning": lambda state: {
        "state_dict": {f"net.{name}": value for name, value in state.items()},
        "hyper_parameters": {"lr": 0.1},
    },
    "data parallel": lambda state: {f"module.{k}": v for k, v in state.items()},
}


@pytest.mark.parametrize("nest", NESTED.values(), ids=NESTED)
@pytest.mark.parametrize("ending", [".pt", ".pth", ".ckpt"])
def test_modules_are_found_however_they_are_nested(
    torch, model, tmp_path, nest, ending
):
    path = tmp_path / f"model{ending}"
    torch.save(nest(model.state_dict()), path)
    assert_is_the_encoder(lc.from_checkpoint(path, "encoder.rnn"), model)
    (p,) = lc.from_checkpoint(path, "encoder.step")
    assert_same_weights(p, lc.from_torch(model["encoder"]["step"]))
    with pytest.raises(ValueError, match=r"one of '.*encoder\.rnn', '.*encoder\.step'"):
        lc.from_checkpoint(path)
    with pytest.raises(ValueError, match=r"encoder\.step' in 'model.*got 'decoder'"):
        lc.from_checkpoint(path, "decoder")


def test_arrays_of_numpy_and_half_precision(torch, model, tmp_path):
    rnn = model["encoder"]["rnn"]
    weights = {name: v.half().numpy() for name, v in rnn.state_dict().items()}
    np.savez(tmp_path / "model.npz", **weights)
    found = lc.from_checkpoint(tmp_path / "model.npz")
    assert found[1][0].dtype == np.float32
    want = lc.from_torch(rnn, 1, False)
    np.testing.assert_allclose(found[1][0].W, want.W, atol=1e-3)


def test_safetensors(torch, model, tmp_path):
    safetensors = pytest.importorskip("safetensors.torch")
    path = tmp_path / "model.safetensors"
    safetensors.save_file(model.state_dict(), path)
    assert_is_the_encoder(lc.from_checkpoint(path, "rnn"), model)


def test_a_module_without_biases(torch, tmp_path):
    module = torch.nn.LSTM(3, 4, bias=False)
    torch.save(module.state_dict(), tmp_path / "model.pt")
    (p,) = lc.from_checkpoint(tmp_path / "model.pt")
    assert_same_weights(p, lc.from_torch(module))


def _weight_norm(torch):
    module = torch.nn.LSTM(3, 4)
    return torch.nn.utils.parametrizations.weight_norm(module, "weight_hh_l0")


UNCLEAR = {
    "tanh or relu": (lambda torch: torch.nn.RNN(3, 4), "tanh or relu.*from_torch"),
    "projection": (lambda torch: torch.nn.LSTM(3, 4, proj_size=2), "a projection"),
    "parametrised": (_weight_norm, "remove the parametrisation"),
    "nothing": (lambda torch: torch.nn.Linear(3, 4), "an LSTM or a GRU .*got none"),
}


@pytest.mark.parametrize(("make", "words"), UNCLEAR.values(), ids=UNCLEAR)
def test_what_a_file_does_not_say_is_not_guessed(torch, make, words, tmp_path):
    torch.save(make(torch).state_dict(), tmp_path / "model.pt")
    with pytest.raises(ValueError, match=f"path: expected .*{words}"):
        lc.from_checkpoint(tmp_path / "model.pt")


class Trap:
    """An object that touches a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_no_file_runs_code(torch, tmp_path):
    trace, path = tmp_path / "it-ran", tmp_path / "model.pt"
    torch.save({"weight_hh_l0": Trap(trace)}, path)
    with pytest.raises(ValueError, match=r"an object of \S+ in it"):
        lc.from_checkpoint(path)
    np.savez(tmp_path / "model.npz", weight_hh_l0=np.array([Trap(trace)], object))
    with pytest.raises(ValueError, match=r"arrays in .model\.npz., got something else"):
        lc.from_checkpoint(tmp_path / "model.npz")
    assert not trace.exists()


@pytest.mark.parametrize(
    "ending", [".pt", ".npz", ".safetensors", ".keras", ".h5", ".txt"]
)
def test_damaged_missing_and_unknown_files(torch, tmp_path, ending):
    for package, endings in (("h5py", (".keras", ".h5")), ("safetensors", (".safet",))):
        if ending.startswith(endings):
            pytest.importorskip(package)
    path = tmp_path / f"model{ending}"
    if ending != ".txt":
        with pytest.raises(FileNotFoundError):
            lc.from_checkpoint(path)
    path.write_bytes(b"\x08\0\0\0\0\0\0\0 no such file")
    with pytest.raises(ValueError, match=rf"path: expected .*model\{ending}'"):
        lc.from_checkpoint(path)


@pytest.mark.parametrize("module", ["safetensors", "h5py"])
def test_a_missing_package_is_named(monkeypatch, tmp_path, module):
    monkeypatch.setitem(__import__("sys").modules, module, None)
    monkeypatch.setitem(__import__("sys").modules, f"{module}.numpy", None)
    ending = {"safetensors": ".safetensors", "h5py": ".keras"}[module]
    with pytest.raises(ModuleNotFoundError, match=f"pip install {module}"):
        lc.from_checkpoint(tmp_path / f"model{ending}")


def write_keras(path, p, kind="LSTM", **settings):
    """A model of one layer as Keras 3 writes it."""
    h5py = pytest.importorskip("h5py")
    weights = path.with_suffix(".weights.h5")
    with h5py.File(weights, "w") as file:
        for i, value in enumerate(lc.to_keras_weights(p)):
            file[f"layers/lstm/cell/vars/{i}"] = value
    config = {"activation": "tanh", "recurrent_activation": "sigmoid"} | settings
    layers = [{"class_name": kind, "config": config}]
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", json.dumps({"config": {"layers": layers}}))
        archive.write(weights, "model.weights.h5")
    return weights


def test_a_model_of_keras(rng, tmp_path):
    p = lc.init_lstm(3, 4, rng=rng)
    path = tmp_path / "model.keras"
    weights = write_keras(path, p)
    (found,) = lc.from_checkpoint(path)
    assert_same_weights(found, p)
    with pytest.raises(ValueError, match="weights alone, without activations"):
        lc.from_checkpoint(weights)
    write_keras(path, p, recurrent_activation="hard_sigmoid")
    with pytest.raises(ValueError, match="got 'hard_sigmoid'"):
        lc.from_checkpoint(path)


def test_a_cell_with_more_arrays_is_refused(torch, tmp_path):
    cell = torch.nn.LSTMCell(3, 5)
    cell.norm = torch.nn.LayerNorm(20)
    path = tmp_path / "cell.pt"
    torch.save(torch.nn.ModuleDict({"cell": cell}).state_dict(), path)
    with pytest.raises(ValueError, match=r"got also 'cell\.norm\.weight': a module"):
        lc.from_checkpoint(path)


@pytest.mark.parametrize(
    ("gone", "words"),
    [("bias_hh_l0", "got no bias_hh_l0"), ("l1", r"layers \['_l0', '_l2'\], of which")],
)
def test_a_part_that_is_missing_is_named(torch, gone, words, tmp_path):
    state = torch.nn.LSTM(3, 5, 3).state_dict()
    kept = {name: value for name, value in state.items() if not name.endswith(gone)}
    torch.save(kept, tmp_path / "part.pt")
    with pytest.raises(ValueError, match=words):
        lc.from_checkpoint(tmp_path / "part.pt")


def cell(kind, **settings):
    return {"class_name": kind, "config": settings}


@pytest.mark.parametrize(
    ("kind", "settings", "words"),
    [
        ("MyLSTM", {}, "LSTM, CuDNNLSTM, LSTMCell, got MyLSTM"),
        ("RNN", {"cell": cell("LSTMCell", activation="relu")}, "got 'relu'"),
        ("RNN", {"cell": cell("PeepholeLSTMCell")}, "got one of PeepholeLSTMCell"),
        ("RNN", {"cell": cell("LSTMCell"), "go_backwards": True}, "go_backwards=False"),
    ],
)
def test_what_keras_computes_otherwise_is_refused(rng, kind, settings, words, tmp_path):
    path = tmp_path / "model.keras"
    p = lc.init_lstm(3, 4, rng=rng)
    write_keras(path, p, "RNN", cell=cell("LSTMCell", activation="tanh"))
    (found,) = lc.from_checkpoint(path)
    assert_same_weights(found, p)
    write_keras(path, p, kind, **settings)
    with pytest.raises(ValueError, match=words):
        lc.from_checkpoint(path)


BESIDE = {
    "a namespace": lambda: Namespace(lr=0.1, sizes=Namespace(n=3)),
    "a number of NumPy": lambda: np.float64(0.5),
    "an array of NumPy": lambda: np.arange(3, dtype=np.int32),
    "a path": lambda: Path("runs/1"),
}


@pytest.mark.parametrize("make", BESIDE.values(), ids=BESIDE)
def test_settings_beside_the_weights_do_no_harm(torch, make, tmp_path):
    module = torch.nn.LSTM(3, 5)
    data = {"state_dict": module.state_dict(), "hyper_parameters": make()}
    torch.save(data, tmp_path / "model.ckpt")
    (p,) = lc.from_checkpoint(tmp_path / "model.ckpt")
    assert_same_weights(p, lc.from_torch(module))


def test_a_number_that_numpy_1_wrote_is_read(torch, tmp_path):
    data = torch.nn.LSTM(3, 5).state_dict() | {"best": np.float64(0.5)}
    torch.save(data, tmp_path / "new.pt")
    with (
        zipfile.ZipFile(tmp_path / "new.pt") as new,
        zipfile.ZipFile(tmp_path / "old.pt", "w") as old,
    ):
        for name in new.namelist():
            old.writestr(name, new.read(name).replace(b"numpy._core", b"numpy.core"))
    assert len(lc.from_checkpoint(tmp_path / "old.pt")) == 1


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_nothing_advises_to_unpickle(torch, tmp_path):
    torch.jit.script(torch.nn.LSTM(3, 5)).save(tmp_path / "script.pt")
    torch.save(torch.nn.LSTM(3, 5), tmp_path / "module.pt")
    found = {"script": "a TorchScript archive", "module": r"an object of torch\.nn"}
    for name, words in found.items():
        with pytest.raises(ValueError, match=f"got {words}") as caught:
            lc.from_checkpoint(tmp_path / f"{name}.pt")
        assert "weights_only" not in "".join(format_exception(caught.value))
