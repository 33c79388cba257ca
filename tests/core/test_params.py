"""Weight containers and how they start."""

import re
from dataclasses import FrozenInstanceError

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from oracles import CELLS, DTYPES, ROWS, draw_case

import lstm_core as lc
from lstm_core.cells.registry import arrays_of, cell_named

GATES = ("f", "u", "o", "c")
sizes = st.integers(1, 12)


def init(cell, n_x=3, n_a=4, *, seed=0, **options):
    rng = np.random.default_rng(seed)
    return cell_named(cell).init(n_x, n_a, rng=rng, **options)


def recurrent_blocks(p):
    """The (n_a, n_a) blocks of all gates; none if the cell does not read the past."""
    if not p.reads_past:
        return []
    return np.split(p.W[:, : n_past(p)], p.W.shape[0] // p.n_a)


def n_past(p):
    """The number of columns of ``W`` for the hidden state."""
    return p.n_a if p.reads_past else 0


def test_gate_order_is_forget_update_output_candidate():
    assert lc.GATES == GATES


def test_gate_views_are_the_row_blocks_in_order(cell):
    p = draw_case(cell, n_a=4).p
    for array, gates in ROWS[cell].items():
        whole = getattr(p, array)
        for position, gate in enumerate(gates):
            view = getattr(p, f"{array}_{gate}")
            rows = slice(4 * position, 4 * position + 4)
            np.testing.assert_array_equal(view, whole[rows])
            assert np.shares_memory(view, whole)


def test_rnn_views_are_the_column_blocks():
    p = init("rnn", n_x=3, n_a=4)
    np.testing.assert_array_equal(np.hstack([p.W_aa, p.W_ax]), p.W)
    assert (p.W_aa.shape, p.W_ax.shape) == ((4, 4), (4, 3))
    assert np.shares_memory(p.W_aa, p.W)
    assert np.shares_memory(p.W_ax, p.W)


@given(n_x=sizes, n_a=sizes, dtype=st.sampled_from(DTYPES))
@pytest.mark.parametrize("cell_name", CELLS)
def test_sizes_and_dtype_are_what_was_asked_for(cell_name, n_x, n_a, dtype):
    p = init(cell_name, n_x, n_a, dtype=dtype)
    rows = len(p.blocks) * n_a
    assert (p.W.shape, p.b.shape) == ((rows, n_past(p) + n_x), (rows,))
    assert (p.n_x, p.n_a, p.dtype) == (n_x, n_a, dtype)
    assert {array.dtype for array in arrays_of(p).values()} == {np.dtype(dtype)}


def test_weights_cannot_be_exchanged(cell):
    p = init(cell)
    with pytest.raises(FrozenInstanceError):
        p.W = p.W


def test_weights_come_from_the_seed(cell):
    np.testing.assert_array_equal(init(cell).W, init(cell).W)
    assert not np.isclose(init(cell).W, init(cell, seed=1).W).any()


@pytest.mark.parametrize(("dtype", "tolerance"), [(np.float64, 1e-14), ("f4", 1e-6)])
def test_recurrent_blocks_are_orthogonal(cell, dtype, tolerance):
    for W in recurrent_blocks(init(cell, n_a=20, dtype=dtype)):
        np.testing.assert_allclose(W.T @ W, np.eye(20), atol=tolerance)


@pytest.mark.parametrize("gain", [0.5, 1.7])
def test_gain_is_every_singular_value_of_the_recurrent_blocks(cell, gain):
    options = {"gain": gain} if cell_named(cell).takes("gain") else {}
    for W in recurrent_blocks(init(cell, n_a=20, **options)):
        values = np.linalg.svd(W, compute_uv=False)
        np.testing.assert_allclose(values, gain, rtol=1e-13)


def test_orthogonal_draw_has_no_preferred_sign():
    signs = {float(init("rnn", n_a=1, seed=seed).W_aa[0, 0]) for seed in range(20)}
    assert signs == {-1.0, 1.0}


def test_every_gate_starts_with_its_own_numbers(cell):
    p = init(cell)
    blocks = np.split(p.W, len(p.blocks))
    for i, block in enumerate(blocks):
        assert all(not np.isclose(block, other).any() for other in blocks[:i])


def test_input_block_is_glorot_uniform(cell):
    n_x, n_a = 40, 60
    p = init(cell, n_x, n_a)
    inputs = p.W[:, n_past(p) :]
    limit = np.sqrt(6 / (n_x + n_a))
    assert np.abs(inputs).max() <= limit
    assert inputs.max() > 0.99 * limit
    assert inputs.min() < -0.99 * limit
    assert abs(inputs.std() / (limit / np.sqrt(3)) - 1) < 0.03


@pytest.mark.parametrize("forget_bias", [None, 0.0, -2.5])
def test_all_but_W_starts_at_zero_and_the_forget_bias_at_one(cell, forget_bias):
    record = cell_named(cell)
    given = {} if forget_bias is None else {"forget_bias": forget_bias}
    has_forget_gate = record.takes("forget_bias")
    p = init(cell, **(given if has_forget_gate else {}))
    if has_forget_gate:
        expected = 1.0 if forget_bias is None else forget_bias
        np.testing.assert_array_equal(p.b_f, np.full(4, expected))
        p.b_f[...] = 0
    assert not any(getattr(p, name).any() for name in record.arrays if name != "W")


def test_a_fresh_cell_with_peepholes_has_the_weights_of_a_plain_lstm():
    np.testing.assert_array_equal(init("peephole").W, init("lstm").W)


def test_chrono_spreads_the_time_spans_and_shuts_the_update_gates(rng):
    p = lc.init_lstm_chrono(2, 500, longest=100, rng=np.random.default_rng(1))
    spans = np.exp(p.b_f)
    assert spans.min() >= 1
    assert spans.max() <= 99
    assert np.median(spans) == pytest.approx(50, rel=0.1)
    np.testing.assert_array_equal(p.b_u, -p.b_f)
    assert not p.b_o.any()
    assert not p.b_c.any()
    np.testing.assert_allclose(lc.sigmoid(p.b_f), spans / (spans + 1))
    usual = lc.init_lstm(2, 500, rng=np.random.default_rng(1))
    np.testing.assert_array_equal(p.W, usual.W)
    with pytest.raises(ValueError, match="longest: expected at least 3, got 2"):
        lc.init_lstm_chrono(3, 5, longest=2, rng=rng)


@pytest.mark.parametrize(
    ("more", "error", "message"),
    [
        (np.zeros(3), ValueError, r"expected shape \(rows=\d+,\), got \(3,\)"),
        (np.zeros(12, np.float32), TypeError, "expected dtype float64, got float32"),
        (np.full(12, np.nan), ValueError, "expected finite numbers"),
        ([0.0] * 12, TypeError, "expected a NumPy array"),
    ],
)
def test_further_arrays_are_checked(more, error, message):
    with pytest.raises(error, match=rf"^b_a: {message}"):
        lc.GRUParams(np.zeros((36, 14)), np.zeros(36), more)
    with pytest.raises(error, match=rf"^P: {message}"):
        lc.PeepholeParams(np.zeros((16, 6)), np.zeros(16), more)


@pytest.mark.parametrize(
    ("sizes", "error", "message"),
    [
        ((0, 4), ValueError, "n_x: expected at least 1, got 0"),
        ((3, -1), ValueError, "n_a: expected at least 1, got -1"),
        ((3, 4.0), TypeError, r"n_a: expected an integer, got 4\.0"),
        (("3", 4), TypeError, "n_x: expected an integer, got '3'"),
        ((True, 4), TypeError, "n_x: expected an integer, got True"),
    ],
)
def test_init_refuses_sizes(cell, sizes, error, message):
    with pytest.raises(error, match=message):
        init(cell, *sizes)


@pytest.mark.parametrize("dtype", [np.float16, np.int64, np.complex128])
def test_init_refuses_dtypes(cell, dtype):
    message = f"dtype: expected float32 or float64, got {np.dtype(dtype)}"
    with pytest.raises(TypeError, match=message):
        init(cell, dtype=dtype)


FOUR_BLOCKS = "expected shape (4 n_a, n_a + n_x), got"
ONE_BLOCK = "expected shape (n_a, n_a + n_x), got"
MORE_COLUMNS = "expected more than n_a = 3 columns, n_a + n_x, got shape"


@pytest.mark.parametrize(
    ("make", "W", "b", "message"),
    [
        (lc.LSTMParams, (12,), (12,), f"W: {FOUR_BLOCKS} (12,)"),
        (lc.LSTMParams, (10, 5), (10,), f"W: {FOUR_BLOCKS} (10, 5)"),
        (lc.LSTMParams, (0, 5), (0,), f"W: {FOUR_BLOCKS} (0, 5)"),
        (lc.LSTMParams, (12, 3), (12,), f"W: {MORE_COLUMNS} (12, 3)"),
        (lc.LSTMParams, (12, 5), (3,), "b: expected shape (12,), got (3,)"),
        (lc.LSTMParams, (12, 5), (12, 1), "b: expected shape (12,), got (12, 1)"),
        (lc.RNNParams, (3,), (3,), f"W: {ONE_BLOCK} (3,)"),
        (lc.RNNParams, (3, 3), (3,), f"W: {MORE_COLUMNS} (3, 3)"),
        (lc.RNNParams, (3, 5), (4,), "b: expected shape (3,), got (4,)"),
        (lc.MinGRUParams, (5, 2), (5,), "W: expected shape (2 n_a, n_x), got (5, 2)"),
        (lc.MinGRUParams, (6, 0), (6,), "W: expected more than 0 columns, got shape"),
    ],
)
def test_params_refuse_wrong_shapes(make, W, b, message):
    with pytest.raises(ValueError, match=re.escape(message)):
        make(np.zeros(W), np.zeros(b))


@pytest.mark.parametrize("make", [lc.LSTMParams, lc.RNNParams])
@pytest.mark.parametrize(
    ("W", "b", "message"),
    [
        ([[0.0]], np.zeros(1), "W: expected a NumPy array, got list"),
        (np.zeros((4, 5)), [0.0], "b: expected a NumPy array, got list"),
        (np.ma.zeros((4, 5)), np.zeros(4), r"W: .* plain array, .* W\.filled\(0\)"),
        (np.zeros((4, 5), int), np.zeros(4), "W: expected float.*, got int64"),
        (np.zeros((4, 5), "f2"), np.zeros(4), "W: expected float.*, got float16"),
        (np.zeros((4, 5)), np.zeros(4, "f4"), "b: expected float64 .*, got float32"),
    ],
)
def test_params_refuse_wrong_types(make, W, b, message):
    with pytest.raises(TypeError, match=message):
        make(W, b)


def test_a_seed_in_place_of_a_generator_is_refused(cell):
    with pytest.raises(TypeError, match=r"rng: expected .*Generator, got 0; make one"):
        cell_named(cell).init(3, 4, rng=0)


@pytest.mark.parametrize("name", ["gain", "forget_bias"])
def test_a_gain_or_a_forget_bias_is_one_finite_number(rng, name):
    for wrong in ("a", None, True, np.ones(3)):
        with pytest.raises(TypeError, match=f"{name}: expected a number, got"):
            lc.init_lstm(3, 4, rng=rng, **{name: wrong})
    with pytest.raises(ValueError, match=f"{name}: expected a finite number"):
        lc.init_lstm(3, 4, rng=rng, **{name: np.nan})
    for right in (np.float32(1), np.int64(2)):
        lc.init_lstm(3, 4, rng=rng, **{name: right})


def test_weights_that_are_not_finite_are_refused():
    with pytest.raises(ValueError, match="W: expected finite numbers"):
        lc.RNNParams(np.full((2, 3), np.nan), np.zeros(2))
