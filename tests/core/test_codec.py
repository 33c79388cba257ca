"""Values as plain data: back as they were, or refused; reading runs no code."""

import json
import math

import numpy as np
import pytest
from oracles import assert_same, draw_case, forward, values_of

import lstm_core as lc
from lstm_core.cells.registry import arrays_of
from lstm_core.stored.codec import DTYPES, decode, encode


def there_and_back(value):
    return decode(json.loads(json.dumps(encode(value))))


PLAIN = [
    {"a": (1, [2.5, None], ()), "b": {}, "c": "text", "d": True},
    {3: "text", (1, 2): [[]], None: (-0.0, 1e-300, 0.1)},
    {"kind": "tuple", "items": [1, 2]},  # what the codec itself would write
    {"kind": {"kind": "array"}},
]


@pytest.mark.parametrize("value", PLAIN)
def test_plain_values_come_back(value):
    assert repr(there_and_back(value)) == repr(value)


def test_what_is_not_a_number_comes_back():
    back = there_and_back([math.nan, np.array([np.nan, np.inf, -np.inf])])
    assert math.isnan(back[0])
    np.testing.assert_array_equal(back[1], [np.nan, np.inf, -np.inf])


@pytest.mark.parametrize("dtype", DTYPES)
def test_arrays_of_every_dtype_come_back_bit_for_bit(dtype, rng):
    drawn = rng.bytes(24 * np.dtype(dtype).itemsize)
    array = np.frombuffer(drawn, np.uint8).view(dtype if dtype != "bool" else np.uint8)
    array = array.astype(dtype).reshape(2, 3, 4)
    if array.dtype.kind == "f":
        array = np.where(np.isnan(array), array.dtype.type(0), array)
    back = there_and_back(array)
    assert (back.dtype, back.shape) == (array.dtype, array.shape)
    assert back.tobytes() == array.tobytes()


@pytest.mark.parametrize("shape", [(0,), (0, 2), (2, 0), (1,), (2, 1)])
def test_the_shape_of_an_array_comes_back(shape):
    assert there_and_back(np.zeros(shape)).shape == shape


def test_views_come_back_as_they_look(rng):
    array = rng.normal(size=(3, 4))
    for view in (array.T, array[::-1, ::2], array[:, 0], array.astype(">f4")):
        np.testing.assert_array_equal(there_and_back(view), view)


def test_scalars_of_numpy_keep_their_dtype():
    for value in (np.float32(0.1), np.int64(3), np.bool_(True)):
        back = there_and_back(value)
        assert type(back) is type(value)
        assert back == value


def test_an_array_is_written_as_numbers_that_can_be_read():
    assert encode(np.array([[0.1, 2.0]])) == {
        "kind": "array",
        "dtype": "float64",
        "shape": [1, 2],
        "values": [0.1, 2.0],
    }


def test_weights_and_traces_of_every_cell_come_back(cell):
    case = draw_case(cell)
    value = case.p, forward(case)
    back = there_and_back(value)
    assert [type(v) for v in back] == [type(v) for v in value]
    assert_same(arrays_of(back[0]), arrays_of(case.p))
    assert_same(values_of(back[1]), values_of(value[1]))
    assert back[1].reverse is False


def test_models_come_back_as_from_a_file(cell, backend, rng):
    model = lc.make_model(2, 3, 4, cell=cell, task="regress", rng=rng)
    back = there_and_back(lc.to_backend(model, backend))
    assert type(back) is lc.NumpyModel
    assert (back.cell, back.task) == (cell, "regress")
    assert_same(back.params, model.params)


@pytest.mark.parametrize("kind", [lc.LSTMParams, lc.Trace])
def test_a_subclass_is_not_written_as_its_parent(kind, rng):
    p = lc.init_lstm(2, 3, rng=rng)
    value = p if kind is lc.LSTMParams else lc.lstm_forward(p, np.ones((1, 1, 2)))
    sub = type(kind.__name__, (kind,), {})(**vars(value))
    with pytest.raises(TypeError, match=r"a subclass|numbers, arrays or text"):
        encode(sub)
    encode(value)


def test_tensors_come_back_as_arrays_and_modules_as_their_weights(torch):
    lstm = torch.nn.LSTM(2, 3)
    back = there_and_back((lstm, lstm.bias_ih_l0, torch.ones(2, dtype=torch.bfloat16)))
    assert back[0].keys() == lstm.state_dict().keys()
    bias = lstm.bias_ih_l0.detach().numpy()
    np.testing.assert_array_equal(back[0]["bias_ih_l0"], bias, strict=True)
    np.testing.assert_array_equal(back[1], bias, strict=True)
    np.testing.assert_array_equal(back[2], np.ones(2, np.float32), strict=True)


@pytest.mark.parametrize(
    ("value", "got"),
    [
        ([object()], "got object"),
        ({"f": print}, "got builtin_function_or_method"),
        (1j, "got complex"),
        (b"bytes", "got bytes"),
        (np.array([None]), "expected an array of numbers, got dtype object"),
        (np.array(["a"]), "got dtype <U1"),
        (np.array([1j]), "got dtype complex128"),
    ],
)
def test_what_cannot_be_written_is_refused(value, got):
    with pytest.raises(TypeError, match=got):
        encode(value)


ARRAY = {"kind": "array", "dtype": "float64", "shape": [1], "values": [1.0]}
ZEROS = {"kind": "array", "dtype": "float64", "shape": [4, 2], "values": [0] * 8}
BIAS = {**ZEROS, "shape": [4], "values": [0] * 4}
LSTM = {"kind": "params", "cell": "lstm", "W": ZEROS, "b": BIAS}
BAD = {
    "objects": {**ARRAY, "dtype": "object"},
    "dtype": {**ARRAY, "dtype": "O"},
    "shape": {**ARRAY, "shape": [10**9]},
    "not numbers": {**ARRAY, "values": ["__import__('os')"]},
    "too large": {**ARRAY, "dtype": "uint8", "values": [300]},
    "nothing": {"kind": "array"},
    "unknown kind": {"kind": "os.system", "items": [["command", "ls"]]},
    "class": {"kind": "LSTMParams", "W": ZEROS, "b": BIAS},
    "no kind": {"kind": ["Trace"]},
    "cell": {**LSTM, "cell": "zoo"},
    "no array": {**LSTM, "b": 2},
    "more": {**LSTM, "P": BIAS},
    "less": {k: v for k, v in LSTM.items() if k != "b"},
    "no readout": {
        **LSTM,
        "kind": "model",
        "task": "classify",
        "W_y": [[0.0]],
        "b_y": BIAS,
    },
    "trace": {"kind": "Trace", "x": ZEROS},
    "trace of more": {"kind": "RNNTrace", "x": 1, "states": 2, "__class__": 3},
    "key": {"kind": "dict", "items": [[[1], 2]]},
    "pair": {"kind": "dict", "items": [1]},
    "items": {"kind": "tuple", "items": 3},
    "object": object(),
}


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_reading_refuses_what_was_not_written(data):
    with pytest.raises((ValueError, TypeError, KeyError, OverflowError)):
        decode([data])
    assert decode([ARRAY, LSTM])[1].n_a == 1


@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
def test_a_masked_array_fits_strict_json(dtype):
    array = np.array([[1.5, np.nan], [np.nan, -2.0]], dtype)
    text = json.dumps(encode(array), allow_nan=False)
    np.testing.assert_array_equal(decode(json.loads(text)), array, strict=True)
