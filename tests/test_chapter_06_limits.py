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
    for start in ("def hand_set", "def left_on_belt", "def build", "def other_lags"):
        exec(next(source for source in code if source.startswith(start)), names)
    for start in ("limits = ", "how, lag = "):
        exec(next(source for source in code if source.startswith(start)), names)
    return names


def test_the_stored_result_was_made_with_the_settings_of_the_script(chapter):
    trained = {"by_lag": limits.LAG_TRAINING, "by_items": limits.ITEM_TRAINING}
    assert chapter["limits"]["trained"] == trained


def test_the_page_tries_other_lags_as_the_script_does(chapter, monkeypatch):
    monkeypatch.setattr(limits, "TEST_LAGS", (10, 50, 200))
    _, here = chapter["other_lags"](1, limits.TRAINED_LAG, limits.TEST_LAGS, steps=3)
    assert here == limits.other_lags(1, limits.LAG_TRAINING | {"steps": 3})


def test_the_small_version_has_both_surprises(chapter):
    at_10, at_50, at_200 = np.transpose([scores for _, scores in chapter["small"]])
    assert np.median(at_10) < 0.95
    assert np.median(at_50) > 0.99
    assert np.median(at_200) > 0.95


def test_the_symbol_grows_until_the_hidden_state_rests(chapter, rng):
    assert 1.5 < np.median(chapter["grown"][:, 10]) < 4
    assert chapter["grown"][:, 50].min() > 20
    assert (chapter["grown"][:, 200] > 1.5 * chapter["grown"][:, 50]).all()
    x = next(lc.recall_batches(200, 50, rng=rng, dtype=np.float32)).x
    for model, _ in chapter["small"]:
        at_10, at_50, at_150 = np.tanh(model.forward(x)[1].c)[[10, 50, 150]]
        assert np.median(abs(at_10)) < 0.5
        assert np.median(abs(at_150)) > 0.95
        assert np.median(abs(at_150 - at_50)) < 0.1


def test_longer_lags_mostly_work_and_shorter_ones_do_not(chapter):
    at = dict(zip(chapter["limits"]["lags"], chapter["other"], strict=True))
    assert (at[50] > 0.99).all()
    assert (at[1000] > 0.98).sum() == 4
    assert (at[10] < 0.9).sum() >= 3
    assert (at[10] < 0.99).sum() == 4
    assert at[5].max() < 0.95


def test_a_small_state_holds_few_items(chapter):
    four, sixteen = (np.median(chapter["many"][f"{n} units"], axis=1) for n in (4, 16))
    assert four[0] == sixteen[0] == 1
    assert 0.8 < four[1] < 0.95
    assert four[2] < 0.6
    assert sixteen[2] > 0.95
    assert sixteen[3] < 0.85


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
