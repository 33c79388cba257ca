"""The JupyterLite site: which notebooks are in it, and whether they run there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import make_site
import plain_edition
import pytest
from browser import IN_CHROMIUM, launch, serve

ROOT = Path(__file__).resolve().parents[2]

PYODIDE = os.environ.get("PYODIDE_FOLDER")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The site, built without fetching anything."""
    pytest.importorskip("jupyterlite_core", reason="jupyterlite-core is not installed")
    pytest.importorskip("jupyterlite_pyodide_kernel", reason="its kernel is missing")
    work = tmp_path_factory.mktemp("lite")
    options = ["--no-widgets", "--work", work]
    options += ["--pyodide", PYODIDE] if PYODIDE else []
    command = [sys.executable, ROOT / "lite" / "make_site.py", *options]
    subprocess.run(list(map(str, command)), check=True, capture_output=True)
    return work / "site"


def test_notebooks_that_need_torch_are_left_out():
    names = [page.stem for page in make_site.notebooks()]
    assert "01-rnn-limits" in names
    assert "05-hidden-state" not in names


@pytest.mark.parametrize("use", ["import torch", "lc.trace_torch(m, x)", '"torch"'])
def test_every_use_of_torch_counts(tmp_path, use):
    cell = {"cell_type": "code", "source": ["import numpy\n", use]}
    (tmp_path / "book").mkdir()
    page = tmp_path / "book" / "page.ipynb"
    page.write_text(json.dumps({"cells": [cell]}))
    assert make_site.notebooks(tmp_path) == []


def test_the_site_holds_these_notebooks_which_first_install_the_package(site):
    files = list((site / "files").glob("*.ipynb"))
    found = {file.name for file in files}
    assert found == {page.name for page in make_site.notebooks()}
    for file in files:
        cells = json.loads(file.read_text("utf-8"))["cells"]
        code = [cell for cell in cells if cell["cell_type"] == "code"]
        assert "".join(code[0]["source"]) == plain_edition.INSTALL_IN_BROWSER, file


def test_no_other_extension_of_this_environment_is_in_the_site(site):
    settings = json.loads((site / "jupyter-lite.json").read_text("utf-8"))
    found = settings["jupyter-config-data"]["federated_extensions"]
    assert {one["name"] for one in found} == set(make_site.EXTENSIONS)
    packages = (site / "extensions").rglob("package.json")
    names = {json.loads(file.read_text("utf-8"))["name"] for file in packages}
    assert names == set(make_site.EXTENSIONS)


def test_the_wheel_lies_beside_them(site):
    index = json.loads((site / "pypi" / "all.json").read_text("utf-8"))
    (release,) = index["lstm-core"]["releases"].values()
    assert (site / "pypi" / release[0]["filename"]).is_file()


def test_the_site_is_light(site):
    files = [f for f in site.rglob("*") if f.is_file() and "pyodide" not in f.parts]
    assert not [f for f in files if f.suffix == ".map"]
    assert sum(f.stat().st_size for f in files) < 30e6


browser = pytest.fixture(launch, scope="module")
STATUS = "document.querySelector('[data-status]')?.dataset.status === '{}'"
ERRORS = """() => [...document.querySelectorAll(".jp-OutputArea-output")]
    .filter(output => /error/.test(output.dataset.mimeType))
    .map(output => output.innerText)"""


class TestInChromium:
    """Each notebook runs to its end, and asks nothing of the network."""

    pytestmark = [  # noqa: RUF012
        *IN_CHROMIUM,
        pytest.mark.skipif(
            PYODIDE is None,
            reason="needs Pyodide: name a folder with its files in PYODIDE_FOLDER",
        ),
        pytest.mark.timeout(400),
    ]

    @pytest.fixture
    def address(self, site):
        yield from serve(site)

    @pytest.mark.parametrize("page", make_site.notebooks(), ids=lambda page: page.stem)
    def test_notebook_runs(self, browser, address, page):
        context = browser.new_context()
        outside = []
        context.route(
            lambda url: not url.startswith((address, "blob:", "data:")),
            lambda route: (outside.append(route.request.url), route.abort()),
        )
        tab = context.new_page()
        tab.goto(f"{address}/notebooks/index.html?path={page.name}")
        tab.wait_for_selector(".jp-Notebook")
        tab.get_by_role("menuitem", name="Run", exact=True).click()
        menu = tab.locator("#jp-mainmenu-run")
        menu.get_by_text("Run All Cells", exact=True).click()
        tab.wait_for_function(STATUS.format("busy"))
        tab.wait_for_function(STATUS.format("idle"), timeout=300_000)
        last = tab.locator(".jp-CodeCell .jp-InputPrompt").last.inner_text()
        assert any(digit in last for digit in "123456789")
        assert tab.evaluate(ERRORS) == []
        assert outside == []
        context.close()
