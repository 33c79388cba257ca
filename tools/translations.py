"""Does every page of an edition in another language say what the English page says?

    python tools/translations.py                    name what is missing or out of date
    python tools/translations.py start 03-gates     copy a page of book/ to translate it
    python tools/translations.py stamp 03-gates     its translation is up to date now

A translation lies in ``book/es/`` under the name of the English page. Notebooks
correspond cell by cell, with the same ids; Markdown pages correspond heading by
heading. Each cell remembers the fingerprint of the English cell that it translates, a
Markdown page that of the English page in its last line. What is not language is the
same on both sides: code but for its texts and comments, formulas, labels, references,
addresses, and numbers but for those of the cells in `MEASURED_ANEW`.
`tests/book/test_translations.py` holds all of it.
"""

from __future__ import annotations

import argparse
import ast
import copy
import hashlib
import re
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[1]
BOOK, EDITION = ROOT / "book", ROOT / "book" / "es"
CONTENTS = ROOT / "_toc.yml"
ENGLISH_ONLY = ("assignments", "changelog", "for-instructors", "reference")
"""Pages that an edition may show in English; they say so."""
MEASURED_ANEW = {
    "02-two-memories.ipynb": ("cell-earlier-text", "cell-earlier-said"),
    "09-reading-and-writing.ipynb": (
        "cell-25",
        "cell-27",
        "cell-29",
        "cell-33",
        "cell-37",
        "cell-51",
    ),
}
"""Page to the cells that speak of other networks, and so must have other numbers.

The reviews of headphones have a grammar of their own in each language; what is measured
with it is held by `tests/book/test_spanish_reviews.py`.
"""
STAMP = "translates"
LAST_LINE = re.compile(rf"\n% {STAMP} ([0-9a-f]+)\n$")
HEADING = re.compile(r"^(?=#{1,4} )", re.MULTILINE)
LEVEL = re.compile(r"^(#{1,4}) ", re.MULTILINE)
FENCES = re.compile(r"^(`{3,}|:{3,}).*?^\1$", re.MULTILINE | re.DOTALL)
VISIBLE = ("caption", "alt", "code_prompt_show", "code_prompt_hide", "description")
"""Metadata with words that a reader sees."""
FENCED = re.compile(r"^ *(`{3,}|:{3,})\{([\w-]+)\}", re.MULTILINE)
OPTION = re.compile(
    r"^ *:(label|name|class|see|within|number|range|gated): *(.+)$", re.M
)
TARGET = re.compile(r"^\(([\w-]+)\)=$", re.MULTILINE)
ROLE = re.compile(r"\{(?!term|es|en)([\w:+-]+)\}`(?:[^`<]*<)?([^`<>]+)>?`")
TERM = re.compile(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FORMULA = re.compile(r"(?<![\\$])\$([^$]+)\$")
INLINE_CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
WORDS_IN_FORMULA = re.compile(r"\\(?:text|mathrm)\{[^{}]*\}")
OF_A_LANGUAGE = re.compile(r"_es\b")
"""How the name of a stored network or of an experiment in another language ends."""
NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?")
THOUSANDS = re.compile(r"(?<=\d)[,\u202f\u00a0](?=\d{3}(?!\d))")


def prose(name: str) -> str:
    """All that a page in the other language says, without its code."""
    file = EDITION / name
    if file.suffix == ".md":
        return file.read_text("utf-8")
    cells = nbformat.read(file, as_version=4).cells
    parts = [c.source for c in cells if c.cell_type == "markdown"]
    return "\n\n".join([*parts, *(t for c in cells for t in visible(c.metadata))])


def fingerprint(text: str) -> str:
    """A short mark of a text, another one after any change but of spaces."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def words_of(cell) -> str:
    """The text of a cell, and the words in its metadata."""
    return "\n".join([cell.source, *visible(cell.metadata)])


def visible(metadata: dict) -> list[str]:
    """What a reader sees of metadata."""
    found = []
    for key, value in metadata.items():
        if isinstance(value, dict):
            found += visible(value)
        elif key in VISIBLE:
            found.append(value)
    return found


def hidden(metadata: dict) -> dict:
    """Metadata without words and stamps."""
    return {
        key: hidden(value) if isinstance(value, dict) else value
        for key, value in metadata.items()
        if key not in (*VISIBLE, STAMP)
    }


def pages() -> list[str]:
    """The pages that have a translation."""
    return sorted(f.name for f in EDITION.glob("*") if f.suffix in (".ipynb", ".md"))


def missing() -> list[str]:
    """Pages in the contents that should have a translation, and have none."""
    names = in_contents()
    wanted = {name for name in names if name.partition("/")[0] not in ENGLISH_ONLY}
    return sorted(wanted - {Path(name).stem for name in pages()})


def in_contents() -> list[str]:
    """The pages in the contents, such as ``03-gates`` or ``assignments/ch03-gates``."""
    text = CONTENTS.read_text("utf-8")
    return re.findall(r"^ *(?:-? *file|root): book/(\S+)$", text, re.M)


def check(name: str) -> list[str]:
    """What is wrong with the translation of one page, a line each."""
    if not (BOOK / name).exists():
        return [f"{name}: there is no such page in English"]
    if name.endswith(".md"):
        return check_markdown(name)
    ours, theirs = (nbformat.read(f / name, as_version=4) for f in (BOOK, EDITION))
    if [cell.id for cell in ours.cells] != [cell.id for cell in theirs.cells]:
        missing = {c.id for c in ours.cells} ^ {c.id for c in theirs.cells}
        return [f"{name}: other cells, or in another order: {sorted(missing)}"]
    measured_anew = MEASURED_ANEW.get(name, ())
    gone = set(measured_anew) - {cell.id for cell in ours.cells}
    wrong = [f"{name}, {cell}: measured anew, but not there" for cell in sorted(gone)]
    for cell, other in zip(ours.cells, theirs.cells, strict=True):
        found = compare_cells(cell, other)
        if cell.id in measured_anew:
            found = without_numbers(found)
        wrong += [f"{name}, {cell.id}: {text}" for text in found]
    return wrong


def without_numbers(found: list[str]) -> list[str]:
    """What is wrong with a cell whose numbers were measured anew."""
    rest = [text for text in found if not text.startswith("numbers: ")]
    if rest == found:
        rest.append("measured anew, but the numbers are those of the English cell")
    return rest


def compare_cells(cell, other) -> list[str]:
    """What differs that must not, between an English cell and its translation."""
    if (cell.cell_type, hidden(cell.metadata)) != (
        other.cell_type,
        hidden(other.metadata),
    ):
        return ["another kind of cell, or other metadata"]
    wrong = []
    if other.metadata.get(STAMP) != fingerprint(words_of(cell)):
        wrong.append("the English cell has changed since, or was never translated")
    if cell.cell_type == "code":
        if skeleton(cell.source) != skeleton(other.source):
            wrong.append("the code differs by more than texts and comments")
        texts = ["\n".join(visible(c.metadata)) for c in (cell, other)]
    else:
        texts = [cell.source, other.source]
    return wrong + compare_texts(*texts)


def check_markdown(name: str) -> list[str]:
    """As `check`, of a page in Markdown."""
    ours, theirs = ((f / name).read_text("utf-8") for f in (BOOK, EDITION))
    stamp = LAST_LINE.search(theirs)
    wrong = []
    if not stamp or stamp[1] != fingerprint(ours):
        wrong.append("the English page has changed since, or was never translated")
    theirs = LAST_LINE.sub("\n", theirs)
    parts = HEADING.split(ours), HEADING.split(theirs)
    if name == "glossary.md":  # in the order of another alphabet
        parts = [ours], [theirs]
    if len(parts[0]) != len(parts[1]):
        wrong.append("other headings")
    else:
        for part, other in zip(*parts, strict=True):
            found = compare_texts(part, other)
            wrong += [f"{other.splitlines()[0]}: {text}" for text in found if other]
    return [f"{name}: {text}" for text in wrong]


def skeleton(code: str) -> str:
    """The syntax tree of a cell without its texts."""
    lines = ["pass" if line.startswith("%") else line for line in code.splitlines()]
    return ast.dump(WithoutTexts().visit(ast.parse("\n".join(lines))))


class WithoutTexts(ast.NodeTransformer):
    """Empties strings; what stands between braces in an f-string stays, sorted."""

    def visit_Constant(self, node):
        return ast.Constant("") if isinstance(node.value, str) else node

    def visit_JoinedStr(self, node):
        parts = [v.value for v in node.values if isinstance(v, ast.FormattedValue)]
        parts = [self.visit(part) for part in parts]
        return ast.Tuple(sorted(parts, key=ast.dump), ast.Load())


def compare_texts(text: str, other: str) -> list[str]:
    """What differs between two texts and is not language."""
    wrong = []
    if len(text) > 150 and len(other) < 0.7 * len(text):
        wrong.append("much shorter than in English: is a part missing?")
    found, there = (not_language(t) for t in (text, other))
    for kind in found:
        if found[kind] != there[kind]:
            lost = sorted((found[kind] - there[kind]).elements())
            more = sorted((there[kind] - found[kind]).elements())
            wrong.append(f"{kind}: English only {lost}, translation only {more}")
    return wrong


def not_language(text: str) -> dict[str, Counter]:
    """All that is the same in every language, by kind."""
    found = {"directives": Counter(m[1] for m in FENCED.findall(text))}
    found["headings"] = Counter(LEVEL.findall(FENCES.sub("", text)))
    found["options"] = Counter(OPTION.findall(text))
    found["targets"] = Counter(TARGET.findall(text))
    found["terms"] = Counter(english_term(t) for t in TERM.findall(text))
    found["references"] = Counter(ROLE.findall(text))
    found["links"] = Counter(LINK.findall(text))
    text = re.sub(r"\{[\w:+-]+\}`[^`]*`|\]\([^)]*\)", " ", OPTION.sub("", text))
    text = TARGET.sub("", text)
    names = (OF_A_LANGUAGE.sub("", c) for c in INLINE_CODE.findall(text) if is_name(c))
    found["code"] = Counter(names)
    text = INLINE_CODE.sub(" ", text)
    formulas = [WORDS_IN_FORMULA.sub("", f) for f in FORMULA.findall(text)]
    found["formulas"] = Counter("".join(f.split()) for f in formulas)
    text = THOUSANDS.sub("", FORMULA.sub(" ", text))
    found["numbers"] = Counter(NUMBER.findall(text))
    return found


def is_name(code: str) -> bool:
    """Whether code in a sentence is a name or a call, which has no language."""
    return bool(re.search(r"[_.(\[]", code)) and not re.search(r"[\"']| {1}\w+ ", code)


def english_term(term: str) -> str:
    """The first English name of a term, of whichever glossary it is a name."""
    term = " ".join(term.split()).casefold()
    return english_terms().get(term) or spanish_terms().get(term, term)


@cache
def english_terms() -> dict[str, str]:
    """Each name in the English glossary to the first name of the same entry."""
    entries = read_glossary(BOOK / "glossary.md")
    return {name: names[0] for names, _ in entries for name in names}


@cache
def spanish_terms() -> dict[str, str]:
    """Each name in the Spanish glossary to the English one that its entry begins with.

    There an entry begins with its English name: ``{en}`Forget gate.```.
    """
    if not (EDITION / "glossary.md").exists():
        return {}
    found = {}
    for names, text in read_glossary(EDITION / "glossary.md"):
        english = re.match(r"\{en\}`([^`]+?)\.?`", text)
        found |= dict.fromkeys(names, english[1].casefold() if english else "")
    return found


def read_glossary(file: Path) -> list[tuple[list[str], str]]:
    """The entries of a glossary: their names in small letters, and what they say."""
    (inside,) = re.findall(
        r"```\{glossary\}\n(.*?)\n```", file.read_text("utf-8"), re.S
    )
    entries = []
    for entry in re.split(r"\n\s*\n(?=\S)", inside.strip()):
        names = [n.casefold() for n in entry.splitlines() if n and n[0] != " "]
        text = "\n".join(n.strip() for n in entry.splitlines() if n.startswith(" "))
        entries.append((names, text))
    return entries


def start(name: str) -> None:
    """Copy an English page, to be translated; an existing translation stays."""
    source = page_named(name)
    target = EDITION / source.name
    if target.exists():
        sys.exit(f"{target.relative_to(ROOT)} is there already")
    EDITION.mkdir(exist_ok=True)
    target.write_bytes(source.read_bytes())


def stamp(name: str) -> None:
    """Write into each cell which English cell it translates."""
    source = page_named(name)
    target = EDITION / source.name
    if source.suffix == ".md":
        text = LAST_LINE.sub("\n", target.read_text("utf-8")).rstrip("\n")
        text += f"\n\n% {STAMP} {fingerprint(source.read_text('utf-8'))}\n"
        target.write_text(text, "utf-8")
        return
    ours, theirs = (nbformat.read(f, as_version=4) for f in (source, target))
    english = {cell.id: words_of(cell) for cell in ours.cells}
    before = copy.deepcopy(theirs)
    for cell in theirs.cells:
        cell.metadata[STAMP] = fingerprint(english[cell.id])
    if theirs != before:
        nbformat.write(theirs, target)


def page_named(name: str) -> Path:
    found = sorted(BOOK.glob(f"{name.split('.')[0]}.*"))
    if len(found) != 1:
        sys.exit(f"{name}: expected the name of a page in book/, such as 03-gates")
    return found[0]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", nargs="?", choices=["start", "stamp"])
    parser.add_argument("page", nargs="*")
    options = parser.parse_args()
    if options.command and not options.page:
        parser.error(f"{options.command} needs the name of a page")
    if options.command:
        for page in options.page:
            {"start": start, "stamp": stamp}[options.command](page)
        return 0
    wrong = [line for name in pages() for line in check(name)]
    wrong += [f"{name}: not translated yet" for name in missing()]
    print(*wrong, sep="\n") if wrong else print("all translations are up to date")
    return int(bool(wrong))


if __name__ == "__main__":
    sys.exit(main())
