"""The built page "Train one yourself": its stops, its button, what it hides."""

import pytest
from browser import IN_THE_BOOK, launch, refuse_the_network
from chromium import HTML

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")
PAGE = HTML / "book" / "train-one-yourself.html"
STOPS = {
    "?bias=0": {"bias": "0.0", "lag": "30"},
    "?bias=1": {"bias": "1.0"},
    "?bias=5": {"bias": "5.0"},
    "?cell=rnn": {"lag": "30"},
    "?noise=0.5": {"noise": "0.5"},
    "?rate=0.03&clip=off": {"rate": "0.03", "clip": "off"},
}


@pytest.fixture
def page(browser):
    """The page on a phone, from the disk; nothing goes wrong or is fetched."""
    page = browser.new_page(viewport={"width": 390, "height": 844}, has_touch=True)
    refuse_the_network(page)
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.goto(PAGE.as_uri())
    page.wait_for_load_state("networkidle")
    yield page
    page.close()
    assert wrong == []


def settings(page, names):
    """What stands beside the sliders of these names."""
    beside = ".lc-train .lc-slider [data-number={}]"
    return {n: page.locator(beside.format(n)).text_content() for n in names}


def trained(page):
    """Train until something is said of it, and return that."""
    page.get_by_role("button", name="Train", exact=True).press("Enter")
    code = """() => /^(Solved|After|At)/.test(
        document.querySelector(".lc-result").textContent)"""
    page.wait_for_function(code, timeout=60_000)
    return page.locator(".lc-result").text_content()


def test_no_code_is_seen(page):
    assert page.locator("article .cell_input").count() == 0
    assert page.locator("article .lc-train").count() == 1


@pytest.mark.parametrize("stop", STOPS)
def test_a_stop_sets_what_it_names_and_shows_the_picture(page, stop):
    page.locator(f"article p > a[href='{stop}']").click()
    assert settings(page, STOPS[stop]) == STOPS[stop]
    page.wait_for_function(  # pages scroll smoothly
        """() => {
            const { top, bottom } = document.querySelector(".lc-train svg")
                .getBoundingClientRect();
            return top > 0 && bottom < innerHeight;
        }"""
    )
    chosen = page.locator(".lc-train input[type=radio]:checked").evaluate_all(
        "all => all.map(e => e.parentElement.textContent)"
    )
    cell = "basic" if "rnn" in stop else "LSTM"
    assert chosen[:2] == ["recall", cell]


def test_every_stop_asks_first(page):
    names = page.locator("article section section h3").all_inner_texts()
    assert [name.split(":")[0] for name in names] == [f"Stop {i}" for i in range(1, 7)]
    links = page.locator("article p > a[href^='?']")
    assert links.evaluate_all("all => all.map(a => a.getAttribute('href'))") == [*STOPS]
    for link in links.all():
        before = "e => e.parentElement.previousElementSibling.className"
        assert "predict" in link.evaluate(before)


def test_a_link_from_elsewhere_opens_its_settings(browser):
    page = browser.new_page()
    page.goto(f"{PAGE.as_uri()}?bias=0&lag=12")
    page.wait_for_function(
        "document.querySelector('.lc-result').textContent.startsWith('A fresh')"
    )
    assert settings(page, ["bias", "lag"]) == {"bias": "0.0", "lag": "12"}
    page.close()


def test_from_a_stop_to_the_button_and_back_with_the_keyboard(page):
    link = page.locator("article p > a[href='?bias=5']")
    link.press("Enter")
    page.wait_for_function(  # the recorded run would give the answer away
        "document.querySelector('.lc-result').textContent.startsWith('A fresh')"
    )
    focused = "document.activeElement.textContent"
    assert page.evaluate(focused) == "Train"
    page.keyboard.press("Enter")
    assert page.evaluate(focused) == "Pause"
    back = page.get_by_role("link", name="Back to the question")
    section = link.locator("xpath=ancestor::section[1]").get_attribute("id")
    assert back.get_attribute("href").endswith(f"#{section}")


def test_why_the_forget_bias_matters_can_be_found_out(page):
    """The way of a learner: the third stop is solved; the first shows no gradient."""
    page.locator("article p > a[href='?bias=5']").click()
    assert trained(page).startswith("Solved at step")
    page.locator("article p > a[href='?bias=0']").click()
    page.wait_for_function(
        "document.querySelector('.lc-result').textContent.startsWith('A fresh')"
    )
    said = page.locator(".lc-result").text_content()
    assert "\N{SUPERSCRIPT MINUS}" in said  # times ten to a negative power


def test_the_button_stays_in_sight_where_the_sliders_are(page):
    page.locator(".lc-train input[name=units]").scroll_into_view_if_needed()
    page.evaluate("scrollBy(0, 300)")
    train = page.get_by_role("button", name="Train", exact=True)
    box = train.bounding_box()
    assert 0 <= box["y"] < 200
    at = "([x, y]) => document.elementFromPoint(x, y).textContent"
    middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    assert page.evaluate(at, middle) == "Train"
