"""What chapter 6 says in words, held against the numbers of its own cells."""

import json

import numpy as np
import pytest
from chapters import BOOK, check_width_of_output, run_chapter

import lstm_core as lc
from experiments import adding, left, recall


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("06-the-advantage")


def test_output_fits_a_phone(chapter):
    check_width_of_output(chapter)


def test_cells_are_few_and_short():
    cells = json.loads((BOOK / "06-the-advantage.ipynb").read_text("utf-8"))["cells"]
    code = [c["source"] for c in cells if c["cell_type"] == "code"]
    assert len(code) <= 25
    assert max(map(len, code)) <= 20


def test_the_text_and_its_answers_are_those_of_the_words(chapter):
    assert chapter["text"][0] == "C"
    assert chapter["text"].index("?") == 10
    assert chapter["text"][11] in "ABCD"
    assert chapter["answers"].tolist() == [2, 3]


def test_hand_set_and_trained_cells_play_the_game_and_an_untrained_one_guesses(chapter):
    accuracy, test = chapter["accuracy"], chapter["test"]
    assert accuracy(chapter["cells"]["hand-set"], test) == 1
    assert accuracy(chapter["cells"]["untrained"], test) < 0.4
    assert accuracy(chapter["ours"], test) == 1
    assert accuracy(chapter["yours"], test) > 0.99


def test_the_page_trains_yours_as_the_script_trained_ours(chapter):
    here, there = chapter["trained"](3), left.trained("bias 1", 3)
    assert left.SHIPPED == ("bias 1", 0)
    mine, theirs = left.measure(here), left.measure(there)
    assert mine["left"] == pytest.approx(theirs["left"], abs=0.05)
    assert mine["accuracy"] == pytest.approx(theirs["accuracy"], abs=0.01)
    x, ours = chapter["example"].x, chapter["ours"]
    script = left.measure_text(ours, x)
    assert script["left"] == pytest.approx(
        chapter["left_on_belt"](ours.forward(x)[1])[9]
    )
    assert script["apart"] == pytest.approx(chapter["still_apart"](ours, x)[9])
    direct, full = chapter["paths"]["trained"][:, 8]
    assert (script["direct"], script["full"]) == pytest.approx((direct, full))


def test_the_hand_set_belt_keeps_all_and_drops_it_at_the_new_symbol(chapter):
    for left_over in (chapter["shares"]["hand-set"], chapter["apart"]["hand-set"]):
        assert left_over[10] > 0.99
        assert left_over[11] < 0.01


def test_the_untrained_belt_loses_most_within_a_few_steps(chapter):
    assert chapter["shares"]["untrained"][5] < 0.3


def test_our_belt_keeps_less_than_a_third_while_the_runs_move_apart(chapter):
    assert chapter["shares"]["trained"][9] < 1 / 3
    assert chapter["shares"]["trained"][10] < 1 / 3
    assert 3.7 < chapter["apart"]["trained"][9] < 4


def test_our_cell_hardly_reacts_to_the_new_symbol_and_lets_go_slowly(chapter):
    apart = chapter["apart"]["trained"]
    assert apart[11] > 0.9 * apart[10]
    assert (np.diff(apart[10:]) < 0).all()
    assert (apart[11:21] > 0.75 * apart[10:20]).all()  # no step takes much
    assert apart[20] < 0.4 * apart[10]


def starts(chapter, measure):
    return {name: found[measure] for name, found in chapter["held"]["starts"].items()}


def test_the_share_on_the_belt_follows_the_start(chapter):
    assert list(starts(chapter, "left")) == ["bias 1", "bias 3", "bias 5", "chrono"]
    assert all(len(v) == 20 for v in starts(chapter, "left").values())
    assert min(map(min, starts(chapter, "accuracy").values())) > 0.99
    ours, bias_1 = left.measure(chapter["ours"]), chapter["held"]["starts"]["bias 1"]
    for measure in ("left", "apart", "direct", "full"):  # the mean over twenty texts
        assert ours[measure] == pytest.approx(bias_1[measure][0], rel=1e-3)
    assert left.TEXTS == 20
    share = {name: np.median(v) for name, v in starts(chapter, "left").items()}
    assert share["bias 1"] == pytest.approx(0.2, abs=0.04)
    assert share["bias 5"] == pytest.approx(0.88, abs=0.02)
    for between in ("bias 3", "chrono"):
        low, high = np.quantile(starts(chapter, "left")[between], [0, 1])
        assert max(starts(chapter, "left")["bias 1"]) < low
        assert high < min(starts(chapter, "left")["bias 5"])


def test_in_all_eighty_cells_the_runs_move_apart_by_way_of_the_hidden_state(
    chapter,
):
    assert min(map(min, starts(chapter, "apart").values())) > 3
    cut = np.concatenate(list(starts(chapter, "without").values()))
    assert len(cut) == 80
    assert cut.max() < 0.75
    assert (cut < 0.5).mean() > 0.6
    assert np.median(starts(chapter, "without")["bias 5"]) < 0.5


def test_without_the_hidden_state_the_runs_can_only_come_closer(chapter):
    cut = left.without_recurrence(chapter["ours"])
    assert (np.diff(chapter["still_apart"](cut, chapter["example"].x)) < 0).all()


def test_the_full_derivative_equals_differences(chapter):
    block = chapter["J"][16:, 16:]
    np.testing.assert_allclose(block, chapter["tried"], atol=1e-8)


def test_in_the_hand_set_cell_the_belt_is_everything_elsewhere_it_is_not(chapter):
    direct, full = chapter["paths"]["hand-set"]
    np.testing.assert_allclose(direct, full)
    direct, full = chapter["paths"]["untrained"]
    assert full[8] > 2 * direct[8]
    direct, full = chapter["paths"]["trained"]
    assert full[8] / direct[8] == pytest.approx(6, abs=0.5)


def test_in_all_eighty_cells_a_small_change_grows_whatever_the_belt_keeps(chapter):
    direct = {name: np.median(v) for name, v in starts(chapter, "direct").items()}
    assert direct["bias 1"] == pytest.approx(1 / 3, abs=0.05)
    assert min(starts(chapter, "direct")["bias 5"]) > 0.95
    assert min(map(min, starts(chapter, "full").values())) > 1.2


def last(chapter, bias, gain=1):
    return chapter["lab"][bias, gain][:, 0, -1]


def test_a_shut_start_is_worse_than_a_basic_network_and_an_open_one_explodes(chapter):
    assert last(chapter, 0).max() < chapter["rnn"][1][:, -1].min()
    assert 1e-5 < np.median(last(chapter, 1)) < 1e-2
    medians = [np.median(last(chapter, bias)) for bias in chapter["biases"]]
    assert (np.diff(medians) > 0).all()
    assert 0.1 < medians[2] < 100
    assert last(chapter, 5).min() > 50
    assert last(chapter, 5).max() < 1e4


def test_a_basic_network_keeps_at_a_gain_of_one_and_a_half(chapter):
    found = chapter["rnn"][1.5][:, -1]
    assert 0.3 < np.median(found) < 5
    assert f"{found.min():.0e} {found.max():.0e}" == "4e-02 7e+00"


def test_lstms_vanish_and_explode_and_open_gates_tame_the_weights(chapter):
    assert last(chapter, 0).max() < 1e-10
    assert np.median(last(chapter, 0, gain=4)) > 1e3
    medians = [np.median(last(chapter, 5, gain)) for gain in chapter["gains"]]
    assert max(medians) / min(medians) < 10
    basic = [np.median(chapter["rnn"][gain][:, -1]) for gain in chapter["gains"]]
    assert max(basic) / min(basic) > 1e25
    assert np.argmin(basic) == 0


def test_the_direct_path_is_next_to_nothing_unless_the_gates_stand_open(chapter):
    for bias, most in ((0, 1e-10), (1, 1e-6), (2, 1e-3)):
        full, _, direct = np.median(chapter["lab"][bias, 1][:, :, -1], axis=0)
        assert direct < most * full
        assert direct < 1e-3
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


def test_the_small_recall_shows_that_something_differs(chapter):
    live = chapter["live"]
    assert list(live) == [(name, lag) for name in chapter["names"] for lag in (10, 60)]
    assert min(live[name, 10] for name in chapter["names"]) > 0.99
    assert live["LSTM, chrono", 60] > 0.99
    assert max(live["RNN", 60], live["LSTM, bias 0", 60]) < 0.5


def test_the_page_trains_as_the_scripts_do(chapter):
    for name in ("RNN", "LSTM, bias 1", "LSTM, chrono"):
        here = chapter["recall"](name, 5, 1, steps=3)
        there = recall.accuracy(name, 5, 1, 3e-3, 3)
        assert here == pytest.approx(there, abs=0.01)  # no more than jitter does
        here = chapter["add"](name, 5, 1, steps=3)
        assert here == pytest.approx(adding.error(name, 5, 1, 1e-2, 3), rel=1e-3)


def counts(chapter, name):
    """Of twenty, how many recall: by lag."""
    lags, runs = chapter["full"]["lags"], chapter["solved"][name].sum(axis=1)
    return dict(zip(lags, runs.tolist(), strict=True))


def scores_at(chapter, name, lag):
    return chapter["by_lag"][name][chapter["full"]["lags"].index(lag)]


def test_everybody_recalls_after_ten_steps(chapter):
    assert chapter["full"]["seeds"] == 20
    assert all(counts(chapter, name)[10] == 20 for name in chapter["by_lag"])


def test_chrono_recalls_best_and_a_bias_of_five_nearly_always_at_a_hundred(chapter):
    *shorter, longest = counts(chapter, "LSTM, chrono").values()
    assert shorter == [20, 20, 20]
    assert 18 <= longest < 20
    assert counts(chapter, "LSTM, bias 5")[30] == 20
    assert 17 <= counts(chapter, "LSTM, bias 5")[100] < 20
    assert 5 <= counts(chapter, "LSTM, bias 5")[200] <= 15


@pytest.mark.parametrize(("name", "lag"), [("LSTM, bias 0", 30), ("LSTM, bias 1", 100)])
def test_carelessly_started_lstms_are_at_chance_in_every_run(chapter, name, lag):
    place = chapter["full"]["lags"].index(lag)
    assert chapter["by_lag"][name][place:].max() < 0.35
    for tried in chapter["full"]["tried"][name].values():  # nor at the other rate
        assert np.max(tried[place:]) < 0.35
    assert 13 <= counts(chapter, "LSTM, bias 1")[30] < 20


def test_careful_basic_networks_do_better_than_they(chapter):
    for name in ("RNN", "RNN, gain 1.5"):
        assert counts(chapter, name)[30] >= 18
    assert 7 <= counts(chapter, "RNN, gain 1.5")[100] <= 13
    assert 2 <= counts(chapter, "RNN, gain 1.5")[200] <= 5
    for lag in (100, 200):
        assert counts(chapter, "RNN")[lag] <= 3
        scores = scores_at(chapter, "RNN", lag)
        assert (scores > 0.35).sum() >= 13
        assert (abs(scores - 0.5) < 0.1).sum() >= 6


def test_the_laboratory_does_not_explain_all(chapter):
    arrives = np.median(chapter["rnn"][1][:, -1])
    assert arrives < 1e-5 * np.median(last(chapter, 1))
    for lag in (100, 200):
        rnn, lstm = (scores_at(chapter, name, lag) for name in ("RNN", "LSTM, bias 1"))
        assert np.median(rnn) > lstm.max()


def test_intervals_stand_on_the_page_and_rates_were_chosen_by_other_runs(chapter):
    for n in (0, 5, 10, 15, 20):
        low, high = lc.count_interval(n, 20)
        assert f"{n:2} of 20: {low:.0%} to {high:.0%}" in chapter["printed"]
    for result in (chapter["full"], chapter["sums"]):
        assert result["trials"] == 5
        assert len(result["rates"]) == 2


def test_both_experiments_try_the_same_rates(chapter):
    assert chapter["full"]["rates"] == chapter["sums"]["rates"]


def test_the_baseline_of_adding_is_a_sixth(chapter):
    assert pytest.approx(1 / 6) == lc.ADDING_BASELINE
    printed = float(chapter["printed"].split("always saying 1: ")[1].split()[0])
    assert printed == pytest.approx(1 / 6, rel=0.02)


def added(chapter, name):
    """Of twenty, how many add: by length."""
    lengths, runs = chapter["sums"]["lengths"], chapter["added"][name].sum(axis=1)
    return dict(zip(lengths, runs.tolist(), strict=True))


def test_solved_is_a_tenth_of_the_error_of_always_saying_one(chapter):
    assert chapter["sums"]["solved"] == pytest.approx(lc.ADDING_BASELINE / 10)
    assert chapter["sums"]["seeds"] == 20


def test_basic_networks_add_ten_numbers_and_are_stuck_at_a_hundred(chapter):
    for name in ("RNN", "RNN, gain 1.5"):
        assert added(chapter, name)[10] >= 18
        assert added(chapter, name)[100] == 0
        assert chapter["by_length"][name][-1].min() > 0.9 * lc.ADDING_BASELINE


def test_chrono_adds_best_and_a_bias_of_five_is_a_gamble(chapter):
    counts = {name: added(chapter, name)[100] for name in chapter["added"]}
    assert counts["LSTM, chrono"] == 20
    medians = {k: np.median(v[-1]) for k, v in chapter["by_length"].items()}
    assert min(medians, key=medians.get) == "LSTM, chrono"
    assert 4 <= counts["LSTM, bias 5"] <= 16
    failed = chapter["by_length"]["LSTM, bias 5"][-1]
    failed = failed[failed > chapter["sums"]["solved"]]
    assert failed.min() > 0.85 * lc.ADDING_BASELINE
    for name in ("LSTM, bias 0", "LSTM, bias 1"):
        assert counts[name] >= 17


def test_bias_zero_needs_the_larger_rate(chapter):
    sums = chapter["sums"]
    for name in ("LSTM, bias 0", "LSTM, bias 1"):
        assert sums["chosen"][name][-1] == max(sums["rates"])
    smaller = np.array(sums["tried"]["LSTM, bias 0"][str(min(sums["rates"]))][-1])
    assert smaller.shape == (5,)
    assert smaller.min() > sums["solved"]


def test_both_reasons_hold(chapter):
    level, why = chapter["sums"]["solved"], chapter["why"]
    early = {name: np.sum(np.array(v) <= level) for name, v in why["early"].items()}
    assert early.keys() == {"LSTM, bias 0", "LSTM, bias 1", "LSTM, chrono"}
    assert early["LSTM, chrono"] >= 18
    assert max(early["LSTM, bias 0"], early["LSTM, bias 1"]) <= 1
    [shut] = why["shut"].values()
    assert len(shut) == 20
    assert np.sum(np.array(shut) <= level) >= 18


def test_in_adding_basic_networks_have_a_tenth_more_parameters(chapter):
    size = chapter["sums"]["parameters"]
    assert size["RNN"] / size["LSTM, chrono"] == pytest.approx(1.1, abs=0.02)
