"""Words and numbers of the figures: one place for each, and how they look."""

from lstm_core.plots import formatting
from lstm_core.words import translated
from lstm_core.words.en import FIGURES


def test_names_of_a_chapter_have_words_and_a_readers_own_stay():
    for name in ("keep", "overwrite", "add up", "clear"):
        assert translated(name) == FIGURES[f"name.{name}"]
    assert translated("old") == "old"


def test_numbers_of_pictures_have_true_minus_signs_and_no_negative_zero():
    assert [formatting.entry(v) for v in (-0.114, -0.001, 3e-9)] == [
        "\N{MINUS SIGN}0.11",
        "0.00",
        "0.00",
    ]
    assert formatting.entry(-12345) == "\N{MINUS SIGN}1.2e+04"
    assert formatting.with_minus("-1e-9") == "\N{MINUS SIGN}1e\N{MINUS SIGN}9"
    assert formatting.series([0.5, -0.114, -1e-9]) == "0.50, -0.11, 0.00"
