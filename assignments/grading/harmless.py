"""Make what a submission shows harmless for whoever opens its pages.

nbgrader's page for grading by hand runs in the instructor's Jupyter: a script in it
could do all that the instructor can. So no active content gets as far as a page.
"""

import base64
import html
import io
import re
import unicodedata
from urllib.parse import unquote

import nh3
from nbconvert.filters.markdown_mistune import (
    IPythonRenderer,
    MarkdownWithMath,
    import_plugin,
)
from nbformat.v4 import new_output
from PIL import Image, ImageOps
from pygments.token import STANDARD_TYPES

from assignments.grading.formulas import drawn, shielded

LONGEST = 1_000  # characters of one message
LONGEST_TEXT = 20_000  # characters of one text: some take the square of that
LONGEST_PAGE = 50 * LONGEST_TEXT  # of what becomes of it, beside its pictures
MOST_IN_TABLES = 2_000  # rows and cells of one text
LONGEST_PAGES = 10 * LONGEST_PAGE  # of what becomes of all texts and pictures
MOST_PIXELS = 5_000_000  # of one picture
LONGEST_SIDE = 4_000  # of it: what stands below a taller one would not be found
MOST_TO_SHRINK = 50_000_000  # of one that was attached, in pixels
SHRUNK = 2_000  # its side then
MOST_SCANS = 50  # of it: a browser draws all of it again for each
PICTURE_AS_TEXT = 20_000  # characters for which a picture counts at least
LONGEST_LINE = 2_000  # characters of what was printed: a browser needs the square
# Marks on a letter, and what changes the sign before: its sound, or the colour of skin.
CHANGING = "\uff9e\uff9f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
MARKS = "".join(
    sign
    for sign in map(chr, (*range(0x20000), *range(0xE0100, 0xE01F0)))
    if unicodedata.category(sign)[0] == "M" or sign in CHANGING
)
MANY_MARKS = re.compile(f"([{MARKS}]{{8}})[{MARKS}]+")
# Not Latin, Greek, Cyrillic, Georgian, of mathematics, boxes, or of East Asia, whose
# signs a browser places one by one: thousands of others can take it minutes, rare
# ones of Chinese too.
SLOW = re.compile(
    "[^\0-\u02ff\u0370-\u0482\u048a-\u058f\u10a0-\u10ff\u1e00-\u200a\u2010-\u2029"
    "\u202f-\u205f\u2070-\u20cf\u2100-\u2cee\u2d00-\u2d2f\u2e00-\u3029\u3030-\u3098"
    "\u309b-\u9fff\ua720-\ua7ff\uac00-\ud7a3\uf900-\ufaff\uff01-\uff9d\uffa0-\uffee\ufffd"
    "\U0001d400-\U0001d7ff]"
)
COMMANDS = dict.fromkeys((*range(9), 11, *range(14, 27), *range(28, 32), 127), "\ufffd")
SLOW_AS_TEXT = 100  # characters for which one counts
COLOUR_AS_TEXT = 50  # the same for each change of colours
PICTURES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
PICTURE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]*")
LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
STYLE = re.compile(r"border:0|text-align:(left|center|right)")
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")  # what comes after them
MOST_FORMULAS = 300  # of one text
# Of our formulas and of coloured code: with others Formgrader draws buttons of its own.
CLASS = re.compile(rf"formula|highlight( hl-\w+)?|{'|'.join(STANDARD_TYPES.values())}")
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"class", "src", "alt", "style", "title"},  # class and style: of a formula
    "td": {"style"},
    "th": {"style"},
    "div": {"class"},  # code is coloured by classes
    "span": {"class"},
}
MARKUP = "h1 h2 h3 h4 h5 h6 p br hr pre code blockquote em strong del ul ol li dl dt dd"
TAGS = {*ATTRIBUTES, *MARKUP.split(), "table", "thead", "tbody", "tr"}
PLUGINS = ("strikethrough", "table", "url", "def_list")


class HarmlessRenderer(IPythonRenderer):
    """HTML is shown as text; nothing is drawn by a script or fetched."""

    formulas = 0

    def inline_math(self, body):
        """A formula as a picture, or as it was written."""
        self.formulas += 1
        picture = drawn(body) if self.formulas <= MOST_FORMULAS else None
        shown = html.escape(f"${body}$")
        if picture is None:
            return f"<code>{shown}</code>"
        source = f"data:image/png;base64,{picture}"
        # Formgrader has a red frame for pictures.
        style = "border:0"
        return f'<img class="formula" alt="{shown}" src="{source}" style="{style}" />'

    def block_math(self, body):
        """The same in a line of its own."""
        return f"<br />{self.inline_math(body)}<br />"

    def latex_environment(self, name, body):
        """What Matplotlib cannot draw, as it was written."""
        shown = html.escape(f"\\begin{{{name}}}{body}\\end{{{name}}}")
        return f"<br /><code>{shown}</code><br />".replace("\n", "<br />")

    def block_code(self, code, info=None):
        """Code, also that of a diagram, which a script would draw."""
        lang = (info or "").split(maxsplit=1)[:1]
        return super().block_code(code, None if lang and "mermaid" in lang[0] else info)

    def image(self, text, url, title=None):
        """A picture of the notebook; one from elsewhere becomes a link to it."""
        name = unquote(url.removeprefix("attachment:"))
        attached = url.startswith("attachment:")
        what = "picture that cannot be shown" if attached else "picture"
        if attached:
            kinds = self.attachments.pop(name, {})  # once: or a page gets huge
            url = next((f"data:{k};base64,{v}" for k, v in kinds.items()), "")
        if PICTURE.fullmatch(url) and can_be_shown(url.partition(",")[2]):
            return super().image(text, url, title)
        return self.link(f"{what}: {html.escape(text or name)}", url, title)


def harmless_text(source: str, attachments=(), room: int = LONGEST_PAGES) -> str:
    """Markdown as HTML that can neither run nor fetch anything.

    Everything that Markdown could read once more is written as a number, so that
    whoever renders this as Markdown gets this very HTML. What would take more than
    ``room`` characters is shown as it was written.
    """
    source = TURNING.sub("\ufffd", plain(source))[:LONGEST_TEXT]
    pictures = harmless_attachments(attachments)
    most = LONGEST_PAGE + sum(len(v) for one in pictures.values() for v in one.values())
    renderer = HarmlessRenderer(
        escape=True,
        allow_harmful_protocols=False,
        exclude_anchor_links=True,
        attachments=pictures,
    )
    plugins = [import_plugin(name) for name in PLUGINS]
    try:
        page = MarkdownWithMath(renderer=renderer, plugins=plugins).render(source)
    except Exception:  # nested too deep, say
        page = None
    # A long link can be referred to at each word.
    short = page is not None and len(page) <= most
    made = stored(page) if short and page.count("<t") <= MOST_IN_TABLES else None
    if made is None or taken(made) > room:
        made = stored(f"<pre>{html.escape(source)}</pre>")
    return made


def taken(made: str) -> int:
    """Characters that HTML takes; also a small picture takes some place."""
    return len(made) + PICTURE_AS_TEXT * made.count("<img ")


def stored(page: str) -> str:
    """HTML as it is stored: without what is active, and without Markdown."""
    page = nh3.clean(
        page,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_harmless_attribute,
        url_schemes={"http", "https", "mailto", "data"},
    )
    page = shielded(page)
    numbers = {ord(sign): f"&#{ord(sign)};" for sign in "$\\*_`[]~!|{}\n\r"}
    return f"<div>{page.strip().translate(numbers)}</div>"


def _harmless_attribute(tag, name, value):
    wanted = {"href": LINK.match, "src": PICTURE.fullmatch, "style": STYLE.fullmatch}
    wanted |= {"class": CLASS.fullmatch}
    return value if name not in wanted or wanted[name](value) else None


def plain(text) -> str:
    """Text that can be stored and shown.

    Without signs that command a machine, the halves of signs that UTF-8 does not know,
    and the ninth mark on one sign and all after it: a browser takes minutes to place
    thousands.
    """
    known = str(text).encode("utf-8", "replace").decode("utf-8").translate(COMMANDS)
    return MANY_MARKS.sub(r"\1", known)


def in_lines(text) -> str:
    """Plain text whose lines are not too long."""
    return re.sub(f"([^\n]{{{LONGEST_LINE}}})(?=[^\n])", r"\1\n", plain(text))


def harmless_code(cell) -> None:
    """Leave of what a kernel made of a cell what is text, a picture, or its number."""
    shown = map(harmless_output, cell.outputs)
    cell.outputs = [output for output in shown if output]
    count = cell.get("execution_count")  # pages show whatever stands there as HTML
    counted = type(count) is int and 0 < count < LONGEST
    cell.execution_count = count if counted else None


def harmless_attachments(attachments) -> dict:
    """The pictures among the attachments of a cell."""
    found = {}
    for name, data in dict(attachments).items():
        small = {kind: shrunk(text) for kind, text in dict(data).items()}
        if pictures := picture(small):
            found[name] = pictures
    return found


def harmless_output(output) -> dict | None:
    """The same output as text and pictures only; None if nothing is left."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=in_lines(output.get("text", "")))
    if kind == "error":
        words = {key: plain(output.get(key, "")) for key in ("ename", "evalue")}
        words["evalue"] = words["evalue"][:LONGEST]
        lines = [in_lines(line) for line in list(output.get("traceback", []))]
        return new_output("error", traceback=lines, **words)
    data = dict(output.get("data", {}))
    shown = picture(data)
    if "text/plain" in data:
        shown["text/plain"] = in_lines(data["text/plain"])
    return new_output("display_data", shown) if shown else None


def picture(data) -> dict:
    """What of a bundle of data is a picture that cannot hold a script."""
    return {
        kind: data[kind]
        for kind in PICTURES
        if isinstance(data.get(kind), str) and can_be_shown(data[kind])
    }


def shrunk(text: str) -> str:
    """A picture in base64 as it came, or smaller if it is a photograph, say."""
    if can_be_shown(text) or not is_one_picture(text, MOST_TO_SHRINK):
        return text
    try:
        with Image.open(io.BytesIO(base64.b64decode(text))) as found:
            kind = found.format
            found.draft("RGB", (SHRUNK, SHRUNK))  # takes a part of the time
            small = ImageOps.exif_transpose(found)
            small.thumbnail((SHRUNK, SHRUNK))
            small.save(made := io.BytesIO(), kind)
    except Exception:  # each kind of damage has its own
        return text
    return base64.b64encode(made.getvalue()).decode()


def can_be_shown(text: str) -> bool:
    """Whether this is one picture, in base64, that a browser draws at once."""
    return is_one_picture(text, MOST_PIXELS, LONGEST_SIDE)


def is_one_picture(text: str, most_pixels: int, longest_side: int = 2**16) -> bool:
    """Whether this is a picture in base64, of this size at most, that is drawn once.

    A few kilobytes can hold a picture of gigabytes, or thousands of one; they are only
    counted here, and not drawn.
    """
    if not BASE64.fullmatch(text):
        return False
    try:
        data = base64.b64decode(text)
        with Image.open(io.BytesIO(data), formats=("PNG", "JPEG")) as found:
            small = found.width * found.height <= most_pixels
            small = small and max(found.size) <= longest_side
            if found.format == "PNG":
                return small and found.n_frames == 1
            return small and data.count(b"\xff\xda") <= MOST_SCANS
    except Exception:  # each kind of damage has its own
        return False
