"""Situations that people are in with their own networks: what they have asked about."""

import copy
import warnings
from argparse import Namespace

import numpy as np
import torch
from torch import nn
from torch.nn.utils import rnn
from torch.utils.checkpoint import checkpoint

import lstm_core as lc
from experiments._cases import (
    LENGTHS,
    N_A,
    N_X,
    B,
    T,
    alone,
    case,
    draw,
    gap,
    make,
    traced,
)
from experiments._weight_cases import (
    LSTM,
    blocks,
    gap_of,
    run_layers,
    stacked,
    through,
    write_keras,
)
from lstm_core import plots


def enter_all():
    """Enter the cases of this file."""
    enter_modules()
    enter_inputs()
    enter_memory()
    enter_hooks()
    enter_models()
    enter_refused_models()
    enter_interventions()
    enter_traces()
    enter_keras()
    enter_files()


# Modules, and what they read


def enter_modules():
    group = "modules"

    @case(group, "LSTMCell with lengths")
    def _():
        return traced(make("LSTMCell"), draw(), LENGTHS)

    @case(group, "GRUCell, packed")
    def _():
        module, x = make("GRUCell"), draw()
        packed = rnn.pack_padded_sequence(x, LENGTHS, enforce_sorted=False)
        return gap(lc.trace_torch(module, packed), alone(module, x, LENGTHS))

    @case(group, "tied weights, 2 layers")
    def _():
        module = make(n_x=N_A, num_layers=2)
        module.weight_hh_l1, module.weight_ih_l1 = (
            module.weight_hh_l0,
            module.weight_ih_l0,
        )
        return traced(module, draw(T, B, N_A))

    @case(group, "made in inference_mode")
    def _():
        with torch.inference_mode():
            module, x = make(num_layers=2), draw()
        return traced(module, x)

    @case(group, "a subclass that adds a layer")
    def _():
        class Tagger(nn.LSTM):
            def __init__(self):
                super().__init__(N_X, N_A, dtype=torch.float64)
                self.head = nn.Linear(N_A, 2)

        return traced(Tagger(), draw())


def enter_inputs():
    group = "inputs"

    def spoilt():
        ended = torch.arange(T)[:, None] >= torch.tensor(LENGTHS)
        return draw().masked_fill(ended[..., None], float("nan"))

    @case(group, "NaN in the padding")
    def _():
        return traced(make(bidirectional=True), spoilt(), LENGTHS)

    case(group, "NaN in it, and no lengths", refused=True)(
        lambda: lc.trace_torch(make(), spoilt())
    )

    @case(group, "batch_first with lengths")
    def _():
        module, x = make(batch_first=True, bidirectional=True), draw(B, T, N_X)
        return traced(module, x, LENGTHS, time_first=x.transpose(0, 1))

    @case(group, "a list, by pack_sequence")
    def _():
        module, parts = make(), [draw(length, N_X) for length in LENGTHS]
        packed = rnn.pack_sequence(parts, enforce_sorted=False)
        own = alone(module, rnn.pad_sequence(parts), LENGTHS)
        return gap(lc.trace_torch(module, packed), own)

    @case(group, "lengths of NumPy, uint8")
    def _():
        module, x = make(), draw()
        found = lc.trace_torch(module, x, lengths=np.array(LENGTHS, np.uint8))
        return gap(found, alone(module, x, LENGTHS))

    lengths = {
        "lengths with None": [5, None, 2, 3],
        "lengths that are text": "abcd",
        "a sequence of no steps": [5, 0, 2, 3],
        "one length for all": 5,
    }
    for name, value in lengths.items():
        case(group, name, refused=True)(
            lambda value=value: lc.trace_torch(make(), draw(), lengths=value)
        )

    wrong = {
        "a masked array": lambda x: np.ma.masked_array(x.numpy(), x.numpy() > 0),
        "an empty batch": lambda x: x[:, :0],
        "bytes in the other order": lambda x: x.numpy().astype(">f8"),
        "four axes": lambda x: x[None],
        "a nested tensor": nested,
    }
    for name, change in wrong.items():
        case(group, name, refused=True)(
            lambda change=change: lc.trace_torch(make(), change(draw()))
        )

    states = {
        "a state for one of two layers": [draw(1, B, N_A)] * 2,
        "h_0 without c_0": draw(2, B, N_A),
        "states batch first": [draw(B, 2, N_A)] * 2,
    }
    for name, state in states.items():
        case(group, name, refused=True)(
            lambda state=state: lc.trace_torch(make(num_layers=2), draw(), state)
        )


def nested(x):
    """A nested tensor of the same sequences."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.nested.nested_tensor(list(x.unbind(1)))


def enter_memory():
    group = "inputs"
    views = {
        "every second feature": lambda x: x.repeat_interleave(2, dim=-1)[..., ::2],
        "a part for all sequences": lambda x: x[:, :1].expand(T, B, N_X),
    }
    for name, change in views.items():
        case(group, name)(lambda change=change: traced(make(), change(draw())))

    arrays = {
        "an array turned round": lambda x: x[::-1],
        "an array in Fortran order": np.asfortranarray,
        "an array that is read-only": read_only,
    }
    for name, change in arrays.items():

        @case(group, name)
        def _(change=change):
            module, x = make(), change(draw().numpy())
            own = alone(module, torch.tensor(x.copy()))
            by_numpy = lc.lstm_forward(lc.from_torch(module), x)
            return max(gap(lc.trace_torch(module, x), own), gap([by_numpy], own))


def read_only(x):
    """The array, closed to changes."""
    x.flags.writeable = False
    return x


# Hooks


def enter_hooks():
    group = "hooks and changed weights"

    @case(group, "a hook for all modules", refused=True)
    def _():
        register = nn.modules.module.register_module_forward_hook
        handle = register(lambda module, args, out: (0.9 * out[0], out[1]))
        try:
            return lc.trace_torch(make(), draw())
        finally:
            handle.remove()

    @case(group, "a backward hook that looks")
    def _():
        module = make()
        module.register_full_backward_hook(lambda module, before, after: None)
        return traced(module, draw().requires_grad_())

    @case(group, "weights dropped at each call")
    def _():
        module = make()
        whole = module.weight_hh_l0.detach().clone()

        def drop(module, args):
            module.weight_hh_l0.data = nn.functional.dropout(whole, 0.5)

        module.register_forward_pre_hook(drop)
        return traced(module, draw())

    @case(group, "a weight that is no parameter")
    def _():
        module = make()
        weight = module.weight_hh_l0.detach()
        del module.weight_hh_l0
        module.weight_hh_l0 = 0.5 * weight
        return traced(module, draw())


# Models around it


class Pile(nn.Module):
    """Two LSTMs in a list, the second of which may be passed by."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([make(), make(n_x=N_A)])

    def forward(self, x):
        """Hidden states of the second."""
        for layer in self.layers:
            x, _ = layer(x)
        return x


def enter_models():
    group = "a model, by watch"

    @case(group, "a ModuleList")
    def _():
        model, x = Pile(), draw()
        with lc.watch(model) as seen:
            model(x)
        own = alone(model.layers[0], x)
        second = alone(model.layers[1], torch.tensor(own[0][0]["a"]))
        first = gap(seen["layers.0"][0], own)
        return max(first, gap(seen["layers.1"][0], second))

    @case(group, "nn.DataParallel")
    def _():
        module, x = make(), draw()
        with lc.watch(nn.DataParallel(module)) as seen:
            module(x)
        return gap(seen["module"][0], alone(module, x))

    @case(group, "weights by functional_call")
    def _():
        module, x = make(), draw()
        others = {name: 2 * value for name, value in module.state_dict().items()}
        with lc.watch(module) as seen:
            torch.func.functional_call(module, others, (x,))
        module.load_state_dict(others)
        return gap(seen[""][0], alone(module, x))

    @case(group, "gradient checkpointing")
    def _():
        module, x = make(), draw().requires_grad_()
        with lc.watch(module) as seen:
            out = checkpoint(lambda x: module(x)[0], x, use_reentrant=False)
            out.sum().backward()
        return gap(seen[""][0], alone(module, x))

    @case(group, "in inference_mode")
    def _():
        module, x = make(num_layers=2), draw()
        with torch.inference_mode(), lc.watch(module) as seen:
            module(x)
        return gap(seen[""][0], alone(module, x))

    @case(group, "a step of training after it")
    def _():
        module, x = make(), draw()
        before = copy.deepcopy(module)
        optimizer = torch.optim.SGD(module.parameters(), lr=1.0)
        with lc.watch(module) as seen:
            module(x)[0].sum().backward()
            optimizer.step()
        return gap(seen[""][0], alone(before, x))

    @case(group, "scripted beside: a warning")
    def _():
        model, x = nn.ModuleList([make(), torch.jit.script(make())]), draw()
        return warned(model, model[0], x, "not recorded: '1', a scripted LSTM")

    @case(group, "one not called: a warning")
    def _():
        model, x = Pile(), draw()
        return warned(model, model.layers[0], x, "no call of ['layers.1'] was seen")


def warned(model, module, x, words):
    """The gap of the part that was called, if the rest was warned of."""
    with warnings.catch_warnings(record=True) as found:
        warnings.simplefilter("always")
        with lc.watch(model) as seen:
            module(x)
    assert any(words in str(one.message) for one in found)
    (name,) = (name for name, calls in seen.items() if calls)
    return gap(seen[name][0], alone(module, x))


def enter_refused_models():
    group = "a model, by watch"

    @case(group, "a copy of it meanwhile", refused=True)
    def _():
        model = nn.Sequential(make())
        with lc.watch(model):
            return copy.deepcopy(model)

    @case(group, "inside torch.func.grad", refused=True)
    def _():
        module = make()
        with lc.watch(module):
            return torch.func.grad(lambda x: module(x)[0].sum())(draw())

    @case(group, "a subclass returns less", refused=True)
    def _():
        class Outputs(nn.LSTM):
            def forward(self, x, hx=None):
                return super().forward(x, hx)[0]

        module = Outputs(N_X, N_A)
        with lc.watch(module):
            return module(draw().float())

    @case(group, "a quantised model", refused=True)
    def _():
        plain = nn.Sequential(nn.LSTM(N_X, N_A))
        with lc.watch(torch.ao.quantization.quantize_dynamic(plain, {nn.LSTM})):
            return np.inf


# Interventions


def enter_interventions():
    group = "interventions"

    @case(group, "a copy of it meanwhile", refused=True)
    def _():
        model = nn.Sequential(make())
        with lc.intervene(model, "0", "f", 0, set=1.0):
            return copy.deepcopy(model)

    @case(group, "traced meanwhile", refused=True)
    def _():
        module = make()
        with lc.intervene(module, "", "f", 0, set=1.0):
            return lc.trace_torch(module, draw())

    @case(group, "train() with dropout meanwhile", refused=True)
    def _():
        module = make(num_layers=2, dropout=0.5).eval()
        with lc.intervene(module, "", "f", 0, set=1.0):
            return module.train()(draw())

    @case(group, "under autocast", refused=True)
    def _():
        module = make().float()
        with (
            torch.autocast("cpu", dtype=torch.bfloat16),
            lc.intervene(module, "", "f", 0, set=1.0),
        ):
            return module(draw().float())

    @case(group, "steps beyond the end", refused=True)
    def _():
        module = make()
        with lc.intervene(module, "", "f", 0, set=1.0, steps=slice(T, T + 3)):
            return module(draw())

    @case(group, "an LSTMCell", refused=True)
    def _():
        with lc.intervene(make("LSTMCell"), "", "f", 0, set=1.0):
            return np.inf

    @case(group, "a mask for units", refused=True)
    def _():
        with lc.intervene(make(), "", "f", np.arange(N_A) < 2, set=1.0):
            return np.inf

    @case(group, "packed, projected, no change")
    def _():
        module = make(proj_size=2, num_layers=2, bidirectional=True)
        x = rnn.pack_padded_sequence(draw(), LENGTHS, enforce_sorted=False)
        want, (_, c) = module(x)
        with lc.intervene(module, "", "a", 1, scale=1.0, layer=1):
            got, (_, c_got) = module(x)
        off = (got.data - want.data).abs().max(), (c_got - c).abs().max()
        return max(float(value.detach()) for value in off)


# Traces and pictures


def enter_traces():
    group = "traces"
    endless = np.full((3, 2), np.inf)
    wrong = {
        "a number for names": lambda t: t.named(units=5),
        "infinities in plot_units": lambda t: plots.plot_units(None, endless),
        "infinities in rank_units": lambda t: lc.rank_units(
            endless[:, None], np.eye(3)[:, :1]
        ),
    }
    for name, use in wrong.items():
        case(group, name, refused=True)(
            lambda use=use: use(lc.trace_torch(make(), draw())[0])
        )


# Weights of Keras, and files


def enter_keras():
    group = "from_keras"

    @case(group, "stateful, return_state")
    def _():
        weights = stacked(blocks(), "ufco", "columns")
        layer = LSTM(weights, stateful=True, return_state=True)
        return gap_of(lc.from_keras(layer), blocks())

    @case(group, "use_bias=False")
    def _():
        parts = blocks()
        for values in parts.values():
            values[2] *= 0
        weights = stacked(parts, "ufco", "columns")[:2]
        return gap_of(lc.from_keras(LSTM(weights, use_bias=False)), parts)


def enter_files():
    group = "files"

    def saved(change, file="a.ckpt"):
        module, x = make(), draw()
        data = change(module.state_dict())
        layers = through(file, lambda path: torch.save(data, path))
        return gap(run_layers(layers, x.numpy()), alone(module, x))

    beside = {
        "a Namespace beside it": Namespace(lr=0.1),
        "numbers of NumPy beside it": [np.float64(0.5), np.int64(3)],
    }
    for name, more in beside.items():
        case(group, name)(
            lambda more=more: saved(lambda d: {"state_dict": d, "hyper": more})
        )

    arrays = {
        "other byte order": lambda v: v.astype(">f8"),
        "Fortran order": np.asfortranarray,
    }
    for name, change in arrays.items():

        @case(group, f".npz in {name}")
        def _(change=change):
            module, x = make(), draw()
            own = {k: change(v.numpy()) for k, v in module.state_dict().items()}
            layers = through("a.npz", lambda path: np.savez(path, **own))
            return gap(run_layers(layers, x.numpy()), alone(module, x))

    def without(end):
        return lambda d: {k: v for k, v in d.items() if not k.endswith(end)}

    deep = make(num_layers=3).state_dict()
    wrong = {
        "a layer is missing": lambda: without("l1")(deep),
        "a bias is missing": lambda: without("bias_hh_l0")(deep),
        "its average too: which?": lambda: {"model": deep, "ema": deep},
        "weights in int8": lambda: {k: v.to(torch.int8) for k, v in deep.items()},
    }
    for name, build in wrong.items():
        case(group, name, refused=True)(
            lambda build=build: through("a.pt", lambda path: torch.save(build(), path))
        )

    @case(group, "a TorchScript archive", refused=True)
    def _():
        return through("a.pt", torch.jit.script(make()).save)

    kinds = {
        "RNN of LSTMCell with relu": ("RNN", {"cell": layer_of("LSTMCell", "relu")}),
        "a class MyLSTM": ("MyLSTM", {}),
    }
    for name, (kind, settings) in kinds.items():
        case(group, f".keras, {name}", refused=True)(
            lambda kind=kind, settings=settings: through(
                "a.keras", lambda path: write_keras(path, kind, **settings)
            )
        )


def layer_of(kind, activation):
    """What a model of Keras says of a part."""
    return {"class_name": kind, "config": {"activation": activation}}
