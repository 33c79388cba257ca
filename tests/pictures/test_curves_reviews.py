"""Pictures of numbers painted on a text, and of names by the place of a letter."""

from itertools import pairwise

import numpy as np
from drawings import assert_says, refused
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from lstm_core import plots
from lstm_core.plots.curves.reviews import LINE
from lstm_core.words import label, translated

WORDS = ["the", "fit", "is", "not", "bad", ".", "they", "came", "."]
VALUES = np.array([0.1, 0.5, 0, 1.25, 0.7, 0, 0.05, 0, 0])


def painted(ax):
    boxes = [p for p in ax.patches if isinstance(p, Rectangle)]
    texts = [t for t in ax.texts if t.get_family() == ["monospace"]]
    return boxes, texts[::2], texts[1::2]


def test_each_word_has_a_shade_and_its_number():
    ax = plots.plot_words(None, WORDS, {"update": VALUES})
    boxes, words, numbers = painted(ax)
    assert [t.get_text() for t in words] == WORDS
    assert [t.get_text() for t in numbers] == [f"{v:.2f}" for v in VALUES]
    light = [sum(box.get_facecolor()[:3]) for box in boxes]
    assert np.argsort(light)[:3].tolist() == [3, 4, 1]
    assert to_hex(boxes[2].get_facecolor()) == "#ffffff"
    heavy = [t.get_fontweight() == "bold" for t in words]
    assert heavy == (VALUES >= 0.625).tolist()
    top = "largest at not (1.25), bad (0.70), fit (0.50), the (0.10)"
    said = f"{label('measure.update')}: {top}"
    assert_says(ax, "A text of 9 words, 1 times", said)
    boxes, _, _ = painted(plots.plot_words(None, WORDS, {"zeros": 0 * VALUES}))
    assert {to_hex(box.get_facecolor()) for box in boxes} == {"#ffffff"}


def test_words_do_not_overlap_and_sentences_start_new_lines():
    long = [*["microphone"] * 9, ".", *WORDS]
    ax = plots.plot_words(None, long, {"update": np.ones(len(long))})
    boxes, _, _ = painted(ax)
    for box, after in pairwise(boxes):
        right = box.get_x() + box.get_width()
        assert right <= LINE
        assert after.get_y() > box.get_y() or after.get_x() >= right
    assert [box.get_x() for box in boxes].count(0) == 5


def test_texts_stay_inside_their_boxes():
    ax = plots.plot_words(None, WORDS, {"update": VALUES})
    ax.figure.draw_without_rendering()
    boxes, words, numbers = painted(ax)
    for box, word, number in zip(boxes, words, numbers, strict=True):
        outer = box.get_window_extent()
        for text in (word, number):
            inner = text.get_window_extent()
            assert outer.x0 <= inner.x0 + 1 and inner.x1 <= outer.x1 + 1, text


def test_measures_stand_below_each_other_with_their_names():
    ax = plots.plot_words(None, WORDS, {"update": VALUES, "mine": 2 * VALUES})
    titles = [t for t in ax.texts if t.get_family() != ["monospace"]]
    assert [t.get_text() for t in titles] == [label("measure.update"), "mine"]
    boxes, _, _ = painted(ax)
    assert len(boxes) == 2 * len(WORDS)
    first, second = boxes[: len(WORDS)], boxes[len(WORDS) :]
    assert max(b.get_y() for b in first) < titles[1].get_position()[1]
    assert titles[1].get_position()[1] < min(b.get_y() for b in second)
    shades = [[b.get_facecolor() for b in half] for half in (first, second)]
    assert shades[0] == shades[1]  # each measure by its own largest


def test_bad_measures_are_refused():
    for measures, message in [
        ({}, "measures: expected at least one, got none"),
        ({"update": VALUES[1:]}, r"expected shape \(9,\) for 'update'"),
        ({"update": -VALUES}, "update: expected zero or more"),
        ({"update": VALUES * np.nan}, "update: expected finite numbers"),
    ]:
        with refused(message):
            plots.plot_words(None, WORDS, measures)


def test_places_of_letters_can_stand_for_lengths():
    groups = {"LSTM": np.array([[0.1, 0.7, 0.2], [0.3, 0.9, 0.4]])}
    ax = plots.plot_by_length(None, range(1, 4), groups, "bits saved", axis="position")
    assert ax.get_xlabel() == label("learning.position_axis")
    assert ax.get_ylabel() == translated("bits saved")
    values = "0.20 at letter 1, most at letter 2 (0.80), 0.30 at letter 3."
    place = "the place of a letter in a name, from 1 to 3"
    assert_says(ax, place, f"LSTM: {values}")
