"""Let a page show its text before the scripts of the theme and its extensions.

A script that stands in the head of a page holds back all that follows. None of them is
needed before the text is there, so they run after it, in the order they had. And what
sphinx-design brings goes only to pages that use it.
"""

from __future__ import annotations

from sphinx.application import Sphinx

EARLY = "documentation_options.js"  # lines within the page go on from it
SPHINX_DESIGN = ("sphinx-design.min.css", "design-tabs.js")
DESIGN_CLASS = 'class="sd-'


def lighten(app: Sphinx, page: str, template: str, context: dict, tree: object) -> None:
    if DESIGN_CLASS not in context.get("body", ""):
        for kind in ("css_files", "script_files"):
            context[kind] = [
                f for f in context[kind] if not is_one_of(f, SPHINX_DESIGN)
            ]
    for script in context["script_files"]:
        if script.filename and not is_one_of(script, [EARLY]):
            script.attributes["defer"] = "defer"


def is_one_of(file: object, names: list) -> bool:
    return (file.filename or "").rpartition("/")[2].partition("?")[0] in names


def setup(app: Sphinx) -> dict:
    app.connect("html-page-context", lighten, priority=900)  # after all that add files
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
