"""Keep the printed lines of a cell whole.

A kernel sends what a cell prints in pieces, cut at random. With nb_merge_streams,
myst-nb 1 joins them with a newline after each piece, which splits lines. Here the
pieces are joined as they came, before myst-nb sees them; it does the rest.
"""

from __future__ import annotations

from copy import copy

from myst_nb.core import render
from sphinx.application import Sphinx

tidy = render.coalesce_streams


def join(outputs: list) -> list:
    """The outputs of a cell, each stream in one piece, at the place of its first."""
    streams, joined = {}, []
    for output in outputs:
        name = output["name"] if output["output_type"] == "stream" else None
        if name in streams:
            streams[name]["text"] += output["text"]
            continue
        if name:
            output = streams[name] = copy(output)  # the caller's stay as they are
        joined.append(output)
    return joined


def merge(outputs: list) -> list:
    return tidy(join(outputs))


def setup(app: Sphinx) -> dict:
    render.coalesce_streams = merge
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
