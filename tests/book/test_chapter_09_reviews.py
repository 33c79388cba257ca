"""What chapter 9 says of its readers of reviews, held against its own numbers."""

from itertools import pairwise

import numpy as np
import pytest

import lstm_core as lc
from experiments import reviews as experiment
from lstm_core import reviews


@pytest.fixture
def kinds(chapter_09):
    """Kind of word to update, change, removal, rule: (20 networks, 4)."""
    return dict(zip(reviews.GROUPS, chapter_09["kinds"].swapaxes(0, 1), strict=True))


@pytest.fixture
def painted(chapter_09):
    """Measure to word to its share of the largest; of a word, its first place."""
    review = chapter_09["review"]
    return {
        name: {w: values[review.index(w)] / np.max(values) for w in review}
        for name, values in chapter_09["measures"].items()
    }


def test_reviews_are_as_described(chapter_09):
    words = [len(review) for review in chapter_09["held_out"]]
    assert np.mean(words) == pytest.approx(30, abs=1)
    assert len(reviews.VOCABULARY) == 70
    assert np.isin(chapter_09["stars"], [1, 5]).mean() < 0.2
    assert reviews.rate(["fit", "not", "bad"]) == 3.25


def test_only_the_networks_can_read(chapter_09):
    errors = chapter_09["errors"]
    assert 0.85 < errors["bag of words"] / errors["constant"] < 1
    assert errors["yours"] < 0.3 * errors["bag of words"]
    assert errors["ours"] == pytest.approx(0.1, abs=0.01)
    others = [run["error"] for run in chapter_09["twenty"]]
    assert len(others) == 20
    assert np.median(others) == pytest.approx(0.11, abs=0.005)
    assert max(others) == pytest.approx(0.14, abs=0.005)


def test_our_reader_was_trained_by_the_lines_of_the_chapter(chapter_09):
    made = experiment.SETTINGS
    assert made["shipped"] == 0
    assert made["shipped"] not in made["seeds"]
    ours, yours = (chapter_09["readers"][k] for k in ("ours", "yours"))
    assert ours.params.keys() == yours.params.keys()
    assert (ours.n_a, ours.task, ours.dtype) == (yours.n_a, yours.task, yours.dtype)
    texts = chapter_09["held_out"]
    assert experiment.error(ours, texts) == pytest.approx(chapter_09["errors"]["ours"])
    tiny = made | {"steps": 3}
    again = experiment.train(0, tiny)
    rng = np.random.default_rng(0)
    how = {"rng": rng, "dtype": np.float32}
    model = lc.make_model(n_x=70, n_a=16, n_y=1, task="regress", **how)
    lc.fit(model, reviews.review_batches(32, **how), steps=3, lr=2e-2)
    for key, array in again.params.items():
        np.testing.assert_allclose(array, model.params[key], rtol=1e-4, atol=1e-5)


def test_the_bag_cannot_turn_a_word_round(chapter_09):
    texts = [
        ["the", *text.split(), "."]
        for text in ("sound is bad", "sound is not bad", "delivery is bad")
    ]
    guesses = chapter_09["bag"](texts) @ chapter_09["worth"]
    assert np.ptp(guesses) < 0.1
    assert max(guesses) < 3
    plain, negated, other = chapter_09["read"](chapter_09["readers"]["ours"], texts)
    assert plain < 2.5 < 2.9 < other < 3 < negated


def test_the_painted_review_shows_what_the_text_says(chapter_09, painted):
    review = chapter_09["review"]
    for name, share in painted.items():
        assert share["not"] > 0.9, name
        assert share["nice"] > 0.7, name
        assert share["month"] < 0.35, name
        values = chapter_09["measures"][name]
        assert values[review.index("box")] >= np.sort(values)[-6], name
        place = (values > values[review.index("good")]).sum() + 1
        assert (place > 10) if name == "update" else (place == 4), name
    assert painted["update"]["my"] > 0.5 > 0.1 > painted["removal"]["my"]
    assert chapter_09["reader"] is chapter_09["readers"]["ours"]


def test_the_page_measures_as_the_experiment_does(chapter_09):
    found = experiment.measure(chapter_09["reader"], chapter_09["review"])
    for name, values in chapter_09["measures"].items():
        np.testing.assert_allclose(found[name], values, atol=1e-5)


def test_nearly_all_put_not_first(chapter_09, kinds):
    assert kinds["not"].shape == (20, 4)
    assert (chapter_09["on_top"][:3] >= 18).all()
    others = [values for kind, values in kinds.items() if kind != "not"]
    higher = (kinds["not"] > np.max(others, axis=0)).sum(axis=0)
    np.testing.assert_array_equal(higher, chapter_09["on_top"])


def test_adjectives_and_but_are_well_ahead_of_filler(kinds):
    for kind in ("adjective", "but"):
        times = kinds[kind][:, :3] / kinds["filler"][:, :3]
        assert (times.min(axis=0) > [1.35, 1.9, 20]).all()
        assert (np.median(times, axis=0) > [1.7, 3, 40]).all()


def test_filler_moves_the_cell_but_not_the_answer(kinds):
    update, change, removal, rule = kinds["filler"].T
    assert not rule.any()
    assert removal.max() < 0.03
    assert np.median(update) == pytest.approx(0.2, abs=0.03)
    assert 0.15 < update.min() < update.max() < 0.3
    assert change.min() > 0.25


def test_the_same_words_said_of_others_open_no_gate_but_move_the_cell(kinds):
    others, filler, own = (
        kinds[kind][:, :3] for kind in ("said of others", "filler", "adjective")
    )
    assert (np.abs(others / filler - 1)[:, 0] < 0.15).all()
    assert np.median(others / filler, axis=0)[0] == pytest.approx(1, abs=0.05)
    assert 0.02 < others[:, 2].min() < others[:, 2].max() < 0.06
    assert (filler[:, 1] < others[:, 1]).all()
    assert (others[:, 1] < own[:, 1]).all()


def test_the_other_thing_is_noted_and_the_aspect_is_not(kinds):
    other, aspect, own = (kinds[k] for k in ("other thing", "aspect", "adjective"))
    middle = np.median(other / own, axis=0)[:2]
    assert ((middle > 0.8) & (middle < 1.05)).all()
    assert ((other / own)[:, :2] > 0.6).all()
    assert (other[:, 3] == 0).all()
    assert 0.8 < (aspect / own)[0, 3] < 1
    share = aspect[:, 2] / aspect[:, 3]
    assert np.median(share) == pytest.approx(1 / 3, abs=0.05)
    assert share.max() < 0.6


def test_words_without_worth_still_move_the_answer_a_little(kinds):
    for kind in ("full stop", "the, is"):
        removal = kinds[kind][:, 2]
        assert 0.05 < removal.min() < removal.max() < 0.25
        assert (removal > 3 * kinds["filler"][:, 2]).all()


def test_the_update_gate_usually_agrees_least_with_the_rule(chapter_09):
    agree = {pair: np.array(values) for pair, values in chapter_09["agree"].items()}
    update, change, removal = (
        agree[f"{name}, rule"] for name in ("update", "change", "removal")
    )
    least = (update < np.minimum(change, removal)).sum()
    assert least == chapter_09["least"] >= 18
    assert f"update agrees least: {least} (" in chapter_09["printed"]
    assert 0.5 < removal.min() < removal.max() < 0.7
    assert len(agree) == 6
    assert min(map(np.median, agree.values())) > 0.2


def test_the_exercise_on_stars_has_the_answer_that_the_rule_gives():
    text = "the bass is not slightly awful but the fit is not good . "
    words = f"{text}the box is superb .".split()
    assert reviews.rate(words) == 2.75
    rest = [words[:t] + words[t + 1 :] for t in range(len(words))]
    moved = [abs(reviews.rate(left) - 2.75) for left in rest]
    assert max(moved) == moved[10] == 1.5
    assert words[10] == "not"
    assert sorted(moved)[-2] < 1.5
    assert reviews.rate(words[:7]) == 3.25
    assert reviews.rate(words[:13]) == 2.75


def test_the_exercise_on_what_is_written(chapter_09):
    reading, review = chapter_09["reading"], chapter_09["review"]
    update, change = (chapter_09["measures"][k] for k in ("update", "change"))
    written = np.linalg.norm((reading.u * reading.c_cand)[:, 0], axis=-1)
    before, after = (np.argsort(np.argsort(-v)) for v in (update, written))
    great, nice, last_is = review.index("great"), review.index("nice"), -3
    assert before[great] - after[great] > 4
    assert update[great] < np.median(update)
    assert before[nice] < after[nice]
    assert review[last_is] == "is"
    assert before[last_is] < after[last_is]
    closeness = lc.rank_correlation
    assert closeness(written, change) > closeness(update, change) + 0.1
    left = ((1 - reading.f) * reading.c_states[:-1])[:, 0]
    moved = (reading.u * reading.c_cand)[:, 0] - left
    np.testing.assert_allclose(np.linalg.norm(moved, axis=-1), change, atol=1e-5)
    runs = chapter_09["twenty"]  # in half of them the update gate is the closer one
    assert sum(run["agree"]["update, change"] > run["written"] for run in runs) == 10


def test_the_exercise_on_a_bag_of_pairs(chapter_09):
    learn, held_out = chapter_09["learn"], chapter_09["held_out"]
    places = {}
    for words in learn:
        for pair in pairwise(words):
            places.setdefault(pair, len(places))

    def count(texts):
        found = np.zeros((len(texts), len(places)))
        for row, words in zip(found, texts, strict=True):
            for pair in pairwise(words):
                if pair in places:
                    row[places[pair]] += 1
        return np.hstack([chapter_09["bag"](texts), found])

    features = count(learn)
    small = 1e-6 * np.eye(features.shape[1])  # many pairs say the same
    known = features.T @ chapter_09["known"]
    worth = np.linalg.solve(features.T @ features + small, known)
    guesses = np.clip(count(held_out) @ worth, 1, 5)
    error = np.abs(guesses - chapter_09["stars"]).mean()
    errors = chapter_09["errors"]
    assert 3 * max(r["error"] for r in chapter_09["twenty"]) < error
    assert error < 0.8 * errors["bag of words"]

    def heard(text):
        return (count([text.split()]) @ worth)[0]

    good = heard("the sound is good .") - heard("the sound is bad .")
    box = heard("the box is good .") - heard("the box is bad .")
    assert box == pytest.approx(good, abs=1e-6)  # it cannot know a box
    assert good > 0.2
    assert heard("the sound is not bad .") > heard("the sound is bad .")
    turned = [heard(f"the sound is not very {word} .") for word in ("good", "bad")]
    plain = [heard(f"the sound is very {word} .") for word in ("good", "bad")]
    assert np.diff(turned) == pytest.approx(np.diff(plain), abs=1e-6)  # very hides not
