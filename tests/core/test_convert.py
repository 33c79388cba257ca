"""Weights from and to PyTorch, and equality with its LSTM and RNN."""

from functools import partial

import numpy as np
import pytest
from oracles import (
    Case,
    assert_close,
    assert_same,
    backward,
    draw_case,
    forward,
    run_in_two_parts,
)

import lstm_core as lc
from lstm_core.cells import sequence
from lstm_core.cells.registry import all_cells, arrays_of, cell_named, copy_params

SIZES = [
    {"T": 6, "B": 3, "n_x": 5, "n_a": 4},
    {"T": 6, "B": 3, "n_x": 2, "n_a": 7},
    {"T": 1, "B": 1, "n_x": 3, "n_a": 2},
    {"T": 5, "B": 1, "n_x": 1, "n_a": 1},
    {"T": 1, "B": 4, "n_x": 4, "n_a": 4},
]


def make_module(torch, cell, n_x, n_a, dtype=np.float64, **options):
    """Module of PyTorch with its own random weights."""
    kind = getattr(torch.nn, cell_named(cell).torch.module)
    return kind(n_x, n_a, dtype=getattr(torch, np.dtype(dtype).name), **options)


def adopt(module, case, layer=0):
    """The case with the weights of the module."""
    return Case(lc.from_torch(module, layer), *list(vars(case).values())[1:])


def tensors(torch, case):
    """The inputs of the case as leaves of a new graph."""
    names = ("x", *(f"{name}0" for name in case.cell.states))
    return {name: torch.tensor(getattr(case, name)).requires_grad_() for name in names}


def run_module(module, x, a, c=None):
    """Outputs and last states (B, n_a), started from states of that shape."""
    out, last = module(x, a[None] if c is None else (a[None], c[None]))
    return out, [s[0] for s in (last if isinstance(last, tuple) else (last,))]


def package_rows(stacked):
    """Move the blocks of PyTorch (i, f, g, o) to forget, update, output, candidate."""
    i, f, g, o = np.split(stacked, 4)
    return np.concatenate([f, i, o, g])


def weight_gradients(module):
    """Gradients of the first layer, arranged like the arrays of the cell."""
    names = ("weight_hh_l0", "weight_ih_l0", "bias_ih_l0", "bias_hh_l0")
    hh, ih, b, b_twin = (getattr(module, name).grad.numpy() for name in names)
    W = np.hstack([hh, ih])
    if module.mode == "GRU":  # the candidate's second bias is another one
        shared = 2 * module.hidden_size
        np.testing.assert_allclose(b[:shared], b_twin[:shared], rtol=1e-5)
        return {"W": W, "b": b, "b_a": b_twin[shared:]}
    np.testing.assert_allclose(b, b_twin, rtol=1e-5)
    if module.mode == "LSTM":
        return {"W": package_rows(W), "b": package_rows(b)}
    return {"W": W, "b": b}


def torch_gradients(torch, module, case, run=None):
    """Outputs and gradients of the loss that belongs to the case."""
    leaves = tensors(torch, case)
    run = run or partial(run_module, module)
    out, last = run(*leaves.values())
    loss = (out * torch.tensor(case.da)).sum()
    if case.has_c:
        loss = loss + (last[1] * torch.tensor(case.dc_last)).sum()
    loss.backward()
    gradients = {name: leaf.grad.numpy() for name, leaf in leaves.items()}
    return out.detach().numpy(), weight_gradients(module) | gradients


@pytest.mark.parametrize("dtype", ["float64", "float32"])
@pytest.mark.parametrize("sizes", SIZES, ids=lambda s: "-".join(map(str, s.values())))
def test_outputs_and_all_gradients_equal_torch(torch, cell, sizes, dtype):
    dtype = np.dtype(dtype)
    module = make_module(torch, cell, sizes["n_x"], sizes["n_a"], dtype)
    case = adopt(module, draw_case(cell, dtype=dtype, **sizes))
    out, want = torch_gradients(torch, module, case)
    tolerance = 1e-12 if dtype == np.float64 else 1e-5
    assert_close({"a": forward(case).a}, {"a": out}, tolerance=tolerance)
    assert_close(backward(case), want, tolerance=tolerance)


def test_last_states_equal_torch(torch):
    module = make_module(torch, "lstm", 3, 4)
    case = adopt(module, draw_case("lstm", n_x=3, n_a=4))
    _, last = run_module(module, *tensors(torch, case).values())
    trace = forward(case)
    got = {"a": trace.a[-1], "c": trace.c[-1]}
    want = {"a": last[0].detach().numpy(), "c": last[1].detach().numpy()}
    assert_close(got, want)


def test_two_sequences_carrying_the_state_equal_torch(torch, cell):
    module = make_module(torch, cell, 3, 4)
    case = adopt(module, draw_case(cell, T=7, n_x=3, n_a=4))

    def in_two_parts(x, *state):
        first, state = run_module(module, x[:3], *state)
        second, state = run_module(module, x[3:], *state)
        return torch.cat([first, second]), state

    out, want = torch_gradients(torch, module, case, run=in_two_parts)
    values, gradients = run_in_two_parts(case, 3)
    assert_close({"a": values["a"]}, {"a": out})
    assert_close(gradients, want)


@pytest.mark.parametrize("options", [{"num_layers": 2}, {"bias": False}])
def test_layer_by_layer_equals_torch(torch, cell, options):
    module = make_module(torch, cell, 3, 4, **options)
    x = draw_case(cell, n_x=3).x
    want = module(torch.tensor(x))[0].detach().numpy()
    a = x
    for layer in range(module.num_layers):
        a = sequence.forward(lc.from_torch(module, layer=layer), a).a
    assert_close({"a": a}, {"a": want})


def test_forward_direction_of_a_bidirectional_module_equals_torch(torch, cell):
    module = make_module(torch, cell, 3, 4, bidirectional=True)
    x = draw_case(cell, n_x=3).x
    want = module(torch.tensor(x))[0].detach().numpy()[..., :4]
    assert_close({"a": sequence.forward(lc.from_torch(module), x).a}, {"a": want})


def test_backward_direction_of_a_bidirectional_module_equals_torch(torch, cell):
    module = make_module(torch, cell, 3, 4, bidirectional=True, num_layers=2)
    x = draw_case(cell, n_x=3).x
    want = module(torch.tensor(x))[0].detach().numpy()[..., 4:]
    forward = sequence.forward(lc.from_torch(module), x).a
    backward = sequence.forward(lc.from_torch(module, reverse=True), x[::-1]).a[::-1]
    middle = np.concatenate([forward, backward], axis=-1)
    last = sequence.forward(lc.from_torch(module, 1, reverse=True), middle[::-1]).a[
        ::-1
    ]
    assert_close({"a": last}, {"a": want})


def test_a_direction_that_is_not_there_is_refused(torch, cell):
    with pytest.raises(ValueError, match="reverse: expected False for a module of one"):
        lc.from_torch(make_module(torch, cell, 3, 4), reverse=True)


def test_module_without_bias_gives_zero_bias(torch, cell):
    p = lc.from_torch(make_module(torch, cell, 3, 4, bias=False))
    np.testing.assert_array_equal(p.b, np.zeros_like(p.W[:, 0]), strict=True)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_there_and_back_again_bit_for_bit(torch, cell, dtype):
    p = draw_case(cell, n_x=3, n_a=4, dtype=dtype).p
    module = make_module(torch, cell, 3, 4, dtype)
    layout = {k: torch.from_numpy(v) for k, v in lc.torch_layout(p).items()}
    module.load_state_dict(layout)
    back = lc.from_torch(module)
    assert type(back) is type(p)
    assert_same(arrays_of(back), arrays_of(p))


def test_weights_from_torch_are_copies(torch, cell):
    module = make_module(torch, cell, 3, 4)
    p = lc.from_torch(module)
    before = arrays_of(copy_params(p))
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.zero_()
    assert_same(arrays_of(p), before)


def test_torch_layout_of_an_lstm_is_input_forget_candidate_output():
    p = draw_case("lstm", n_x=3, n_a=4).p
    layout = lc.torch_layout(p)
    blocks = [p.W_u, p.W_f, p.W_c, p.W_o]
    want = {
        "weight_ih_l0": np.concatenate([block[:, 4:] for block in blocks]),
        "weight_hh_l0": np.concatenate([block[:, :4] for block in blocks]),
        "bias_ih_l0": np.concatenate([p.b_u, p.b_f, p.b_c, p.b_o]),
        "bias_hh_l0": np.zeros(16),
    }
    assert_same(layout, want)


def test_torch_layout_of_an_rnn_keeps_the_rows():
    p = draw_case("rnn", n_x=3, n_a=4).p
    want = {"weight_ih_l0": p.W_ax, "weight_hh_l0": p.W_aa, "bias_ih_l0": p.b}
    assert_same(lc.torch_layout(p), want | {"bias_hh_l0": np.zeros(4)})


def test_torch_layout_of_a_gru_has_a_second_bias_of_the_candidate():
    p = draw_case("gru", n_x=3, n_a=4).p
    want = {"weight_ih_l0": p.W[:, 4:], "weight_hh_l0": p.W[:, :4], "bias_ih_l0": p.b}
    want["bias_hh_l0"] = np.concatenate([np.zeros(8), p.b_a])
    assert_same(lc.torch_layout(p), want)


@pytest.mark.parametrize("cell", [c.name for c in all_cells() if c.torch])
def test_torch_layout_gives_copies(cell):
    p = draw_case(cell).p
    for value in lc.torch_layout(p).values():
        assert not any(np.shares_memory(value, own) for own in arrays_of(p).values())


def test_a_cell_that_pytorch_lacks_has_no_layout():
    with pytest.raises(ValueError, match="p: expected a cell that PyTorch has, one of"):
        lc.torch_layout(draw_case("peephole").p)


REFUSED = {
    "projection": (
        lambda nn: nn.LSTM(3, 4, proj_size=2),
        ValueError,
        "proj_size=0, got 2",
    ),
    "relu": (
        lambda nn: nn.RNN(3, 4, nonlinearity="relu"),
        ValueError,
        r"torch\.nn\.RNN with tanh; got RNN_RELU",
    ),
    "one cell": (
        lambda nn: nn.LSTMCell(3, 4),
        TypeError,
        r"torch\.nn\.LSTM, .*got LSTMCell",
    ),
    "linear": (lambda nn: nn.Linear(3, 4), TypeError, r"\.LSTM, .*got Linear"),
    "half": (lambda nn: nn.LSTM(3, 4).half(), TypeError, r"module: .*got float16"),
    "brain": (lambda nn: nn.LSTM(3, 4).bfloat16(), TypeError, r"module: .*got bfloat"),
}


@pytest.mark.parametrize(("make", "error", "message"), REFUSED.values(), ids=REFUSED)
def test_other_modules_are_refused(torch, make, error, message):
    with pytest.raises(error, match=message):
        lc.from_torch(make(torch.nn))


@pytest.mark.parametrize("layer", [2, -1])
def test_missing_layer_is_refused(torch, cell, layer):
    module = make_module(torch, cell, 3, 4, num_layers=2)
    with pytest.raises(ValueError, match=f"layer: expected 0 to 1, got {layer}"):
        lc.from_torch(module, layer=layer)
    with pytest.raises(TypeError):
        lc.from_torch(module, layer=0.5)


@pytest.mark.parametrize("module", [None, np.zeros(3), {"weight_ih_l0": 0}])
def test_what_is_no_module_is_refused(module):
    got = f"got {type(module).__name__}"
    with pytest.raises(TypeError, match=f"module: expected .*{got}"):
        lc.from_torch(module)
    with pytest.raises(TypeError, match=f"p: expected .* or RNNParams, {got}"):
        lc.torch_layout(module)


def test_a_tensor_in_place_of_the_module_is_refused(torch):
    x = torch.zeros(2, 1, 3)
    for call in (lambda: lc.from_torch(x), lambda: lc.trace_torch(x, x)):
        with pytest.raises(TypeError, match=r"module: expected .*got Tensor"):
            call()
