"""Give every picture of the book its alternative text, and its numbers if it has some.

The plotting code stores a description inside the picture it makes, as
``savefig(metadata={"Description": ...})`` does. This Sphinx extension copies it
to the page. A picture without any alternative text is a warning, so that a
strict build fails.

A picture with a table of its numbers is displayed in two forms: as SVG, and as HTML
that shows the picture and, folded, the table. A page takes the picture from the one,
as of all figures, and the table from the other, and puts it below the figure under the
figure's number.
"""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from words import words_in

logger = logging.getLogger(__name__)
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}description"
NUMBERS = '<details class="lc-numbers">'
WHICH = re.compile('<span class="lc-which">[^<]*</span>')
"""What `lstm_core.plots.pictures.to_html` puts around "this figure"."""


class FigureAlt(SphinxPostTransform):
    """Runs after myst-nb has chosen one format for each output (priority 4)."""

    default_priority = 5

    def run(self, **kwargs: object) -> None:
        for image in self.document.findall(nodes.image):
            alt = image.get("alt") or description(Path(self.env.srcdir, image["uri"]))
            if alt:
                image["alt"] = " ".join(alt.split())
            else:
                logger.warning(
                    "picture without alternative text: %s", image["uri"], location=image
                )


class FigureNumbers(SphinxPostTransform):
    """Runs before myst-nb chooses one format for each output (priority 4)."""

    default_priority = 3

    def run(self, **kwargs: object) -> None:
        for figure in list(self.document.findall(nodes.figure)):
            for html in list(figure.findall(is_html)):
                _picture, found, numbers = html.astext().partition(NUMBERS)
                if found:
                    html.parent.remove(html)
                    which = WHICH.sub(self.name_of(figure), found + numbers)
                    place = figure.parent.index(figure) + 1
                    figure.parent.insert(place, nodes.raw("", which, format="html"))

    def name_of(self, figure: nodes.figure) -> str:
        """Such as ``Fig. 3.2``, as it stands in a sentence."""
        numbers = self.env.toc_fignumbers[self.env.docname]["figure"]
        number = ".".join(map(str, numbers[figure["ids"][0]]))
        name = self.config.numfig_format["figure"] % number
        return words_in(self.config.language)["the_figure"].format(figure=name)


def is_html(node: nodes.Node) -> bool:
    """Whether this is the HTML among the forms of an output."""
    return isinstance(node, nodes.container) and node.get("mime_type") == "text/html"


def description(file: Path) -> str:
    """The description stored in an SVG or PNG file; empty if there is none."""
    if not file.is_file():
        return ""
    if file.suffix == ".svg":
        return ElementTree.parse(file).findtext(f".//{DUBLIN_CORE}") or ""
    if file.suffix == ".png":
        with Image.open(file) as picture:
            return picture.text.get("Description", "")
    return ""


def setup(app: Sphinx) -> dict:
    app.add_post_transform(FigureNumbers)
    app.add_post_transform(FigureAlt)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
