"""What the experiments of chapter 6 train, choose and measure."""

import numpy as np
import pytest

import lstm_core as lc
from experiments import _memory, adding, left, limits, recall


def test_the_rate_is_chosen_by_the_runs_that_solve_then_by_the_median():
    two_solve = {0.1: [1.0, 1.0, 0.2, 0.2, 0.2], 0.2: [1.0, 0.8, 0.8, 0.8, 0.8]}
    assert _memory.better_rate(two_solve, 0.99, True) == 0.1
    none_solves = {0.1: [0.4, 0.5, 0.9], 0.2: [0.6, 0.7, 0.1]}
    assert _memory.better_rate(none_solves, 0.99, True) == 0.2
    errors = {0.1: [0.01, 0.1, 0.1], 0.2: [0.03, 0.03, 0.03]}
    assert _memory.better_rate(errors, 0.02, False) == 0.1
    assert _memory.better_rate(errors, 0.001, False) == 0.2


def test_the_seeds_that_choose_the_rate_are_not_reported():
    calls = []

    def score(name, length, seed, rate, steps):
        calls.append((seed, rate))
        return rate if seed < 3 else 1 - rate  # on other seeds the other rate is better

    how = {"lengths": [5], "steps": 1, "seeds": 3, "solves": (0.99, True)}
    how |= {"trials": (7, 8), "rates": (0.1, 0.2), "networks": ["RNN"]}
    tried, chosen, scores = _memory.table(score, **how)
    assert calls[:4] == [(7, 0.1), (8, 0.1), (7, 0.2), (8, 0.2)]
    assert calls[4:] == [(0, 0.1), (1, 0.1), (2, 0.1)]
    assert tried == {"RNN": {"0.1": [[0.9, 0.9]], "0.2": [[0.8, 0.8]]}}
    assert chosen == {"RNN": [0.1]}
    assert scores == {"RNN": [[0.1, 0.1, 0.1]]}
    assert not set(_memory.TRIALS) & set(range(_memory.SEEDS))


def test_both_marks_come_early_in_the_harder_adding_problem(rng):
    x, target, mask = next(adding.early_batches(10, 200, rng=rng, dtype=np.float32))
    assert x.shape == (10, 200, 2)
    assert x.dtype == target.dtype == np.float32
    np.testing.assert_array_equal(x[:5, :, 1].sum(axis=0), 2)
    np.testing.assert_array_equal(x[5:, :, 1], 0)
    assert x[5:, :, 0].std() > 0.25  # the numbers go on
    np.testing.assert_allclose(target[-1, :, 0], (x[..., 0] * x[..., 1]).sum(axis=0))
    assert mask[-1].all()
    assert not mask[:-1].any()


def test_cell_states_of_a_cell_that_holds_one_hot_symbols():
    p = lc.LSTMParams(W=np.zeros((16, 13)), b=np.zeros(16))
    p.b_f[:], p.b_u[:] = 50.0, -50.0
    W_f, W_u, _, W_c = (W[:, 4:] for W in np.split(p.W, 4))
    W_u[:, :4], W_c[:, :4] = 100.0, 0.5 * np.eye(4)
    model = lc.NumpyModel(p, lc.Readout(np.eye(4), np.zeros(4)), "classify")
    longest = max(limits.TEST_LAGS) + 1
    x = next(lc.recall_batches(longest, 2, rng=np.random.default_rng(0))).x
    found = limits.cell_states(model, x)
    np.testing.assert_allclose(found["apart"], 1)
    np.testing.assert_allclose(found["moved"], 0, atol=1e-12)
    np.testing.assert_allclose(found["size"], 0, atol=1e-12)  # three of four are zero
    W_f[:, 4:8] = -(50 + np.log(9))  # 0.1 is kept at each distractor
    found = limits.cell_states(model, x)
    np.testing.assert_allclose(found["apart"][:2], [1e-5, 1e-10])


def test_the_stored_network_is_the_first_of_its_stored_result():
    shipped, stored = lc.stored_network("recall"), lc.stored_result("left")
    name, seed = left.SHIPPED
    for key, value in left.measure(shipped).items():
        assert stored["starts"][name][key][seed] == pytest.approx(value, rel=1e-6)


def test_without_recurrence_nothing_looks_at_the_hidden_state(rng):
    model = lc.make_model(9, 5, 4, rng=rng)
    cut = left.without_recurrence(model)
    assert model.cell_params.W[:, :5].any()
    assert not cut.cell_params.W[:, :5].any()
    np.testing.assert_array_equal(cut.cell_params.W[:, 5:], model.cell_params.W[:, 5:])
    np.testing.assert_array_equal(cut.cell_params.b, model.cell_params.b)


def test_networks_are_trained_as_the_result_states(monkeypatch):
    trained = []

    def fit(model, batches, callback=None, **how):
        trained.append((model.n_a, int(next(batches).mask.sum()), how))

    monkeypatch.setattr(lc, "fit", fit)
    how = {"steps": 7, "rate": 0.5}
    limits.more_items(4, 3, 0, [2, 7], 0.5)
    limits.other_lags(0, how)
    recall.accuracy("RNN", 6, 0, 0.5, 7)
    adding.error("LSTM, bias 0", 6, 0, 0.5, 7)
    done = {"steps": 7, "lr": 0.5}
    assert trained == [(4, 96, done), (16, 32, done), (35, 32, done), (16, 32, done)]
    left.trained("chrono", 0, 7)
    assert trained[-1] == (16, 64, {"steps": 7, "lr": left.RATE})


def test_the_share_of_right_answers_counts_at_the_questions_only(rng):
    batch = next(lc.recall_batches(5, 50, rng=rng))
    model = lc.make_model(9, 4, 4, rng=rng)
    scores = model.forward(batch.x)[0].argmax(axis=-1)
    expected = np.mean(scores[-1] == batch.target[-1])
    assert _memory.share_right(model, batch) == pytest.approx(expected)


def test_the_same_seed_gives_the_same_result():
    case = "LSTM, bias 1", 4, 0, 1e-2, 5
    assert recall.accuracy(*case) == recall.accuracy(*case)


def test_networks_differ_in_their_start_and_hardly_in_size():
    same = _memory.settings(_memory.RECALL, steps=1)
    counts = list(same["parameters"].values())
    assert max(counts) < 1.02 * min(counts)
    rng = np.random.default_rng(0)
    kind = _memory.RECALL | {"longest": 50, "rng": rng}
    p = _memory.build("LSTM, bias 5", **kind).cell_params
    np.testing.assert_array_equal(p.b_f, 5)
    p = _memory.build("RNN, gain 1.5", **kind).cell_params
    values = np.linalg.svd(p.W_aa, compute_uv=False)
    np.testing.assert_allclose(values, 1.5, rtol=1e-5)
    p = _memory.build("LSTM, bias 5", **kind, update_bias=-3.0).cell_params
    np.testing.assert_array_equal(p.b_u, -3)
    np.testing.assert_array_equal(p.b_f, 5)
