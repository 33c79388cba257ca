"""Mend, on the finished pages, what the theme and its extensions leave to mend.

Each function takes one cause away, for readers who use a keyboard, a screen reader, a
slow connection or none. tests/site/test_accessible.py shows what each of them is for;
tests/site/test_html.py runs axe-core over every page.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from bs4 import BeautifulSoup
from docutils import nodes
from editions import finished_pages, only_in_english
from sphinx.application import Sphinx
from words import WORDS, words_in

from lstm_core.explorers import module

# The theme knows the mode only when its own script runs, after the page is drawn.
# This one runs first, so that no page flashes light before it turns dark.
MODE_SCRIPT = """
(() => {
  const root = document.documentElement.dataset;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  root.mode = "auto";
  try {
    root.mode = localStorage.getItem("mode") || "auto";
  } catch { /* the reader's browser keeps nothing */ }
  root.theme = root.mode === "auto" ? (dark ? "dark" : "light") : root.mode;
})();
"""


def use_icon_font(page: BeautifulSoup) -> None:
    """Draw icons with the theme's font (0.2 MB) instead of its script (1.5 MB)."""
    for script in page.find_all("script", src=re.compile("fontawesome")):
        script.decompose()
    for icon in page.find_all(["i", "span"], class_=re.compile("^fa-")):
        icon["aria-hidden"] = "true"


def let_the_text_come_first(page: BeautifulSoup) -> None:
    """The theme asks for its scripts before its styles, which the text waits for."""
    for link in page.select("link[rel=preload][as=script]"):
        link.decompose()


def choose_mode_early(page: BeautifulSoup) -> None:
    """Follow the reader's system from the first moment; be light without scripts."""
    if page.html.get("data-theme") == "auto":
        page.html["data-theme"] = "light"
    for script in page.find_all("script", string=re.compile("dataset.mode =")):
        script.string = MODE_SCRIPT


def name_by_visible_words(page: BeautifulSoup) -> None:
    """Call a control what it shows, so that voice control finds it by these words."""
    for control in page.select("summary[aria-label], .search-button-field"):
        del control["aria-label"]
    for control in page.select("button[title]:not([aria-label])"):
        if not control.get_text(strip=True):
            control["aria-label"] = control["title"]
    for arrow in page.select("a + details > summary:not([aria-label])"):
        if not arrow.get_text(strip=True):
            chapter = arrow.parent.find_previous_sibling("a").get_text()
            name = words_of(page)["pages_under"].format(chapter=chapter)
            arrow["aria-label"] = name


DRAWERS = {"primary": "contents_of_book", "secondary": "contents_of_page"}
CLOSE_BUTTON = """
<form class="lc-close" method="dialog"><button aria-label="{close}" class="btn">
<i aria-hidden="true" class="fa-solid fa-xmark"></i></button></form>
"""


def name_and_close_drawers(page: BeautifulSoup) -> None:
    """On narrow screens the contents are dialogs: name them, and let them be closed.

    The theme moves all that is in a sidebar into its dialog, the button too.
    """
    words = words_of(page)
    close_button = CLOSE_BUTTON.format(close=words["close"])
    for kind, key in DRAWERS.items():
        name = words[key]
        for button in page.select(f".{kind}-toggle"):
            button["aria-label"] = button["title"] = name
        for dialog in page.select(f"#pst-{kind}-sidebar-modal"):
            dialog["aria-label"] = name
        for sidebar in page.select(f"#pst-{kind}-sidebar"):
            sidebar.insert(0, BeautifulSoup(close_button, "html.parser"))


def name_folded_code(page: BeautifulSoup) -> None:
    """Say which figure the folded code draws; all of these read alike otherwise."""
    for fold in page.select(".cell details.hide"):
        numbers = fold.find_parent(class_="cell").select(".caption-number")
        for words in fold.select("summary > p") if numbers else ():
            unseen = page.new_tag("span", attrs={"class": "visually-hidden"})
            figure = numbers[0].get_text(strip=True)
            unseen.string = words_of(page)["of_figure"].format(figure=figure)
            words.append(unseen)


def say_things_once(page: BeautifulSoup) -> None:
    """The theme repeats Sphinx; and the opening page is called as the book is."""
    for repeated in page.select("meta[name=viewport]")[1:]:
        repeated.decompose()
    if page.title:
        title, _, book = page.title.get_text(strip=True).partition(" \N{EM DASH} ")
        if title == book:
            page.title.string = book


def say_better(page: BeautifulSoup) -> None:
    """Call controls what the catalogues of the theme and of Sphinx do not."""
    better = words_of(page)["said_better"]
    for name in ("title", "aria-label") if better else ():
        for part in page.find_all(attrs={name: list(better)}):
            part[name] = better[part[name]]


def name_fields_in_english(page: BeautifulSoup) -> None:
    """What Sphinx calls parts of a docstring, where the docstring is English."""
    fields = words_of(page)["fields"]
    for head in page.select("[lang=en] dl.field-list > dt") if fields else ():
        name = head.find(string=True, recursive=False)
        if name in fields:
            name.replace_with(fields[name])


def mark_regions(page: BeautifulSoup) -> None:
    """Let screen readers jump to the sidebar, which is no landmark in the theme."""
    if sidebar := page.find(id="pst-primary-sidebar"):
        sidebar["role"] = "complementary"  # its script wants a <div>
        sidebar["aria-label"] = words_of(page)["book"]


def make_citations_a_list(page: BeautifulSoup) -> None:
    """Replace a role that ARIA has given up."""
    for entry in page.select("[role=doc-biblioentry]"):
        entry["role"] = "listitem"


def make_the_index_a_list(page: BeautifulSoup) -> None:
    """Its columns are no table with headers; book.css sets them."""
    for table in page.select("table.indextable"):
        table.name = "div"
        del table["style"]
        for part in table.find_all(["tr", "td"]):
            part.unwrap()


def drop_empty_headers(page: BeautifulSoup) -> None:
    """The empty corner of a table is no header of anything."""
    for cell in page.find_all("th"):
        if not cell.get_text(strip=True) and not cell.find(["img", "math"]):
            cell.name = "td"


def keep_ids_unique(page: BeautifulSoup) -> None:
    """Take away the id that sphinx-exercise gives to all its boxes alike."""
    for section in page.select("#exercise-content, #solution-content"):
        del section["id"]


def say_whose_solution(page: BeautifulSoup) -> None:
    """Where sphinx-exercise has no article in Spanish, and a space in the link."""
    before, _, _ = words_of(page)["solution"].partition("{exercise}")
    for link in page.select(".solution > .admonition-title > a"):
        first = link.find(string=True)
        first.replace_with(first.lstrip())
        for part in list(link.previous_siblings):
            part.extract()
        link.insert_before(before)


def carry_explorers_once(page: BeautifulSoup) -> None:
    """Each explorer brings the module and the styles of all kinds.

    A page needs one copy, which knows the kinds that it shows.
    """
    shown = (json.loads(e["data-spec"]) for e in page.select("lc-explorer"))
    whole, own = module(), module(frozenset(spec["kind"] for spec in shown))
    for script in page.select("article script[type=module]"):
        if script.string.strip() == whole.strip():
            script.string = own
    known = set()
    for part in page.select("article :is(script[type=module], style)"):
        if part.string in known:
            part.decompose()
        else:
            known.add(part.string)


MENDERS = (
    carry_explorers_once,
    use_icon_font,
    let_the_text_come_first,
    choose_mode_early,
    name_by_visible_words,
    name_and_close_drawers,
    name_folded_code,
    say_things_once,
    say_better,
    name_fields_in_english,
    mark_regions,
    make_citations_a_list,
    make_the_index_a_list,
    drop_empty_headers,
    keep_ids_unique,
    say_whose_solution,
)


def words_of(page: BeautifulSoup) -> dict:
    """The words in the language of a page."""
    return words_in(page.html and page.html.get("lang"))


def mend(html: str, english: frozenset[str] = frozenset()) -> str:
    """A page as it should be; ``english`` are files of the book in that language."""
    page = BeautifulSoup(html, "html.parser")
    if page.html:
        for mender in MENDERS:
            mender(page)
        if english:
            name_pages_in_english(page, english)
    return str(page)


def name_pages_in_english(page: BeautifulSoup, english: frozenset[str]) -> None:
    """Links to these pages say so, in the words of the contents of the book."""
    contents = page.select("#pst-primary-sidebar nav a[href]")
    names = {link["href"]: link.get_text(strip=True) for link in contents}
    for link in page.select("nav a[href], .prev-next-area a"):
        if link["href"].rpartition("/")[2].partition("#")[0] in english:
            link["hreflang"] = "en"
            title = link.select_one(".prev-next-title")
            if title and link["href"] in names:
                title.string = names[link["href"]]
    if page.select_one("article section[lang=en]"):
        titles = "#jb-print-docs-body h1, #jb-print-toc nav > ul, nav.page-toc > ul"
        for part in page.select(titles):
            part["lang"] = "en"


def word_in(language: str):
    """A role such as ``{es}`la palabra```: in italics, and read out in its language."""

    def role(name, source, text, line, inliner, options=None, content=None):
        return [nodes.emphasis(source, text, classes=[f"language-{language}"])], []

    return role


def mend_pages(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.format != "html":
        return
    english = frozenset(Path(f"{page}.html").name for page in only_in_english(app))
    for file in finished_pages(app):
        html = file.read_text(encoding="utf-8")
        file.write_text(mend(html, english), encoding="utf-8")


def setup(app: Sphinx) -> dict:
    for language in WORDS:
        app.add_role(language, word_in(language))
    app.connect("build-finished", mend_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
