"""Weights on their way to PyTorch."""

import sys

import numpy as np
import pytest
from oracles import draw_case

import lstm_core as lc
from lstm_core.cells import sequence
from lstm_core.cells.registry import cell_named


def test_a_torch_module_computes_the_same_with_the_weights(cell, torch, rng):
    p = draw_case(cell, n_x=3, n_a=4).p
    module = getattr(torch.nn, cell_named(cell).torch.module)(3, 4, dtype=torch.float64)
    module.load_state_dict(lc.to_torch(p))
    x = rng.standard_normal((5, 2, 3))
    a, _ = module(torch.tensor(x))
    np.testing.assert_allclose(sequence.forward(p, x).a, a.detach().numpy(), atol=1e-14)


def test_tensors_do_not_share_memory_with_the_parameters(torch, rng):
    p = lc.init_rnn(3, 4, rng=rng)
    before = p.W.copy()
    lc.to_torch(p)["weight_hh_l0"].zero_()
    np.testing.assert_array_equal(p.W, before)


def test_missing_torch_says_what_to_install(monkeypatch, rng):
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(ModuleNotFoundError, match=r"pip install .lstm-core\[torch\]"):
        lc.to_torch(lc.init_rnn(3, 4, rng=rng))
