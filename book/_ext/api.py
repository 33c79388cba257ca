"""The reference of the package, written from its docstrings and tied to the chapters.

- ``%api lstm_core.cells lstm_core.cells.sequence``, alone on a line of a Markdown page,
  becomes the documentation of the public names that these modules define; ``%api *``
  takes what the other lines of the page leave over.
- Each entry names the chapters whose code uses it.
- Names such as ``lc.lstm_step`` in the text of any page lead to their entry.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

HOMES = ("lstm_core", "lstm_core.plots", "lstm_core.widgets")
"""Modules whose ``__all__`` says what is public; a reader imports from these."""
ALIASES = {"lc": "lstm_core", "lstm_core": "lstm_core"}
ALIASES |= {"plots": "lstm_core.plots", "widgets": "lstm_core.widgets"}
MENTION = re.compile(r"\b(lc|lstm_core|plots|widgets)\.(\w+)")
NO_LINK_IN = (nodes.reference, nodes.title)
FOOTNOTE = re.compile(r"^\.\. (?=\[\d\] )(.*(?:\n {3,}.*)*)", re.MULTILINE)
REQUEST = re.compile(r"^%api (.+)$", re.MULTILINE)


def public_names() -> dict[str, str]:
    """Every public name, such as ``lstm_core.fit``, with the module that defines it."""
    return {
        f"{home}.{name}": origin(home, name)
        for home in HOMES
        for name in importlib.import_module(home).__all__
    }


def origin(home: str, name: str) -> str:
    """The module in which a name is defined; constants do not know it themselves."""
    value = getattr(importlib.import_module(home), name)
    if inspect.isclass(value) or inspect.isroutine(value):
        return value.__module__
    pattern = re.compile(rf"^{name}\b[^=\n]*=", re.MULTILINE)
    root = Path(importlib.import_module("lstm_core").__file__).parent
    for file in sorted(root.rglob("*.py")):
        if file.name != "__init__.py" and pattern.search(file.read_text("utf-8")):
            parts = file.relative_to(root.parent).with_suffix("").parts
            return ".".join(parts)
    return home


def entries(modules: list[str], others: set[str] = frozenset()) -> list[str]:
    """Public names of these modules in alphabetical order; ``*`` stands for the rest.

    Parameters
    ----------
    modules : list of str
    others : set of str
        Modules that have a place elsewhere on the page.
    """
    names = public_names()
    if modules == ["*"]:
        return sorted(n for n, module in names.items() if module not in others)
    return [n for m in modules for n in sorted(names) if names[n] == m]


def directive(name: str) -> str:
    """The autodoc directive for one name, in reStructuredText."""
    home, short = name.rsplit(".", 1)
    value = getattr(importlib.import_module(home), short)
    if inspect.isclass(value):
        return f".. autoclass:: {name}\n   :members:\n"
    if callable(value):
        return f".. autofunction:: {name}\n"
    docs = ModuleAnalyzer.for_module(origin(home, short)).find_attr_docs()
    text = "\n   ".join(docs.get(("", short), [repr(value)]))
    return f".. py:data:: {name}\n\n   {text}\n"


def expand(app: Sphinx, page: str, source: list[str]) -> None:
    """Put the documentation in the place of each ``%api`` line."""
    others = set(" ".join(REQUEST.findall(source[0])).split())

    def block(request: re.Match) -> str:
        names = entries(request[1].split(), others)
        return "```{eval-rst}\n" + "\n".join(map(directive, names)) + "```"

    source[0] = REQUEST.sub(block, source[0])


def uses(root: Path) -> dict[str, list[str]]:
    """Public names to the chapters whose code or text mentions them."""
    found: dict[str, list[str]] = {}
    for page in sorted((root / "book").glob("*.ipynb")):
        cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        for alias, name in set(MENTION.findall(text)):
            found.setdefault(f"{ALIASES[alias]}.{name}", []).append(page.stem)
    return found


def simplify(app, what, name, obj, options, lines: list[str]) -> None:
    """Write what is special to numpydoc plainly, before napoleon reads it.

    The fields of a dataclass are the parameters of its class. Numbers of footnotes
    would have to be unique on the whole page.
    """
    if what == "class":
        lines[:] = ["Parameters" if line == "Attributes" else line for line in lines]
    text = FOOTNOTE.sub(lambda m: re.sub(r"\n +", "\n", m[1]) + "\n", "\n".join(lines))
    lines[:] = re.sub(r"(\[\d\])_", r"\1", text).split("\n")


def add_chapters(app, what, name, obj, options, lines: list[str]) -> None:
    """End an entry with the chapters in which it is at work."""
    chapters = uses(Path(app.srcdir)).get(name, [])
    known = [c for c in chapters if f"book/{c}" in app.env.found_docs]
    if known:
        links = ", ".join(f":doc:`/book/{chapter}`" for chapter in known)
        lines += ["", f"In the book: {links}.", ""]


class LinkNames(SphinxPostTransform):
    """Make a link of each public name that stands as code in the text of a page."""

    default_priority = 6

    def run(self, **kwargs: object) -> None:
        names, builder = public_names(), self.app.builder
        page = self.env.docname
        entries = self.env.get_domain("py").objects
        for literal in list(self.document.findall(nodes.literal)):
            name = resolve(literal.astext(), names, short=page == "book/reference")
            entry = entries.get(name)
            if entry and not any(isinstance(p, NO_LINK_IN) for p in ancestors(literal)):
                target = (page, entry.docname, entry.node_id)
                link = make_refnode(builder, *target, literal.deepcopy(), name)
                literal.replace_self(link)


def resolve(text: str, names: dict[str, str], short: bool = False) -> str | None:
    """The public name that a piece of code such as ``lc.fit()`` is, if any.

    Docstrings leave the module out: ``short`` allows it.
    """
    text = text.removesuffix("()")
    match = MENTION.fullmatch(text)
    if match:
        text = f"{ALIASES[match[1]]}.{match[2]}"
    candidates = [text, *(f"{home}.{text}" for home in HOMES if short)]
    return next((name for name in candidates if name in names), None)


def ancestors(node: nodes.Node):
    while node.parent is not None:
        node = node.parent
        yield node


def setup(app: Sphinx) -> dict:
    app.connect("source-read", expand)
    app.connect("autodoc-process-docstring", simplify, priority=400)
    app.connect("autodoc-process-docstring", add_chapters)
    app.add_post_transform(LinkNames)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
