"""What the page "Train one yourself" says in words, held by the stored runs."""

import numpy as np
import pytest
from chapters import BOOK

import lstm_core as lc
from experiments import train_yourself

TEXT = " ".join((BOOK / "train-one-yourself.md").read_text("utf-8").split())
RESULT = lc.stored_result("train_yourself")
FOUND = RESULT["found"]


def solved(stop):
    """How many networks learned the task."""
    return sum(share >= RESULT["solved"] for share in FOUND[stop]["accuracy"])


def says(text):
    assert text in TEXT, text


def test_the_stored_runs_are_those_of_the_script():
    assert RESULT["seeds"] == train_yourself.SEEDS == 24
    assert RESULT["steps"] == train_yourself.STEPS == 2000
    assert RESULT["stops"] == train_yourself.STOPS
    assert RESULT["settings"] == train_yourself.SETTINGS
    kept = [one["step"] for one in RESULT["recorded"]["snapshots"]]
    assert kept == [*train_yourself.RECORDED]


@pytest.mark.parametrize(
    ("stop", "count", "sentence"),
    [
        ("bias 0", 0, "None of 24 networks got anywhere."),
        ("bias 1", 11, "11 of 24 learned it"),
        ("bias 5", 24, "All 24 networks learned it"),
        ("basic", 7, "7 of 24. Before training"),
        ("clipping", 20, "20 of 24 learned it with clipping"),
        ("no clipping", 20, "and 20 of 24 without"),
        ("bias 5", 24, "at 0.01 all 24 learned it"),
    ],
)
def test_so_many_networks_learned_it(stop, count, sentence):
    says(sentence)
    assert solved(stop) == count


def test_without_a_bias_nothing_is_learned_and_hardly_a_gradient_arrives():
    says("less than a thousandth of the gradient arrives")
    assert max(FOUND["bias 0"]["accuracy"]) < 0.3
    assert max(FOUND["bias 0"]["untrained_share"]) < 0.001
    says("after 30 steps less than a billionth is left")
    assert 0.5**30 < 1e-9


def test_with_a_bias_of_1_most_others_tell_some_letters_apart():
    says("most of the others tell two or three of the four letters apart")
    others = [s for s in FOUND["bias 1"]["accuracy"] if s < RESULT["solved"]]
    some = [0.4 < share < 0.85 for share in others]
    assert np.mean(some) > 0.7
    says("opens the gates to about 0.73 at the start")
    assert lc.sigmoid(np.float64(1)) == pytest.approx(0.73, abs=0.005)


def test_with_a_bias_of_5_it_is_fast():
    says("half of them within 100 steps")
    assert np.median(FOUND["bias 5"]["solved_at"]) <= 100
    says("the gradient that arrives is large from the start")
    assert np.median(FOUND["bias 5"]["untrained_share"]) > 1
    assert lc.sigmoid(np.float64(5)) == pytest.approx(0.993, abs=0.0005)
    slower = [step or np.inf for step in FOUND["bias 1"]["solved_at"]]
    assert np.median(slower) > 2 * np.median(FOUND["bias 5"]["solved_at"])


def test_in_most_basic_networks_less_than_a_hundredth_arrives():
    says("Before training less than a hundredth of the gradient arrives in most")
    shares = np.array(FOUND["basic"]["untrained_share"])
    assert np.mean(shares < 0.01) > 0.6
    says("more than in an LSTM with bias 0")
    assert np.median(shares) > np.median(FOUND["bias 0"]["untrained_share"])


def test_noise_closes_the_update_gate():
    says("Less far: 0.31, against 0.53 without noise (medians of 24 networks each).")
    noisy, plain = (np.median(FOUND[k]["u_between"]) for k in ("noise", "bias 5"))
    assert (f"{noisy:.2f}", f"{plain:.2f}") == ("0.31", "0.53")
    says("about 80 of 100 answers are")
    right = FOUND["noise"]["accuracy"]
    assert np.median(right) == pytest.approx(0.8, abs=0.03)
    assert max(right) < 0.9


def test_clipping_is_said_to_matter_where_chapter_7_saw_it_matter():
    says("it lets all 20 networks learn where 5 of 20 do without")
    chapter = " ".join((BOOK / "07-how-gates-learn.ipynb").read_text("utf-8").split())
    assert "only 5 of 20 free networks have learned with SGD" in chapter
    assert "and all 20 clipped ones" in chapter  # both held by the test of the chapter
    says("compare the {term}`loss` with 1.39, that of a guess")
    assert np.log(4) == pytest.approx(1.39, abs=0.005)


def test_a_tiny_run_of_the_script(tmp_path, monkeypatch):
    monkeypatch.setattr("experiments._result.RESULTS", tmp_path)
    stops = {name: train_yourself.STOPS[name] for name in ("basic", "noise")}
    train_yourself.main(stops, steps=50, seeds=2, recorded=(0, 2))
    [file] = tmp_path.iterdir()
    text = file.read_text("utf-8")
    assert '"untrained_share"' in text
    assert '"u_between"' in text


def test_training_again_comes_to_the_stored_story():
    settings = train_yourself.SETTINGS | train_yourself.BIAS_5
    run = train_yourself.measure(settings, seed=0, steps=400)
    assert run["accuracy"] >= 0.99
    assert run["solved_at"] <= 400
