"""What the shapes and colours of a cell stand for, drawn below it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lstm_core.plots.diagrams.diagram import Diagram, Edge, Node, Value
from lstm_core.words import label

LEGEND = "legend"
"""The part of a diagram that is its legend."""

_COLUMNS = (4.4, 11.4), (47.4, 54.0)  # middle of a shape, where its words begin
_ROW, _GAP = 8.8, 7.0
_FUNCTIONS = (r"$\sigma$", "tanh")
_BOXES = ("forget", "reset", "update", "candidate", "output")


def legend_of(diagram: Diagram) -> list[tuple[str, str, str, str]]:
    """The shapes and colours of a cell that need a word.

    Returns
    -------
    list of (name, kind, role, text)
        ``label("legend." + name)`` says what it is. The kind is that of a node, or
        ``"belt"`` or ``"line"``; the text stands inside the shape.
    """
    kinds = {node.kind for node in diagram.nodes}
    boxes = {node.parts[0]: node for node in diagram.nodes if node.text in _FUNCTIONS}
    belt = any(edge.belt for edge in diagram.edges)
    entries = [("belt", "belt", "cell", "")] if belt else []
    entries.append(("wire", "line", "hidden", ""))
    entries += [(kind, kind, "ink", "") for kind in ("valve", "sum") if kind in kinds]
    boxes = [(name, boxes[name]) for name in _BOXES if name in boxes]
    return entries + [(name, "box", box.role, box.text) for name, box in boxes]


def with_legend(
    diagram: Diagram, entries: Sequence[tuple[str, str, str, str]]
) -> Diagram:
    """A cell with its legend below it, in two columns."""
    left, bottom, right, top = diagram.view
    half = (len(entries) + 1) // 2
    nodes, edges = [], []
    for index, entry in enumerate(entries):
        column, row = divmod(index, half)
        y = bottom - _GAP - _ROW * row
        nodes += _shape(entry, *_COLUMNS[column], y)
        if entry[1] in ("belt", "line"):
            name, kind, role, _ = entry
            ends = f"legend_{name}_from", f"legend_{name}"
            edges.append(Edge(*ends, role=role, belt=kind == "belt"))
    view = left, bottom - _GAP - _ROW * (half - 1) - 5, right, top
    nodes, edges = (*diagram.nodes, *nodes), (*diagram.edges, *edges)
    return replace(diagram, nodes=nodes, edges=edges, view=view)


def _shape(entry, x, words, y) -> Iterator[Node]:
    name, kind, role, text = entry
    place = words, y
    value = Value("", label(f"legend.{name}"), place, place, role="ink", begins=True)
    look = {"role": role, "value": value, "parts": (LEGEND,)}
    if kind in ("belt", "line"):
        yield Node(
            f"legend_{name}_from", "port", x - 4.4, y, role=role, parts=(LEGEND,)
        )
        yield Node(f"legend_{name}", "port", x + 5, y, **look)
    else:
        yield Node(f"legend_{name}", kind, x, y, text, width=9, **look)
