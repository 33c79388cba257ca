"""Write the index of the search: the text of the book, place by place.

Sphinx indexes whole pages, and reads the lines that it shows under a result from the
pages, which a browser does not allow from the disk. Here each heading, exercise,
solution, term of the glossary and name of the reference is a place of its own, with an
address that leads there and the text that stands there. The search page alone loads
the index; book/_static/search.js looks for the words in it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString
from sphinx.application import Sphinx

INDEX_FILE = "search-index.js"
HEADING = ":scope > :is(h1, h2, h3, h4, h5, h6)"
BOX_TITLE = ":scope > .admonition-title"
PLACES = {"section": HEADING, ".exercise": BOX_TITLE, ".solution": BOX_TITLE}
"""What is a place if it has an id, and where its title stands."""
WORK = ".citation[id]"  # in the bibliography: a place without a title
# What is no text of the book: controls, drawings, and what a script replaces.
LEFT_OUT = "script, style, svg, button, summary, nav, .headerlink, lc-explorer"
# What goes on in the same line; all else is set apart from its neighbours.
INLINE = ("a", "abbr", "cite", "code", "em", "math", "small", "span", "strong")
TERMS = "dl.glossary > dt[id], dl.py > dt[id]"
# Between the parts of a formula, or in front of its only one.
MARKS = {
    **{"msub": "_", "msup": "^", "mfrac": "/", "msqrt": "\N{SQUARE ROOT}"},
    **{"msubsup": "_^", "munderover": "_^"},
}
APPLY = "\N{FUNCTION APPLICATION}"  # which is not seen


@dataclass
class Place:
    """A part of a page that a result of the search leads to."""

    anchor: str
    title: str
    parts: list[str] = field(default_factory=list)

    def text(self) -> str:
        return " ".join("".join(self.parts).split())


def places(article: Tag) -> list[Place]:
    """The places of a page; each holds what no place inside it holds.

    The article is taken apart on the way.
    """
    for part in article.select(LEFT_OUT):
        part.decompose()
    for part in article.find_all(list(MARKS)):
        write_out(part)
    for name in article.select("math mi"):
        if len(name.get_text()) > 1:  # a function, such as tanh
            name.insert_before(" ")
    for part in article.find_all("math"):
        part.string = part.get_text().replace(APPLY, " ").strip()
    found = []
    collect(article, Place("", ""), {**boxes(article), **entries(article)}, found)
    return found


def write_out(part: Tag) -> None:
    """Put into a part of a formula what its layout says, and set it apart."""
    inside = part.find_all(True, recursive=False)
    if part.name in ("mfrac", "msqrt"):
        for row in inside:
            if row.name == "mrow" and len(row.find_all(True)) > 1:
                row.insert(0, "(")
                row.append(")")
    if part.name == "msqrt":
        part.insert(0, MARKS[part.name])
    else:
        for before, mark in zip(inside[1:], MARKS[part.name], strict=True):
            before.insert_before(mark)
    part.append(" ")


def boxes(article: Tag) -> dict[int, Place]:
    """Sections, exercises, solutions, works; their titles go from the text."""
    found = {}
    for kind, where in PLACES.items():
        for part in article.select(f"{kind}[id]"):
            if title := part.select_one(where):
                text = plain(title.extract())
                if kind == ".solution":  # without the title of its exercise
                    text = text.partition(" (")[0]
                found[id(part)] = Place(part["id"], text)
    return found | {id(part): Place(part["id"], "") for part in article.select(WORK)}


def entries(article: Tag) -> dict[int, Place]:
    """Terms and names, each put together with its definition."""
    found = {}
    for term in article.select(TERMS):
        if not term.parent or term.parent.name != "dl":
            continue  # one more name for the same
        rest = list(term.find_next_siblings())
        names = [term, *takewhile(lambda part: part.name == "dt", rest)]
        definition = takewhile(lambda part: part.name == "dd", rest[len(names) - 1 :])
        entry = term.wrap(BeautifulSoup("", "html.parser").new_tag("div"))
        entry.extend([*names[1:], *definition])
        if "sig" in term.get("class", ()):
            title = term["id"].replace("lstm_core.", "lc.", 1)
        else:
            title = ", ".join(plain(name.extract()) for name in names)
        found[id(entry)] = Place(term["id"], title)
    return found


def plain(part: Tag) -> str:
    return " ".join(part.get_text().split())


def collect(part: Tag, place: Place, starts: dict[int, Place], found: list) -> None:
    """Give each place its text, and list the places in the order of the page."""
    for child in part.children:
        if isinstance(child, Tag):
            inside = starts.get(id(child), place)
            if inside is not place:
                found.append(inside)
            collect(child, inside, starts, found)
            if child.name not in INLINE:
                inside.parts.append(" ")
        elif not isinstance(child, PreformattedString):  # a comment
            place.parts.append(child)


def index(html: Path) -> tuple[list, list]:
    """Pages as [address, title], and places as [page, anchor, title, text]."""
    pages, found = [], []
    for file in sorted(html.glob("book/**/*.html")):
        page = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        here = places(page.select_one("article.bd-article"))
        found += [[len(pages), p.anchor, p.title, p.text()] for p in here]
        pages.append([file.relative_to(html).as_posix(), here[0].title])
    return pages, found


def write_index(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    pages, found = index(Path(app.outdir))
    constants = {"SEARCH_PAGES": pages, "SEARCH_PLACES": found}
    lines = (f"const {name} = {compact(constants[name])};\n" for name in constants)
    file = Path(app.outdir, "_static", INDEX_FILE)
    file.write_text("".join(lines), encoding="utf-8")


def compact(value: list) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def setup(app: Sphinx) -> dict:
    app.connect("build-finished", write_index, priority=900)  # pages are mended by then
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
