"""The end of chapter 6: what an LSTM still cannot do, and its exercises."""

import json

import numpy as np
import pytest
from chapters import BOOK

import lstm_core as lc
from experiments import limits


@pytest.fixture(scope="module")
def chapter():
    """What these pages need of the chapter, without what is trained before them."""
    cells = json.loads((BOOK / "06-the-advantage.ipynb").read_text("utf-8"))["cells"]
    code = ["".join(c["source"]) for c in cells if c["cell_type"] == "code"]
    names = {"np": np, "lc": lc, "spread": lambda values: f"{np.median(values):.2f}"}
    for start in ("def hand_set", "def left_on_belt", "limits = ", "how, lag = "):
        exec(next(source for source in code if source.startswith(start)), names)
    return names


def test_the_stored_result_was_made_with_the_settings_of_the_script(chapter):
    trained = {"by_lag": limits.LAG_TRAINING, "by_items": limits.ITEM_TRAINING}
    assert chapter["limits"]["trained"] == trained
    assert chapter["limits"]["seeds"] == 20
    assert np.shape(chapter["limits"]["by_lag"]["right"]) == (20, 8)


def at_lags(chapter, key):
    return dict(zip(chapter["limits"]["lags"], chapter["other"][key], strict=True))


def test_longer_lags_mostly_work_and_shorter_ones_do_not(chapter):
    solved = {lag: (v >= 0.99).sum() for lag, v in at_lags(chapter, "right").items()}
    assert solved[50] == solved[100] == 20
    assert solved[200] >= 18
    assert solved[1000] >= 12
    assert solved[5] == 0
    assert solved[10] <= 3


def test_the_symbol_grows_until_tanh_has_reached_its_end(chapter):
    apart = {k: np.median(v) for k, v in at_lags(chapter, "apart").items()}
    assert 2 < apart[10] < 3
    assert 24 < apart[50] < 100
    assert 200 < apart[200] < 1000
    size = at_lags(chapter, "size")
    assert size[5].max() < 0.15
    assert min(size[lag].min() for lag in (50, 100, 200, 400, 1000)) > 0.99
    moved = {k: np.median(v) for k, v in at_lags(chapter, "moved").items()}
    assert moved[5] > moved[10] > 0.5
    assert max(moved[lag] for lag in (100, 200, 400, 1000)) < 0.05


def test_where_the_numbers_go_on_moving_the_answers_get_lost(chapter):
    moved, late = at_lags(chapter, "moved")[1000], chapter["late"]
    assert moved[late].max() < 0.05
    assert moved[~late].min() > 0.1


def test_a_small_state_holds_few_items_and_more_after_longer_training(chapter):
    items = chapter["limits"]["items"]
    found = {
        (units, steps, n): np.median(runs)
        for (units, steps), scores in chapter["many"].items()
        for n, runs in zip(items, scores, strict=True)
    }
    assert found["4", 1500, 1] == found["16", 1500, 1] == 1
    assert 0.85 < found["4", 1500, 2] < 0.96
    assert found["4", 1500, 4] < 0.65
    assert 0.97 < found["16", 1500, 4] < 1
    assert 0.75 < found["16", 1500, 8] < 0.9
    assert (chapter["many"]["4", 6000][1] > 0.98).sum() >= 17
    assert found["4", 6000, 4] == pytest.approx(0.75, abs=0.03)


@pytest.mark.parametrize("bias", [8.0, 2.0])
def test_the_hand_set_cell_is_right_after_200_steps_even_with_a_glassy_belt(
    chapter, rng, bias
):
    model = chapter["hand_set"]()
    model.cell_params.b_f[:] = bias
    batch = next(lc.recall_batches(200, 100, episodes=2, rng=rng))
    assert chapter["accuracy"](model, batch) == 1


def test_two_paths_of_the_exercise():
    p = lc.LSTMParams(W=np.zeros((4, 2)), b=np.zeros(4))
    p.W_c[0, 0] = 2.0
    p.b_f[0] = np.log(9)  # f = 0.9
    J = lc.lstm_products(p, lc.lstm_forward(p, np.zeros((2, 1, 1))))[:, 0]
    np.testing.assert_allclose(J[0], [[0.5, 0.45], [1, 0.9]])
    assert J[1, 1, 1] == pytest.approx(1.26)


def stretch(bias, seed, uniform):
    rng = np.random.default_rng(seed)
    p = lc.init_lstm(n_x=4, n_a=64, forget_bias=bias, rng=rng)
    if uniform:
        p = lc.LSTMParams(rng.uniform(-1 / 8, 1 / 8, p.W.shape), p.b)
    trace = lc.lstm_forward(p, rng.standard_normal((100, 1, 4)))
    return lc.lstm_jacobian_norms(p, trace)["c"][-1, 0]


def test_weaker_weights_leave_the_order_of_the_biases():
    powers = {}
    for uniform in (False, True):
        for bias in (0, 1, 2, 5):
            found = np.log10([stretch(bias, seed, uniform) for seed in range(7)])
            powers[uniform, bias] = np.median(found)
            assert np.abs(found - np.median(found)).max() < 1.3
        assert (np.diff([powers[uniform, bias] for bias in (0, 1, 2, 5)]) > 0).all()
    lost = [powers[False, bias] - powers[True, bias] for bias in (0, 1, 2, 5)]
    assert 4 < lost[0] < 6
    assert 2 < lost[1] < 4
    assert 0 < max(lost[2:]) < 1.5
    sizes = [
        np.linalg.svd(W, compute_uv=False)
        for W in np.random.default_rng(0).uniform(-1 / 8, 1 / 8, (5, 64, 64))
    ]
    assert np.median(sizes) < 0.5


def noisy(batches, size, rng):
    for x, target, mask in batches:
        yield x + size * rng.standard_normal(x.shape), target, mask


def gates_after_training(noise, seed):
    """Median forget gate at distractors, question and symbol; share left; accuracy."""
    rng = np.random.default_rng(seed)
    model = lc.make_model(n_x=9, n_a=16, n_y=4, rng=rng)
    game = {"episodes": 2, "rng": rng}
    lc.fit(model, noisy(lc.recall_batches(10, 32, **game), noise, rng), steps=500)
    batch = lc.Batch(*next(noisy(lc.recall_batches(10, 300, **game), noise, rng)))
    scores, trace = model.forward(batch.x)
    right = (scores.argmax(axis=-1) == batch.target)[batch.mask].mean()
    length = np.linalg.norm(trace.c[0], axis=1)
    rest = np.linalg.norm(trace.f[1:10].prod(axis=0) * trace.c[0], axis=1)
    places = [np.median(trace.f[k]) for k in (slice(1, 10), 10, 11)]
    return *places, (rest / length).mean(), right


def test_noise_teaches_to_drop_and_not_to_hold():
    quiet, loud = (
        np.transpose([gates_after_training(noise, seed) for seed in range(3)])
        for noise in (0, 0.3)
    )
    for distractors, _, _, left, _ in (quiet, loud):
        assert ((distractors > 0.7) & (distractors < 0.85)).all()
        assert ((left > 0.1) & (left < 1 / 3)).all()
    assert ((quiet[1] > 0.7) & (quiet[1] < 0.85)).all()
    assert ((loud[1] > 0.45) & (loud[1] < 0.7)).all()
    assert np.median(quiet[2]) == pytest.approx(0.7, abs=0.05)
    assert np.median(loud[2]) == pytest.approx(0.6, abs=0.09)
    assert loud[4] == pytest.approx(np.full(3, 0.95), abs=0.035)
