"""The fonts of the pages: all that the pages use, little else: book/_ext/fonts.py."""

import base64
import re
from pathlib import Path

import pytest
from browser import IN_THE_BOOK, launch
from chromium import HTML, PAGES

for package in ("sphinx", "brotli", "ziamath"):
    pytest.importorskip(package, reason=f"{package}, of the book extra, is missing")
fonts = pytest.importorskip("fonts")
from fontTools.ttLib import TTFont  # noqa: E402

IN_A_BUILT_BOOK = pytest.mark.skipif(not PAGES, reason="the book is not built")
STATIC = HTML / "_static"
KB = 1000


def glyphs(font):
    """The characters that a font file can draw."""
    with TTFont(font) as opened:
        return set(map(chr, opened.getBestCmap() or ()))


def whole_theme():
    """The folder of the theme's files, before anything is cut."""
    theme = pytest.importorskip("pydata_sphinx_theme")
    folder = Path(theme.__file__).parent / "theme" / "pydata_sphinx_theme"
    return folder / "static"


@pytest.mark.parametrize(
    ("markup", "needed"),
    [
        ("<mi>f</mi>", "f\N{MATHEMATICAL ITALIC SMALL F}"),
        ("<mi>h</mi>", "h\N{PLANCK CONSTANT}"),
        ("<mi>&sigma;</mi>", "\N{MATHEMATICAL ITALIC SMALL SIGMA}"),
        ("<mi>&epsilon;</mi>", "\N{MATHEMATICAL ITALIC SMALL EPSILON}"),
        ("<mo>-</mo>", "\N{MINUS SIGN}"),
        ("<mo>&lt;</mo>", "<"),
        ("<msqrt><mn>2</mn></msqrt>", "2\N{SQUARE ROOT}"),
    ],
)
def test_signs_are_those_that_a_browser_draws(markup, needed):
    page = f"<p>Zero</p><math display='block'>{markup}</math><p>Zero</p>"
    assert set(needed) <= fonts.signs(page)
    assert "Z" not in fonts.signs(page)


def test_the_font_keeps_signs_that_grow_and_small_primes(tmp_path):
    fonts.write_formula_font("(f", tmp_path)
    with TTFont(tmp_path / fonts.FORMULA_FILE) as font:
        variants = font["MATH"].table.MathVariants
        assert font.getBestCmap()[ord("(")] in variants.VertGlyphCoverage.glyphs
        features = font["GSUB"].table.FeatureList.FeatureRecord
        assert "ssty" in {feature.FeatureTag for feature in features}
        assert "STIX" in font["name"].getDebugName(1)
        assert font["name"].getDebugName(13)  # the licence


def test_only_rules_of_icons_in_use_are_kept():
    rules = (
        r'.fa-sun:before{content:"\f185"}.fa-bars:before,.fa-navicon:before'
        r'{content:"\f0c9"}.fa-plus:before{content:"+"}.x{--icon:"\f071";top:0}'
    )
    names = fonts.icon_names(['<i class="fa-solid fa-navicon">', "e('fa-plus')"])
    left = fonts.cut_icon_rules(rules, names)
    assert left == rules.replace(r'.fa-sun:before{content:"\f185"}', "")
    assert fonts.icons_in(left) == {"\uf0c9", "\uf071", "+"}


@IN_A_BUILT_BOOK
def test_each_sign_of_each_formula_is_in_the_font():
    font = STATIC / fonts.FORMULA_FILE
    needed = set().union(*(fonts.signs(page.read_text("utf-8")) for page in PAGES))
    assert {"\N{SQUARE ROOT}", "\N{MATHEMATICAL ITALIC SMALL C}"} <= needed
    assert needed <= glyphs(font)
    assert font.stat().st_size < 40 * KB


def rules_of_icons(styles):
    """Each name of an icon to its character."""
    found = {}
    for rule in fonts.ICON_RULE.finditer(styles.read_text("utf-8")):
        (icon,) = fonts.icons_in(rule[0])
        found |= dict.fromkeys(fonts.icon_names([rule[0]]), icon)
    return found


@IN_A_BUILT_BOOK
def test_each_icon_of_pages_and_scripts_is_in_the_fonts():
    scripts = (STATIC / "scripts").glob("*theme.js")
    texts = [file.read_text("utf-8") for file in (*PAGES, *scripts)]
    whole = rules_of_icons(whole_theme() / fonts.ICON_STYLES)
    used = fonts.icon_names(texts) & whole.keys()
    assert {"fa-bars", "fa-circle-half-stroke", "fa-xmark"} <= used
    kept = rules_of_icons(STATIC / fonts.ICON_STYLES)
    assert {name: whole[name] for name in used} == {name: kept[name] for name in used}
    files = list((STATIC / fonts.ICON_FONTS).glob("*.woff2"))
    there = set().union(*map(glyphs, files))
    assert {name for name in used if whole[name] not in there} == set()
    assert sum(file.stat().st_size for file in files) < 15 * KB


@IN_A_BUILT_BOOK
def test_icons_that_styles_draw_are_in_the_fonts():
    """Those of boxes: a tip, a warning, an exercise."""
    sheets = [f.read_text("utf-8") for f in STATIC.rglob("*.css")]
    signs = set(re.findall("[\ue000-\uf8ff]", "".join(sheets)))
    assert "\uf0eb" in signs  # of a tip
    assert signs <= glyphs(STATIC / fonts.ICON_FONTS / "fa-solid-900.woff2") | glyphs(
        STATIC / fonts.ICON_FONTS / "fa-brands-400.woff2"
    )


LOAD_FONT = """async ([name, data]) => {
    const bytes = Uint8Array.from(atob(data), letter => letter.charCodeAt(0));
    document.fonts.add(await new FontFace(name, bytes).load());
}"""
BOXES = """name => {
    document.body.style.setProperty("--font", name);
    return [...document.querySelectorAll("math *")].map(part => {
        const { x, y, width, height } = part.getBoundingClientRect();
        return [x, y, width, height].map(Math.round).join();
    });
}"""


@pytest.fixture(params=[pytest.param(launch, marks=IN_THE_BOOK, id="chromium")])
def browser(request):
    yield from request.param()


def test_formulas_look_as_with_the_whole_font(browser):
    """Also roots and brackets, which grow, and letters that the browser slants."""
    texts = "".join(page.read_text("utf-8") for page in PAGES)
    formulas = sorted(set(re.findall(r"<math\b.*?</math>", texts, re.DOTALL)))
    assert len(formulas) > 200
    files = {"cut": STATIC / fonts.FORMULA_FILE, "whole": fonts.FORMULA_FONT}
    page = browser.new_page()
    page.set_content(
        "<style>math { font: 20px var(--font) }</style><p>" + "<p>".join(formulas)
    )
    for name, file in files.items():
        page.evaluate(LOAD_FONT, [name, base64.b64encode(file.read_bytes()).decode()])
    boxes = {name: page.evaluate(BOXES, name) for name in files}
    other = page.evaluate(BOXES, "monospace")
    page.close()
    assert boxes["whole"] != other
    assert boxes["cut"] == boxes["whole"]
