"""The reference of the package, written from its docstrings and tied to the chapters.

- ``%api lstm_core.cells.lstm lstm_core.cells.parts``, alone on a line of a Markdown
  page, becomes the documentation of the public names that these modules define.
- Each entry is headed by what a reader writes, such as ``lc.fit``, and names the
  chapters that use it.
- Names such as ``lc.fit`` in the text of any page lead to their entry.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
from functools import cache
from itertools import groupby
from pathlib import Path

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.pycode import ModuleAnalyzer
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.nodes import make_refnode

HOMES = {
    "lc": "lstm_core",
    "plots": "lstm_core.plots",
    "widgets": "lstm_core.widgets",
    "bugs": "lstm_core.inside.bugs",
    "reviews": "lstm_core.tasks.reviews",
    "agreement": "lstm_core.tasks.agreement",
    "agreement_data": "lstm_core.tasks.agreement_data",
    "agreement_units": "lstm_core.tasks.agreement_units",
    "exercises": "lstm_core.exercises",
}
"""What a reader writes before a name, and the module whose ``__all__`` holds it."""

ALIASES = HOMES | {f"lc.{short}": home for short, home in HOMES.items()}
ALIASES |= {f"lstm_core.{short}": home for short, home in HOMES.items()}
ALIASES |= {home: home for home in HOMES.values()}
SHORT_ON_REFERENCE = ("lstm_core", "lstm_core.plots", "lstm_core.widgets")
IMPORT_AS = re.compile(r"from lstm_core import (\w+) as (\w+)")
NO_LINK_IN = (nodes.reference, nodes.title)
FOOTNOTE = re.compile(r"^\.\. (?=\[\d\] )(.*(?:\n {3,}.*)*)", re.MULTILINE)
REQUEST = re.compile(r"^%api (.+)$", re.MULTILINE)


def public_names() -> dict[str, str]:
    """Every public name, such as ``lstm_core.fit``, with the module that defines it."""
    return {
        f"{home}.{name}": origin(home, name)
        for home in HOMES.values()
        for name in importlib.import_module(home).__all__
        if not inspect.ismodule(getattr(importlib.import_module(home), name))
    }


def origin(home: str, name: str) -> str:
    """The module in which a public name is defined: where its home takes it from."""
    return _imports(home).get(name, home)


@cache
def _imports(home):
    tree = ast.parse(Path(importlib.import_module(home).__file__).read_text("utf-8"))
    found = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    return {alias.name: node.module for node in found for alias in node.names}


@cache
def _source(module):
    analyzer = ModuleAnalyzer.for_module(module)
    analyzer.analyze()
    return analyzer


def entries(modules: list[str]) -> list[str]:
    """Public names that these modules define, in the order of their source."""
    found = []
    for module in modules:
        order = _source(module).tagorder
        own = [name for name, place in public_names().items() if place == module]
        found += sorted(own, key=lambda name: order[name.rpartition(".")[2]])
    return found


def directives(names: list[str]) -> list[str]:
    """The directives for these names, in reStructuredText.

    Constants that one docstring describes share an entry.
    """
    found = []
    for (home, text), group in groupby(names, key=_home_and_text):
        shorts = [name.rpartition(".")[2] for name in group]
        if text is None:
            found += [_autodoc(home, short) for short in shorts]
        else:
            signatures = "\n             ".join(shorts)
            head = f".. py:data:: {signatures}\n   :module: {home}\n"
            found.append(f"{head}\n   {text}\n")
    return found


def _home_and_text(name):
    """The home of a name and, if it is a constant, the docstring below it."""
    home, _, short = name.rpartition(".")
    if callable(getattr(importlib.import_module(home), short)):
        return home, None
    docs = _source(origin(home, short)).attr_docs
    if ("", short) not in docs:
        raise ValueError(f"{name}: expected a docstring below the constant, found none")
    return home, "\n   ".join(docs["", short]).rstrip()


def _autodoc(home, short):
    if inspect.isclass(getattr(importlib.import_module(home), short)):
        return f".. autoclass:: {home}.{short}\n   :members:\n"
    return f".. autofunction:: {home}.{short}\n"


def expand(app: Sphinx, page: str, source: list[str]) -> None:
    """Put the documentation in the place of each ``%api`` line."""

    def block(request: re.Match) -> str:
        text = "\n".join(directives(entries(request[1].split())))
        return f"```{{eval-rst}}\n{text}```"

    source[0] = REQUEST.sub(block, source[0])


def aliases_on(page: str) -> dict[str, str]:
    """What stands before names on a page, with its own ``import ... as ...``."""
    renamed = IMPORT_AS.findall(page)
    return ALIASES | {short: HOMES[name] for name, short in renamed if name in HOMES}


@cache
def uses(root: Path) -> dict[str, list[str]]:
    """Public names to the chapters whose code or text mentions them."""
    found: dict[str, list[str]] = {}
    for page in sorted((root / "book").glob("*.ipynb")):
        cells = json.loads(page.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        aliases = aliases_on(text)
        longest_first = "|".join(sorted(aliases, key=len, reverse=True))
        mention = re.compile(rf"(?<![\w.])({longest_first})\.(\w+)")
        for name in {f"{aliases[m[1]]}.{m[2]}" for m in mention.finditer(text)}:
            found.setdefault(name, []).append(page.stem)
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
        names, page = public_names(), self.env.docname
        aliases = aliases_on(Path(self.env.doc2path(page)).read_text("utf-8"))
        known = self.env.get_domain("py").objects
        for literal in list(self.document.findall(nodes.literal)):
            around = list(ancestors(literal))
            inside = short_homes(around) if page == "book/reference" else ()
            name = resolve(literal.astext(), names, aliases, inside)
            entry = known.get(name)
            if entry and not any(isinstance(node, NO_LINK_IN) for node in around):
                target = (page, entry.docname, entry.node_id)
                link = make_refnode(self.app.builder, *target, literal.deepcopy(), name)
                literal.replace_self(link)


class ShowAliases(SphinxPostTransform):
    """Head each entry with what a reader writes: ``lc.fit``, not ``lstm_core.fit``."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        written = {f"{home}.": f"{short}." for short, home in HOMES.items()}
        for node in self.document.findall(addnodes.desc_addname):
            text = written.get(node.astext(), node.astext())
            node.children = [nodes.Text(text)]


def resolve(
    text: str, names: dict[str, str], aliases=ALIASES, inside: tuple[str, ...] = ()
) -> str | None:
    """The public name that a piece of code such as ``lc.fit()`` is, if any.

    Docstrings leave the module out: ``inside`` holds those that may be meant.
    """
    home, _, short = text.removesuffix("()").rpartition(".")
    homes = (aliases.get(home, home),) if home else inside
    candidates = [f"{home}.{short}" for home in homes]
    return next((name for name in candidates if name in names), None)


def short_homes(around: list[nodes.Node]) -> tuple[str, ...]:
    """Homes of the names that an entry may mention alone, its own home first."""
    entry = [node for node in around if isinstance(node, addnodes.desc)]
    return tuple(node[0]["module"] for node in entry) + SHORT_ON_REFERENCE


def ancestors(node: nodes.Node):
    while node.parent is not None:
        node = node.parent
        yield node


def setup(app: Sphinx) -> dict:
    app.connect("source-read", expand)
    app.connect("autodoc-process-docstring", simplify, priority=400)
    app.connect("autodoc-process-docstring", add_chapters)
    app.add_post_transform(LinkNames)
    app.add_post_transform(ShowAliases)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
