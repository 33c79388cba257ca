"""Weights from and to PyTorch and Keras, and equality with what they compute."""

import re
from functools import partial

import numpy as np
import pytest
from oracles import (
    DTYPES,
    Case,
    assert_close,
    assert_same,
    backward,
    draw_case,
    forward,
    run_in_two_parts,
)

import lstm_core as lc
from lstm_core.cells.registry import all_cells, arrays_of, cell_named, copy_params

SIZES = [
    {"T": 6, "B": 3, "n_x": 5, "n_a": 4},
    {"T": 6, "B": 3, "n_x": 2, "n_a": 7},
    {"T": 1, "B": 1, "n_x": 3, "n_a": 2},
    {"T": 5, "B": 1, "n_x": 1, "n_a": 1},
    {"T": 1, "B": 4, "n_x": 4, "n_a": 4},
]


def make_module(torch, cell, n_x=3, n_a=4, dtype=np.float64, **options):
    """Module of PyTorch with its own random weights."""
    kind = getattr(torch.nn, cell_named(cell).torch.module)
    return kind(n_x, n_a, dtype=getattr(torch, np.dtype(dtype).name), **options)


def adopt(module, case):
    """The case with the weights of the module."""
    return Case(lc.from_torch(module), *list(vars(case).values())[1:])


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
    """Outputs, last states, and gradients of the loss that belongs to the case."""
    names = ("x", *(f"{name}0" for name in case.cell.states))
    leaves = {
        name: torch.tensor(getattr(case, name)).requires_grad_() for name in names
    }
    out, last = (run or partial(run_module, module))(*leaves.values())
    loss = (out * torch.tensor(case.da)).sum()
    if "c" in case.cell.states:
        loss = loss + (last[1] * torch.tensor(case.dc_last)).sum()
    loss.backward()
    gradients = {name: leaf.grad.numpy() for name, leaf in leaves.items()}
    last = dict(zip(case.cell.states, (s.detach().numpy() for s in last), strict=True))
    return out.detach().numpy(), last, weight_gradients(module) | gradients


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("sizes", SIZES, ids=lambda s: "-".join(map(str, s.values())))
def test_outputs_last_states_and_all_gradients_equal_torch(torch, cell, sizes, dtype):
    module = make_module(torch, cell, sizes["n_x"], sizes["n_a"], dtype)
    case = adopt(module, draw_case(cell, dtype=dtype, **sizes))
    out, want_last, want = torch_gradients(torch, module, case)
    tolerance = 1e-12 if dtype == np.float64 else 1e-5
    trace = forward(case)
    last = {name: getattr(trace, name)[-1] for name in case.cell.states}
    assert_close({"a": trace.a}, {"a": out}, tolerance=tolerance)
    assert_close(last, want_last, tolerance=tolerance)
    assert_close(backward(case), want, tolerance=tolerance)


def test_two_sequences_carrying_the_state_equal_torch(torch, cell):
    module = make_module(torch, cell)
    case = adopt(module, draw_case(cell, T=7, n_x=3, n_a=4))

    def in_two_parts(x, *state):
        first, state = run_module(module, x[:3], *state)
        second, state = run_module(module, x[3:], *state)
        return torch.cat([first, second]), state

    out, _, want = torch_gradients(torch, module, case, run=in_two_parts)
    values, gradients = run_in_two_parts(case, 3)
    assert_close({"a": values["a"]}, {"a": out})
    assert_close(gradients, want)


def test_module_without_bias_gives_zero_bias(torch, cell):
    p = lc.from_torch(make_module(torch, cell, bias=False))
    np.testing.assert_array_equal(p.b, np.zeros_like(p.W[:, 0]), strict=True)


@pytest.mark.parametrize("dtype", DTYPES)
def test_there_and_back_again_bit_for_bit(torch, cell, dtype):
    p = draw_case(cell, n_x=3, n_a=4, dtype=dtype).p
    module, before = make_module(torch, cell, dtype=dtype), arrays_of(copy_params(p))
    layout = lc.to_torch(p)
    module.load_state_dict(layout)
    back = lc.from_torch(module)
    assert type(back) is type(p)
    assert_same(arrays_of(back), before)
    for tensors in (layout, dict(module.named_parameters())):
        for tensor in tensors.values():
            tensor.detach().zero_()
    assert_same(arrays_of(back), before)  # both ways make copies
    assert_same(arrays_of(p), before)


def test_torch_layout_of_an_lstm_is_input_forget_candidate_output():
    p = draw_case("lstm", n_x=3, n_a=4).p
    blocks = [p.W_u, p.W_f, p.W_c, p.W_o]
    want = {
        "weight_ih_l0": np.concatenate([block[:, 4:] for block in blocks]),
        "weight_hh_l0": np.concatenate([block[:, :4] for block in blocks]),
        "bias_ih_l0": np.concatenate([p.b_u, p.b_f, p.b_c, p.b_o]),
        "bias_hh_l0": np.zeros(16),
    }
    assert_same(lc.torch_layout(p), want)


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
        assert value.flags.owndata  # no view of a larger array, which a file would hold
        assert not any(np.shares_memory(value, own) for own in arrays_of(p).values())


def test_a_cell_that_pytorch_lacks_has_no_layout():
    with pytest.raises(ValueError, match="p: expected a cell that PyTorch has, one of"):
        lc.torch_layout(draw_case("peephole").p)


WRONG_MODULES = {
    "linear": (lambda torch: torch.nn.Linear(3, 4), r"\.LSTM, .*got .*\.Linear"),
    "tensor": (lambda torch: torch.zeros(2, 1, 3), "module: .*got Tensor"),
    "none": (lambda torch: None, "module: expected .*got NoneType"),
}


@pytest.mark.parametrize(("make", "words"), WRONG_MODULES.values(), ids=WRONG_MODULES)
def test_other_modules_are_refused(torch, make, words):
    for call in (lc.from_torch, lambda m: lc.trace_torch(m, torch.zeros(2, 1, 3))):
        with pytest.raises(TypeError, match=words):
            call(make(torch))


def test_modules_that_no_cell_of_the_package_equals_are_refused(torch):
    with pytest.raises(ValueError, match="module: expected proj_size=0, got 2"):
        lc.from_torch(torch.nn.LSTM(3, 4, proj_size=2))
    with pytest.raises(ValueError, match="nonlinearity 'tanh', got 'relu'"):
        lc.from_torch(torch.nn.RNN(3, 4, nonlinearity="relu"))


def test_a_module_that_takes_one_step_has_the_same_weights(torch, cell):
    module = make_module(torch, cell)
    one = getattr(torch.nn, f"{type(module).__name__}Cell")(3, 4).double()
    weights = module.state_dict().items()
    one.load_state_dict({name.removesuffix("_l0"): v for name, v in weights})
    assert_same(arrays_of(lc.from_torch(one)), arrays_of(lc.from_torch(module)))


@pytest.mark.parametrize("dtype", ["float16", "bfloat16"])
def test_weights_in_half_precision_are_refused(torch, dtype):
    module = torch.nn.LSTM(3, 4, dtype=getattr(torch, dtype))
    with pytest.raises(TypeError, match=f"module: .*got {dtype}"):
        lc.from_torch(module)


def test_a_layer_or_direction_that_is_not_there_is_refused(torch, cell):
    module = make_module(torch, cell, num_layers=2)
    for layer in (2, -1):
        with pytest.raises(ValueError, match=f"layer: expected 0 to 1, got {layer}"):
            lc.from_torch(module, layer=layer)
    with pytest.raises(TypeError):
        lc.from_torch(module, layer=0.5)
    with pytest.raises(ValueError, match="reverse: expected False for a module of one"):
        lc.from_torch(module, layer=0, reverse=True)


def test_which_layer_and_direction_must_be_said(torch, cell):
    module = make_module(torch, cell, num_layers=2, bidirectional=True)
    with pytest.raises(ValueError, match=r"layer: expected 0 to 1 .*got None"):
        lc.from_torch(module)
    with pytest.raises(ValueError, match=r"reverse: expected False or True .*got None"):
        lc.from_torch(module, layer=1)


@pytest.mark.parametrize("module", [None, np.zeros(3), {"weight_ih_l0": 0}])
def test_what_is_no_module_is_refused(module):
    got = f"got {type(module).__name__}"
    with pytest.raises(TypeError, match=f"module: expected .*{got}"):
        lc.from_torch(module)
    with pytest.raises(TypeError, match=rf"p: expected .* or \w+Params, {got}"):
        lc.torch_layout(module)


def keras_lstm(kernel, recurrent_kernel, bias, inputs):
    """Hidden states of a Keras LSTM layer, in Keras's words; ``inputs`` batch first."""

    def sigmoid(z):
        return 1 / (1 + np.exp(-z))

    units = recurrent_kernel.shape[0]
    h = carry = np.zeros((inputs.shape[0], units))
    outputs = []
    for step in range(inputs.shape[1]):
        z = inputs[:, step] @ kernel + h @ recurrent_kernel + bias
        i = sigmoid(z[:, :units])
        f = sigmoid(z[:, units : 2 * units])
        carry = f * carry + i * np.tanh(z[:, 2 * units : 3 * units])
        h = sigmoid(z[:, 3 * units :]) * np.tanh(carry)
        outputs.append(h)
    return np.stack(outputs, axis=1)


@pytest.fixture
def weights(rng):
    """Kernel, recurrent kernel and bias of a layer with 3 inputs and 4 units."""
    return tuple(rng.standard_normal(shape) for shape in ((3, 16), (4, 16), (16,)))


def test_the_package_computes_what_keras_computes(weights, rng):
    x = rng.standard_normal((6, 2, 3))
    want = keras_lstm(*weights, x.swapaxes(0, 1)).swapaxes(0, 1)
    p = lc.from_keras_weights(*weights)
    np.testing.assert_allclose(lc.lstm_forward(p, x).a, want, atol=1e-14)


@pytest.mark.parametrize("dtype", DTYPES)
def test_keras_there_and_back_again_bit_for_bit(weights, dtype):
    names = ("kernel", "recurrent_kernel", "bias")
    want = {k: v.astype(dtype) for k, v in zip(names, weights, strict=True)}
    p = lc.from_keras_weights(**want)
    assert (p.n_x, p.n_a, p.dtype) == (3, 4, np.dtype(dtype))
    back = lc.to_keras_weights(p)
    assert_same(dict(zip(names, back, strict=True)), want)
    for value in (*want.values(), *back):
        assert not np.shares_memory(value, p.W)
        assert not np.shares_memory(value, p.b)


def test_a_keras_layer_without_bias_has_a_zero_bias(weights):
    kernel, recurrent_kernel, _ = weights
    p = lc.from_keras_weights(kernel.astype("f4"), recurrent_kernel.astype("f4"))
    np.testing.assert_array_equal(p.b, np.zeros(16, np.float32), strict=True)


K, R, B = np.zeros((3, 16)), np.zeros((4, 16)), np.zeros(16)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (
            (K.T, R.T, B),
            "recurrent_kernel: expected shape (n_a, 4 n_a=64), got (16, 4)",
        ),
        ((R, K, B), "recurrent_kernel: expected shape (n_a, 4 n_a=12), got (3, 16)"),
        (
            (K[:, :12], R[:, :12], B[:12]),  # a GRU
            "recurrent_kernel: expected shape (n_a, 4 n_a=16), got (4, 12)",
        ),
        ((K[:, :8], R, B), "kernel: expected shape (n_x, 4 n_a=16), got (3, 8)"),
        ((K, R, np.stack([B, B])), "bias: expected 1 axes (4 n_a=16,), got 2"),
        ((K, R[0], B), "recurrent_kernel: expected 2 axes (n_a, 4 n_a=64), got 1"),
        ((K * np.nan, R, B), "W: expected finite numbers"),
    ],
)
def test_keras_weights_that_do_not_fit_are_named(weights, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        lc.from_keras_weights(*weights)


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        (
            [v.astype("f2") for v in (K, R, B)],
            "W: expected float32 or float64, got float16",
        ),
        (
            (K.astype("f4"), R, B),
            "kernel: expected float64 like recurrent_kernel, got float32",
        ),
        ((K, R, B.astype("f4")), "b: expected float64 like W, got float32"),
        ((K.tolist(), R, B), "kernel: expected a NumPy array, got list"),
        ((K.tolist(), R), "kernel: expected a NumPy array, got list"),
        ((K, None, B), "recurrent_kernel: expected a NumPy array, got NoneType"),
    ],
)
def test_keras_weights_of_the_wrong_kind_are_named(weights, words):
    with pytest.raises(TypeError, match=words):
        lc.from_keras_weights(*weights)


def test_only_an_lstm_has_weights_for_keras(rng):
    with pytest.raises(TypeError, match="p: expected LSTMParams, got RNNParams"):
        lc.to_keras_weights(lc.init_rnn(3, 4, rng=rng))
