"""Pictures of networks of real size: all units, a text, saturated gates."""

import time

import numpy as np
import pytest
from matplotlib.colors import to_rgb

import lstm_core as lc
from lstm_core import plots
from lstm_core.plots.curves.many_units import ABOVE, BELOW

WORDS = ["The", "dogs", "near", "the", "bird", "sleep", "."]
VALUES = np.array([0.0, 0.9, 0.8, 0.7, -0.3, -0.9, 0.1])
ONES = np.ones((3, 2, 4))


def test_rows_are_the_chosen_units_in_their_order(rng):
    values = rng.standard_normal((30, 12))
    ax = plots.plot_units(None, values, [7, 3, 11])
    np.testing.assert_array_equal(ax.images[0].get_array(), values[:, [7, 3, 11]].T)
    assert [t.get_text() for t in ax.get_yticklabels()] == ["7", "3", "11"]
    low, high = ax.images[0].get_clim()
    assert -low == high == np.abs(values[:, [7, 3, 11]]).max()


def test_steps_after_the_end_stay_white_and_change_no_colour():
    values = np.ones((4, 2))
    values[2:, 1] = np.nan
    image = plots.plot_units(None, values).images[0]
    painted = image.to_rgba(image.get_array())
    assert (painted[1, 2:, 3] == 0).all()
    np.testing.assert_allclose(painted[0, 0, :3], to_rgb(ABOVE), atol=0.01)


def test_a_few_steps_have_their_words_and_many_have_not(rng):
    ax = plots.plot_units(None, rng.standard_normal((7, 3)), words=WORDS)
    assert [t.get_text() for t in ax.get_xticklabels()] == WORDS
    many = plots.plot_units(None, rng.standard_normal((41, 3)), words=["w"] * 41)
    assert "w" not in [t.get_text() for t in many.get_xticklabels()]


def test_the_sign_of_a_unit_has_a_second_cue():
    ax = plots.plot_text(None, WORDS, VALUES)
    colors = [patch.get_facecolor()[:3] for patch in ax.patches]
    strength = [max(1 - part for part in color) for color in colors]
    assert strength[0] == 0
    assert np.argsort(strength)[-2:].tolist() in ([1, 5], [5, 1])
    lines = [line.get_color() for line in ax.lines]
    assert lines == [BELOW] * 2  # below what is under zero


def test_a_text_is_wrapped_and_letters_stand_close():
    ax = plots.plot_text(None, WORDS * 20, np.tile(VALUES, 20))
    assert max(t.get_position()[0] for t in ax.texts) <= 64
    assert len({t.get_position()[1] for t in ax.texts}) > 5
    letters = plots.plot_text(None, list("two\nlines"), np.zeros(9))
    places = [t.get_position() for t in letters.texts]
    assert places[1][0] - places[0][0] == 1
    assert places[4][1] - places[2][1] == 1


def test_shares_of_saturated_steps():
    f = np.array([[[0.95, 0.5, 0.05]], [[0.95, 0.05, 0.05]], [[np.nan] * 3]])
    line = plots.plot_saturation(None, {"f": f}).lines[1]
    np.testing.assert_allclose(line.get_xdata(), [1, 0, 0])
    np.testing.assert_allclose(line.get_ydata(), [0, 0.5, 1])


def test_a_large_network_is_drawn_in_time(rng):
    values = rng.standard_normal((1000, 256))
    start = time.process_time()
    for _ in range(3):
        plots.to_svg(plots.plot_units(None, values, range(255, -1, -1)))
    assert time.process_time() - start < 4  # 2 seconds where nothing else runs


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: plots.plot_units(None, np.ones((3, 2, 4))), r"trace\.c\[:, b\]"),
        (lambda: plots.plot_units(None, np.ones((3, 2)), [2]), "order: .*0 to 1"),
        (lambda: plots.plot_units(None, np.ones((3, 2)), words=["a"]), "3 steps, got"),
        (lambda: plots.plot_units(None, np.full((3, 2), np.nan)), "NaN only"),
        (lambda: plots.plot_text(None, WORDS, VALUES[:3]), "one number for each word"),
        (lambda: plots.plot_text(None, [], []), "0 words"),
        (lambda: plots.plot_saturation(None, {}), "gates: expected at least one"),
        (lambda: plots.plot_saturation(None, {"f": np.ones((3, 2))}), "f: .*3 axes"),
        (lambda: plots.plot_saturation(None, {"f": ONES, "u": ONES[..., :1]}), "same"),
        (lambda: plots.plot_saturation(None, {"c": -ONES}), "c: expected a gate"),
        (lambda: plots.plot_text(None, WORDS, VALUES, limit=-1.0), "limit: .*above 0"),
        (lambda: plots.plot_units(None, np.full((3, 2), np.inf)), "infinite ones"),
    ],
)
def test_what_does_not_fit_is_named(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda trace: plots.plot_units(None, trace), r"values: .*trace\.c"),
        (lambda trace: plots.plot_saturation(None, trace), "gates: expected Mapping"),
        (lambda trace: plots.plot_saturation(None, {"f": trace}), r"f: .*trace\.c"),
        (lambda trace: plots.plot_text(None, [4, 2], [0.5, 1]), "words: .*got int 4"),
    ],
)
def test_what_is_of_another_kind_is_named(rng, call, words):
    p = lc.init_lstm(2, 3, rng=rng)
    with pytest.raises(TypeError, match=words):
        call(lc.lstm_forward(p, np.ones((4, 1, 2))))


def test_a_gate_without_a_name_of_its_own_has_a_mark_too():
    gates = {"r": ONES, "c_cand": ONES / 2}
    legend = plots.plot_saturation(None, gates).get_legend()
    assert [text.get_text() for text in legend.get_texts()] == ["r", "c_cand"]


def test_tensors_are_taken_as_they_are(torch):
    values = torch.rand(5, 3)
    image = plots.plot_units(None, values).images[0]
    np.testing.assert_array_equal(image.get_array(), values.T)
    plots.plot_text(None, WORDS[:5], values[:, 0])
    plots.plot_saturation(None, {"f": values[:, None]})


def test_the_table_of_a_text_names_letters_that_nobody_sees():
    ax = plots.plot_text(None, ["a", " ", "\n"], np.array([0.5, -0.5, 0.25]))
    letters, _ = plots.get_table(ax).columns.values()
    assert letters == ["a", "\N{OPEN BOX}", "\N{RETURN SYMBOL}"]
