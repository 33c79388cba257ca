"""Boxes that ask for a prediction, take it in, and then show what came out.

What an author writes is told in prediction.py. Here it becomes plain HTML, which asks
the question and holds the answer folded; predict.js makes controls of it.
"""

from __future__ import annotations

import hashlib
import json

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from prediction import OPTIONS, WORDS, Prediction, read_prediction
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)


class prediction_box(nodes.Admonition, nodes.Element):
    """The box; ``settings`` is what the script needs, ``see`` a label of the page."""


class prediction_answer(nodes.General, nodes.Element):
    """The answer, folded; ``title`` unfolds it."""


class Predict(SphinxDirective):
    has_content = True
    option_spec = dict.fromkeys(OPTIONS, directives.unchanged)

    def run(self) -> list[nodes.Node]:
        try:
            asked = read_prediction(self.options, "\n".join(self.content))
        except (ValueError, KeyError) as error:
            raise self.error(str(error)) from None
        words = words_of(self.config)
        box = prediction_box(ids=[name_of(asked)], see=asked.see)
        box["settings"] = settings_of(asked)
        box += self.line(nodes.title, words["title"])
        self.parse(asked.question, box)
        if asked.items:
            box += self.list_of(asked.items)
        answer = prediction_answer(title=words["answer"])
        if asked.answer:
            answer += self.line(
                nodes.paragraph, f"{words['is']} {asked.answer_in(words)}."
            )
            answer[0]["classes"].append("predict-right")
        self.parse(asked.says, answer)
        box += answer
        return [box]

    def parse(self, text: str, parent: nodes.Element) -> None:
        lines = StringList(text.split("\n"), self.env.docname)
        self.state.nested_parse(lines, self.content_offset, parent)

    def line(self, kind: type[nodes.TextElement], text: str) -> nodes.TextElement:
        """One line of Markdown, which translators get to see."""
        inside, _ = self.state.inline_text(text, self.lineno)
        line = kind(text, "", *inside)
        self.set_source_info(line)
        return line

    def list_of(self, items: tuple[str, ...]) -> nodes.bullet_list:
        paragraphs = [self.line(nodes.paragraph, item) for item in items]
        entries = [nodes.list_item("", paragraph) for paragraph in paragraphs]
        return nodes.bullet_list("", *entries, classes=["predict-items"])


def words_of(config) -> dict[str, str]:
    return WORDS[config.language if config.language in WORDS else "en"]


def name_of(asked: Prediction) -> str:
    """A name for the box, and for what the browser keeps of it.

    Another question, other choices or another axis get another name, so that an old
    prediction is never shown with them.
    """
    axis = (*map(str, asked.range), *asked.steps)
    text = "|".join((asked.question, *asked.items, *axis))
    return f"predict-{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def settings_of(asked: Prediction) -> dict:
    """What predict.js has to know of a box."""
    names = {
        "choice": ("right",),
        "number": ("number", "unit", "within"),
        "curve": ("range", "steps"),
    }
    settings = {name: getattr(asked, name) for name in names[asked.kind]}
    settings |= {"kind": asked.kind, "see": asked.see}
    if asked.curves:
        settings["curves"] = list(asked.curves.values())
    return settings


def visit_box(translator, node):
    data = {"data-predict": json.dumps(node["settings"])}
    tag = translator.starttag(node, "div", CLASS="admonition tip predict", **data)
    translator.body.append(tag)


def depart_box(translator, node):
    translator.body.append("</div>\n")


def visit_answer(translator, node):
    tag = translator.starttag(node, "details", CLASS="predict-answer")
    translator.body.append(f"{tag}<summary>{node['title']}</summary>\n")


def depart_answer(translator, node):
    translator.body.append("</details>\n")


def look_up_labels(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Warn of a box that sends its reader to a place that is not on its page."""
    known = {i for node in doctree.findall(nodes.Element) for i in node.get("ids", ())}
    for box in doctree.findall(prediction_box):
        if box["see"] and box["see"] not in known:
            message = "predict: no label %r on this page"
            logger.warning(message, box["see"], location=box)


def add_files(app: Sphinx, pagename, templatename, context, doctree) -> None:
    """Load the script and the style where there is a box."""
    if doctree is not None and any(doctree.findall(prediction_box)):
        words = json.dumps(words_of(app.config))
        app.add_css_file("predict.css")
        app.add_js_file("predict.js", loading_method="defer", **{"data-words": words})


def setup(app: Sphinx) -> dict:
    app.add_node(prediction_box, html=(visit_box, depart_box))
    app.add_node(prediction_answer, html=(visit_answer, depart_answer))
    app.add_directive("predict", Predict)
    app.connect("doctree-resolved", look_up_labels)
    app.connect("html-page-context", add_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
