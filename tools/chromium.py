"""The built book, and the Chromium that opens it."""

import shutil
from pathlib import Path

HTML = Path(__file__).resolve().parents[1] / "_build" / "html"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
EDITIONS = {file.parts[-3]: file.parents[1] for file in HTML.glob("*/book/index.html")}
"""The built editions in other languages: code and folder."""


def pages_in(edition: Path) -> list[Path]:
    """Every page of an edition, whatever the table of contents holds today.

    The first index.html only leads to the opening page; the folder lite is
    JupyterLite's own.
    """
    others = ("_static", "index.html", "lite", *EDITIONS)
    files = sorted(edition.rglob("*.html"))
    return [f for f in files if f.relative_to(edition).parts[0] not in others]


PAGES = pages_in(HTML)
