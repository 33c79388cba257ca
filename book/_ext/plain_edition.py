"""The chapters as plain Jupyter notebooks, for places that know nothing of MyST.

The sources in ``book/`` speak MyST, which the pages of the book understand. Readers who
open a chapter as a notebook get this edition: formulas between ``$$`` with the numbers
of the pages, references in words, captions below figures, solutions that unfold, the
code of figures folded, and in front a cell that finds the package.

    python book/_ext/plain_edition.py            # write notebooks/; in "tasks.py fix"
    python book/_ext/plain_edition.py --check    # only say what is not up to date

The folder ``notebooks/`` is for JupyterLab, Binder, Colab and whoever looks at the
repository. As an extension of Sphinx this file writes the edition where the download
button looks for it, with the wheel of the package beside it; ``lite/make_site.py`` puts
it into the JupyterLite site. It holds no outputs: they would say less than the pages
and age unseen. ``notebooks/es/`` is the same in Spanish, made from ``book/es/``.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
import yaml
from citations import style_of_works
from prediction import WORDS, read_prediction
from pybtex.database import parse_file
from pybtex.plugin import find_plugin
from settings import read_settings
from words import WORDS as ALL_WORDS
from words import words_in

if TYPE_CHECKING:
    from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "notebooks"
FIND_PACKAGE = """\
# {find_package}
try:
    import lstm_core
except ModuleNotFoundError:
    from pathlib import Path

    wheels = sorted(Path().glob("lstm_core-*.whl"), reverse=True)
    found = [wheel.resolve().as_uri() for wheel in wheels]
{fetch}    if not found:
        raise ModuleNotFoundError(
            "{no_package[0]}"
            "{no_package[1]}"
        ) from None
    package = f'"lstm-core[plots,train,widgets] @ {{found[0]}}"'
    get_ipython().run_line_magic("pip", f"install -q {{package}}")"""
INSTALL_IN_BROWSER = "%pip install -q lstm-core matplotlib tqdm anywidget"
"""The same for JupyterLite, where the wheel lies in the site and is always missing."""
PACKAGE = ("lstm_core", "pyproject.toml", "README.md", "LICENSE")
# Once: pybtex looks through all installed packages for each.
TEXT = find_plugin("pybtex.backends", "text")()
MARKDOWN = find_plugin("pybtex.backends", "markdown")()
OF_A_CHAPTER = r"\d\d-[a-z-]+\.ipynb"
FENCE = re.compile(
    r"^(?P<indent>\s*)(?P<ticks>`{3,})\{(?P<name>[\w-]+)\} ?(?P<title>.*)$"
)
OPTION = re.compile(r"^\s*:([\w-]+): *(.*)$")
ROLE = re.compile(r"\{([\w:+-]+)\}`([^`]+)`")
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
    """What a reference to each label says, such as ``Fig. 3.2``, over all chapters.

    ``homes`` holds the chapter of each label and the place on its page, ``address``
    that of the pages, or nothing as long as they are not published.
    """

    words: dict = field(default_factory=dict)
    homes: dict = field(default_factory=dict)
    sources: dict = field(default_factory=dict)
    address: str = ""
    language: str = "en"

    @property
    def said(self) -> dict:
        """The words of the software in this language."""
        return words_in(self.language)

    def seen_from(self, chapter: str) -> Labels:
        """With links to the pages of the other chapters, or their numbers."""
        words = {
            label: word if self.homes[label][0] == chapter else self._far(label, word)
            for label, word in self.words.items()
        }
        return replace(self, words=words)

    def _far(self, label, word):
        chapter, place = self.homes[label]
        if self.address:
            return f"[{word}]({self.address}/book/{chapter}.html#{place})"
        number = str(int(chapter[:2]))
        if number in word:
            return word
        return self.said["in_chapter"].format(word=word, number=number)


def settings(language: str = "") -> dict:
    """What the settings say, in a language or as they stand here."""
    return read_settings(ROOT, language)


def book_address(config: dict, language: str = "") -> str:
    """Where the pages of the book are published; empty if the settings do not say."""
    address = (config.get("html", {}).get("baseurl") or "").rstrip("/")
    elsewhere = language not in ("", config["sphinx"]["config"].get("language", "en"))
    return f"{address}/{language}" if address and elsewhere else address


def first_cell(config: dict, language: str = "en") -> str:
    """The cell that finds the package, or fetches it from the repository, if any."""
    repository = config.get("repository") or {}
    url = (repository.get("url") or "").rstrip("/")
    fetch = f'    found.append("git+{url}@{repository["branch"]}")\n' if url else ""
    return FIND_PACKAGE.format(fetch=fetch, **words_in(language))


def language_here() -> str:
    """The language of the pages in ``book/``: in a staged edition another one."""
    return settings()["sphinx"]["config"].get("language", "en")


def languages() -> list[str]:
    """The languages of all editions, the first one first."""
    return settings()["sphinx"]["config"]["editions"]


def chapters(language: str = "en") -> list[Path]:
    """The chapters in the order of the contents, and the tour before them."""
    folder = book_in(language)
    pages = (page for part in _parts() for page in part["chapters"])
    files = (folder / f"{Path(page['file']).name}.ipynb" for page in pages)
    return [file for file in files if file.is_file()]


def book_in(language: str) -> Path:
    """Where the pages in a language lie."""
    folder = ROOT / "book" / language
    return folder if language != language_here() else ROOT / "book"


def numbers() -> dict[Path, int]:
    """Chapter to its number; the tour has none."""
    pages = [p for part in _parts() if part.get("numbered") for p in part["chapters"]]
    return {ROOT / f"{p['file']}.ipynb": number for number, p in enumerate(pages, 1)}


def _parts():
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    return contents.get("parts", [])


def read_labels(language: str = "en") -> Labels:
    """Number figures, formulas and exercises as the pages do; read the sources."""
    words = words_in(language)
    figure_word, exercise_word = words["figure"], words["exercise"]
    labels = Labels(
        language=language,
        sources=parse_file(ROOT / "book" / "references.bib").entries,
        address=book_address(settings(), language),
    )
    for source, number in numbers().items():
        own = book_in(language) / source.name
        file = own if own.is_file() else source  # not translated yet
        count = dict.fromkeys((figure_word, "(", exercise_word), 0)

        def give(label, kind, end="", place="", count=count, number=number, file=file):
            count[kind] += 1
            labels.words[label] = f"{kind}{number}.{count[kind]}{end}"
            labels.homes[label] = file.stem, place + label

        for cell in nbformat.read(file, as_version=4).cells:
            figure = cell.metadata.get("mystnb", {}).get("figure", {})
            if "name" in figure:
                give(figure["name"], figure_word)
            if cell.cell_type != "markdown":
                continue
            for match in TARGET.finditer(cell.source):
                heading = HEADING.search(cell.source, match.end())
                labels.words[match[1]] = heading[1]
                labels.homes[match[1]] = file.stem, match[1]
            for block in blocks(cell.source):
                label = block.options.get("label")
                if label and block.name == "math":
                    give(label, "(", ")", place="equation-")
                elif label and block.name == "exercise-start":
                    give(label, exercise_word)
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
    if "dropdown" in block.options.get("class", ""):
        return _unfolding(block.title, block, labels, cited, quoted)
    body = plain_text("\n".join(block.lines), labels, cited, quoted=True)
    return _quote(f"**{block.title}**\n\n{body}")


def _predict(block, labels, cited, quoted):
    asked, words = (
        read_prediction(block.options, "\n".join(block.lines)),
        WORDS.get(labels.language, WORDS["en"]),
    )
    items = "\n".join(f"- {item}" for item in asked.items)
    head = f"<details>\n<summary>{words['answer']}</summary>"
    first = f"{words['is']} {asked.answer_in(words)}.\n\n" if asked.answer else ""
    folded = f"{head}\n\n{first}{asked.says}\n\n</details>"
    text = f"{asked.question}\n\n{items}\n\n{folded}"
    body = plain_text(text, labels, cited, quoted=True)
    return _quote(f"**{words['title']}**\n\n{body}")


def _quote(text):
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _exercise(block, labels, cited, quoted):
    return f"### {labels.words[block.options['label']]}. {block.title}\n"


def _end(block, labels, cited, quoted):
    return ""


def _solution(block, labels, cited, quoted):
    title = labels.said["solution"].format(exercise=labels.words[block.title])
    return _unfolding(title, block, labels, cited, quoted)


def _unfolding(title, block, labels, cited, quoted):
    body = plain_text("\n".join(block.lines), labels, cited, quoted)
    return f"<details>\n<summary>{title}</summary>\n\n{body}\n\n</details>"


WRITERS = {
    "math": _math,
    "admonition": _admonition,
    "predict": _predict,
    "exercise-start": _exercise,
    "exercise-end": _end,
    "solution": _solution,
}


def _words(role, target, labels, cited):
    """What a reference says: a number, a title, a term, or authors and year."""
    if role == "term":
        word, _, term = target.rstrip(">").partition("<")
        place = "term-" + re.sub(r"\W+", "-", term or word)
        page = f"{labels.address}/book/glossary.html#{place}"
        return f"[{word.strip()}]({page})" if labels.address else word.strip()
    if role in ALL_WORDS:  # a word in another language
        return f"*{target}*"
    if role in ("numref", "eq", "ref"):
        return labels.words[target]
    if role not in ("cite:p", "cite:t"):
        raise KeyError(f"no words for a role {role!r}, of {target!r}")
    keys = [key.strip() for key in target.split(",")]
    cited.update(dict.fromkeys(keys))
    entries = [labels.sources[key] for key in keys]
    if role == "cite:t":
        return ", ".join(f"{_authors(e, labels)} [{e.fields['year']}]" for e in entries)
    return f"[{'; '.join(_short(entry, labels) for entry in entries)}]"


def _short(entry, labels):
    return f"{_authors(entry, labels)}, {entry.fields['year']}"


def _authors(entry, labels):
    people = [person.rich_last_names for person in entry.persons["author"]]
    names = [" ".join(part.render(TEXT) for part in parts) for parts in people]
    return f"{names[0]} et al." if len(names) > 2 else labels.said["and"].join(names)


def references(cited: dict, labels: Labels) -> str:
    """The sources that a chapter cites, as a Markdown list."""
    chosen = [labels.sources[key] for key in cited]
    lines = [f"## {labels.said['references']}", ""]
    style = style_of_works(labels.language)()
    for entry in style.format_entries(chosen):  # by the names of the authors
        text = " ".join(entry.text.render(MARKDOWN).split())
        text = re.sub(r"\\([.:()-])", r"\1", text)  # needless in a list
        short = _short(labels.sources[entry.key], labels)
        lines.append(f"- [{short}] {text}")
    return "\n".join(lines)


def _opening(source, file, labels):
    """The title of a chapter, and below it what this notebook is."""
    title, _, text = source.partition("\n")
    words = labels.said
    book = words["quoted"].format(title=settings(labels.language)["title"])
    if labels.address:
        book = f"[{book}]({labels.address}/book/{file.stem}.html)"
    number = {f.name: number for f, number in numbers().items()}.get(file.name)
    said = words["chapter_of" if number else "page_of"].format(book=book, number=number)
    return f"{title}\n\n{said}\n{text}"


def plain_notebook(file: Path, labels: Labels, find_package: str):
    """A chapter in this edition.

    Parameters
    ----------
    file : Path
    labels : Labels
        As from `read_labels`.
    find_package : str
        Code that finds the package, or installs it, such as `first_cell` gives.
    """
    notebook, cited, cells = nbformat.read(file, as_version=4), {}, []
    labels = labels.seen_from(file.stem)
    for cell in notebook.cells:
        cells.append(cell)
        if cell.cell_type == "markdown":
            cell.source = plain_text(cell.source, labels, cited)
            if cell.source.lstrip("# ").startswith(labels.said["look_closer"]):
                cell.metadata["jp-MarkdownHeadingCollapsed"] = True  # JupyterLab
                cell.metadata["heading_collapsed"] = True  # Colab
            continue
        if "jupyter" in cell.metadata:
            cell.metadata["cellView"] = "form"  # what Colab understands
        figure = cell.metadata.pop("mystnb", {}).get("figure")
        if figure:
            caption = plain_text(figure["caption"], labels, cited)
            text = f"**{labels.words[figure['name']]}.** {caption}"
            cells.append(nbformat.v4.new_markdown_cell(text, id=f"{cell.id}-caption"))
    cells[0].source = _opening(cells[0].source, file, labels)
    place = [cell.cell_type for cell in cells].index("code")
    find = nbformat.v4.new_code_cell(find_package, id="find-package")
    find.metadata.update({"cellView": "form", "jupyter": {"source_hidden": True}})
    cells.insert(place, find)
    if cited:
        cells.append(
            nbformat.v4.new_markdown_cell(references(cited, labels), id="references")
        )
    notebook.cells = cells
    return notebook


def make_wheel(folder: Path) -> Path:
    """Build the wheel of lstm_core, from a copy, so that nothing else is left here."""
    # In a staged edition this file lies below the repository, not in it.
    repository = next(f for f in (ROOT, *ROOT.parents) if (f / "lstm_core").is_dir())
    with tempfile.TemporaryDirectory() as work:
        for name in PACKAGE:
            source = repository / name
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, Path(work) / name)
        build = ("wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, work)
        pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
        command = [*pip, *map(str, build)]
        subprocess.run(command, check=True)  # pip says itself what is missing
    return next(Path(folder).glob("lstm_core-*.whl"))


def write_folder(folder: Path, check: bool = False, language: str = "en") -> list[str]:
    """Write the edition of every chapter; returns the names of those that changed.

    The edition of a chapter that is gone goes too. With ``check`` nothing is written.
    """
    labels, changed = read_labels(language), []
    find_package = first_cell(settings(), language)
    for file in chapters(language):
        notebook = plain_notebook(file, labels, find_package)
        link_languages(notebook, file.name, language)
        text = nbformat.writes(notebook) + "\n"
        target = folder / file.name
        if not target.is_file() or target.read_text("utf-8") != text:
            changed.append(file.name)
            if not check:
                folder.mkdir(exist_ok=True, parents=True)
                target.write_text(text, "utf-8", newline="\n")
    for file in left_over(folder, language):
        changed.append(file.name)
        if not check:
            file.unlink()
    return changed


def link_languages(notebook, name: str, language: str) -> None:
    """Let a notebook in this folder lead to itself in the other languages.

    The first language lies in the folder, each other one in a folder below it.
    """
    first, *rest = languages()
    others = rest if language == first else [first]
    known = [code for code in others if (book_in(code) / name).is_file()]
    links = " · ".join(words_in(code)["read_in"].format(file=name) for code in known)
    if links:
        title, _, text = notebook.cells[0].source.partition("\n\n")
        notebook.cells[0].source = f"{title}\n\n{links}\n\n{text}"


def left_over(folder: Path, language: str = "en") -> list[Path]:
    """The editions of chapters that are gone; a reader's own notebooks are none."""
    named = [f for f in folder.glob("*.ipynb") if re.fullmatch(OF_A_CHAPTER, f.name)]
    gone = {file.name for file in named} - {f.name for f in chapters(language)}
    return [folder / name for name in sorted(gone)]


def write_beside(notebook: Path) -> None:
    """A script with the text of a notebook, for pages read from the disk: book.js."""
    call = ", ".join(map(json.dumps, (notebook.name, notebook.read_text("utf-8"))))
    Path(f"{notebook}.js").write_text(f"saveNotebook({call});\n", "utf-8")


def write_downloads(app: Sphinx, error: Exception | None) -> None:
    """Put the edition in the place of the sources that the download button gives."""
    if error or app.builder.name != "html":
        return
    folder = Path(app.outdir) / "_sources" / "book"
    own = chapters(language_here())
    files = [file for file in own if (folder / file.name).is_file()]
    if files:
        _write_editions(files, folder)
    for notebook in folder.rglob("*.ipynb"):
        write_beside(notebook)


def _write_editions(files, folder):
    for old in folder.glob("lstm_core-*.whl"):
        old.unlink()
    make_wheel(folder)
    language = language_here()
    labels, find_package = read_labels(language), first_cell(settings(), language)
    for file in files:
        nbformat.write(plain_notebook(file, labels, find_package), folder / file.name)


def setup(app: Sphinx) -> dict:
    app.connect("build-finished", write_downloads)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}


def main(check: bool) -> int:
    changed = []
    for language in languages():
        folder = ROOT / FOLDER / ("" if language == language_here() else language)
        names = write_folder(folder, check, language)
        changed += [str((folder / n).relative_to(ROOT / FOLDER)) for n in names]
    if check and changed:
        print(f"{FOLDER}/ is made from book/: run 'python3 tasks.py fix' for", *changed)
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv))
