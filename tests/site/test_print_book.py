"""The book on paper: one chapter as a browser prints it, and all as one PDF."""

import re

import pytest
from browser import IN_THE_BOOK, launch
from chromium import HTML

pikepdf = pytest.importorskip(
    "pikepdf", reason="pikepdf, of the book extra, is missing"
)
print_book = pytest.importorskip("print_book")

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")
CHAPTER = HTML / "book" / "03-gates.html"


def short_book():
    """Three short pages, read from their files."""
    files = [
        HTML / "book" / f"{name}.html" for name in ("index", "notation", "glossary")
    ]
    return {file: print_book.read(file) for file in files}


@pytest.fixture(scope="module")
def paper(browser):
    """Chapter 3 as it is printed."""
    page = browser.new_page()
    page.goto(CHAPTER.as_uri())
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    yield page
    page.close()


@pytest.mark.parametrize(
    "name", ["article h1", "article .solution p", "article math", "lc-explorer svg"]
)
def test_this_is_printed(paper, name):
    assert paper.locator(name).first.is_visible()


@pytest.mark.parametrize(
    "name",
    [
        ".bd-sidebar-primary",
        ".bd-sidebar-secondary",
        "summary:not(.look-closer > *)",
        ".lc-controls",
    ],
)
def test_this_is_not(paper, name):
    assert paper.locator(name).count() > 0
    assert not any(box.is_visible() for box in paper.locator(name).all())


def test_nothing_is_printed_as_a_picture_for_its_shadow(paper):
    shadows = """[...document.querySelectorAll("article *")].map(
        part => getComputedStyle(part).boxShadow).filter(shadow => shadow !== "none")"""
    assert paper.evaluate(shadows) == []


@pytest.fixture(scope="module")
def pages():
    return print_book.pages_of(print_book.OPENING)


@pytest.fixture(scope="module")
def whole(pages):
    """All pages in one, as it is printed."""
    return print_book.one_page(pages)


def test_the_pages_come_in_the_order_of_the_contents(pages):
    names = [file.stem for file in pages]
    assert names[:2] == ["index", "tour"]
    assert names[-1] == "changelog"
    assert len(names) == len(set(names)) > 20


def test_sections_that_are_folded_on_the_pages_are_open(whole):
    sections = whole.select("details.look-closer")
    assert len(sections) > 10
    assert all(section.has_attr("open") for section in sections)


def test_each_link_within_the_book_leads_to_one_place(whole):
    ids = [part["id"] for part in whole.find_all(id=True)]
    assert len(ids) == len(set(ids))
    links = [link["href"] for link in whole.select("a[href]")]
    inside = {link[1:] for link in links if link.startswith("#")}
    assert len(inside) > 200
    assert inside - set(ids) == set()
    assert [x for x in links if not x.startswith(("#", "http", "mailto:"))] == []


def test_all_solutions_are_there_and_nothing_of_the_screen(whole, pages):
    box = re.compile(r'class="solution\b')
    solutions = sum(len(box.findall(file.read_text("utf-8"))) for file in pages)
    assert len(whole.select(".solution")) == solutions > 30
    assert whole.select("nav.bd-links, .headerlink, .prev-next-footer") == []


@pytest.fixture(scope="module")
def pdf(browser, tmp_path_factory):
    """A book of three short pages."""
    file = tmp_path_factory.mktemp("print") / "short.pdf"
    print_book.print_book(browser, short_book(), file)
    assert [other.name for other in file.parent.iterdir()] == ["short.pdf"]
    with pikepdf.open(file) as opened:
        yield opened


def test_it_says_what_it_is_and_is_tagged(pdf):
    assert str(pdf.docinfo.Title) == "LSTM, gate by gate"
    assert "authors" in str(pdf.docinfo.Author)
    assert str(pdf.Root.Lang) == "en"
    assert pdf.Root.MarkInfo.Marked
    assert "/StructTreeRoot" in pdf.Root


def test_bookmarks_are_chapters_and_sections(pdf):
    with pdf.open_outline() as outline:
        titles = [str(item.title) for item in outline.root]
        sections = [str(part.title) for part in outline.root[0].children]
    assert titles == ["LSTM, gate by gate", "Notation", "Glossary"]
    assert "What you will be able to do" in sections


def test_the_list_of_contents_has_the_right_numbers(pdf):
    found = print_book.sheets(pdf)
    assert found["page-index"] == 3  # after the title and the list
    assert found["page-notation"] > found["page-index"]
    articles = print_book.one_page(short_book()).select("article[id]")
    contents = print_book.contents(articles, found, "en")
    numbers = [int(n.get_text()) for n in contents.select(".number")]
    assert 0 not in numbers
    assert numbers == sorted(numbers)
    assert numbers[-1] <= len(pdf.pages)


def test_links_of_the_pdf_lead_into_it_or_to_the_web(pdf):
    marks = [mark for sheet in pdf.pages for mark in sheet.obj.get("/Annots", [])]
    addresses = [str(mark.A.URI) for mark in marks if "/A" in mark]
    places = [mark.Dest for mark in marks if "/Dest" in mark]
    assert len(places) > 20
    assert [x for x in addresses if not x.startswith("http")] == []
