import json

import pytest

import lstm_core as lc
from experiments import _result


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
