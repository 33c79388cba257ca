"""What the tests in browsers share: marks, running browsers, a server."""

import functools
import re
import shutil
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest
from chromium import CHROMIUM, FLAGS, HTML

IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="neither Chromium nor Chrome was found on the PATH"
    ),
]
BUILT = pytest.mark.skipif(
    not (HTML / "index.html").exists(),
    reason="the book is not built: run 'python3 tasks.py book' first",
)
IN_THE_BOOK = [*IN_CHROMIUM, BUILT]
FIREFOX = next(filter(None, map(shutil.which, ("firefox-esr", "firefox"))), None)
IN_FIREFOX = [
    pytest.mark.browser,
    pytest.mark.skipif(FIREFOX is None, reason="Firefox was not found on the PATH"),
    # While Firefox starts, its driver knocks with sockets that it does not close.
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <socket:pytest.PytestUnraisableExceptionWarning"
    ),
]
UNFOLD = """() => {
    document.querySelectorAll("details").forEach(box => { box.open = true; });
    document.querySelectorAll(".toggle-button-hidden").forEach(b => b.click());
}"""
# Formulas that are larger than their box, and cannot be scrolled to what is cut off.
CUT_OFF = """() => [...document.querySelectorAll(".math")].filter(box => {
    const { overflowX, overflowY } = getComputedStyle(box);
    return box.scrollWidth > box.clientWidth && overflowX !== "auto"
        || box.scrollHeight > box.clientHeight && overflowY !== "visible";
}).map(box => box.textContent)"""


def launch():
    """Body of a fixture: a running Chromium, closed at the end."""
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


def launch_firefox(folder):
    """Body of a fixture: a running Firefox, with its log in the folder."""
    reason = "marionette-driver, of the tests extra, is missing"
    driver = pytest.importorskip("marionette_driver.marionette", reason=reason)
    log = str(folder / "log.txt")
    browser = driver.Marionette(bin=FIREFOX, headless=True, gecko_log=log)
    browser.start_session()
    yield browser
    browser.quit()
    browser.cleanup()


def run_in_firefox(browser, script):
    """Call a JavaScript function in the page, and wait for what it promises."""
    return browser.execute_async_script(
        f"const done = arguments[0]; Promise.resolve(({script})()).then(done);"
    )


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *arguments):
        pass


def serve(folder):
    """Body of a fixture: the address of a local server of this folder."""
    handler = functools.partial(Quiet, directory=folder)
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def name(file):
    """Short name of a built page, for the titles of tests and for pictures."""
    return "-".join(file.relative_to(HTML).with_suffix("").parts)


def unfold(page):
    """Open every box that is folded, so that a check sees its content."""
    page.evaluate(UNFOLD)


def settle(page):
    """Wait until the page has measured its boxes: what scrolls is for the keyboard."""
    page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done)))")


def refuse_the_network(page):
    """Let the page open files, and nothing from elsewhere."""
    page.route(re.compile("^https?:"), lambda route: route.abort())
