"""The experiment on number agreement, with tiny settings."""

import json

import numpy as np
import pytest

import lstm_core as lc
from experiments import agreement as experiment
from experiments import agreement_noise
from lstm_core import agreement_data


@pytest.fixture(scope="module")
def result():
    kept = {}

    def write(name, **data):
        kept.update(json.loads(json.dumps(data, allow_nan=False)), name=name)

    experiment.main([0], [2], steps=2, test_size=(60, 4), write=write, ship=None)
    return kept


def test_every_case_is_run(result):
    assert result["name"] == "agreement"
    assert [run["case"] for run in result["runs"]] == list(experiment.CASES)
    assert result["settings"]["steps"] == 2
    for run in result["runs"]:
        assert (run["n_a"], run["seed"]) == (2, 0)
        assert [len(run["gates"][gate]) for gate in "fu"] == [8, 8]
        assert {at: len(values) for at, values in run["held"].items()} == {
            "zero": 2,
            "mean": 2,
        }
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
    trace = model.forward(x)[1]
    assert found["mean"] == np.round(trace.a.mean(axis=(0, 1)).tolist(), 4).tolist()
    for name, at in (("zero", 0.0), ("mean", trace.a[..., 1].mean())):
        right = lc.ablate(model, 1, at).forward(x)[0].argmax(-1) == target
        assert found["held"][name][1] == round(float(right[mask].mean()), 4)
    opening = np.median(trace.u[text.where("verb")][:, found["unit"]])
    place = agreement_data.ROLES.index("verb")
    assert found["gates"]["u"][place] == pytest.approx(opening, abs=1e-4)


def test_two_networks_are_shipped():
    kept = {}
    size = {"steps": 2, "test_size": (60, 4)}
    experiment.main(
        [103], [4], **size, write=lambda *_, **data: None, ship=kept.__setitem__
    )
    assert set(kept) == set(experiment.SHIPPED.values())
    for (case, n_a, seed), name in experiment.SHIPPED.items():
        again = experiment.train(seed, n_a, **experiment.CASES[case], steps=2)
        np.testing.assert_array_equal(kept[name].params["W"], again.params["W"])


def test_the_shipped_networks_are_those_of_the_stored_runs():
    stored = lc.stored_result("agreement")
    sizes = stored["settings"]["test_size"]
    text = agreement_data.draw_text(*sizes, rng=np.random.default_rng(1000))
    runs = {(run["case"], run["n_a"], run["seed"]): run for run in stored["runs"]}
    for key, name in experiment.SHIPPED.items():
        run, found = (
            runs[key],
            experiment.look_inside(lc.stored_network(name), text),
        )
        assert (found["unit"], found["clean"]) == (run["unit"], run["clean"])
        for part in ("mean", "held", "gates"):
            assert_alike(found[part], run[part])


def assert_alike(found, expected):
    """Up to what another processor rounds otherwise."""
    if isinstance(found, dict):
        for name in expected:
            assert_alike(found[name], expected[name])
    else:
        np.testing.assert_allclose(found, expected, atol=0.005)


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


def test_less_noise_is_tried_with_the_same_training():
    kept = {}
    agreement_noise.main(
        [0.1], [3], 2, steps=2, test_size=(60, 4), write=lambda *_, **d: kept.update(d)
    )
    [run] = kept["runs"]
    assert (run["noise"], run["seed"]) == (0.1, 3)
    model = experiment.train(3, 2, noise=0.1, more=0.93, steps=2)
    text = agreement_data.draw_text(60, 4, rng=np.random.default_rng(1000))
    assert run["story"] == experiment.look_inside(model, text)["story"]


def test_the_stored_result_on_less_noise_is_complete():
    stored = lc.stored_result("agreement_noise")
    assert [(run["noise"], run["seed"]) for run in stored["runs"]] == [
        (noise, seed)
        for noise in agreement_noise.NOISES
        for seed in agreement_noise.SEEDS
    ]
