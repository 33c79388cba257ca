"""Take the stored state of widgets off the pages.

Without a kernel and a widget manager nothing reads it, and each explorer would bring
its whole script a second time. See nb_mime_priority_overrides in _config.yml.
"""

from __future__ import annotations

from sphinx.application import Sphinx

STATE = "application/vnd.jupyter.widget-state+json"


def drop_state(app: Sphinx, page: str, template: str, context: dict, tree: object):
    scripts = context.get("script_files", [])
    context["script_files"] = [s for s in scripts if not is_state(s)]


def is_state(script: object) -> bool:
    return getattr(script, "attributes", {}).get("type") == STATE


def setup(app: Sphinx) -> dict:
    app.connect("html-page-context", drop_state, priority=900)  # after myst-nb
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
