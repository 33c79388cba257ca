"""One book in several languages, page beside page.

The English pages lie in ``book/``, those of another language in a folder that is called
like it, such as ``book/es/``. tools/stage.py lays these over the English ones and keeps
what they replaced in ``book/en/``; so every page has the same name, labels and address
in all editions. This extension ties the editions together:

- each page links to itself in the other languages;
- a section has the id that it has in English, so that links to it are the same;
- a page that is not translated says so.

``editions`` in the settings lists the languages: the first one lies at the root of the
site, each of the others in a folder of its own.
"""

from __future__ import annotations

import json
import re
from html import escape
from pathlib import Path

from bs4 import BeautifulSoup
from docutils import nodes
from myst_parser.mdit_to_docutils.base import default_slugify
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from words import WORDS, words_in

ORIGINALS = "book/en"
"""Where tools/stage.py keeps the English pages that have been replaced."""
HEADING = re.compile(r"^#{1,6} +(.+?) *$", re.MULTILINE)
FENCED = re.compile(r"^ *(`{3,}|:{3,}).*?^ *\1 *$", re.MULTILINE | re.DOTALL)
ROLE = re.compile(r"\{[\w:+-]+\}`([^`<]+?)(?: *<[^`]*>)?`")
MARKS = re.compile(r"[`*$]")


def others(app: Sphinx) -> list[str]:
    """The languages of the other editions."""
    return [code for code in app.config.editions if code != app.config.language]


def root(app: Sphinx) -> Path:
    """The repository, of which all editions but the first are built from a copy."""
    folder = Path(app.srcdir)
    return folder if is_first(app) else folder.parents[1]


def is_first(app: Sphinx) -> bool:
    """Whether this edition lies at the root of the site."""
    return app.config.language == app.config.editions[0]


def folder_of(app: Sphinx, language: str) -> str:
    """The folder of an edition in the site: nothing, or such as ``es/``."""
    return "" if language == app.config.editions[0] else f"{language}/"


def home(app: Sphinx) -> str:
    """What leads from the first page of this edition to the root of the site."""
    return "" if is_first(app) else "../"


def site_address(app: Sphinx) -> str:
    """The address of the root of the site; empty where there is none."""
    address = app.config.html_baseurl
    return (address or "").removesuffix(folder_of(app, app.config.language))


def only_in_english(app: Sphinx) -> set[str]:
    """The pages of this edition that have not been translated."""
    if is_first(app):
        return set()
    kept = Path(app.srcdir, ORIGINALS)
    translated = {f"book/{f.stem}" for f in kept.iterdir()}
    return set(app.env.found_docs) - translated


def finished_pages(app: Sphinx) -> list[Path]:
    """The pages of this edition as they have been written."""
    out = Path(app.outdir)
    elsewhere = {"_static", "lite", *others(app)}
    files = sorted(out.rglob("*.html"))
    return [f for f in files if f.relative_to(out).parts[0] not in elsewhere]


def offer_editions(app: Sphinx, page: str, template, context: dict, tree) -> None:
    """Give the templates what they need to link the other editions."""
    words = words_in(app.config.language)
    context["words"] = words
    address, up = app.builder.get_target_uri(page), "../" * page.count("/")
    context["editions"] = [
        {
            "language": code,
            "name": WORDS[code]["name"],
            "url": f"{up}{home(app)}{folder_of(app, code)}{address}",
        }
        for code in others(app)
    ]
    site = site_address(app)
    if site and context["editions"] and app.builder.name == "html":
        tags = [
            f'<link rel="alternate" hreflang="{code}" '
            f'href="{escape(site + folder_of(app, code) + address)}">'
            for code in app.config.editions
        ]
        context["metatags"] = "\n".join([context.get("metatags", ""), *tags])
    if page in only_in_english(app):
        sentence, language = words["other_language"], app.config.language
        context["body"] = say_it_is_english(context["body"], sentence, language)


def say_it_is_english(body: str, sentence: str, language: str) -> str:
    """Put a sentence below the title of a page whose text is English."""
    page = BeautifulSoup(body, "html.parser")
    note = page.new_tag("p", attrs={"class": "lc-only-english", "lang": language})
    note.string = sentence
    page.section.h1.insert_after(note)
    return str(page)


class SameIds(SphinxTransform):
    """Give each section the id and the anchor of the English one.

    The editions have the same headings in the same order (tools/translations.py). What
    is not translated is marked as English.
    """

    default_priority = 800  # before Sphinx looks for labels

    def apply(self, **kwargs: object) -> None:
        file = Path(self.env.doc2path(self.env.docname))
        original = Path(self.env.srcdir, ORIGINALS, file.name)
        sections = list(self.document.findall(has_heading))
        if sections and self.env.config.language != "en" and not original.is_file():
            sections[0]["classes"].append("language-en")  # for its quotation marks too
        headings = headings_of(original) if original.is_file() else []
        if len(sections) != len(headings):
            return
        anchors = self.env.metadata[self.env.docname].get("myst_slugs", {})
        taken = {i for section in sections for i in section["ids"][1:]}
        for section, heading in zip(sections, headings, strict=True):
            own, wanted = section["ids"][0], nodes.make_id(heading)
            if wanted not in taken and wanted != own:
                self.rename(section, own, wanted)
            taken.add(wanted)
            anchor = default_slugify(heading)
            anchors.setdefault(anchor, (section.line, section["ids"][0], heading))

    def rename(self, section: nodes.section, old: str, new: str) -> None:
        section["ids"] = [new if name == old else name for name in section["ids"]]
        self.document.ids[new] = self.document.ids.pop(old)
        for name, known in self.document.nameids.items():
            if known == old:
                self.document.nameids[name] = new


def has_heading(node: nodes.Node) -> bool:
    """Whether this is a section; sphinx-exercise has others, which have no heading."""
    return isinstance(node, nodes.section) and isinstance(node[0], nodes.title)


def headings_of(file: Path) -> list[str]:
    """The headings of a page as plain text, in their order."""
    text = file.read_text("utf-8")
    if file.suffix == ".ipynb":
        cells = json.loads(text)["cells"]
        parts = ("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
        text = "\n\n".join(parts)
    found = HEADING.findall(FENCED.sub("", text))
    return [MARKS.sub("", ROLE.sub(r"\1", heading)) for heading in found]


def setup(app: Sphinx) -> dict:
    app.add_config_value("editions", ["en"], "html")
    app.add_transform(SameIds)
    app.connect("html-page-context", offer_editions, priority=400)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
