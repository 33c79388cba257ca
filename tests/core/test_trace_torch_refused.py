"""What `trace_torch` does not take, and what cannot be done with its traces."""

import numpy as np
import pytest
from twins import assert_equal_to_package, draw, make_module

import lstm_core as lc


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


REFUSED_MODULES = {
    "projection": (
        lambda nn: nn.LSTM(3, 5, proj_size=2),
        ValueError,
        "module: expected proj_size=0, got 2",
    ),
    "relu": (
        lambda nn: nn.RNN(3, 5, nonlinearity="relu"),
        ValueError,
        r"module: .*RNN with tanh; got RNN_RELU",
    ),
    "cell": (lambda nn: nn.LSTMCell(3, 5), TypeError, "module: .*got LSTMCell"),
    "none": (lambda nn: None, TypeError, "module: .*got NoneType"),
}


@pytest.mark.parametrize(
    ("make", "error", "words"), REFUSED_MODULES.values(), ids=REFUSED_MODULES
)
def test_other_modules_are_refused(torch, make, error, words):
    with pytest.raises(error, match=words):
        lc.trace_torch(make(torch.nn), torch.zeros(2, 1, 3))


REFUSED_INPUTS = {
    "no batch axis": (lambda x: x[:, 0], ValueError, r"x: expected 3 axes \(T, B, n_x"),
    "features": (lambda x: x[..., :2], ValueError, r"x: expected shape \(T, B, n_x=3"),
    "empty": (lambda x: x[:0], ValueError, "x: expected no empty axis"),
    "dtype": (lambda x: x.float(), TypeError, r"dtype torch\.float64, got torch\.fl"),
    "array dtype": (lambda x: x.float().numpy(), TypeError, "float64, got float32"),
    "nan": (lambda x: x * float("inf"), ValueError, "x: expected finite numbers"),
    "list": (lambda x: x.tolist(), TypeError, "x: expected a NumPy array"),
}


@pytest.mark.parametrize(
    ("change", "error", "words"), REFUSED_INPUTS.values(), ids=REFUSED_INPUTS
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
            lambda s: s[0],
            TypeError,
            r"state: expected a tuple \(h_0, c_0\), got Tensor",
        ),
        (
            lambda s: s[:1],
            TypeError,
            r"state: expected a tuple \(h_0, c_0\), got tuple",
        ),
        (
            lambda s: (s[0], s[1][:1]),
            ValueError,
            r"c_0: expected shape \(layers \* dir",
        ),
        (
            lambda s: (s[0][:, :2], s[1]),
            ValueError,
            r"h_0: expected shape .*B=3, n_a=5",
        ),
        (
            lambda s: (s[0].float(), s[1]),
            TypeError,
            r"h_0: expected dtype torch\.float6",
        ),
    ],
)
def test_bad_states_are_named(torch, change, error, words):
    module = make_module(torch, num_layers=2)
    x, state = draw(torch, module)
    with pytest.raises(error, match=words):
        lc.trace_torch(module, x, change(state))


def test_packed_sequences_are_refused(torch):
    module = make_module(torch)
    x, _ = draw(torch, module)
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, [6, 4, 2])
    with pytest.raises(TypeError, match=r"got a PackedSequence; .*pad_packed_sequence"):
        lc.trace_torch(module, packed)
