"""Explorers as one ES module and one HTML element, without a kernel or a network.

Python gives the words, the colours and the state; the script beside it computes the
step and draws it::

    valve.py, valve.js           a gate as a valve
    half_life.py, half_life.js   how long a memory lasts
    cell.py, cell.js             one step of an LSTM
    belt.py, belt.js             a belt that moves; belt_picture.js draws it
    sentence.py, sentence.js     a unit that reads
    start.py, start.js           the start of a basic network, and what it moves
    unrolled.py, unrolled.js     copies of the cell in a row, step by step
    reader.py, reader.js         a unit that reads what the reader writes
    reading.js                   what both draw: a row for each word
    output.py, output.js         what is stored and what is shown of it
    gain.py, gain.js             how much of the beginning is left
    backward.py, backward.js     the way of a gradient back through the cell
    earlier.py, earlier.js       which earlier words matter to two networks
    advantage.py, advantage.js   a basic network beside an LSTM
    explorer.py, explorers.js    what all share: widget and element, state, reset
    rounding.py, numbers.js      the numbers of all, and how they are written
    checks.py                    checks of words and indices that an explorer is given
    controls.js                  sliders, choices, buttons, the sentence, the table
    svg.js, parts.js             lines and symbols; valves and boxes drawn with them
    explorers.css                the style of all

The scripts import each other, which a page that is opened as a file may not do.
`module` joins them into the one text that both homes get: a widget in a running
notebook (`lstm_core.widgets`), and an element with a script beside it on a page.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path

FILES = (
    "numbers",
    "svg",
    "parts",
    "controls",
    "valve",
    "half_life",
    "cell",
    "belt_picture",
    "belt",
    "reading",
    "sentence",
    "start",
    "unrolled",
    "reader",
    "output",
    "gain",
    "backward",
    "earlier",
    "advantage",
    "explorers",
)
"""The modules in an order in which each stands behind those that it uses."""

_FOLDER = Path(__file__).parent
_COMMENT = re.compile(r"^ *(?://[^\n]*|/\*\*.*?\*/)\n", re.MULTILINE | re.DOTALL)
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:function|const) (\w+))", re.MULTILINE)


@cache
def module() -> str:
    """The text of the whole ES module, comments left out."""
    *parts, entry = [_without_imports(name) for name in FILES]
    scopes = map(_scope, FILES, parts)
    return "".join(scopes) + entry


def paragraphs(*texts: str) -> str:
    """Plain texts as HTML, one paragraph each."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _without_imports(name):
    text = (_FOLDER / f"{name}.js").read_text(encoding="utf-8")
    return _IMPORT.sub(r"const \1 = \2_js;", _COMMENT.sub("", text))


def _scope(name, text):
    """A file as a function of its own, so that its names stay its own."""
    exports = ", ".join(_EXPORT.findall(text))
    body = _EXPORT.sub("", text)
    return f"const {name}_js = (() => {{\n{body}return {{ {exports} }};\n}})();\n"


@cache
def style() -> str:
    """The style sheet of the explorers."""
    return (_FOLDER / "explorers.css").read_text(encoding="utf-8")


def to_html(spec: Mapping[str, object], fallback: str) -> str:
    """An explorer as HTML that reacts on any page, also from a file.

    Parameters
    ----------
    spec : mapping
        What the module needs: ``kind``, ``language``, ``words``, ``colors``, ``start``,
        ``data``, ``state``; plain numbers, strings, lists and dictionaries.
    fallback : str
        HTML to show where no script runs.

    Returns
    -------
    str
    """
    data = escape(json.dumps(spec, allow_nan=False, ensure_ascii=False), quote=True)
    start = f'<lc-explorer class="lc-interactive" lang="{spec["language"]}"'
    return (
        f'{start} data-spec="{data}">{fallback}'
        f"</lc-explorer>\n<style>\n{style()}</style>\n"
        f'<script type="module">\n{module()}</script>'
    )
