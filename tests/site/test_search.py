"""The search: what it finds first, what it shows of it, and where that leads."""

import gzip
import json
import re
from functools import cache

import pytest
import search_index
from browser import IN_THE_BOOK, launch, name, serve
from bs4 import BeautifulSoup
from chromium import HTML, PAGES

GLOSSARY, REFERENCE = "book/glossary.html#term-", "book/reference.html#lstm_core."
SOLUTION = "book/04-cell-update.html#book/04-cell-update-solution-5"
FIRST = {
    "actualizacion": f"{GLOSSARY}update-gate",
    "actualización": f"{GLOSSARY}update-gate",
    "ACTUALIZACIÓN": f"{GLOSSARY}update-gate",
    "BPTT": f"{GLOSSARY}backpropagation-through-time",
    "tbptt": f"{GLOSSARY}backpropagation-through-time",
    "RNN": f"{GLOSSARY}recurrent-neural-network",
    "GRU": f"{GLOSSARY}GRU",
    "CEC": f"{GLOSSARY}constant-error-carousel",
    "carousel": f"{GLOSSARY}constant-error-carousel",
    "peephole": f"{GLOSSARY}peephole",
    "vanishing": f"{GLOSSARY}vanishing-gradient",
    "forget bias": f"{GLOSSARY}forget-bias",
    "headphones": "book/02-two-memories.html#a-reader-takes-notes",
    "lstm_forward": f"{REFERENCE}lstm_forward",
    "lc.lstm_forward": f"{REFERENCE}lstm_forward",
    "write_name": "book/01-rnn-limits.html#dinosaurs-invented-letter-by-letter",  # code
    "triangle inequality": SOLUTION,
}
"""To what is typed, the place that stands first among the results."""

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")


@pytest.fixture(scope="module")
def server():
    """The address of a local server of the built book."""
    yield from serve(HTML)


@pytest.fixture(scope="module")
def window(browser):
    page = browser.new_page(reduced_motion="reduce")
    page.set_default_timeout(10_000)
    wrong = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: m.type == "error" and wrong.append(m.text))
    # The icon of the window is given up when the next page comes first.
    page.on("requestfailed", lambda r: "favicon" in r.url or wrong.append(r.url))
    yield page, wrong
    page.close()


@pytest.fixture
def page(window):
    """A page in which nothing may go wrong."""
    page, wrong = window
    wrong.clear()
    page.set_viewport_size({"width": 1280, "height": 900})
    yield page
    assert wrong == []


def ask(page, query, home=None):
    page.goto(f"{home or HTML.as_uri()}/search.html?q={query.replace(' ', '+')}")
    return page.locator("#search-results li")


@pytest.mark.parametrize("query", FIRST)
@pytest.mark.parametrize("place", ["disk", "server"])
def test_the_right_place_stands_first_and_the_link_jumps_there(
    page, server, place, query
):
    first = ask(page, query, server if place == "server" else None).first
    said = first.inner_text()
    marks = first.locator("mark").all_inner_texts()
    link = first.locator("a")
    assert marks or query.lower() in link.inner_text().lower()
    assert all(mark in said for mark in marks)
    link.click()
    page.wait_for_load_state()
    assert page.url.endswith(FIRST[query])
    target = page.locator(f'[id="{FIRST[query].split("#")[1]}"]').element_handle()
    inside = "e => e.getBoundingClientRect().top >= 0 && "
    inside += "e.getBoundingClientRect().top < innerHeight"
    page.wait_for_function(inside, arg=target)


def test_a_solution_is_open_for_those_who_come_for_it(page):
    page.goto(f"{HTML.as_uri()}/{SOLUTION.split('#')[0]}")
    text = page.get_by_text("triangle inequality")
    assert not text.is_visible()
    page.evaluate("hash => { location.hash = hash; }", SOLUTION.split("#")[1])
    text.wait_for()
    ask(page, "triangle").locator("a").first.click()
    text.wait_for()


def test_words_are_marked_in_the_page_that_opens(page):
    ask(page, "actualizacion").locator("a").first.click()
    marked = page.locator("#term-update-gate + dd .highlighted")
    marked.first.wait_for()
    assert marked.all_inner_texts() == ["actualización"]


@pytest.mark.parametrize("query", ["xyzzy", "ReLUctant", "<xyzzy>&", "..."])
def test_what_is_not_there_is_not_found_and_the_page_says_so(page, query):
    assert ask(page, query.replace("&", "%26")).count() == 0
    said = page.get_by_role("status").inner_text()
    assert said == f"Nothing was found for “{query}”."


def test_without_a_question_there_is_no_answer(page):
    page.goto(f"{HTML.as_uri()}/search.html")
    assert page.locator("#search-results").inner_text().strip() == ""
    assert page.evaluate("document.activeElement.name") == "q"


def test_every_result_shows_its_words_and_they_stand_there(page):
    results = ask(page, "forget bias")
    found = page.get_by_role("status").inner_text()
    assert re.fullmatch(r"\d+ places were found for .*; here are the best 50\.", found)
    assert results.count() == 50
    texts = {address: text for address, _, text in built_places()}
    for link, shown, marks in results.evaluate_all(
        """all => all.map(li => [
            li.querySelector("a").getAttribute("href"),
            li.querySelector(".context")?.textContent ?? "",
            [...li.querySelectorAll("mark")].map(mark => mark.textContent),
        ])"""
    ):
        text = texts[link.removeprefix("./")]
        assert shown.removeprefix("… ").removesuffix(" …").strip() in text
        assert len(shown) < 260
        assert marks or not re.search(r"\b(forget|bias)", text, re.IGNORECASE)


def test_the_dialog_of_the_theme_searches(page):
    page.goto((HTML / "book" / "index.html").as_uri())
    page.keyboard.press("Control+k")
    page.keyboard.type("carousel")
    page.keyboard.press("Enter")
    page.locator("#search-results li a").first.wait_for()
    assert page.locator("#search-results li mark").count() > 3


def test_results_are_reached_with_the_keyboard(page):
    ask(page, "peephole")
    page.keyboard.press("Tab")
    assert page.locator("#search-results a:focus").count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary.html#term-peephole")


@pytest.mark.parametrize("width", [1280, 390, 320])
def test_results_fit_the_page(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert ask(page, "forget bias").count() == 50
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_results(page, axe, scheme):
    page.emulate_media(color_scheme=scheme)
    ask(page, "forget bias")
    page.evaluate(axe)
    found = page.evaluate("axe.run('#search-results', { preload: false })")[
        "violations"
    ]
    assert [one["id"] for one in found] == []


@cache
def built_places():
    """Address, title and text of all places of the built book."""
    lines = (HTML / "_static" / search_index.INDEX_FILE).read_text("utf-8").splitlines()
    pages, places = (json.loads(line.partition(" = ")[2][:-1]) for line in lines)
    return [
        (f"{pages[page][0]}#{anchor}", title, text)
        for page, anchor, title, text in places
    ]


@pytest.mark.parametrize(
    "file", [page for page in PAGES if page.parent != HTML], ids=name
)
def test_all_headings_exercises_terms_and_names_are_places(file):
    """Each has an address that is there, and nothing of the page around in its text."""
    page = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    article = page.select_one("article.bd-article")
    address = file.relative_to(HTML).as_posix() + "#"
    places = [p for p in built_places() if p[0].startswith(address)]
    anchors = [place.removeprefix(address) for place, *_ in places]
    ids = {part["id"] for part in article.select("[id]")}
    headings = "section[id]:has(> :is(h1, h2, h3, h4))"
    names = "dl.py > dt[id]:not(dt + dt)"
    wanted = article.select(f"{headings}, .exercise, .solution, {names}")
    assert set(anchors) <= ids
    assert {part["id"] for part in wanted} <= set(anchors)
    assert len(anchors) == len(set(anchors))
    around = re.compile("Color mode|Click to show|Show code cell|Back to top")
    assert [text for *_, text in places if around.search(text)] == []


def test_only_the_search_page_loads_the_index_and_it_is_light():
    with_it = [f for f in PAGES if search_index.INDEX_FILE in f.read_text("utf-8")]
    assert with_it == [HTML / "search.html"]
    index = (HTML / "_static" / search_index.INDEX_FILE).read_bytes()
    assert len(gzip.compress(index)) < 300_000  # as a page


ARTICLE = """<article><button>Download</button><section id="a"><h1>1. A
<code>b</code><a class="headerlink">#</a></h1><p>One<b>half</b> two</p><p>three
<math><msub><mi>f</mi><mi>t</mi></msub><mo>=</mo><mfrac><mn>1</mn><mn>2</mn></mfrac></math>.
</p><!-- hidden --><div class="solution" id="s"><p class="admonition-title">Solution to
<a>Exercise 1 (Predict)</a></p><section>four</section></div><p>five</p>
<dl class="glossary"><dt id="t">Term</dt><dt id="u">T</dt><dd>six</dd><dt id="v">V</dt>
<dd>seven</dd></dl><dl class="py"><dt class="sig" id="lstm_core.f"><span>lc.</span>f(x)
</dt><dd>eight</dd></dl></section></article>"""


def test_a_page_is_taken_apart_into_its_places():
    article = BeautifulSoup(ARTICLE, "html.parser").article
    found = search_index.places(article)
    assert [(place.anchor, place.title, place.text()) for place in found] == [
        ("a", "1. A b", "Onehalf two three f_t =1/2. five"),
        ("s", "Solution to Exercise 1", "four"),
        ("t", "Term, T", "six"),
        ("v", "V", "seven"),
        ("lstm_core.f", "lc.f", "lc.f(x) eight"),
    ]
