"""Pictures of what lies on the belt: right numbers, texts, and refusals."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lstm_core import plots
from lstm_core.words import label

WORDS = ("good", "sound", "box")
PUT_ON = np.array([[0.5, 0.2, 0.4], [0.1, 0.3, 0.4], [0.3, 0.4, 0.4]])
LEFT = PUT_ON * np.array([0.25, 0.5, 1.0])
BELT = np.full((20, 2), (0.7, 0.3))
BASIC = BELT * 0.5 ** np.arange(20)[:, None]


pytestmark = pytest.mark.usefixtures("plain_style")


def kept(ax=None):
    return plots.plot_kept(ax, WORDS, PUT_ON, LEFT, noted={"good"})


def held(ax=None):
    return plots.plot_held(ax, BELT, BASIC, (0.8, 0.3))


@pytest.mark.parametrize("draw", [kept, held])
def test_they_draw_anywhere_and_leave_their_inputs_alone(draw):
    for array in (PUT_ON, LEFT, BELT, BASIC):
        array.flags.writeable = False  # a write would raise
    panels = draw()
    assert len(panels) == 2
    assert plt.get_fignums() == [1]
    _, given = plt.subplots()
    draw(given)
    assert plt.get_fignums() == [1, 2]
    figure = panels[0].get_figure(root=True)
    assert plots.get_alt(panels[0]) == plots.get_alt(figure)
    assert "nan" not in plots.to_svg(figure)


def test_bars_show_one_cell_and_the_median_of_all():
    one, many = kept()
    bars = [[bar.get_width() for bar in bars] for bars in one.containers]
    np.testing.assert_allclose(bars, [PUT_ON[0], LEFT[0]])
    bars = [[bar.get_width() for bar in bars] for bars in many.containers]
    np.testing.assert_allclose(bars, np.median([PUT_ON, LEFT], axis=1))
    assert one.get_ylim() == many.get_ylim()
    assert one.get_ylim()[0] > one.get_ylim()[1]  # the first word is on top


def test_titles_and_legend_of_the_bars_belong_to_what_they_name():
    one, many = kept()
    assert one.get_title() == label("belt.one")
    assert many.get_title() == label("belt.many", n=3)
    names = [bars.get_label() for bars in one.containers]
    assert names == [label("belt.put_on"), label("belt.left")]
    legend = one.get_figure().axes[0].get_legend()
    assert [text.get_text() for text in legend.get_texts()] == names
    for handle, bars in zip(legend.get_patches(), one.containers, strict=True):
        assert handle.get_facecolor() == bars[0].get_facecolor()


def test_noted_words_are_marked_without_colour_alone():
    labels = kept()[0].get_yticklabels()
    assert [text.get_text() for text in labels] == ["• good", "sound", "box"]
    assert [text.get_fontweight() for text in labels] == ["bold", "normal", "normal"]


def test_text_of_the_bars_says_every_word():
    text = plots.get_alt(kept()[0])
    assert "Marked words: good." in text
    assert "good: one cell 0.500, of which 0.125 is left; median 0.300" in text
    assert "box: one cell 0.400, of which 0.400 is left; median 0.400" in text
    assert "the median of 3 cells" in text
    unmarked = plots.plot_kept(None, WORDS, PUT_ON, LEFT)[0]
    assert "Marked" not in plots.get_alt(unmarked)


def test_curves_are_the_two_states():
    above, below = held()
    for panel, values in ((above, BELT), (below, BASIC)):
        for line, run in zip(panel.get_lines(), values.T, strict=False):
            np.testing.assert_array_equal(line.get_xdata(), np.arange(1, 21))
            np.testing.assert_array_equal(line.get_ydata(), run)
    styles = {(line.get_linestyle(), line.get_marker()) for line in above.lines[:2]}
    assert len(styles) == 2  # told apart without colour
    text = plots.get_alt(above)
    assert "First input 0.8: the belt holds 0.70 at the first step" in text
    assert "the basic cell goes from 0.30 to 5.7e-07" in text


def test_titles_and_axes_of_the_curves_belong_to_what_they_name():
    above, below = held()
    for panel, name in ((above, "cell"), (below, "basic")):
        assert panel.get_title(loc="left") == label(f"belt.{name}_title")
        assert panel.get_ylabel() == label(f"belt.{name}_axis")
    for panel in (above, below):
        names = [line.get_label() for line in panel.lines[:2]]
        assert names == [label("belt.run", first=first) for first in (0.8, 0.3)]
    assert [bool(panel.get_xlabel()) for panel in (above, below)] == [False, True]
    heights = [panel.get_window_extent().y0 for panel in (above, below)]
    assert heights[0] > heights[1]


def test_shapes_that_do_not_fit_are_refused():
    with pytest.raises(ValueError, match=r"put_on: expected shape \(n_cells, 3\)"):
        plots.plot_kept(None, WORDS, PUT_ON[0], LEFT)
    with pytest.raises(ValueError, match=r"left: .*got \(3, 2\)"):
        plots.plot_kept(None, WORDS, PUT_ON, LEFT[:, :2])
    with pytest.raises(ValueError, match=r"put_on: .*got \(0, 3\)"):
        plots.plot_kept(None, WORDS, PUT_ON[:0], LEFT)
    with pytest.raises(ValueError, match=r"left: expected shape \(3, 3\)"):
        plots.plot_kept(None, WORDS, PUT_ON, LEFT[:2])
    with pytest.raises(ValueError, match=r"basic: expected shape \(20, 2\)"):
        plots.plot_held(None, BELT, BASIC[:5], (0.8, 0.3))
    with pytest.raises(ValueError, match=r"belt: expected shape \(20, 1\)"):
        plots.plot_held(None, BELT, BASIC, (0.8,))
    with pytest.raises(ValueError, match="words: expected at least one word, got none"):
        plots.plot_kept(None, (), PUT_ON[:, :0], LEFT[:, :0])
    with pytest.raises(
        ValueError, match=r"belt: .* one step and one run, got \(0, 2\)"
    ):
        plots.plot_held(None, BELT[:0], BASIC[:0], (0.8, 0.3))
    assert not plt.get_fignums()
