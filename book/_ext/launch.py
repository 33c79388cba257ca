"""Buttons that run a page elsewhere, all switched on by one value.

With ``repository: url:`` in ``_config.yml`` the theme shows Binder and Colab; this
extension lets them open the plain edition of a chapter, and adds the buttons of the
repository itself. The button that runs a notebook in the browser appears on pages whose
notebook is in the JupyterLite site, if ``tasks.py lite`` has built one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from editions import folder_of, home, is_first, root
from sphinx.application import Sphinx
from sphinx.config import Config
from words import words_in

REPOSITORY_BUTTONS = ("use_repository_button", "use_issues_button")


def site(app: Sphinx) -> Path:
    """Where ``lite/make_site.py`` leaves the JupyterLite site."""
    return root(app) / "_build" / "lite" / "site"


def switch_on(app: Sphinx, config: Config) -> None:
    options = config.html_theme_options
    if options.get("repository_url"):
        options.update(dict.fromkeys(REPOSITORY_BUTTONS, True))
    else:
        options.pop("launch_buttons", None)  # the theme would stop at the empty address


def open_edition(app: Sphinx, page: str, template: str, context: dict, tree: object):
    """Binder and Colab know no MyST: they get ``notebooks/``, not ``book/``."""
    folder, _, name = page.rpartition("/")
    if folder != "book":
        return  # the assignments are plain notebooks themselves
    own = folder_of(app, app.config.language)
    for group in context["header_buttons"]:
        if group.get("label") == "launch-buttons":
            for button in group["buttons"]:
                source, edition = f"/{page}.ipynb", f"/notebooks/{own}{name}.ipynb"
                button["url"] = button["url"].replace(source, edition)


def add_lite(app: Sphinx, page: str, template: str, context: dict, tree: object):
    own = folder_of(app, app.config.language)
    name = f"{own}{page.split('/')[-1]}.ipynb"
    if not (site(app) / "files" / name).is_file():
        return
    words = words_in(app.config.language)
    up = "../" * page.count("/") + home(app)
    button = {
        "type": "link",
        "text": words["in_browser"],
        "tooltip": words["run_in_browser"],
        "icon": "fas fa-window-maximize",
        "url": f"{up}lite/notebooks/index.html?path={name}",
        "label": "launch-lite-button",
    }
    launch_group(context["header_buttons"], words)["buttons"].insert(0, button)


def launch_group(header_buttons: list, words: dict) -> dict:
    """The theme's group of launch buttons; a new one where there is none."""
    for group in header_buttons:
        if group.get("label") == "launch-buttons":
            return group
    group = {
        "type": "group",
        "tooltip": words["launch"],
        "icon": "fas fa-rocket",
        "buttons": [],
        "label": "launch-buttons",
    }
    header_buttons.insert(0, group)
    return group


def copy_lite(app: Sphinx, error: Exception | None) -> None:
    target = Path(app.outdir) / "lite"
    shutil.rmtree(target, ignore_errors=True)
    here = is_first(app) and app.builder.name == "html"
    if error is None and here and site(app).is_dir():
        shutil.copytree(site(app), target)


def setup(app: Sphinx) -> dict:
    app.connect("config-inited", switch_on, priority=100)
    app.connect("html-page-context", open_edition, priority=502)  # after the theme
    app.connect("html-page-context", add_lite, priority=503)
    app.connect("build-finished", copy_lite)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
