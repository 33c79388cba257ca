"""The scripts behind chapter 6, run with tiny settings."""

import json

import numpy as np
import pytest

import lstm_core as lc
from experiments import _memory, _result, adding, limits, recall

TWO = {"seeds": 2, "steps": 3, "networks": ("RNN", "LSTM, chrono")}


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No trial may replace a stored result."""
    monkeypatch.setattr(_result, "RESULTS", tmp_path)


def read(path):
    return json.loads(path.read_text("utf-8"))


def test_recall_writes_an_accuracy_for_each_network_rate_lag_and_seed():
    result = read(recall.main(lags=(3, 6), **TWO))
    stored = lc.stored_result("recall")
    assert result.keys() == stored.keys()
    assert result["command"] == "python -m experiments.recall"
    assert set(result["accuracy"]) == {"RNN", "LSTM, chrono"}
    for by_rate in result["accuracy"].values():
        assert np.shape(list(by_rate.values())) == (2, 2, 2)
        assert (
            0 <= np.min(list(by_rate.values())) <= np.max(list(by_rate.values())) <= 1
        )


def test_adding_writes_an_error_for_each_network_rate_length_and_seed():
    result = read(adding.main(lengths=(4,), **TWO))
    assert result.keys() == lc.stored_result("adding").keys()
    for by_rate in result["error"].values():
        assert np.shape(list(by_rate.values())) == (2, 1, 2)
        assert np.min(list(by_rate.values())) > 0


def test_limits_writes_accuracies_by_lag_and_by_items(monkeypatch):
    monkeypatch.setattr(limits, "TEST_LAGS", (5, 10))
    result = read(limits.main(seeds=2, items=(1, 2), steps=2))
    assert result.keys() == lc.stored_result("limits").keys()
    assert np.shape(result["by_lag"]) == (2, 2)
    assert np.shape(list(result["by_items"].values())) == (2, 2, 2)
    assert [how["steps"] for how in result["trained"].values()] == [2, 2]
    assert [how["rate"] for how in result["trained"].values()] == [3e-3, 1e-2]


def test_networks_are_trained_as_the_result_states(monkeypatch):
    trained = []

    def fit(model, batches, **how):
        trained.append((model.n_a, int(next(batches).mask.sum()), how))

    monkeypatch.setattr(lc, "fit", fit)
    how = {"steps": 7, "rate": 0.5}
    limits.more_items(4, 3, 0, how)
    limits.other_lags(0, how)
    recall.accuracy("RNN", 6, 0, 0.5, 7)
    adding.error("LSTM, bias 0", 6, 0, 0.5, 7)
    done = {"steps": 7, "lr": 0.5}
    assert trained == [(4, 96, done), (16, 32, done), (35, 32, done), (16, 32, done)]


def test_the_share_of_right_answers_counts_at_the_questions_only(rng):
    batch = next(lc.recall_batches(5, 50, rng=rng))
    model = lc.make_model(9, 4, 4, rng=rng)
    scores = model.forward(batch.x)[0].argmax(axis=-1)
    expected = np.mean(scores[-1] == batch.target[-1])
    assert _memory.share_right(model, batch) == pytest.approx(expected)


def test_the_same_seed_gives_the_same_result():
    case = "LSTM, bias 1", 4, 0, 1e-2, 5
    assert recall.accuracy(*case) == recall.accuracy(*case)


def test_networks_differ_in_their_start_and_hardly_in_size():
    same = _memory.settings(_memory.RECALL, steps=1)
    counts = list(same["parameters"].values())
    assert max(counts) < 1.02 * min(counts)
    rng = np.random.default_rng(0)
    kind = _memory.RECALL | {"longest": 50, "rng": rng}
    p = _memory.build("LSTM, bias 5", **kind).cell_params
    np.testing.assert_array_equal(p.b_f, 5)
    p = _memory.build("RNN, gain 1.5", **kind).cell_params
    values = np.linalg.svd(p.W_aa, compute_uv=False)
    np.testing.assert_allclose(values, 1.5, rtol=1e-5)
