"""Stored results and networks: how they are made, written, read and refused."""

import json

import numpy as np
import pytest

import lstm_core as lc
from experiments import _result
from lstm_core.stored import results


@pytest.mark.parametrize(
    "name", sorted(path.stem for path in _result.RESULTS.glob("*.json"))
)
def test_stored_results_say_how_they_were_made(name):
    result = lc.stored_result(name)
    assert result["command"].startswith("python -m ")
    assert result["seconds"] > 0
    assert result.get("date", result["machine"]) != ""


def test_an_unknown_result_is_refused_and_the_known_ones_are_named():
    with pytest.raises(ValueError, match=r"expected one of .*speed_cpu.*got 'speed'"):
        lc.stored_result("speed")


def test_a_result_is_written_with_its_command(tmp_path, monkeypatch):
    monkeypatch.setattr(_result, "RESULTS", tmp_path)
    path = _result.write_result("trial", started=0.0, loss=[0.5, 0.25])
    result = json.loads(path.read_text("utf-8"))
    assert result["command"] == "python -m experiments.trial"
    assert result["loss"] == [0.5, 0.25]
    assert {"seconds", "date", "machine", "versions"} <= set(result)


def test_a_result_that_is_not_a_number_is_refused_and_nothing_is_written(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(_result, "RESULTS", tmp_path)
    with pytest.raises(ValueError, match="JSON"):
        _result.write_result("trial", started=0.0, loss=float("nan"))
    assert not list(tmp_path.iterdir())


def test_a_network_is_written_and_read_bit_for_bit(tmp_path, monkeypatch, rng):
    networks = tmp_path / "data" / "networks"
    monkeypatch.setattr(_result, "NETWORKS", networks)
    monkeypatch.setattr(results.resources, "files", lambda _: tmp_path)
    networks.parent.mkdir()
    model = lc.make_model(2, 3, 4, rng=rng, dtype=np.float32)
    assert _result.write_network("trial", model) == networks / "trial.npz"
    found = lc.stored_network("trial")
    assert found.task == model.task
    for name, array in model.params.items():
        np.testing.assert_array_equal(found.params[name], array)
        assert found.params[name].dtype == np.float32


@pytest.mark.parametrize(
    "path", sorted(_result.NETWORKS.glob("*.npz")), ids=lambda path: path.stem
)
def test_stored_networks_can_be_read_and_are_small(path):
    assert lc.stored_network(path.stem).n_a >= 1
    assert path.stat().st_size < 30_000


def test_an_unknown_network_is_refused():
    with pytest.raises(ValueError, match=r"name: expected one of \[.*got 'nobody'"):
        lc.stored_network("nobody")


def test_floats_are_rounded_wherever_they_stand():
    nested = {"a": [np.float32(0.123456), 3, True, "x"], "b": np.array([1 / 3, 2 / 3])}
    found = _result.rounded(nested | {"c": (v for v in (0.15, 0.25))}, digits=2)
    assert found == {"a": [0.12, 3, True, "x"], "b": [0.33, 0.67], "c": [0.15, 0.25]}
    assert type(found["a"][0]) is float
    assert _result.rounded(2 / 3) == 0.6667
