"""Three steps of a basic network as one formula: boxes, each inside the next."""

from matplotlib.axes import Axes
from matplotlib.patches import FancyBboxPatch

from lstm_core.plots.diagrams.render import new_canvas, prepare, write
from lstm_core.plots.pictures import set_alt
from lstm_core.plots.style import COLORS, tint
from lstm_core.words import label

_STEPS = 3
_WIDTH, _LINE, _EDGE = 35.0, 5.4, 1.8  # innermost box; a line; room around a box
_MATRIX = 7.6  # room for what stands before a box
_TEXT = 3.4


def draw_nested(ax: Axes | None) -> Axes:
    """Draw the third prediction of a basic network as a function of its start.

    ``a_t = tanh(W_aa a_(t-1) + W_ax x_t + b)`` stands three times inside
    ``y_3 = softmax(W_y a_3 + b_y)``: each step is a box around the step before.

    Parameters
    ----------
    ax : Axes or None
        Where to draw; None makes a new figure.

    Returns
    -------
    Axes
    """
    boxes = [_place(depth) for depth in range(_STEPS + 1)]
    left, bottom, width, height = boxes[-1]
    view = left - 1, bottom - 1, left + width + 1, bottom + height + 1
    ax = new_canvas(ax, view)
    points = prepare(ax, view)
    for depth, box in enumerate(boxes):
        _draw_box(ax, depth, box, points)
    set_alt(ax, label("nested"))
    return ax


def _place(depth):
    """Left, bottom, width and height of a box: the box inside it stands at (0, 0)."""
    left = -depth * (_MATRIX + _EDGE)
    bottom = -depth * (_LINE + _EDGE)
    width = _WIDTH + depth * (_MATRIX + 2 * _EDGE)
    height = 2 * _LINE + _EDGE + depth * (2 * _LINE + 2 * _EDGE)
    return left, bottom, width, height


def _draw_box(ax, depth, place, points):
    """A function around what it is taken of, with its name at the top."""
    left, bottom, width, height = place
    last, t = depth == _STEPS, depth + 1
    role = "ink" if last else "hidden"
    strength = 0.06 if last else 0.3 - 0.11 * depth
    style = "round,pad=0,rounding_size=1.6"
    box = FancyBboxPatch((left, bottom), width, height, boxstyle=style)
    box.set(fc=tint(COLORS[role], strength), ec=COLORS[role], lw=0.35 * points)
    box.set_zorder(1 - 0.1 * depth)
    ax.add_patch(box)
    name = "$y_3$ = softmax" if last else f"$a_{t}$ = tanh"
    x, foot = left + _EDGE, bottom + _LINE / 2 + 0.3
    top = bottom + height - _LINE / 2 - 0.3
    texts = [(x, top, name, COLORS[role])]
    if depth == 0:
        texts.append((x, foot, r"$W_{aa}\,a_0+W_{ax}\,x_1+b$", COLORS["ink"]))
    else:
        matrix = "$W_y$" if last else "$W_{aa}$"
        rest = "$+\\,b_y$" if last else rf"$+\,W_{{ax}}\,x_{t}+b$"
        texts.append((x, (top + foot) / 2, matrix, COLORS["ink"]))
        texts.append((x + _MATRIX, foot, rest, COLORS["ink"]))
    for at_x, at_y, text, color in texts:
        write(ax, at_x, at_y, text, _TEXT * points, color, "left")
