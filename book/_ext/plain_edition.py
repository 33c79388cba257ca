"""The chapters as plain Jupyter notebooks, for places that know nothing of MyST.

The sources in ``book/`` speak MyST, which the pages of the book understand. The
download button and JupyterLite give this edition instead: formulas between ``$$`` with
the numbers of the pages, references in words, captions below figures, solutions that
unfold, the code of figures folded, and in front a cell that finds the package. As an
extension of Sphinx this file writes the edition where the button looks for it, with the
wheel of the package beside it.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import yaml
from first_cell import put_first, with_first_cell
from pybtex.database import parse_file
from pybtex.plugin import find_plugin
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
FIND_PACKAGE = """\
# The package of the book: is it here, or does its wheel lie beside this notebook?
try:
    import lstm_core
except ModuleNotFoundError:
    from pathlib import Path

    wheels = sorted(Path().glob("lstm_core-*.whl"))
    if not wheels:
        raise ModuleNotFoundError(
            "lstm_core is missing: save {wheel}, which lies beside this notebook "
            "in the book, in this folder as well, and run this cell again."
        ) from None
    package = f"'./{{wheels[-1].name}}[plots,train,widgets]'"
    get_ipython().run_line_magic("pip", f"install -q {{package}}")"""
PACKAGE = ("lstm_core", "pyproject.toml", "README.md", "LICENSE")
FENCE = re.compile(
    r"^(?P<indent>\s*)(?P<ticks>`{3,})\{(?P<name>[\w-]+)\} ?(?P<title>.*)$"
)
OPTION = re.compile(r"^\s*:([\w-]+): *(.*)$")
ROLE = re.compile(r"\{(numref|eq|ref|term|cite:p|cite:t)\}`([^`]+)`")
TARGET = re.compile(r"^\(([\w-]+)\)=\n", re.MULTILINE)
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@dataclass
class Block:
    """A directive of MyST: its name, what follows it, its options and its lines."""

    name: str
    title: str
    indent: str
    options: dict
    lines: list


@dataclass
class Labels:
    """What a reference to each label says, such as ``Fig. 3.2``, over all chapters."""

    words: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)


def chapters() -> list[Path]:
    """The chapters in the order of the contents, which is that of their numbers."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8")).get("parts", [])
    names = [
        page["file"]
        for part in parts
        if part.get("numbered")
        for page in part["chapters"]
    ]
    return [ROOT / f"{name}.ipynb" for name in names]


def read_labels() -> Labels:
    """Number figures, formulas and exercises as the pages do; read the sources."""
    labels = Labels(sources=parse_file(ROOT / "book" / "references.bib").entries)
    for number, file in enumerate(chapters(), 1):
        count = dict.fromkeys(("Fig. ", "(", "Exercise "), 0)

        def give(label, kind, end="", count=count, number=number):
            count[kind] += 1
            labels.words[label] = f"{kind}{number}.{count[kind]}{end}"

        for cell in nbformat.read(file, as_version=4).cells:
            figure = cell.metadata.get("mystnb", {}).get("figure", {})
            if "name" in figure:
                give(figure["name"], "Fig. ")
            if cell.cell_type != "markdown":
                continue
            for match in TARGET.finditer(cell.source):
                heading = HEADING.search(cell.source, match.end())
                labels.words[match[1]] = heading[1]
            for block in blocks(cell.source):
                label = block.options.get("label")
                if label and block.name == "math":
                    give(label, "(", ")")
                elif label and block.name == "exercise-start":
                    give(label, "Exercise ")
    return labels


def split(text: str) -> list[str | Block]:
    """Lines of Markdown, and the directives between them."""
    parts, lines = [], text.split("\n")
    while lines:
        line = lines.pop(0)
        start = FENCE.match(line)
        if not start:
            parts.append(line)
            continue
        end = start["indent"] + start["ticks"]
        inside = lines[: lines.index(end)]
        del lines[: len(inside) + 1]
        options = {}
        while inside and (option := OPTION.match(inside[0])):
            options[option[1]] = option[2]
            del inside[0]
        inside = [line.removeprefix(start["indent"]) for line in inside]
        parts.append(
            Block(start["name"], start["title"], start["indent"], options, inside)
        )
    return parts


def blocks(text: str):
    """All directives of a text, those inside others too."""
    for part in split(text):
        if isinstance(part, Block):
            yield part
            yield from blocks("\n".join(part.lines))


def plain_text(text: str, labels: Labels, cited: dict, quoted: bool = False) -> str:
    """Markdown of MyST as that of Jupyter; ``cited`` collects the keys of sources."""
    lines = []
    for part in split(text):
        if isinstance(part, str):
            lines.append(part)
            continue
        write = WRITERS[part.name]
        written = write(part, labels, cited, quoted)
        lines += [f"{part.indent}{line}".rstrip() for line in written.split("\n")]
    text = TARGET.sub("", "\n".join(lines))
    text = re.sub("\n{3,}", "\n\n", text).strip("\n")
    return ROLE.sub(lambda role: _words(role[1], role[2], labels, cited), text)


def _math(block, labels, cited, quoted):
    number = labels.words.get(block.options.get("label"), "").strip("()")
    tag = [rf"\tag{{{number}}}"] if number else []
    # Inside a quotation a line break would put the mark of the quotation into it.
    lines = ["$$", *block.lines, *tag, "$$"]
    return " ".join(map(str.strip, lines)) if quoted else "\n".join(lines)


def _admonition(block, labels, cited, quoted):
    body = plain_text("\n".join(block.lines), labels, cited, quoted=True)
    lines = [f"**{block.title}**", "", *body.split("\n")]
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _exercise(block, labels, cited, quoted):
    return f"### {labels.words[block.options['label']]}. {block.title}\n"


def _end(block, labels, cited, quoted):
    return ""


def _solution(block, labels, cited, quoted):
    body = plain_text("\n".join(block.lines), labels, cited, quoted)
    head = f"<summary>Solution to {labels.words[block.title]}</summary>"
    return f"<details>\n{head}\n\n{body}\n\n</details>"


WRITERS = {
    "math": _math,
    "admonition": _admonition,
    "exercise-start": _exercise,
    "exercise-end": _end,
    "solution": _solution,
}


def _words(role, target, labels, cited):
    """What a reference says: a number, a title, a term, or authors and year."""
    if role == "term":
        return target.partition("<")[0].strip()
    if not role.startswith("cite"):
        return labels.words[target]
    keys = [key.strip() for key in target.split(",")]
    cited.update(dict.fromkeys(keys))
    sources = [labels.sources[key] for key in keys]
    pairs = [(_authors(source), source.fields["year"]) for source in sources]
    if role == "cite:t":
        return ", ".join(f"{authors} [{year}]" for authors, year in pairs)
    return f"[{'; '.join(f'{authors}, {year}' for authors, year in pairs)}]"


def _authors(entry):
    people = [person.rich_last_names for person in entry.persons["author"]]
    names = [" ".join(part.render_as("text") for part in parts) for parts in people]
    return f"{names[0]} et al." if len(names) > 2 else " and ".join(names)


def references(cited: dict, labels: Labels) -> str:
    """The sources that a chapter cites, as a Markdown list."""
    style = find_plugin("pybtex.style.formatting", "plain")()
    chosen = [labels.sources[key] for key in cited]
    texts = [entry.text.render_as("markdown") for entry in style.format_entries(chosen)]
    items = sorted(" ".join(text.split()) for text in texts)
    return "## References\n\n" + "\n".join(f"- {item}" for item in items)


def plain_notebook(file: Path, labels: Labels, first_cell: str):
    """A chapter in this edition.

    Parameters
    ----------
    file : Path
    labels : Labels
        As from `read_labels`.
    first_cell : str
        Code that finds the package, or installs it.
    """
    notebook = with_first_cell(nbformat.read(file, as_version=4), "")  # not Colab's
    cited, cells = {}, []
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            cell.source = plain_text(cell.source, labels, cited)
            continue
        figure = cell.metadata.pop("mystnb", {}).get("figure")
        if "hide-input" in cell.metadata.get("tags", []):
            cell.metadata["jupyter"] = {"source_hidden": True}
        if figure:
            caption = plain_text(figure["caption"], labels, cited)
            text = f"**{labels.words[figure['name']]}** {caption}"
            cells.append(nbformat.v4.new_markdown_cell(text, id=f"{cell.id}-caption"))
    if cited:
        cells.append(
            nbformat.v4.new_markdown_cell(references(cited, labels), id="references")
        )
    notebook.cells = cells
    find = nbformat.v4.new_code_cell(first_cell, id="find-package")
    find.metadata["jupyter"] = {"source_hidden": True}
    put_first(notebook, find)
    return notebook


def make_wheel(folder: Path) -> Path:
    """Build the wheel of lstm_core, from a copy, so that nothing else is left here."""
    with tempfile.TemporaryDirectory() as work:
        for name in PACKAGE:
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            copy(ROOT / name, Path(work) / name)
        build = ("wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, work)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        command = [*pip, *map(str, build)]
        subprocess.run(command, check=True)  # pip says itself what is missing
    return next(Path(folder).glob("lstm_core-*.whl"))


def write_editions(app: Sphinx, error: Exception | None) -> None:
    """Put the edition in the place of the sources that the download button gives."""
    folder = Path(app.outdir) / "_sources" / "book"
    files = [file for file in chapters() if (folder / file.name).is_file()]
    if error or app.builder.name != "html" or not files:
        return
    for old in folder.glob("lstm_core-*.whl"):
        old.unlink()
    first_cell = FIND_PACKAGE.format(wheel=make_wheel(folder).name)
    labels = read_labels()
    for file in files:
        nbformat.write(plain_notebook(file, labels, first_cell), folder / file.name)


def setup(app: Sphinx) -> dict:
    app.connect("build-finished", write_editions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
