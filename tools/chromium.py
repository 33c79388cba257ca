"""The built book, and the Chromium that opens it."""

import shutil
from pathlib import Path

HTML = Path(__file__).resolve().parents[1] / "_build" / "html"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome", "msedge")
CHROMIUM = next(filter(None, map(shutil.which, BROWSERS)), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run"]
# Every page of the book, whatever the table of contents holds today. The first
# index.html only leads to the opening page; the folder lite is JupyterLite's own.
PAGES = sorted(
    file
    for file in HTML.rglob("*.html")
    if file.relative_to(HTML).parts[0] not in ("_static", "index.html", "lite")
)
