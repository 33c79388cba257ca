"""Links, headings and tables of the built pages, read without a browser."""

import functools
import itertools
from collections import Counter
from urllib.parse import unquote, urlsplit

import pytest
from browser import name
from chromium import HTML, PAGES

bs4 = pytest.importorskip("bs4", reason="beautifulsoup4, of the book extra, is missing")
pytestmark = pytest.mark.skipif(
    not PAGES, reason="the book is not built: run 'python3 tasks.py book' first"
)


@functools.cache
def soup(file):
    return bs4.BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")


@functools.cache
def ids(file):
    return Counter(node["id"] for node in soup(file).find_all(id=True))


@pytest.fixture(params=PAGES, ids=name)
def file(request):
    return request.param


def test_links_lead_somewhere_and_no_id_stands_twice(file):
    broken = []
    for link in soup(file).find_all("a", href=True):
        parts = urlsplit(link["href"])
        if parts.scheme or parts.netloc:
            continue
        target = (file.parent / unquote(parts.path)).resolve() if parts.path else file
        anchor = unquote(parts.fragment)
        if not target.is_file() or (
            anchor and target.suffix == ".html" and anchor not in ids(target)
        ):
            broken.append(link["href"])
    assert broken == []
    assert [one for one, count in ids(file).items() if count > 1] == []


def test_headings_go_down_one_level_at_a_time(file):
    main = soup(file).find("article") or soup(file).find("main")
    levels = [int(node.name[1]) for node in main.find_all(["h1", "h2", "h3", "h4"])]
    assert levels[:1] == [1]
    assert levels.count(1) == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_the_page_says_its_language_and_its_tables_have_headers(file):
    page = soup(file)
    assert page.html["lang"] == "en"
    assert page.title.get_text(strip=True)
    assert len(page.select("meta[name=viewport]")) == 1
    tables = page.select("article table")
    assert [table for table in tables if not table.find("th")] == []


def test_the_first_address_leads_to_the_opening_page():
    opening = HTML / "book" / "index.html"
    assert opening in PAGES
    assert 'url=book/index.html"' in (HTML / "index.html").read_text(encoding="utf-8")


def test_spanish_words_say_their_language():
    terms = soup(HTML / "book" / "glossary.html").select("dl.glossary dd")
    assert [term for term in terms if not term.select_one("em[lang=es]")] == []
    chapter = soup(HTML / "book" / "05-hidden-state.html")
    assert "estado de la celda" in [e.string for e in chapter.select("em[lang=es]")]
