"""Changes of gates and states inside a model of PyTorch, against steps by hand."""

import numpy as np
import pytest
from test_watch import LENGTHS, make_tagger
from twins import MODULES, draw, make_module

import lstm_core as lc


@pytest.mark.parametrize("options", MODULES.values(), ids=MODULES)
def test_without_a_change_it_is_the_module(torch, cell, options):
    module = make_module(torch, cell, **options)
    x, state = draw(torch, module)
    x.requires_grad_()
    want, last = module(x, state)
    (d_want,) = torch.autograd.grad(want.sum(), x)
    with lc.intervene(module, "", "a", 0, scale=1.0):
        got, ends = module(x, state)
    torch.testing.assert_close(got, want)
    (d_got,) = torch.autograd.grad(got.sum(), x)
    torch.testing.assert_close(d_got, d_want)
    torch.testing.assert_close(ends, last)


def test_without_a_change_packed_sequences_are_those_of_the_model(torch):
    model, tokens = make_tagger(torch), torch.randint(10, (4, 7))
    want = model(tokens, LENGTHS)
    for reverse in (False, True):
        change = {"units": [0, 2], "scale": 1.0, "layer": 1, "reverse": reverse}
        with lc.intervene(model, "encoder", "c", **change):
            torch.testing.assert_close(model(tokens, LENGTHS), want)
        assert not torch.equal(want, _changed(model, tokens, reverse))
    assert torch.equal(model(tokens, LENGTHS), want)


def _changed(model, tokens, reverse):
    with lc.intervene(model, "encoder", "f", 1, set=0.0, layer=1, reverse=reverse):
        return model(tokens, LENGTHS)


CHANGES = {
    "set": ({"set": 0.25}, lambda now, before: 0.25),
    "scale": ({"scale": -2.0}, lambda now, before: -2 * now),
    "hold": ({"hold": True}, lambda now, before: now if before is None else before),
}


@pytest.mark.parametrize("value", ["f", "u", "o", "c_cand", "c", "a"])
@pytest.mark.parametrize(("change", "rule"), CHANGES.values(), ids=CHANGES)
def test_each_value_of_an_lstm_is_changed_before_it_is_used(torch, value, change, rule):
    module = make_module(torch)
    x, (h, c) = draw(torch, module)
    p, inputs = lc.from_torch(module), x.numpy()
    before = {"a": h[0].numpy(), "c": c[0].numpy()}
    want = []
    for t, x_t in enumerate(inputs):
        _, _, now = lc.lstm_step(p, x_t, before["a"], before["c"])

        def alter(name, new, before=before, t=t):
            if name == value and 2 <= t < 5:
                old = before.get(name)
                new[:, [1, 3]] = rule(
                    new[:, [1, 3]], None if old is None else old[:, [1, 3]]
                )
            return new

        now = {name: alter(name, gate) for name, gate in now.items()}
        now["c"] = alter("c", now["f"] * before["c"] + now["u"] * now["c_cand"])
        now["a"] = alter("a", now["o"] * np.tanh(now["c"]))
        want.append(now["a"])
        before = {name: v.copy() for name, v in now.items()}
    with lc.intervene(module, "", value, [1, 3], steps=slice(2, 5), **change):
        got, _ = module(x, (h, c))
    np.testing.assert_allclose(got.detach(), np.stack(want), atol=1e-13)


def test_it_equals_an_ablation_of_a_model_of_the_package(torch, rng):
    model = lc.make_model(3, 5, n_y=2, rng=np.random.default_rng(0))
    module = torch.nn.LSTM(3, 5).double()
    module.load_state_dict(lc.to_torch(model.cell_params))
    x = rng.standard_normal((6, 4, 3))
    with lc.intervene(module, "", "a", 2, set=0.0):
        got, _ = module(torch.tensor(x))
    assert not got[..., 2].any()
    p = model.cell_params
    W = p.W.copy()
    W[:, 2] = 0  # nobody reads unit 2
    want = lc.lstm_forward(lc.LSTMParams(W, p.b), x).a
    np.testing.assert_allclose(
        np.delete(got.detach().numpy(), 2, -1), np.delete(want, 2, -1), atol=1e-13
    )


def test_the_model_is_as_it_was_also_after_an_error(torch):
    module = make_module(torch)
    x, _ = draw(torch, module)
    want = module(x)[0]
    with pytest.raises(ZeroDivisionError), lc.intervene(module, "", "f", 0, set=1.0):
        raise ZeroDivisionError
    assert "forward" not in vars(module)
    assert torch.equal(module(x)[0], want)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"name": "decoder"}, r"name: expected one of \[''\]"),
        ({"value": "r"}, "value: expected one of .* got 'r'"),
        ({"units": 5}, "units: expected some of 0 to 4, got 5"),
        ({"units": []}, "units: expected some"),
        ({"scale": 2.0}, "exactly one"),
        ({"set": None}, "exactly one"),
        ({"set": float("nan")}, "set: expected a finite"),
        ({"layer": 1}, "layer, reverse: expected"),
        ({"reverse": True}, "layer, reverse: expected"),
    ],
)
def test_what_cannot_be_changed_is_named(torch, change, words):
    options = {"name": "", "value": "f", "units": 0, "set": 1.0} | change
    with pytest.raises(ValueError, match=words):
        lc.intervene(make_module(torch), **options).__enter__()


def test_a_module_with_another_forward_is_refused(torch):
    class Doubling(torch.nn.LSTM):
        def forward(self, x, hx=None):
            return super().forward(2 * x, hx)

    with (
        pytest.raises(ValueError, match="Doubling with a forward of its own"),
        lc.intervene(Doubling(3, 5), "", "f", 0, set=1.0),
    ):
        pass
    module = torch.nn.LSTM(3, 5)
    outer = lc.intervene(module, "", "f", 0, set=1.0)
    inner = lc.intervene(module, "", "u", 0, set=0.0)
    with outer:
        with pytest.raises(ValueError, match="another intervention"), inner:
            pass
        module(torch.randn(4, 2, 3))
    assert "forward" not in vars(module)


def test_dropout_that_is_switched_on_meanwhile_is_refused(torch):
    module = torch.nn.LSTM(3, 5, 2, dropout=0.5).eval()
    with lc.intervene(module, "", "f", 0, set=1.0):
        module(torch.randn(4, 2, 3))
        module.train()
        with pytest.raises(ValueError, match=r"dropout=0.5 while training"):
            module(torch.randn(4, 2, 3))


def test_units_may_come_from_an_array(torch):
    module, order = make_module(torch), np.array([3, 1, 0])
    x, state = draw(torch, module)
    found = []
    for units in (3, order[0], torch.tensor(3), [3, 3], order[:1]):
        with lc.intervene(module, "", "f", units, set=1.0):
            found.append(module(x, state)[0])
    assert all(torch.equal(found[0], out) for out in found)
    assert not torch.equal(found[0], module(x, state)[0])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"units": True}, "units: expected an integer or several, got bool"),
        ({"units": 1.5}, "units: expected an integer or several, got float"),
        ({"units": None}, "units: expected an integer or several, got None"),
        ({"steps": 3}, "steps: expected a slice of neighbours"),
        ({"steps": slice(None, None, -1)}, "steps: expected a slice of neighbours"),
    ],
)
def test_what_is_of_another_kind_is_named(torch, change, words):
    options = {"name": "", "value": "f", "units": 0, "set": 1.0} | change
    with pytest.raises(TypeError, match=words):
        lc.intervene(make_module(torch), **options).__enter__()


def test_what_would_change_nothing_is_said(torch):
    module, x = torch.nn.LSTM(3, 5), torch.randn(4, 2, 3)
    change = lc.intervene(module, "", "f", 0, set=1.0, steps=slice(4, 9))
    with (
        change,
        pytest.raises(ValueError, match=r"steps: expected some of 0 to 3, got"),
    ):
        module(x)
    with lc.intervene(module, "", "f", 0, set=1.0, steps=slice(3, 9)):
        module(x)
    with (
        pytest.warns(UserWarning, match="nothing was changed, since no call of ''"),
        lc.intervene(module, "", "f", 0, set=1.0),
    ):
        pass


def test_autocast_is_refused(torch):
    module, x = torch.nn.LSTM(3, 5), torch.randn(4, 2, 3)
    with (
        lc.intervene(module, "", "f", 0, set=1.0),
        torch.autocast("cpu", dtype=torch.bfloat16),
        pytest.raises(ValueError, match=r"got torch\.autocast"),
    ):
        module(x)


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
def test_gradients_through_packed_layers_are_those_of_the_module(torch, kind):
    torch.manual_seed(0)
    rnn = torch.nn.utils.rnn
    module = getattr(torch.nn, kind)(3, 5, 2, bidirectional=True).double()
    x = torch.randn(7, 4, 3, dtype=torch.float64, requires_grad=True)

    def gradients():
        packed = rnn.pack_padded_sequence(x, LENGTHS, enforce_sorted=False)
        out = module(packed)[0].data.sin().sum()
        return torch.autograd.grad(out, [x, *module.parameters()])

    want = gradients()
    with lc.intervene(module, "", "a", 0, scale=1.0):
        got = gradients()
    for one, other in zip(got, want, strict=True):
        torch.testing.assert_close(one, other)
