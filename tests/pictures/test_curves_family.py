"""A row for each cell, a column for each task: what is drawn, and what is said."""

import numpy as np
import pytest
from drawings import assert_says, refused

from lstm_core import plots

ALONG = {
    "Reber stream": {
        "basic": np.array([[0.5, 0.5], [0.9, 0.7]]),
        "GRU": np.array([[1.0, 1.0], [1.0, 0.8], [1.0, 0.9]]),
    },
    "recall in noise": {"GRU": np.array([[0.9, 0.9]])},
}
CHANCE = {"Reber stream": 0.5, "recall in noise": 0.25}
REACH = {"basic": np.array([0, 10, 12])}


def draw(along=ALONG, chance=CHANCE, reach=REACH):
    return plots.plot_family(None, along, chance, reach, trained=10, asked=200)


def test_a_panel_has_a_line_for_each_run_and_a_thick_one_for_their_median():
    rows = draw()
    assert [len(row) for row in rows] == [3, 3]
    level, *runs, middle = rows[1][0].get_lines()
    assert level.get_ydata()[0] == 0.5
    assert [list(line.get_ydata()) for line in runs] == [[1, 1], [1, 0.8], [1, 0.9]]
    np.testing.assert_allclose(middle.get_ydata(), [1, 0.9])
    np.testing.assert_allclose(middle.get_xdata(), [0.25, 0.75])


def test_a_count_is_a_ring_and_what_was_trained_a_line():
    trained, rings, middle = draw()[0][2].get_lines()
    assert trained.get_xdata()[0] == 10
    assert list(rings.get_xdata()) == [1, 10, 12]  # 0 at the edge of the scale
    assert middle.get_xdata()[0] == 10


def test_what_a_cell_was_not_asked_stays_empty():
    rows = draw()
    assert len(rows[0][1].get_lines()) == 1
    assert len(rows[1][2].get_lines()) == 1
    table = plots.get_table(rows[0][0]).columns
    assert table["recall in noise"] == [None, "0.90 (0.90\xa0to\xa00.90)"]
    assert table["counts up to"] == ["10 (0\xa0to\xa012)", None]


def test_the_text_says_medians():
    basic = "Medians: basic 0.65, \N{EN DASH}, 10; GRU 0.95, 0.90, \N{EN DASH}."
    assert_says(
        draw()[1][1], basic, "10 was trained, 200 asked", "Reber stream, recall"
    )


def test_what_does_not_fit_is_refused():
    with refused("chance: expected"):
        draw(chance={"Reber stream": 0.5})
    with refused(r"Reber stream: expected shape \(n_runs, n_places\)"):
        draw({**ALONG, "Reber stream": {"basic": np.ones(3)}})
    with refused(r"reach: expected shape \(n_runs,\) for 'basic'"):
        draw(reach={"basic": np.ones((2, 2))})


@pytest.mark.parametrize("language", ["en", "es"])
def test_rows_carry_the_name_of_their_cell(language):
    plots.use_book_style(language)
    names = [row[0].texts[0].get_text() for row in draw()]
    plots.use_book_style()
    assert names == [{"en": "basic", "es": "básica"}[language], "GRU"]
