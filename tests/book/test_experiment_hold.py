"""The experiment behind the networks that hold a number in chapter 9."""

import json

import pytest

import lstm_core as lc
from experiments import _result


@pytest.fixture
def hold(torch, tmp_path, monkeypatch):
    """The experiment, which writes elsewhere."""
    from experiments import hold  # needs PyTorch only when it trains

    monkeypatch.setattr(_result, "RESULTS", tmp_path)
    monkeypatch.setattr(_result, "NETWORKS", tmp_path)
    return hold


def test_tiny_run_writes_a_network_and_measures_by_seed(hold, tmp_path):
    result = json.loads(hold.main(seeds=(3, 4), steps=3).read_text("utf-8"))
    stored = lc.stored_result("hold")
    assert result.keys() == stored.keys()
    assert result["rare"].keys() == stored["rare"].keys()
    for measured in (result["rare"], result["frequent"]):
        assert all(len(values) == 2 for values in measured.values())
        assert measured["one"][0] <= measured["both"][0] + 1e-3
    assert result["rare"]["loss"] != result["frequent"]["loss"]
    assert lc.load(tmp_path / "hold.npz").task == "regress"


def test_measures_are_those_of_the_network_that_ships(hold):
    found = hold.measure(hold.code_of_the_page(), lc.stored_network("hold"), 0.0)
    assert found["one"] > 0.99
    assert found["f_mark"] < 0.3 < 0.99 < found["f_else"]
    assert found["u_else"] < 0.01 < 0.8 < found["u_mark"]


def test_how_it_was_made_is_the_code_of_today(hold):
    stored = lc.stored_result("hold")
    assert stored["shown"] == hold.SHOWN
    assert stored["seeds"] == [*hold.SEEDS]
    assert stored["often"] == hold.FREQUENT
    assert stored["steps"] == 800
