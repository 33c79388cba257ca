"""Functions that need PyTorch, and what they give where it is missing."""

import json
import sys

import numpy as np
import pytest
from oracles import assert_same, draw_case, forward, values_of

import lstm_core as lc
from experiments import with_torch as experiment
from lstm_core.cells.registry import arrays_of
from lstm_core.stored import calls as stored_calls
from lstm_core.stored import results

CELLS = [
    "import lstm_core as lc",
    "@lc.with_torch\ndef double(n, x=None):\n    return 2 * n",
    "@lc.with_torch\ndef outer():\n    return double(5) + 1",
    "print(double(3), double(n=4), double(3, x=[1]), outer())",
]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of stored results in the place of that of the package."""
    stored = {"date": "2026-11-24", "returned": {"double(3)": 6}}
    file = tmp_path / "with_torch.json"
    file.write_text(json.dumps(stored), encoding="utf-8")
    monkeypatch.setattr(results, "_files", lambda *_: {file.stem: file})
    return tmp_path


@pytest.fixture
def hidden(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)


def double(n, x=None):
    """Twice a number."""
    return 2 * n + 100


def test_with_pytorch_a_function_simply_runs(torch, folder, capsys):
    assert lc.with_torch(double)(3) == 106
    assert capsys.readouterr().out == ""
    assert lc.with_torch(double).__doc__ == double.__doc__


def test_without_pytorch_it_gives_the_stored_result_and_says_so(folder, hidden, capsys):
    assert lc.with_torch(double)(3, x=np.ones(2)) == 6
    said = capsys.readouterr().out
    assert said == "PyTorch is missing: stored result, 2026-11-24\n"


def test_a_call_that_is_not_stored_is_refused(folder, hidden):
    words = r"PyTorch, or one of the stored calls \['double\(3\)'\], got 'double\(4\)'"
    with pytest.raises(ValueError, match=words):
        lc.with_torch(double)(4)


def test_errors_of_the_function_itself_are_not_swallowed(torch):
    def broken():
        raise ModuleNotFoundError("no module named 'other'")

    with pytest.raises(ModuleNotFoundError, match="other"):
        lc.with_torch(broken)()


def test_only_calls_from_outside_are_recorded_and_the_first_one_counts():
    assert experiment.record(CELLS) == {
        "double(3)": 6,
        "double(n=4)": 8,
        "outer()": 11,
    }
    assert lc.with_torch is stored_calls.with_torch


def test_what_is_stored_comes_back_as_it_was(rng):
    p = lc.init_lstm(3, 4, rng=rng, dtype=np.float32)
    x = np.ones((2, 1, 3), np.float32)
    trace = lc.lstm_forward(p, x)
    value = (p, trace, {"x": x, "n": 3}, 0.1, "text", None, True, np.arange(3))
    back = stored_calls.unpack(json.loads(json.dumps(stored_calls.pack(value))))
    assert [type(v) for v in back[:3]] == [lc.LSTMParams, lc.Trace, dict]
    np.testing.assert_array_equal(back[0].W, p.W, strict=True)
    np.testing.assert_array_equal(back[1].f, trace.f, strict=True)
    assert back[1].reverse is False
    np.testing.assert_array_equal(back[2]["x"], x, strict=True)
    assert back[3:7] == [0.1, "text", None, True]
    np.testing.assert_array_equal(back[7], np.arange(3))


def test_weights_and_traces_of_every_cell_come_back(cell):
    case = draw_case(cell)
    value = case.p, forward(case)
    back = stored_calls.unpack(json.loads(json.dumps(stored_calls.pack(value))))
    assert [type(v) for v in back] == [type(v) for v in value]
    assert_same(arrays_of(back[0]), arrays_of(case.p))
    assert_same(values_of(back[1]), values_of(value[1]))


def test_a_subclass_of_weights_is_not_stored_as_its_parent():
    class Sub(lc.RNNParams):
        pass

    with pytest.raises(TypeError, match="value: expected a result to store"):
        stored_calls.pack(Sub(np.zeros((1, 2)), np.zeros(1)))


def test_a_module_is_stored_as_its_weights(torch):
    lstm = torch.nn.LSTM(2, 3)
    back = stored_calls.unpack(stored_calls.pack(lstm))
    assert back.keys() == lstm.state_dict().keys()
    np.testing.assert_array_equal(back["bias_ih_l0"], lstm.bias_ih_l0.detach().numpy())


def test_what_cannot_be_stored_is_refused():
    with pytest.raises(TypeError, match="value: expected a result to store, got"):
        stored_calls.pack([object()])


def test_the_experiment_writes_what_it_recorded(tmp_path, monkeypatch):
    cells = [{"cell_type": "code", "source": [cell]} for cell in CELLS]
    cells.append({"cell_type": "markdown", "source": ["# no code"]})
    page = tmp_path / "page.ipynb"
    page.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    monkeypatch.setattr(experiment, "CHAPTER", page)
    monkeypatch.setattr("experiments._result.RESULTS", tmp_path)
    experiment.main()
    written = json.loads((tmp_path / "with_torch.json").read_text("utf-8"))
    assert written["returned"]["double(3)"] == 6
    assert written["command"] == "python -m experiments.with_torch"
