"""The explorer that trains: in a worker or without one, said, addressed, tried out."""

import contextlib
import gzip
import io
import re

import pytest
from browser import IN_CHROMIUM
from explorer_pages import html_of, press, read, write_page

from lstm_core import agreement
from lstm_core.cells.registry import all_cells
from lstm_core.explorers import module
from lstm_core.words import es
from lstm_core.words.en import EXPLORERS

pytest.importorskip("anywidget")
from lstm_core import widgets

pytestmark = IN_CHROMIUM
WORDS = EXPLORERS["train"]
SLOW = "?lag=60&bias=0&units=16"
EASY = "?lag=4&bias=5&units=4&rate=0.03"


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """A page with nothing but a network to train."""
    return write_page(tmp_path_factory.mktemp("train"), [widgets.TrainExplorer()])


def visit(page, settings):
    """Follow a link to settings, and wait for the fresh network."""
    code = """address => {
        const link = document.createElement("a");
        link.href = address;
        document.body.append(link);
        link.click();
        link.remove();
    }"""
    page.evaluate(code, settings)
    page.wait_for_function(
        "() => document.querySelector('.lc-result').textContent.startsWith('A fresh')"
    )


def until(page, start, timeout=30_000):
    """Wait until what is said begins like this, and return it."""
    code = "text => document.querySelector('.lc-result').textContent.startsWith(text)"
    page.wait_for_function(code, arg=start, timeout=timeout)
    return page.locator(".lc-result").text_content()


def step_of(page):
    return int(re.search(r"Step (\d+)", page.locator(".lc-status").inner_text())[1])


def test_a_recorded_run_shows_first_and_nothing_runs(page):
    assert page.locator(".lc-result").text_content().startswith("A recorded run.")
    assert page.locator(".lc-body").get_attribute("data-trains") == ""
    assert page.locator(".lc-train .lc-numbers tbody tr").count() == 8
    moment = page.locator("input[name=moment]")
    moment.press("Home")
    assert read(page, "train", "step") == "0"
    moment.press("End")
    assert read(page, "train", "step") == "300"


def test_an_own_run_starts_on_a_button_in_a_worker_and_is_repeatable(page):
    visit(page, EASY)
    ends = []
    for _ in range(2):
        press(page.locator(".lc-train"), "Train")
        ends.append(until(page, "Solved at step"))
        assert page.locator(".lc-body").get_attribute("data-trains") == "worker"
        press(page.locator(".lc-train"), "Start again")
        until(page, "A fresh network")
    assert ends[0] == ends[1]
    page.locator(".lc-more summary").click()
    page.locator("input[name=seed]").press("ArrowRight")
    until(page, "A fresh network")
    press(page.locator(".lc-train"), "Train")
    assert until(page, "Solved at step") != ends[0]


def test_the_reader_looks_back_at_every_report(page):
    visit(page, EASY)
    press(page.locator(".lc-train"), "Train")
    until(page, "Solved at step")
    moment = page.locator("input[name=moment]")
    solved = step_of(page)
    moment.press("Home")
    assert step_of(page) == 0
    moment.press("ArrowRight")
    assert step_of(page) == 10 < solved
    assert page.locator(".lc-numbers tbody tr").count() == 1 + int(
        moment.get_attribute("max")
    )


def test_one_step_and_pause(page):
    visit(page, SLOW)
    part = page.locator(".lc-train")
    press(part, "One step")
    until(page, "At step 1:")
    press(part, "One step")
    until(page, "At step 2:")
    press(part, "Train")
    page.wait_for_function(
        "document.querySelector('.lc-status').textContent > 'Step 3'"
    )
    press(part, "Pause")
    until(page, "At step")
    page.wait_for_timeout(300)
    stopped = step_of(page)
    page.wait_for_timeout(400)
    assert step_of(page) == stopped
    press(part, "Train")
    page.wait_for_function(
        f"!document.querySelector('.lc-status').textContent.includes('Step {stopped}:')"
    )
    press(part, "Pause")
    until(page, "At step")
    assert step_of(page) > stopped


def test_what_comes_out_is_said_once_and_not_at_every_step(page):
    visit(page, SLOW)
    page.evaluate(
        """() => {
            window.said = [];
            new MutationObserver(() => said.push(
                document.querySelector(".lc-result").textContent))
                .observe(document.querySelector(".lc-result"), { childList: true });
        }"""
    )
    press(page.locator(".lc-train"), "Train")
    page.wait_for_timeout(1500)
    steps = step_of(page)
    press(page.locator(".lc-train"), "Pause")
    until(page, "At step")
    page.wait_for_timeout(300)
    said = page.evaluate("said")
    assert steps > 10
    assert said[0] == WORDS["phase.running"]
    assert len(said) == 2, said
    assert page.locator(".lc-result").evaluate("e => e.tagName") == "OUTPUT"
    assert page.locator(".lc-status").get_attribute("aria-live") is None


def test_it_stops_while_its_tab_is_hidden(page):
    visit(page, SLOW)
    press(page.locator(".lc-train"), "Train")
    page.wait_for_function(
        "document.querySelector('.lc-status').textContent > 'Step 3'"
    )
    hide = """hidden => {
        const own = { value: hidden, configurable: true };
        Object.defineProperty(document, "hidden", own);
        document.dispatchEvent(new Event("visibilitychange"));
    }"""
    page.evaluate(hide, True)
    page.wait_for_timeout(500)
    stopped = step_of(page)
    page.wait_for_timeout(600)
    assert step_of(page) == stopped
    page.evaluate(hide, False)
    page.wait_for_function(
        f"!document.querySelector('.lc-status').textContent.includes('Step {stopped}:')"
    )


NO_WORKERS = {
    "refused": "window.Worker = class { constructor() { throw new Error('no') } }",
    "dead": """const { Worker } = window;
        window.Worker = class extends Worker {
            constructor() {
                super(URL.createObjectURL(new Blob(["throw new Error('no')"])));
            }
        }""",
}


@pytest.mark.parametrize("why", NO_WORKERS)
def test_without_workers_it_trains_on_the_page(browser, file, why):
    page = browser.new_page()
    page.add_init_script(NO_WORKERS[why])
    page.goto(file.as_uri())
    visit(page, EASY)
    press(page.locator(".lc-train"), "Train")
    alone = until(page, "Solved at step")
    assert page.locator(".lc-body").get_attribute("data-trains") == "page"
    page.close()
    page = browser.new_page()
    page.goto(file.as_uri())
    visit(page, EASY)
    press(page.locator(".lc-train"), "Train")
    assert until(page, "Solved at step") == alone  # the same numbers
    page.close()


LONG = """() => {
    window.long = [];
    const keep = list => long.push(...list.getEntries().map(task => task.duration));
    new PerformanceObserver(keep).observe({ type: "longtask" });
}"""


def test_the_page_stays_responsive_while_it_trains(page):
    """In the best of six, as others may hold up the machine."""
    worst = []
    for _ in range(6):
        visit(page, "?lag=60&bias=0&units=16")
        page.evaluate(LONG)
        press(page.locator(".lc-train"), "Train")
        page.wait_for_timeout(2000)
        worst.append(page.evaluate("Math.max(0, ...long)"))
        press(page.locator(".lc-train"), "Reset")
        if worst[-1] <= 50:
            break
    assert min(worst) <= 50, worst


@pytest.mark.parametrize(
    ("rate", "start"),
    [("1e308", "At step"), ("50", "By step")],
    ids=["failed", "exploded"],
)
def test_what_goes_wrong_is_said_and_the_page_goes_on(browser, tmp_path, rate, start):
    text = html_of(widgets.TrainExplorer(clip=None, lag=5))
    file = tmp_path / "page.html"
    file.write_text(text.replace("&quot;rate&quot;: 0.01", f"&quot;rate&quot;: {rate}"))
    page = browser.new_page()
    page.goto(file.as_uri())
    until(page, "A fresh network")
    press(page.locator(".lc-train"), "Train")
    said = until(page, start)
    key = "phase.failed" if rate == "1e308" else "phase.exploded"
    advice = WORDS[key].split("}")[-1]
    assert advice in said
    press(page.locator(".lc-train"), "Reset")
    visit(page, EASY)
    press(page.locator(".lc-train"), "Train")
    until(page, "Solved at step")
    page.close()


def test_after_one_step_that_explodes_it_still_stands(browser, tmp_path):
    text = html_of(widgets.TrainExplorer(clip=None, lag=5))
    file = tmp_path / "page.html"
    file.write_text(text.replace("&quot;rate&quot;: 0.01", "&quot;rate&quot;: 50"))
    page = browser.new_page()
    page.goto(file.as_uri())
    until(page, "A fresh network")
    said = page.locator(".lc-result")
    for step in range(1, 40):
        press(page.locator(".lc-train"), "One step")
        page.wait_for_function(
            "step => document.querySelector('.lc-status').textContent"
            ".startsWith(`Step ${step}:`)",
            arg=step,
        )
        if said.text_content().startswith("By step"):
            break
    assert said.text_content().startswith("By step")
    press(page.locator(".lc-train"), "Train")  # and it begins with the first press
    until(page, "Training.")
    page.close()


def test_the_button_does_not_stay_where_it_would_hide_the_picture(browser, file):
    page = browser.new_page(viewport={"width": 320, "height": 640})
    page.goto(file.as_uri())
    position = "e => getComputedStyle(e).position"
    assert page.locator(".lc-stay").evaluate(position) == "sticky"
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.locator(".lc-stay").evaluate(position) == "static"
    page.close()


def test_a_link_sets_what_it_names_and_says_what_it_cannot(page):
    visit(page, "?task=adding&cell=gru&lag=900&noise=0.3&clip=off&rate=0.02&bias=x")
    note = page.locator(".lc-note").inner_text()
    assert "lag: 900 is not possible here, so 60 is set." in note
    assert "rate: 0.02 is not possible here" in note
    assert "bias: x is not possible here, so 5 is set." in note
    assert "noise" not in note
    assert page.locator("input[value], input:checked").count() >= 2
    href = page.locator(".lc-link").get_attribute("href")
    for part in (
        "task=adding",
        "cell=gru",
        "lag=60",
        "noise=0.3",
        "clip=off",
        "seed=1",
    ):
        assert part in href
    page.locator(".lc-more summary").click()
    page.locator("input[name=noise]").press("Home")
    assert "noise=0&" in page.locator(".lc-link").get_attribute("href")
    assert page.locator(".lc-note").inner_text() == ""


def test_the_forget_bias_shows_only_where_there_is_a_forget_gate(page):
    slider = page.locator("input[name=bias]")
    assert slider.is_visible()
    for cell in ("basic", "GRU", "LSTM of 1997"):
        page.get_by_label(cell, exact=True).check()
        assert not slider.is_visible()


def test_a_trained_network_reads_and_can_be_changed(page):
    part = page.locator(".lc-train")
    page.locator(".lc-try summary").click()
    answer = page.locator(".lc-answer")
    press(part, "Read it")
    assert answer.inner_text() == WORDS["try.first"]
    visit(page, EASY)
    press(part, "Train")
    until(page, "Solved at step")
    field = page.get_by_label(WORDS["try.text"])

    def ask(text):
        answer.evaluate("e => { e.textContent = ''; }")
        field.fill(text)
        field.press("Enter")
        page.wait_for_function(
            "document.querySelector('.lc-answer').textContent !== ''"
        )
        return answer.inner_text()

    for symbol in "ABCD":
        said = ask(f"{symbol}xyz?")
        assert said.startswith(f"It answers {symbol} (")
        assert f"Right would be {symbol}." in said
    assert (
        list("Dxyz?") == page.locator(".lc-words").inner_text().split(": ")[1].split()
    )
    assert ask("Dq?") == "It cannot read this: q"
    assert ask("Dx") == WORDS["try.end"]
    forget = page.get_by_role("radiogroup", name=re.compile("^forget"))
    forget.get_by_label("shut").check()
    page.wait_for_function(
        "!/100 of 100|99 of 100/.test(document.querySelector('.lc-answer').textContent)"
    )
    shut = int(re.search(r"(\d+) of 100", ask("Axyz?"))[1])
    assert shut < 80  # a little is left in the hidden state
    forget.get_by_label("free").check()
    assert "of 100" in ask("Axyz?")
    for unit in page.locator(".lc-try input[type=checkbox]").all():
        unit.check()
    off = int(re.search(r"(\d+) of 100", ask("Axyz?"))[1])
    assert off < 50  # 25 by chance
    press(part, "Train")  # goes on with the network as it was trained
    until(page, "Training.")


def test_a_spanish_page_trains_on_spanish_sentences(show, tmp_path, spanish):
    words = es.EXPLORERS["train"]
    explorer = widgets.TrainExplorer("agreement", lag=3, units=4, rate=0.03)
    page = show(write_page(tmp_path, [explorer]))
    press(page.locator(".lc-train"), words["play"])
    page.wait_for_function(
        "document.querySelector('.lc-words').textContent.includes('el/los')"
    )
    shown = page.locator(".lc-words").inner_text().split(": ")[1].split()
    assert shown[0] == "el/los"
    assert set(shown) <= set(agreement.VOCABULARY)
    page.locator(".lc-try summary").click()
    answer, field = page.locator(".lc-answer"), page.get_by_label(words["try.text"])
    for text, said in (
        ("El/los perros tras el/los gato, canta(n)", "plural"),
        ("El/los dogs canta(n)", "dogs"),
        ("El/los perros", words["try.end"]),
    ):
        field.fill(text)
        field.press("Enter")
        page.wait_for_function(
            "said => document.querySelector('.lc-answer').textContent.includes(said)",
            arg=said,
        )
    assert answer.inner_text() == words["try.end"]


TASKS = ("recall", "adding", "counting", "agreement")


@pytest.mark.parametrize("noise", [0, 0.3])
@pytest.mark.parametrize("task", TASKS)
def test_the_same_in_python_runs(page, task, noise):
    known = {cell.name for cell in all_cells()} & {"lstm", "rnn", "gru", "lstm1997"}
    page.locator(".lc-python summary").click()
    for cell in sorted(known):
        visit(page, f"?task={task}&cell={cell}&lag=6&noise={noise}&units=3&clip=off")
        code = page.locator(".lc-python code").text_content()
        assert f'cell="{cell}"' in code
        assert len([line for line in code.splitlines() if line]) <= 22
        assert "steps=1000" in code
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(code.replace("steps=1000", "steps=2"), {})
        assert 0 <= float(out.getvalue()) < 5


def test_with_less_motion_pictures_are_rare(page):
    page.emulate_media(reduced_motion="reduce")
    visit(page, SLOW)
    count = """() => {
        window.drawn = 0;
        new MutationObserver(() => { drawn += 1; })
            .observe(document.querySelector(".lc-train svg"), { childList: true });
    }"""
    page.evaluate(count)
    press(page.locator(".lc-train"), "Train")
    page.wait_for_timeout(2500)
    assert 1 <= page.evaluate("drawn") <= 4


def test_without_script_the_recorded_run_is_a_table():
    page = html_of(widgets.TrainExplorer())
    inside = re.search(r">(.*)</lc-explorer>", page, re.DOTALL)[1]
    assert inside.count("<tr>") == 1 + 8
    assert inside.count("<path") == 4 * 8  # a strip for each gate, and for the cell
    assert "<p>At step 300: 100 of 100 right (25 by chance)." in inside
    assert "<p>This is a recorded run." in inside
    assert "Press Train" not in inside  # there is no button
    other = html_of(widgets.TrainExplorer(bias=0.0))
    assert WORDS["phase.new"] in other


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"lag": 61}, "lag: expected 2 to 60, got 61"),
        ({"units": 1}, "units: expected 2 to 16, got 1"),
        ({"seed": 0}, "seed: expected 1 to 20, got 0"),
        ({"bias": 9.0}, "bias: expected a number from -2 to 8"),
    ],
)
def test_settings_out_of_range_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        widgets.TrainExplorer(**given)


@pytest.mark.parametrize("given", [{"task": "x"}, {"rate": 0.02}, {"clip": 0.5}])
def test_settings_that_are_not_offered_are_refused(given):
    with pytest.raises(Exception, match=f"{next(iter(given))}"):
        widgets.TrainExplorer(**given)


def test_all_that_a_page_gets_for_it_is_light():
    """Under 60 kB when a server compresses, with what other explorers need as well."""
    explorer = html_of(widgets.TrainExplorer())
    own = explorer.partition("<script")[0] + module(frozenset({"train"}))
    assert len(gzip.compress(own.encode(), 6)) < 60_000
