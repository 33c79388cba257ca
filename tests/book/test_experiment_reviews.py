"""What the experiment with reviews measures, and the network it ships."""

import numpy as np
import pytest

import lstm_core as lc
from experiments import reviews as experiment
from lstm_core import reviews


@pytest.fixture(scope="module")
def model():
    """A network that has hardly learned."""
    return experiment.train(0, experiment.SETTINGS | {"n_a": 3, "B": 4, "steps": 2})


def test_measures_are_taken_at_the_right_words(model):
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


def test_kinds_are_means_and_agreement_a_median_over_what_is_not_cut_off(model):
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
    stops = []
    for words in [sure, *texts]:
        change = experiment.measure(model, words)["change"]
        stops += [change[t] for t, word in enumerate(words) if word == "."]
    assert found["kinds"]["full stop"][1] == pytest.approx(np.mean(stops), abs=1e-4)


def test_the_shipped_network_is_an_lstm_of_sixteen_units():
    shipped = lc.stored_network("reviews")
    assert (shipped.cell, shipped.n_a, shipped.dtype) == ("lstm", 16, np.float32)
