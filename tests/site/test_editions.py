"""The Spanish pages, and the ways between the two editions.

All pages of both are read without a browser; Chromium opens each Spanish page once.
"""

import re
from collections import Counter
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import editions
import nbformat
import plain_edition
import pytest
import sharing
import translations
from browser import CUT_OFF, IN_THE_BOOK, launch, refuse_the_network, settle, unfold
from bs4 import BeautifulSoup
from built import CHAPTER, SITE, build, build_edition
from chromium import EDITIONS, HTML, PAGES, pages_in
from words import WORDS

SPANISH = EDITIONS.get("es")
SPANISH_PAGES = pages_in(SPANISH) if SPANISH else []
TRANSLATED = {Path(name).stem for name in translations.pages()}
ONLY_SPANISH = [f for f in SPANISH_PAGES if f.stem in TRANSLATED or f.parent == SPANISH]
PHONE = {"width": 320, "height": 700}
RAW_MARKUP = re.compile(r"\{(?:eq|en|es|ref|numref|term|doc)\}|^\s*(?:```|:::)", re.M)
# Words that only English has, in names of controls and around the text.
ENGLISH = re.compile(
    r"\b(?:the|this|that|of|with|page|next|previous|search|show|hide|click|link|open|"
    r"download|figure|exercise|solution|your|answer|contents|copy|close|by)\b",
    re.IGNORECASE,
)

pytestmark = pytest.mark.skipif(
    SPANISH is None, reason="no edition is built: run 'python3 tasks.py book' first"
)
browser = pytest.fixture(launch, scope="module")


def name(file):
    return "-".join(file.relative_to(SPANISH).with_suffix("").parts)


@cache
def soup(file):
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


@cache
def ids(file):
    return Counter(part["id"] for part in soup(file).find_all(id=True))


def english(file):
    """The English page beside a Spanish one."""
    return HTML / file.relative_to(SPANISH)


def test_all_editions_are_built_and_nothing_else_is_taken_for_one():
    assert list(EDITIONS) == plain_edition.languages()[1:]


def test_both_editions_have_the_same_pages():
    spanish = [file.relative_to(SPANISH) for file in SPANISH_PAGES]
    assert spanish == [file.relative_to(HTML) for file in PAGES]
    assert len(spanish) > 20


@pytest.mark.parametrize("pages", [PAGES, SPANISH_PAGES], ids=["en", "es"])
def test_each_page_leads_to_itself_in_the_other_language(pages):
    languages = ("en", "es") if pages is PAGES else ("es", "en")
    for file in pages:
        page = soup(file)
        assert page.html["lang"] == languages[0]
        (link,) = page.select("a.lc-edition")
        assert link["lang"] == link["hreflang"] == languages[1]
        assert link.get_text() == WORDS[languages[1]]["name"]
        mine, theirs = (HTML, SPANISH) if pages is PAGES else (SPANISH, HTML)
        other = theirs / file.relative_to(mine)
        assert (file.parent / link["href"]).resolve() == other


def test_links_of_spanish_pages_lead_somewhere_and_no_id_stands_twice():
    wrong = []
    for file in SPANISH_PAGES:
        wrong += [(file.name, one) for one, count in ids(file).items() if count > 1]
        for link in soup(file).find_all("a", href=True):
            parts = urlsplit(link["href"])
            if parts.scheme or parts.netloc:
                continue
            path = unquote(parts.path)
            target = (file.parent / path).resolve() if path else file
            anchor = unquote(parts.fragment) if target.suffix == ".html" else ""
            if not target.is_file() or (anchor and anchor not in ids(target)):
                wrong.append((file.name, link["href"]))
    assert wrong == []


def test_sections_have_the_addresses_of_the_english_ones():
    for file in ONLY_SPANISH:
        sections = [s["id"] for s in soup(file).select("article section[id]")]
        there = [s["id"] for s in soup(english(file)).select("article section[id]")]
        assert sections == there, file.name


def test_pages_in_english_say_so_and_links_to_them_too():
    sentence = WORDS["es"]["other_language"]
    for file in SPANISH_PAGES:
        if file.parent == SPANISH:
            continue
        said = soup(file).select_one("p.lc-only-english")
        assert bool(said) == (file not in ONLY_SPANISH), file.name
        if said:
            assert (said["lang"], said.get_text()) == ("es", sentence)
            assert said.find_parent("section")["lang"] == "en"
    (link,) = soup(SPANISH / "search.html").select("nav a[href$='changelog.html']")
    assert (
        link["hreflang"] == "en" and "lang" not in link.attrs
    )  # its words are Spanish


def test_the_page_before_and_after_is_called_what_the_contents_call_it():
    page = soup(SPANISH / "book/notation.html")
    (link,) = page.select(".prev-next-area a[href='for-instructors.html']")
    assert link["hreflang"] == "en" and "lang" not in link.attrs
    named = page.select_one("nav.bd-links a[href='for-instructors.html']")
    title = link.select_one(".prev-next-title")
    assert title.get_text() == named.get_text(strip=True) != "For instructors"


def test_a_page_in_english_has_its_headings_and_fields_in_english():
    page = soup(SPANISH / "book/reference.html")
    assert page.select_one("nav.page-toc > ul")["lang"] == "en"
    fields = {head.get_text(strip=True) for head in page.select("dl.field-list > dt")}
    there = soup(HTML / "book/reference.html").select("dl.field-list > dt")
    assert fields == {head.get_text(strip=True) for head in there}


KINDS = ["book/03-gates", "book/glossary", "book/notation", "search", "404"]


@pytest.mark.parametrize("kind", KINDS)
def test_around_the_text_nothing_is_english(kind):
    page = BeautifulSoup((SPANISH / f"{kind}.html").read_text("utf-8"), "html.parser")
    for part in page.select("[lang=en], script, style, svg, article, .lc-edition"):
        if part.parent:
            part.decompose()
    names = [
        part[key]
        for key in ("aria-label", "title", "placeholder", "alt")
        for part in page.body.select(f"[{key}]")
    ]
    texts = [*page.body.stripped_strings, *names]
    assert [text for text in texts if ENGLISH.search(text)] == []


def test_descriptions_are_spanish_and_each_is_its_own():
    said = {}
    for file in ONLY_SPANISH:
        if file.parent == SPANISH:
            continue
        page = soup(file)
        sentence = page.select_one("meta[name=description]")["content"]
        assert 40 <= len(sentence) <= 240, file.name
        assert (
            sentence
            != soup(english(file)).select_one("meta[name=description]")["content"]
        )
        said.setdefault(sentence, []).append(file.name)
        alt = page.select_one("meta[property='og:image:alt']")["content"]
        assert alt.startswith("Una celda LSTM")
    assert [files for files in said.values() if len(files) > 1] == []


def test_the_download_is_the_spanish_notebook():
    folder = SPANISH / "_sources" / "book"
    assert 'language=\\"es\\"' in (folder / "01-rnn-limits.ipynb").read_text("utf-8")
    assert list(folder.glob("lstm_core-*.whl"))
    for file in plain_edition.chapters("es"):
        assert (folder / file.name).is_file()


@pytest.fixture(scope="module")
def phone(browser):
    """A narrow window, and what goes wrong in it."""
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce")
    refuse_the_network(page)
    wrong = []
    page.on("requestfailed", lambda request: wrong.append(request.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda m: m.type == "error" and wrong.append(m.text))
    yield page, wrong
    page.close()


def ask(page, query):
    page.goto(f"{SPANISH.as_uri()}/search.html?q={query.replace(' ', '+')}")


def test_the_plain_notebooks_are_spanish_and_lead_to_the_english_ones():
    folder = plain_edition.ROOT / plain_edition.FOLDER / "es"
    assert plain_edition.write_folder(folder, check=True, language="es") == []
    for file in plain_edition.chapters("es"):
        cells = nbformat.read(folder / file.name, as_version=4).cells
        text = "\n".join(c.source for c in cells if c.cell_type == "markdown")
        assert re.search(r"\*(Capítulo \d+|Una página) del libro «LSTM", text)
        assert f"*[English](../{file.name})*" in text
        assert (folder.parent / file.name).is_file()
        there = r"Exercise \d|Fig\. \d|Solution to|References|<summary>The|\{[a-z:]+\}`"
        assert re.findall(there, text) == [], file.name
        folded = [c for c in cells if c.metadata.get("jp-MarkdownHeadingCollapsed")]
        assert all("Más de cerca:" in cell.source for cell in folded)
        assert len(folded) == text.count("# Más de cerca:")


class TestInChromium:
    pytestmark = IN_THE_BOOK

    @pytest.mark.parametrize("file", ONLY_SPANISH, ids=name)
    def test_a_page_from_the_disk(self, phone, axe, file):
        page, wrong = phone
        wrong.clear()
        page.goto(file.as_uri())
        page.evaluate("document.fonts.ready")
        unfold(page)
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
        assert page.evaluate(CUT_OFF) == []
        text = page.evaluate(
            """() => {
                const main = (document.querySelector("article") ?? document.body)
                    .cloneNode(true);
                main.querySelectorAll("pre, code, script, style, .math")
                    .forEach(part => part.remove());
                return main.textContent;
            }"""
        )
        assert RAW_MARKUP.findall(text) == []
        page.evaluate(axe)
        rules = {"color-contrast": {"enabled": False}}  # the styles are the same
        options = {"resultTypes": ["violations"], "preload": False, "rules": rules}
        found = page.evaluate("options => axe.run(document, options)", options)
        assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
        page.wait_for_load_state("networkidle")
        assert wrong == []

    def test_the_switch_keeps_the_place_on_the_page(self, phone):
        page, _ = phone
        page.goto(f"{(SPANISH / 'book' / '03-gates.html').as_uri()}#fig-kept")
        page.get_by_role("link", name="English", exact=True).click()
        page.wait_for_url(f"{(HTML / 'book' / '03-gates.html').as_uri()}#fig-kept")
        page.get_by_role("link", name="Español", exact=True).click()
        page.wait_for_url("**/es/book/03-gates.html#fig-kept")

    @pytest.mark.parametrize(
        ("query", "place"),
        [
            ("compuerta de olvido", "book/glossary.html#term-compuerta-de-olvido"),
            (
                "COMPUERTA DE ACTUALIZACION",
                "book/glossary.html#term-compuerta-de-actualizacion",
            ),
            (
                "compuerta de actualización",
                "book/glossary.html#term-compuerta-de-actualizacion",
            ),
            ("Ejercicio 3.1", "book/03-gates.html#"),
            ("retropropagacion", "book/glossary.html#term-retropropagacion"),
            ("sesgo de olvido", "book/glossary.html#term-sesgo-de-olvido"),
        ],
    )
    def test_the_search_folds_accents_and_finds_words_of_the_page(
        self, phone, query, place
    ):
        page, _ = phone
        ask(page, query)
        first = page.locator("#search-results li a").first
        first.wait_for()
        assert place in first.get_attribute("href")
        said = page.get_by_role("status").inner_text()
        assert re.match(r"Se (encontró|encontraron) .* «", said)

    def test_the_other_endings_of_a_word_are_found_with_and_without_accents(
        self, phone
    ):
        page, _ = phone
        ask(page, "x")
        fits = "([one, other]) => fit(one, other)"
        assert page.evaluate(fits, ["actualización", "actualizacion"]) == 1
        assert page.evaluate(fits, ["actualización", "actualizaciones"]) > 0.5
        assert page.evaluate(fits, ["entrenamiento", "compuerta"]) == 0

    @pytest.mark.parametrize("path", ["es/nowhere.html", "es/book/nowhere.html"])
    def test_who_is_lost_among_spanish_pages_finds_back(self, browser, path):
        page = browser.new_page()
        site = "https://elsewhere.test/some/where/"

        def answer(route):
            asked = HTML / route.request.url.removeprefix(site).partition("?")[0]
            found = asked.is_file()
            file = asked if found else HTML / "404.html"
            route.fulfill(path=file, status=200 if found else 404)

        page.route("**/*", answer)
        page.goto(site + path)
        words = page.locator("[lang=es] a", has_text="primera página")
        words.click()
        page.wait_for_url(f"{site}es/book/index.html")
        page.close()


@pytest.fixture(scope="module")
def two_books(tmp_path_factory):
    """A small book with an address, in both languages."""
    folder = tmp_path_factory.mktemp("two")
    english = build(folder, ["notation", CHAPTER, "changelog"], site=SITE)
    return english, build_edition(folder, "es")


@pytest.mark.slow
@pytest.mark.parametrize("page", ["notation", CHAPTER])
def test_with_an_address_a_page_names_all_its_editions(two_books, page):
    for folder, code in zip(two_books, ("", "es/"), strict=True):
        found = BeautifulSoup(
            (folder / "book" / f"{page}.html").read_text("utf-8"), "html.parser"
        )
        links = found.select("link[rel=alternate][hreflang]")
        assert {link["hreflang"]: link["href"] for link in links} == {
            "en": f"{SITE}/book/{page}.html",
            "es": f"{SITE}/es/book/{page}.html",
        }
        (own,) = found.select("link[rel=canonical]")
        assert own["href"] == f"{SITE}/{code}book/{page}.html"
        picture = found.select_one("meta[property='og:image']")["content"]
        assert picture == f"{SITE}/{code}{sharing.SHARED}"
    assert not (two_books[1] / "sitemap.xml").exists()


HEADINGS = """# One *word*

```{note}
# no heading
```

## The {term}`forget gate <gate>`, $f_t$

Text.
"""


def test_headings_are_read_as_docutils_reads_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(HEADINGS, "utf-8")
    assert editions.headings_of(page) == ["One word", "The forget gate, f_t"]
