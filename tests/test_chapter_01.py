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


def test_the_value_of_the_state_does_not_fade(chapter):
    assert chapter["sizes"][-1] > chapter["sizes"][0]


def test_three_fates_in_every_network(chapter):
    last = dict(zip(chapter["gains"], chapter["stretch"][:, :, -1], strict=True))
    assert (last[0.5] < 1e-30).all()
    assert (last[1.0] < 1e-9).all()
    assert ((last[1.5] > 1e-2) & (last[1.5] < 1e2)).all()
    assert (last[2.0] > 1e4).all()


def test_the_sign_is_kept_for_ever_while_the_derivative_vanishes(chapter):
    plus, minus = (chapter["states"][start][-1] for start in (0.5, -0.5))
    assert plus == -minus == pytest.approx(0.9575, abs=1e-4)
    assert chapter["sensitivity"][-1] == pytest.approx(1e-38, rel=0.9)


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
        assert (shares[:, -1] > shares[:, 0]).all()


def test_the_network_stands_between_real_and_shuffled_names(chapter):
    network, real, shuffled = (
        np.median(chapter["results"][kind], axis=0)
        for kind in ("network", "real", "shuffled")
    )
    assert (network < real).all()
    assert (shuffled < network).all()


def test_the_gap_to_real_names_is_wider_for_long_names_in_most_networks(chapter):
    gap = chapter["gap"]
    assert (gap[:, -1] > gap[:, 0]).sum() >= 0.7 * len(gap)
