"""The step of PyTorch's LSTM that ships with the package."""

import re

import numpy as np
from make_reference_lstm import compute_reference

import lstm_core as lc


def test_it_has_the_layout_of_torch():
    ref = lc.reference_step()
    n_a, n_x = ref.weight_hh.shape[1], ref.weight_ih.shape[1]
    B = len(ref.x_t)
    assert ref.weight_hh.shape == (4 * n_a, n_a)
    assert ref.weight_ih.shape == (4 * n_a, n_x)
    assert ref.bias_ih.shape == ref.bias_hh.shape == (4 * n_a,)
    assert ref.x_t.shape == (B, n_x)
    for name in ("a_prev", "c_prev", "a", "c"):
        assert getattr(ref, name).shape == (B, n_a)
    assert len({n_a, n_x, B}) == 3  # a swapped axis could not go unnoticed
    assert ref.bias_hh.any()
    assert re.fullmatch(r"\d+\.\d+\.\d+", ref.torch_version)


def test_the_package_agrees():
    ref = lc.reference_step()
    i, f, g, o = np.split(np.hstack([ref.weight_hh, ref.weight_ih]), 4)
    W = np.concatenate([f, i, o, g])
    i, f, g, o = np.split(ref.bias_ih + ref.bias_hh, 4)
    p = lc.LSTMParams(W, np.concatenate([f, i, o, g]))
    a, c, _ = lc.lstm_step(p, ref.x_t, ref.a_prev, ref.c_prev)
    np.testing.assert_allclose(a, ref.a, rtol=0, atol=1e-14)
    np.testing.assert_allclose(c, ref.c, rtol=0, atol=1e-14)


def test_pytorch_computes_it_again(torch):
    ref = vars(lc.reference_step())
    again = compute_reference(torch)
    assert set(again) == set(ref) - {"torch_version"}
    for name in again.keys() - {"a", "c"}:
        np.testing.assert_array_equal(again[name], ref[name])
    for name in ("a", "c"):  # other processors may round the last digit otherwise
        np.testing.assert_allclose(again[name], ref[name], rtol=0, atol=1e-14)


def test_two_of_them_do_not_share_memory():
    first = lc.reference_step()
    first.a[...] = 0
    assert lc.reference_step().a.any()
