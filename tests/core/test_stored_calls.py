"""Functions that need PyTorch, and what they give where it is missing."""

import json
import sys

import numpy as np
import pytest

import lstm_core as lc
from experiments import with_torch as experiment
from lstm_core.stored import calls, results

CELLS = [
    "import lstm_core as lc",
    "@lc.with_torch\ndef double(n, x=None):\n    return 2 * n",
    "@lc.with_torch\ndef outer():\n    return double(5) + 1",
    "print(double(3), double(n=4), double(3, x=[1]), outer(), double(n=3))",
]


W = np.array([[0.5, -2.0], [1e-9, 3.0]])


def twice(x, n=2, p=None):
    """Twice what it is given; a stored call shows by its other number."""
    return 2 * x


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of stored results in the place of that of the package."""
    p = lc.RNNParams(W[:1], np.zeros(1))
    given = [calls.given(twice, (3,), {}), calls.given(twice, (W,), {"n": 4, "p": p})]
    stored = [
        {"function": "twice", "given": value, "returned": answer}
        for value, answer in zip(given, (6, 7), strict=True)
    ]
    file = tmp_path / "with_torch.json"
    text = json.dumps({"date": "2026-11-24", "calls": stored})
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(results, "_files", lambda *_: {file.stem: file})
    return tmp_path


@pytest.fixture
def hidden(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)


def call(x=W, n=4, p=None, **changed):
    """The second stored call, or one that is a little different."""
    p = p or lc.RNNParams(changed.get("W", W[:1]), np.zeros(1))
    return lc.with_torch(twice)(x, n, p)


def test_with_pytorch_a_function_simply_runs(torch, folder, capsys):
    assert lc.with_torch(twice)(4, n=object()) == 8
    assert capsys.readouterr().out == ""
    assert lc.with_torch(twice).__doc__ == twice.__doc__


def test_without_pytorch_it_gives_the_stored_result_and_says_so(folder, hidden, capsys):
    assert call() == 7
    said = capsys.readouterr().out
    assert said == "PyTorch is missing: stored result, 2026-11-24\n"


def test_however_the_arguments_are_handed_over_it_is_the_same_call(folder, hidden):
    for args, kwargs in [((3,), {}), ((), {"x": 3}), ((3, 2), {}), ((3,), {"n": 2})]:
        assert lc.with_torch(twice)(*args, **kwargs) == 6


@pytest.mark.parametrize("relative", [1e-12, -1e-12, 1e-8])
def test_what_another_processor_rounds_otherwise_is_the_same_call(
    folder, hidden, relative
):
    assert call(x=W * (1 + relative)) == call(W=W[:1] * (1 + relative)) == 7
    assert call(x=W + relative) == 7  # small beside the largest number


def changed_at(i, j, value):
    x = W.copy()
    x[i, j] = value
    return x


CHANGED = {
    "number": (
        {"x": changed_at(1, 1, 3.001)},
        r"x\[1, 1\]: expected 3.0, .* got 3.001",
    ),
    "nan": ({"x": changed_at(0, 0, np.nan)}, r"x\[0, 0\]: expected 0.5, .* got nan"),
    "dtype": ({"x": W.astype(np.float32)}, "x: expected float64 of .* got float32 of"),
    "shape": ({"x": W[:1]}, r"x: expected .*shape \(2, 2\), .* got .*shape \(1, 2\)"),
    "kind": ({"x": [1.0]}, r"x: expected float64 .* got nothing"),
    "option": ({"n": 5}, "n: expected 4, as in the stored call, got 5"),
    "text": ({"n": "4"}, "n: expected 4, as in the stored call, got '4'"),
    "weight": (
        {"W": W[1:]},
        r"p.W\[0, 0\]: expected 0.5, as in the stored call, got 1e",
    ),
    "cell": ({"p": lc.init_lstm(1, 1, rng=np.random.default_rng(0))}, "p.cell: expect"),
}


@pytest.mark.parametrize(("change", "words"), CHANGED.values(), ids=CHANGED)
def test_a_call_with_a_changed_argument_is_refused(folder, hidden, change, words):
    with pytest.raises(ValueError, match=words):
        call(**change)


def test_the_error_says_what_to_do(folder, hidden):
    words = "x: expected 3, as in the stored call, got 4; x: expected float64 of shape "
    words += (
        r"\(2, 2\), as in the stored call, got 4. Other calls of twice need PyTorch: "
    )
    with pytest.raises(ValueError, match=f"{words}pip install"):
        lc.with_torch(twice)(4)


def test_a_function_without_stored_calls_is_refused(folder, hidden):
    words = r"a function with stored calls, of \['twice'\]; got 'other'"

    def other(x):
        return x

    with pytest.raises(ValueError, match=words):
        lc.with_torch(other)(3)


@pytest.mark.parametrize("value", [object(), np.random.default_rng(0), lambda: 3])
def test_an_argument_that_cannot_be_compared_is_refused(folder, hidden, value):
    with pytest.raises(TypeError, match="n: a call can be stored with numbers, arrays"):
        call(n=value)


@pytest.mark.parametrize("other", [[], {}, (), [1.0], [[1.0, 2.0]], [1.0, 2.0, 3.0]])
def test_lists_of_another_length_or_kind_differ(other):
    for stored in ([1.0, 2.0], [[]]):
        known = [{"function": "twice", "given": calls.given(twice, (stored,), {})}]
        assert calls.find_call(known, twice, calls.given(twice, (stored,), {}))
        with pytest.raises(ValueError, match="as in the stored call, got"):
            calls.find_call(known, twice, calls.given(twice, (other,), {}))


def test_an_empty_list_is_no_empty_dictionary():
    known = [{"function": "twice", "given": calls.given(twice, ([],), {})}]
    with pytest.raises(ValueError, match=r"len\(x\): expected 0, .* got nothing"):
        calls.find_call(known, twice, calls.given(twice, ({},), {}))


def test_a_module_is_compared_by_its_weights(torch):
    def of(weight):
        linear = torch.nn.Linear(1, 1)
        torch.nn.init.constant_(linear.weight, weight)
        torch.nn.init.zeros_(linear.bias)
        return calls.given(twice, (linear,), {})

    stored = [{"function": "twice", "given": of(0.5), "returned": 1}]
    assert calls.find_call(stored, twice, of(0.5)) is stored[0]
    with pytest.raises(
        ValueError, match=r"x.weight\[0, 0\]: expected 0.5, .* got 0.75"
    ):
        calls.find_call(stored, twice, of(0.75))


def test_errors_of_the_function_itself_are_not_swallowed(torch):
    def broken():
        raise ModuleNotFoundError("no module named 'other'")

    with pytest.raises(ModuleNotFoundError, match="other"):
        lc.with_torch(broken)()


def test_only_calls_from_outside_are_recorded_and_each_once():
    found = [
        (c["function"], c["given"], c["returned"]) for c in experiment.record(CELLS)
    ]
    assert found == [
        ("double", {"n": 3, "x": None}, 6),
        ("double", {"n": 4, "x": None}, 8),
        ("double", {"n": 3, "x": [1]}, 6),
        ("outer", {}, 11),
    ]
    assert lc.with_torch is calls.with_torch


def test_arguments_are_recorded_as_they_were_before_the_call():
    cells = [*CELLS[:1], "@lc.with_torch\ndef empty(x):\n    x.clear()", "empty([1])"]
    assert experiment.record(cells)[0]["given"] == {"x": [1]}


def test_the_experiment_writes_what_it_recorded(tmp_path, monkeypatch):
    cells = [{"cell_type": "code", "source": [cell]} for cell in CELLS]
    cells.append({"cell_type": "markdown", "source": ["# no code"]})
    page = tmp_path / "page.ipynb"
    page.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    again = "@lc.with_torch\ndef half(n):\n    return n / 2\n\n\nhalf(4)"
    cells = [{"cell_type": "code", "source": [cell]} for cell in (CELLS[0], again)]
    other = tmp_path / "other.ipynb"
    other.write_text(json.dumps({"cells": cells}), encoding="utf-8")
    monkeypatch.setattr(experiment, "CHAPTERS", (page, other))
    monkeypatch.setattr("experiments._result.RESULTS", tmp_path)
    experiment.main()
    written = json.loads((tmp_path / "with_torch.json").read_text("utf-8"))
    assert written["calls"][0]["returned"] == 6
    assert written["calls"][-1]["returned"] == 2
    assert written["command"] == "python -m experiments.with_torch"
