"""What the experiment on number agreement measures, and the networks it ships."""

import numpy as np
import pytest

import lstm_core as lc
from experiments import agreement as experiment
from lstm_core import agreement_data


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


def test_the_shipped_networks_are_those_of_the_stored_runs():
    stored = lc.stored_result("agreement")
    sizes = stored["settings"]["test_size"]
    text = agreement_data.draw_text(*sizes, rng=np.random.default_rng(1000))
    runs = {(run["case"], run["n_a"], run["seed"]): run for run in stored["runs"]}
    for key, name in experiment.SHIPPED.items():
        run, found = runs[key], experiment.look_inside(lc.stored_network(name), text)
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
