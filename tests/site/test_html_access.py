"""Accessibility of every built page: axe-core, and the keyboard."""

from importlib.resources import files

import pytest
from browser import IN_THE_BOOK, launch, name, refuse_the_network, unfold
from chromium import HTML, PAGES

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")

# Colours are compared word by word, which takes long. Code and emphasis are many words
# of few kinds: what has the same classes, up to the article, is looked at once on a
# page, and the words in other places all of them. The inner ones go first.
ONE_OF_A_KIND = """() => {
    const seen = new Set();
    const words = "article :is(:is(pre, dt.sig, code) [class], code, strong, em)";
    [...document.querySelectorAll(words)].reverse().forEach(word => {
        if (word.children.length || !word.textContent.trim() || word.id) return;
        let kind = "";
        for (let e = word; e.localName !== "article"; e = e.parentElement) {
            kind += `${e.localName} ${e.className},`;
        }
        if (seen.has(kind)) word.replaceWith(word.textContent);
        seen.add(kind);
    });
}"""
FINDINGS = """async rules => {
    const runOnly = rules.length ? { runOnly: rules } : {};
    const options = { resultTypes: ["violations"], preload: false, ...runOnly };
    const { violations } = await axe.run(document, options);
    return violations.flatMap(({ id, nodes }) =>
        nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
}"""
# Width, mode, rules: all rules at both widths and in both modes, colours in all four.
LOOKS = (
    (1280, "dark", []),
    (1280, "light", ["color-contrast"]),
    (390, "light", []),
    (390, "dark", ["color-contrast"]),
)


@pytest.fixture(scope="module")
def axe():
    """The source of axe-core, which this package carries."""
    package = "axe_playwright_python"
    pytest.importorskip(package, reason=f"{package} is not installed")
    return files(package).joinpath("axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def context(browser):
    """A window without network, whose boxes unfold without an animation."""
    with browser.new_context(reduced_motion="reduce") as context:
        yield context


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_axe_finds_nothing(context, axe, file):
    page = context.new_page()
    refuse_the_network(page)
    page.set_viewport_size({"width": LOOKS[0][0], "height": 900})
    page.emulate_media(color_scheme=LOOKS[0][1])
    page.goto(file.as_uri())
    unfold(page)
    page.evaluate(ONE_OF_A_KIND)
    page.evaluate(axe)
    found = []
    for width, mode, rules in LOOKS:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=mode)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{mode}'")
        found += page.evaluate(FINDINGS, rules)
    assert found == []


def test_axe_can_find_something(context, axe):
    page = context.new_page()
    page.goto((HTML / "search.html").as_uri())
    page.evaluate("document.querySelector('h1').innerHTML = '<img src=x>'")
    page.evaluate(axe)
    assert any("image-alt" in one for one in page.evaluate(FINDINGS, []))


# Noted by the page itself: on a slow machine two steps may come before one answer.
NOTE_FOCUS = """() => {
    window.reached = [];
    document.addEventListener("focusin", ({ target }) => {
        const style = getComputedStyle(target);
        const wide = parseFloat(style.outlineWidth) > 0;
        const ring = wide && style.outlineStyle !== "none";
        const shown = ring || style.boxShadow !== "none"
            || style.textDecorationLine !== "none";
        const { width, height } = target.getBoundingClientRect();
        const visible = shown && width > 0 && height > 0;
        reached.push([target.outerHTML.slice(0, 120), visible]);
    });
}"""


@pytest.mark.parametrize("width", [1280, 390])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(context, width):
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 900})
    page.goto((HTML / "book" / "index.html").as_uri())
    page.evaluate("document.activeElement.blur()")
    wanted = page.locator("article :is(a, button, input, summary):visible")
    page.evaluate(NOTE_FOCUS)
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    noted = page.evaluate("reached")
    reached = [element for element, _ in noted]
    unseen = [element for element, visible in noted if not visible]
    assert "Skip to main content" in reached[0]
    assert unseen == []
    starts = wanted.evaluate_all("all => all.map(e => e.outerHTML.slice(0, 120))")
    assert [start for start in starts if start not in reached] == []


def test_the_first_link_leads_to_the_text(context):
    page = context.new_page()
    page.goto((HTML / "search.html").as_uri())
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main-content")
