"""`watch` records what the recurrent modules inside a model do, on their own input."""

import copy
import pickle

import pytest
from twins import assert_equal_to_package, make_module

import lstm_core as lc


def make_tagger(torch):
    """A model as people write them: embedding, packing, two kinds of modules."""
    rnn = torch.nn.utils.rnn

    class Tagger(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.embed = torch.nn.Embedding(10, 5)
            self.encoder = torch.nn.LSTM(5, 6, 2, bidirectional=True, batch_first=True)
            self.decoder = torch.nn.LSTMCell(12, 4)

        def forward(self, tokens, lengths):
            x = rnn.pack_padded_sequence(
                self.embed(tokens), lengths, batch_first=True, enforce_sorted=False
            )
            out, _ = rnn.pad_packed_sequence(self.encoder(x)[0], batch_first=True)
            state = None
            for x_t in out.unbind(1):
                state = self.decoder(x_t, state)
            return state[0]

    torch.manual_seed(0)
    return Tagger().double()


LENGTHS = [3, 7, 2, 5]


def test_every_module_is_recorded_on_its_own_input(torch):
    model, tokens = make_tagger(torch), torch.randint(10, (4, 7))
    with lc.watch(model) as seen:
        out = model(tokens, LENGTHS)
    assert {name: len(calls) for name, calls in seen.items()} == {
        "encoder": 1,
        "decoder": 7,
    }
    x = model.embed(tokens).detach()
    want = lc.trace_torch(model.encoder, x, lengths=LENGTHS)
    for pair, other in zip(seen["encoder"][0], want, strict=True):
        for trace, same in zip(pair, other, strict=True):
            for name in ("f", "u", "o", "c"):
                got, one = getattr(trace, name), getattr(same, name)
                torch.testing.assert_close(got, one, equal_nan=True)
    states = [call[0].a[0] for call in seen["decoder"]]
    torch.testing.assert_close(states[-1], out.detach())
    torch.testing.assert_close(seen["decoder"][3][0].a0, states[2])


def test_it_reads_what_a_pre_hook_changed_and_what_a_hook_has_not(torch):
    module = make_module(torch)
    module.register_forward_pre_hook(lambda m, args: (args[0] * 2,))
    module.register_forward_hook(lambda m, args, out: (out[0] * 0, out[1]))
    x = torch.randn(6, 3, 3, dtype=torch.float64)
    with lc.watch(module) as seen:
        out, _ = module(x)
    assert not out.any()
    zero = torch.zeros(1, 3, 5, dtype=torch.float64)
    assert_equal_to_package(module, 2 * x, (zero, zero), seen[""][0])


def test_nothing_of_the_model_is_changed_also_after_an_error(torch):
    model, tokens = make_tagger(torch), torch.randint(10, (4, 7))
    before = {name: dict(vars(m)) for name, m in model.named_modules()}
    state = {k: v.clone() for k, v in model.state_dict().items()}
    with pytest.raises(RuntimeError), lc.watch(model):
        model(tokens, [3, 7, 2, 0])
    model(tokens, LENGTHS)
    for name, module in model.named_modules():
        assert vars(module).keys() == before[name].keys()
        assert not module._forward_hooks
    assert all(torch.equal(v, state[k]) for k, v in model.state_dict().items())


def test_gradients_flow_as_if_nobody_watched(torch):
    model, tokens = make_tagger(torch), torch.randint(10, (4, 7))
    model(tokens, LENGTHS).sum().backward()
    want = {name: p.grad.clone() for name, p in model.named_parameters()}
    model.zero_grad()
    with lc.watch(model) as seen:
        model(tokens, LENGTHS).sum().backward()
    assert not seen["encoder"][0][0][0].f.requires_grad
    for name, p in model.named_parameters():
        assert torch.equal(p.grad, want[name])


def test_what_cannot_be_watched_is_refused(torch):
    with pytest.raises(TypeError, match=r"model: expected a torch\.nn\.Module, got li"):
        lc.watch([]).__enter__()
    with pytest.raises(ValueError, match="an LSTM, GRU or RNN in it, got Linear"):
        lc.watch(torch.nn.Linear(2, 2)).__enter__()
    model, tokens = make_tagger(torch).float(), torch.randint(10, (4, 7))
    with (
        torch.autocast("cpu", dtype=torch.bfloat16),
        pytest.raises(ValueError, match="autocast") as caught,
        lc.watch(model),
    ):
        model(tokens, LENGTHS)
    assert caught.value.__notes__ == ["in watch: the module 'encoder'"]


def test_a_module_with_two_names_is_found_by_both(torch):
    model, x = torch.nn.Module(), torch.randn(4, 2, 3)
    model.encoder = model.decoder = torch.nn.LSTM(3, 5)
    with lc.watch(model) as seen:
        model.decoder(x)
        model.encoder(x)
    assert len(seen["encoder"]) == 2
    assert seen["decoder"] is seen["encoder"]
    with lc.intervene(model, "decoder", "o", range(5), set=0.0):
        assert not model.encoder(x)[0].any()


def test_it_warns_if_every_call_passed_it_by(torch):
    module, x = torch.nn.LSTM(3, 5), torch.randn(4, 2, 3)
    with pytest.warns(UserWarning, match="no call of .* was seen"), lc.watch(module):
        module.forward(x)


def test_a_changed_module_is_never_traced_as_if_it_were_not(torch):
    module, x = torch.nn.LSTM(3, 5), torch.randn(40, 2, 3)
    module.bias_ih_l0.data[15] = -30  # nothing of unit 0 comes out
    early = {"set": 5.0, "steps": slice(0, 3)}  # and at the end it is forgotten
    with lc.intervene(module, "", "c", 0, **early):
        with lc.watch(module), pytest.raises(ValueError, match="intervene changes"):
            module(x)
        with pytest.raises(ValueError, match="intervene changes"):
            lc.trace_torch(module, x)
    lc.trace_torch(module, x)


BLOCKS = {
    "watch": lc.watch,
    "intervene": lambda model: lc.intervene(model, "0", "f", 0, set=1.0),
}


@pytest.mark.parametrize("block", BLOCKS)
@pytest.mark.parametrize("copy", [copy.deepcopy, pickle.dumps])
def test_no_copy_of_a_model_keeps_what_belongs_to_a_block(torch, block, copy):
    model = torch.nn.Sequential(torch.nn.LSTM(3, 5))
    with (
        pytest.raises(TypeError, match=f"inside lstm_core.{block}.*state_dict"),
        BLOCKS[block](model),
    ):
        copy(model)
    copy(model)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_it_says_which_modules_are_not_recorded(torch):
    model = torch.nn.ModuleDict({"a": torch.nn.LSTM(3, 5), "b": torch.nn.GRU(3, 5)})
    model["script"] = torch.jit.script(torch.nn.LSTM(3, 5))
    words = "not recorded: 'script', a scripted LSTM; only"
    with (
        pytest.warns(UserWarning, match=r"no call of \['b'\] was seen"),
        pytest.warns(UserWarning, match=words),
        lc.watch(model),
    ):
        model["a"](torch.randn(4, 2, 3))
    with pytest.raises(ValueError, match="in it, got scripted LSTM"):
        lc.watch(model["script"]).__enter__()


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.filterwarnings("ignore:torch.quantize_per")
def test_it_says_that_quantised_modules_are_not_recorded(torch):
    nn = torch.nn
    small = nn.Sequential(nn.LSTM(3, 5))
    small = torch.ao.quantization.quantize_dynamic(small, {nn.LSTM})
    model = nn.ModuleDict({"a": nn.LSTM(3, 5), "b": small})
    with (
        pytest.warns(
            UserWarning, match=r"not recorded: 'b\.0', a quantised LSTM; only"
        ),
        lc.watch(model) as seen,
    ):
        model["a"](torch.randn(4, 2, 3))
    assert [*seen] == ["a"]


def test_a_class_named_lstm_around_one_is_not_missed(torch):
    class LSTM(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.rnn = torch.nn.LSTM(3, 5)

    model = LSTM()
    with lc.watch(model) as seen:  # a warning would be an error
        model.rnn(torch.randn(4, 2, 3))
    assert len(seen["rnn"]) == 1


def test_what_stands_for_other_tensors_is_refused(torch):
    module, x = make_module(torch), torch.randn(6, 3, 3, dtype=torch.float64)
    with pytest.raises(TypeError, match=r"x: .*numbers, .*stand for"), lc.watch(module):
        torch.func.grad(lambda x: module(x)[0].sum())(x)
    with lc.watch(module) as seen:
        torch.func.functional_call(
            module, {k: 2 * v for k, v in module.state_dict().items()}, (x,)
        )
    zero = torch.zeros(1, 3, 5, dtype=torch.float64)
    with torch.no_grad():
        for weight in module.parameters():
            weight *= 2
    assert_equal_to_package(module, x, (zero, zero), seen[""][0])
