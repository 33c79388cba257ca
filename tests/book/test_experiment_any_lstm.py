"""Every case of "Open your own LSTM" is right, masked or refused, as the table says."""

import pytest

import lstm_core as lc

any_lstm = pytest.importorskip("experiments.any_lstm")  # torch, h5py, safetensors
pytest.importorskip("xarray")
CASES, DOUBLE, run = (getattr(any_lstm, n) for n in ("CASES", "DOUBLE", "run"))

STORED = {
    (row["group"], row["case"]): row for row in lc.stored_result("any_lstm")["rows"]
}


def test_the_table_has_every_case():
    assert [*STORED] == [*CASES]


@pytest.mark.parametrize("case", CASES, ids=" - ".join)
def test_no_case_is_wrong_without_a_word(case):
    found, stored = run(*case), dict(STORED[case])
    assert ("gap" in found) == (found["result"] != "refused")
    limit = CASES[case][2]
    assert found.pop("gap", 0) <= limit
    assert stored.pop("gap", 0) <= limit
    if "message" in found:  # numbers in it may be rounded otherwise
        assert found["message"].split()[:5] == stored.pop("message").split()[:5]
        assert ": expected" in found.pop("message")
    assert found == stored


@pytest.mark.parametrize(
    ("function", "refused", "words"),
    [
        (lambda: 1.01 * DOUBLE, False, "wrong without a word"),
        (lambda: float("nan"), False, "wrong without a word"),
        (lambda: 0.0, True, "expected an error"),
        (lambda: int("no"), False, "invalid literal"),
    ],
)
def test_a_case_can_fail(monkeypatch, function, refused, words):
    entered = (lambda: (function(), False)), refused, DOUBLE
    monkeypatch.setitem(CASES, ("trial", "trial"), entered)
    with pytest.raises(AssertionError, match=words):
        run("trial", "trial")


def test_the_result_is_written(monkeypatch):
    written = {}
    monkeypatch.setattr(any_lstm, "CASES", [*CASES][:2])
    monkeypatch.setattr(
        any_lstm, "write_result", lambda name, **data: written.update(data, name=name)
    )
    any_lstm.main()
    assert written["name"] == "any_lstm"
    assert [row["result"] for row in written["rows"]] == ["right", "right"]
