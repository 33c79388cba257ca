"""Every experiment with tiny settings, and how its stored result was made."""

import json
from itertools import product

import numpy as np
import pytest

import lstm_core as lc
from experiments import (
    _memory,
    _result,
    adding,
    agreement,
    agreement_noise,
    carousel,
    earlier,
    earlier_es,
    hold,
    learning,
    left,
    limits,
    names,
    pieces,
    quotes,
    recall,
    reviews,
    reviews_es,
)
from experiments._page import defined_in
from lstm_core import agreement_data
from lstm_core.tasks.review_grammars import ENGLISH, SPANISH
from lstm_core.words import use_language


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No trial may replace a stored result or a network."""
    monkeypatch.setattr(_result, "RESULTS", tmp_path)
    monkeypatch.setattr(_result, "NETWORKS", tmp_path)


def run(experiment, **tiny):
    """What a tiny run writes, and what is stored; their keys are the same."""
    name = experiment.__name__.removeprefix("experiments.")
    experiment.main(**tiny)
    result = json.loads((_result.RESULTS / f"{name}.json").read_text("utf-8"))
    stored = lc.stored_result(name)
    assert result.keys() == stored.keys()
    command = f"python -m experiments.{name}"
    assert result["command"] == stored["command"] == command
    return result, stored


def shape(found):
    """The keys, and the number of values that each list has."""
    if isinstance(found, dict):
        return {key: shape(value) for key, value in found.items()}
    return np.shape(found)


TABLE = {"seeds": _memory.SEEDS, "trials": len(_memory.TRIALS)}
TABLE |= {"rates": list(_memory.RATES)}
TRAINED = {"by_lag": limits.LAG_TRAINING, "by_items": limits.ITEM_TRAINING}
HOLD = {"shown": hold.SHOWN, "seeds": [*hold.SEEDS], "often": hold.FREQUENT}


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("adding", TABLE),
        ("agreement", {"cases": agreement.CASES}),
        ("hold", HOLD | {"steps": 800}),
        ("limits", {"trained": TRAINED, "seeds": 20}),
        ("names", {"settings": names.SETTINGS}),
        ("recall", TABLE),
        ("reviews", {"settings": reviews.SETTINGS}),
        ("reviews_es", {"settings": reviews.SETTINGS}),
        ("earlier", {"settings": earlier.SETTINGS}),
        ("earlier_es", {"settings": earlier.SETTINGS}),
    ],
)
def test_stored_results_were_made_with_the_settings_of_today(name, made):
    stored = lc.stored_result(name)
    assert {key: stored[key] for key in made} == made


TWO = {
    "seeds": 2,
    "steps": 3,
    "trials": (100, 101),
    "networks": ("RNN", "LSTM, chrono"),
}


def test_recall_writes_an_accuracy_for_each_network_lag_and_seed():
    result, _ = run(recall, lags=(3, 6, 7), **TWO)
    assert set(result["accuracy"]) == set(result["tried"]) == {"RNN", "LSTM, chrono"}
    for name, scores in result["accuracy"].items():
        assert np.shape(scores) == (3, 2)
        assert 0 <= np.min(scores) <= np.max(scores) <= 1
        assert np.shape(list(result["tried"][name].values())) == (2, 3, 2)


def test_adding_writes_an_error_for_each_network_length_and_seed_and_the_reasons():
    reasons_for = {"length": 8, "rate": 0.1}
    result, stored = run(adding, lengths=(4,), reasons_for=reasons_for, **TWO)
    reasons = result["reasons"]
    assert reasons.keys() == stored["reasons"].keys()
    assert {key: reasons[key] for key in reasons_for} == reasons_for
    for scores in result["error"].values():
        assert np.shape(scores) == (1, 2)
        assert np.min(scores) > 0
    for kind in ("early", "shut"):
        assert shape(reasons[kind]) == dict.fromkeys(stored["reasons"][kind], (2,))


@pytest.mark.parametrize(("name", "key"), [("recall", "accuracy"), ("adding", "error")])
def test_stored_rates_are_the_better_ones(name, key):
    stored = lc.stored_result(name)
    solves = stored["solved"], name == "recall"
    assert list(stored[key]) == list(_memory.NETWORKS)
    for network, tried in stored["tried"].items():
        for k, chosen in enumerate(stored["chosen"][network]):
            at = {float(rate): scores[k] for rate, scores in tried.items()}
            assert _memory.better_rate(at, *solves) == chosen
        assert np.shape(stored[key][network])[1] == stored["seeds"]


def test_limits_writes_accuracies_by_lag_and_by_items(monkeypatch):
    monkeypatch.setattr(limits, "TEST_LAGS", (5, 50, 60))
    how = {"lag_training": {"steps": 2, "rate": 0.1}}
    how["item_training"] = {"steps": {"3": [1, 4], "5": [2]}, "rate": 0.1}
    result, stored = run(limits, seeds=2, items=(1, 2), **how)
    assert shape(result["by_lag"]) == dict.fromkeys(stored["by_lag"], (2, 3))
    assert shape(result["by_items"]) == {"3": (2, 2, 2), "5": (2, 2, 1)}
    assert list(result["by_items"]) == ["3", "5"]
    assert list(result["trained"].values()) == list(how.values())


def test_left_writes_measures_of_each_start_and_a_network(monkeypatch, tmp_path):
    monkeypatch.setattr(left, "TEXTS", 2)
    result, stored = run(left, seeds=2, steps=3)
    assert list(result["starts"]) == list(stored["starts"]) == list(left.STARTS)
    for name, found in result["starts"].items():
        assert shape(found) == dict.fromkeys(stored["starts"][name], (2,))
    model = lc.load(tmp_path / "recall.npz")
    again = left.trained("bias 1", 0, 3).cell_params.W
    np.testing.assert_allclose(model.cell_params.W, again, atol=1e-4)


def test_pieces_are_counted_for_each_seed_size_kind_and_length(monkeypatch):
    page = pieces.code_of_the_page()

    def short(seed):
        rng = np.random.default_rng(seed)
        f32 = {"rng": rng, "dtype": np.float32}
        model = lc.make_model(27, 4, 27, cell="rnn", **f32)
        train, held_out = lc.split_names(lc.dinosaur_names(), held_out=300, rng=rng)
        batches = lc.name_batches(train, 8, **f32)
        return model, train, held_out, lc.fit(model, batches, steps=2, lr=0.1)

    page |= {"train_on_names": short}
    monkeypatch.setattr(pieces, "code_of_the_page", lambda: page)
    result, stored = run(pieces, seeds=(5, 6), written=300)
    assert result["seeds"] == [5, 6]
    kinds = dict.fromkeys(("network", "real", "shuffled"), (2, 4))
    assert shape(result["share"]) == dict.fromkeys(("3", "4", "6"), kinds)
    assert result["share"].keys() == stored["share"].keys()
    assert shape(result["letter_loss"]) == (2, 16)
    assert shape(result["loss"]) == (2, 3)


def test_the_page_is_what_was_run():
    page = pieces.code_of_the_page()
    train = ["abcdefgh", "bcdexxxx"]
    share = page["share_by_length"]([*train, "qqqqqqqqq", "q" * 12, "q" * 15], train, 3)
    assert share == [1, 0, 0, 0]
    assert callable(page["train_on_names"])


def test_what_the_page_does_not_define_once_is_refused():
    for wanted in (["no_such_function"], ["edges", "held_out"]):
        with pytest.raises(ValueError, match=r"names: expected each once in 01-rnn-"):
            defined_in("01-rnn-limits", *wanted)
    assert set(defined_in("01-rnn-limits", "edges")) >= {"edges", "np", "lc"}


def test_the_forget_gates_of_the_carousel_stand_at_one_and_stay(rng):
    model = carousel.train(0, 0.5, carousel.SETTINGS | {"steps": 3})
    x = rng.standard_normal((20, 2, model.n_x)).astype(np.float32)
    assert (model.forward(x)[1].f == 1).all()


def test_carousel_reads_as_many_sentences_as_stated():
    settings = carousel.SETTINGS | {"steps": 3}
    result, stored = run(carousel, seeds=(5, 6), settings=settings, sentences=40)
    assert (result["settings"]["steps"], result["sentences"]) == (3, 40)
    for rows in result["runs"].values():
        assert len(rows) == 2
        for row in rows:
            assert 0 <= row["first_half"] <= 1
            assert row.keys() == stored["runs"]["short"][0].keys()


def test_learning_has_all_that_the_page_reads():
    result, stored = run(learning, seeds=2, steps=20, measured=(1, 3))
    for found, n in ((result, 2), (stored, 20)):
        ways = {(r["optimizer"], r["rate"], r["clipping"]) for r in found["trained"]}
        assert len(ways) == len(found["trained"]) == 12
        assert {shape(r["loss"]) for r in found["trained"]} == {(n,)}
        assert {shape(r["longest"]) for r in found["trained"]} == {(n,)}
        for by_steps in found["accuracy"].values():
            for by_bias in by_steps.values():
                assert shape(by_bias) == dict.fromkeys("0135", (n,))
    assert set(stored["accuracy"]["last counts"]) == {"200", "1500"}
    assert set(shape(stored["curves"]).values()) == {(20, 20)}
    assert set(shape(result["curves"]).values()) == {(2, 2)}


def test_names_holds_everything_and_repeats():
    tiny = {"seeds": 2, "steps": 4, "look_every": 2, "batch": 8, "rates": [1e-2, 1e-7]}
    tiny |= {"orders": [1, 2], "strengths": [2, 10], "positions": 5}
    tiny = names.SETTINGS | tiny | {"written": 60, "edges": [1, 10, 41]}
    result, _ = run(names, settings=tiny)
    assert result["settings"] == tiny
    models = result["models"]
    assert set(models) == {"real", *names.NETWORKS, "order 1", "order 2"}
    for name, runs in models.items():
        assert len(runs) == 2
        for one in runs:
            assert len(one["share"]) == 2
            if name != "real":
                assert 2 < one["bits"] < 5
                assert len(one["by_position"]) == 5
                assert len(one["lost"]) == 4
    assert {one["step"] for one in models["RNN 64"]} <= {2, 4}
    assert {one["lr"] for name in names.NETWORKS for one in models[name]} == {1e-2}
    assert models["RNN 64"][0]["bits"] != models["RNN 64"][1]["bits"]
    again, _ = run(names, settings=tiny)
    assert again["models"] == models


@pytest.mark.parametrize("experiment", [earlier, earlier_es])
def test_earlier_trains_both_kinds_and_ships_a_basic_network(
    experiment, tmp_path, english_again
):
    readers = reviews.SETTINGS | {"n_a": 3, "B": 4, "steps": 2}
    tiny = {"seeds": [100, 101], "rates": [0.01, 0.02], "chosen_on": [1]}
    tiny = earlier.SETTINGS | tiny | {"tested_on": 12, "measured_on": 10}
    result, stored = run(experiment, settings=tiny, readers=readers)
    kinds = [(found["kind"], found["seed"]) for found in result["runs"]]
    assert kinds == [(k, seed) for k in ("basic", "lstm") for seed in (100, 101)]
    assert result["runs"][0].keys() == stored["runs"][0].keys()
    for found in (result, stored):
        assert found["rates"]["lstm"] == reviews.SETTINGS["lr"]
        best = min(found["tried"], key=found["tried"].get)
        assert float(best) == found["rates"]["basic"]
    name = {earlier: "reviews-basic", earlier_es: "reviews-basic_es"}[experiment]
    shipped = lc.load(tmp_path / f"{name}.npz")
    again = earlier.train("basic", 0, result["rates"]["basic"], readers)
    assert shipped.cell == "rnn"
    for name, array in again.params.items():
        np.testing.assert_array_equal(shipped.params[name], array)
    # The LSTMs are those of the experiment that chapter 8 reports.
    lstm = earlier.train("lstm", 100, reviews.SETTINGS["lr"], readers)
    for name, array in reviews.train(100, readers).params.items():
        np.testing.assert_array_equal(lstm.params[name], array)


@pytest.mark.parametrize(
    "review",
    [
        "the fit is bad . they came in a big bag on friday .",
        "el ajuste es malo . nos llegaron en una bolsa gris este viernes .",
    ],
)
def test_earlier_counts_what_is_said_and_what_is_idle(review, english_again):
    use_language("en" if "bad" in review else "es")
    readers = reviews.SETTINGS | {"n_a": 3, "B": 4, "steps": 2}
    model = earlier.train("basic", 0, 0.01, readers)
    text = review.split()
    effects = lc.removal_effects(model, earlier.encode(model, text))[:, -1]
    found = earlier.moves(model, [text])
    assert found["said"] == pytest.approx(effects[3])
    assert found["idle"] == pytest.approx(effects[5:13].mean())


@pytest.mark.parametrize(
    ("experiment", "grammar"), [(reviews, ENGLISH), (reviews_es, SPANISH)]
)
def test_reviews_holds_everything_and_ships_a_network(
    experiment, grammar, tmp_path, english_again
):
    tiny = {"seeds": [5, 6], "n_a": 3, "B": 4, "steps": 2}
    tiny = reviews.SETTINGS | tiny | {"tested_on": 12, "measured_on": 10}
    result, stored = run(experiment, settings=tiny)
    assert result["settings"] == tiny
    assert [one["seed"] for one in result["runs"]] == [5, 6]
    assert result["runs"][0]["agree"] != result["runs"][1]["agree"]
    assert tuple(stored["runs"][0]["kinds"]) == grammar.groups
    for one in result["runs"]:
        assert 0 < one["error"] < 2
        assert tuple(one["kinds"]) == grammar.groups
        assert np.shape(list(one["kinds"].values())) == (len(grammar.groups), 4)
        assert len(one["agree"]) == 6
        assert all(abs(r) <= 1 for r in [*one["agree"].values(), one["written"]])
    name = {reviews: "reviews", reviews_es: "reviews_es"}[experiment]
    shipped, again = lc.load(tmp_path / f"{name}.npz"), reviews.train(0, tiny)
    for key, array in shipped.params.items():
        np.testing.assert_array_equal(array, again.params[key])


TINY_TEXT = {"steps": 2, "test_size": (60, 4)}


def test_agreement_runs_every_case_and_ships_two_networks(tmp_path):
    result, _ = run(agreement, seeds=[103], sizes=[4], **TINY_TEXT)
    assert [one["case"] for one in result["runs"]] == list(agreement.CASES)
    assert result["settings"]["steps"] == 2
    for one in result["runs"]:
        assert (one["n_a"], one["seed"]) == (4, 103)
        assert [len(one["gates"][gate]) for gate in "fu"] == [8, 8]
        assert shape(one["held"]) == {"zero": (4,), "mean": (4,)}
        assert isinstance(one["clean"], bool)
    shipped = {path.stem for path in tmp_path.glob("*.npz")}
    assert shipped == set(agreement.SHIPPED.values())
    for (case, n_a, seed), name in agreement.SHIPPED.items():
        again = agreement.train(seed, n_a, **agreement.CASES[case], steps=2)
        W = lc.load(tmp_path / f"{name}.npz").params["W"]
        np.testing.assert_array_equal(W, again.params["W"])


def test_less_noise_is_tried_with_the_same_training():
    result, _ = run(agreement_noise, noises=[0.1], seeds=[3], n_a=2, **TINY_TEXT)
    [one] = result["runs"]
    assert (one["noise"], one["seed"]) == (0.1, 3)
    model = agreement.train(3, 2, noise=0.1, more=0.93, steps=2)
    text = agreement_data.draw_text(60, 4, rng=np.random.default_rng(1000))
    assert one["story"] == agreement.look_inside(model, text)["story"]


def test_stored_agreement_holds_every_network():
    stored = lc.stored_result("agreement")
    assert stored["settings"]["steps"] == agreement.SETTINGS["steps"]
    found = [(one["case"], one["n_a"], one["seed"]) for one in stored["runs"]]
    cases = product(agreement.CASES, agreement.SIZES, agreement.SEEDS)
    assert sorted(found) == sorted(cases)
    noisy = lc.stored_result("agreement_noise")["runs"]
    cases = product(agreement_noise.NOISES, agreement_noise.SEEDS)
    assert [(one["noise"], one["seed"]) for one in noisy] == list(cases)


def test_hold_writes_a_network_and_measures_by_seed(torch, tmp_path):
    result, stored = run(hold, seeds=(3, 4), steps=3)
    assert result["rare"].keys() == stored["rare"].keys()
    for measured in (result["rare"], result["frequent"]):
        assert all(len(values) == 2 for values in measured.values())
        assert measured["one"][0] <= measured["both"][0] + 1e-3
    assert result["rare"]["loss"] != result["frequent"]["loss"]
    assert lc.load(tmp_path / "hold.npz").task == "regress"


def test_measures_are_those_of_the_network_that_ships(torch):
    found = hold.measure(hold.code_of_the_page(), lc.stored_network("hold"), 0.0)
    assert found["one"] > 0.99
    assert found["f_mark"] < 0.3 < 0.99 < found["f_else"]
    assert found["u_else"] < 0.01 < 0.8 < found["u_mark"]


def test_quotes_writes_a_small_network_with_rounded_weights(tmp_path):
    quotes.main(units=3, steps=2)
    found, shipped = lc.load(tmp_path / "quotes.npz"), lc.stored_network("quotes")
    assert (found.n_a, shipped.n_a) == (3, quotes.UNITS)
    assert found.n_x == shipped.n_x == len(quotes.code_of_the_page()["LETTERS"])
    for model in (found, shipped):
        for value in model.params.values():
            parts = value * quotes.ROUNDING
            np.testing.assert_array_equal(parts, np.round(parts))


def test_the_reader_that_ships_foretells_letters():
    page, rng = quotes.code_of_the_page(), np.random.default_rng(9)
    batch = next(quotes.batches(page, rng))
    known = lc.stored_network("quotes").loss(batch)
    assert known < 0.4 * np.log(len(page["LETTERS"]))
