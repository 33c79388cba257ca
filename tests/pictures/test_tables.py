"""Tables: their HTML, their text, and the pictures that have one."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import refused
from gallery import COST, PICTURES, SCORES, SPEED

from lstm_core import plots
from lstm_core.plots.formatting import MINUS
from lstm_core.plots.pictures import to_html
from lstm_core.plots.tables import NOTHING, WIDTH
from lstm_core.words import use_language

COLUMNS = {
    "word": ["the", "<dogs>"],
    "forget gate": np.array([0.5, -0.001]),
    "kept (%)": [0.25, None],
    "step": [3, np.int64(12)],
}


@pytest.fixture
def table():
    return plots.Table(COLUMNS, "One unit & its gates", {"kept (%)": ".0%"})


def test_every_row_and_column_has_a_header_and_nothing_is_markup(table):
    html = table._repr_html_()
    assert "<caption>One unit &amp; its gates</caption>" in html
    word, *others = COLUMNS
    heads = f'<th scope="col" class="lc-text">{word}</th>'  # above its words
    heads += "".join(f'<th scope="col">{head}</th>' for head in others)
    assert f"<thead><tr>{heads}</tr></thead>" in html
    cells = f"<td>0.00</td><td>{NOTHING}</td><td>12</td>"
    assert f'<tr><th scope="row">&lt;dogs&gt;</th>{cells}</tr>' in html
    assert "<caption>" not in plots.Table(COLUMNS)._repr_html_()


def test_the_text_breaks_headers_and_lines_up_its_columns(table):
    assert str(table).splitlines() == [
        "One unit & its gates",
        "        forget  kept",
        "word      gate   (%)  step",
        "the       0.50   25%     3",
        f"<dogs>    0.00     {NOTHING}    12",
    ]
    assert repr(table) == str(table)


def test_names_are_shown_in_the_language_that_is_chosen_and_others_stay():
    table = plots.Table({"name": ["trained", "my own"], "loss": [0.5, 1.0]})
    use_language("es")
    try:
        text, html = str(table), table.to_html()
    finally:
        use_language("en")
    assert text.split() == ["name", "pérdida", "entrenada", "0.50", "my", "own", "1.00"]
    for word in ("pérdida", "entrenada", "my own"):
        assert f">{word}</th>" in html


def test_columns_of_words_stand_on_the_left():
    columns = {"word": ["the", "dogs"], "role": ["article", "subject"], "n": [1, 2]}
    table = plots.Table(columns)
    assert str(table).splitlines()[1] == "the   article  1"
    assert table._repr_html_().count('<td class="lc-text">') == 2


def test_numbers_have_true_minus_signs_and_no_negative_zero():
    table = plots.Table({"x": ["a", "b"], "y": [-0.5, -0.0001]}, formats=".3f")
    assert [line.split()[1] for line in str(table).splitlines()[1:]] == [
        f"{MINUS}0.500",
        "0.000",
    ]


def test_what_does_not_fit_is_refused():
    with refused("columns: expected some, of one length, got {}"):
        plots.Table({})
    with refused("of one length, got {'a': 1, 'b': 2}"):
        plots.Table({"a": [1], "b": [1, 2]})
    with refused(r"formats: expected some of \['a'\], got \['b'\]"):
        plots.Table({"a": [1]}, formats={"b": ".1f"})
    with pytest.raises(TypeError, match="table: expected Table"):
        plots.set_table(plt.figure(), [[1, 2]])


# Figures whose content is numbers at named places: others are curves or drawings.
WITH_A_TABLE = {
    "plot_by_lag",
    "plot_family",
    "plot_by_length",
    "plot_kept",
    "plot_gates",
    "plot_words",
    "plot_gates_by_role",
    "plot_gate_settings",
    "plot_units",
    "plot_text",
    "plot_saturation",
    "plot_cost",
    "plot_products",
    "plot_backends",
}


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_that_are_tables_offer_one_that_a_phone_can_show(name):
    PICTURES[name]()
    table = plots.get_table(plt.gcf())
    assert (table is not None) == (name.split(",")[0] in WITH_A_TABLE)
    html = to_html(plt.gcf())
    if table is None:
        assert html is None
        return
    assert html.count("<details") == html.count("<table") == 1
    assert "<summary>The numbers of <span" in html
    assert f'alt="{plots.get_alt(plt.gcf())}"' in html
    rows = len(next(iter(table.columns.values())))
    assert html.count('scope="row"') == rows > 1
    assert html.count("<td") == rows * (len(table.columns) - 1)
    if name != "plot_gates_by_role":  # four columns of medians with ranges
        assert max(map(len, str(table).splitlines())) <= WIDTH + 20


def test_scores_have_their_median_and_range_and_a_single_run_its_value():
    scores = {"LSTM": np.array([[0.1, np.nan], [0.3, np.nan]]), "one": [0.25, 0.5]}
    columns = plots.get_table(plots.plot_by_length(None, ["4-6", 7], scores)).columns
    assert columns["LSTM"] == ["0.20 (0.10\xa0to\xa00.30)", None]
    assert columns["one"] == [0.25, 0.5]
    panels = plots.plot_by_lag(None, (10, 100), SCORES, ("chance", 0.25))
    columns = plots.get_table(panels[0]).columns
    assert columns["lag (steps)"] == [10, 100]
    assert columns["RNN"] == ["0.40 (0.40\xa0to\xa00.40)"] * 2


def test_times_and_ratios_stand_by_their_sizes():
    columns = plots.get_table(plots.plot_cost(None, COST, "B")).columns
    assert columns["sequences B"] == [8, 16, 32]
    np.testing.assert_array_equal(columns["nn.LSTM (ms)"], [24, 48, 96])
    columns = plots.get_table(plots.plot_products(None, COST)).columns
    np.testing.assert_array_equal(columns["products alone (ms)"], [4, 12, 30])
    columns = plots.get_table(plots.plot_backends(None, SPEED[:3])).columns
    assert columns["hidden units"] == (64, 128)
    assert columns["float64"] == [3.0, 3.0]
    assert columns["float32"] == [0.6, None]


def test_in_spanish_there_is_a_space_before_percent(spanish, table):
    assert "<td>25\N{NO-BREAK SPACE}%</td>" in table._repr_html_()
