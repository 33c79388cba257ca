"""What chapter 1 says in words, held against the numbers of its own cells."""

import numpy as np
import pytest
from chapters import run_chapter


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("01-rnn-limits")


@pytest.mark.parametrize("source", ["a0", "x1"])
def test_effect_lasts_three_steps_and_is_gone_after_a_hundred(chapter, source):
    effect = chapter["curves"][f"{source} calculated"]
    effect = effect / effect[0]
    assert effect[2] > 0.2
    assert effect[29] < 1e-4
    assert effect[99] < 1e-14


@pytest.mark.parametrize("source", ["a0", "x1"])
def test_both_ways_agree_until_rounding_noise_takes_over(chapter, source):
    exact, tried = (chapter["curves"][f"{source} {w}"] for w in ("calculated", "tried"))
    visible = exact > 1e-6
    np.testing.assert_allclose(tried[visible], exact[visible], rtol=1e-3)
    assert 1e-12 < tried[-1] < 1e-9 < 1e6 * tried[-1]
    assert exact[-1] < 1e-4 * tried[-1]


def test_size_stays_while_memory_and_sensitivity_fade(chapter):
    size, memory, norms = (chapter[name] for name in ("size", "memory", "norms"))
    assert size[-1] > size[0]
    assert memory[0] > 1
    assert memory[-1] < 1e-14
    assert norms[-1] < 1e-13


def test_the_recurrent_weights_of_that_network_change_no_length(chapter):
    singular_values = np.linalg.svd(chapter["p"].W_aa, compute_uv=False)
    np.testing.assert_allclose(singular_values, 1)
    assert 0.5 < chapter["slope_mean"] < 0.8


def test_three_fates_in_every_network(chapter):
    last = dict(zip(chapter["gains"], chapter["stretches"][:, :, -1], strict=True))
    assert (last[0.5] < 1e-30).all()
    assert (last[1.0] < 1e-9).all()
    assert ((last[1.5] > 1e-2) & (last[1.5] < 1e2)).all()
    assert (last[2.0] > 1e4).all()


def test_large_weights_explode_on_small_inputs_and_vanish_on_large_ones(chapter):
    small, *_, large = chapter["table"][chapter["gains"].index(2.0)]
    assert small > 1e6
    assert large < 1e-20


def test_small_weights_vanish_whatever_the_inputs(chapter):
    row = chapter["table"][chapter["gains"].index(0.5)]
    assert max(row) < 0.5**100


def test_the_gradient_hears_the_end_and_not_the_beginning(chapter):
    hint = chapter["hint"]
    assert hint[99] > 1e-2
    assert hint[0] < 1e-12


def test_the_sign_is_kept_for_ever_while_the_derivative_vanishes(chapter):
    plus, minus = (chapter["states"][start][-1] for start in (0.5, -0.5))
    assert plus == -minus == pytest.approx(0.9575, abs=1e-4)
    assert 1e-39 < chapter["sensitivity"][-1] < 1e-37


def test_training_starts_at_an_even_guess_and_learns(chapter):
    loss = chapter["history"].loss
    assert loss[0] == pytest.approx(np.log(27), rel=0.05)
    assert loss[-50:].mean() < 1.7


def test_nearly_half_of_the_genera_end_in_saurus(chapter):
    names = chapter["lc"].dinosaur_names()
    assert 0.4 < np.mean([name.endswith("saurus") for name in names]) < 0.5


def test_long_names_score_higher_than_short_ones_real_or_written(chapter):
    for kind in ("network", "real"):
        shares = np.array(chapter["results"][kind])
        assert (shares[:, 3] > shares[:, 0]).all()


def test_the_longest_written_names_fall_back_while_real_ones_rise(chapter):
    network, real = chapter["network"], chapter["real"]
    assert (network[:, 3] < network[:, 2]).sum() >= 5
    assert np.median(real[:, 3]) > np.median(real[:, 2])
    assert (np.diff(np.median(network[:, :3], axis=0)) > 0).all()


def test_the_network_stands_between_real_and_shuffled_names(chapter):
    network, real, shuffled = (
        np.median(chapter["results"][kind], axis=0)
        for kind in ("network", "real", "shuffled")
    )
    assert (network < real).all()
    assert (shuffled < network).all()


def test_the_gap_to_real_names_is_widest_for_the_longest_names(chapter):
    assert np.median(chapter["gap"], axis=0).argmax() == 3
    ratio = np.median(chapter["ratio"], axis=0)
    assert 0.75 < ratio[3] / ratio[0] < 1.25
    assert (chapter["gap"][:, 3] > chapter["gap"][:, 0]).sum() >= 5


def test_the_measure_gives_one_for_the_training_names(chapter):
    share = chapter["share_by_length"](chapter["train"], chapter["train"])
    np.testing.assert_array_equal(share, 1)


def test_late_letters_are_the_easy_ones(chapter):
    loss = chapter["letter_loss"]
    assert min(loss[1], loss[2], loss[4]) > loss[8] > loss[12] > loss[16]
