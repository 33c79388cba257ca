"""Fold the sections that a first reader does not need.

A section whose heading begins with "Look closer:", or what words.py says for it, is
folded on the pages: its heading stays, and unfolds it. In the plain notebooks such a
heading is collapsed, which JupyterLab and Colab understand (plain_edition.py).
"""

from __future__ import annotations

from bs4 import BeautifulSoup
from sphinx.application import Sphinx
from words import words_in


def fold(body: str, language: str = "en") -> str:
    """Put what follows such a heading into ``<details>``, and the heading on top."""
    start = words_in(language)["look_closer"]
    if start not in body:
        return body
    page = BeautifulSoup(body, "html.parser")
    for heading in page.select("section > :is(h2, h3)"):
        number = heading.find("span", class_="section-number")
        title = heading.get_text().removeprefix(number.get_text() if number else "")
        if not title.startswith(start):
            continue
        section = heading.parent
        if anchor := heading.find("a", class_="headerlink"):
            anchor.decompose()  # a link on a button; the contents beside lead here too
        inside = list(section.children)
        box = page.new_tag("details", attrs={"class": "look-closer"})
        summary = page.new_tag("summary")
        box.extend([summary, *inside[inside.index(heading) + 1 :]])
        summary.append(heading)
        section.append(box)
    return str(page)


def fold_page(app: Sphinx, pagename, templatename, context, doctree) -> None:
    if "body" in context:
        context["body"] = fold(context["body"], app.config.language)


def setup(app: Sphinx) -> dict:
    app.connect("html-page-context", fold_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
