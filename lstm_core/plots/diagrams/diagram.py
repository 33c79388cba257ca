"""Diagrams that are declared as tables of nodes and edges.

Lengths are in units of 1/100 of the width of a book picture. The symbols, from the
top of a cell to the bottom: thick edges are the belt of the cell state, a circle with
two facing triangles is a valve (a pointwise product with a gate, filled as far as the
gate is open), a circle with a cross is the pointwise sum, a rounded box is a function.
`lstm_core.plots.diagrams.render` draws them.
"""

from collections.abc import Iterator
from dataclasses import dataclass

KINDS = ("port", "dot", "box", "valve", "sum")
RADIUS = 3.9
BOX_HEIGHT = 8.0


@dataclass(frozen=True)
class Value:
    """A vector that is written into a diagram.

    Attributes
    ----------
    key : str
        Its name among the values of a step, such as ``"a_prev"``.
    symbol : str
        Its symbol, as matplotlib's mathematics.
    at, symbol_at : tuple of two floats
        Centre of the numbers, and of the symbol.
    hang : bool
        Whether ``at`` is where the column of numbers hangs, not its centre.
    role : str
        A name of `lstm_core.plots.COLORS`; empty for that of its node.
    begins : bool
        Whether ``symbol_at`` is where the symbol begins, not its centre.
    """

    key: str
    symbol: str
    at: tuple[float, float]
    symbol_at: tuple[float, float]
    hang: bool = False
    role: str = ""
    begins: bool = False


@dataclass(frozen=True)
class Node:
    """One shape of a diagram.

    Attributes
    ----------
    name : str
        Unique in the diagram; ``label("node." + name)`` says it in words.
    kind : str
        One of `KINDS`. A port is where something enters or leaves, a dot is where
        edges join or part.
    x, y : float
        Centre.
    text : str
        What stands inside, as matplotlib's mathematics.
    role : str
        A name of `lstm_core.plots.COLORS`.
    value : Value, optional
        What comes out of the node. That of a valve is a product, and no value of a
        step: `lstm_core.plots.diagrams.cell` works it out.
    gate : str
        For a valve: the key of the gate that opens it.
    shuts : bool
        For a valve: the wider the gate, the narrower it is; it is open by 1 - gate.
    upright : bool
        For a valve: what it lets through flows up or down, not sideways.
    width : float
        Of a box.
    parts : tuple of str
        The parts of the diagram that can be lit up and to which this node belongs.
    said : str
        The name whose words are said instead, if its own say something else.
    """

    name: str
    kind: str
    x: float
    y: float
    text: str = ""
    role: str = "ink"
    value: Value | None = None
    gate: str = ""
    shuts: bool = False
    upright: bool = False
    width: float = 12.0
    parts: tuple[str, ...] = ()
    said: str = ""

    @property
    def spoken(self) -> str:
        """The name whose words are said."""
        return self.said or self.name

    @property
    def half_size(self) -> tuple[float, float]:
        """Half the width and half the height of the shape."""
        if self.kind == "box":
            return self.width / 2, BOX_HEIGHT / 2
        return (RADIUS, RADIUS) if self.kind in ("valve", "sum") else (0.0, 0.0)


@dataclass(frozen=True)
class Edge:
    """What flows from one node to another.

    Attributes
    ----------
    source, target : str
        Names of nodes.
    via : tuple of points
        Corners on the way.
    role : str
        A name of `lstm_core.plots.COLORS`.
    belt : bool
        Whether it is a piece of the belt of the cell state, and drawn thick.
    """

    source: str
    target: str
    via: tuple[tuple[float, float], ...] = ()
    role: str = "ink"
    belt: bool = False


@dataclass(frozen=True)
class Diagram:
    """A picture as a table.

    Attributes
    ----------
    nodes : tuple of Node
        In the order in which a description mentions them.
    edges : tuple of Edge
    view : tuple of four floats
        Left, bottom, right, top of the picture.
    frames : tuple of (float, float, float, float)
        Left, bottom, right, top of the outlines around cells.
    """

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    view: tuple[float, float, float, float]
    frames: tuple[tuple[float, float, float, float], ...] = ()

    def __getitem__(self, name: str) -> Node:
        """The node of this name."""
        return next(node for node in self.nodes if node.name == name)

    @property
    def parts(self) -> tuple[str, ...]:
        """Names of all parts that can be lit up, in the order of the nodes."""
        return tuple(dict.fromkeys(part for node in self.nodes for part in node.parts))

    @property
    def keys(self) -> frozenset[str]:
        """Names of all values of a step that are written into it."""
        return frozenset(node.value.key for node in self.valued)

    @property
    def valued(self) -> tuple[Node, ...]:
        """The nodes at which a value of a step is written."""
        return tuple(node for node in self.nodes if node.value and node.kind != "valve")

    @property
    def products(self) -> tuple[Node, ...]:
        """The valves at which it is written what passes them."""
        return tuple(node for node in self.nodes if node.value and node.kind == "valve")

    def inputs(self, name: str) -> Iterator[Node]:
        """The nodes whose values reach a node, seen through dots and plain wires."""
        for edge in self.edges:
            if edge.target == name:
                source = self[edge.source]
                yield from (
                    self.inputs(source.name) if source.kind == "dot" else [source]
                )

    def lit(self, part: str | None) -> frozenset[str]:
        """Names of the nodes of one part; of all nodes if ``part`` is None.

        Raises
        ------
        ValueError
            If the diagram has no such part.
        """
        if part is not None and part not in self.parts:
            names = ", ".join(self.parts)
            raise ValueError(f"highlight: expected one of {names}, got {part!r}")
        return frozenset(n.name for n in self.nodes if part is None or part in n.parts)
