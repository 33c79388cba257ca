"""Gates of PyTorch's modules: equal to a run of the package, layer by layer.

And what `trace_torch` does not take, and what cannot be done with its traces.
"""

import numpy as np
import pytest
from twins import MODULES, assert_equal_to_package, draw, flat, make_module

import lstm_core as lc
from lstm_core.cells.registry import cell_named

SIZES = {"T=6, B=3": (6, 3), "T=1": (1, 3), "B=1": (6, 1), "T=1, B=1": (1, 1)}


@pytest.mark.parametrize("sizes", SIZES.values(), ids=SIZES)
@pytest.mark.parametrize("options", MODULES.values(), ids=MODULES)
def test_every_gate_equals_the_package(torch, cell, options, sizes):
    module = make_module(torch, cell, **options)
    x, state = draw(torch, module, *sizes)
    traces = lc.trace_torch(module, x, state)
    assert all(isinstance(pair, tuple) == module.bidirectional for pair in traces)
    assert_equal_to_package(module, x, state, traces)


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
        assert not any(v.requires_grad for v in vars(trace).values() if v is not False)
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
    p = lc.from_torch(module, 0)
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
        (lambda x: x[:, 0], ValueError, r"x: expected 3 axes \(T, B, n_x"),
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


def test_packed_sequences_are_refused(torch):
    module = make_module(torch)
    x, _ = draw(torch, module)
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, [6, 4, 2])
    with pytest.raises(TypeError, match=r"got a PackedSequence; .*pad_packed_sequence"):
        lc.trace_torch(module, packed)
