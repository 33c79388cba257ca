"""The explorer that reads what one writes: words, units, gates that are stuck."""

import json

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import (
    TEXT,
    UNIT_NAMES,
    as_number,
    boxes,
    html_of,
    make_reader_cell,
    press,
    read,
    texts,
    write_page,
)

import lstm_core as lc
from lstm_core import agreement
from lstm_core.words import es, use_language
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import shown

pytestmark = IN_CHROMIUM
COLUMNS = ("f", "u", "c_cand", "o", "c", "a")
WORDS = EXPLORERS["reader"]
SPANISH_WORDS = es.EXPLORERS["reader"]


@pytest.fixture(scope="module")
def explorer():
    return widgets.ReaderExplorer(make_reader_cell(), TEXT, UNIT_NAMES)


def choose(page, caption, option):
    group = page.get_by_role("radiogroup", name=caption)
    group.get_by_role("radio", name=option, exact=True).check()


def answer(page):
    return page.locator(".lc-reader .lc-words").inner_text()


def rows(page):
    found = page.locator(".lc-reader tbody tr").all()
    return [row.locator("th, td").all_text_contents() for row in found]


def expected(explorer, unit):
    trace = explorer.trace
    columns = [map(shown, getattr(trace, name)[:, 0, unit]) for name in COLUMNS]
    return [list(row) for row in zip(explorer.words, *columns, strict=True)]


def test_it_reads_the_first_text_as_lstm_core_does(page, explorer):
    assert answer(page) == explorer.answer.replace("\n", " ")
    assert rows(page) == expected(explorer, 0)
    choose(page, "unit", "near")
    assert rows(page) == expected(explorer, 1)
    p, x = make_reader_cell(), agreement.encode(TEXT)[0]
    np.testing.assert_array_equal(explorer.trace.a, lc.lstm_forward(p, x).a)


@pytest.mark.parametrize("gate", ["forget", "update", "output"])
@pytest.mark.parametrize("state", ["open", "shut"])
def test_a_stuck_gate_reads_as_one_with_a_huge_bias(page, gate, state):
    choose(page, f"{gate} gate", state)
    other = widgets.ReaderExplorer(make_reader_cell(), TEXT, UNIT_NAMES)
    place = ["forget", "update", "output"].index(gate)
    states = ["free"] * 3
    states[place] = state
    other.stuck = [states, ["free"] * 3]
    held = getattr(other.trace, gate[0])[:, 0]
    assert set(held[:, 0]) == {1.0 if state == "open" else 0.0}
    assert rows(page) == expected(other, 0)
    assert answer(page) == other.answer.replace("\n", " ")
    # It shows by more than colour, at this unit only, and can be undone.
    mark = f"{gate[0]}t = {int(state == 'open')}"
    assert mark in texts(page, "reader")
    dashed = boxes(page, "reader", "rect[stroke-dasharray]")
    assert len(dashed) == len(other.words)
    choose(page, "unit", "near")
    assert boxes(page, "reader", "rect[stroke-dasharray]") == []
    choose(page, "unit", "number")
    choose(page, f"{gate} gate", "free")
    assert mark not in texts(page, "reader")


def test_words_are_written_and_deleted(page):
    press(page, WORDS["clear"])
    assert answer(page) == ""
    assert page.locator(".lc-reader .lc-result").inner_text() == WORDS["empty"]
    words = ["the", "cats", "near", "the", "dog", "eat(s)", "."]
    for word in words:
        press(page, word)
        assert read(page, "reader", "word") == word
    assert answer(page) == "the cats near the dog eat."
    other = widgets.ReaderExplorer(make_reader_cell(), " ".join(words))
    assert rows(page) == expected(other, 0)
    press(page, WORDS["back"])
    assert answer(page) == "the cats near the dog eat"
    result = page.locator(".lc-reader .lc-result").inner_text()
    number = other.trace.a[5, 0, 0]
    assert WORDS["ending"].format(number=shown(number), form="eat") in result
    page.locator(".lc-reader .lc-reset").press("Enter")
    first = widgets.ReaderExplorer(make_reader_cell(), TEXT)
    assert answer(page) == first.answer.replace("\n", " ")


def test_a_verb_that_nothing_was_noted_for_stays_open(page):
    press(page, WORDS["clear"])
    press(page, "sing(s)")
    assert answer(page) == "sing(s)"
    result = page.locator(".lc-reader .lc-result").inner_text()
    assert "too close to 0: sing(s) stays open" in result


def test_the_text_ends_at_its_most_words(page):
    for _ in range(30):
        press(page, "often")
    assert len(rows(page)) == 30
    assert page.locator(".lc-reader input[name=t]").input_value() == "30"


SPANISH = "El/los perros también duerme(n). El/los gato tras el/los caballos canta(n)."


def test_it_reads_spanish_and_keeps_to_it(show, tmp_path, spanish):
    explorer = widgets.ReaderExplorer(make_reader_cell(), SPANISH, UNIT_NAMES)
    use_language("en")
    page = show(write_page(tmp_path, [explorer]))
    own = ["los perros también duermen.", "el gato tras los caballos canta."]
    assert explorer.answer.splitlines() == own
    assert answer(page) == " ".join(own)
    english = widgets.ReaderExplorer(make_reader_cell(), TEXT).trace.a
    np.testing.assert_array_equal(explorer.trace.a, english)
    assert [row[1:] for row in rows(page)] == [row[1:] for row in expected(explorer, 0)]
    press(page, SPANISH_WORDS["clear"])
    said = []
    for word in ("el/los", "gatos", "corre(n)"):
        press(page, word)
        said.append(answer(page))
    assert said == ["el/los", "los gatos", "los gatos corren"]
    result = page.locator(".lc-reader .lc-result").inner_text()
    assert "corren" in result
    assert page.locator(".lc-reader .lc-verb").all_inner_texts() == ["corren"]
    with pytest.raises(ValueError, match="unknown words: 'cat'"):
        explorer.words = ["cat"]


def test_random_cells_read_alike_in_python_and_on_the_page(show, tmp_path):
    p = lc.init_lstm(len(agreement.VOCABULARY), 5, rng=np.random.default_rng(2))
    explorer = widgets.ReaderExplorer(p, TEXT, unit=3, number=1)
    explorer.stuck = [["free", "open", "shut"]] + [["free"] * 3] * 4
    page = show(write_page(tmp_path, [explorer]))
    assert rows(page) == expected(explorer, 3)
    assert as_number(read(page, "reader", "c")) == pytest.approx(
        explorer.trace.c[-1, 0, 3], abs=0.0051
    )


def test_without_script_the_text_and_a_table_show(explorer):
    page = html_of(explorer)
    for line in explorer.answer.splitlines():
        assert line in page
    assert page.count("<tr>") == 1 + len(explorer.words)
    empty = widgets.ReaderExplorer(make_reader_cell(), TEXT)
    empty.words = []
    assert WORDS["empty"] in html_of(empty)


@pytest.mark.parametrize(
    ("given", "error", "message"),
    [
        ({"p": None}, TypeError, "p: expected LSTMParams, got NoneType"),
        ({"text": "the elephant"}, ValueError, "unknown words: 'elephant'"),
        ({"text": "the " * 31}, ValueError, "words: expected at most 30, got 31"),
        ({"names": ["a"]}, ValueError, "names: expected one a unit, 2, got 1"),
        ({"names": [1, 2]}, TypeError, "names: expected strings"),
        ({"unit": 2}, IndexError, "unit: expected 0 to 1, got 2"),
        ({"number": 2}, IndexError, "number: expected 0 to 1, got 2"),
    ],
)
def test_what_does_not_fit_is_refused(given, error, message):
    with pytest.raises(error, match=message):
        widgets.ReaderExplorer(**{"p": make_reader_cell(), "text": TEXT} | given)


def test_a_cell_of_other_words_and_one_without_numbers_are_refused():
    rng = np.random.default_rng(0)
    with pytest.raises(ValueError, match="p: expected 19 inputs, one a word, got 3"):
        widgets.ReaderExplorer(lc.init_lstm(3, 2, rng=rng), TEXT)
    p = make_reader_cell()
    p.W[0, 0] = np.nan
    with pytest.raises(ValueError, match="p: expected finite weights"):
        widgets.ReaderExplorer(p, TEXT)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("words", ["the", "mouse"]),
        ("stuck", [["free"] * 3]),
        ("stuck", [["free"] * 2] * 2),
    ],
)
def test_a_state_that_does_not_fit_is_refused(name, value):
    explorer = widgets.ReaderExplorer(make_reader_cell(), TEXT)
    with pytest.raises(ValueError, match=f"{name}: "):
        setattr(explorer, name, value)
    assert json.dumps(getattr(explorer, name)) != json.dumps(value)
