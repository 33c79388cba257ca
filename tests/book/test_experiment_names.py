"""What the experiment with names chooses and measures."""

import numpy as np
import pytest

import lstm_core as lc
from experiments import names

TINY = names.SETTINGS | {"steps": 4, "look_every": 2, "batch": 8, "orders": [1, 2]}


def test_weights_go_back_to_the_best_step(monkeypatch):
    monkeypatch.setattr(lc.NumpyModel, "loss", lambda self, batch: next(losses))
    train = choose = list(lc.dinosaur_names()[:50])
    losses = iter([3.0, 2.0, 9.0])
    settings = TINY | {"steps": 6}
    found = names.train_network("rnn", 4, 1e-2, 0, train, choose, settings)
    assert found["step"] == 4
    losses = iter([3.0, 2.0])
    short = names.train_network("rnn", 4, 1e-2, 0, train, choose, TINY)
    for key, array in short["model"].params.items():
        np.testing.assert_array_equal(array, found["model"].params[key])


def test_pieces_are_counted_in_one_list_and_judged_on_the_other():
    train, choose = ["abab"] * 20, ["cd"]
    found = names.count(2, 5, train, choose)
    model = lc.count_ngrams(train, 2, 5, np.float32)
    np.testing.assert_array_equal(found["model"].table, model.table)
    bits = np.nanmean(lc.letter_bits(model, choose))
    assert found["bits_choosing"] == pytest.approx(bits)


def test_networks_are_chosen_by_the_measure_that_is_reported():
    train, choose = list(lc.dinosaur_names()[:50]), list(lc.dinosaur_names()[50:70])
    found = names.train_network("lstm", 4, 1e-2, 0, train, choose, TINY)
    bits = np.nanmean(lc.letter_bits(found["model"], choose))
    assert found["bits_choosing"] == pytest.approx(bits, rel=1e-5)


def test_a_swap_costs_nothing_where_nobody_looks():
    train, test = ["abab", "cdcdcdcd"] * 20, ["abababab", "cdcdcdcdcd", "abab"]
    model = lc.count_ngrams(train, 3, 2)
    assert names.lost_by_swap(model, test, 2, 5) == 0
    assert names.lost_by_swap(model, test, 1, 5) > 0


def test_a_swap_asks_each_late_character_with_the_start_of_another_name():
    test = ["ababcb", "cdcdcd", "ef"]
    model = lc.count_ngrams(["abab", "cdcdcd"] * 20, 3, 2)

    def bits(context, letter):
        scores = model.forward(lc.encode_names([context], model.dtype).x)[0][-1, 0]
        return -np.log2(lc.softmax(scores)[lc.ALPHABET.index(letter)])

    right = {"ababc": "b", "cdcdc": "d", "ababcb": "\n", "cdcdcd": "\n"}
    other = {"ababc": "cdcdc", "cdcdc": "ababc", "ababcb": "cdcdcd", "cdcdcd": "ababcb"}
    lost = [
        bits(other[past][:-1] + past[-1], letter) - bits(past, letter)
        for past, letter in right.items()
    ]
    found = names.lost_by_swap(model, test, 1, 6)
    assert found == pytest.approx(np.mean(lost))
    assert found != 0


def test_the_strength_with_the_fewest_bits_is_taken(monkeypatch):
    bits = {2: 3.0, 10: 1.0, 40: 2.0}
    monkeypatch.setattr(names, "NETWORKS", {})
    monkeypatch.setattr(names, "count", lambda o, k, *_: {"bits_choosing": bits[k]})
    monkeypatch.setattr(names, "measure", lambda best, *_: best)
    found = names.run(0, TINY | {"strengths": list(bits)})
    assert found["order 1"] == found["order 2"] == {"bits_choosing": 1.0}
