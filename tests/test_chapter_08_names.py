"""What chapter 8 says of networks that write names, held against its numbers."""

import numpy as np
import pytest

NETWORKS = ("RNN 64", "LSTM 30", "LSTM 64")


@pytest.fixture
def bits(chapter_08):
    return chapter_08["bits"]


def test_the_live_run_tells_the_same_story(chapter_08):
    live = chapter_08["live"]
    assert live["LSTM 30"] < live["RNN 64"] < live["order 3"] < live["order 2"]
    sizes = [len(chapter_08[k]) for k in ("learned", "chosen", "judged")]
    assert sizes == [len(chapter_08["lc"].dinosaur_names()) - 425, 125, 300]
    assert not set(chapter_08["learned"]) & set(chapter_08["judged"])
    assert not set(chapter_08["chosen"]) & set(chapter_08["judged"])


def test_networks_have_nearly_the_same_number_of_weights(chapter_08):
    sizes = [
        sum(a.size for a in chapter_08["writers"][name].params.values())
        for name in ("RNN 64", "LSTM 30")
    ]
    assert sizes[1] / sizes[0] == pytest.approx(1.02, abs=0.005)
    for name, size in zip(("RNN 64", "LSTM 30"), sizes, strict=True):
        assert chapter_08["names_stored"]["models"][name][0]["parameters"] == size


def test_the_lstm_wins_every_time_by_little(bits):
    lead = bits["RNN 64"] - bits["LSTM 30"]
    assert len(lead) == 8
    assert (lead > 0).all()
    assert np.median(lead) < 0.1


def test_order_three_is_not_the_best_but_order_four_keeps_up(bits):
    assert (bits["RNN 64"] < bits["order 3"]).all()
    assert np.median(bits["order 4"]) <= np.median(bits["LSTM 30"])
    assert np.median(bits["order 4"] - bits["LSTM 64"]) < 0.02
    assert (bits["order 5"] < bits["LSTM 64"]).sum() >= 7
    assert (bits["order 5"] < bits["LSTM 30"]).all()


def test_the_lead_is_there_by_the_fourth_letter_and_does_not_grow(chapter_08):
    for name in ("LSTM 30", "LSTM 64"):
        lead = np.median(chapter_08["saved"][name], axis=0)
        assert lead[3] > 0.1 > lead[:3].max()
        assert lead[10:].mean() < lead[3:10].mean()
        assert lead[10:].max() < lead[3:10].max() + 0.01


def test_the_lead_is_largest_for_the_shortest_names(chapter_08):
    for gain in chapter_08["gains"].values():
        assert np.median(gain, axis=0).argmax() == 0


def test_short_names_have_fewest_known_pieces(chapter_08):
    for name, shares in chapter_08["known_pieces"].items():
        if name != "order 3":
            assert (shares[:, 1:] > shares[:, :1]).all(), name
    for name in NETWORKS:
        costs = np.array(
            [run["by_length"] for run in chapter_08["names_stored"]["models"][name]]
        )
        assert (costs[:, 1:] < costs[:, :1]).all()


def test_the_longest_written_names_fall_back_and_real_ones_rise(chapter_08):
    for name in NETWORKS:
        shares = chapter_08["known_pieces"][name]
        assert (shares[:, 3] < shares[:, 2]).sum() >= 7, name
    real = np.median(chapter_08["known_pieces"]["real"], axis=0)
    assert (np.diff(real) > 0).all()


def test_counting_patches_short_names_from_known_pieces(chapter_08):
    pieces = chapter_08["known_pieces"]
    assert (pieces["order 3"][:, 0] > pieces["real"][:, 0]).all()
