"""How long a page of the book takes to read, measured from its source.

What the opening page promises: the text at 200 words a minute, 15 seconds for each
formula that stands alone, 20 for each code cell and each picture. Exercises, answers
that are folded and sections called "Look closer" are not counted, nor is trying out.
"""

import json
import re

from chapters import BOOK

WORDS_A_MINUTE = 200
FORMULA, CELL = 15 / 60, 20 / 60
FOLDED = (
    r"```\{(?:solution|admonition)\}[^\n]*\n(?::label.*\n)?:class: dropdown.*?\n```"
)
ANSWER = re.compile(r"(?<=\n)---\n.*?\n(?=```)", re.DOTALL)  # of a prediction
FURTHER = re.compile("## (Exercises|Ejercicios)|###? (Look closer|Más de cerca)")
FENCE = re.compile(r"^(?:```|:[\w-]+:).*$", re.MULTILINE)


def cells_of(name, book=BOOK):
    """Kind, tags and text of every cell of a notebook."""
    cells = json.loads((book / f"{name}.ipynb").read_text("utf-8"))["cells"]
    for cell in cells:
        tags = cell["metadata"].get("tags", [])
        yield cell["cell_type"], tags, "".join(cell["source"])


def prose(name, book=BOOK):
    """What stands on the page before anything is unfolded, without exercises."""
    texts = [text for kind, _, text in cells_of(name, book) if kind == "markdown"]
    texts = [ANSWER.sub("", text) if "{predict}" in text else text for text in texts]
    text = re.sub(FOLDED, "", "\n\n".join(texts), flags=re.DOTALL)
    parts = re.split(r"^(?=#{1,3} )", text, flags=re.MULTILINE)
    return "".join(part for part in parts if not FURTHER.match(part))


def formulas(text):
    """The formulas that stand alone."""
    return re.findall(r"```\{math\}.*?```|\$\$.*?\$\$", text, re.DOTALL)


def words(text):
    """Its words as a reader counts them: a formula in a line is one."""
    for formula in formulas(text):
        text = text.replace(formula, " ")
    text = re.sub(r"\$[^$]+\$", "x", FENCE.sub(" ", text))
    text = re.sub(r"\{[\w:]+\}`[^`]*`", "x", text)
    return [word for word in text.split() if re.search(r"\w", word)]


def minutes(name, book=BOOK):
    """Minutes that a page takes."""
    text = prose(name, book)
    cells = [tags for kind, tags, _ in cells_of(name, book) if kind == "code"]
    seen = sum("remove-cell" not in tags for tags in cells)
    reading = len(words(text)) / WORDS_A_MINUTE
    return reading + FORMULA * len(formulas(text)) + CELL * seen
