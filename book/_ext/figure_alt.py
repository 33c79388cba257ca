"""Give every picture in the book its alternative text.

The plotting code stores a description inside the picture it makes, as
``savefig(metadata={"Description": ...})`` does. This Sphinx extension copies it
to the page. A picture without any alternative text is a warning, so that a
strict build fails.
"""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

logger = logging.getLogger(__name__)
DUBLIN_CORE = "{http://purl.org/dc/elements/1.1/}description"


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
    app.add_post_transform(FigureAlt)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
