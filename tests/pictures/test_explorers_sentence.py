"""The explorer of sentences: what it takes, what it draws, how it is moved."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import (
    WORDS,
    as_number,
    boxes,
    html_of,
    make_sentences,
    read,
    texts,
)

import lstm_core as lc
from lstm_core.plots import COLORS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import shown

pytestmark = IN_CHROMIUM
NAMES = ("f", "u", "o", "c")
SHAPES = {"f": "forget", "u": "update", "o": "output"}


@pytest.fixture(scope="module")
def sentences():
    return make_sentences()


def choose(page, **positions):
    for name, position in positions.items():
        page.locator(f".lc-sentence input[name={name}]").fill(str(position))


def test_it_takes_every_unit_of_every_sentence_rounded(sentences):
    traces, _ = sentences
    spec = widgets.SentenceExplorer(*sentences)._spec
    for trace, one in zip(traces, spec["data"]["sentences"], strict=True):
        assert len(one["units"]) == 3
        for k, unit in enumerate(one["units"]):
            for name in NAMES:
                expected = getattr(trace, name)[:, 0, k]
                np.testing.assert_allclose(unit[name], expected, atol=5.1e-5)
                assert unit[name] == np.round(unit[name], 4).tolist()


def test_table_without_script_shows_the_unit_that_is_set(sentences):
    explorer = widgets.SentenceExplorer(*sentences, unit=1)
    explorer.sentence, explorer.unit = 1, 2
    page = html_of(explorer)
    assert page.count("<tr>") == 1 + 3
    assert f"<td>{shown(sentences[0][1].c[0, 0, 2])}</td>" in page
    # Words are shown as they are written.
    page = html_of(widgets.SentenceExplorer(sentences[0][1:], [["<b>", "&", "c"]]))
    assert '<th scope="row">&lt;b&gt;</th>' in page
    assert '<th scope="row">&amp;</th>' in page


def test_the_folded_table_has_the_numbers_of_the_sentence_and_unit(page, sentences):
    choose(page, sentence=2, unit=2)
    table = page.locator(".lc-sentence .lc-numbers table")
    assert not table.is_visible()
    page.locator(".lc-sentence summary").press("Enter")
    heads = table.locator("thead th[scope=col]").all_inner_texts()
    assert heads == ["word", "forget", "update", "output", "cell"]
    trace, read = sentences[0][1], sentences[1][1]
    for t, row in enumerate(table.locator("tbody tr").all()):
        assert row.locator("th[scope=row]").inner_text() == read[t]
        expected = [shown(getattr(trace, name)[t, 0, 2]) for name in NAMES]
        assert row.locator("td").all_inner_texts() == expected
    assert t == len(read) - 1


def test_the_sliders_say_sentence_unit_and_word(page, sentences):
    choose(page, sentence=2, unit=2, t=3)
    said = {
        slider.get_attribute("name"): slider.get_attribute("aria-valuetext")
        for slider in page.locator(".lc-sentence input").all()
    }
    assert said == {
        "sentence": f"2 of 2: {' '.join(WORDS[:3])}",
        "unit": "2, of the units 0 to 2",
        "t": f"3 of 3: {WORDS[2]}",
    }


def test_traces_of_tensors_do_as_well(torch):
    module = torch.nn.LSTM(2, 3)
    traces = lc.trace_torch(module, torch.ones(4, 1, 2))
    explorer = widgets.SentenceExplorer(traces, [["a", "b", "c", "d"]], unit=2)
    unit = explorer._spec["data"]["sentences"][0]["units"][2]
    np.testing.assert_allclose(unit["c"], traces[0].c[:, 0, 2], atol=5.1e-5)


def test_what_does_not_fit_is_refused(sentences, rng):
    traces, words = sentences
    make = widgets.SentenceExplorer
    for given, message in [
        ((traces, words[:1]), "as many traces as sentences"),
        (([], []), "at least one, got 0"),
        ((traces[:1], words[1:]), "words: expected one a step, 5, got 3"),
        ((traces[:1], [[]]), "sentences: expected 5 words, got none"),
    ]:
        with pytest.raises(ValueError, match=message):
            make(*given)
    with pytest.raises(TypeError, match=r"traces: expected Trace or .*got RNNTrace"):
        p = lc.init_rnn(n_x=2, n_a=3, rng=rng)
        make([lc.rnn_forward(p, traces[0].x)], words[:1])
    with pytest.raises(ValueError, match=r"one number of units, got \[2, 3\]"):
        p = lc.init_lstm(n_x=2, n_a=2, rng=rng)
        make([traces[0], lc.lstm_forward(p, traces[1].x)], words)
    with pytest.raises(IndexError, match="unit: expected 0 to 2, got 3"):
        make(traces, words, unit=3)


@pytest.mark.parametrize(("name", "last"), [("sentence", 1), ("unit", 2), ("t", 4)])
def test_an_index_that_is_not_there_is_refused(sentences, name, last):
    explorer = widgets.SentenceExplorer(*sentences)
    setattr(explorer, name, last)
    for wrong in (-1, last + 1):
        with pytest.raises(IndexError, match=f"{name}: expected 0 to {last}, got"):
            setattr(explorer, name, wrong)


@pytest.mark.parametrize("unit", [0, 2])
@pytest.mark.parametrize("sentence", [0, 1])
def test_bars_are_as_long_as_the_numbers(page, sentences, sentence, unit):
    choose(page, sentence=sentence + 1, unit=unit)
    traces, words = sentences
    drawn = boxes(page, "sentence", "g rect")
    T = len(words[sentence])
    gates = [bar["width"] / 56 for bar in drawn[: 6 * T]]
    for i, name in enumerate("fuo"):
        column = drawn[2 * T * i : 2 * T * (i + 1)]
        assert {bar["stroke"] for bar in column[::2]} == {COLORS[SHAPES[name]]}
        filled = gates[2 * T * i : 2 * T * (i + 1)][1::2]
        expected = getattr(traces[sentence], name)[:, 0, unit]
        np.testing.assert_allclose(filled, expected, atol=1e-4)
    loads, c = drawn[6 * T :], traces[sentence].c[:, 0, unit]
    largest = max(1, *(np.abs(trace.c[..., unit]).max() for trace in traces))
    widths = [bar["width"] for bar in loads]
    np.testing.assert_allclose(widths, 28 * np.abs(c) / largest, atol=0.01)
    left = [bar["x"] < 325 - 1e-9 for bar in loads]
    assert left == ((c < 0) & (np.array(widths) > 1e-9)).tolist()


@pytest.mark.parametrize("t", range(len(WORDS)))
def test_the_sentence_below_says_the_numbers_of_the_word(page, sentences, t):
    choose(page, t=t + 1)
    trace = sentences[0][0]
    for name in NAMES:
        found = as_number(read(page, "sentence", name))
        assert found == pytest.approx(getattr(trace, name)[t, 0, 1], abs=0.0051)
    assert read(page, "sentence", "word") == WORDS[t]
    [bold] = boxes(page, "sentence", "text[font-weight=bold]")
    [mark] = boxes(page, "sentence", "rect[rx]")
    assert mark["y"] + mark["height"] / 2 == bold["y"] == 46 + 22 * (t + 0.5)
    assert texts(page, "sentence")[-len(WORDS) :] == WORDS


def test_a_shorter_sentence_ends_the_slider_and_takes_its_last_word(page):
    slider = page.locator(".lc-sentence input[name=t]")
    slider.press("End")
    assert read(page, "sentence", "word") == WORDS[-1]
    choose(page, sentence=2)
    assert read(page, "sentence", "word") == WORDS[2]
    assert slider.get_attribute("max") == slider.input_value() == "3"
    choose(page, sentence=1)
    assert slider.get_attribute("max") == "5"
