"""Boxes that ask for a prediction: what authors write, and what readers can do."""

import json

import plain_edition
import pytest
from browser import IN_CHROMIUM, launch, serve
from prediction import WORDS, read_prediction

CHOICES = {"choices": "a half | a tenth | about $10^{-9}$", "answer": "a tenth"}
TEXT = "How much is *left*?\n\n---\nOne part in ten."
PAGE = """\
# Trial

```{predict}
:choices: a half | a tenth | about $10^{-9}$
:answer: a tenth
:see: fig-left

How much is *left*?

---
One part in ten.
```

(fig-left)=
Here it is measured.

```{predict}
:number: -0.5
:unit: steps
:within: 0.1

How many?

---
Half a step.
```

```{predict}
:curve: cell $c_t$ = 0 1 1 1 | hidden $a_t$ = 0 0 1 0
:range: -1 1
:steps: a b c d

Sketch both.

---
The first stays.
```
"""


def test_a_box_says_what_is_asked_and_what_is_right():
    asked = read_prediction(CHOICES | {"see": "fig-x"}, TEXT)
    assert (asked.kind, asked.right, asked.answer) == ("choice", 1, "a tenth")
    assert (asked.question, asked.says) == ("How much is *left*?", "One part in ten.")
    asked = read_prediction({"number": "23808", "unit": "numbers"}, TEXT)
    assert (asked.kind, asked.within, asked.answer) == ("number", 0, "23,808 numbers")
    assert asked.answer_in(WORDS["en"]) == asked.answer
    assert asked.answer_in(WORDS["es"]) == "23\u202f808 numbers"
    asked = read_prediction({"curve": "c = 0 1|$a$ shown = 1 0", "range": "0 1"}, TEXT)
    assert (asked.kind, asked.items, asked.answer) == ("curve", ("c", "$a$ shown"), "")
    assert (asked.curves["$a$ shown"], asked.steps) == ((1, 0), ("1", "2"))


@pytest.mark.parametrize(
    ("options", "text", "problem"),
    [
        (CHOICES, "No answer.", "no line ---"),
        (CHOICES | {"answer": "a third"}, TEXT, "is none of"),
        ({"choices": "a | a", "answer": "a"}, TEXT, "or two of them"),
        (CHOICES | {"number": "1"}, TEXT, "either choices"),
        ({}, TEXT, "either choices"),
        ({"choices": "a | $b$", "answer": "a"}, TEXT, "only a formula"),
        ({"curve": "c = 0 1 | a = 0", "range": "0 1"}, TEXT, "2 steps"),
        ({"curve": "c = 0 1", "range": "0 1", "steps": "a"}, TEXT, "1 steps"),
        ({"curve": "c = 0 2", "range": "0 1"}, TEXT, "leaves the range"),
    ],
)
def test_a_box_that_cannot_be_answered_is_refused(options, text, problem):
    with pytest.raises(ValueError, match=problem):
        read_prediction(options, text)


def test_all_languages_have_the_same_words():
    keys = [words.keys() for words in WORDS.values()]
    assert all(other == keys[0] for other in keys)
    for key, english in WORDS["en"].items():
        assert ("{" in english) == ("{" in WORDS["es"][key]), key


def test_the_plain_edition_asks_lists_and_folds_the_answer():
    said = plain_edition.plain_text(PAGE, plain_edition.Labels(), {})
    assert "{predict}" not in said
    boxes = said.split("> **Predict**")[1:]
    lines = [line for line in boxes[0].splitlines() if line.startswith("> ")]
    assert lines == [
        "> How much is *left*?",
        "> - a half",
        "> - a tenth",
        "> - about $10^{-9}$",
        "> <details>",
        "> <summary>The answer</summary>",
        "> The answer: a tenth.",
        "> One part in ten.",
        "> </details>",
    ]
    assert "> The answer: -0.5 steps." in boxes[1]
    assert "> - hidden $a_t$" in boxes[2]


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    """The address of a page with a box of each kind, from a server.

    From a file, a page of Chromium now and then stores what no other page ever gets.
    """
    from built import build

    folder = tmp_path_factory.mktemp("trial")

    def put_page(folder):
        (folder / "book" / "trial.md").write_text(PAGE, "utf-8")

    site = build(folder, ["trial", "notation"], before=put_page)
    yield from (f"{address}/book" for address in serve(site))


browser = pytest.fixture(scope="module")(launch)


@pytest.fixture
def page(browser, trial):
    """The page, and a list of its errors, in a browser that has never seen it."""
    context = browser.new_context()
    page = context.new_page()
    page.wrong = []
    page.on("pageerror", lambda error: page.wrong.append(str(error)))
    page.goto(f"{trial}/trial.html")
    yield page
    context.close()
    assert page.wrong == []


def in_browser(test):
    """Mark a test that needs Chromium, and a small book to be built."""
    for mark in (*IN_CHROMIUM, pytest.mark.slow):
        test = mark(test)
    return test


def box(page, number):
    return page.locator(".predict").nth(number)


def predict_a_half(page):
    box(page, 0).get_by_label("a half").check()


@in_browser
def test_a_choice_stands_beside_the_answer_and_at_the_measurement(page):
    note = page.locator("p:has-text('Here it is measured.') + .predicted")
    assert not note.is_visible()
    predict_a_half(page)
    assert note.inner_text() == "You predicted: a half"
    result = box(page, 0).locator(".predict-result")
    assert result.get_attribute("aria-live") == "polite"
    assert result.inner_text() == ""
    box(page, 0).get_by_role("button", name="Show the answer").click()
    first, said = result.inner_text().split("\n\n")
    assert first == "You predicted: a half. The answer: a tenth."
    assert said == "One part in ten."
    box(page, 0).get_by_label("a tenth").check()
    assert "You predicted: a tenth. That is right." in result.inner_text()
    box(page, 0).get_by_role("button", name="Hide the answer").click()
    assert result.inner_text() == ""


@in_browser
def test_the_answer_can_be_had_without_a_prediction(page):
    box(page, 0).get_by_role("button", name="Show the answer").click()
    said = box(page, 0).locator(".predict-result").inner_text()
    assert said.startswith("The answer: a tenth.")


@in_browser
def test_predictions_are_kept_until_they_are_to_be_forgotten(page):
    predict_a_half(page)
    box(page, 1).get_by_role("spinbutton").fill("7")
    page.reload()
    box(page, 0).get_by_role("radio", name="a half", checked=True).wait_for()
    assert box(page, 1).get_by_role("spinbutton").input_value() == "7"
    box(page, 0).get_by_role("button", name="Forget my predictions").click()
    for _ in range(2):
        assert page.locator(".predict :checked").count() == 0
        assert box(page, 1).get_by_role("spinbutton").input_value() == ""
        assert page.locator(".predicted:visible").count() == 0
        kept = page.evaluate("Object.keys(localStorage).join()")
        assert "predict-" not in kept
        page.reload()


@in_browser
def test_it_works_where_nothing_can_be_kept(browser, trial):
    context = browser.new_context()
    page, wrong = context.new_page(), []
    page.on("pageerror", lambda error: wrong.append(error.stack or ""))
    page.add_init_script(
        """Object.defineProperty(window, "localStorage",
            { get() { throw new DOMException("no", "SecurityError"); } })"""
    )
    page.goto(f"{trial}/trial.html")
    predict_a_half(page)
    assert page.locator(".predicted:visible").count() == 1
    box(page, 0).get_by_role("button", name="Forget my predictions").click()
    assert page.locator(".predict :checked").count() == 0
    assert not any("predict.js" in stack for stack in wrong)
    context.close()


@in_browser
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("-0.55", "That is close."),
        ("-5", "Yours is about 10 times as large."),
        ("-0.125", "The answer is about 4 times as large as yours."),
        ("1", "Yours is too high by about 1.5 steps."),
        ("-0.75", "Yours is too low by about 0.25 steps."),
    ],
)
def test_a_number_is_told_how_far_off_it_is(page, typed, said):
    box(page, 1).get_by_role("spinbutton").fill(typed)
    box(page, 1).get_by_role("button", name="Show the answer").click()
    first = box(page, 1).locator(".predict-result p").first.inner_text()
    typed = typed.replace("-", "\N{MINUS SIGN}")
    answer = "The answer: \N{MINUS SIGN}0.5 steps."
    assert first == f"You predicted: {typed} steps. {answer} {said}"


def stored_curves(page):
    name = box(page, 2).get_attribute("id")
    return json.loads(page.evaluate("name => localStorage.getItem(name)", name))


@in_browser
def test_a_curve_is_drawn_with_the_pointer(page):
    pad = box(page, 2).get_by_role("slider").first
    pad.scroll_into_view_if_needed()
    area = pad.bounding_box()
    x = [area["x"] + share * area["width"] for share in (0.15, 0.95)]
    height = area["y"] + area["height"] * (10 + 57 / 2) / 150  # halfway up from zero
    page.mouse.move(x[0], height)
    page.mouse.down()
    page.mouse.move(x[1], height)
    page.mouse.up()
    assert stored_curves(page)["guess"] == [[0.5] * 4, [None] * 4]
    lines = box(page, 2).locator(".predict-pad").first
    assert lines.locator(".predict-drawn").get_attribute("d")
    assert not lines.locator("svg .predict-measured").get_attribute("d")
    box(page, 2).get_by_role("button", name="Show the answer").click()
    assert lines.locator("svg .predict-measured").get_attribute("d")
    assert box(page, 2).locator(".predict-legend").is_visible()
    assert page.locator(".predicted:visible").count() == 0  # no output follows


@in_browser
def test_a_finger_sets_a_step_of_a_curve(browser, trial):
    context = browser.new_context(has_touch=True)
    page = context.new_page()
    page.goto(f"{trial}/trial.html")
    pad = box(page, 2).get_by_role("slider").first
    pad.tap()
    before, value, *after = stored_curves(page)["guess"][0]
    assert (before, after) == (None, [None, None])
    assert value == pytest.approx(-0.15, abs=0.06)  # what lies in the middle of the pad
    context.close()


@in_browser
def test_a_curve_is_drawn_with_the_keyboard(page):
    pad = box(page, 2).get_by_role("slider").nth(1)
    pad.focus()
    assert pad.get_attribute("aria-valuetext") == "step 1: nothing yet"
    for key in ("ArrowUp", "ArrowUp", "ArrowRight", "ArrowDown", "End", "PageDown"):
        page.keyboard.press(key)
    assert stored_curves(page)["guess"] == [[None] * 4, [0.2, 0.1, None, -0.5]]
    assert pad.get_attribute("aria-valuetext") == "step 4: \N{MINUS SIGN}0.5"
    page.reload()
    pad.focus()
    assert pad.get_attribute("aria-valuetext") == "step 1: 0.2"


@in_browser
def test_everything_is_reached_with_the_keyboard_and_large_enough(page):
    predict_a_half(page)
    box(page, 0).get_by_label("a half").focus()
    page.keyboard.press("ArrowDown")
    assert box(page, 0).get_by_label("a tenth").is_checked()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert "That is right." in box(page, 0).inner_text()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator(".predict :checked").count() == 0
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == "Show the answer"  # what was pressed is gone
    page.set_viewport_size({"width": 320, "height": 600})
    predict_a_half(page)
    targets = page.locator(
        ".predict :is(fieldset label, button, svg, input[type=number]):visible"
    )
    heights = targets.evaluate_all(
        "all => all.map(e => e.getBoundingClientRect().height)"
    )
    assert len(heights) == 3 + 4 + 2 + 1
    assert min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth") == 320


@in_browser
def test_without_scripts_it_asks_and_folds_the_answer(browser, trial):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{trial}/trial.html")
    assert page.locator(".predict").count() == 3
    assert box(page, 0).locator("li").all_inner_texts()[:2] == ["a half", "a tenth"]
    answer = box(page, 0).locator("details")
    assert not answer.locator("p").first.is_visible()
    answer.locator("summary").click()
    said = answer.locator("p").all_inner_texts()
    assert said == ["The answer: a tenth.", "One part in ten."]
    context.close()


@in_browser
def test_on_paper_only_the_question_is_left(page):
    predict_a_half(page)
    box(page, 0).get_by_role("button", name="Show the answer").click()
    page.emulate_media(media="print")
    assert box(page, 0).inner_text().split("\n\n")[1] == "How much is left?"
    for hidden in ("input", "button", ".predict-result", "svg", "legend"):
        assert page.locator(f".predict {hidden}").first.is_hidden(), hidden
    assert page.locator(".predicted").first.is_hidden()
    for number, question in ((1, "How many?"), (2, "Sketch both.")):
        assert box(page, number).inner_text().split() == ["Predict", *question.split()]
    assert box(page, 0).get_by_text("a tenth").first.is_visible()


@in_browser
def test_only_pages_with_a_box_load_what_it_needs(page, trial):
    assert page.locator("script[src*='predict.js']").count() == 1
    page.goto(f"{trial}/notation.html")
    assert page.locator("[src*='predict'], [href*='predict']").count() == 0


def test_a_label_that_is_not_on_the_page_breaks_the_build(tmp_path, monkeypatch):
    docutils = pytest.importorskip("docutils.utils")
    predict = pytest.importorskip("predict")
    said = []
    monkeypatch.setattr(predict.logger, "warning", lambda *a, **_: said.append(a[1]))
    tree = docutils.new_document("page")
    tree += predict.prediction_box(ids=["predict-1"], see="fig-left")
    predict.look_up_labels(None, tree, "page")
    assert said == ["fig-left"]
    tree[0]["see"] = "predict-1"
    predict.look_up_labels(None, tree, "page")
    assert len(said) == 1
