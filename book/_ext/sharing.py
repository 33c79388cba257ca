"""What others see of a page: search engines, messengers, browsers, lost readers.

Each page gets a description, the tags of OpenGraph with a picture, and icons for
browsers and phones that take no SVG; the pictures are drawn from the SVG files in
book/images. The first ``index.html`` leads to the opening page, and ``404.html`` back
into the book. With an address, ``html: baseurl:`` in ``_config.yml``, pages name their
own, and ``sitemap.xml`` lists them.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator
from html import escape
from pathlib import Path

import resvg_py
from docutils import nodes
from editions import folder_of, is_first, others
from figure_alt import description
from PIL import Image
from sphinx.application import Sphinx
from sphinx.config import Config
from words import words_in

IMAGES = Path(__file__).parents[1] / "images"
LOGO = IMAGES / "logo.svg"
SHARED, SHARED_SIZE = "_static/share.png", (1200, 630)
ICON, ICON_SIZE = "_static/favicon.png", 48
TOUCH_ICON, TOUCH_ICON_SIZE = "_static/apple-touch-icon.png", 180
MARGIN = 30
FIRST_SENTENCE = re.compile(r".+?[.?!](?=\s|$)")
FORWARD = "index"  # the contents begin with book/index


def end_address(app: Sphinx, config: Config) -> None:
    """Addresses are joined to it, so it ends with a slash."""
    if config.html_baseurl:
        config.html_baseurl = config.html_baseurl.rstrip("/") + "/"


def add_tags(app: Sphinx, page: str, template: str, context: dict, tree: object):
    if app.builder.name != "html":  # a book in one file is not shared page by page
        return
    pathto = context["pathto"]
    tags = [
        f'<link rel="icon" sizes="{ICON_SIZE}x{ICON_SIZE}" href="{pathto(ICON, 1)}">',
        f'<link rel="apple-touch-icon" href="{pathto(TOUCH_ICON, 1)}">',
    ]
    if page == FORWARD:  # is described like the page that it leads to
        page = app.config.root_doc
        tree = app.env.get_doctree(page)
        if address := app.config.html_baseurl:
            context["pageurl"] = address + app.builder.get_target_uri(page)
    if tree:
        sentence = describe(app.env.metadata[page], tree)
        tags.append(meta("name", "description", sentence))
        tags.append(meta("name", "twitter:card", "summary_large_image"))
        properties = open_graph(app, page, sentence, context)
        tags += [meta("property", f"og:{key}", properties[key]) for key in properties]
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])


def open_graph(app: Sphinx, page: str, sentence: str, context: dict) -> dict[str, str]:
    """The properties of https://ogp.me; some readers of it need the whole address."""
    address = app.config.html_baseurl
    properties = {
        "type": "website",
        "site_name": app.config.html_title,
        "title": app.env.titles[page].astext(),
        "description": sentence,
        "image": address + SHARED if address else context["pathto"](SHARED, 1),
        "image:width": str(SHARED_SIZE[0]),
        "image:height": str(SHARED_SIZE[1]),
        "image:alt": first_sentence(description(picture(app))),
    }
    return properties | ({"url": context["pageurl"]} if address else {})


def meta(kind: str, name: str, content: str) -> str:
    return f'<meta {kind}="{name}" content="{escape(content)}">'


def describe(metadata: dict, tree: nodes.document) -> str:
    """One sentence: what the page says in its metadata, or else its own first."""
    if "description" in metadata:
        return metadata["description"]
    paragraphs = tree.findall(nodes.paragraph)
    first = next((p for p in paragraphs if isinstance(p.parent, nodes.section)), None)
    return first_sentence(first.astext()) if first else ""


def first_sentence(text: str) -> str:
    text = " ".join(text.split())
    found = FIRST_SENTENCE.match(text)
    return found[0] if found else text


def more_pages(app: Sphinx) -> Iterator[tuple[str, dict, str]]:
    if app.builder.name == "html":
        first = app.builder.get_target_uri(app.config.root_doc)
        yield FORWARD, {"title": app.config.html_title, "first": first}, "forward.html"
        yield "404", lost_page(app), "404.html"


def lost_page(app: Sphinx) -> dict:
    """The words for readers who are lost: first in the language of this edition.

    Servers show the page of the first edition for all of the site.
    """
    codes = [app.config.language, *(others(app) if is_first(app) else ())]
    first = app.builder.get_target_uri(app.config.root_doc)
    paragraphs = (
        f'<p lang="{code}">{way_back(code, folder_of(app, code) + first)}</p>'
        if code != app.config.language
        else f"<p>{way_back(code, first)}</p>"
        for code in codes
    )
    title = words_in(app.config.language)["elsewhere"]
    folders = [folder_of(app, code) for code in codes[1:]]
    return {
        "title": title,
        "body": f"<h1>{title}</h1>" + "".join(paragraphs),
        "folders": folders,
    }


def way_back(language: str, first: str) -> str:
    return words_in(language)["way_back"].format(first=first)


def write_files(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    html = Path(app.outdir)
    for name, drawing in pictures(picture(app)).items():
        drawing.save(html / name, optimize=True)
    if app.config.html_baseurl and is_first(app):
        pages = map(app.builder.get_target_uri, sorted(app.env.found_docs))
        editions = {code: folder_of(app, code) for code in app.config.editions}
        text = sitemap(app.config.html_baseurl, pages, editions)
        (html / "sitemap.xml").write_text(text, encoding="utf-8")


def picture(app: Sphinx) -> Path:
    """The picture of the opening page, in the language of this edition."""
    own = IMAGES / f"cell.{app.config.language}.svg"
    return own if own.is_file() else IMAGES / "cell.svg"


def pictures(cell_svg: Path) -> dict[str, Image.Image]:
    logo = drawn(LOGO, TOUCH_ICON_SIZE)
    ground = logo.getpixel((TOUCH_ICON_SIZE // 2, MARGIN // 2))
    touch = Image.new("RGB", logo.size, ground)  # phones round the corners themselves
    touch.paste(logo, mask=logo)
    cell = drawn(cell_svg, SHARED_SIZE[1] - 2 * MARGIN)
    shared = Image.new("RGB", SHARED_SIZE, "white")
    shared.paste(cell, ((SHARED_SIZE[0] - cell.width) // 2, MARGIN), mask=cell)
    return {ICON: drawn(LOGO, ICON_SIZE), TOUCH_ICON: touch, SHARED: shared}


def drawn(file: Path, height: int) -> Image.Image:
    png = resvg_py.svg_to_bytes(
        svg_path=str(file), height=height, dpi=96, skip_system_fonts=True
    )
    return Image.open(io.BytesIO(bytes(png)))


def sitemap(address: str, pages: Iterable[str], editions: dict[str, str]) -> str:
    """All pages in all languages; each names those that say the same."""

    def same(page: str) -> str:
        return "".join(
            f'<xhtml:link rel="alternate" hreflang="{code}" '
            f'href="{escape(address + folder + page)}"/>'
            for code, folder in editions.items()
        )

    places = "".join(
        f"<url><loc>{escape(address + folder + page)}</loc>{same(page)}</url>\n"
        for page in pages
        for folder in editions.values()
    )
    return f"""<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
 xmlns:xhtml="http://www.w3.org/1999/xhtml">
{places}</urlset>
"""


def setup(app: Sphinx) -> dict:
    app.connect("config-inited", end_address)
    app.connect("html-page-context", add_tags)
    app.connect("html-collect-pages", more_pages)
    app.connect("build-finished", write_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
