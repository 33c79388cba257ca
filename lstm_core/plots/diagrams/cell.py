"""The picture that all chapters reuse: a cell with the numbers of one step."""

from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes

from lstm_core.plots.diagrams.cell_tables import DIAGRAMS
from lstm_core.plots.diagrams.diagram import Diagram
from lstm_core.plots.diagrams.render import new_canvas, render
from lstm_core.plots.formatting import spoken
from lstm_core.plots.pictures import set_alt
from lstm_core.words import label


def draw_cell(
    ax: Axes | None, step: Mapping[str, np.ndarray], highlight: str | None = None
) -> Axes:
    """Draw a cell with the numbers of one step flowing through it.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.
    step : mapping of str to ndarray, each of one axis
        What ``trace.step(t)`` gives: ``x_t, a_prev, a`` for a basic recurrent cell,
        also ``c_prev, f, u, o, c_cand, c, tanh_c`` for an LSTM cell, with
        ``peep_f, peep_u, peep_o`` for one with peepholes, or ``r, u, a_cand`` for a
        GRU cell. A basic cell with ``y`` in addition is drawn with its prediction.
        Vectors of more than three numbers are cut short. A valve is filled the darker,
        the wider it is open: its one shade is the mean over the units.
    highlight : str, optional
        A part to light up; the rest is dimmed. Basic cell: ``"past"``, ``"input"``,
        ``"linear"``, ``"hidden"``, ``"prediction"``. LSTM cell: ``"forget"``,
        ``"update"``, ``"candidate"``, ``"output"``, ``"gates"``, ``"cell"``,
        ``"hidden"``, ``"input"``; with peepholes also ``"peepholes"``. GRU cell:
        ``"reset"``, ``"update"``, ``"candidate"``, ``"hidden"``, ``"input"``. With a
        gate, what flows through its valve is lit too, and its peephole.

    Returns
    -------
    Axes
        Its alternative text is `describe_cell`'s.

    Raises
    ------
    ValueError
        If a value is missing or has not one axis, the cell has no such part, or the
        values are those of a cell that has no diagram.
    """
    diagram = cell_diagram(step)
    text = describe_cell(step, highlight)
    ax = new_canvas(ax, diagram.view)
    render(ax, diagram, step, diagram.lit(highlight))
    set_alt(ax, text)
    return ax


def describe_cell(step: Mapping[str, np.ndarray], highlight: str | None = None) -> str:
    """Say in words what `draw_cell` shows, with all its numbers.

    Parameters
    ----------
    step, highlight
        As in `draw_cell`.

    Returns
    -------
    str
        One sentence for each node of the diagram, in the order of the flow.
    """
    diagram = cell_diagram(step)
    diagram.lit(highlight)
    sentences = [label(next(k for k, known in DIAGRAMS.items() if diagram in known))]
    sentences += [_describe(diagram, n, step) for n in diagram.nodes if n.kind != "dot"]
    if highlight is not None:
        sentences.append(label("cell.lit", part=label(f"part.{highlight}")))
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
    for node in diagram.nodes:
        if node.value is not None and np.ndim(step.get(node.value.key, 0)) != 1:
            message = f"a value {node.value.key!r} with one axis"
            raise ValueError(
                f"step: expected {message}, got {step.get(node.value.key)}"
            )
    return diagram


def _describe(diagram, node, step):
    sources = [label(f"source.{source.name}") for source in diagram.inputs(node.name)]
    fields = {
        "name": label(f"node.{node.name}"),
        "sources": label("cell.and").join(sources),
    }
    if node.value is not None:
        fields["value"] = spoken(step[node.value.key])
    start = "cell.start" if not sources else "cell.flow"
    return label(f"{start}_value" if sources and node.value else start, **fields)
