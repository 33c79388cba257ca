"""Build the book as an EPUB that readers and epubcheck take: tasks.py epub.

Sphinx writes the pages as they would go to a browser, which forgives; an EPUB is XML.
So each page is read as a browser reads it, mended, and written again as XHTML: what
needs a script stands there in its static form, and solutions fold without one.
"""

from __future__ import annotations

import html
import uuid
from base64 import b64decode
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from os.path import relpath
from pathlib import Path
from urllib.parse import quote, unquote, unquote_to_bytes, urlsplit

from accessible import keep_ids_unique, make_citations_a_list, make_the_index_a_list
from bs4 import BeautifulSoup, Comment
from docutils import nodes
from fonts import FORMULA_FILE, signs, write_formula_font
from sphinx.application import Sphinx
from sphinx.builders.epub3 import Epub3Builder
from sphinx.config import Config
from words import words_in

COVER = "_static/cover.png"
STYLES = ("pygments.css", "ebook.css")
KEPT = (*STYLES, FORMULA_FILE, Path(COVER).name)
SIGNS_OF_ADDRESSES = "!#$%&'()*+,/:;=?@[]~"
NAMESPACES = {
    "math": "http://www.w3.org/1998/Math/MathML",
    "svg": "http://www.w3.org/2000/svg",
}


class Epub(Epub3Builder):
    """Sphinx's builder, with pages that are XHTML and a manifest that says so."""

    name = "epub"
    media_types = Epub3Builder.media_types | {".woff2": "font/woff2"}

    def handle_finish(self) -> None:
        folder = Path(self.outdir)
        for file in (folder / "_static").rglob("*"):
            if file.is_file() and file.name not in KEPT:
                file.unlink()  # of the theme, for pages in a browser
        pages = list(folder.rglob("*.xhtml"))
        for page in pages:
            page.write_text(mend(page.read_text("utf-8"), page, folder), "utf-8")
        texts = (page.read_text("utf-8") for page in pages)
        write_formula_font(set().union(*map(signs, texts)), folder / "_static")
        draw_cover(self.config.epub_title, self.config.epub_author, folder / COVER)
        super().handle_finish()

    def get_toc(self) -> None:
        """List the pages with their numbers, and their sections."""
        super().get_toc()
        self.refnodes = [
            entry for page in self.refnodes for entry in self.entries(page)
        ]

    def entries(self, page: dict) -> Iterator[dict]:
        name = page["refuri"].removesuffix(self.out_suffix)
        numbers = self.env.toc_secnumbers.get(name, {})

        def entry(anchor: str, text: str, level: int) -> dict:
            number = "".join(f"{n}." for n in numbers.get(anchor, ()))
            address = page["refuri"] + self.fix_fragment("", anchor)
            return {
                "level": level,
                "refuri": address,
                "text": f"{number} {text}".strip(),
            }

        yield entry("", page["text"], page["level"])
        for title in sections(self.env.tocs[name]):
            text = html.escape(title.astext())
            yield entry(title["anchorname"], text, page["level"] + 1)

    def toc_metadata(self, level: int, navpoints: list) -> dict:
        same = {"uid": self.config.epub_identifier}  # as in the manifest
        return super().toc_metadata(level, navpoints) | same

    def build_content(self) -> None:
        super().build_content()
        manifest = Path(self.outdir, "content.opf")
        text = manifest.read_text("utf-8")
        for file in self.files:
            if file.endswith(".xhtml"):
                page = Path(self.outdir, file).read_text("utf-8")
                text = with_properties(text, file, page)
        manifest.write_text(text, "utf-8")


def sections(toc: nodes.bullet_list) -> list[nodes.reference]:
    """The titles of the sections right below the title of a page."""
    page = toc[0]
    lists = [part for part in page if isinstance(part, nodes.bullet_list)]
    items = [item for part in lists for item in part]
    return [item[0][0] for item in items if isinstance(item, nodes.list_item)]


def with_properties(manifest: str, file: str, page: str) -> str:
    """The manifest, in which this page names what it holds beside XHTML."""
    kinds = {"math": "mathml", "svg": "svg"}
    held = " ".join(kinds[name] for name in kinds if f"<{name} " in page)
    if not held:
        return manifest
    place = f'href="{file}" media-type='
    return manifest.replace(place, f'properties="{held}" {place}')


def mend(text: str, file: Path, folder: Path) -> str:
    """A page as XHTML of an EPUB whose files lie in this folder."""
    page = BeautifulSoup(text, "html5lib")
    for mender in MENDERS:
        mender(page)
    for picture in page.select('img[src^="data:"]'):
        picture["src"] = relpath(store(picture["src"], folder), file.parent)
    for link in page.select("a[href]"):
        target = urlsplit(link["href"])
        there = target.path and Path(file.parent, unquote(target.path)).exists()
        if not (target.scheme or there or target.fragment):
            link.unwrap()  # a download, the general index, or settings of this page
        link["href"] = quote(link["href"], safe=SIGNS_OF_ADDRESSES)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{page.decode(formatter="minimal")}'


def store(address: str, folder: Path) -> Path:
    """Write the picture that an address holds into a file, as reading programs want."""
    head, _, data = address.partition(",")
    picture = b64decode(data) if head.endswith(";base64") else unquote_to_bytes(data)
    end = head.partition("/")[2].partition("+")[0].partition(";")[0]
    file = folder / "_images" / f"{sha256(picture).hexdigest()[:16]}.{end}"
    file.write_bytes(picture)
    return file


def drop_what_needs_a_browser(page: BeautifulSoup) -> None:
    for part in page.select("script, noscript, input, label, meta[name=viewport]"):
        part.decompose()
    for style in page.body.find_all("style"):
        style.decompose()  # of explorers and of pictures with buttons
    for note in page.find_all(string=lambda text: isinstance(text, Comment)):
        note.extract()


def show_explorers_in_words(page: BeautifulSoup) -> None:
    """What stands in an explorer is there for readers without scripts."""
    for explorer in page.find_all("lc-explorer"):
        explorer.name = "div"
        explorer.attrs = {"class": "lc-static", "lang": explorer["lang"]}
        explorer.find_all("p")[-1].decompose()  # says how to switch scripts on


def name_folded_code(page: BeautifulSoup) -> None:
    """One name for what unfolds, in place of two that a style sheet chooses from."""
    for name in page.select("details.hide > summary"):
        name.string = name.find(class_="collapsed").get_text()


def fold_solutions(page: BeautifulSoup) -> None:
    for box in page.select("div.dropdown"):
        box.name = "details"
        box.find(class_="admonition-title").name = "summary"


def name_languages(page: BeautifulSoup) -> None:
    page.html["lang"] = page.html.get("lang") or "en"
    for part in page.find_all(lang=True):
        part["xml:lang"] = part["lang"]


def name_namespaces(page: BeautifulSoup) -> None:
    page.html["xmlns"] = "http://www.w3.org/1999/xhtml"
    for name, address in NAMESPACES.items():
        for part in page.find_all(name):
            part["xmlns"] = address


def nest_the_style_of_formulas(page: BeautifulSoup) -> None:
    """MathML 3, the one in an EPUB, knows these two only on an element of their own."""
    for name in ("displaystyle", "scriptlevel"):
        for part in page.select(f"math [{name}]:not(mstyle)"):
            part.wrap(page.new_tag("mstyle", attrs={name: part[name]}))
            del part[name]


MENDERS = (
    keep_ids_unique,
    make_citations_a_list,
    make_the_index_a_list,
    drop_what_needs_a_browser,
    show_explorers_in_words,
    name_folded_code,
    fold_solutions,
    nest_the_style_of_formulas,
    name_languages,
    name_namespaces,
)


def draw_cover(title: str, author: str, file: Path) -> None:
    """Draw a cell between the title and the authors."""
    import matplotlib.pyplot as plt  # loaded here: building pages needs none of it
    import numpy as np

    import lstm_core as lc
    from lstm_core import plots

    rng = np.random.default_rng(1)
    trace = lc.lstm_forward(lc.init_lstm(n_x=2, n_a=2, rng=rng), rng.random((3, 1, 2)))
    figure = plt.figure(figsize=(6, 8))
    plots.draw_cell(figure.add_axes((0.05, 0.25, 0.9, 0.45)), trace.step(1))
    figure.text(0.5, 0.84, title, ha="center", size=32, weight="bold")
    figure.text(0.5, 0.1, author, ha="center", size=14)
    figure.savefig(file, dpi=200)
    plt.close(figure)


def describe(app: Sphinx, config: Config) -> None:
    """Say what the book is; one and the same for all builders, which share a cache."""
    config.version = version("lstm-core")
    # As on the pages, explorers come as HTML, which show_explorers_in_words changes.
    widget = "application/vnd.jupyter.widget-view+json"
    config.nb_mime_priority_overrides.append(["epub", widget, None])
    words = words_in(config.language)
    config.epub_basename = words["file"]
    config.epub_title = config.html_title
    config.epub_description = words["summary"]
    config.epub_contributor = config.author
    config.epub_identifier = uuid.uuid5(uuid.NAMESPACE_URL, words["file"]).urn
    config.epub_scheme = "UUID"
    config.epub_uid = "book-id"
    config.epub_cover = (COVER, "epub-cover.html")
    config.epub_css_files = ["ebook.css"]
    config.epub_show_urls = "no"
    config.epub_tocscope = "includehidden"
    config.epub_tocdup = False
    config.epub_use_index = False


def choose_files(app: Sphinx, page: str, template: str, context: dict, tree: object):
    """Leave out what the pages in a browser need, and an EPUB does not."""
    if app.builder.name == "epub":
        context["script_files"] = []
        styles = context["css_files"]
        context["css_files"] = [f for f in styles if Path(f.filename).name in STYLES]


def setup(app: Sphinx) -> dict:
    app.add_builder(Epub, override=True)
    app.connect("config-inited", describe, priority=700)  # before Sphinx reads it
    app.connect("html-page-context", choose_files, priority=950)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
