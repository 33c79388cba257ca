"""Every built page without network: from the disk and from a local server."""

import gzip

import pytest
from browser import IN_THE_BOOK, launch, name, serve
from chromium import HTML, PAGES

SCREENSHOTS = HTML.parent / "screenshots"
WIDTHS = (1280, 390)
MB = 1_000_000

pytestmark = IN_THE_BOOK
browser = pytest.fixture(launch, scope="module")


@pytest.fixture(scope="module")
def server():
    """The address of a local server of the built book."""
    yield from serve(HTML)


def watch(page, home):
    """Let the page ask only for files of the book; note all that goes wrong."""
    wrong, bodies = [], {}

    def answer(route):
        url = route.request.url
        if url.startswith((home, "data:")):
            return route.continue_()
        wrong.append(f"asks the network for {url}")
        return route.abort()

    def keep(response):
        if response.url.startswith(home):
            bodies[response.url] = response

    page.route("**/*", answer)
    page.on("response", keep)
    page.on("requestfailed", lambda request: wrong.append(f"failed: {request.url}"))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text) if message.type in ("error", "warning") else None
        ),
    )
    return wrong, bodies


def visit(browser, home, file, width):
    """Open a page, scroll it to its end, and return it with what was noted."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    wrong, bodies = watch(page, home)
    page.goto(f"{home}/{file.relative_to(HTML).as_posix()}", wait_until="load")
    page.evaluate("[...document.images].forEach(i => { i.loading = 'eager'; })")
    page.evaluate("document.fonts.ready")
    page.wait_for_load_state("networkidle")
    return page, wrong, bodies


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_from_the_disk_nothing_is_missing(browser, file):
    """No error, no request to the network; a picture of the page is kept."""
    SCREENSHOTS.mkdir(exist_ok=True)
    page, wrong, _ = visit(browser, HTML.as_uri(), file, WIDTHS[0])
    check_fonts_and_formulas(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        picture = SCREENSHOTS / f"{name(file)}-{width}.png"
        page.screenshot(path=picture, full_page=True)
    page.close()
    assert wrong == []


def check_fonts_and_formulas(page):
    """Icons and formulas are drawn, with the fonts that the book brings."""
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


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_from_a_server_nothing_is_missing_and_the_page_is_light(browser, server, file):
    """Under 2 MB in all, and under 1 MB when the server compresses."""
    page, wrong, responses = visit(browser, server, file, WIDTHS[1])
    bodies = {url: response.body() for url, response in responses.items()}
    page.close()
    assert wrong == []
    assert len(bodies) > 10
    decoded = {url: len(body) for url, body in bodies.items()}
    wire = {u: min(len(gzip.compress(b, 6)), len(b)) for u, b in bodies.items()}
    heaviest = sorted(wire, key=wire.get)[-4:]
    assert sum(decoded.values()) < 2 * MB, heaviest
    assert sum(wire.values()) < 1 * MB, heaviest


@pytest.mark.parametrize("home", ["disk", "server"])
def test_the_search_finds_a_chapter(browser, server, home):
    home = server if home == "server" else HTML.as_uri()
    page = browser.new_page()
    wrong, _ = watch(page, home)
    page.goto(f"{home}/search.html?q=forget")
    first = page.locator("#search-results ul.search li a").first
    first.wait_for()
    page.wait_for_load_state("networkidle")  # it reads the pages that it found
    first.click()
    page.wait_for_load_state()
    assert "/book/" in page.url
    page.close()
    assert wrong == []


def test_dark_mode_follows_the_system_and_the_button_changes_it(browser):
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        page = context.new_page()
        page.goto((HTML / "search.html").as_uri())
        theme = "document.documentElement.dataset.theme"
        assert page.evaluate(theme) == scheme
        button = page.locator(".theme-switch-button").first
        seen = set()
        for _ in range(3):
            button.click()
            seen.add(page.evaluate(theme))
        assert seen == {"light", "dark"}
        context.close()
