"""Gates of PyTorch's modules: equal to a run of the package, layer by layer.

And what `trace_torch` does not take, and what cannot be done with its traces.
"""

from functools import partial

import numpy as np
import pytest
from twins import MODULES, assert_equal_to_package, draw, flat, make_module

import lstm_core as lc
from lstm_core.cells import lstm
from lstm_core.cells.registry import all_cells, cell_named
from lstm_core.pytorch import trace as tracing

SIZES = {"T=6, B=3": (6, 3), "T=1": (1, 3), "B=1": (6, 1), "T=1, B=1": (1, 1)}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("options", MODULES.values(), ids=MODULES)
def test_every_gate_equals_the_package(torch, cell, options, sizes):
    module = make_module(torch, cell, **options)
    x, state = draw(torch, module, *sizes)
    traces = lc.trace_torch(module, x, state)
    assert all(isinstance(pair, tuple) == module.bidirectional for pair in traces)
    assert_equal_to_package(module, x, state, traces)


@pytest.mark.parametrize("T", [1, 2, 3, 8, 100])
def test_a_gpu_adds_up_the_same_cell_states(torch, T):
    f, (start, *more) = torch.rand(T, 2, 3).double(), torch.randn(T + 1, 2, 3).double()
    want = [start]
    for f_t, more_t in zip(f, more, strict=True):
        want.append(f_t * want[-1] + more_t)
    for way in (lstm._step_by_step, lstm._by_doubling):
        c = torch.stack([start, *more])
        way(torch, f, c)
        torch.testing.assert_close(c, torch.stack(want), rtol=0, atol=1e-14)


def test_without_a_state_it_starts_from_zero(torch, cell):
    module = make_module(torch, cell, num_layers=2, bidirectional=True)
    x, state = draw(torch, module)
    zero = tuple(0 * s for s in state) if isinstance(state, tuple) else 0 * state
    assert_equal_to_package(module, x, zero, lc.trace_torch(module, x))


@pytest.mark.parametrize("options", MODULES.values(), ids=MODULES)
def test_hidden_and_last_states_are_those_of_the_module(torch, cell, options):
    module = make_module(torch, cell, **options)
    x, state = draw(torch, module)
    out, last = module(x, state)
    out = out.transpose(0, 1) if module.batch_first else out
    last = last if isinstance(last, tuple) else (last,)
    found = flat(lc.trace_torch(module, x, state))
    a = torch.cat([trace.a for trace in found[-1]], dim=-1)
    torch.testing.assert_close(a, out.detach(), rtol=0, atol=1e-14)
    for i, trace in enumerate(t for pair in found for t in pair):
        end = 0 if trace.reverse else -1
        for name, want in zip(cell_named(cell).states, last, strict=True):
            got, limit = getattr(trace, name)[end], 1e-14 if name == "a" else 1e-13
            torch.testing.assert_close(got, want[i].detach(), rtol=0, atol=limit)


def test_a_step_of_a_backward_trace_fits_together(torch):
    module = make_module(torch, bidirectional=True)
    x, state = draw(torch, module)
    (_, trace), p = lc.trace_torch(module, x, state)[0], lc.from_torch(module, 0, True)
    trace = trace.to_numpy()
    for t in (0, 3, -1):
        step = trace.step(t, b=1)
        rows = (step[name][None] for name in ("x_t", "a_prev", "c_prev"))
        a, c, _ = lc.lstm_step(p, *rows)
        np.testing.assert_allclose(step["a"], a[0], atol=1e-13)
        np.testing.assert_allclose(step["c"], c[0], atol=1e-13)
    np.testing.assert_array_equal(trace.step(5, 1)["c_prev"], state[1][1, 1].numpy())


def test_a_forward_trace_can_be_taken_back_through_time(torch, rng):
    module = make_module(torch)
    x, state = draw(torch, module)
    p, trace = lc.from_torch(module), lc.trace_torch(module, x, state)[0].to_numpy()
    da = rng.standard_normal(trace.a.shape)
    want = lc.lstm_backward(p, lc.lstm_forward(p, trace.x, trace.a0, trace.c0), da)
    got = lc.lstm_backward(p, trace, da)
    np.testing.assert_allclose(got.W, want.W, atol=1e-12)


def test_traces_are_tensors_without_a_graph_and_the_module_stays(torch, cell):
    module = make_module(torch, cell, num_layers=2)
    before = {k: v.clone() for k, v in module.state_dict().items()}
    x, state = draw(torch, module)
    for trace in lc.trace_torch(module, x.requires_grad_(), state):
        assert isinstance(trace.a, torch.Tensor)
        tensors = [v for v in vars(trace).values() if isinstance(v, torch.Tensor)]
        assert tensors and not any(v.requires_grad for v in tensors)
    assert module.training
    assert all(torch.equal(v, before[k]) for k, v in module.state_dict().items())
    assert all(p.grad is None for p in module.parameters())


def test_arrays_are_taken_too_and_numpy_traces_stay_as_they_are(torch, cell):
    module = make_module(torch, cell)
    x, state = draw(torch, module)
    several = isinstance(state, tuple)
    given = tuple(s.numpy() for s in state) if several else state.numpy()
    traces = lc.trace_torch(module, x.numpy(), given)
    assert_equal_to_package(module, x, state, traces)
    again = traces[0].to_numpy()
    np.testing.assert_array_equal(again.to_numpy().a, again.a)


def test_float32_stays_float32_under_autocast_too(torch):
    module = make_module(torch, dtype="float32", num_layers=2)
    x, state = draw(torch, module)
    for enabled in (False, True):
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=enabled):
            traces = lc.trace_torch(module, x, state)
        assert {trace.f.dtype for trace in traces} == {torch.float32}
        assert_equal_to_package(module, x, state, traces, tolerance=1e-5)


# Rounding once is half a unit in the last place: 2^-12 or 2^-9 for numbers below 1.
@pytest.mark.parametrize(("dtype", "limit"), [("float16", 2e-3), ("bfloat16", 2e-2)])
def test_half_precision_gives_a_float32_trace(torch, dtype, limit):
    options = {"num_layers": 2, "bidirectional": True}
    module = make_module(torch, dtype=dtype, **options)
    x, state = draw(torch, module)
    traces = lc.trace_torch(module, x, state)
    out = module(x, state)[0].detach()
    last = torch.cat([trace.a for trace in traces[-1]], dim=-1)
    torch.testing.assert_close(last, out.float(), rtol=0, atol=limit)
    exact = make_module(torch, dtype="float32", **options)
    exact.load_state_dict({k: v.float() for k, v in module.state_dict().items()})
    wide = x.float(), tuple(s.float() for s in state)
    assert_equal_to_package(exact, *wide, traces, tolerance=limit)
    for trace in traces[0]:
        assert trace.f.dtype == torch.float32
        error = (trace.o * trace.tanh_c - trace.a).abs().max()
        assert 0 < error < limit


def test_backward_through_time_refuses_what_it_cannot_take(torch, cell):
    back = getattr(lc, f"{cell}_backward")
    module = make_module(torch, cell, bidirectional=True)
    (forward, reverse) = lc.trace_torch(module, draw(torch, module)[0])[0]
    p = lc.from_torch(module, 0, reverse=False)
    da = np.zeros((6, 3, 5))
    with pytest.raises(ValueError, match="trace: expected one that ran forwards in"):
        back(p, reverse.to_numpy(), da)
    with pytest.raises(TypeError, match=r"trace: .*NumPy arrays.*to_numpy\(\)"):
        back(p, forward, da)


def test_numpy_has_no_bfloat16(torch):
    module = make_module(torch, dtype="bfloat16")
    with pytest.raises(TypeError, match=r"x: expected a tensor of torch\.bfloat16, go"):
        lc.trace_torch(module, np.zeros((2, 1, 3)))


def test_dropout_is_accepted_only_when_it_is_off(torch):
    module = make_module(torch, num_layers=2, dropout=0.5)
    x, state = draw(torch, module)
    with pytest.raises(
        ValueError, match=r"no dropout, got dropout=0.5 .*call module.e"
    ):
        lc.trace_torch(module, x, state)
    module.eval()
    assert_equal_to_package(module, x, state, lc.trace_torch(module, x, state))


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (lambda x: x[0, 0], ValueError, r"x: expected 3 axes \(T, B, n_x"),
        (lambda x: x.long(), TypeError, "are these tokens.* embedding"),
        (lambda x: x[..., :2], ValueError, r"x: expected shape \(T, B, n_x=3"),
        (lambda x: x[:0], ValueError, "x: expected no empty axis"),
        (lambda x: x.float(), TypeError, r"dtype torch\.float64, got torch\.fl"),
        (lambda x: x.float().numpy(), TypeError, "float64, got float32"),
        (lambda x: x * float("inf"), ValueError, "x: expected finite numbers"),
        (lambda x: x.tolist(), TypeError, "x: expected a NumPy array"),
    ],
)
def test_bad_input_is_named(torch, change, error, words):
    module = make_module(torch)
    x, _ = draw(torch, module)
    with pytest.raises(error, match=words):
        lc.trace_torch(module, change(x))


def test_batch_first_input_is_described_batch_first(torch):
    module = make_module(torch, batch_first=True)
    with pytest.raises(ValueError, match=r"x: expected shape \(B, T, n_x=3\)"):
        lc.trace_torch(module, torch.zeros(2, 4, 1, dtype=torch.float64))


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        (
            lambda h, c: h,
            TypeError,
            r"state: expected a tuple \(h_0, c_0\), got Tensor",
        ),
        (
            lambda h, c: (h,),
            TypeError,
            r"state: expected a tuple \(h_0, c_0\), got tup",
        ),
        (lambda h, c: (h, c[:1]), ValueError, r"c_0: expected shape \(layers \* dir"),
        (lambda h, c: (h[:, :2], c), ValueError, "h_0: expected shape .*B=3, n_a=5"),
        (lambda h, c: (h.float(), c), TypeError, r"h_0: expected dtype torch\.float64"),
    ],
)
def test_bad_states_are_named(torch, change, error, words):
    module = make_module(torch, num_layers=2)
    x, state = draw(torch, module)
    with pytest.raises(error, match=words):
        lc.trace_torch(module, x, change(*state))


LENGTHS = [4, 6, 1]


@pytest.mark.parametrize("options", MODULES.values(), ids=MODULES)
def test_sequences_of_several_lengths_equal_each_alone(torch, cell, options):
    module = make_module(torch, cell, **options)
    x, state = draw(torch, module)
    found = lc.trace_torch(module, x, state, lengths=LENGTHS)
    parts = state if isinstance(state, tuple) else (state,)
    for b, length in enumerate(LENGTHS):
        alone = x[b : b + 1, :length] if module.batch_first else x[:length, b : b + 1]
        start = tuple(s[:, b : b + 1] for s in parts)
        want = lc.trace_torch(module, alone, start if len(start) > 1 else start[0])
        for pair, own in zip(flat(found), flat(want), strict=True):
            for trace, one in zip(pair, own, strict=True):
                assert_same_steps(trace, one, b, length)


def assert_same_steps(trace, one, b, length):
    """The real steps are those of ``one``; behind them is nothing."""
    trace, one = trace.to_numpy(), one.to_numpy()
    prev = [name for name in ("a_prev", "c_prev") if hasattr(one, name)]
    for name in ("x", "a", *prev, *names_of_gates(one)):
        got = getattr(trace, name)[:, b]
        np.testing.assert_allclose(got[:length], getattr(one, name)[:, 0], atol=1e-13)
        if name not in prev:
            assert np.isnan(got[length:]).all(), name


def names_of_gates(trace):
    return next(c.gates for c in all_cells() if c.trace is type(trace))


def test_a_packed_sequence_is_its_padded_one_with_lengths(torch, cell):
    module = make_module(torch, cell, num_layers=2, bidirectional=True)
    x, state = draw(torch, module)
    pack = torch.nn.utils.rnn.pack_padded_sequence
    packed = pack(x, LENGTHS, enforce_sorted=False)
    got = lc.trace_torch(module, packed, state)
    want = lc.trace_torch(module, x, state, lengths=LENGTHS)
    for pair, other in zip(got, want, strict=True):
        for trace, same in zip(pair, other, strict=True):
            torch.testing.assert_close(trace.a, same.a, rtol=0, atol=0, equal_nan=True)
    with pytest.raises(ValueError, match="PackedSequence has its own"):
        lc.trace_torch(module, packed, lengths=LENGTHS)


@pytest.mark.parametrize(
    ("lengths", "words"),
    [
        ([4, 6], "3 integers"),
        ([4, 6, 0], "0 to 6"),
        ([4.0, 6, 1], "3 int"),
        ([7] * 3, "1 to 6"),
    ],
)
def test_lengths_that_do_not_fit_are_refused(torch, lengths, words):
    module = make_module(torch)
    with pytest.raises(ValueError, match=f"lengths: expected .*{words}"):
        lc.trace_torch(module, draw(torch, module)[0], lengths=lengths)


def test_one_sequence_without_a_batch(torch, cell):
    module = make_module(torch, cell, num_layers=2, batch_first=True)
    x, state = draw(torch, module, B=1)
    parts = tuple(s[:, 0] for s in state) if cell == "lstm" else state[:, 0]
    assert_equal_to_package(module, x, state, lc.trace_torch(module, x[0], parts))


def test_modules_that_take_one_step(torch, cell):
    module = make_module(torch, cell)
    one = getattr(torch.nn, f"{type(module).__name__}Cell")(3, 5).double()
    one.load_state_dict(
        {k.removesuffix("_l0"): v for k, v in module.state_dict().items()}
    )
    x, state = draw(torch, module)
    start = tuple(s[0] for s in state) if cell == "lstm" else state[0]
    for check in (True, False):
        traces = lc.trace_torch(one, x, start, check=check)
        assert_equal_to_package(module, x, state, traces)


def test_a_projection_has_less_hidden_states_than_units(torch):
    module = make_module(torch, num_layers=2, bidirectional=True, proj_size=2)
    x = draw(torch, make_module(torch))[0]
    out, last = module(x)
    same = partial(torch.testing.assert_close, rtol=0, atol=1e-14)
    with torch.no_grad():
        for check in (True, False):
            for layer, pair in enumerate(lc.trace_torch(module, x, check=check)):
                for i, trace in enumerate(pair):
                    W_hr = getattr(module, f"weight_hr_l{layer}" + "_reverse" * i)
                    same(trace.a, (trace.o * trace.tanh_c) @ W_hr.T)
                    same(trace.a[-1 + i], last[0][2 * layer + i])
                    same(trace.c[-1 + i], last[1][2 * layer + i])
            same(torch.cat([trace.a for trace in pair], dim=-1), out)


def test_a_network_with_relu(torch):
    module = make_module(torch, "rnn", nonlinearity="relu", num_layers=2)
    x, state = draw(torch, module)
    for check in (True, False):
        last = lc.trace_torch(module, x, state, check=check)[-1]
        torch.testing.assert_close(last.a, module(x, state)[0].detach())


def _old(wrap):
    def change(torch, module):
        wrap(torch)(module, "weight_hh_l0")
        with torch.no_grad():
            for weight in module.parameters():
                weight *= 1.5

    return change


def prune_of(torch):
    from torch.nn.utils import prune  # PyTorch loads it only when it is asked for

    return prune.l1_unstructured


RECOMPUTED = {
    "weight_norm": _old(lambda torch: torch.nn.utils.weight_norm),
    "spectral_norm": _old(lambda torch: torch.nn.utils.spectral_norm),
    "prune": _old(lambda torch: partial(prune_of(torch), amount=0.5)),
}


@pytest.mark.filterwarnings("ignore:.*weight_norm.*:FutureWarning")
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("change", RECOMPUTED.values(), ids=RECOMPUTED)
def test_weights_that_hooks_compute_are_those_of_the_call(torch, change, layers):
    module = make_module(torch, num_layers=layers)
    change(torch, module)
    module.eval()
    x, state = draw(torch, module)
    last = lc.trace_torch(module, x, state)[-1]
    torch.testing.assert_close(last.a, module(x, state)[0].detach())
    with pytest.raises(ValueError, match="that a hook computes anew"):
        lc.from_torch(module, layer=0)


def make_subclass(torch):
    """A module whose forward does more than its weights say."""

    class DoublingLSTM(torch.nn.LSTM):
        def forward(self, x, hx=None):
            return super().forward(2 * x, hx)

    return DoublingLSTM(3, 5).double()


def _with_hook(register, hook):
    def make(torch):
        module = make_module(torch)
        getattr(module, register)(hook)
        return module

    return make


CHANGED = {
    "pre-hook": (
        _with_hook("register_forward_pre_hook", lambda m, a: (a[0] * 2, *a[1:])),
        "forward pre-hook",
    ),
    "hook": (
        _with_hook("register_forward_hook", lambda m, a, o: (o[0] * 0.9, o[1])),
        "forward hook",
    ),
    "subclass": (make_subclass, "has DoublingLSTM a forward of its own"),
}


@pytest.mark.parametrize(("make", "cause"), CHANGED.values(), ids=CHANGED)
def test_what_changes_numbers_but_not_weights_is_found(torch, make, cause):
    module = make(torch)
    with pytest.raises(ValueError, match=cause):
        lc.trace_torch(module, draw(torch, module)[0])


def test_a_parametrisation_is_followed_or_refused(torch):
    module = make_module(torch)
    torch.nn.utils.parametrizations.weight_norm(module, "weight_hh_l0")
    with torch.no_grad():
        module.parametrizations.weight_hh_l0.original0.mul_(1.5)
    x, state = draw(torch, module)
    try:
        (trace,) = lc.trace_torch(module, x, state)
    except ValueError as error:
        assert "parametris" in str(error)
    else:
        torch.testing.assert_close(trace.a, module(x, state)[0].detach())


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_half_precision_keeps_the_cell_states_of_the_module(torch, dtype):
    torch.manual_seed(0)
    module = torch.nn.LSTM(8, 32)
    with torch.no_grad():
        module.bias_ih_l0[32:64] += 6  # long memories, in which roundings add up
        module.weight_hh_l0 *= 0.3
    module = module.to(getattr(torch, dtype))
    x = torch.rand(500, 2, 8).to(module.weight_hh_l0.dtype)
    (trace,) = lc.trace_torch(module, x)
    torch.testing.assert_close(
        trace.c[-1], module(x)[1][1][0].detach().float(), rtol=0, atol=0
    )


def test_half_precision_says_how_far_off_it_is(torch, monkeypatch):
    module = make_module(torch, dtype="float16")
    x, state = draw(torch, module)
    own = tracing._run_direction

    def shifted(*args, **kwargs):
        a, c = own(*args, **kwargs)
        return [a, c + 0.01]

    monkeypatch.setattr(tracing, "_run_direction", shifted)
    with pytest.warns(UserWarning, match=r"up to 0\.01 away .* rounding adds up"):
        lc.trace_torch(module, x, state)


@pytest.mark.parametrize(
    ("make", "error", "words"),
    [
        (lambda nn: nn.LSTM(3, 5, device="meta"), ValueError, "meta"),
        (lambda nn: nn.Sequential(nn.LSTM(3, 5)), TypeError, r"parts: \.0"),
        (lambda nn: [], TypeError, "got list"),
    ],
    ids=["meta", "a model", "a list"],
)
def test_what_is_no_such_module_is_named(torch, make, error, words):
    with pytest.raises(error, match=words):
        lc.trace_torch(make(torch.nn), torch.zeros(2, 1, 3))


def test_weights_that_are_no_finite_real_numbers_are_refused(torch):
    with pytest.raises(TypeError, match=r"weight_ih_l0 of torch\.complex"):
        complex_module = torch.nn.LSTM(3, 5, dtype=torch.complex64)
        lc.trace_torch(complex_module, torch.zeros(2, 1, 3))
    module = make_module(torch)
    with torch.no_grad():
        module.weight_ih_l0[0, 0] = float("nan")
    with pytest.raises(ValueError, match="NaN in weight_ih_l0"):
        lc.trace_torch(module, draw(torch, module)[0])


def test_a_last_state_that_is_not_finite_is_not_passed_over(torch):
    module = make_module(torch)
    module.register_forward_hook(
        lambda m, args, out: (out[0], (out[1][0], out[1][1] * float("nan")))
    )
    with pytest.raises(ValueError, match="up to nan away"):
        lc.trace_torch(module, draw(torch, module)[0])


@pytest.mark.parametrize("kind", ["tensor", "array", "float32"])
def test_padding_may_hold_anything(torch, kind):
    module, lengths = make_module(torch, bidirectional=True), [2, 6, 4]
    module = module.float() if kind == "float32" else module
    x, state = draw(torch, module)
    spoilt = x.clone()
    for b, length in enumerate(lengths):
        spoilt[length:, b] = float("nan")
    given = spoilt.numpy() if kind == "array" else spoilt
    with pytest.raises(ValueError, match="if that is padding, give lengths="):
        lc.trace_torch(module, given)
    ((want, _),) = lc.trace_torch(module, x, state, lengths)
    ((got, _),) = lc.trace_torch(module, given, state, lengths)
    torch.testing.assert_close(got.f, want.f, equal_nan=True)
    spoilt[1, 0] = float("inf")
    with pytest.raises(ValueError, match=r"NaN or infinite$"):
        lc.trace_torch(module, spoilt, state, lengths)


@pytest.mark.parametrize("lengths", [[5, None, 3], "ab", object()])
def test_lengths_that_are_no_numbers_are_named(torch, lengths):
    x = torch.randn(6, 3, 3)
    with pytest.raises(TypeError, match="lengths: expected 3 integers, one a seq"):
        lc.trace_torch(torch.nn.LSTM(3, 5), x, lengths=lengths)


@pytest.mark.parametrize("kind", ["LSTMCell", "GRUCell", "RNNCell"])
def test_a_cell_reads_sequences_of_several_lengths(torch, kind):
    torch.manual_seed(0)
    module = getattr(torch.nn, kind)(3, 5).double()
    x, lengths = torch.randn(6, 3, 3, dtype=torch.float64), [2, 6, 4]
    (trace,) = lc.trace_torch(module, x, lengths=lengths)
    for b, length in enumerate(lengths):
        (own,) = lc.trace_torch(module, x[:length, b : b + 1])
        torch.testing.assert_close(trace.a[:length, b], own.a[:, 0])
        assert trace.a[length:, b].isnan().all()


def test_a_hook_for_all_modules_is_named(torch):
    register = torch.nn.modules.module.register_module_forward_hook
    handle = register(lambda module, args, out: (2 * out[0], out[1]))
    try:
        with pytest.raises(ValueError, match="a hook for all modules"):
            lc.trace_torch(torch.nn.LSTM(3, 5), torch.randn(4, 2, 3))
    finally:
        handle.remove()


@pytest.mark.filterwarnings("ignore:The PyTorch API of nested tensors")
def test_a_nested_tensor_is_to_be_packed(torch):
    nested = torch.nested.nested_tensor([torch.randn(4, 3), torch.randn(2, 3)])
    with pytest.raises(TypeError, match=r"x: .*nested.*pack_sequence"):
        lc.trace_torch(torch.nn.LSTM(3, 5), nested)


def test_a_masked_array_is_refused(torch):
    x = np.ma.masked_array(np.zeros((4, 2, 3), np.float32), mask=True)
    with pytest.raises(TypeError, match=r"plain array, .* x\.filled\(0\)"):
        lc.trace_torch(torch.nn.LSTM(3, 5), x)


def test_a_module_made_in_inference_mode(torch):
    with torch.inference_mode():
        module, x = torch.nn.LSTM(3, 5), torch.randn(4, 2, 3)
    (trace,) = lc.trace_torch(module, x)
    with torch.no_grad():
        torch.testing.assert_close(trace.a, module(x)[0])


@pytest.mark.parametrize("kind", ["LSTM", "GRU", "RNN"])
@pytest.mark.parametrize("T", [1, 40])
def test_float32_starts_from_what_the_module_returned(torch, kind, T):
    torch.manual_seed(0)
    module = getattr(torch.nn, kind)(3, 70, 2)
    x = torch.randn(T, 4, 3)
    traces = lc.trace_torch(module, x)
    with torch.no_grad():
        assert torch.equal(traces[-1].a, module(x)[0])
    for trace, want in zip(
        traces, lc.trace_torch(module.double(), x.double()), strict=True
    ):
        for name in ("a", "f", "u", "o", "r", "c", "c_cand", "tanh_c", "a_cand"):
            if hasattr(want, name):
                got = getattr(trace, name).double()
                torch.testing.assert_close(got, getattr(want, name), atol=1e-5, rtol=0)
