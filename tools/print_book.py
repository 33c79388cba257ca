"""Print the built book as one PDF: tasks.py pdf.

All pages are put into one, after a title and a list of contents, and Chromium prints
that: so the links between pages still lead somewhere, and headings become bookmarks.
Solutions are printed open, the folded code of the figures is left out: see
@media print in book/_static/book.css.
"""

import copy
import json
import sys
from pathlib import Path
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pikepdf
from bs4 import BeautifulSoup, Tag
from chromium import CHROMIUM, EDITIONS, FLAGS, HTML
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "book" / "_ext"))
from words import words_in

OPENING = HTML / "book" / "index.html"
FRAME = """<!DOCTYPE html>
<html data-theme="light"><head><meta charset="utf-8"><title></title></head>
<body><main class="bd-main"><div class="bd-content">
<div class="bd-article-container"></div></div></main></body></html>"""
POINTS_TO_IDS = ("for", "aria-labelledby", "aria-describedby", "aria-controls")
STYLE = """
@page { @bottom-center { content: counter(page); font: 9pt sans-serif; color: #555; } }
@page :first { @bottom-center { content: none; } }
.lc-title { height: 225mm; padding-top: 60mm; text-align: center; }
.lc-title img { height: 45mm; }
.lc-title .title { font-size: 32pt; font-weight: bold; margin: 12mm 0; }
.lc-contents ul { list-style: none; margin: 0; padding: 0 0 0 6mm; }
.lc-contents nav > ul { padding: 0; }
.lc-contents nav > ul > li { margin-top: 2mm; font-weight: bold; break-inside: avoid; }
.lc-contents nav > ul > li li { font-weight: normal; }
.lc-contents a { display: flex; gap: 2mm; align-items: baseline; }
.lc-contents a, .lc-contents code { color: inherit; text-decoration: none; }
.lc-contents a::before { order: 1; flex: 1; content: ""; border-bottom: 1px dotted; }
.lc-contents .number { order: 2; }
article { break-before: page; }
"""


def pages_of(opening: Path) -> dict[Path, BeautifulSoup]:
    """The pages of a built book in their order: each knows the next one."""
    pages, file = {}, opening
    while file:
        pages[file] = read(file)
        following = pages[file].find("link", rel="next")
        file = following and (file.parent / unquote(following["href"])).resolve()
    return pages


def read(file: Path) -> BeautifulSoup:
    return BeautifulSoup(file.read_text("utf-8"), "html.parser")


def one_page(pages: dict[Path, BeautifulSoup]) -> BeautifulSoup:
    """All pages in one; the opening page comes first. The pages lose their text."""
    file, opening = next(iter(pages.items()))
    whole = BeautifulSoup(FRAME, "html.parser")
    whole.html["lang"] = opening.html["lang"]
    whole.title.string = title_of(opening)
    for link in opening.select("link[rel=stylesheet]"):
        link["href"] = urljoin(file.as_uri(), link["href"])
        whole.head.append(link)
    title = title_page(opening, file)
    names = {file.resolve().as_uri(): f"page-{file.stem}" for file in pages}
    articles = [article(file, pages[file], names) for file in pages]
    whole.head.append(element("style", STYLE + "".join(map(running_head, articles))))
    box = whole.find(class_="bd-article-container")
    box.extend([title, contents(articles, {}, whole.html["lang"]), *articles])
    return whole


def title_of(opening: BeautifulSoup) -> str:
    return opening.select_one("article h1").find(string=True).strip()


def author_of(opening: BeautifulSoup) -> str:
    by = words_in(opening.html["lang"])["by"]
    return opening.select_one(".component-author").get_text().strip().removeprefix(by)


def article(file: Path, page: BeautifulSoup, names: dict[str, str]) -> Tag:
    """The text of a page; its ids and links such that they do in one page of all."""
    name = names[file.resolve().as_uri()]
    text = page.select_one("article").extract()
    for mark in text.select(".headerlink"):
        mark.decompose()
    for part in text.find_all(id=True):
        part["id"] = place(name, part["id"])
    for part in text.find_all(True):
        for attribute in {*POINTS_TO_IDS} & part.attrs.keys():
            ids = part[attribute].split()
            part[attribute] = " ".join(place(name, one) for one in ids)
    for section in text.select("details.look-closer"):
        section["open"] = ""  # on paper nothing unfolds
    for image in text.select("img[src]"):
        image["src"] = urljoin(file.as_uri(), image["src"])
        image["loading"] = "eager"
    for link in text.select("a[href]"):
        point(link, urljoin(file.as_uri(), link["href"]), names)
    text["id"] = name
    return text


def place(page: str, name: str) -> str:
    """An id as it is in one page of all; our own parts have ids that are unique."""
    if name.startswith("lc-"):
        return name
    return f"{page}--{name}" if name else page


def point(link: Tag, address: str, names: dict[str, str]) -> None:
    """Let a link lead to its place within the book, or be no link."""
    file, fragment = urldefrag(address)
    if file in names:
        link["href"] = "#" + place(names[file], unquote(fragment))
    elif urlsplit(address).scheme == "file":
        link.unwrap()  # a file that lies beside the pages, not on paper


def running_head(article: Tag) -> str:
    """Styles that print the title of a page on top of each of its sheets."""
    words = json.dumps(heading(article.h1).get_text(), ensure_ascii=False)
    content = f"content: {words}; font: 9pt sans-serif; color: #555;"
    return f"""
#{article["id"]} {{ page: {article["id"]} }}
@page {article["id"]} {{ @top-center {{ {content} }} }}"""


def heading(title: Tag) -> Tag:
    """What stands in a heading, for use in other places."""
    words = copy.copy(title)
    words.name = "span"
    words.attrs = {}
    return words


def title_page(opening: BeautifulSoup, file: Path) -> Tag:
    page = element("section", class_="lc-title")
    logo = element("img", alt="", src="")
    logo["src"] = urljoin(file.as_uri(), opening.select_one(".logo__image")["src"])
    page.append(logo)
    page.append(element("p", title_of(opening), class_="title"))
    for line in opening.select(".component-author, .copyright"):
        page.append(element("p", line.get_text(" ", strip=True)))
    return page


def contents(articles: list[Tag], numbers: dict[str, int], language: str) -> Tag:
    """The list of pages and of their sections, with links and numbers of sheets."""
    pages = element("ul")
    for article in articles:
        parts = element("ul")
        for section in article.select("section[id]:has(> h2)"):
            parts.append(entry(section["id"], section.h2, numbers))
        page = entry(article["id"], article.h1, numbers)
        page.append(parts)
        pages.append(page)
    nav = element("nav")
    nav.append(pages)
    made = element("article", class_="bd-article lc-contents")
    made.extend([element("h1", words_in(language)["contents"]), nav])
    return made


def entry(place: str, title: Tag, numbers: dict[str, int]) -> Tag:
    link = element("a", href=f"#{place}")
    link.append(heading(title))
    link.append(element("span", str(numbers.get(place, 0)), class_="number"))
    item = element("li")
    item.append(link)
    return item


def element(name: str, text: str = "", **attributes: str) -> Tag:
    made = Tag(name=name, attrs={k.rstrip("_"): v for k, v in attributes.items()})
    if text:
        made.string = text
    return made


def print_book(browser: Browser, pages: dict[Path, BeautifulSoup], out: Path) -> None:
    """Print built pages, the opening page first, as one file.

    The first print tells on which sheets the parts begin; the second one has these
    numbers in its list of contents.
    """
    author = author_of(next(iter(pages.values())))
    whole = one_page(pages)
    draft = out.with_suffix(".draft.pdf")
    print_once(browser, whole, draft, tagged=False)
    with pikepdf.open(draft) as pdf:
        numbers = sheets(pdf)
    articles = whole.select("article[id]")
    numbered = contents(articles, numbers, whole.html["lang"])
    whole.select_one(".lc-contents").replace_with(numbered)
    print_once(browser, whole, draft, tagged=True)
    with pikepdf.open(draft) as pdf:
        pdf.docinfo.Author = author
        add_bookmarks(pdf, whole)
        # Chromium leaves 85,000 small objects as they are; packed, they are a tenth.
        pdf.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    draft.unlink()


def print_once(browser: Browser, whole: BeautifulSoup, out: Path, tagged: bool) -> None:
    source = out.with_suffix(".html")
    source.write_text(str(whole), "utf-8")
    page = browser.new_page(color_scheme="light", reduced_motion="reduce")
    page.goto(source.as_uri())
    page.evaluate("document.fonts.ready")
    page.pdf(path=out, format="A4", tagged=tagged)
    page.close()
    source.unlink()


def add_bookmarks(pdf: pikepdf.Pdf, whole: BeautifulSoup) -> None:
    """The list of contents again; Chromium's bookmarks garble some titles."""

    def bookmark(item: Tag) -> pikepdf.OutlineItem:
        link = item.a
        target = pdf.Root.Dests[f"/{link['href'].removeprefix('#')}"]
        made = pikepdf.OutlineItem(link.span.get_text(), target)
        made.is_closed = True
        made.children.extend(map(bookmark, item.select(":scope > ul > li")))
        return made

    with pdf.open_outline() as outline:
        items = whole.select(".lc-contents nav > ul > li")
        outline.root.extend(map(bookmark, items))
    pdf.Root.PageMode = pikepdf.Name.UseOutlines


def sheets(pdf: pikepdf.Pdf) -> dict[str, int]:
    """Each place that a link leads to, and the number of the sheet on which it is."""
    number = {sheet.objgen: n for n, sheet in enumerate(pdf.pages, start=1)}
    places = pdf.Root.Dests.items()
    return {name.removeprefix("/"): number[place[0].objgen] for name, place in places}


def out_of(pages: dict[Path, BeautifulSoup]) -> Path:
    """The file of an edition."""
    language = next(iter(pages.values())).html["lang"]
    return HTML.parent / f"{words_in(language)['file']}.pdf"


def main() -> None:
    if CHROMIUM is None:
        sys.exit("neither Chromium nor Chrome was found on the PATH")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for edition in (HTML, *EDITIONS.values()):
            pages = pages_of(edition / "book" / "index.html")
            print_book(browser, pages, out_of(pages))
        browser.close()


if __name__ == "__main__":
    main()
