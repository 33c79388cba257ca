"""Draw the tables of `lstm_core.plots.diagrams.diagram` on axes."""

from collections.abc import Collection, Mapping
from functools import partial

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Polygon
from matplotlib.path import Path

from lstm_core.plots import formatting
from lstm_core.plots.diagrams.diagram import BOX_HEIGHT, RADIUS, Diagram
from lstm_core.plots.pictures import WIDTH, figure_of
from lstm_core.plots.style import COLORS, tint

UNIT = WIDTH / 100
"""Inches of one unit of a diagram in a picture of the usual width."""

DIM = 0.28
_TEXT, _NUMBER, _ROW = 3.2, 2.8, 3.3  # font sizes and line height, in units
_CORNER = 2.0
_CHARACTERS = {".": 0.32, formatting.MINUS: 0.84, "+": 0.84}


def new_canvas(ax: Axes | None, view: tuple[float, float, float, float]) -> Axes:
    """The given axes, or axes that fill a new figure in the size of a diagram."""
    if ax is not None:
        return ax
    left, bottom, right, top = view
    size = (right - left) * UNIT, (top - bottom) * UNIT
    figure = plt.figure(figsize=size, layout="none")
    return figure.add_axes((0, 0, 1, 1))


def render(
    ax: Axes,
    diagram: Diagram,
    values: Mapping[str, np.ndarray],
    lit: Collection[str],
) -> None:
    """Draw a diagram with its numbers.

    Parameters
    ----------
    ax : Axes
        Its limits are set, its own lines and ticks are hidden.
    diagram : Diagram
    values : mapping of str to ndarray, each of one axis
        A value of the diagram that is missing here is drawn as its symbol alone.
    lit : collection of str
        Names of the nodes to draw at full strength. An edge is as strong as the
        weaker of its ends.
    """
    points = prepare(ax, diagram.view)
    for frame in diagram.frames:
        _draw_frame(ax, frame, points)
    for edge in diagram.edges:
        strength = 1 if {edge.source, edge.target} <= set(lit) else DIM
        _draw_edge(ax, diagram, edge, points, strength)
    for node in diagram.nodes:
        strength = 1 if node.name in lit else DIM
        _SHAPES[node.kind](ax, node, values, points, strength)
        _draw_value(ax, node, values, points, strength)


def prepare(ax, view):
    """Set the limits; points (1/72 inch) of one unit."""
    left, bottom, right, top = view
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.set_axis_off()
    if figure_of(ax).get_layout_engine() is not None:
        figure_of(ax).draw_without_rendering()  # gives the axes their final size
    box, dpi = ax.get_window_extent(), figure_of(ax).dpi
    return 72 / dpi * min(box.width / (right - left), box.height / (top - bottom))


def _draw_frame(ax, frame, points):
    left, bottom, right, top = frame
    style = "round,pad=0,rounding_size=3"
    box = FancyBboxPatch((left, bottom), right - left, top - bottom, boxstyle=style)
    box.set(fc="none", ec=COLORS["frame"], lw=0.3 * points, zorder=1)
    ax.add_patch(box)


def _draw_edge(ax, diagram, edge, points, strength):
    source, target = diagram[edge.source], diagram[edge.target]
    corners = [(source.x, source.y), *edge.via, (target.x, target.y)]
    corners[0] = _border(source, corners[1])
    corners[-1] = _border(target, corners[-2])
    width = 1.0 if edge.belt else 0.48
    arrow = FancyArrowPatch(
        path=_rounded(np.array(corners, float)),
        arrowstyle="-" if target.kind == "dot" else "-|>",
        mutation_scale=points * (3.6 if edge.belt else 2.9),
        lw=width * points,
        color=tint(COLORS[edge.role], strength),
        capstyle="butt",
        joinstyle="miter",
        zorder=2 if strength == 1 else 1.5,
    )
    ax.add_patch(arrow)


def _border(node, toward):
    """The point where a line to ``toward`` leaves the shape."""
    dx, dy = np.sign(toward[0] - node.x), np.sign(toward[1] - node.y)
    half_width, half_height = node.half_size
    return node.x + dx * half_width, node.y + dy * half_height


def _rounded(corners):
    vertices, codes = [corners[0]], [Path.MOVETO]
    for before, corner, after in zip(corners, corners[1:], corners[2:], strict=False):
        back, on = _direction(corner, before), _direction(corner, after)
        vertices += [corner + _CORNER * back, corner, corner + _CORNER * on]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, corners[-1]], [*codes, Path.LINETO])


def _direction(start, end):
    return (end - start) / np.linalg.norm(end - start)


def _draw_nothing(ax, node, values, points, strength):
    """A port is an arrow's end; what stands there is its value."""


def _draw_dot(ax, node, values, points, strength):
    color = tint(COLORS[node.role], strength)
    ax.add_patch(Circle((node.x, node.y), 0.85, fc=color, ec="none", zorder=3))


def _draw_box(ax, node, values, points, strength):
    corner = node.x - node.width / 2, node.y - BOX_HEIGHT / 2
    style = "round,pad=0,rounding_size=2"
    box = FancyBboxPatch(corner, node.width, BOX_HEIGHT, boxstyle=style)
    ax.add_patch(_outlined(box, node, points, strength))
    color = tint(COLORS["ink"], strength)
    write(ax, node.x, node.y, node.text, _TEXT * points, color)


def _draw_circle(ax, node, values, points, strength):
    circle = _outlined(Circle((node.x, node.y), RADIUS), node, points, strength)
    circle.set_facecolor("white")
    ax.add_patch(circle)


def _draw_sum(ax, node, values, points, strength):
    _draw_circle(ax, node, values, points, strength)
    color, arm = tint(COLORS[node.role], strength), 2.1
    for dx, dy in ((arm, 0), (0, arm)):
        x, y = (node.x - dx, node.x + dx), (node.y - dy, node.y + dy)
        ax.plot(x, y, color=color, lw=0.5 * points, zorder=4)


def _draw_valve(ax, node, values, points, strength):
    _draw_circle(ax, node, values, points, strength)
    opening = float(np.mean(values[node.gate])) if node.gate in values else 0
    opening = 1 - opening if node.shuts else opening
    color = COLORS[node.role]
    for side in (-1, 1):
        corners = side * np.array([(0, 0), (2.6, 1.7), (2.6, -1.7)])
        if node.upright:
            corners = corners[:, ::-1]
        center = np.array([node.x, node.y])
        half = Polygon(center + corners, closed=True, zorder=4)
        half.set(fc=tint(color, opening * strength), ec=tint(color, strength))
        half.set(lw=0.3 * points, joinstyle="round")
        ax.add_patch(half)


_SHAPES = {
    "port": _draw_nothing,
    "dot": _draw_dot,
    "box": _draw_box,
    "sum": _draw_sum,
    "valve": _draw_valve,
}


def _outlined(patch, node, points, strength):
    color = COLORS[node.role]
    patch.set(fc=tint(color, 0.1 * strength), ec=tint(color, strength))
    patch.set(lw=0.4 * points, zorder=3)
    return patch


def _draw_value(ax, node, values, points, strength):
    value = node.value
    if value is None:
        return
    color = tint(COLORS[value.role or node.role], strength)
    side = "left" if value.begins else "center"
    size = (_NUMBER if value.begins else 1.12 * _TEXT) * points
    write(ax, *value.symbol_at, value.symbol, size, color, side)
    if value.key in values:
        rows = formatting.rows(values[value.key])
        x, y = value.at
        y -= len(rows) * _ROW / 2 if value.hang else 0
        _draw_column(ax, (x, y), rows, points, color)


def _draw_column(ax, at, rows, points, color):
    """A column vector between brackets, right-aligned so that the points line up."""
    x, y = at
    half_width = max(map(_text_width, rows)) / 2
    half_height = len(rows) * _ROW / 2
    number = partial(write, ax, size=_NUMBER * points, color=color, ha="right")
    for index, row in enumerate(rows):
        number(x + half_width, y + half_height - (index + 0.5) * _ROW, row)
    for side in (-1, 1):
        edge = x + side * (half_width + 0.7)
        foot = edge - side * 0.8
        ys = y + half_height * np.array([1, 1, -1, -1])
        line = [foot, edge, edge, foot]
        ax.plot(line, ys, color=color, lw=0.28 * points, zorder=4)


def _text_width(text):
    return _NUMBER * sum(_CHARACTERS.get(letter, 0.636) for letter in text)


def write(ax, x, y, text, size, color, ha="center"):
    """Write at a place of a diagram, in the letters of all of them."""
    style = {"fontsize": size, "color": color, "fontfamily": "DejaVu Sans"}
    ax.text(x, y, text, ha=ha, va="center_baseline", zorder=5, **style)
