"""Words and numbers of the figures: one place for each, and how they look."""

import importlib
import pkgutil

import pytest

from lstm_core import plots
from lstm_core.plots import formatting, labels

MODULES = [m.name for m in pkgutil.iter_modules(plots.__path__)]
TOPICS = [name.removeprefix("words_") for name in MODULES if name.startswith("words_")]


def words(topic):
    return importlib.import_module(f"lstm_core.plots.words_{topic}").WORDS


def test_there_are_topics():
    assert {"belt", "gates", "memory", "update", "weights"} <= set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_words_of_a_topic_start_with_its_name_and_are_merged(topic):
    assert all(key.startswith(f"{topic}.") for key in words(topic))
    assert words(topic).items() <= labels.ENGLISH.items()
    here = {key for key in labels.ENGLISH if key.startswith(f"{topic}.")}
    assert here == set(words(topic))


def test_names_of_a_chapter_have_words_and_a_readers_own_stay():
    for name in ("keep", "overwrite", "add up", "clear"):
        assert labels.translated(name) == labels.ENGLISH[f"name.{name}"]
    assert labels.translated("old") == "old"


def test_numbers_of_pictures_have_true_minus_signs_and_no_negative_zero():
    assert [formatting.entry(v) for v in (-0.114, -0.001, 3e-9)] == [
        "\N{MINUS SIGN}0.11",
        "0.00",
        "0.00",
    ]
    assert formatting.entry(-12345) == "\N{MINUS SIGN}1.2e+04"
    assert formatting.with_minus("-1e-9") == "\N{MINUS SIGN}1e\N{MINUS SIGN}9"
    assert formatting.series([0.5, -0.114, -1e-9]) == "0.50, -0.11, 0.00"
