"""Take the unused thebe scripts off the pages.

Jupyter Book 1 always loads sphinx-thebe and adds its script twice, which throws
"THEBE_JS_URL has already been declared" on every page. The book has no thebe
button, so its event handlers are taken out before they add anything.
"""

from __future__ import annotations

from sphinx.application import Sphinx
from sphinx.config import Config


def disconnect(app: Sphinx, config: Config) -> None:
    for listeners in app.events.listeners.values():
        for listener in list(listeners):
            if listener.handler.__module__ == "sphinx_thebe":
                app.disconnect(listener.id)
    styles = app.registry.css_files
    styles[:] = [style for style in styles if style[0] != "sphinx-thebe.css"]


def setup(app: Sphinx) -> dict:
    app.connect("config-inited", disconnect)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
