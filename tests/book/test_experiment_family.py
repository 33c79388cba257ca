"""The experiments on the family of cells: tiny runs, and how the rate is chosen."""

import json
import math

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.tasks import counting, reber

pytest.importorskip("torch", reason="the networks are trained in PyTorch")
from experiments import (
    _family,
    _result,
    guessing,
    lag1997,
    order,
    parity,
    rounds,
)
from experiments import counting as counting_experiment
from experiments import reber as reber_experiment

CELLS = ["lstm1997, carousel only", "mingru"]
FEW = {"seeds": [0, 1], "trials": [100, 101], "rates": [0.01, 0.02]}
TINY = {
    reber_experiment: {"steps": 3, "batch": 2, "read": 600, "streams": 2},
    rounds: {"steps": 2, "batch": 2, "test_rounds": 5, "test_batch": 3},
    counting_experiment: {"steps": 2, "batch": 2, "asked": 12},
    order: {"steps": 1, "batch": 2, "test": 5},
    parity: {"steps": 2, "batch": 2, "test": 4, "asked": [5, 9]},
    lag1997: {"p": 5, "sequences": 6},
}
EXPERIMENTS = pytest.mark.parametrize(
    "experiment", TINY, ids=[e.__name__.split(".")[-1] for e in TINY]
)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No trial may replace a stored result."""
    monkeypatch.setattr(_result, "RESULTS", tmp_path)


def tiny_arms(experiment):
    return {arm: s | TINY[experiment] for arm, s in experiment.ARMS.items()}


def name_of(experiment):
    return experiment.__name__.removeprefix("experiments.")


def written(experiment):
    path = _result.RESULTS / f"{name_of(experiment)}.json"
    return json.loads(path.read_text("utf-8"))


@EXPERIMENTS
def test_a_tiny_run_has_what_the_stored_result_has(experiment):
    arms = tiny_arms(experiment)
    experiment.main(CELLS, arms=arms, **FEW)
    result, stored = written(experiment), lc.stored_result(name_of(experiment))
    assert result.keys() == stored.keys()
    assert result["settings"].keys() == stored["settings"].keys()
    assert list(result["found"]) == list(stored["found"]) == list(arms)
    for arm, by_cell in result["found"].items():
        assert list(by_cell) == CELLS
        for cell, one in by_cell.items():
            keys = {"rate", "tried", "weights", "summary", "runs", "cpu_seconds"}
            assert set(one) == keys
            assert one["summary"] == _result.rounded(experiment.summary(one["runs"]))
            assert [float(rate) for rate in one["tried"]] == FEW["rates"]
            assert one["rate"] == float(max(one["tried"], key=one["tried"].get))
            assert len(one["runs"]) == 2
            for known in stored["found"][arm].values():
                assert one["runs"][0].keys() == known["runs"][0].keys()
            model = _family.build(cell, *experiment_sizes(experiment, arms[arm]), 0)
            assert one["weights"] == sum(a.size for a in model.params.values())


def experiment_sizes(experiment, settings):
    if experiment is reber_experiment:
        return experiment.sizes()
    if experiment is lag1997:
        return settings["p"] + 1, settings["p"] + 1
    return experiment.SIZES


@EXPERIMENTS
def test_stored_results_were_made_with_the_settings_of_today(experiment):
    stored = lc.stored_result(name_of(experiment))
    settings = stored["settings"]
    assert settings["arms"] == json.loads(json.dumps(experiment.ARMS))
    assert settings["seeds"] == [*_family.SEEDS]
    assert settings["trials"] == [*_family.TRIALS]
    assert not set(settings["seeds"]) & set(settings["trials"])
    assert settings["units"] == _family.UNITS
    for by_cell in stored["found"].values():
        assert [c for c in _family.CELLS if c in by_cell] == list(by_cell)
        for one in by_cell.values():
            assert len(one["runs"]) == len(_family.SEEDS)
            best = max(one["tried"], key=one["tried"].get)
            assert float(best) == one["rate"]
            again = json.loads(json.dumps(experiment.summary(one["runs"])))
            assert one["summary"] == _result.rounded(again)


def test_intervals_hold_what_they_are_of():
    middle, low, high = _family.interval([0, 1, 2, 3, 100], of=np.median)
    assert (middle, low, high) == (2, 0, 100)
    middle, low, high = _family.interval(np.arange(20))
    assert middle == 9.5
    assert (low, high) == pytest.approx((7.0, 12.0), abs=0.2)
    count = _family.count([True, None, 3, 0])
    assert count == [2, 4, *lc.count_interval(2, 4)]


def test_cells_that_are_not_asked_for_stay():
    arms = tiny_arms(lag1997)
    lag1997.main(["mingru"], arms=arms, **FEW)
    before = written(lag1997)["found"]["p = 100"]["mingru"]
    lag1997.main(["rnn"], arms=arms, **FEW)
    found = written(lag1997)["found"]["p = 100"]
    assert list(found) == ["rnn", "mingru"]
    assert found["mingru"] == before


def test_arms_that_are_not_asked_for_stay():
    arms = tiny_arms(rounds)
    rounds.main(["mingru"], arms=arms, **FEW)
    before = written(rounds)["found"]
    rounds.main(["mingru"], arms=arms, only=["no noise"], **FEW | {"seeds": [2, 3]})
    after = written(rounds)["found"]
    assert after["noise"] == before["noise"]
    assert after["no noise"] != before["no noise"]


def test_networks_are_those_of_their_seeds_and_repeat():
    def draw(count, rng):
        return counting.count_batches(3, 2 * count, "ab", rng=rng, dtype=np.float32)

    def train(seeds):
        how = ("lstm", (5, 5), seeds, [0.01, 0.1], draw, 3)
        return [model.params["W"] for model in _family.train(*how).models]

    first, second = train([4, 5])
    again, other = train([4, 5])
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(second, other)
    start = _family.build("lstm", 5, 5, 4).params["W"]
    assert 0 < abs(first - start).max() < 0.05  # three steps at this rate
    assert abs(second - _family.build("lstm", 5, 5, 5).params["W"]).max() > 0.1


def test_only_the_cell_of_1997_without_a_way_back_gets_its_gradient():
    asked = {cell for cell, how in _family.CELLS.items() if "carousel_only" in how}
    assert asked == {"lstm1997, carousel only"}
    biases = _family.build("lstm, bias 5", 3, 2, 0).cell_params.b_f
    np.testing.assert_array_equal(biases, 5)


def test_the_steps_before_an_error_are_counted_from_the_beginning():
    right = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]], bool)
    assert reber_experiment.steps_before_error(right).tolist() == [2, 3, 0]


def test_a_reader_who_knows_the_grammar_makes_no_error(rng):
    stream = reber.draw_streams(800, 3, rng=rng)
    knows = np.where(stream.legal, 1.0, 0.0)
    found = reber_experiment.measure(knows, np.ones(10), stream)
    assert found["right"] == found["decided"] == 1
    assert found["unbroken"] == 1
    assert found["first_error"] == 800
    forgets = knows.copy()
    forgets[stream.decides] = [0, 1, 0.5, 0, 0, 0, 0]  # always T
    found = reber_experiment.measure(forgets, np.ones(10), stream)
    assert found["decided"] == pytest.approx(0.5, abs=0.12)
    assert found["right"] == pytest.approx(1 - stream.decides.mean() / 2, abs=0.02)
    np.testing.assert_allclose(
        np.mean(found["by_position"]), found["decided"], atol=0.1
    )


def test_reading_in_parts_is_reading_without_a_reset(rng):
    model = lc.make_model(7, 4, 7, rng=rng, dtype=np.float32)
    many = reber_experiment._family.Many([model])
    symbols = rng.integers(7, size=(40, 2))
    scores, states = reber_experiment.read(many, symbols)
    whole, trace = model.forward(np.eye(7, dtype=np.float32)[symbols])
    np.testing.assert_allclose(scores[0], whole, atol=1e-5)
    rms = np.sqrt((trace.c[[3, 39]] ** 2).mean(axis=(1, 2)))
    np.testing.assert_allclose(states[0, [0, 9]], rms, rtol=1e-4)


def test_nobody_does_better_in_noise_than_the_best_possible():
    assert rounds.best_possible(0.0) == 1
    stored = lc.stored_result("rounds")
    best = stored["best_possible"]["noise"]
    x = np.linspace(-8, 12, 4001)  # what the true symbol shows, in units of the noise
    density = np.exp(-((x - 1 / 0.3) ** 2) / 2) / np.sqrt(2 * np.pi)
    below = np.array([0.5 + 0.5 * math.erf(v / np.sqrt(2)) for v in x])
    exact = (density * below**3).sum() * (x[1] - x[0])
    assert best == pytest.approx(exact, abs=0.002)
    for one in stored["found"]["noise"].values():
        assert np.mean([run["accuracy"] for run in one["runs"]]) < best


def test_noise_is_added_to_every_input(rng):
    settings = rounds.ARMS["noise"]
    noisy = next(rounds.rounds(settings, 2, 300, rng))
    plain = next(rounds.rounds(rounds.ARMS["no noise"], 2, 300, rng))
    assert noisy.x.dtype == np.float32
    assert set(np.unique(plain.x)) == {0, 1}
    assert (noisy.x[:, :, 8] - noisy.mask).std() == pytest.approx(0.3, abs=0.01)
    assert noisy.mask.sum() == 600


def test_the_lag_task_is_solved_when_both_sequences_are(monkeypatch):
    def train(cell, sizes, seeds, rates, draw, limit, watch):
        batch = next(iter(draw(2, None)))
        assert batch.x.shape == (5, 4, 6)
        assert batch.mask.sum() == 4
        wanted = 20 * np.eye(6, dtype=np.float32)[batch.target]
        scores = wanted.reshape(5, 2, 2, 6).swapaxes(0, 1)
        half = scores.copy()
        half[1, -1, 0] = half[1, -1, 1]  # the second network confuses the two
        import torch

        assert not watch(7, torch.tensor(half))
        assert watch(9, torch.tensor(scores))

    monkeypatch.setattr(_family, "train", train)
    settings = lag1997.ARMS["p = 100"] | {"p": 5}
    found = lag1997.score("lstm", [0, 1], [0.1, 0.1], settings)
    assert [one["sequences"] for one in found] == [14, 18]


def test_guessing_writes_the_guesses_of_each_seed():
    settings = guessing.SETTINGS | {"lengths": [3, 4], "train": 8, "test": 20}
    settings |= {"at_once": 50, "most": 200}
    guessing.main(seeds=[0, 1], settings=settings)
    result, stored = written(guessing), lc.stored_result("guessing")
    assert result.keys() == stored.keys()
    assert list(result["found"]) == list(stored["found"]) == list(guessing.TASKS)
    assert stored["settings"] == guessing.SETTINGS
    for name, one in result["found"].items():
        assert one["weights"] == stored["found"][name]["weights"]
        for run in one["runs"]:
            assert run["guesses"] is None or 1 <= run["guesses"] <= 200


def test_a_latch_and_a_parity_by_hand_are_right(rng):
    lengths = [50, 60]
    latch = next(guessing.draw("latch", 50, lengths, rng))
    hold = np.array([[[30.0, 10.0, 0.0]]])
    assert guessing.right(hold, np.array([[1.0, 0.0]]), latch) == 1
    assert guessing.right(-hold, np.array([[1.0, 0.0]]), latch) < 1
    bits = next(guessing.draw("parity", 50, lengths, rng))
    # Unit 1: the parity so far or the bit; unit 2: both. Odd if the first alone.
    either, both = [20.0, -20, 20, 0], [20.0, -20, 20, -40]
    W = np.array([[either, both]])
    W_y = np.array([[1.0, -1, -1]])
    assert guessing.right(W, W_y, bits) == 1


def test_the_network_of_a_guess_is_the_basic_network(rng):
    W, W_y = guessing.draw_weights(3, 2, True, {"range": 1.0}, rng)
    assert abs(W).max() < 1
    batch = next(guessing.draw("parity", 30, [4, 9], rng))
    found = guessing.right(W, W_y, batch)
    for k in range(3):
        p = lc.RNNParams(W[k, :, :3].copy(), W[k, :, 3].copy())
        out = lc.Readout(W_y[k : k + 1, :2].copy(), W_y[k, 2:].copy())
        scores, _ = lc.NumpyModel(p, out, "regress").forward(batch.x)
        said = scores[..., 0] > 0
        share = (said == batch.target)[batch.mask].mean()
        assert found[k] == pytest.approx(share)
