"""Cut the fonts of the pages down to the characters that the pages use.

Whole, the font of the formulas and that of the theme's icons weigh more than all the
rest of a chapter. What is kept is read off the finished pages and the scripts and
styles beside them, so a new sign or icon brings its glyph along by itself.
"""

from __future__ import annotations

import functools
import html
import logging
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path

import ziamath
from editions import finished_pages
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.application import Sphinx

# Or each build would print what every step of a cut leaves.
logging.getLogger("fontTools").setLevel(logging.WARNING)

# ziamath draws formulas in Python and carries the font; only the font is used here.
FORMULA_FONT = Path(ziamath.__file__).parent / "fonts" / "STIXTwoMath-Regular.ttf"
FORMULA_FILE = "math.woff2"
# The glyphs that grow with what they stand around, and those with thinner places in
# exponents (ssty) or without a dot under accents (dtls), come along with the others.
FORMULA_FEATURES = ["ssty", "dtls", "kern"]
ICON_FONTS = "vendor/fontawesome/webfonts"
ICON_STYLES = "styles/pydata-sphinx-theme.css"
ICON_RULE = re.compile(r'(?:\.fa-[\w-]+:before,?)+\{content:"([^"]+)"\}')
PRIVATE_USE = "Co"
LICENCE = [0, 1, 2, 13, 14]  # the names in a font that must stay with it
# Browsers set a variable of one letter in italics, for which Unicode has own letters,
# and a hyphen as a minus sign.
ITALICS = {
    chr(int(unicodedata.decomposition(chr(code)).split()[-1], 16)): chr(code)
    for code in (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6A4, 0x1D71C))
    if unicodedata.decomposition(chr(code))
}
DRAWN_AS = ITALICS | {"-": "\N{MINUS SIGN}"}
ROOT = "\N{SQUARE ROOT}"  # an element of its own, which no formula spells out


def signs(markup: str) -> set[str]:
    """The characters of all formulas in the markup of a page, as they are drawn."""
    formulas = "".join(re.findall(r"<math\b.*?</math>", markup, re.DOTALL))
    text = html.unescape(re.sub(r"<[^>]+>", " ", formulas))
    drawn = set(text) - set("\n\t") | {DRAWN_AS[s] for s in text if s in DRAWN_AS}
    return drawn | ({ROOT} if re.search("<m(sqrt|root)", formulas) else set())


@functools.cache
def known_signs() -> frozenset[str]:
    """All characters that the font of the formulas has."""
    with TTFont(FORMULA_FONT, lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))


def write_formula_font(characters: Iterable[str], folder: Path) -> None:
    cut(FORMULA_FONT, characters, folder / FORMULA_FILE, FORMULA_FEATURES)


def cut(font: Path, characters: Iterable[str], target: Path, features: list) -> None:
    """Write a font that has these characters, those of them that it had before."""
    options = subset.Options(
        flavor="woff2", hinting=False, layout_features=features, name_IDs=LICENCE
    )
    with subset.load_font(font, options) as loaded:
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=map(ord, characters))
        subsetter.subset(loaded)
        subset.save_font(loaded, target, options)


def icon_names(texts: Iterable[str]) -> set[str]:
    """Words in pages and scripts that may be the name of an icon."""
    return {name for text in texts for name in re.findall(r"fa-[\w-]+", text)}


def cut_icon_rules(styles: str, names: set[str]) -> str:
    """Take the rules of all icons but these out of the theme's styles."""

    def kept(rule: re.Match) -> str:
        return rule[0] if names & icon_names([rule[0]]) else ""

    return ICON_RULE.sub(kept, styles)


def icons_in(styles: str) -> set[str]:
    """The characters of the icons that styles put onto a page."""
    escaped = re.compile(r"\\([0-9a-fA-F]{1,6}) ?")

    def read(text: str) -> str:
        return escaped.sub(lambda code: chr(int(code[1], 16)), text)

    named = {read(sign) for sign in ICON_RULE.findall(styles)}
    return named | {
        sign for sign in read(styles) if unicodedata.category(sign) == PRIVATE_USE
    }


def cut_icons(static: Path, pages: list[str]) -> None:
    """Keep the icons that pages, scripts and styles name, and no file twice."""
    scripts = [f for f in static.rglob("*.js") if f.name != "fontawesome.js"]
    names = icon_names([*pages, *(f.read_text("utf-8") for f in scripts)])
    theme = static / ICON_STYLES
    theme.write_text(cut_icon_rules(theme.read_text("utf-8"), names), "utf-8")
    icons = set().union(
        *(icons_in(f.read_text("utf-8")) for f in static.rglob("*.css"))
    )
    for font in (static / ICON_FONTS).glob("*.woff2"):
        cut(font, icons, font, [])


def cut_fonts(app: Sphinx, error: Exception | None) -> None:
    if error or app.builder.name != "html":
        return
    folder = Path(app.outdir)
    pages = [file.read_text("utf-8") for file in finished_pages(app)]
    write_formula_font(set().union(*map(signs, pages)), folder / "_static")
    cut_icons(folder / "_static", pages)


def setup(app: Sphinx) -> dict:
    # Late: other extensions still change the pages.
    app.connect("build-finished", cut_fonts, priority=900)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
