"""What chapter 8 says of its readers of reviews, held against its own numbers."""

import numpy as np
import pytest


@pytest.fixture
def kinds(chapter_08):
    """Kind of word to update, change, removal, rule: (networks, 4)."""
    groups = chapter_08["reviews"].GROUPS
    return dict(zip(groups, chapter_08["kinds"].swapaxes(0, 1), strict=True))


@pytest.fixture
def agree(chapter_08):
    """Pair of measures to their rank correlations, one a network."""
    names = chapter_08["names_of"]
    couples = [(names[i], names[j]) for i, j in chapter_08["couples"]]
    return dict(zip(couples, chapter_08["agree"].T, strict=True))


def test_reviews_are_as_described(chapter_08):
    words = [len(review) for review in chapter_08["held_out"]]
    assert np.mean(words) == pytest.approx(30, abs=1)
    assert len(chapter_08["reviews"].VOCABULARY) == 70
    assert np.isin(chapter_08["stars"], [1, 5]).mean() < 0.2
    assert chapter_08["reviews"].rate(["fit", "not", "bad"]) == 3.25


def test_only_the_networks_can_read(chapter_08):
    errors = chapter_08["errors"]
    assert len(errors["LSTM"]) == 5
    [constant], [bag] = errors["constant"], errors["bag of words"]
    assert 0.85 < bag / constant < 1
    assert max(errors["LSTM"]) < 0.2 * bag


def test_the_bag_cannot_turn_a_word_round(chapter_08):
    bag, worth = chapter_08["bag"], chapter_08["worth"]
    sound, turned, other = (
        (bag([["the", *text.split(), "."]]) @ worth)[0]
        for text in ("sound is bad", "sound is not bad", "delivery is bad")
    )
    assert max(sound, turned, other) < 3
    for reader in chapter_08["readers"]:
        texts = [
            ["the", *text.split(), "."] for text in ("sound is bad", "sound is not bad")
        ]
        plain, negated = chapter_08["read"](reader, texts)
        assert plain < 2.8 < 3 < negated


def test_all_measures_put_not_first(chapter_08, kinds):
    for kind, values in kinds.items():
        if kind != "not":
            assert (kinds["not"][:, :3] > values[:, :3]).all(), kind


def test_the_painted_review_shows_what_the_text_says(chapter_08):
    review = chapter_08["review"]
    for name, values in chapter_08["measures"].items():
        share = np.array(values) / np.max(values)
        assert share[review.index("not")] > 0.7, name
        assert share[review.index("nice")] > 0.6, name
        assert share[review.index("month")] < 0.45, name
        assert share[review.index("box")] > 0.4, name
    update = chapter_08["measures"]["update"]
    assert update[review.index("good")] < 0.45 * max(update)
    start = {k: np.mean(v[:2]) / max(v) for k, v in chapter_08["measures"].items()}
    assert start["change"] > 0.2 > 0.1 > start["removal"]


def test_adjectives_and_but_are_far_ahead_of_filler(kinds):
    for kind in ("adjective", "but"):
        times = kinds[kind][:, :3] / kinds["filler"][:, :3]
        assert (np.median(times, axis=0) > [1.5, 2.5, 20]).all()


def test_filler_moves_the_cell_but_not_the_answer(kinds):
    update, change, removal, _ = np.median(kinds["filler"], axis=0)
    assert removal < 0.03
    assert update > 0.15
    assert change > 0.25


def test_the_same_words_said_of_others_are_filler(kinds):
    others, filler, own = (
        np.median(kinds[k], axis=0) for k in ("said of others", "filler", "adjective")
    )
    assert others[0] == pytest.approx(filler[0], abs=0.03)
    assert others[2] < 0.06 < 0.5 < own[2]
    assert others[0] < 0.65 * own[0]


def test_the_other_thing_is_noted_and_the_aspect_is_not(kinds):
    other, aspect = kinds["other thing"], kinds["aspect"]
    assert (other[:, :2] > aspect[:, :2]).all()
    assert (other[:, 3] == 0).all()
    assert (aspect[:, 2] < 0.6 * aspect[:, 3]).all()
    assert np.median(aspect[:, 3] / kinds["adjective"][:, 3]) > 0.8


def test_words_without_worth_still_move_the_answer_a_little(kinds):
    for kind in ("full stop", "the, is"):
        removal = np.median(kinds[kind], axis=0)[2]
        assert 0.03 < removal < 0.25


def test_the_update_gate_agrees_least_with_the_rule(agree):
    update, change, removal = (
        agree[name, "rule"] for name in ("update", "change", "removal")
    )
    assert (update < change).all()
    assert (change < removal).all()
    assert removal.max() < 0.75
    assert min(map(np.median, agree.values())) > 0.2


def test_the_exercise_on_stars_has_the_answer_that_the_rule_gives(chapter_08):
    rate = chapter_08["reviews"].rate
    text = (
        "the bass is not slightly awful but the fit is not good . the box is superb ."
    )
    words = text.split()
    assert rate(words) == 2.75
    moved = [abs(rate(words[:t] + words[t + 1 :]) - 2.75) for t in range(len(words))]
    assert max(moved) == moved[10] == 1.5
    assert words[10] == "not"
    assert sorted(moved)[-2] < 1.5


def test_the_exercise_on_what_is_written(chapter_08):
    reading, review = chapter_08["reading"], chapter_08["review"]
    update, change = (chapter_08["measures"][k] for k in ("update", "change"))
    written = np.linalg.norm((reading.u * reading.c_cand)[:, 0], axis=-1)
    before, after = (np.argsort(np.argsort(-v)) for v in (update, written))
    assert before[review.index("great")] - after[review.index("great")] > 4
    assert before[review.index("nice")] < after[review.index("nice")]
    closer = chapter_08["lc"].rank_correlation
    assert closer(written, change) > closer(update, change) + 0.05
