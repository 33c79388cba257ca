"""What chapter 6 says in words, held against the numbers of its own cells."""

import numpy as np
import pytest
from chapters import check_width_of_output, run_chapter

import lstm_core as lc
from experiments import adding, recall


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("06-the-advantage")


def test_output_fits_a_phone(chapter):
    check_width_of_output(chapter)


def test_the_text_and_its_answers_are_those_of_the_words(chapter):
    assert chapter["text"][0] == "C"
    assert chapter["text"].index("?") == 10
    assert chapter["text"][11] in "ABCD"
    assert chapter["answers"].tolist() == [2, 3]


def test_hand_set_and_trained_cells_play_the_game_and_an_untrained_one_guesses(chapter):
    accuracy, test = chapter["accuracy"], chapter["test"]
    assert accuracy(chapter["cells"]["hand-set"], test) == 1
    assert accuracy(chapter["cells"]["untrained"], test) < 0.4
    assert min(chapter["trained_scores"]) > 0.99


def test_the_hand_set_belt_keeps_all_and_drops_it_at_the_new_symbol(chapter):
    for left in (chapter["shares"]["hand-set"], chapter["apart"]["hand-set"]):
        assert left[10] > 0.99
        assert left[11] < 0.01


def test_the_untrained_belt_loses_most_within_a_few_steps(chapter):
    assert chapter["shares"]["untrained"][5] < 0.3


def test_trained_belts_keep_less_than_half_while_the_runs_move_apart(chapter):
    assert (chapter["belts"][:, 9] < 0.5).all()
    assert (chapter["gaps"][:, 9] > 1.5).all()


def test_trained_cells_hardly_react_to_the_new_symbol_and_let_go_slowly(chapter):
    gaps = chapter["gaps"]
    assert (gaps[:, 11] > 0.6 * gaps[:, 9]).all()
    assert (gaps[:, 20] < 0.6 * gaps[:, 11]).all()


def test_the_full_derivative_equals_differences(chapter):
    block = chapter["J"][16:, 16:]
    np.testing.assert_allclose(block, chapter["tried"], atol=1e-8)


def test_in_the_hand_set_cell_the_belt_is_everything_elsewhere_it_is_not(chapter):
    direct, full = chapter["paths"]["hand-set"]
    np.testing.assert_allclose(direct, full)
    for name in ("untrained", "trained"):
        direct, full = chapter["paths"][name]
        assert full[8] > 2 * direct[8]
    assert (chapter["five"][:, 1, 8] > 1).all()


def last(chapter, bias, gain=1):
    return chapter["lab"][bias, gain][:, 0, -1]


def test_a_shut_start_is_worse_than_a_basic_network_and_an_open_one_explodes(chapter):
    assert last(chapter, 0).max() < chapter["rnn"][1][:, -1].min()
    assert np.median(last(chapter, 1)) < 1e-2
    medians = [np.median(last(chapter, bias)) for bias in chapter["biases"]]
    assert (np.diff(medians) > 0).all()
    assert 0.1 < medians[2] < 100
    assert last(chapter, 5).min() > 50


def test_lstms_vanish_and_explode_and_open_gates_tame_the_weights(chapter):
    assert last(chapter, 0).max() < 1e-10
    assert np.median(last(chapter, 0, gain=4)) > 1e3
    medians = [np.median(last(chapter, 5, gain)) for gain in chapter["gains"]]
    assert max(medians) / min(medians) < 10
    basic = [np.median(chapter["rnn"][gain][:, -1]) for gain in chapter["gains"]]
    assert 1e26 < max(basic) / min(basic) < 1e28


def test_the_direct_path_is_next_to_nothing_unless_the_gates_stand_open(chapter):
    for bias, most in ((0, 1e-10), (1, 1e-6), (2, 1e-3)):
        full, _, direct = np.median(chapter["lab"][bias, 1][:, :, -1], axis=0)
        assert direct < most * full
    assert np.median(chapter["lab"][5, 1][:, 2, -1]) > 0.5


def test_half_lives(chapter):
    assert 6 < lc.half_life(0.9) < 7
    assert lc.half_life(0.999) > 600


def test_networks_have_nearly_the_same_size(chapter):
    counts = [
        sum(v.size for v in build(chapter, name).params.values())
        for name in chapter["names"]
    ]
    assert max(counts) < 1.01 * min(counts)


def build(chapter, name):
    return chapter["build"](name, np.random.default_rng(0), longest=100)


def test_the_small_recall_all_learn_ten_and_at_sixty_only_well_started_ones(chapter):
    live = chapter["live"]
    assert {name for name, _ in live} == set(chapter["names"])
    for name in chapter["names"]:
        assert min(live[name, 10]) > 0.99
    assert min(live["LSTM, chrono", 60]) > 0.99
    assert np.median(live["RNN", 60]) < 0.4
    assert max(live["LSTM, bias 0", 60]) < 0.4


def test_the_page_trains_as_the_scripts_do(chapter):
    for name in ("RNN", "LSTM, bias 1", "LSTM, chrono"):
        here = chapter["recall"](name, 5, 1, steps=3)
        assert here == recall.accuracy(name, 5, 1, 3e-3, 3)
        here = chapter["add"](name, 5, 1, steps=3)
        assert here == adding.error(name, 5, 1, 1e-2, 3)


def solved(chapter, name):
    lags = chapter["full"]["lags"]
    counts = (chapter["by_lag"][name] >= 0.99).sum(axis=1)
    return dict(zip(lags, counts.tolist(), strict=True))


def test_everybody_recalls_after_ten_steps(chapter):
    assert all(solved(chapter, name)[10] == 5 for name in chapter["by_lag"])


def test_at_a_lag_of_200_chrono_solves_recall_and_no_basic_network_does(chapter):
    assert set(solved(chapter, "LSTM, chrono").values()) == {5}
    assert solved(chapter, "LSTM, bias 5")[200] >= 3
    for name in ("RNN", "RNN, gain 1.5"):
        assert solved(chapter, name)[200] == 0


@pytest.mark.parametrize(("name", "lag"), [("LSTM, bias 0", 30), ("LSTM, bias 1", 100)])
def test_carelessly_started_lstms_are_at_chance_in_every_run(chapter, name, lag):
    place = chapter["full"]["lags"].index(lag)
    runs = np.array(list(chapter["full"]["accuracy"][name].values()))
    assert runs[:, place:].max() < 0.35
    assert solved(chapter, "LSTM, bias 1")[30] >= 4


def test_careful_basic_networks_do_better_than_they(chapter):
    for name in ("RNN", "RNN, gain 1.5"):
        assert solved(chapter, name)[30] >= 4
        at_100 = chapter["by_lag"][name][chapter["full"]["lags"].index(100)]
        assert np.median(at_100) > 0.5
        assert (at_100 > 0.35).sum() >= 3
        at_200 = chapter["by_lag"][name][chapter["full"]["lags"].index(200)]
        assert 1 <= (at_200 >= 0.5).sum() <= 2


def test_both_experiments_try_the_same_rates(chapter):
    assert chapter["full"]["rates"] == chapter["sums"]["rates"]


def test_the_baseline_of_adding_is_a_sixth(chapter):
    assert pytest.approx(1 / 6) == lc.ADDING_BASELINE
    printed = float(chapter["printed"].split("always saying 1: ")[1].split()[0])
    assert printed == pytest.approx(1 / 6, rel=0.02)


def error_at_100(chapter, name):
    return chapter["by_length"][name][chapter["sums"]["lengths"].index(100)]


def test_basic_networks_add_ten_numbers_and_are_stuck_at_a_hundred(chapter):
    for name in ("RNN", "RNN, gain 1.5"):
        assert np.median(chapter["by_length"][name][0]) < 0.02
        assert np.median(error_at_100(chapter, name)) > 0.95 * lc.ADDING_BASELINE


def test_chrono_adds_best_and_a_bias_of_five_mostly_fails(chapter):
    medians = {k: np.median(error_at_100(chapter, k)) for k in chapter["by_length"]}
    assert min(medians, key=medians.get) == "LSTM, chrono"
    assert error_at_100(chapter, "LSTM, chrono").max() < 0.01
    assert max(medians["LSTM, bias 0"], medians["LSTM, bias 1"]) < 0.01
    assert (error_at_100(chapter, "LSTM, bias 5") > 0.1).sum() >= 3


def test_small_biases_add_but_one_run_and_the_smaller_rate_do_not(chapter):
    assert (error_at_100(chapter, "LSTM, bias 1") > 0.1).sum() == 1
    smaller = str(min(chapter["sums"]["rates"]))
    stuck = np.array(chapter["sums"]["error"]["LSTM, bias 0"][smaller][-1])
    assert (stuck > 0.1).sum() >= 3


def test_in_adding_basic_networks_have_a_tenth_more_parameters(chapter):
    size = chapter["sums"]["parameters"]
    assert size["RNN"] / size["LSTM, chrono"] == pytest.approx(1.1, abs=0.02)
