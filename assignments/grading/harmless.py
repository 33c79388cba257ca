"""Make what a submission shows harmless for whoever opens its pages.

nbgrader's page for grading by hand runs in the instructor's Jupyter: a script in it
could do all that the instructor can. So no active content gets as far as a page.
"""

import re

from nbformat.v4 import new_output

LONGEST = 1_000  # characters of one message
PICTURES = ("image/png", "image/jpeg")
BASE64 = re.compile(r"[A-Za-z0-9+/=\s]*")
TAG = re.compile(r"<(?=[A-Za-z/!?])")  # what follows any other "<" is no tag
SCRIPT = re.compile(r"(javascript|vbscript|data)(?=\s*:)", re.IGNORECASE)


def harmless_text(source: str) -> str:
    """Markdown without HTML: a blank after ``<`` keeps it readable, also in a formula.

    Links that would run a script lose their protocol.
    """
    return SCRIPT.sub(r"\1 ", TAG.sub("< ", source))


def harmless_attachments(attachments) -> dict:
    """The pictures among the attachments of a cell."""
    found = {}
    for name, data in dict(attachments).items():
        pictures = picture(data)
        if pictures and re.fullmatch(r"[\w. -]+", name):
            found[name] = pictures
    return found


def harmless_output(output) -> dict | None:
    """The same output as text and pictures only; None if nothing is left."""
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return new_output("stream", name=name, text=str(output.get("text", "")))
    if kind == "error":
        words = {key: str(output.get(key, "")) for key in ("ename", "evalue")}
        words["evalue"] = words["evalue"][:LONGEST]
        lines = [str(line) for line in list(output.get("traceback", []))]
        return new_output("error", traceback=lines, **words)
    data = dict(output.get("data", {}))
    shown = picture(data)
    if "text/plain" in data:
        shown["text/plain"] = str(data["text/plain"])
    return new_output("display_data", shown) if shown else None


def picture(data) -> dict:
    """What of a bundle of data is a picture that cannot hold a script."""
    return {
        kind: data[kind]
        for kind in PICTURES
        if isinstance(data.get(kind), str) and BASE64.fullmatch(data[kind])
    }
