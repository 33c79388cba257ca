"""What chapter 11 says in words, held against the numbers of its own cells."""

import re

import numpy as np
import pytest
from chapter_code import code_cells, predictions, words_of
from chapters import (
    BOOK,
    STORED,
    check_width_of_output,
    printed_without_torch,
    run_chapter,
)

import lstm_core as lc
from experiments import _sequences as sequences
from experiments import own_sequences_stuck as stuck

NAME = "11-your-own-sequences"


@pytest.fixture(scope="module")
def chapter():
    return run_chapter(NAME)


@pytest.fixture(scope="module")
def prose():
    return words_of(NAME)


def answer(words):
    """The answer of the box whose question holds these words."""
    [box] = [box for box in predictions(NAME) if words in box.question]
    return box.answer


def test_output_fits_a_phone(chapter):
    check_width_of_output(chapter)


def test_windows_end_the_day_before_their_target(chapter):
    x, target, mean, spread = (chapter[k] for k in ("x", "target", "mean", "spread"))
    np.testing.assert_allclose(target[:-1], x[1:])
    np.testing.assert_allclose(mean + spread * target[-1, :, 0], chapter["truth"])
    assert [chapter[k].sum() for k in ("learn", "choose", "test")] == [701, 365, 365]
    assert mean == chapter["temperatures"][:731].mean()


def test_the_page_trains_as_the_experiments_do(chapter):
    learn = np.flatnonzero(chapter["learn"])
    how = {"x": chapter["x"], "target": chapter["target"], "numbers": learn}
    same = sequences.train_seattle(0, **how)
    for name, value in same.params.items():
        np.testing.assert_allclose(chapter["model"].params[name], value, rtol=1e-6)
    same = sequences.train_machine(0)
    for name, value in same.params.items():
        np.testing.assert_allclose(chapter["worker"].params[name], value, rtol=1e-6)


def test_baselines_are_those_of_the_experiment(chapter):
    stored = chapter["base"]
    for name in ("persistence", "season", "linear"):
        error = np.sqrt(chapter["error"][name])
        assert error == pytest.approx(stored[name], abs=1e-4)
        assert sequences.baselines()[name] == pytest.approx(chapter["said"][name])
    assert (stored["linear"], stored["persistence"]) == pytest.approx(
        (2.72, 2.91), abs=5e-3
    )
    assert stored["linear, season"] < stored["linear"]


def test_the_forecast_looks_perfect_and_is_hardly_better_than_persistence(chapter):
    assert answer("How much smaller is the typical error") == "less than a tenth"
    root = {name: np.sqrt(error) for name, error in chapter["error"].items()}
    assert 0.9 < root["LSTM"] / root["persistence"] < 1.05
    said, test = chapter["said"], chapter["test"]
    for name in ("LSTM", "persistence", "linear"):
        r = np.corrcoef(said[name][test], chapter["truth"][test])[0, 1]
        assert r == pytest.approx(0.92, abs=0.02)
    season = np.corrcoef(said["season"][test], chapter["truth"][test])[0, 1]
    assert season == pytest.approx(0.86, abs=5e-3)
    skill = 1 - chapter["error"]["linear"] / chapter["error"]["persistence"]
    assert f"{skill:.2f}" in str(chapter["printed"])


def test_its_curve_moves_one_day_late(chapter):
    shifts = list(chapter["shifts"])
    for [fit] in chapter["fits"].values():
        assert shifts[int(np.argmax(fit))] == 1
        assert max(fit) == pytest.approx(0.9, abs=0.07)
        assert abs(fit[shifts.index(0)]) < 0.2


def test_of_twenty_networks_all_lose_to_the_linear_fit(chapter):
    runs, base = chapter["runs"], chapter["base"]
    assert len(runs) == chapter["full"]["seeds"] == 20
    wins = dict(zip(chapter["rivals"], chapter["wins"], strict=True))
    assert wins["linear"] == wins["linear, season"] == 0
    assert wins["season"] == 20
    assert wins["persistence"] == 17
    assert np.median(runs) < base["persistence"]


def test_one_year_settles_the_lead_of_the_linear_fit_only(chapter):
    spans = zip(chapter["low"], chapter["high"], strict=True)
    spans = dict(zip(chapter["duels"], spans, strict=True))
    assert chapter["starts"].max() + 9 == 364
    low, high = spans["persistence", "LSTM"]
    assert low < -0.04
    assert high > 0.1
    assert spans["persistence", "linear"][0] > 0.08
    assert 0 < spans["LSTM", "linear"][0] < 0.05


def test_with_few_rows_the_memory_pays_and_is_soon_learned_by_heart(chapter):
    x, target = chapter["rows"], chapter["readings"]

    def error(seed, steps):
        rng = np.random.default_rng(seed)
        pieces = [few_windows(v) for v in chapter["machine"](731, 1, rng)]
        model = lc.make_model(3, 16, 1, task="regress", rng=rng)
        numbers = np.arange(pieces[0].shape[1])
        batches = sequences.window_batches(*pieces, numbers, rng)
        lc.fit(model, batches, steps=steps, lr=1e-2)
        return np.mean((model.forward(x)[0] - target)[20:] ** 2)

    early = [error(seed, 200) for seed in range(4)]
    assert np.median(early) == pytest.approx(1.8, abs=0.1)
    assert 1.6 < min(early) < max(early) < 1.9
    assert 2 < error(0, 600) < sequences.linear_machine()


def few_windows(series):
    """Windows of 50 steps, as the solution of the exercise cuts them."""
    pieces = np.lib.stride_tricks.sliding_window_view(series[:, 0], 50, axis=0)
    return np.moveaxis(pieces, -1, 0)


def test_who_knows_the_rule_needs_few_rows_and_no_network(chapter):
    def columns(x):
        held, jump, products = np.zeros(x.shape[1]), np.zeros(x.shape[1]), []
        for reading, note, pump in x.transpose(0, 2, 1):
            held = np.where(note == 0, held, note)
            products.append([np.ones_like(reading), reading, jump, held * pump])
            jump = held * pump
        return np.moveaxis(products, 1, -1)[20:]

    few, then = chapter["machine"](731, 1, np.random.default_rng(1))
    weights = np.linalg.lstsq(columns(few)[:, 0], then[20:, 0, 0], rcond=None)[0]
    wrong = columns(chapter["rows"]) @ weights - chapter["readings"][20:, :, 0]
    assert np.mean(wrong**2) == pytest.approx(1, abs=0.01)


def test_the_machine_has_the_best_error_that_is_said(chapter):
    rng = np.random.default_rng(5)
    x, target = chapter["machine"](100, 2000, rng)
    held = np.zeros(2000)
    wrong = []
    drift = x[0, :, 0].copy()  # no jump before the first step
    for row, then in zip(x, target[..., 0], strict=True):
        held = np.where(row[:, 1] == 0, held, row[:, 1])
        forecast = 0.8 * drift + 3 * held * row[:, 2]
        wrong.append(then - forecast)
        drift = then - 3 * held * row[:, 2]
    assert np.mean(np.square(wrong)) == pytest.approx(1, abs=0.02)
    assert (x[..., 1] != 0).mean() == pytest.approx(1 / 20, abs=0.002)


def test_only_the_lstm_comes_close_to_it(chapter):
    assert answer("Who comes close to 1?") == "the LSTM"
    found = chapter["full"]["forecasts"]["machine"]
    assert np.median(found["LSTM"]) == pytest.approx(1.02, abs=0.006)
    assert max(found["LSTM"]) < 1.1
    assert found["linear"] == pytest.approx(3.04, abs=0.02)
    assert chapter["wrong"][20:].mean() == pytest.approx(1.02, abs=0.04)


def test_leaks_flatter_as_it_is_said(chapter):
    assert answer("Which leak makes the network look best?") == "the split"
    looks, is_ = (
        dict(zip(chapter["pairs"], chapter[side], strict=True))
        for side in ("looks", "is_")
    )
    assert min(looks, key=looks.get) == "split"
    assert looks["split"] < 0.5  # "less than half"
    assert is_["split"] == pytest.approx(1.25, abs=0.05)  # "a quarter more"
    assert looks["smoothing"] < 0.6
    assert is_["smoothing"] > 1.05
    assert is_["scale"] == looks["scale"] == pytest.approx(looks["none"], abs=0.02)
    assert abs(looks["split, last day"] - is_["split, last day"]) < 0.1
    assert looks["split, last day"] > is_["split, last day"]
    in_time = np.median(chapter["leaks"]["split"]["each"], axis=0)[2:]
    np.testing.assert_allclose(in_time, 1.3, atol=0.05)
    assert len(chapter["leaks"]["honest"]) == 20


def test_swapped_axes_are_not_noticed_on_the_temperatures(chapter):
    assert answer("with swapped axes") == "it is about as good as persistence"
    swapped, persistence = chapter["swapped"], chapter["base"]["persistence"]
    assert swapped["seattle"] == pytest.approx(persistence, rel=0.02)
    linear = chapter["full"]["forecasts"]["machine"]["linear"]
    assert swapped["machine"] == pytest.approx(linear, rel=0.03)


def test_one_changed_sequence_moves_others_only_if_axes_are_swapped(chapter):
    moved, x = chapter["others_moved"], chapter["x"][:, :64]
    assert moved(lambda x: chapter["model"].forward(x)[0], x) == 0
    assert moved(chapter["run_swapped"], x) > 0.9


def test_padding_ruins_the_forecast(chapter):
    error = {n: chapter["padded_error"](n) for n in chapter["padding"]}
    assert error[0] == pytest.approx(np.sqrt(chapter["error"]["LSTM"]))
    assert error[1] > 1.5 * error[0]
    assert error[30] > 2 * error[0]


def test_h_n_is_right_for_the_longest_sequence_only_unless_packed(chapter):
    assert answer("What does `h_n` hold") == "a state that the padding has moved on"
    gap = np.linalg.norm(chapter["h_n"] - chapter["real"], axis=1) / chapter["size"]
    assert gap[0] == 0
    assert gap[1:].min() > 0.1
    np.testing.assert_allclose(chapter["h_packed"], chapter["real"], atol=1e-6)
    steps = np.isfinite(chapter["seen"][..., 0]).sum(axis=0)
    assert steps.tolist() == chapter["lengths"]


def test_of_two_directions_the_way_back_begins_in_the_padding(torch):
    torch.manual_seed(0)
    lstm, x = torch.nn.LSTM(1, 8, bidirectional=True), torch.randn(9, 2, 1)
    x[3:, 1] = 0
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, [9, 3])
    right, _ = torch.nn.utils.rnn.pad_packed_sequence(lstm(packed)[0])
    padded, _ = lstm(x)
    torch.testing.assert_close(padded[2, 1, :8], right[2, 1, :8])
    assert (padded[2, 1, 8:] - right[2, 1, 8:]).abs().max() > 0.01
    with pytest.raises(RuntimeError, match="enforce_sorted"):
        torch.nn.utils.rnn.pack_padded_sequence(x, [3, 9])


def test_with_and_without_pytorch_the_page_shows_the_same(chapter):
    lines = printed_without_torch(NAME).strip().splitlines()
    marked = [line for line in lines if STORED in line]
    assert len(marked) == "".join(code_cells(NAME)).count("@lc.with_torch\n") == 1
    assert len(lines) - 1 == len(
        [v for v in chapter["printed"].strip().splitlines() if STORED not in v]
    )


def test_networks_learn_by_heart_and_are_then_worse_than_persistence(chapter):
    assert answer("Does that on 2014?") == "up to about step 100"
    fat, persistence = chapter["fat"], chapter["base"]["persistence"]
    ends = {k: np.median(v["end"], axis=0) for k, v in fat["runs"].items()}
    learned, unseen, test = ends["32 units"]
    assert learned < 1.7
    assert min(unseen, test) > 1.15 * persistence
    middle = np.median(chapter["unseen"], axis=0)
    assert 50 <= fat["every"] * (1 + np.argmin(middle)) <= 150
    assert (np.diff(np.median(chapter["seen_years"], axis=0)) < 0).mean() > 0.8
    model = lc.make_model(1, 32, 1, rng=np.random.default_rng(0))
    size = sum(v.size for v in model.params.values())
    assert 4000 < size < 4500
    assert max(ends[k][2] for k in ("8 units", "dropout", "weight decay")) < test


def test_stopped_in_time_all_are_as_good_as_the_linear_fit_and_no_better(chapter):
    assert answer("Which one alone") == "early stopping"
    runs, linear = chapter["fat"]["runs"], chapter["base"]["linear"]
    stopped = {k: np.median(v["stopped"], axis=0)[2] for k, v in runs.items()}
    ended = {k: np.median(v["end"], axis=0)[2] for k, v in runs.items()}
    for error in stopped.values():
        assert linear - 0.02 < error < linear + 0.06
    assert stopped["32 units"] < min(ended.values())
    assert stopped["32 units"] - min(stopped.values()) < 0.03


def test_size_of_the_numbers_and_rate_decide_whether_the_loss_falls(chapter):
    box = "readings a hundred times as large"
    assert answer("Which one does the most harm?") == box
    errors = {
        name: np.array([np.inf if e is None else e for e in values])
        for name, values in chapter["stuck"]["errors"].items()
    }
    middle = {name: np.median(values) for name, values in errors.items()}
    assert middle["nothing"] == pytest.approx(1.07, abs=0.02)
    learned = {k: int(np.sum(v <= stuck.LEARNED)) for k, v in errors.items()}
    n = chapter["stuck"]["seeds"]
    for bias in (-3, 3, 5):
        assert learned[f"forget bias {bias}"] == n == 20
    assert learned["no clipping"] == 19  # "one network of twenty got stuck"
    assert (learned["rate 1"], learned["readings x 0.01"]) == (9, 10)
    assert (
        learned["nothing"] == learned["clipping at 0.001"] == learned["rate 0.1"] == n
    )
    assert middle["forget bias 5"] == max(
        middle[k] for k in errors if k.startswith("forget")
    )
    assert learned["rate 0.0001"] == learned["rate 0.001"] == 0
    assert learned["readings x 100"] == learned["readings + 100"] == 0
    assert middle["rate 0.1"] < middle["nothing"]
    assert middle["forget bias -3"] < middle["nothing"]
    assert middle["no clipping"] < middle["nothing"] + 0.1


def test_a_carried_state_changes_nothing_forwards(chapter):
    joined = np.concatenate(chapter["parts"])
    np.testing.assert_allclose(joined, chapter["whole"], atol=1e-12)


def test_pieces_limit_what_is_discovered_not_what_is_remembered(chapter):
    assert answer("On which machine is the jump learned?") == "at random times only"
    kept = chapter["kept"]
    assert (kept["lags"], kept["pieces"]) == ([3, 6, 12], [6, 12, 24])
    n = kept["seeds"]
    learned = {
        (piece, lag): int(np.sum(values[:, k] > 0.5))
        for piece, values in chapter["known"].items()
        for k, lag in enumerate(kept["lags"])
    }
    by_piece = [learned.pop((piece, 12)) for piece in kept["pieces"]]
    assert (by_piece, n) == ([0, 7, 18], 20)
    assert f"{100 * lc.count_interval(0, 20)[1]:.0f}" == "16"
    assert set(learned.values()) == {n}
    assert chapter["known"][6][:, 2].max() < 0.1
    assert kept["ages"][-1] == [25, 48]
    carried = np.array(kept["by_age"]["carried"]["6"])
    assert np.median(carried, axis=0).min() > 0.95
    anew = {k: np.median(v, axis=0) for k, v in kept["by_age"]["anew"].items()}
    assert 0.8 < anew["6"].min() < 0.95
    assert anew["24"].min() > 0.95


def test_a_cold_start_costs_until_a_note_has_come(chapter):
    cold, warm = (np.array(chapter["joined"][k]) for k in ("cold", "warm"))
    assert cold[0] > 2.5
    assert (np.diff(cold) < 0).all()
    assert cold[-1] < 1.7
    assert warm.max() < 1.3


def test_two_layers_and_two_directions_do_not_win(chapter):
    box = "they are within a tenth of each other"
    assert answer("Who fills the gap best") == box
    middle, near = chapter["middle"], chapter["more"]["neighbours"]["neighbours"]
    for series in ("seattle", "machine"):
        assert middle[series]["two"] > middle[series]["one"]
    gap = middle["gap"]
    assert near == pytest.approx(2.17, abs=0.01)
    assert gap["both"] == pytest.approx(2.26, abs=0.01)
    assert near < min(chapter["more"]["runs"]["gap"]["both"])
    assert gap["before"] - gap["both"] == pytest.approx(0.6, abs=0.1)
    assert gap["before"] < gap["to the end"]
    seen, persistence = middle["seen"], chapter["base"]["persistence"]
    assert seen["each"] == pytest.approx(0.3, abs=0.05)
    assert seen["last"] > persistence
    last = np.array(chapter["more"]["runs"]["seen"]["last"])
    assert (last > persistence).sum() == 16


def test_stored_results_are_named_with_how_they_were_made(prose):
    assert "`python -m experiments.own_sequences`" in prose
    least = {"": 20, "_overfit": 20, "_state": 20, "_layers": 20, "_stuck": 20}
    for part, seeds in least.items():
        result = lc.stored_result(f"own_sequences{part}")
        assert result["seeds"] >= seeds
        assert result["command"] == f"python -m experiments.own_sequences{part}"


def test_exercise_skill_of_a_damped_child():
    rng, rho = np.random.default_rng(0), 0.9
    series = [0.0]
    for noise in rng.standard_normal(200_000):
        series.append(rho * series[-1] + np.sqrt(1 - rho**2) * noise)
    today, then = np.array(series[:-1]), np.array(series[1:])
    skill = 1 - np.mean((then - rho * today) ** 2) / np.mean((then - today) ** 2)
    assert skill == pytest.approx((1 - rho) / 2, abs=0.005)


def test_exercise_share_of_pairs_in_one_piece():
    def share(d, piece):
        starts = np.arange(piece)
        return np.mean(starts + d < piece)

    assert [share(11, piece) for piece in (6, 12, 24)] == [0, 1 / 12, 13 / 24]
    assert 13 / 24 / (1 / 12) == 6.5


@pytest.mark.parametrize(("steps", "low", "high"), [(50, 2.65, 2.8), (400, 3.0, 3.6)])
def test_exercise_changes_are_soon_learned_by_heart(chapter, steps, low, high):
    temperatures, spread = chapter["temperatures"], chapter["spread"]
    x, target = chapter["windows"](np.diff(temperatures) / spread)
    year = chapter["year"][31:]
    learn, test = np.flatnonzero(year < 2014), year == 2015
    model = sequences.train_seattle(0, x, target, learn, steps=steps)
    forecast = temperatures[30:-1] + spread * model.forward(x)[0][-1, :, 0]
    error = np.sqrt(np.mean((forecast - temperatures[31:])[test] ** 2))
    assert low < error < high
    assert (error < chapter["base"]["persistence"]) == (steps == 50)


def test_exercise_shapes_of_h_n(torch):
    lstm = torch.nn.LSTM(5, 8, num_layers=2, bidirectional=True)
    x = torch.randn(9, 3, 5)
    packed = torch.nn.utils.rnn.pack_padded_sequence(x, [9, 5, 2])
    output, (h_n, _) = lstm(packed)
    output, _ = torch.nn.utils.rnn.pad_packed_sequence(output)
    assert h_n.shape == (4, 3, 8)
    torch.testing.assert_close(h_n[2, 1], output[4, 1, :8])
    torch.testing.assert_close(h_n[3, 1], output[0, 1, 8:])


def test_questions_have_their_answers():
    assert len(predictions(NAME)) == 10
    text = (BOOK / f"{NAME}.ipynb").read_text("utf-8")
    assert len(re.findall(r"exercise-start}", text)) == 6
    assert len(re.findall(r"```\{solution}", text)) == 6
