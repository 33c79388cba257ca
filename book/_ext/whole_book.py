"""Offer the whole book as PDF and as EPUB, on its pages, where it has been built.

`tasks.py pdf` and `tasks.py epub` leave the files in `_build`. The next build of the
pages takes them along, and adds them to the menu of downloads; what is older than a
page of the book is left out.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from editions import root
from sphinx.application import Sphinx
from words import words_in

FORMATS = {"pdf": "fas fa-file-pdf", "epub": "fas fa-book"}


def built(app: Sphinx) -> list[Path]:
    """The files of the whole book that no change of a page has made old."""
    files = [root(app) / "_build" / f"{name_of(app)}.{end}" for end in FORMATS]
    pages = [Path(app.env.doc2path(name)) for name in app.env.found_docs]
    newest = max(page.stat().st_mtime for page in pages)
    return [f for f in files if f.is_file() and f.stat().st_mtime >= newest]


def name_of(app: Sphinx) -> str:
    return words_in(app.config.language)["file"]


def offer(app: Sphinx, page: str, template: str, context: dict, tree: object) -> None:
    groups = context.get("header_buttons", [])
    for group in groups:
        if group.get("label") == "download-buttons":
            group["buttons"] += [button(file, context) for file in built(app)]


def button(file: Path, context: dict) -> dict:
    end, words = file.suffix.removeprefix("."), context["words"]
    return {
        "type": "link",
        "text": words["whole_book"].format(end=end),
        "tooltip": words["download_book"].format(end=end.upper()),
        "icon": FORMATS[end],
        "url": context["pathto"](file.name, 1),
        "label": f"download-whole-{end}",
    }


def take_along(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    for end in FORMATS:
        Path(app.outdir, f"{name_of(app)}.{end}").unlink(missing_ok=True)
    for file in built(app):
        shutil.copy(file, app.outdir)


def setup(app: Sphinx) -> dict:
    app.connect("html-page-context", offer, priority=502)  # after the theme
    app.connect("build-finished", take_along)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
