"""Pictures of the book: arrays and axes in, axes out; none computes a model."""

from lstm_core.plots.cell import cell_diagram, describe_cell, draw_cell
from lstm_core.plots.curves import plot_influence, plot_influence_sweep, plot_scalar_map
from lstm_core.plots.diagram import Diagram, Edge, Node, Value
from lstm_core.plots.learning import plot_by_length, plot_loss
from lstm_core.plots.pictures import get_alt, save_svg, set_alt, to_svg
from lstm_core.plots.stepper import StepThrough
from lstm_core.plots.style import COLORS, use_book_style
from lstm_core.plots.unrolled import draw_unrolled, unrolled_steps

__all__ = [
    "COLORS",
    "Diagram",
    "Edge",
    "Node",
    "StepThrough",
    "Value",
    "cell_diagram",
    "describe_cell",
    "draw_cell",
    "draw_unrolled",
    "get_alt",
    "plot_by_length",
    "plot_influence",
    "plot_influence_sweep",
    "plot_loss",
    "plot_scalar_map",
    "save_svg",
    "set_alt",
    "to_svg",
    "unrolled_steps",
    "use_book_style",
]
