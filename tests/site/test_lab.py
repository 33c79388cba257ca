"""JupyterLab as "tasks.py lab" opens it."""

import json
import sys
from pathlib import Path

import plain_edition
import pytest

ROOT = Path(__file__).resolve().parents[2]
EXTENSIONS = {
    "@jupyter-notebook/lab-extension",  # opens a notebook in a page of its own
    "@jupyter-widgets/jupyterlab-manager",
    "anywidget",
    "jupyterlab_pygments",
}


@pytest.fixture
def tasks(monkeypatch):
    monkeypatch.syspath_prepend(ROOT)
    return __import__("tasks")


def test_the_tasks_know_all_editions(tasks):
    assert ["en", *tasks.LANGUAGES] == plain_edition.languages()


@pytest.mark.parametrize("language", ["", "es"])
def test_it_opens_the_first_chapter_of_the_plain_edition(tasks, monkeypatch, language):
    called = []
    monkeypatch.setattr(tasks, "setup", lambda: 0)
    monkeypatch.setattr(tasks, "run", lambda *args, **how: called.append((args, how)))
    tasks.lab(language)
    ((command,), how) = called[0]
    assert command[-1].is_file()
    assert command[-1].parent == ROOT / plain_edition.FOLDER / language
    assert Path(how["JUPYTER_CONFIG_PATH"]).is_dir()


@pytest.mark.filterwarnings("ignore")
def test_it_has_no_panel_that_a_reader_does_not_need(tasks, monkeypatch):
    config = pytest.importorskip("jupyterlab_server.config", reason="no JupyterLab")
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(tasks.QUIET_LAB))
    installed = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    page = config.get_page_config([str(installed)])
    disabled = set(page["disabledExtensions"])
    assert "@jupyter/nbgrader" in disabled
    found = {one["name"] for one in page["federated_extensions"]}
    assert "anywidget" in found
    assert found - disabled <= EXTENSIONS


def test_it_asks_the_network_for_no_news(tasks):
    settings = tasks.QUIET_LAB / "labconfig" / "default_setting_overrides.json"
    news = json.loads(settings.read_text("utf-8"))
    plugin = "@jupyterlab/apputils-extension:notification"
    assert news[plugin] == {"fetchNews": "false", "checkForUpdates": False}
