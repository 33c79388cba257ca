"""Pictures of the book: arrays and axes in, axes out; none computes a model.

A figure of a chapter is one call, and the imports below say in which file it stands:
`curves` has a file for each subject, `diagrams` cells and networks that are declared as
tables. Beside them stands what pictures share: `style` and its colours, `pictures` with
alternative texts and SVG, `tables` and `formatting` of numbers. What a picture says is
looked up in `lstm_core.words` by a key, which the picture's code and the catalogues
have in common.
"""

from lstm_core.plots.curves.advantage import (
    plot_advantage,
    plot_by_lag,
    plot_fading,
    plot_left,
)
from lstm_core.plots.curves.belt import plot_held, plot_kept
from lstm_core.plots.curves.family import plot_family
from lstm_core.plots.curves.gate_curves import plot_half_life, plot_sigmoid, plot_tanh
from lstm_core.plots.curves.gates import plot_gates
from lstm_core.plots.curves.influence import (
    plot_influence,
    plot_influence_sweep,
    plot_scalar_map,
)
from lstm_core.plots.curves.learning import plot_by_length, plot_loss
from lstm_core.plots.curves.many_units import (
    plot_saturation,
    plot_text,
    plot_units,
)
from lstm_core.plots.curves.memory import plot_counting, plot_hidden_memory
from lstm_core.plots.curves.parity import plot_parity
from lstm_core.plots.curves.reviews import plot_words
from lstm_core.plots.curves.roles import plot_gates_by_role
from lstm_core.plots.curves.speed import plot_backends, plot_cost, plot_products
from lstm_core.plots.curves.spread import plot_spread
from lstm_core.plots.curves.update import plot_gate_settings, plot_update
from lstm_core.plots.curves.weights import plot_weight_blocks
from lstm_core.plots.diagrams.backward import draw_backward
from lstm_core.plots.diagrams.cell import cell_diagram, describe_cell, draw_cell
from lstm_core.plots.diagrams.diagram import Diagram, Edge, Node, Value
from lstm_core.plots.diagrams.nested import draw_nested
from lstm_core.plots.diagrams.stepper import StepThrough
from lstm_core.plots.diagrams.unrolled import draw_unrolled, unrolled_steps
from lstm_core.plots.pictures import (
    get_alt,
    get_table,
    save_svg,
    set_alt,
    set_table,
    to_svg,
)
from lstm_core.plots.style import COLORS, use_book_style
from lstm_core.plots.tables import Table

__all__ = [
    "COLORS",
    "Diagram",
    "Edge",
    "Node",
    "StepThrough",
    "Table",
    "Value",
    "cell_diagram",
    "describe_cell",
    "draw_backward",
    "draw_cell",
    "draw_nested",
    "draw_unrolled",
    "get_alt",
    "get_table",
    "plot_advantage",
    "plot_backends",
    "plot_by_lag",
    "plot_by_length",
    "plot_cost",
    "plot_counting",
    "plot_fading",
    "plot_family",
    "plot_gate_settings",
    "plot_gates",
    "plot_gates_by_role",
    "plot_half_life",
    "plot_held",
    "plot_hidden_memory",
    "plot_influence",
    "plot_influence_sweep",
    "plot_kept",
    "plot_left",
    "plot_loss",
    "plot_parity",
    "plot_products",
    "plot_saturation",
    "plot_scalar_map",
    "plot_sigmoid",
    "plot_spread",
    "plot_tanh",
    "plot_text",
    "plot_units",
    "plot_update",
    "plot_weight_blocks",
    "plot_words",
    "save_svg",
    "set_alt",
    "set_table",
    "to_svg",
    "unrolled_steps",
    "use_book_style",
]
