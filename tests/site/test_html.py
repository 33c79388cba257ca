"""The built pages in a real Chromium without network: each of them, and in use."""

import gzip
import itertools
import os
import re

import pytest
from browser import CUT_OFF, IN_THE_BOOK, launch, name, serve, settle, unfold
from chromium import HTML, PAGES

SCREENSHOTS = HTML.parent / "screenshots"
OPENING = HTML / "book" / "index.html"
SEARCH = HTML / "search.html"
WIDE, NARROW, NARROWEST = ({"width": w, "height": 900} for w in (1280, 390, 320))
MB = 1_000_000
# Markup that should have become something else.
RAW_MARKUP = re.compile(
    r"\{(?:eq|es|ref|numref|term|doc|cite(?::\w+)?|figure|math|note|exercise)\}"
    r"|^\s*(?:```|:::)|\$[^$\n]+\$",
    re.MULTILINE,
)

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")


@pytest.fixture(scope="module")
def server():
    """The address of a local server of the built book."""
    yield from serve(HTML)


def watch(page, home):
    """Let the page ask only for files of the book; note all that goes wrong."""
    wrong, responses = [], {}

    def answer(route):
        url = route.request.url
        if url.startswith((home, "data:")):
            return route.continue_()
        wrong.append(f"asks the network for {url}")
        return route.abort()

    def keep(response):
        if response.url.startswith(home):
            responses[response.url] = response

    def hear(message):
        if message.type in ("error", "warning"):
            wrong.append(message.text)

    page.route("**/*", answer)
    page.on("response", keep)
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", hear)
    return wrong, responses


def visit(page, home, file, *notes):
    """Open a page with all its pictures and fonts; it may still ask for more."""
    page.goto("about:blank")  # which may stop requests of the last page
    for note in notes:
        note.clear()
    page.goto(f"{home}/{file.relative_to(HTML).as_posix()}", wait_until="load")
    page.evaluate("[...document.images].forEach(i => { i.loading = 'eager'; })")
    page.evaluate("document.fonts.ready")


@pytest.fixture(params=PAGES, ids=name, scope="module")
def file(request):
    """Each page, opened only twice, and in windows that stay: new ones are slow."""
    return request.param


@pytest.fixture(scope="module")
def phone(browser, server):
    """A narrow window for pages from a server, and what is noted of them."""
    page = browser.new_page(viewport=NARROW)
    yield page, *watch(page, server)
    page.close()


@pytest.fixture(scope="module")
def served(phone, server, file):
    """From a server, narrow, all boxes unfolded; what goes wrong; what was sent."""
    page, wrong, responses = phone
    visit(page, server, file, wrong, responses)
    page.wait_for_load_state("networkidle")
    bodies = {}
    while late := responses.keys() - bodies.keys():  # some come while others are read
        bodies |= {url: responses[url].body() for url in late}
    unfold(page)
    return page, wrong, bodies


@pytest.fixture(scope="module")
def desk(browser):
    """A window without animations for pages from the disk, and what goes wrong."""
    page = browser.new_page(reduced_motion="reduce")
    yield page, watch(page, HTML.as_uri())[0]
    page.close()


@pytest.fixture(scope="module")
def on_disk(desk, file):
    """From the disk, wide and dark; what goes wrong."""
    page, wrong = desk
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    visit(page, HTML.as_uri(), file, wrong)
    return page, wrong


def test_book_styles_are_loaded(served):
    sheets = "[...document.styleSheets].map(sheet => sheet.href ?? '')"
    assert any("book.css" in href for href in served[0].evaluate(sheets))


def test_at_any_width_and_size_of_text_the_page_fits_and_formulas_are_whole(served):
    page, *_ = served
    for size, text in itertools.product((WIDE, NARROWEST, NARROW), ("200%", "")):
        page.set_viewport_size(size)
        page.evaluate("text => document.documentElement.style.fontSize = text", text)
        width = page.evaluate("document.documentElement.scrollWidth")
        assert (width, text) == (size["width"], text)
        assert page.evaluate(CUT_OFF) == []


def test_no_two_things_that_unfold_are_called_alike(served):
    names = served[0].evaluate(
        """() => [...document.querySelectorAll("article summary, .toggle-button")]
            .map(e => e.ariaLabel ?? e.textContent.replace(/\\s+/g, " ").trim())"""
    )
    assert all(names)
    assert sorted(names) == sorted(set(names))


def test_every_picture_is_there_and_has_alternative_text(served):
    page, *_ = served
    page.wait_for_function("[...document.images].every(i => i.complete)")
    broken = "[...document.images].filter(i => !i.naturalWidth).map(i => i.src)"
    assert page.evaluate(broken) == []
    # The mark of the book stands beside its title, which would be read out twice.
    without = """[...document.images].filter(i => !i.alt.trim()
        && !(i.matches(".logo__image") && i.hasAttribute("alt"))).map(i => i.src)"""
    assert page.evaluate(without) == []


def test_no_markup_is_left_in_the_text(served):
    text = served[0].evaluate(
        """() => {
            const article = (document.querySelector("article") ?? document.body)
                .cloneNode(true);
            const skip = "pre, code, script, style, .math";
            article.querySelectorAll(skip).forEach(node => node.remove());
            return article.textContent;
        }"""
    )
    assert RAW_MARKUP.findall(text) == []


def test_from_a_server_nothing_is_missing_and_the_page_is_light(served, file):
    """Under 1.5 MB in all, and under 300 kB when the server compresses.

    Only the page of the search may have 400 kB: it carries the text of the book.
    """
    _, wrong, bodies = served
    assert wrong == []
    assert len(bodies) > 10
    wire = {u: min(len(gzip.compress(b, 6)), len(b)) for u, b in bodies.items()}
    heaviest = sorted(wire, key=wire.get)[-4:]
    assert sum(map(len, bodies.values())) < 1.5 * MB, heaviest
    assert sum(wire.values()) < (0.4 if file == SEARCH else 0.3) * MB, heaviest


# Colours take long, so they are looked at once for each kind of text: the same type on
# the same ground. Of each kind the longest, as axe passes over single letters. In a
# drawing other shapes are the ground: there each text counts.
FINDINGS = """async ({ all, among = "*" }) => {
    const CLEAR = "rgba(0, 0, 0, 0),none,1,static";
    const known = new Map([[null, ""]]);
    const ground = e => {
        if (!known.has(e)) {
            const { backgroundColor, backgroundImage, opacity, position } =
                getComputedStyle(e);
            const own = [backgroundColor, backgroundImage, opacity, position].join();
            known.set(e, ground(e.parentElement) + (own === CLEAR ? "" : own));
        }
        return known.get(e);
    };
    const words = e => [...e.childNodes].filter(n => n.nodeType === 3)
        .map(n => n.data).join("").trim();
    const seen = [...document.body.querySelectorAll(among)]
        .filter(e => words(e) || e.matches("input, select, textarea"))
        .filter(e => e.checkVisibility({ visibilityProperty: true }))
        .sort((one, other) => words(one).length - words(other).length);
    const kinds = new Map();
    for (const e of seen) {
        const { color, fontSize, fontWeight, textShadow } = getComputedStyle(e);
        const type = [e.localName, color, fontSize, fontWeight, textShadow].join();
        kinds.set(e.closest("svg") ? e : type + ground(e), e);
    }
    const options = { resultTypes: ["violations"], preload: false };
    const runs = [await axe.run({ include: [...kinds.values()] },
        { ...options, runOnly: ["color-contrast"] })];
    const rules = { "color-contrast": { enabled: false } };
    if (all) runs.push(await axe.run(document, { ...options, rules }));
    return runs.flatMap(run => run.violations).flatMap(({ id, nodes }) =>
        nodes.map(node => `${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`));
}"""
# Size, mode, whether all rules: these at both widths and in both modes, colours always.
LOOKS = (
    (WIDE, "dark", True),
    (WIDE, "light", False),
    (NARROW, "light", True),
    (NARROW, "dark", False),
)


def test_axe_finds_nothing(on_disk, axe):
    page, _ = on_disk
    unfold(page)
    settle(page)
    page.evaluate(axe)
    found = []
    for size, mode, all_rules in LOOKS:
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=mode)
        page.wait_for_function(f"document.documentElement.dataset.theme === '{mode}'")
        found += page.evaluate(FINDINGS, {"all": all_rules})
    assert found == []


def test_from_the_disk_nothing_is_missing(on_disk, file):
    """No error, no request to the network; icons and formulas in the book's fonts."""
    page, wrong = on_disk
    fonts = """[...document.fonts].filter(f => f.status === "loaded")
        .map(f => f.family.replaceAll('"', ""))"""
    loaded = page.evaluate(fonts)
    assert "Font Awesome 6 Free" in loaded
    assert page.locator("math").count() == page.locator(".math").count()
    visible = page.locator("math:visible")
    if visible.count():
        assert "STIX Two Math" in loaded
        wide = "all => all.every(formula => formula.getBoundingClientRect().width > 2)"
        assert visible.evaluate_all(wide)
    page.emulate_media(color_scheme="light")
    for size in (NARROW, WIDE):
        page.set_viewport_size(size)
        if "CI" in os.environ:  # pictures for the eye; all of them take a minute
            picture = SCREENSHOTS / f"{name(file)}-{size['width']}.png"
            page.screenshot(path=picture, full_page=True)
    page.wait_for_load_state("networkidle")
    assert wrong == []


@pytest.fixture
def page(browser):
    """An empty page, without animations."""
    page = browser.new_page(reduced_motion="reduce")
    yield page
    page.close()


@pytest.mark.parametrize(
    ("heading", "rule"),
    [
        ("<img src=x>", "image-alt"),
        ("<i style='color:#999'>grey</i>", "color-contrast"),
    ],
)
def test_axe_can_find_something(page, axe, heading, rule):
    page.goto(SEARCH.as_uri())
    page.evaluate("html => document.querySelector('h1').innerHTML = html", heading)
    page.evaluate(axe)
    assert any(one.startswith(rule) for one in page.evaluate(FINDINGS, {"all": True}))


CONTROLS = ":is(a, button, summary, label)"
KINDS_OF_PAGES = ["book/index", "book/glossary", "book/03-gates", "search", "genindex"]


@pytest.mark.parametrize("kind", KINDS_OF_PAGES)
def test_what_the_pointer_or_the_focus_is_on_can_be_read(page, axe, kind):
    page.goto((HTML / f"{kind}.html").as_uri())
    page.evaluate(axe)
    browser = page.context.new_cdp_session(page)
    for domain in ("DOM", "CSS"):
        browser.send(f"{domain}.enable")
    root = browser.send("DOM.getDocument", {"depth": 0})["root"]["nodeId"]
    query = {"nodeId": root, "selector": CONTROLS}
    nodes = browser.send("DOM.querySelectorAll", query)["nodeIds"]
    found = []
    show = "shown => { document.body.style.display = shown ? '' : 'none'; }"
    for state in (["hover"], ["focus", "focus-visible"]):
        page.evaluate(show, False)  # or all styles would be computed for each node
        for node in nodes:
            forced = {"nodeId": node, "forcedPseudoClasses": state}
            browser.send("CSS.forcePseudoState", forced)
        page.evaluate(show, True)
        for mode in ("light", "dark"):
            page.emulate_media(color_scheme=mode)
            page.wait_for_function(
                f"document.documentElement.dataset.theme === '{mode}'"
            )
            among = f"{CONTROLS}, {CONTROLS} *"
            found += page.evaluate(FINDINGS, {"all": False, "among": among})
    assert found == []


@pytest.mark.parametrize(
    ("kind", "name"),
    [("primary", "Contents of the book"), ("secondary", "Contents of this page")],
)
def test_the_contents_open_and_shut_on_a_phone(page, kind, name):
    page.set_viewport_size(NARROW)
    page.goto((HTML / "book" / "03-gates.html").as_uri())
    opener, drawer = page.locator(f".{kind}-toggle"), page.get_by_role("dialog")
    close = drawer.get_by_role("button", name="Close")

    def open_drawer():
        opener.click()
        close.wait_for()
        assert drawer.get_attribute("aria-label") == name
        assert close.evaluate("button => button === document.activeElement")

    for shut in (lambda: page.keyboard.press("Escape"), close.click):
        open_drawer()
        shut()
        drawer.wait_for(state="hidden")
        page.wait_for_function("document.activeElement.matches('.sidebar-toggle')")
        assert opener.evaluate("button => button === document.activeElement")
    open_drawer()
    drawer.locator("nav a:visible").nth(2).click()
    drawer.wait_for(state="hidden")
    page.wait_for_function("location.hash || !location.href.includes('03-gates')")
    assert page.evaluate("!document.activeElement.matches('.sidebar-toggle')")


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


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_the_keyboard_reaches_everything_and_shows_where_it_is(page, size):
    page.set_viewport_size(size)
    page.goto(OPENING.as_uri())
    page.evaluate("document.activeElement.blur()")
    wanted = page.locator("article :is(a, button, input, summary):visible")
    page.evaluate(NOTE_FOCUS)
    for _ in range(400):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement === document.body"):
            break
    noted = page.evaluate("reached")
    reached = [element for element, _ in noted]
    assert "Skip to main content" in reached[0]
    assert [element for element, visible in noted if not visible] == []
    starts = wanted.evaluate_all("all => all.map(e => e.outerHTML.slice(0, 120))")
    assert [start for start in starts if start not in reached] == []


def test_the_first_link_leads_to_the_text(page):
    page.goto(OPENING.as_uri())
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**#main-content")


@pytest.mark.parametrize("place", ["disk", "server"])
def test_the_search_finds_a_chapter(page, server, place):
    home = server if place == "server" else HTML.as_uri()
    wrong, _ = watch(page, home)
    page.goto(f"{home}/search.html?q=forget")
    first = page.locator("#search-results ul.search li a").first
    first.wait_for()
    page.wait_for_load_state("networkidle")  # it reads the pages that it found
    first.click()
    page.wait_for_load_state()
    assert "/book/" in page.url
    assert wrong == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_dark_mode_follows_the_system_and_the_button_changes_it(page, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(SEARCH.as_uri())
    theme = "document.documentElement.dataset.theme"
    assert page.evaluate(theme) == scheme
    button = page.locator(".theme-switch-button").first
    seen = set()
    for _ in range(3):
        button.click()
        seen.add(page.evaluate(theme))
    assert seen == {"light", "dark"}
