"""Modules and models of PyTorch, what they read, and what is done with their traces."""

from tempfile import TemporaryDirectory
from types import SimpleNamespace

import numpy as np
import torch
from torch import nn
from torch.nn.utils import parametrizations, prune, rnn

import lstm_core as lc
from experiments._alone import lstm_step
from experiments._cases import (
    LENGTHS,
    N_A,
    N_X,
    SINGLE,
    B,
    T,
    alone,
    case,
    draw,
    gap,
    make,
    traced,
    weights_of,
)
from lstm_core import plots


def enter_all():
    """Enter the cases of this file."""
    enter_modules()
    enter_inputs()
    enter_changed()
    enter_half()
    enter_models()
    enter_others()
    enter_interventions()
    enter_traces()


# Modules


def enter_modules():
    group = "modules"
    plain = {
        "LSTM": {},
        "LSTM, 3 layers": {"num_layers": 3},
        "LSTM, both directions": {"bidirectional": True},
        "LSTM, 2 layers, both ways": {"num_layers": 2, "bidirectional": True},
        "LSTM without bias": {"bias": False},
        "LSTM, projection": {"proj_size": 2},
        "LSTM, projection, both ways": {"proj_size": 2, "bidirectional": True},
        "GRU, 2 layers, both ways": {
            "kind": "GRU",
            "num_layers": 2,
            "bidirectional": True,
        },
        "RNN with tanh": {"kind": "RNN"},
        "RNN with relu": {"kind": "RNN", "nonlinearity": "relu"},
        "LSTMCell": {"kind": "LSTMCell"},
        "GRUCell": {"kind": "GRUCell"},
        "RNNCell": {"kind": "RNNCell"},
    }
    for name, options in plain.items():
        case(group, name)(lambda o=options: traced(make(**o), 0.3 * draw()))

    @case(group, "LSTM, batch_first")
    def _():
        x = draw(B, T, N_X)
        return traced(make(batch_first=True), x, time_first=x.transpose(0, 1))

    @case(group, "dropout, after eval()")
    def _():
        return traced(make(num_layers=2, dropout=0.5).eval(), draw())

    @case(group, "dropout, while training", refused=True)
    def _():
        return traced(make(num_layers=2, dropout=0.5), draw())

    @case(group, "without its check")
    def _():
        module, x = make(num_layers=2), draw()
        return gap(lc.trace_torch(module, x, check=False), alone(module, x))

    @case(group, "float32", limit=SINGLE)
    def _():
        return traced(make(bidirectional=True).float(), draw().float())


# What a module reads


def enter_inputs():
    group = "inputs"
    both = {"num_layers": 2, "bidirectional": True}

    def padded(x):
        ended = torch.arange(T)[:, None] >= torch.tensor(LENGTHS)
        return x.masked_fill(ended[..., None], 0)

    for name, order in {"sorted": [1, 0, 3, 2], "not sorted": [0, 1, 2, 3]}.items():

        @case(group, f"packed, {name}, both ways")
        def _(order=order):
            module, x = make(**both), padded(draw())[:, order]
            lengths = [LENGTHS[b] for b in order]
            options = {"enforce_sorted": order[0] == 1}
            packed = rnn.pack_padded_sequence(x, lengths, **options)
            return gap(lc.trace_torch(module, packed), alone(module, x, lengths))

    for kind in ("LSTM", "GRU", "RNN"):

        @case(group, f"lengths, {kind}, both ways")
        def _(kind=kind):
            module, x = make(kind, **both), draw()
            found = lc.trace_torch(module, x, lengths=LENGTHS)
            return gap(found, alone(module, x, LENGTHS))

    @case(group, "lengths, check=False")
    def _():
        module, x = make(**both), draw()
        found = lc.trace_torch(module, x, lengths=LENGTHS, check=False)
        return gap(found, alone(module, x, LENGTHS))

    @case(group, "padding read as input")
    def _():
        return traced(make(**both), padded(draw()))  # as the module itself does

    @case(group, "one sequence, no batch")
    def _():
        module, x = make(**both), draw(T, N_X)
        return traced(module, x, time_first=x[:, None])

    @case(group, "states to start from")
    def _():
        module, x, states = make(**both), draw(), [draw(4, B, N_A) for _ in range(2)]
        apart = [s.numpy().reshape(2, 2, B, N_A) for s in states]
        found = lc.trace_torch(module, x, tuple(states), lengths=LENGTHS)
        return gap(found, alone(module, x, LENGTHS, apart))

    @case(group, "a NumPy array")
    def _():
        module, x = make(), draw()
        return gap(lc.trace_torch(module, x.numpy()), alone(module, x))

    @case(group, "an input that needs gradients")
    def _():
        return traced(make(), draw().requires_grad_())

    @case(group, "one step, one sequence")
    def _():
        return traced(make(**both), draw(1, 1, N_X))

    @case(group, "3,000 steps")
    def _():
        return traced(make(), draw(3000, 1, N_X))

    @case(group, "the buffer is used again")
    def _():
        module, x = make(), draw()
        (trace,), before = lc.trace_torch(module, x), x.clone()
        x.fill_(7)
        assert torch.equal(trace.x, before)
        return gap([trace], alone(module, before))

    wrong = {
        "tokens, not embedded": lambda x: x.long(),
        "complex numbers": lambda x: x.to(torch.complex128),
        "NaN": lambda x: x * float("nan"),
        "another dtype": lambda x: x.float(),
        "features of another number": lambda x: x[..., :2],
        "a list": lambda x: x.tolist(),
        "a sparse tensor": lambda x: x.to_sparse(),
    }
    for name, change in wrong.items():
        case(group, name, refused=True)(
            lambda change=change: lc.trace_torch(make(), change(draw()))
        )

    @case(group, "lengths beyond the end", refused=True)
    def _():
        return lc.trace_torch(make(), draw(), lengths=[5, 10, 2, 3])

    @case(group, "lengths that are a mask", refused=True)
    def _():
        return lc.trace_torch(make(), draw(), lengths=[True] * B)

    @case(group, "batch first, lengths say not", refused=True)
    def _():
        return lc.trace_torch(make(), draw(B, T, N_X), lengths=LENGTHS)


# What changes the numbers of a module


class Doubling(nn.LSTM):
    """A subclass whose forward does more than its weights say."""

    def forward(self, x, hx=None):
        """Twice the input goes in."""
        return super().forward(2 * x, hx)


def enter_changed():
    group = "hooks and changed weights"

    def pruned(module):
        prune.l1_unstructured(module, "weight_hh_l0", 0.5)

    ways = {
        "weight_norm": lambda m: nn.utils.weight_norm(m, "weight_hh_l0"),
        "spectral_norm": lambda m: nn.utils.spectral_norm(m, "weight_hh_l0"),
        "prune": pruned,
        "new weight_norm": lambda m: parametrizations.weight_norm(m, "weight_hh_l0"),
    }

    def restored(change, layers):
        """A module whose weights were loaded: kept ones are out of date."""
        trained, module = make(num_layers=layers), make(num_layers=layers)
        change(trained)
        change(module)
        module.load_state_dict(trained.state_dict())
        return module.eval()

    for name, change in ways.items():
        for layers in (1, 2):

            @case(group, f"{name}, {layers} layer{'s' * (layers > 1)}")
            def _(change=change, layers=layers):
                module, x = restored(change, layers), draw()
                found = lc.trace_torch(module, x)
                module(x)  # its weights are those of a call
                return gap(found, alone(module, x))

    for name in ("weight_norm", "spectral_norm", "prune"):
        case(group, f"from_torch of {name}", refused=True)(
            lambda change=ways[name]: lc.from_torch(restored(change, 1))
        )

    @case(group, "from_torch of new weight_norm")
    def _():
        module, x = restored(ways["new weight_norm"], 1), draw()
        trace = lc.lstm_forward(lc.from_torch(module), x.numpy())
        return gap([trace], alone(module, x))

    hooks = {
        "a hook changes the input": (
            "register_forward_pre_hook",
            lambda m, args: (2 * args[0], *args[1:]),
        ),
        "a hook changes the output": (
            "register_forward_hook",
            lambda m, args, out: (0.9 * out[0], out[1]),
        ),
        "a hook changes the last c": (
            "register_forward_hook",
            lambda m, args, out: (out[0], (out[1][0], 0.9 * out[1][1])),
        ),
    }
    for name, (register, hook) in hooks.items():

        @case(group, name, refused=True)
        def _(register=register, hook=hook):
            module = make()
            getattr(module, register)(hook)
            return lc.trace_torch(module, draw())

    @case(group, "a hook that only looks")
    def _():
        module = make()
        module.register_forward_hook(lambda m, args, out: None)
        return traced(module, draw())

    @case(group, "a forward of its own", refused=True)
    def _():
        return lc.trace_torch(Doubling(N_X, N_A).double(), draw())


# Half precision


def enter_half():
    group = "precision"

    for dtype in (torch.float16, torch.bfloat16):
        name = str(dtype).removeprefix("torch.")

        def long_memory(dtype=dtype):
            module = make().float()
            with torch.no_grad():
                module.bias_ih_l0[N_A : 2 * N_A] += 6
                module.weight_hh_l0 *= 0.1
            return module.to(dtype), torch.rand(2000, 2, N_X).to(dtype)

        @case(group, f"{name}: states, 2,000 steps", limit=0)
        def _(long_memory=long_memory):
            module, x = long_memory()
            with torch.no_grad():
                (trace,), (a, (_, c)) = lc.trace_torch(module, x), module(x)
            off = (trace.a - a.float()).abs().max(), (trace.c[-1] - c[0]).abs().max()
            return max(map(float, off))

        @case(group, f"{name}: gates of these states", limit=1e-5)
        def _(long_memory=long_memory):
            module, x = long_memory()
            trace, w = (
                lc.trace_torch(module, x)[0].to_numpy(),
                weights_of(module, "_l0"),
            )
            worst = 0.0
            for t in (0, 1, 1000, 1999):
                step = trace.step(t)
                own = lstm_step(w, *(step[k] for k in ("x_t", "a_prev", "c_prev")))
                off = [np.abs(step[gate] - own[gate]).max() for gate in "fuo"]
                worst = max(worst, *off)
            return worst

    @case(group, "autocast, trace_torch", limit=SINGLE)
    def _():
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return traced(make(num_layers=2).float(), draw().float())

    @case(group, "autocast, watch", refused=True)
    def _():
        module = make().float()
        with torch.autocast("cpu", dtype=torch.bfloat16), lc.watch(module):
            module(draw().float())
        return np.inf


# A model around it


class Reader(nn.Module):
    """Words, packed, through an LSTM whose state is carried on."""

    def __init__(self):
        super().__init__()
        self.embed = nn.Embedding(7, N_X, dtype=torch.float64)
        self.rnn = make(num_layers=2, bidirectional=True)

    def forward(self, words, lengths, state=None):
        """Hidden states of the words, and the state after them."""
        packed = rnn.pack_padded_sequence(
            self.embed(words), lengths, enforce_sorted=False
        )
        out, state = self.rnn(packed, state)
        return rnn.pad_packed_sequence(out)[0], state


class Stepper(nn.Module):
    """An LSTMCell in a loop, and a GRU behind it."""

    def __init__(self):
        super().__init__()
        self.cell, self.gru = make("LSTMCell"), make("GRU", N_A)

    def forward(self, x):
        """Hidden states of the GRU."""
        state, out = None, []
        for x_t in x:
            state = self.cell(x_t, state)
            out.append(state[0])
        return self.gru(torch.stack(out))


def enter_models():
    group = "a model, by watch"

    @case(group, "embedding, packed, 2 calls")
    def _():
        model, words = Reader(), torch.randint(7, (T, B))
        with lc.watch(model) as seen:
            _, state = model(words, LENGTHS)
            model(words, LENGTHS, state)
        carried = [s.detach().numpy().reshape(2, 2, B, N_A) for s in state]
        x = model.embed(words)
        first = gap(seen["rnn"][0], alone(model.rnn, x, LENGTHS))
        second = gap(seen["rnn"][1], alone(model.rnn, x, LENGTHS, carried))
        return max(first, second)

    @case(group, "LSTMCell in a loop")
    def _():
        model, x = Stepper(), draw()
        with lc.watch(model) as seen:
            model(x)
        steps = [trace.to_numpy() for (trace,) in seen["cell"]]
        joined = {k: np.concatenate([getattr(s, k) for s in steps]) for k in "fuoca"}
        trace = SimpleNamespace(**joined)
        trace.to_numpy = lambda: trace
        own = alone(model.cell, x)[0][0]
        return gap([trace], [[{k: own[k] for k in joined}]])

    @case(group, "GRU behind another module")
    def _():
        model, x = Stepper(), draw()
        with lc.watch(model) as seen:
            model(x)
        between = torch.tensor(alone(model.cell, x)[0][0]["a"])
        return gap(seen["gru"][0], alone(model.gru, between))

    @case(group, "a hook changes the input")
    def _():
        module, x = make(), draw()
        module.register_forward_pre_hook(lambda m, args: (2 * args[0], *args[1:]))
        with lc.watch(module) as seen:
            module(x)
        return gap(seen[""][0], alone(module, 2 * x))

    @case(group, "nothing left after an error")
    def _():
        model, before = Stepper(), None
        before = {k: v.clone() for k, v in model.state_dict().items()}
        try:
            with lc.watch(model):
                raise KeyError
        except KeyError:
            pass
        assert not any(m._forward_hooks for m in model.modules())
        after = model.state_dict()
        return float(max((after[k] - v).abs().max() for k, v in before.items()))

    @case(group, "a scripted model", refused=True)
    def _():
        with lc.watch(torch.jit.script(make())):
            return np.inf

    @case(group, "no recurrent module in it", refused=True)
    def _():
        with lc.watch(nn.Linear(3, 2)):
            return np.inf


# What is no module that can be traced


class LSTM(nn.Module):
    """A class of another kind that has the name."""

    def __init__(self):
        super().__init__()
        self.lstm = make()


def enter_others():
    group = "other objects"

    def with_weight(change):
        module = make()
        with torch.no_grad():
            change(module)
        return module

    @case(group, "weights with NaN", refused=True)
    def _():
        module = with_weight(lambda m: m.weight_hh_l0.fill_(float("nan")))
        return lc.trace_torch(module, draw())

    others = {
        "a class named LSTM": LSTM,
        "complex weights": lambda: nn.LSTM(N_X, N_A, dtype=torch.complex64),
        "on the device meta": lambda: make(device="meta"),
        "a quantised LSTM": lambda: torch.ao.quantization.quantize_dynamic(
            nn.Sequential(nn.LSTM(N_X, N_A)), {nn.LSTM}
        )[0],
        "a Linear": lambda: nn.Linear(N_X, N_A),
    }
    for name, build in others.items():
        case(group, name, refused=True)(
            lambda build=build: lc.trace_torch(build(), draw())
        )


# Interventions


def enter_interventions():
    group = "interventions"
    changes = {
        "set a forget gate": ("f", {"set": 1.0}, lambda now, before: 1.0),
        "scale an update gate": ("u", {"scale": 0.5}, lambda now, before: 0.5 * now),
        "hold a cell state": ("c", {"hold": True}, lambda now, before: before),
    }
    for name, (value, options, new) in changes.items():

        @case(group, name)
        def _(value=value, options=options, new=new):
            module, x = make(), draw(T, 1, N_X)
            with lc.intervene(module, "", value, 2, **options):
                out = module(x)[0][:, 0].detach().numpy()
            w, h, c, off = weights_of(module, "_l0"), *np.zeros((2, N_A)), 0.0
            for t in range(T):

                def change(key, now, c=c, value=value, new=new):
                    if key == value:
                        now[2] = new(now[2], c[2])
                    return now

                step = lstm_step(w, x[t, 0].numpy(), h, c, change)
                h, c = step["a"], step["c"]
                off = max(off, np.abs(out[t] - h).max())
            return off

    @case(group, "packed, both ways, no change")
    def _():
        model, words = Reader(), torch.randint(7, (T, B))
        want, _ = model(words, LENGTHS)
        with lc.intervene(model, "rnn", "f", 0, layer=1, reverse=True, scale=1.0):
            found, _ = model(words, LENGTHS)
        return float((found - want).abs().max().detach())

    @case(group, "a forward of its own", refused=True)
    def _():
        with lc.intervene(Doubling(N_X, N_A), "", "f", 0, set=1.0):
            return np.inf

    @case(group, "two in one module", refused=True)
    def _():
        module = make()
        one, other = (lc.intervene(module, "", gate, 0, set=1.0) for gate in "fu")
        with one, other:
            return np.inf

    @case(group, "watched meanwhile", refused=True)
    def _():
        module = make()
        with lc.intervene(module, "", "f", 0, set=1.0), lc.watch(module):
            return module(draw())

    @case(group, "the model afterwards")
    def _():
        module, x = make(), draw()
        want = module(x)[0]
        with lc.intervene(module, "", "f", 0, set=0.0):
            changed = module(x)[0]
        assert not torch.equal(changed, want)
        return float((module(x)[0] - want).abs().max().detach())

    for name, arguments in {
        "a unit that is not there": ("", "f", 5),
        "a gate that is not there": ("", "r", 0),
        "a module that is not there": ("rnn", "f", 0),
    }.items():

        @case(group, name, refused=True)
        def _(arguments=arguments):
            with lc.intervene(make(), *arguments, set=1.0):
                return np.inf


# Traces


def enter_traces():
    group = "traces"

    def one(lengths=None):
        module, x = make(bidirectional=True), draw()
        pair = lc.trace_torch(module, x, lengths=lengths)[0]
        return pair, alone(module, x, lengths)[0]

    @case(group, "a slice, both directions")
    def _():
        pair, own = one(LENGTHS)
        part = [[{k: v[1:6, 1:3] for k, v in values.items()} for values in own]]
        return gap([tuple(trace[1:6, 1:3] for trace in pair)], part)

    @case(group, "saved and loaded")
    def _():
        pair, own = one(LENGTHS)
        again = []
        with TemporaryDirectory() as folder:
            for trace in pair:
                lc.save(f"{folder}/trace.npz", trace)
                again.append(lc.load(f"{folder}/trace.npz"))
        return gap([tuple(again)], [own])

    @case(group, "as an xarray.Dataset")
    def _():
        pair, own = one(LENGTHS)
        found = [trace.to_xarray() for trace in pair]
        for dataset in found:
            dataset.attrs["to_numpy"] = lambda dataset=dataset: SimpleNamespace(
                **{k: v.values for k, v in dataset.items()}
            )
        return gap([tuple(found)], [own])

    @case(group, "tensors in a picture")
    def _():
        (trace, _), (own, _) = one()
        table = plots.get_table(plots.plot_gates(None, trace, "abcdefghi", unit=1))
        shown = np.array([*table.columns.values()][1:], float)
        want = [own[k][:, 0, 1] for k in ("f", "u", "c_cand", "c", "o", "a")]
        return float(np.abs(shown - want).max())

    @case(group, "the list, not a trace", refused=True)
    def _():
        return plots.plot_gates(None, [one()[0]], "abcdefghi")
