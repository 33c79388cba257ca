"""The picture that all chapters reuse: a cell with the numbers of one step."""

from collections.abc import Mapping
from itertools import groupby

import numpy as np
from matplotlib.axes import Axes

from lstm_core._tensors import to_array
from lstm_core.plots.diagrams.cell_tables import DIAGRAMS
from lstm_core.plots.diagrams.diagram import Diagram
from lstm_core.plots.diagrams.legend import (
    LEGEND,
    legend_of,
    with_legend,
)
from lstm_core.plots.diagrams.render import new_canvas, render
from lstm_core.plots.formatting import spoken
from lstm_core.plots.pictures import set_alt
from lstm_core.words import label


def draw_cell(
    ax: Axes | None,
    step: Mapping[str, np.ndarray],
    highlight: str | None = None,
    legend: bool = False,
) -> Axes:
    """Draw a cell with the numbers of one step flowing through it.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    step : mapping of str to ndarray or torch.Tensor, each of one axis
        What ``trace.step(t)`` gives: ``x_t, a_prev, a`` for a basic recurrent cell,
        also ``c_prev, f, u, o, c_cand, c, tanh_c`` for an LSTM cell, without ``f`` for
        that of 1997, with ``peep_f, peep_u, peep_o`` for one with peepholes;
        ``r, u, a_cand`` for a GRU cell, without ``r`` for a minGRU cell. A basic cell
        with ``y`` in addition is drawn with its prediction. Vectors of more than three
        numbers are cut short. The wider a valve is open, the fuller is its colour: one
        for all units, whose mean it shows. Behind the valves of an LSTM cell stands
        what passed them, ``f * c_prev`` and ``u * c_cand``.
    highlight : str, optional
        A part to light up; the rest is dimmed. Basic cell: ``"past"``, ``"input"``,
        ``"linear"``, ``"hidden"``, ``"prediction"``. LSTM cell: ``"forget"``,
        ``"update"``, ``"candidate"``, ``"output"``, ``"gates"``, ``"cell"``,
        ``"hidden"``, ``"input"``; with peepholes also ``"peepholes"``; that of 1997 has
        neither ``"forget"`` nor ``"gates"``. GRU cell:
        ``"reset"``, ``"update"``, ``"candidate"``, ``"hidden"``, ``"input"``; minGRU
        cell: the same without ``"reset"``. With a
        gate, what flows through its valve is lit too, and its peephole.
    legend : bool
        Whether it is said below what each shape and colour stands for.

    Returns
    -------
    Axes
        Its alternative text is `describe_cell`'s, which says if there is a legend.

    Raises
    ------
    ValueError
        If a value is missing or has not one axis, the cell has no such part, or the
        values are those of a cell that has no diagram.
    """
    step = {name: to_array(value) for name, value in step.items()}
    diagram = cell_diagram(step)
    text = describe_cell(step, highlight)
    lit = diagram.lit(highlight)
    values = _with_products(diagram, step)
    if legend:
        text = f"{text} {label('cell.legend')}"
        diagram = with_legend(diagram, legend_of(diagram))
        lit |= diagram.lit(LEGEND)
    ax = new_canvas(ax, diagram.view)
    render(ax, diagram, values, lit)
    set_alt(ax, text)
    return ax


def describe_cell(step: Mapping[str, np.ndarray], highlight: str | None = None) -> str:
    """Say in words what `draw_cell` shows, with all its numbers.

    What is lit up comes first: it is what differs between the pictures of a page.

    Parameters
    ----------
    step, highlight
        As in `draw_cell`.

    Returns
    -------
    str
        What flows where through the nodes that are lit, in the order of the flow; of
        the dimmed ones their numbers only.
    """
    step = {name: to_array(value) for name, value in step.items()}
    diagram = cell_diagram(step)
    lit = diagram.lit(highlight)
    sentences = [label(next(k for k, known in DIAGRAMS.items() if diagram in known))]
    if highlight is not None:
        sentences.insert(0, label("cell.lit", part=label(f"part.{highlight}")))
    values = _with_products(diagram, step)
    # What passes a valve without a value is said where it arrives.
    silent = ("dot", "valve")
    nodes = [node for node in diagram.nodes if node.value or node.kind not in silent]
    shown = [node for node in nodes if node.name in lit]
    sentences += _say_flow(diagram, shown, values)
    dimmed = [node for node in nodes if node.name not in lit and node.value]
    if dimmed:
        values = "; ".join(_say(f"source.{node.name}", node, values) for node in dimmed)
        sentences.append(label("cell.dimmed", values=values))
    return " ".join(sentences)


def cell_diagram(step: Mapping[str, np.ndarray]) -> Diagram:
    """The table that fits the values of a step.

    Raises
    ------
    ValueError
        If a value is missing or has not one axis, or there is one more than any diagram
        shows: then it is another cell.
    """
    diagrams = [diagram for known in DIAGRAMS.values() for diagram in known]
    diagram = min(diagrams, key=lambda diagram: len(diagram.keys ^ step.keys()))
    more = sorted(step.keys() - diagram.keys)
    if more:
        known = ", ".join(name.removeprefix("cell.") for name in DIAGRAMS)
        message = f"the values of a cell that has a diagram ({known}), got also {more}"
        raise ValueError(f"step: expected {message}")
    for node in diagram.valued:
        if np.ndim(step.get(node.value.key, 0)) != 1:
            message = f"a value {node.value.key!r} with one axis"
            raise ValueError(
                f"step: expected {message}, got {step.get(node.value.key)}"
            )
    return diagram


def _with_products(diagram, step):
    """The values of a step, and what passes the valves at which that is written."""
    passed = {
        valve.value.key: np.multiply(*(step[n.value.key] for n in inputs))
        for valve in diagram.products
        for inputs in [diagram.inputs(valve.name)]
    }
    return {**step, **passed}


def _say_flow(diagram, nodes, step):
    """A sentence for each group of nodes that have the same inputs."""
    sentences = []
    for names, group in groupby(nodes, lambda node: _sources(diagram, node)):
        values = "; ".join(_say(f"node.{node.spoken}", node, step) for node in group)
        said = label("cell.and").join(label(f"source.{name}") for name in names)
        key = "cell.flow" if names else "cell.given"
        sentences.append(label(key, sources=said, values=values))
    return sentences


def _sources(diagram, node):
    return tuple(source.name for source in diagram.inputs(node.name))


def _say(key, node, step):
    if node.value is None:
        return label(key)
    return label("cell.value", name=label(key), value=spoken(step[node.value.key]))
