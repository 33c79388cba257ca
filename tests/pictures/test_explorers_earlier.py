"""Which earlier words matter: fields, sentence and table, and how a word is chosen."""

import numpy as np
import pytest
from browser import IN_CHROMIUM
from explorer_pages import WORDS, boxes, make_effects, picture, read, texts

from lstm_core.plots import COLORS
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets
from lstm_core.explorers.rounding import shown

pytestmark = IN_CHROMIUM
STARS, EFFECTS = make_effects()
CHOSEN = "label:has(:checked)"


def choose(page, t):
    """Tap on a word."""
    page.locator(".lc-earlier .lc-options label").nth(t - 1).click()


@pytest.mark.parametrize("t", range(1, len(WORDS)))
def test_fields_are_as_full_as_the_answer_moves(page, t):
    choose(page, t)
    assert page.locator(f".lc-earlier {CHOSEN}").inner_text() == WORDS[t]
    marked, *fields = boxes(page, "earlier", "rect")
    most = max(effects.max() for effects in EFFECTS.values())
    expected = [of[s, t] / most for of in EFFECTS.values() for s in range(t + 1)]
    pairs = zip(fields[::2], fields[1::2], strict=True)
    found = [full["width"] / box["width"] for box, full in pairs]
    np.testing.assert_allclose(found, expected, atol=0.001)
    colors = [box["stroke"] for box in fields[::2]]
    assert colors == [COLORS["hidden"]] * (t + 1) + [COLORS["cell"]] * (t + 1)
    middles = [box["y"] + box["height"] / 2 for box in fields[::2]]
    assert middles[t] == marked["y"] + marked["height"] / 2
    assert middles[: t + 1] == middles[t + 1 :] == sorted(set(middles))


@pytest.mark.parametrize("t", range(1, len(WORDS)))
def test_the_sentence_and_the_table_have_the_numbers(page, t):
    choose(page, t)
    said = {"word": WORDS[t], "left": EXPLORERS["earlier"]["network.basic"]}
    said["right"] = "LSTM"
    for side, name in (("left", "basic"), ("right", "LSTM")):
        effects = EFFECTS[name][: t + 1, t]
        said[f"{side}_stars"] = shown(STARS[name].round(3)[t])
        said[f"{side}_most"] = shown(effects.max().round(3))
        said[f"{side}_word"] = WORDS[effects.argmax()]
    sentence = EXPLORERS["earlier"]["result"].format(**said)
    assert page.locator(".lc-earlier .lc-result").text_content() == sentence
    rows = page.locator(".lc-earlier tbody tr").all()
    cells = [row.locator("th, td").all_text_contents() for row in rows]
    both = [EFFECTS[name][: t + 1, t].round(3) for name in ("basic", "LSTM")]
    assert cells == [
        [WORDS[s], *(shown(effects[s]) for effects in both)] for s in range(t + 1)
    ]


def test_words_are_one_stop_of_the_keyboard_and_move_by_arrows(page):
    last = page.get_by_role("radio", name=WORDS[-1])
    last.focus()
    drawn = picture(page, "earlier")
    page.keyboard.press("ArrowLeft")
    assert page.get_by_role("radio", name=WORDS[-2], exact=True).is_checked()
    assert read(page, "earlier", "word") == WORDS[-2]
    assert picture(page, "earlier") != drawn
    label = page.locator(f".lc-earlier {CHOSEN}")
    assert label.evaluate("e => getComputedStyle(e).outlineWidth") == "3px"
    page.keyboard.press("Tab")
    focused = page.evaluate("document.activeElement.className")
    assert focused == "lc-reset"
    page.keyboard.press("Enter")
    assert picture(page, "earlier") == drawn


def test_a_pointer_that_rests_on_a_word_chooses_it(page):
    page.locator(".lc-earlier .lc-options label").nth(1).hover()
    assert read(page, "earlier", "word") == WORDS[2]
    assert page.get_by_role("radio", name=WORDS[2], exact=True).is_checked()


def test_words_that_are_not_yet_read_are_pale_and_have_no_field(page):
    choose(page, 2)
    words = boxes(page, "earlier", "text[text-anchor=end]")
    assert [word["opacity"] for word in words] == [1, 1, 1, 0.45, 0.45]
    assert [word["font-weight"] for word in words].index("bold") == 2
    assert texts(page, "earlier")[: len(WORDS)] == WORDS
    assert len(boxes(page, "earlier", "rect")) == 1 + 2 * 2 * 3


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((WORDS[:1], STARS, EFFECTS), ValueError, "words: expected at least 2, got 1"),
        ((WORDS, STARS, {"LSTM": 0}), ValueError, "stars, effects: expected two names"),
        ((WORDS[:4], STARS, EFFECTS), ValueError, r"stars: expected shape .*T=4"),
        ((WORDS, STARS, EFFECTS, 0), IndexError, "t: expected 1 to 4, got 0"),
        ((WORDS, STARS, EFFECTS, 5), IndexError, "t: expected 0 to 4, got 5"),
        (
            (WORDS, STARS, {name: -of for name, of in EFFECTS.items()}),
            ValueError,
            "effects: expected no negative",
        ),
    ],
)
def test_what_does_not_fit_is_refused(arguments, error, message):
    with pytest.raises(error, match=message):
        widgets.EarlierExplorer(*arguments)
