"""What chapter 1 says in words, held against the numbers of its own cells."""

import numpy as np
import pytest
from chapter_code import predictions
from chapters import run_chapter

import lstm_core as lc


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("01-rnn-limits")


def test_predictions(chapter):
    start, gain, sign, names = predictions("01-rnn-limits")
    y = chapter["curves"]["a0 calculated"]
    assert start.answer == "less than a millionth of a millionth"
    assert 1 / 4 < y[2] / y[0] < 1 / 2
    assert y[99] / y[0] < 1e-15
    assert gain.answer == "no, its effect grows without end"
    assert chapter["stretches"][chapter["gains"].index(2.0), :, -1].min() > 1e4
    assert sign.answer == "sign kept, derivative near 0"
    assert f"{chapter['states'][0.5][-1]:.4f}" in sign.says
    assert f"$10^{{{np.log10(chapter['sensitivity'][-1]):.0f}}}$" in sign.says
    assert names.answer == "no, the shortest are worst"
    assert (chapter["network"].argmin(axis=1) == 0).all()
    shortest, *_, longest = np.median(chapter["network"], axis=0)
    real = np.median(chapter["real"], axis=0)
    assert real.argmin() == 0
    for value in (shortest, longest, real[0]):
        assert f"{value:.2f}" in names.says


@pytest.mark.parametrize("source", ["a0", "x1"])
def test_effect_lasts_three_steps_and_both_ways_agree_until_rounding(chapter, source):
    exact, tried = (chapter["curves"][f"{source} {w}"] for w in ("calculated", "tried"))
    effect = exact / exact[0]
    assert effect[2] > 0.2
    assert effect[29] < 1e-4
    assert effect[99] < 1e-14
    visible = exact > 1e-6
    np.testing.assert_allclose(tried[visible], exact[visible], rtol=1e-3)
    unseen = exact < 1e-12
    assert unseen[-20:].all()
    assert 1e-12 < tried[unseen].max() < 1e-9  # noise, or exactly zero
    assert exact[-1] < 1e-4 * tried[unseen].max()


def test_state_and_input_fade_at_about_the_same_rate(chapter):
    steps = np.arange(100)
    a0, x1 = (
        np.polyfit(steps, np.log(chapter["curves"][f"{source} calculated"]), 1)[0]
        for source in ("a0", "x1")
    )
    assert a0 < -0.2
    assert a0 == pytest.approx(x1, rel=0.15)


def test_size_stays_while_memory_and_sensitivity_fade(chapter):
    size, memory, norms = (chapter[name] for name in ("size", "memory", "norms"))
    assert size[-1] > size[0]
    assert size.min() > 0.8 * size[0]
    assert memory[0] > 1
    assert memory[-1] < 1e-14
    assert norms[-1] < 1e-13
    # Its recurrent weights change no length.
    singular_values = np.linalg.svd(chapter["p"].W_aa, compute_uv=False)
    np.testing.assert_allclose(singular_values, 1, rtol=1e-5)
    assert 0.5 < chapter["slope_mean"] < 0.8


def test_three_fates_in_every_network(chapter):
    last = dict(zip(chapter["gains"], chapter["stretches"][:, :, -1], strict=True))
    assert (last[0.5] < 1e-30).all()
    assert (last[1.0] < 1e-9).all()
    assert ((last[1.5] > 1e-2) & (last[1.5] < 1e2)).all()
    assert (last[2.0] > 1e4).all()


def test_three_fates_in_twenty_other_networks(chapter):
    last = {
        gain: [chapter["stretch"](gain, 1.0, seed)[-1] for seed in range(100, 120)]
        for gain in chapter["gains"]
    }
    assert max(last[0.5]) < 1e-30
    assert max(last[1.0]) < 1e-6
    assert 1e-3 < min(last[1.5]) < np.median(last[1.5]) < max(last[1.5]) < 1e3
    assert 0.1 < np.median(last[1.5]) < 10
    assert min(last[2.0]) > 1e2
    assert np.median(last[2.0]) > 1e4


def test_large_inputs_make_large_weights_vanish_and_small_ones_always_do(chapter):
    by_gain = dict(zip(chapter["gains"], chapter["table"], strict=True))
    small, *_, large = by_gain[2.0]
    assert small > 1e6
    assert large < 1e-20
    assert max(by_gain[0.5]) < 0.5**100


def test_large_inputs_drive_the_units_into_saturation(chapter):
    slopes = []
    for size in chapter["input_sizes"]:
        rng = np.random.default_rng(0)
        net = lc.init_rnn(n_x=4, n_a=32, rng=rng, gain=2.0)
        x = size * rng.standard_normal((100, 1, 4))
        slopes.append((1 - lc.rnn_forward(net, x).a ** 2).mean())
    assert (np.diff(slopes) < 0).all()
    assert slopes[-1] < 0.2


def test_the_gradient_hears_the_end_and_not_the_beginning(chapter):
    hint = chapter["hint"]
    assert hint[99] > 1e-2
    assert hint[0] < 1e-12


def test_the_sign_is_kept_and_only_a_large_change_turns_it_over(chapter):
    plus, minus = (chapter["states"][start][-1] for start in (0.5, -0.5))
    assert plus == -minus == pytest.approx(0.9575, abs=1e-4)
    assert chapter["w"] == 2
    assert 1e-39 < chapter["sensitivity"][-1] < 1e-37
    ends = []
    for a in (0.5, 0.01, -0.01):
        for _ in range(50):
            a = np.tanh(2 * a)
        ends.append(a)
    np.testing.assert_allclose(ends, np.array([1, 1, -1]) * 0.9575, atol=1e-4)


def test_training_starts_at_an_even_guess_and_learns(chapter):
    loss = chapter["history"].loss
    assert loss[0] == pytest.approx(np.log(27), abs=0.2)
    assert np.log(27) == pytest.approx(3.3, abs=0.05)
    assert loss[-50:].mean() < 1.7
    assert chapter["unseen"] < 2.0


def test_your_network_writes_names_of_its_own(chapter):
    model = chapter["model"]
    names = lc.sample_names(model, 40, rng=np.random.default_rng(0))
    first = lc.sample_names(model, 1, rng=np.random.default_rng(0))
    assert first == [chapter["write_name"](model, np.random.default_rng(0))]
    assert all(set(name) <= set(lc.ALPHABET[1:]) for name in names)
    assert np.mean([name in chapter["train"] for name in names]) < 0.5


def test_nearly_half_of_the_genera_end_in_saurus(chapter):
    assert 0.4 < np.mean(chapter["endings"]) < 0.5
    assert {"zuul", "khaan", "minmi"} <= set(lc.dinosaur_names())


def test_the_measure_gives_one_for_the_training_names(chapter):
    share = chapter["share_by_length"](chapter["train"], chapter["train"])
    np.testing.assert_array_equal(share, 1)


def test_forty_networks_were_trained_as_the_page_trains(chapter):
    assert chapter["network"].shape == (40, 4)
    assert chapter["stored"]["written"] == 1000
    first, last, unseen = np.transpose(chapter["stored"]["loss"])
    np.testing.assert_allclose(first, np.log(27), atol=0.2)
    assert last.max() < 1.7
    assert unseen.max() < 2.0


def test_the_page_counts_what_it_says_it_counts(chapter):
    """Of each comparison: for how many of the forty networks the text says it holds."""
    network, real = chapter["network"], chapter["real"]
    gap, ratio = real - network, network / real
    np.testing.assert_array_equal(chapter["gap"], gap)
    np.testing.assert_array_equal(chapter["ratio"], ratio)
    columns = chapter["counts"].columns
    rows = zip(columns["of 40"], columns["from"], columns["to"], strict=True)
    found = dict(zip(columns["statement"], rows, strict=True))
    for label, true, low, high in (
        ("written: 4-8 lowest", (network[:, 1:] > network[:, :1]).all(axis=1), 40, 40),
        ("written: 15-40 < 12-14", network[:, 3] < network[:, 2], 34, 40),
        ("real: 15-40 < 12-14", ~(real[:, 3] > real[:, 2]), 0, 10),
        ("gap: 15-40 widest", (gap[:, 3:] > gap[:, :3]).all(axis=1), 34, 40),
        ("ratio: 15-40 < 4-8", ratio[:, 3] < ratio[:, 0], 14, 26),  # open
    ):
        assert found.pop(label) == (true.sum(), *lc.count_interval(true.sum(), 40))
        assert low <= true.sum() <= high
    assert not found


def test_names_up_to_14_letters_get_better_with_length_real_or_written(chapter):
    network, real = chapter["network"], chapter["real"]
    assert (real.argmin(axis=1) == 0).sum() >= 36
    for shares in (network, real):
        assert (np.diff(shares[:, :3], axis=1) > 0).all(axis=1).sum() >= 36


def test_written_names_stand_between_real_and_shuffled_ones(chapter):
    share = chapter["share"]
    assert (chapter["network"] < chapter["real"]).mean() > 0.95
    assert chapter["network"][:, 3].min() > 4 * share["shuffled"][:, 3].max()


def test_late_letters_are_the_easy_ones(chapter):
    yours = chapter["letter_loss"]
    forty = np.array(chapter["stored"]["letter_loss"])
    of_40 = {position: forty[:, position - 1] for position in yours}
    for loss in (yours, of_40):
        for early in (1, 2, 4):
            assert np.all(loss[early] > loss[8])
        assert np.all(loss[8] > loss[12])
        assert np.all(loss[12] > loss[16])


def test_exercise_half_a_tanh():
    a, slope = 0.5, 1.0
    for _ in range(50):
        a = np.tanh(a / 2)
        slope *= 0.5 * (1 - a**2)
    assert 1e-16 < a < 1e-15
    assert 0 < slope < 2.0**-50 < 1e-15
    assert np.tanh(-0.25) == -np.tanh(0.25)


def test_exercise_one_jacobian_by_hand(chapter):
    W_aa = np.array([[0.0, 1.0], [-1.0, 0.0]])
    p = lc.RNNParams(np.hstack([W_aa, np.eye(2)]), np.zeros(2))
    x = np.arctanh([[[0.6, 0.0]]])  # with a zero state before
    jacobian = lc.rnn_jacobians(p, lc.rnn_forward(p, x))[0, 0]
    np.testing.assert_allclose(jacobian, [[0, 0.64], [-1, 0]], atol=1e-15)
    np.testing.assert_allclose(np.linalg.norm(jacobian, axis=0), [1, 0.64])


def test_exercise_below_one_it_must_vanish(chapter):
    assert (chapter["stretches"][0] <= 0.5 ** np.arange(1, 101)).all()


def test_exercise_the_product_turned_round_is_right_at_first_only(chapter):
    product, norms = np.eye(16), []
    p, trace = chapter["p"], chapter["trace"]
    for a_t in trace.a[:, 0]:
        product = product @ np.diag(1 - a_t**2) @ p.W_aa
        norms.append(np.linalg.norm(product, ord=2))
    wrong = np.array(norms) / chapter["norms"]
    assert wrong[0] == pytest.approx(1)
    assert np.abs(wrong[1:10] - 1).max() > 0.05


@pytest.mark.parametrize(
    ("size", "less", "share"), [(3, 34, 31), (4, 38, 25), (6, 40, 4)]
)
def test_exercise_other_pieces(chapter, size, less, share):
    found = chapter["stored"]["share"][str(size)]
    network, real = (np.array(found[kind]) for kind in ("network", "real"))
    assert ((real - network)[:, 3] > (real - network)[:, 0]).sum() == less
    assert ((network / real)[:, 3] < (network / real)[:, 0]).sum() == share


def test_the_explorer_of_the_gain_shows_the_three_fates(chapter):
    gains, fine = chapter["fine_gains"], np.array(chapter["fine"])
    assert (gains[0], gains[-1], len(gains)) == (0.5, 2.5, 21)
    last = dict(zip(gains.tolist(), np.median(fine[..., -1], axis=1), strict=True))
    assert last[0.5] < last[1.0] < 1e-6
    assert 1e-3 < last[1.5] < 1e3
    assert last[2.0] > 1e3
