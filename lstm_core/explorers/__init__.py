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
    train.py, train.js           a network that trains in the page
    train_picture.js             the picture of a training, and how a score is written
    train_settings.js            its settings, and how an address names them
    train_runner.js              starts and stops it, and keeps what it reports
    train_try.js, train_python.js  a trained network tried out; the same in Python
    training.js                  the mathematics of training: cells, loss, Adam
    training_tasks.js            what can be learned, and random numbers
    training_run.js, worker.js   a training that goes on, and where it does
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
    "training",
    "training_tasks",
    "training_run",
    "worker",
    "train_settings",
    "train_runner",
    "train_picture",
    "train_python",
    "train_try",
    "train",
    "explorers",
)
"""The modules in an order in which each stands behind those that it uses."""

ENTRY = "explorers"
"""The module that knows all kinds."""

IN_WORKER = ("training", "training_tasks", "training_run")
"""What also runs in a worker, by the text of a function that `worker.js` knows."""

_FOLDER = Path(__file__).parent
_COMMENT = re.compile(r"^ *(?://[^\n]*|/\*\*.*?\*/)\n", re.MULTILINE | re.DOTALL)
_IMPORT = re.compile(r'^import (\{[^}]*\}) from "\./(\w+)\.js";$', re.MULTILINE)
_KIND = re.compile(r'^(import \{ (\w+Kind) \} from "\./(\w+)\.js";\n)', re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:function|const) (\w+))", re.MULTILINE)


@cache
def module(kinds: frozenset[str] | None = None) -> str:
    """The text of the ES module, comments left out.

    Parameters
    ----------
    kinds : frozenset of str, optional
        The kinds of explorers that it has to know, for a page that shows no others;
        all if not given.
    """
    texts = {name: _without_comments(name) for name in FILES}
    if kinds is not None:
        texts[ENTRY] = _keep_kinds(texts[ENTRY], kinds)
    used = _used(ENTRY, texts)
    parts = {name: _IMPORT.sub(r"const \1 = \2_js;", texts[name]) for name in used}
    entry = parts.pop(ENTRY)
    return "".join(map(_scope, parts, parts.values())) + entry


def _keep_kinds(text, kinds):
    """The entry without the kinds, by the names of their files, that are not wanted."""
    for line, kind, name in _KIND.findall(text):
        if name not in kinds:
            text = text.replace(line, "").replace(f"  {name}: {kind},\n", "")
    return text


def _used(name, texts):
    """The files that one needs, in the order of `FILES`, itself among them."""
    found = {name}
    for _, other in _IMPORT.findall(texts[name]):
        found |= set(_used(other, texts))
    return [one for one in FILES if one in found]


def paragraphs(*texts: str) -> str:
    """Plain texts as HTML, one paragraph each."""
    return "".join(f"<p>{escape(text)}</p>" for text in texts)


def _without_comments(name):
    return _COMMENT.sub("", (_FOLDER / f"{name}.js").read_text(encoding="utf-8"))


def _scope(name, text):
    """A file as a function of its own, so that its names stay its own."""
    exports = ", ".join(_EXPORT.findall(text))
    made = f"() => {{\n{_EXPORT.sub('', text)}return {{ {exports} }};\n}}"
    if name in IN_WORKER:
        return f"const {name}_maker = {made};\nconst {name}_js = {name}_maker();\n"
    return f"const {name}_js = ({made})();\n"


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
