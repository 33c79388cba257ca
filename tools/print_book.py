"""Print the pages of the built book as PDF: tasks.py pdf.

Each page becomes one file in _build/pdf. Solutions are printed open, the folded code
of the figures is left out: see @media print in book/_static/book.css.
"""

import sys
from pathlib import Path

from chromium import CHROMIUM, FLAGS, HTML, PAGES
from playwright.sync_api import sync_playwright

OUT = HTML.parent / "pdf"


def print_pages(files: list[Path], out: Path) -> list[Path]:
    """Print built pages and return the PDF files, in the same order."""
    out.mkdir(exist_ok=True)
    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page(color_scheme="light", reduced_motion="reduce")
        for file in files:
            page.goto(file.as_uri())
            page.evaluate("[...document.images].forEach(i => { i.loading = 'eager'; })")
            page.wait_for_load_state("networkidle")
            made.append(out / f"{file.stem}.pdf")
            page.pdf(path=made[-1], format="A4", tagged=True, outline=True)
        browser.close()
    return made


if __name__ == "__main__":
    if CHROMIUM is None:
        sys.exit("neither Chromium nor Chrome was found on the PATH")
    pages = [file for file in PAGES if file.parent != HTML]
    for file in print_pages(pages, OUT):
        print(file)
