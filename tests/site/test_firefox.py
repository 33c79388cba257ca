"""The built pages in a real Firefox: drawn, whole, and without an error."""

import re

import pytest
from browser import (
    BUILT,
    CUT_OFF,
    IN_FIREFOX,
    UNFOLD,
    launch_firefox,
    name,
    serve,
)
from browser import run_in_firefox as run
from chromium import HTML, PAGES

PHONE = 390
FROM_DISK = [page for page in PAGES if name(page) in ("book-03-gates", "search")]

pytestmark = [*IN_FIREFOX, BUILT]


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    """A running Firefox whose pages are as narrow as on a phone."""
    running = launch_firefox(tmp_path_factory.mktemp("firefox"))
    browser = next(running)
    with browser.using_context("chrome"):  # the window itself cannot be that narrow
        browser.execute_script(
            "const { style } = gBrowser.selectedBrowser;"
            f"style.minWidth = style.maxWidth = '{PHONE}px';"
        )
    yield browser
    next(running, None)


@pytest.fixture(scope="module")
def server():
    """The address of a local server of the built book."""
    yield from serve(HTML)


def visit(browser, address):
    """Open a page with all its pictures, and unfold it; returns what went wrong."""
    with browser.using_context("chrome"):
        browser.execute_script("Services.console.reset()")
    browser.navigate(address)
    run(browser, UNFOLD)
    run(
        browser,
        """() => Promise.all([document.fonts.ready, ...[...document.images].map(i => {
            i.loading = "eager";
            return i.decode().catch(() => {});
        })]).then(() => {})""",
    )
    with browser.using_context("chrome"):
        said = browser.execute_script(
            "return Services.console.getMessageArray().map(String)"
        )
    home = re.match(r"\w+://[^/]*/", address)[0]
    said = [line for line in said if home in line and HALF_READ not in line]
    return said + run(browser, MISSING)


# Firefox says this also of a formula of which only half has arrived: a slow machine
# draws a page before it is whole. Formulas are looked at once all is there.
HALF_READ = "Incorrect number of children"
MISSING = """() => [
    ...[...document.images].filter(i => !i.naturalWidth).map(i => i.src),
    ...[...document.fonts].filter(f => f.status === "error").map(f => f.family),
    ...performance.getEntriesByType("resource").filter(({ name, responseStatus }) =>
        !name.startsWith("data:") && location.protocol !== "file:"
        && !name.includes("favicon")  // given up when the next page comes first
        && !(name.startsWith(location.origin) && responseStatus === 200)
    ).map(({ name, responseStatus }) => `${responseStatus} ${name}`),
    ...Object.entries({
        mfrac: 2, mroot: 2, msub: 2, msup: 2, munder: 2, mover: 2,
        msubsup: 3, munderover: 3,
    }).flatMap(([name, parts]) => [...document.getElementsByTagName(name)]
        .filter(formula => formula.childElementCount !== parts)
        .map(formula => `expected ${parts} parts: ${formula.outerHTML}`)),
]"""


def check(browser, address):
    assert visit(browser, address) == []
    assert run(browser, "() => innerWidth") == PHONE
    assert run(browser, "() => document.documentElement.scrollWidth") <= PHONE
    assert run(browser, CUT_OFF) == []
    widths = run(
        browser,
        """() => [...document.querySelectorAll("math")]
            .map(formula => formula.getBoundingClientRect().width)""",
    )
    assert all(width > 2 for width in widths)


@pytest.mark.parametrize("file", PAGES, ids=name)
def test_a_page_from_a_server(firefox, server, file):
    check(firefox, f"{server}/{file.relative_to(HTML).as_posix()}")


@pytest.mark.parametrize("file", FROM_DISK, ids=name)
def test_a_page_from_the_disk(firefox, file):
    check(firefox, file.as_uri())


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("setTimeout('nobody()')", "nobody is not defined"),
        ("document.body.append(new Image()); document.images[0].src = 'no.png'", "no"),
        ("document.body.innerHTML = '<math><msub><mi>c</mi></msub></math>'", "2 parts"),
    ],
)
def test_what_goes_wrong_is_found(firefox, tmp_path, change, found):
    page = tmp_path / "page.html"
    page.write_text(f"<title>x</title><body><img><script>{change}</script></body>")
    assert any(found in line for line in visit(firefox, page.as_uri()))
