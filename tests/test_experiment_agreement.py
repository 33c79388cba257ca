"""The experiment on number agreement, with tiny settings."""

import json

import numpy as np
import pytest

import lstm_core as lc
from experiments import agreement as experiment
from lstm_core import agreement_data, agreement_units


@pytest.fixture(scope="module")
def result():
    kept = {}

    def write(name, **data):
        kept.update(json.loads(json.dumps(data, allow_nan=False)), name=name)

    experiment.main([0], [2], steps=2, test_size=(60, 4), write=write)
    return kept


def test_every_case_is_run(result):
    assert result["name"] == "agreement"
    assert [run["case"] for run in result["runs"]] == list(experiment.CASES)
    assert result["settings"]["steps"] == 2
    for run in result["runs"]:
        assert (run["n_a"], run["seed"]) == (2, 0)
        assert set(run["gates"]) == set("fuo")
        assert [len(values) for values in run["without"].values()] == [2, 2, 2]
        assert isinstance(run["clean"], bool)


def test_training_is_that_of_the_settings_and_repeats():
    one, two = (experiment.train(3, 4, noise=0.3, more=0.93, steps=2) for _ in range(2))
    np.testing.assert_array_equal(one.params["W"], two.params["W"])
    assert one.dtype == np.float32
    assert (one.n_a, one.n_y) == (4, 2)
    assert one.cell_params.b_f == pytest.approx(2, abs=0.1)


def test_what_is_stored_of_a_network_is_measured_on_it(rng):
    model = experiment.train(0, 2, noise=0.3, more=0.93, steps=5)
    text = agreement_data.draw_text(60, 4, rng=rng)
    found = experiment.look_inside(model, text)
    x, target, mask = agreement_data.to_batch(text)
    right = model.forward(x)[0].argmax(-1) == target
    assert found["accuracy"] == round(float(right[mask].mean()), 4)
    right = lc.ablate(model, 1).forward(x)[0].argmax(-1) == target
    opposed = agreement_units.has_opposed(text)
    cases = {"all": mask, "opposed": mask & opposed, "plain": mask & ~opposed}
    for name, where in cases.items():
        assert found["without"][name][1] == round(float(right[where].mean()), 4)


def test_the_stored_result_is_that_of_the_script():
    stored = lc.stored_result("agreement")
    assert stored["settings"]["steps"] == experiment.SETTINGS["steps"]
    assert stored["cases"] == experiment.CASES
    runs = {(run["case"], run["n_a"], run["seed"]) for run in stored["runs"]}
    assert len(runs) == len(stored["runs"])
    assert runs == {
        (case, n_a, seed)
        for case in experiment.CASES
        for n_a in experiment.SIZES
        for seed in experiment.SEEDS
    }
