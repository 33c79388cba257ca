"""Weights in the layout of Keras. Its LSTM stands here again, in Keras's words."""

import numpy as np
import pytest
from oracles import assert_same

import lstm_core as lc


def keras_lstm(kernel, recurrent_kernel, bias, inputs):
    """Hidden states of a Keras LSTM layer; ``inputs`` is (B, T, n_x), batch first."""

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
    a = lc.lstm_forward(lc.from_keras_weights(*weights), x).a
    want = keras_lstm(*weights, x.swapaxes(0, 1)).swapaxes(0, 1)
    np.testing.assert_allclose(a, want, atol=1e-14)


def test_keras_computes_what_the_package_computes(rng):
    p, x = lc.init_lstm(3, 4, rng=rng), rng.standard_normal((6, 2, 3))
    p.b[...] = rng.standard_normal(16)
    outputs = keras_lstm(*lc.to_keras_weights(p), x.swapaxes(0, 1))
    a = lc.lstm_forward(p, x).a
    np.testing.assert_allclose(outputs.swapaxes(0, 1), a, atol=1e-14)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_there_and_back_again_bit_for_bit(weights, dtype):
    names = ("kernel", "recurrent_kernel", "bias")
    want = {k: v.astype(dtype) for k, v in zip(names, weights, strict=True)}
    p = lc.from_keras_weights(**want)
    assert (p.n_x, p.n_a, p.dtype) == (3, 4, np.dtype(dtype))
    assert_same(dict(zip(names, lc.to_keras_weights(p), strict=True)), want)


def test_a_layer_without_bias_has_a_zero_bias(weights):
    kernel, recurrent_kernel, _ = weights
    p = lc.from_keras_weights(kernel.astype("f4"), recurrent_kernel.astype("f4"))
    np.testing.assert_array_equal(p.b, np.zeros(16, np.float32), strict=True)


def test_both_ways_make_copies(weights):
    p = lc.from_keras_weights(*weights)
    for value in (*weights, *lc.to_keras_weights(p)):
        assert not np.shares_memory(value, p.W)
        assert not np.shares_memory(value, p.b)


# What is done to the three good arrays, and what is said about it.
REFUSED = {
    "torch layout": (
        lambda k, r, b: (k.T, r.T, b),
        ValueError,
        r"recurrent_kernel: expected shape \(n_a, 4 n_a=64\), got \(16, 4\)",
    ),
    "swapped": (
        lambda k, r, b: (r, k, b),
        ValueError,
        r"recurrent_kernel: expected shape \(n_a, 4 n_a=12\), got \(3, 16\)",
    ),
    "gru": (
        lambda k, r, b: (k[:, :12], r[:, :12], b[:12]),
        ValueError,
        r"recurrent_kernel: expected shape \(n_a, 4 n_a=16\), got \(4, 12\)",
    ),
    "kernel": (
        lambda k, r, b: (k[:, :8], r, b),
        ValueError,
        r"kernel: expected shape \(n_x, 4 n_a=16\), got \(3, 8\)",
    ),
    "bias": (
        lambda k, r, b: (k, r, np.stack([b, b])),
        ValueError,
        r"bias: expected 1 axes \(4 n_a=16,\), got 2",
    ),
    "one axis": (
        lambda k, r, b: (k, r[0], b),
        ValueError,
        "recurrent_kernel: expected 2 axes .*got 1",
    ),
    "half": (
        lambda k, r, b: (k.astype("f2"), r.astype("f2"), b.astype("f2")),
        TypeError,
        "W: expected float32 or float64, got float16",
    ),
    "two dtypes": (
        lambda k, r, b: (k.astype("f4"), r, b),
        TypeError,
        "kernel: expected float64 like recurrent_kernel, got float32",
    ),
    "bias dtype": (
        lambda k, r, b: (k, r, b.astype("f4")),
        TypeError,
        "b: expected float64 like W, got float32",
    ),
    "list": (
        lambda k, r, b: (k.tolist(), r, b),
        TypeError,
        "kernel: expected a NumPy array, got list",
    ),
    "list without bias": (
        lambda k, r, b: (k.tolist(), r),
        TypeError,
        "kernel: expected a NumPy array, got list",
    ),
    "nothing": (
        lambda k, r, b: (k, None, b),
        TypeError,
        "recurrent_kernel: expected a NumPy array, got NoneType",
    ),
    "nan": (
        lambda k, r, b: (k * np.nan, r, b),
        ValueError,
        "W: expected finite numbers",
    ),
}


@pytest.mark.parametrize(("change", "error", "words"), REFUSED.values(), ids=REFUSED)
def test_what_does_not_fit_is_named(weights, change, error, words):
    with pytest.raises(error, match=words):
        lc.from_keras_weights(*change(*weights))


def test_only_an_lstm_has_weights_for_keras(rng):
    with pytest.raises(TypeError, match="p: expected LSTMParams, got RNNParams"):
        lc.to_keras_weights(lc.init_rnn(3, 4, rng=rng))
