"""What the experiment with reviews measures, and the network it ships."""

import numpy as np
import pytest

import lstm_core as lc
from experiments import reviews as experiment
from lstm_core import reviews
from lstm_core.words import use_language


@pytest.fixture(scope="module")
def model():
    """A network that has hardly learned."""
    return experiment.train(0, experiment.SETTINGS | {"n_a": 3, "B": 4, "steps": 2})


def test_the_rule_of_a_spanish_review_is_measured_word_by_word(spanish):
    model = experiment.train(0, experiment.SETTINGS | {"n_a": 3, "B": 4, "steps": 2})
    text = "la caja es genial . el ajuste no es malo ."
    found = experiment.measure(model, text.split())
    rule = dict.fromkeys(range(11), 0.0) | {6: 0.25, 7: 0.75, 9: 0.25}
    np.testing.assert_array_equal(found["rule"], list(rule.values()))


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


@pytest.mark.parametrize(
    ("name", "cell"),
    [
        ("reviews", "lstm"),
        ("reviews_es", "lstm"),
        ("reviews-basic", "rnn"),
        ("reviews-basic_es", "rnn"),
    ],
)
def test_the_shipped_networks_have_sixteen_units_and_the_words(
    name, cell, english_again
):
    use_language("es" if name.endswith("_es") else "en")
    shipped = lc.stored_network(name)
    assert (shipped.cell, shipped.n_a, shipped.dtype) == (cell, 16, np.float32)
    assert shipped.n_x == len(reviews.VOCABULARY)


@pytest.fixture(scope="module")
def spanish_runs():
    return lc.stored_result("reviews_es")["runs"]


def test_the_shipped_spanish_reader_reads_and_is_none_of_the_twenty(
    spanish, spanish_runs
):
    """Against a constant on the reviews that the twenty were measured on."""
    texts = reviews.write_reviews(500, rng=np.random.default_rng(1000))
    stars = np.array([reviews.rate(words) for words in texts])
    constant = np.abs(stars - np.median(stars)).mean()
    assert constant == pytest.approx(0.95, abs=0.02)
    shipped = experiment.error(lc.stored_network("reviews_es"), texts)
    assert shipped == pytest.approx(0.17, abs=0.01)
    errors = [run["error"] for run in spanish_runs]
    assert len(errors) == 20
    assert 0 not in [run["seed"] for run in spanish_runs]
    assert np.median(errors) == pytest.approx(0.15, abs=0.01)
    assert max(errors) == pytest.approx(0.25, abs=0.01)
    assert max(errors) < 0.3 * constant


def test_what_a_spanish_reader_notes_is_what_an_english_one_notes(spanish_runs):
    """The order of the kinds of words by each measure, and what stays small."""
    groups = [*spanish_runs[0]["kinds"]]
    kinds = np.array(
        [[run["kinds"][group] for group in groups] for run in spanish_runs]
    )
    at = {group: kinds[:, place, :3] for place, group in enumerate(groups)}
    first = (kinds[:, :, :3].argmax(axis=1) == groups.index("no")).sum(axis=0)
    assert (first >= 17).all()
    for kind in ("adjetivo", "pero"):
        times = np.median(at[kind] / at["relleno"], axis=0)
        assert (times > [1.5, 2.7, 30]).all()
    assert at["relleno"][:, 2].max() < 0.04
    others = at["dicho de otra cosa"]
    assert others[:, 2].max() < 0.08
    assert (at["relleno"][:, 1] < others[:, 1]).all()
    assert (others[:, 1] < at["adjetivo"][:, 1]).all()
    agree = [run["agree"] for run in spanish_runs]
    least = [
        one["update, rule"] < min(one["change, rule"], one["removal, rule"])
        for one in agree
    ]
    assert sum(least) == 18


def test_a_spanish_reader_holds_its_note_in_the_unit_that_chapter_2_shows(spanish):
    text = "el sonido es magnífico . nos llegaron en una bolsa pequeña este lunes ."
    words = text.split()
    reader, unit = lc.stored_network("reviews_es"), 2
    x = reviews.encode_reviews([words], np.float32).x
    trace = reader.forward(x)[1]
    put_on = (trace.u * trace.c_cand)[:, 0, unit]
    start, end = words.index("magnífico"), words.index("lunes")
    left = put_on[start] * np.prod(trace.f[start + 1 : end + 1, 0, unit])
    assert left > 0.75 * np.abs(put_on).max()
    assert trace.c[end, 0, unit] > 0.5 and reader.readout.W_y[0, unit] > 0


def test_basic_networks_are_moved_more_by_what_does_not_matter_in_spanish_too():
    stored = lc.stored_result("earlier_es")
    moved = {
        (kind, key): [run[key] for run in stored["runs"] if run["kind"] == kind]
        for kind in ("basic", "lstm")
        for key in ("said", "idle")
    }
    assert {len(values) for values in moved.values()} == {20}
    assert min(moved["basic", "idle"]) > max(moved["lstm", "idle"])
    assert max(moved["basic", "said"]) < min(moved["lstm", "said"])
