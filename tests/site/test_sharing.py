"""What search engines, messengers and browsers see of the pages; lost readers."""

import re
from functools import cache
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
import sharing
from browser import IN_CHROMIUM, launch, name
from bs4 import BeautifulSoup
from built import PAGES as SMALL_PAGES
from built import SITE
from chromium import HTML, PAGES
from PIL import Image

CONTENTS = [page for page in PAGES if page.parent != HTML]
FORWARD = HTML / "index.html"

pytestmark = pytest.mark.skipif(
    not PAGES, reason="the book is not built: run 'python3 tasks.py book' first"
)
browser = pytest.fixture(launch, scope="module")


def soup(file):
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


@cache
def head(file):
    """The head of a page, without its long text."""
    text, end, _ = file.read_text("utf-8").partition("</head>")
    assert end
    return BeautifulSoup(text + end, "html.parser")


def tags(page):
    """The names of a page's meta tags, and what each says."""
    found = page.select("meta[name], meta[property]")
    return {m.get("name") or m.get("property"): m["content"] for m in found}


def canonical(page):
    return [link["href"] for link in page.select("link[rel=canonical]")]


@pytest.mark.parametrize("file", [*CONTENTS, FORWARD], ids=name)
def test_a_page_says_in_one_sentence_what_it_is(file):
    page = head(file)
    says = tags(page)
    assert re.fullmatch(r"[A-Z][^$`{}\\]{39,239}[.?]", says["description"])
    assert not re.search(r"[.?!] ", says["description"])
    assert says["og:description"] == says["description"]
    assert says["og:title"] in page.title.get_text()
    assert says["og:site_name"] in page.title.get_text()
    assert says["twitter:card"] == "summary_large_image"


def test_no_two_pages_describe_themselves_alike():
    sentences = [tags(head(file))["description"] for file in CONTENTS]
    assert len(sentences) == len(set(sentences)) > 20


@pytest.mark.parametrize("file", [*PAGES, FORWARD], ids=name)
def test_the_pictures_are_there(file):
    page = head(file)
    icon = page.select_one("link[rel=icon][sizes]")
    touch = page.select_one("link[rel=apple-touch-icon]")
    with Image.open(file.parent / icon["href"]) as picture:
        assert "x".join(map(str, picture.size)) == icon["sizes"]
        assert picture.format == "PNG"
    with Image.open(file.parent / touch["href"]) as picture:
        assert (picture.size, picture.mode) == ((180, 180), "RGB")  # no black corners


@pytest.mark.parametrize("file", [*CONTENTS, FORWARD], ids=name)
def test_the_picture_for_sharing_is_there(file):
    says = tags(head(file))
    address = says["og:image"]
    if not urlsplit(address).scheme:  # the book has no address yet
        assert (file.parent / address).resolve() == HTML / sharing.SHARED
    assert address.endswith(sharing.SHARED)
    assert says["og:image:alt"].startswith("An LSTM cell")
    with Image.open(HTML / sharing.SHARED) as picture:
        width, height = says["og:image:width"], says["og:image:height"]
        assert picture.size == (int(width), int(height))
        assert len(picture.getcolors(10**6)) > 100  # not blank


@pytest.mark.parametrize("file", CONTENTS, ids=name)
def test_what_is_added_to_the_head_is_light(file):
    icons = "[rel=icon][sizes], [rel=apple-touch-icon]"
    added = f"meta[property], [name=description], [name^=twitter], {icons}"
    assert sum(len(str(tag)) for tag in head(file).select(added)) < 1700


def test_the_first_page_leads_to_the_opening_page_and_can_be_read_itself():
    page = soup(FORWARD)
    assert page.html["lang"] == "en"
    assert page.title.get_text() == "LSTM, gate by gate"
    (refresh,) = page.select("meta[http-equiv=refresh]")
    assert refresh["content"] == "0; url=book/index.html"
    (link,) = page.select("body a")
    assert (link["href"], link.get_text()) == ("book/index.html", "LSTM, gate by gate")


@pytest.mark.parametrize("page", SMALL_PAGES)
def test_with_an_address_a_page_names_its_own(small_book, page):
    own = f"{SITE}/book/{page}.html"
    found = soup(small_book / "book" / f"{page}.html")
    assert canonical(found) == [own]
    assert tags(found)["og:url"] == own
    assert tags(found)["og:image"] == f"{SITE}/{sharing.SHARED}"
    assert (small_book / sharing.SHARED).is_file()


def test_with_an_address_the_first_page_names_the_opening_page(small_book):
    opening = f"{SITE}/book/{SMALL_PAGES[0]}.html"
    found = soup(small_book / "index.html")
    assert canonical(found) == [opening]
    assert tags(found)["og:url"] == opening


def test_with_an_address_the_sitemap_lists_the_pages_of_the_book(small_book):
    root = ElementTree.parse(small_book / "sitemap.xml").getroot()
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    assert root.tag == f"{space}urlset"
    found = [entry.text for entry in root.iter(f"{space}loc")]
    pages = sorted(f"book/{page}.html" for page in SMALL_PAGES)
    assert found == [f"{SITE}/{code}{page}" for page in pages for code in ("", "es/")]
    links = root.iter("{http://www.w3.org/1999/xhtml}link")
    languages = [(one.get("hreflang"), one.get("href")) for one in links]
    assert languages[:2] == [("en", found[0]), ("es", found[1])]


def test_without_an_address_none_is_made_up(bare_book):
    page = soup(bare_book / "book" / "notation.html")
    assert canonical(page) == canonical(soup(bare_book / "index.html")) == []
    assert "og:url" not in tags(page)
    assert tags(page)["og:image"] == f"../{sharing.SHARED}"
    assert not (bare_book / "sitemap.xml").exists()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("It is 0.9: yes! No.", "It is 0.9: yes!"),
        ("What holds\n0.9 for long? Much.", "What holds 0.9 for long?"),
        ("Without an end", "Without an end"),
    ],
)
def test_the_first_sentence(text, sentence):
    assert sharing.first_sentence(text) == sentence


@pytest.fixture
def page(browser):
    page = browser.new_page(reduced_motion="reduce")
    page.set_default_timeout(10_000)
    yield page
    page.close()


def publish(page, folder, site):
    """Let the page find a built book at an address, as a server of pages sends it."""

    def answer(route):
        name = route.request.url.split("?")[0].removeprefix(site)
        found = (folder / name).is_file()
        path = folder / (name if found else "404.html")
        route.fulfill(path=path, status=200 if found else 404)

    page.route("**/*", answer)


def assert_the_way_back_works(page, opening):
    """Styles, pictures and links come from the folders of the book."""
    read = "[...document.styleSheets].filter(s => s.href?.includes('/book.css')).length"
    assert page.evaluate(read) == 1
    assert page.locator(".logo__image").first.evaluate("i => i.naturalWidth") > 0
    page.get_by_role("link", name="opening page").click()
    page.wait_for_url(opening)
    assert page.locator("article").count() == 1


LOST = ["nowhere.html", "book/nowhere.html", "book/deep/er/", "book/a.html?q=1#b"]


class TestLostReaders:
    pytestmark = IN_CHROMIUM

    @pytest.mark.parametrize("path", [*LOST, "no/where/at/all.html"])
    def test_with_an_address_the_way_back_works_from_everywhere(
        self, page, small_book, path
    ):
        publish(page, small_book, f"{SITE}/")
        page.goto(f"{SITE}/{path}")
        assert_the_way_back_works(page, f"{SITE}/book/{SMALL_PAGES[0]}.html")

    @pytest.mark.parametrize("path", LOST)
    def test_without_one_it_works_from_the_folders_of_the_book(self, page, path):
        site = "https://elsewhere.test/some/where/"
        publish(page, HTML, site)
        page.goto(site + path)
        assert_the_way_back_works(page, f"{site}book/index.html")

    def test_from_the_disk_too(self, page):
        page.goto((HTML / "404.html").as_uri())
        assert_the_way_back_works(page, (HTML / "book" / "index.html").as_uri())

    def test_the_first_page_leads_on(self, page):
        page.goto(FORWARD.as_uri())
        page.wait_for_url((HTML / "book" / "index.html").as_uri())
