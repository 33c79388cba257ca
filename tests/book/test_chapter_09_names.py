"""What chapter 9 says of networks that write names, held against its numbers."""

import re

import numpy as np
import pytest

import lstm_core as lc

NETWORKS = ("RNN 64", "LSTM 30", "LSTM 64")


@pytest.fixture
def bits(chapter_09):
    return chapter_09["bits"]


@pytest.fixture
def models(chapter_09):
    return chapter_09["names_stored"]["models"]


def test_lists_do_not_share_names(chapter_09):
    names = set(lc.dinosaur_names())
    lists = [set(chapter_09[k]) for k in ("learned", "chosen", "judged")]
    assert [len(part) for part in lists] == [len(names) - 425, 125, 300]
    assert set().union(*lists) == names


def test_your_networks_beat_counting_pairs_by_far(chapter_09):
    live = chapter_09["live"]
    assert live["order 4"] < live["order 3"] < live["order 2"]
    assert max(live["RNN 64"], live["LSTM 30"]) < live["order 2"] - 0.3
    assert lc.ALPHABET[chapter_09["follows"]] == "u"


def test_networks_have_nearly_the_same_number_of_weights(chapter_09, models):
    stored = {name: models[name][0]["parameters"] for name in NETWORKS}
    for name in ("RNN 64", "LSTM 30"):
        params = chapter_09["writers"][name].params.values()
        assert stored[name] == sum(array.size for array in params)
    assert stored["LSTM 30"] / stored["RNN 64"] == pytest.approx(1.02, abs=0.005)
    assert stored["LSTM 64"] > 2 * stored["RNN 64"]


def test_settings_are_as_described(chapter_09, models):
    made = chapter_09["names_stored"]["settings"]
    assert (made["seeds"], made["chosen_on"], made["held_out"]) == (20, 125, 300)
    assert len(made["rates"]) == 6
    lists = made["seeds"] * made["held_out"] / len(lc.dinosaur_names())
    assert 4 < lists < 5
    ends = made["rates"][0], made["rates"][-1]
    for name in NETWORKS:
        assert sum(run["lr"] in ends for run in models[name]) <= 3, name
        # As a rule networks get worse before the last step.
        assert sum(run["step"] < made["steps"] for run in models[name]) >= 18, name


def test_the_lstm_wins_every_time_by_little(bits):
    lead = bits["RNN 64"] - bits["LSTM 30"]
    assert len(lead) == 20
    assert (lead > 0).all()
    assert np.median(bits["RNN 64"]) - np.median(bits["LSTM 30"]) < 0.1


def test_order_three_is_not_the_best_but_order_four_keeps_up(bits):
    assert (bits["RNN 64"] < bits["order 3"]).all()
    for name in ("LSTM 30", "LSTM 64"):
        assert 5 <= (bits["order 4"] < bits[name]).sum() <= 15
        assert abs(np.median(bits["order 4"]) - np.median(bits[name])) < 0.02
        assert (bits["order 5"] < bits[name]).sum() >= 18


def test_every_duel_is_printed_with_its_interval(chapter_09, bits):
    for better, worse in chapter_09["duels"]:
        won = (bits[better] < bits[worse]).sum()
        low, high = lc.count_interval(won, 20)
        row = f"{better} beats {worse} +{won} \\({100 * low:.0f}-{100 * high:.0f}\\)"
        assert re.search(row, chapter_09["printed"])


def test_the_lead_is_there_by_the_fourth_letter_and_does_not_grow_in_bits(chapter_09):
    for name, expected in {"LSTM 30": (7, 15), "LSTM 64": (5, 13)}.items():
        saved = chapter_09["saved"][name]
        assert saved.shape == (20, 16)
        lead = np.median(saved, axis=0)
        assert lead[3] > 0.1 > lead[:3].max()
        grown = saved[:, 9:].mean(axis=1) > saved[:, 3:9].mean(axis=1)
        assert chapter_09["grows"][name] == expected  # in bits, as a share
        assert grown.sum() == expected[0]


def test_late_characters_cost_little_and_shares_scatter_widely(chapter_09):
    paid = chapter_09["paid"]
    cost = np.median(paid, axis=0)
    assert cost[15] < 0.1 * cost[0]
    assert cost[9:].max() < cost[:9].min()
    for name in ("LSTM 30", "LSTM 64"):
        saved = chapter_09["saved"][name]
        late = saved[:, 9:].sum(axis=1) / paid[:, 9:].sum(axis=1)
        early = saved[:, 3:9].sum(axis=1) / paid[:, 3:9].sum(axis=1)
        assert (late > early).sum() == chapter_09["grows"][name][1]
        assert late.min() < 0 < 0.15 < late.max()
        assert late.std() > 3 * early.std()


def test_letters_far_back_are_worth_no_more_to_the_lstm(chapter_09):
    lost = chapter_09["lost_bits"]
    for name in NETWORKS:
        assert np.abs(lost[name][:, 3]).max() < 0.05  # eight letters kept
        middle = np.median(lost[name], axis=0)
        assert (np.diff(middle) < 0).all()
        assert abs(middle[3]) < 0.02 < 0.15 < middle[2]
    for name in ("LSTM 30", "LSTM 64"):
        assert (lost["RNN 64"][:, 2] > lost[name][:, 2]).sum() >= 15
    assert not lost["order 4"][:, 2:].any()  # it never looked there


def test_short_names_have_fewest_known_pieces_and_there_the_lead_is_largest(
    chapter_09, models
):
    for gain in chapter_09["gains"].values():
        assert np.median(gain, axis=0).argmax() == 0
    for name in (*NETWORKS, "real"):
        shares = chapter_09["known_pieces"][name]
        assert (shares[:, 1:] > shares[:, :1]).all(), name
    for name in NETWORKS:
        costs = np.array([run["by_length"] for run in models[name]])
        assert (costs[:, 1:] < costs[:, :1]).all()


def test_the_longest_written_names_fall_back_and_real_ones_rise(chapter_09):
    pieces = chapter_09["known_pieces"]
    medians = {name: np.median(shares, axis=0) for name, shares in pieces.items()}
    fall = {name: np.subtract(*pieces[name][:, 2:].T) for name in NETWORKS}
    for name in NETWORKS:
        assert (fall[name] > 0).sum() >= 17, name
        assert medians[name][3] < medians[name][2]
    for name in ("LSTM 30", "LSTM 64"):  # by less than the basic network
        assert (fall[name] < fall["RNN 64"]).sum() >= 14
    assert (np.diff(medians["real"]) > 0).all()
    assert (pieces["real"][:, 3] > pieces["real"][:, 2]).sum() >= 18


def test_counting_patches_short_names_from_known_pieces(chapter_09, bits):
    pieces = chapter_09["known_pieces"]
    assert (pieces["order 3"][:, 0] > pieces["real"][:, 0]).sum() >= 18
    for name in NETWORKS:
        assert (bits["order 3"] > bits[name]).all()


def test_the_exercise_on_what_a_letter_costs():
    expected = (4 + 10 * 0.07) / (4 + 10)
    assert expected == pytest.approx(0.336, abs=5e-4)
    assert -np.log2([expected, 0.07]) == pytest.approx([1.57, 3.84], abs=5e-3)


def test_the_exercise_on_the_best_of_all_steps(rng):
    """The smallest of ten noisy numbers is too good, and more so with more noise."""
    luck = [rng.normal(0, s, (2000, 10)).min(axis=1).mean() for s in (0.01, 0.02)]
    assert luck[1] < luck[0] < -0.01
