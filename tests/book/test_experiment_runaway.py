"""What grows in a cell of 1997: a tiny run, and what is measured."""

import json

import numpy as np
import pytest

import lstm_core as lc

pytest.importorskip("torch", reason="the networks are trained in PyTorch")
from experiments import _result, runaway


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No trial may replace a stored result or network."""
    monkeypatch.setattr(_result, "RESULTS", tmp_path)
    monkeypatch.setattr(_result, "NETWORKS", tmp_path)


def test_a_tiny_run_has_what_the_stored_result_has(tmp_path):
    path = runaway.main(seeds=[0, 1], steps=2, read=300, shipped=1)
    found, stored = json.loads(path.read_text("utf-8")), lc.stored_result("runaway")
    assert found.keys() == stored.keys()
    assert [run.keys() for run in found["runs"]] == [stored["runs"][0].keys()] * 2
    network = lc.load(tmp_path / "stream1997.npz")
    assert isinstance(network.cell_params, lc.LSTM1997Params)


def test_units_that_stay_are_counted():
    network = lc.stored_network("stream1997")
    run = runaway.measure(network, runaway.READ)
    stored = lc.stored_result("runaway")
    assert stored["seeds"][stored["shipped"]] == runaway.SHIPPED
    want = stored["runs"][stored["shipped"]]
    assert run["stay"] == want["stay"] == (np.array(run["largest"]) < 20).sum()
    assert run["decided"] == pytest.approx(want["decided"], abs=0.01)
    np.testing.assert_allclose(run["largest"], want["largest"], rtol=0.02)
