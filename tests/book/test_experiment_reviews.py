"""The experiment with reviews, with tiny settings, and what its files hold."""

import json

import numpy as np
import pytest

import lstm_core as lc
from experiments import _result
from experiments import reviews as experiment
from lstm_core import reviews

TINY = experiment.SETTINGS | {
    "seeds": [5, 6],
    "n_a": 3,
    "B": 4,
    "steps": 2,
    "tested_on": 12,
    "measured_on": 10,
}


@pytest.fixture
def result(tmp_path, monkeypatch):
    monkeypatch.setattr(_result, "RESULTS", tmp_path)
    monkeypatch.setattr(_result, "NETWORKS", tmp_path)
    return json.loads(experiment.main(TINY).read_text("utf-8"))


def test_tiny_run_holds_everything(result, tmp_path):
    assert result["settings"] == TINY
    assert [run["seed"] for run in result["runs"]] == [5, 6]
    assert result["runs"][0]["agree"] != result["runs"][1]["agree"]
    for run in result["runs"]:
        assert 0 < run["error"] < 2
        assert tuple(run["kinds"]) == reviews.GROUPS
        assert np.shape(list(run["kinds"].values())) == (len(reviews.GROUPS), 4)
        assert len(run["agree"]) == 6
        assert all(abs(r) <= 1 for r in [*run["agree"].values(), run["written"]])
    shipped, again = lc.load(tmp_path / "reviews.npz"), experiment.train(0, TINY)
    for key, array in shipped.params.items():
        np.testing.assert_array_equal(array, again.params[key])


def test_measures_are_taken_at_the_right_words():
    model = experiment.train(0, TINY)
    text = "the box is great . the fit is not bad ."
    words = text.split()
    found = experiment.measure(model, words)
    x = reviews.encode_reviews([words], model.dtype).x
    for name, values in lc.step_measures(model, x).items():
        np.testing.assert_array_equal(found[name], values)
    rule = dict.fromkeys(range(len(words)), 0.0) | {6: 0.25, 8: 0.75, 9: 0.25}
    np.testing.assert_array_equal(found["rule"], list(rule.values()))
    trace = model.forward(x)[1]
    written = [np.sqrt(((trace.u * trace.c_cand)[t, 0] ** 2).sum()) for t in range(11)]
    np.testing.assert_allclose(found["written"], written, rtol=1e-5)


def test_kinds_are_means_and_agreement_a_median_over_what_is_not_cut_off():
    model = experiment.train(0, TINY)
    text = "the fit is superb but the bass is great ."  # 6 stars, cut at 5
    sure = text.split()
    texts = reviews.write_reviews(9, rng=np.random.default_rng(0))
    texts = [words for words in texts if 1 < reviews.rate(words) < 5]
    assert reviews.rate(sure) == 5
    found = experiment.look_inside(model, [sure, *texts])
    assert found["agree"] == experiment.look_inside(model, texts)["agree"]
    measured = [experiment.measure(model, words) for words in texts]
    each = [lc.rank_correlation(one["update"], one["rule"]) for one in measured]
    assert found["agree"]["update, rule"] == pytest.approx(np.median(each), abs=1e-4)
    stops = [
        value
        for words in [sure, *texts]
        for word, value in zip(
            words, experiment.measure(model, words)["change"], strict=True
        )
        if word == "."
    ]
    assert found["kinds"]["full stop"][1] == pytest.approx(np.mean(stops), abs=1e-4)


def test_the_stored_files_were_made_with_these_settings():
    stored = lc.stored_result("reviews")
    assert stored["settings"] == experiment.SETTINGS
    assert stored["command"] == "python -m experiments.reviews"
    shipped = lc.stored_network("reviews")
    assert (shipped.cell, shipped.n_a, shipped.dtype) == ("lstm", 16, np.float32)
