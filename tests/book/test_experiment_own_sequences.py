"""The experiments of chapter 11: their gradients, their data, and what they write."""

import json

import numpy as np
import pytest

import lstm_core as lc
from experiments import _result, own_sequences
from experiments import _sequences as sequences
from experiments import own_sequences_layers as layers
from experiments import own_sequences_overfit as overfit
from experiments import own_sequences_state as state
from experiments import own_sequences_stuck as stuck


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Trainings are short, and no trial may replace a stored result."""
    monkeypatch.setattr(_result, "RESULTS", tmp_path)
    monkeypatch.setattr(sequences, "SEATTLE", sequences.SEATTLE | {"steps": 2})
    monkeypatch.setattr(sequences, "MACHINE", sequences.MACHINE | {"steps": 2})
    monkeypatch.setattr(own_sequences, "LARGE", {"n_a": 4, "steps": 2})
    monkeypatch.setattr(layers, "SEATTLE", sequences.SEATTLE)


def written(experiment, **tiny):
    """What a tiny run writes; its keys are those of the stored result."""
    result = json.loads(experiment.main(seeds=2, **tiny).read_text("utf-8"))
    stored = lc.stored_result(experiment.__name__.removeprefix("experiments."))
    assert result.keys() == stored.keys()
    assert result["command"] == stored["command"]
    assert result["seeds"] == 2
    return result


def shape(found):
    """The keys, and the shape of what stands under each."""
    if isinstance(found, dict):
        return {key: shape(value) for key, value in found.items()}
    return np.shape(found)


def test_forecasts_and_leaks_are_written_for_each_seed():
    result = written(own_sequences)
    for series in "seattle", "machine":
        assert len(result["forecasts"][series]["LSTM"]) == 2
        assert len(result["swapped"][series]) == 2
    split = {"each": (2, 4), "last": (2, 4)}
    leaks = {"honest": (2,), "scaled": (2,), "smoothed": (2, 2), "split": split}
    assert shape(result["leaks"]) == leaks


def test_windows_are_divided_by_the_year_of_their_last_target():
    _, year = sequences.seattle()
    learn, choose, test = map(sequences.in_years, ((2012, 2013), (2014,), (2015,)))
    assert (len(learn), len(choose), len(test)) == (701, 365, 365)
    assert learn.max() + 1 == choose.min()
    assert set(year[test + sequences.T]) == {2015}


def test_a_smoothed_day_is_a_mean_with_days_after_it():
    series = np.arange(10.0) ** 2
    smooth = own_sequences.smoothed(series)
    assert smooth[5] == pytest.approx(series[2:9].mean())
    assert smooth[0] == pytest.approx(series[:4].mean())
    known = own_sequences.smoothed(series, after=0)
    assert known[5] == pytest.approx(series[2:6].mean())


def test_a_swapped_network_reads_windows_as_steps():
    rng = np.random.default_rng(0)
    model = lc.make_model(1, 3, 1, task="regress", rng=rng)
    x = rng.standard_normal((4, 70, 1))
    found = own_sequences.in_batches(model, x, B=32)
    assert found.shape == x.shape
    whole = model.forward(x[:, 32:64].swapaxes(0, 1))[0]
    np.testing.assert_allclose(found[2, 40], whole[8, 2])


def test_dropout_hides_units_and_its_gradients_are_right():
    rng = np.random.default_rng(0)
    model = lc.make_model(1, 5, 1, task="regress", rng=rng)
    batch = lc.Batch(*rng.standard_normal((2, 6, 3, 1)))
    _, plain = model.loss_and_grads(batch)
    _, free = overfit.gradients(model, batch, 0.0, rng)
    for name, grad in plain.items():
        np.testing.assert_allclose(free[name], grad)
    _, grads = overfit.gradients(model, batch, 0.5, np.random.default_rng(3))
    start = dict(model.params)
    for name, grad in grads.items():
        step = 1e-6 * rng.standard_normal(grad.shape)
        losses = []
        for sign in (1, -1):
            model.params = start | {name: start[name] + sign * step}
            mask = np.random.default_rng(3)
            losses.append(overfit.gradients(model, batch, 0.5, mask)[0])
        expected = (losses[0] - losses[1]) / 2
        assert np.sum(grad * step) == pytest.approx(expected, rel=1e-4), name


def test_weight_decay_shrinks_weights_and_spares_biases():
    plain, decayed = (
        overfit.train(0, lambda model: None, n_a=3, decay=decay, steps=1)
        for decay in (0.0, 1.0)
    )
    rng = np.random.default_rng(0)
    start = lc.make_model(1, 3, 1, task="regress", rng=rng).params
    for name, value in plain.params.items():
        share = overfit.RATE if name.startswith("W") else 0
        expected = value - share * start[name]
        np.testing.assert_allclose(decayed.params[name], expected, atol=1e-12)


def test_without_dropout_and_decay_a_network_is_trained_as_on_the_page():
    x, target = overfit.data()
    model = overfit.train(4, lambda model: None, n_a=16, steps=2)
    learn = sequences.in_years((2012, 2013))
    same = sequences.train_seattle(4, x, target, learn)
    for name, value in same.params.items():
        np.testing.assert_allclose(model.params[name], value, rtol=1e-9)


def test_the_best_step_is_chosen_without_the_test_year():
    curves = np.array([[5.0, 4, 3], [3, 1, 2], [9, 8, 7]])
    found = overfit.summary(curves)
    assert found["step"] == 2 * overfit.EVERY
    np.testing.assert_array_equal(found["stopped"], [4, 1, 8])
    np.testing.assert_array_equal(found["end"], [3, 2, 7])


def test_overfitting_is_written_by_way_and_seed():
    steps = 2 * overfit.EVERY
    result = written(overfit, steps=steps, ways={"32 units": {}, "2": {"n_a": 2}})
    runs = {"end": (2, 3), "stopped": (2, 3), "step": (2,)}
    assert shape(result["runs"]) == {"32 units": runs, "2": runs}
    assert np.shape(result["curves"]) == (3, 2, 2)
    assert lc.stored_result("own_sequences_overfit")["ways"] == overfit.WAYS


def test_a_training_that_breaks_off_counts_as_such(monkeypatch):
    def breaks(*args, **how):
        raise lc.TrainingError("too far", 0, None)

    monkeypatch.setattr(sequences, "train", breaks)
    result = written(stuck, steps=2, cases={"nothing": {}})
    assert result["errors"] == {"nothing": [None, None]}


def test_errors_are_given_in_the_old_units():
    plain, scaled, shifted = (
        stuck.error(0, 2, **stuck.USUAL | changes)
        for changes in ({"lr": 1e-12}, {"lr": 1e-12, "scale": 100.0}, {"shift": 100.0})
    )
    assert 3 < plain < 9
    assert 3 < scaled < 9  # an answer near 0 is as wrong in all units
    assert shifted > 1000


def test_one_setting_is_changed_at_a_time():
    assert all(len(changes) == 1 for changes in [*stuck.CASES.values()][1:])
    assert lc.stored_result("own_sequences_stuck")["cases"] == stuck.CASES


@pytest.mark.parametrize("lag", [3, 12])
def test_a_timetable_has_one_jump_a_note(lag):
    x, target = state.timetable(100, 400, lag, np.random.default_rng(0))
    note, pump = x[..., 1] != 0, x[..., 2] == 1
    later = note[: len(x) - lag + 1]
    np.testing.assert_array_equal(pump[lag - 1 :], later)
    # Read at the note, the jump lies lag - 1 steps of reading on.
    jump = (target[..., 0] - 0.8 * x[..., 0])[lag - 1 :][later]
    said = x[..., 1][: len(x) - lag + 1][later]
    assert np.mean(jump * said) == pytest.approx(state.JUMP, abs=0.1)


def test_what_is_known_is_a_share_of_the_jump():
    class Knowing:
        def forward(self, x):
            forecast = 0.8 * x[..., 0] + self.jump * x[..., 2] * held(x)
            return forecast[..., None], None

    def held(x):
        steps = np.arange(len(x))[:, None]
        last = np.maximum.accumulate(np.where(x[..., 1] != 0, steps, 0))
        return np.take_along_axis(x[..., 1], last, axis=0)

    model = Knowing()
    model.jump = state.JUMP
    best = state.known(model, 12)
    model.jump = 0
    none = state.known(model, 12)
    assert best == pytest.approx(1, abs=0.05)
    assert none == pytest.approx(0, abs=0.05)


def test_a_state_is_carried_or_begins_anew():
    carried, anew = (
        state.train(0, 3, 6, carry, read=24).params["W"] for carry in (True, False)
    )
    assert not np.allclose(carried, anew)
    whole = [state.train(0, 3, 24, carry, read=24).params["W"] for carry in (0, 1)]
    np.testing.assert_array_equal(*whole)


def test_truncation_is_written_by_piece_lag_and_seed():
    result = written(state, read=24, lags=(3, 6), pieces=(6, 12))
    assert shape(result["known"]) == {"6": (2, 2), "12": (2, 2)}
    ages = (2, len(state.AGES))
    one = {"6": ages, "12": ages}
    assert shape(result["by_age"]) == {"carried": one, "anew": one}


@pytest.mark.parametrize(("sizes", "both"), [((3, 4), False), ((3,), True)])
def test_gradients_of_layers_and_directions_are_right(sizes, both):
    cells, out, rng = layers.start(0, 2, sizes, both)
    batch = lc.Batch(rng.standard_normal((5, 3, 2)), rng.standard_normal((5, 3, 1)))
    grads = layers.gradients(cells, out, batch)
    assert len(grads) == 2 + 2 * len(cells)

    def loss(cells):
        return lc.mse(lc.readout(out, layers.run(cells, batch.x)[1]), batch.target)[0]

    for (layer, way), p in cells.items():
        step = 1e-6 * rng.standard_normal(p.W.shape)
        ends = [
            loss(cells | {(layer, way): lc.LSTMParams(p.W + sign * step, p.b)})
            for sign in (1, -1)
        ]
        expected = (ends[0] - ends[1]) / 2
        grad = grads[f"{layer} {way} W"]
        assert np.sum(grad * step) == pytest.approx(expected, rel=1e-4)


def test_one_layer_forwards_is_trained_as_on_the_page():
    x, target, _ = layers.days()
    learn = sequences.in_years((2012, 2013))

    def batches_of(rng):
        return sequences.window_batches(x, target, learn, rng)

    trained = layers.train(4, batches_of, n_x=1, steps=2)
    model = sequences.train_seattle(4, x, target, learn)
    said = layers.forecast(trained, x[:, :50])
    np.testing.assert_allclose(said, model.forward(x[:, :50])[0], rtol=1e-9)


def test_the_way_back_sees_the_next_day_and_the_way_forward_does_not():
    for both, moved in ((False, False), (True, True)):
        cells, out, rng = layers.start(0, 1, (3,), both)
        x = rng.standard_normal((6, 2, 1))
        later = x.copy()
        later[4] += 1
        first, second = (layers.forecast((cells, out), v)[3] for v in (x, later))
        assert (not np.allclose(first, second)) is moved


def test_two_layers_have_a_third_more_weights_and_two_directions_as_many():
    def size(n_x, sizes, both):
        cells, out, _ = layers.start(0, n_x, sizes, both)
        return out.W_y.size + sum(p.W.size + p.b.size for p in cells.values())

    for n_x in 1, 3:
        two = size(n_x, (layers.HALF, layers.HALF), False)
        ratio = two / size(n_x, (layers.UNITS,), False)
        assert ratio == pytest.approx(4 / 3, abs=0.05)
    one = size(2, (layers.UNITS,), False)
    assert size(2, (layers.HALF,), True) == pytest.approx(one, rel=0.03)


def test_a_gap_holds_nothing_of_the_missing_day():
    x, missing, year, spread = layers.gaps()
    assert (x[layers.SIDE, :, 0] == 0).all()
    assert (x[layers.SIDE, :, 1] == 1).all()
    middle, _ = sequences.training_scale()
    temperatures, years = sequences.seattle()
    np.testing.assert_allclose(middle + spread * missing[0, 0], temperatures[15])
    assert year[0] == years[15]


def test_layers_are_written_by_task_and_seed():
    result = written(layers)
    two = {"one": (2,), "two": (2,)}
    gap = {"before": (2,), "to the end": (2,), "both": (2,)}
    expected = {"seattle": two, "machine": two, "gap": gap}
    assert shape(result["runs"]) == expected | {"seen": {"each": (2,), "last": (2,)}}
