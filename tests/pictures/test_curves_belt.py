"""Pictures of what lies on the belt: right numbers, texts, and refusals."""

import numpy as np
from drawings import assert_line, assert_says, legend, refused

from lstm_core import plots
from lstm_core.words import label

WORDS = ("good", "sound", "box")
PUT_ON = np.array([[0.5, 0.2, 0.4], [0.1, 0.3, 0.4], [0.3, 0.4, 0.4]])
LEFT = PUT_ON * np.array([0.25, 0.5, 1.0])
BELT = np.full((20, 2), (0.7, 0.3))
BASIC = BELT * 0.5 ** np.arange(20)[:, None]


def kept():
    return plots.plot_kept(None, WORDS, PUT_ON, LEFT, noted={"good"})


def held():
    return plots.plot_held(None, BELT, BASIC, (0.8, 0.3))


def test_bars_show_one_cell_and_the_median_of_all():
    one, many = kept()
    for panel, wanted in (
        (one, [PUT_ON[0], LEFT[0]]),
        (many, np.median([PUT_ON, LEFT], axis=1)),
    ):
        shown = [[bar.get_width() for bar in bars] for bars in panel.containers]
        np.testing.assert_allclose(shown, wanted)
    assert one.get_ylim() == many.get_ylim()
    assert one.get_ylim()[0] > one.get_ylim()[1]  # the first word is on top


def test_titles_and_legend_of_the_bars_belong_to_what_they_name():
    one, many = kept()
    titles = [panel.get_title() for panel in (one, many)]
    assert titles == [label("belt.one"), label("belt.many", n=3)]
    names = [bars.get_label() for bars in one.containers]
    assert names == [label("belt.put_on"), label("belt.left")]
    ax = one.get_figure().axes[0]
    assert legend(ax) == names
    for handle, bars in zip(ax.get_legend().get_patches(), one.containers, strict=True):
        assert handle.get_facecolor() == bars[0].get_facecolor()


def test_noted_words_are_marked_without_colour_alone():
    labels = kept()[0].get_yticklabels()
    assert [text.get_text() for text in labels] == ["• good", "sound", "box"]
    assert [text.get_fontweight() for text in labels] == ["bold", "normal", "normal"]


def test_the_text_says_the_ends_and_the_table_every_word():
    assert_says(kept(), "Marked words: good.", "one cell: put on between ")
    columns = plots.get_table(kept()[0]).columns
    assert columns["word"] == WORDS
    for k, cells in enumerate(("one cell", "median of 3 cells")):
        for size, all_cells in (("put on", PUT_ON), ("still there at the end", LEFT)):
            expected = [all_cells[0], np.median(all_cells, axis=0)][k]
            np.testing.assert_allclose(columns[f"{cells}: {size}"], expected)
    unmarked = plots.plot_kept(None, WORDS, PUT_ON, LEFT)
    assert "Marked" not in assert_says(unmarked)


def test_curves_are_the_two_states():
    above, below = held()
    for panel, values in ((above, BELT), (below, BASIC)):
        for line, run in zip(panel.get_lines(), values.T, strict=False):
            assert_line(line, np.arange(1, 21), run)
    styles = {(line.get_linestyle(), line.get_marker()) for line in above.lines[:2]}
    assert len(styles) == 2  # told apart without colour
    assert_says(
        above,
        "First input 0.8: the belt holds 0.70 at the first step",
        "the basic cell goes from 0.30 to 5.7e-07",
    )


def test_titles_and_axes_of_the_curves_belong_to_what_they_name():
    above, below = held()
    for panel, name in ((above, "cell"), (below, "basic")):
        assert panel.get_title(loc="left") == label(f"belt.{name}_title")
        assert panel.get_ylabel() == label(f"belt.{name}_axis")
        names = [line.get_label() for line in panel.lines[:2]]
        assert names == [label("belt.run", first=first) for first in (0.8, 0.3)]
    assert not above.get_xlabel() and below.get_xlabel()
    assert above.get_window_extent().y0 > below.get_window_extent().y0


def test_shapes_that_do_not_fit_are_refused():
    with refused(r"put_on: expected shape \(n_cells, 3\)"):
        plots.plot_kept(None, WORDS, PUT_ON[0], LEFT)
    with refused(r"left: .*got \(3, 2\)"):
        plots.plot_kept(None, WORDS, PUT_ON, LEFT[:, :2])
    with refused(r"put_on: .*got \(0, 3\)"):
        plots.plot_kept(None, WORDS, PUT_ON[:0], LEFT)
    with refused(r"left: expected shape \(3, 3\)"):
        plots.plot_kept(None, WORDS, PUT_ON, LEFT[:2])
    with refused("words: expected at least one word, got none"):
        plots.plot_kept(None, (), PUT_ON[:, :0], LEFT[:, :0])
    with refused(r"basic: expected shape \(20, 2\)"):
        plots.plot_held(None, BELT, BASIC[:5], (0.8, 0.3))
    with refused(r"belt: expected shape \(20, 1\)"):
        plots.plot_held(None, BELT, BASIC, (0.8,))
    with refused(r"belt: .* one step and one run, got \(0, 2\)"):
        plots.plot_held(None, BELT[:0], BASIC[:0], (0.8, 0.3))
