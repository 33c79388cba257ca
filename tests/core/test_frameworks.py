"""Weights from other frameworks: every named order, rows and columns, biases."""

from types import SimpleNamespace

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.pytorch.frameworks import ORDERS

N_X, N_A = 3, 4
HERE = {"i": "u", "f": "f", "o": "o", "c": "c", "g": "c", "j": "c"}


@pytest.fixture
def p(rng):
    return lc.LSTMParams(rng.standard_normal((16, 7)), rng.standard_normal(16))


def arrange(p, letters):
    """W_x, W_a and b with the blocks in this order, as rows."""
    W = np.concatenate([getattr(p, f"W_{HERE[letter]}") for letter in letters])
    b = np.concatenate([getattr(p, f"b_{HERE[letter]}") for letter in letters])
    return W[:, N_A:], W[:, :N_A], b


def assert_same_weights(got, want):
    np.testing.assert_allclose(got.W, want.W, atol=1e-15)
    np.testing.assert_allclose(got.b, want.b, atol=1e-15)


@pytest.mark.parametrize(("name", "letters"), ORDERS.items())
def test_each_named_order_as_rows_and_as_columns(p, name, letters):
    W_x, W_a, b = arrange(p, letters)
    for order in (name, letters):
        assert_same_weights(lc.from_arrays(W_x, W_a, b, order=order), p)
        assert_same_weights(lc.from_arrays(W_x.T, W_a.T, b, order=order), p)


def test_as_many_inputs_as_rows_are_told_apart_by_the_other_matrix(rng):
    p = lc.LSTMParams(rng.standard_normal((16, 20)), rng.standard_normal(16))
    W = np.concatenate([p.W_u, p.W_f, p.W_c, p.W_o])
    b = np.concatenate([p.b_u, p.b_f, p.b_c, p.b_o])
    got = lc.from_arrays(W[:, 4:].T, W[:, :4].T, b, order="keras")
    assert_same_weights(got, p)


def test_two_biases_are_added_up_and_none_is_zero(p, rng):
    W_x, W_a, b = arrange(p, "ifgo")
    other = rng.standard_normal(16)
    for both in (np.concatenate([other, b - other]), np.stack([other, b - other])):
        assert_same_weights(lc.from_arrays(W_x, W_a, both, order="cudnn"), p)
    assert not lc.from_arrays(W_x, W_a, order="ifgo").b.any()


def test_what_is_added_to_the_forget_gate_at_run_time(p):
    got = lc.from_arrays(*arrange(p, "ijfo"), order="tf1", forget_bias=1.0)
    np.testing.assert_allclose(got.b_f, p.b_f + 1, atol=1e-15)
    np.testing.assert_allclose(got.b_o, p.b_o, atol=1e-15)


def test_tensors_are_taken_too(p, torch):
    arrays = [torch.tensor(v) for v in arrange(p, "ifgo")]
    assert_same_weights(lc.from_arrays(*arrays, order="pytorch"), p)


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"order": "theano"}, ValueError, "one of pytorch, .* got 'theano'"),
        ({"order": "ifff"}, ValueError, "four letters"),
        ({"order": None}, ValueError, "got None"),
        ({"W_a": np.zeros((12, 4))}, ValueError, r"W_a: expected shape \(4 n_a, n_a\)"),
        ({"W_x": np.zeros((12, 3))}, ValueError, r"W_x: expected shape \(4 n_a=16"),
        ({"W_x": np.zeros((3, 16))}, ValueError, r"W_x: expected shape \(4 n_a=16"),
        ({"b": np.zeros(12)}, ValueError, r"b: expected shape \(4 n_a=16,\), or twice"),
        ({"W_x": [[0.0]]}, TypeError, "W_x: expected a NumPy array, got list"),
        ({"W_x": np.zeros((16, 3), "f4")}, TypeError, "W_x: expected float64 like W_a"),
        ({"forget_bias": np.nan}, ValueError, "forget_bias: expected a finite number"),
    ],
)
def test_what_does_not_fit_is_named(p, change, error, words):
    W_x, W_a, b = arrange(p, "ifgo")
    with pytest.raises(error, match=words):
        lc.from_arrays(**{"W_x": W_x, "W_a": W_a, "b": b, "order": "ifgo"} | change)


def keras_layer(p, name="LSTM", **config):
    """What `from_keras` asks of a layer, without Keras."""
    settings = {"activation": "tanh", "recurrent_activation": "sigmoid"} | config
    weights = list(lc.to_keras_weights(p))
    made = type(name, (SimpleNamespace,), {})
    return made(get_config=lambda: settings, get_weights=lambda: weights)


def test_a_layer_of_keras_is_asked_for_its_settings(p):
    assert_same_weights(lc.from_keras(keras_layer(p)), p)
    for settings, words in (
        ({"recurrent_activation": "hard_sigmoid"}, "got 'hard_sigmoid'"),
        ({"activation": "relu"}, "activation='tanh', got 'relu'"),
        ({"go_backwards": True}, "go_backwards=False"),
    ):
        with pytest.raises(ValueError, match=f"layer: expected .*{words}"):
            lc.from_keras(keras_layer(p, **settings))
    with pytest.raises(TypeError, match=r"layer: expected an LSTM layer.*got GRU"):
        lc.from_keras(keras_layer(p, "GRU"))
    empty = keras_layer(p)
    empty.get_weights = list
    with pytest.raises(ValueError, match="2 or 3 arrays, got 0; is the layer built"):
        lc.from_keras(empty)


def test_both_directions_of_keras(p, rng):
    other = lc.LSTMParams(rng.standard_normal((16, 7)), rng.standard_normal(16))
    both = type("Bidirectional", (SimpleNamespace,), {})(
        forward_layer=keras_layer(p),
        backward_layer=keras_layer(other, go_backwards=True),
    )
    forward, backward = lc.from_keras(both)
    assert_same_weights(forward, p)
    assert_same_weights(backward, other)
