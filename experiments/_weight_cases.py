"""Weights from arrays, layers and files of other programs."""

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import h5py
import numpy as np
import safetensors.torch
import torch
from torch import nn

import lstm_core as lc
from experiments._alone import read_all
from experiments._cases import N_A, N_X, B, T, alone, case, draw, gap, make

ORDERS = {
    "PyTorch": ("pytorch", "ufco", "rows"),
    "Keras": ("keras", "ufco", "columns"),
    "TensorFlow 1": ("tf1", "ucfo", "columns"),
    "ONNX": ("onnx", "uofc", "rows"),
    "flax": ("flax", "ufco", "columns"),
    "equinox": ("equinox", "ufco", "rows"),
    "cuDNN": ("cudnn", "ufco", "rows"),
    "letters 'fioc'": ("fioc", "fuoc", "rows"),
}
"""The order of the gates by the documentation of each, in the letters of this book."""


def enter_all():
    """Enter the cases of this file."""
    enter_arrays()
    enter_keras()
    enter_modules()
    enter_files()


def blocks():
    """Weights by gate, as nobody stacks them: W_x, W_a and b of each."""
    rng = np.random.default_rng(0)
    shapes = (N_A, N_X), (N_A, N_A), (N_A,)
    return {gate: [rng.standard_normal(shape) for shape in shapes] for gate in "fuoc"}


def stacked(parts, order, way):
    """The arrays of a framework."""
    arrays = [np.concatenate([parts[gate][i] for gate in order]) for i in range(3)]
    return arrays if way == "rows" else [arrays[0].T, arrays[1].T, arrays[2]]


def gap_of(p, parts, added=0.0):
    """The gap of a run with these parameters from one with the blocks."""
    x = draw()
    W_x, W_a, b = stacked(parts, "ufco", "rows")
    b = b + added * np.repeat([0, 1, 0, 0], N_A)
    w = {"weight_ih": W_x, "weight_hh": W_a, "bias_ih": b, "bias_hh": 0 * b}
    states = [np.zeros((1, 1, B, N_A))] * 2
    own = read_all("LSTM", [[w]], x.numpy(), states, [T] * B)
    return gap([lc.lstm_forward(p, x.numpy())], own)


def enter_arrays():
    group = "from_arrays"
    for name, (order, gates, way) in ORDERS.items():

        @case(group, f"order of {name}")
        def _(order=order, gates=gates, way=way):
            parts, added = blocks(), 1.0 if order == "tf1" else 0.0
            W_x, W_a, b = stacked(parts, gates, way)
            if order == "cudnn":
                b = np.concatenate([0.25 * b, 0.75 * b])
            p = lc.from_arrays(W_x, W_a, b, order=order, forget_bias=added)
            return gap_of(p, parts, added)

    wrong = {
        "an order nobody knows": {"order": "caffe"},
        "an order with a gate twice": {"order": "iffo"},
    }
    for name, options in wrong.items():
        case(group, name, refused=True)(
            lambda o=options: lc.from_arrays(*stacked(blocks(), "ufco", "rows"), **o)
        )

    @case(group, "rows beside columns", refused=True)
    def _():
        W_x, W_a, b = stacked(blocks(), "ufco", "rows")
        return lc.from_arrays(W_x.T, W_a, b, order="keras")

    @case(group, "NaN in a weight", refused=True)
    def _():
        W_x, W_a, b = stacked(blocks(), "ufco", "rows")
        return lc.from_arrays(W_x * np.nan, W_a, b, order="keras")


class LSTM:
    """What a layer of Keras tells about itself."""

    def __init__(self, weights, **settings):
        usual = {"activation": "tanh", "recurrent_activation": "sigmoid"}
        self.settings, self.weights = usual | settings, weights

    def get_config(self):
        """Its settings."""
        return self.settings

    def get_weights(self):
        """Its arrays."""
        return self.weights


class Bidirectional:
    """A layer of Keras in both directions."""

    def __init__(self, forward_layer, backward_layer):
        self.forward_layer, self.backward_layer = forward_layer, backward_layer


class GRU(LSTM):
    """A layer of another kind."""


def enter_keras():
    group = "from_keras"

    def layer(kind=LSTM, **settings):
        return kind(stacked(blocks(), "ufco", "columns"), **settings)

    @case(group, "an LSTM layer")
    def _():
        return gap_of(lc.from_keras(layer()), blocks())

    @case(group, "Bidirectional")
    def _():
        pair = lc.from_keras(Bidirectional(layer(), layer(go_backwards=True)))
        return max(gap_of(p, blocks()) for p in pair)

    settings = {
        "hard_sigmoid": {"recurrent_activation": "hard_sigmoid"},
        "relu": {"activation": "relu"},
        "go_backwards": {"go_backwards": True},
    }
    for name, setting in settings.items():
        case(group, name, refused=True)(lambda s=setting: lc.from_keras(layer(**s)))
    case(group, "a layer not built", refused=True)(lambda: lc.from_keras(LSTM([])))
    case(group, "a GRU layer", refused=True)(lambda: lc.from_keras(layer(GRU)))


def run_layers(layers, x):
    """Run the layers, or pairs of directions, that were read from a file."""
    found = []
    for p in layers:
        pair = p if isinstance(p, tuple) else (p,)
        forward = lc.gru_forward if hasattr(pair[0], "b_a") else lc.lstm_forward
        traces = [forward(pair[0], x)]
        if len(pair) == 2:
            back = forward(pair[1], x[::-1].copy()).change(_turned)
            traces.append(replace(back, reverse=True))
        found.append(tuple(traces))
        x = np.concatenate([trace.a for trace in traces], axis=-1)
    return found


def _turned(name, value):
    """An array of a trace in the order of time."""
    return value[::-1].copy()


def enter_modules():
    group = "from_torch"
    both = {"num_layers": 2, "bidirectional": True}

    @case(group, "one layer")
    def _():
        module, x = make(), draw()
        trace = lc.lstm_forward(lc.from_torch(module), x.numpy())
        return gap([trace], alone(module, x))

    @case(group, "one of two layers")
    def _():
        module, x = make(num_layers=2), draw()
        own = alone(module, x)
        p = lc.from_torch(module, layer=1)
        return gap([lc.lstm_forward(p, own[0][0]["a"])], own[1:])

    wrong = {
        "two layers, which?": lambda: lc.from_torch(make(num_layers=2)),
        "both directions, which?": lambda: lc.from_torch(make(**both), layer=0),
        "a layer that is not there": lambda: lc.from_torch(make(), layer=1),
        "a projection": lambda: lc.from_torch(make(proj_size=2)),
        "RNN with relu": lambda: lc.from_torch(make("RNN", nonlinearity="relu")),
        "half precision": lambda: lc.from_torch(make().half()),
    }
    for name, function in wrong.items():
        case(group, name, refused=True)(function)


def through(name, write, read=lc.from_checkpoint):
    """What is read from a file that was just written."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / name
        write(path)
        return read(path)


def enter_files():
    group = "files"
    both = {"num_layers": 2, "bidirectional": True}
    names = {
        "torch.save, state_dict": ("a.pt", lambda d: d),
        "nested, with a prefix": (
            "a.ckpt",
            lambda d: {
                "model_state_dict": {f"module.encoder.{k}": v for k, v in d.items()},
                "epoch": 3,
            },
        ),
    }
    for name, (file, nest) in names.items():

        @case(group, name)
        def _(file=file, nest=nest):
            module, x = make(**both), draw()
            data = nest(module.state_dict())
            layers = through(file, lambda path: torch.save(data, path))
            return gap(run_layers(layers, x.numpy()), alone(module, x))

    @case(group, "a GRU")
    def _():
        module, x = make("GRU"), draw()
        layers = through("a.pth", lambda path: torch.save(module.state_dict(), path))
        return gap(run_layers(layers, x.numpy()), alone(module, x))

    def write_safetensors(path):
        safetensors.torch.save_file(make(**both).state_dict(), path)

    @case(group, ".safetensors")
    def _():
        torch.manual_seed(0)
        module, x = make(**both), draw()
        torch.manual_seed(0)
        layers = through("a.safetensors", write_safetensors)
        return gap(run_layers(layers, x.numpy()), alone(module, x))

    @case(group, ".npz of a state_dict")
    def _():
        module, x = make(**both), draw()
        arrays = {k: v.numpy() for k, v in module.state_dict().items()}
        layers = through("a.npz", lambda path: np.savez(path, **arrays))
        return gap(run_layers(layers, x.numpy()), alone(module, x))

    for ending in (".keras", ".h5"):

        @case(group, f"{ending} of a whole model")
        def _(ending=ending):
            (p,) = through(f"a{ending}", lambda path: write_keras(path))
            return gap_of(p, blocks())

        @case(group, f"{ending} with hard_sigmoid", refused=True)
        def _(ending=ending):
            setting = {"recurrent_activation": "hard_sigmoid"}
            return through(f"a{ending}", lambda path: write_keras(path, **setting))

    several = nn.ModuleDict({"encoder": make(), "decoder": make()})
    normed = nn.utils.parametrizations.weight_norm(make(), "weight_hh_l0")
    layered = make("LSTMCell")
    layered.norm = nn.LayerNorm(4 * N_A)
    refused = {
        "two LSTMs, which?": several.state_dict(),
        "a whole module, pickled": make(),
        "no LSTM in it": nn.Linear(3, 2).state_dict(),
        "weight_norm, saved": normed.state_dict(),
        "a cell with a layer norm": nn.ModuleDict({"cell": layered}).state_dict(),
        "a projection": make(proj_size=2).state_dict(),
        "an RNN: tanh or relu?": make("RNN").state_dict(),
    }
    for name, data in refused.items():
        case(group, name, refused=True)(
            lambda data=data: through("a.pt", lambda path: torch.save(data, path))
        )

    @case(group, "two LSTMs, one by name")
    def _():
        x = draw()
        data = several.state_dict()
        layers = through(
            "a.pt",
            lambda path: torch.save(data, path),
            lambda path: lc.from_checkpoint(path, "decoder"),
        )
        return gap(run_layers(layers, x.numpy()), alone(several["decoder"], x))

    case(group, "a damaged file", refused=True)(
        lambda: through("a.pt", lambda path: path.write_bytes(b"nothing"))
    )
    for name in ("load_torch_file", "load"):
        case(group, f".safetensors to {name}", refused=True)(
            lambda name=name: through(
                "a.safetensors", write_safetensors, getattr(lc, name)
            )
        )


def write_keras(path, kind="LSTM", **settings):
    """A model of Keras with one LSTM layer, in the files of its versions 3 and 2."""
    usual = {"activation": "tanh", "recurrent_activation": "sigmoid"}
    layer = {"class_name": kind, "config": usual | settings}
    config = json.dumps({"config": {"layers": [layer]}})
    kernel, recurrent, bias = stacked(blocks(), "ufco", "columns")
    if path.suffix == ".h5":
        with h5py.File(path, "w") as file:
            file.attrs["model_config"] = config
            cell = file.create_group("model_weights/lstm/lstm/lstm_cell")
            cell["kernel:0"], cell["recurrent_kernel:0"] = kernel, recurrent
            cell["bias:0"] = bias
        return
    data = io.BytesIO()
    with h5py.File(data, "w") as file:
        cell = file.create_group("layers/lstm/cell/vars")
        for i, value in enumerate((kernel, recurrent, bias)):
            cell[str(i)] = value
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("config.json", config)
        archive.writestr("model.weights.h5", data.getvalue())
