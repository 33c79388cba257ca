"""The legend below a cell, and three steps as boxes inside each other."""

import re
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
import pytest
from gallery import gru_trace, lstm_trace, rnn_step
from matplotlib.colors import to_rgb
from matplotlib.patches import FancyBboxPatch

from lstm_core.plots import cell_diagram, describe_cell, draw_cell, draw_nested, get_alt
from lstm_core.plots.diagrams.legend import LEGEND, legend_of, with_legend
from lstm_core.plots.style import COLORS
from lstm_core.words.en import FIGURES

LIKE = {"forget": "f", "update": "u", "candidate": "c_cand", "output": "o"}


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


@pytest.mark.parametrize(
    ("step", "names"),
    [
        (lstm_trace().step(0), "belt wire valve sum forget update candidate output"),
        (gru_trace().step(0), "wire valve sum reset update candidate"),
        (rnn_step(), "wire"),
    ],
)
def test_a_legend_has_what_the_cell_has(step, names):
    entries = legend_of(cell_diagram(step))
    assert {name for name, *_ in entries} == set(names.split())


def test_each_entry_is_drawn_as_in_the_cell_with_its_words_beside_it():
    step = lstm_trace().step(0)
    diagram = cell_diagram(step)
    entries = legend_of(diagram)
    below = with_legend(diagram, entries)
    ax = draw_cell(None, step, legend=True)
    texts = {t.get_text(): t.get_position() for t in ax.texts}
    for name, kind, role, text in entries:
        node = below[f"legend_{name}"]
        x, y = texts[FIGURES[f"legend.{name}"]]
        assert y == node.y and x > node.x + node.half_size[0]
        assert node.role == role
        assert y < diagram.view[1] < diagram.view[3]
        if kind == "box":
            like = diagram[LIKE[name]]
            assert (like.role, like.text) == (role, text)
    [belt] = [e for e in below.edges if e.target == "legend_belt"]
    assert belt.belt and belt.role == "cell"
    assert below.view[1] < min(n.y for n in below.nodes if LEGEND in n.parts) - 4


def test_a_legend_is_said_and_changes_nothing_else():
    step = lstm_trace().step(0)
    said = get_alt(draw_cell(None, step, "forget", legend=True))
    assert said == f"{describe_cell(step, 'forget')} {FIGURES['cell.legend']}"
    plain, more = (draw_cell(None, step, legend=legend) for legend in (False, True))
    drawn = [{t.get_text() for t in ax.texts} for ax in (plain, more)]
    assert drawn[0] < drawn[1]
    # It is as large as without: the picture only grows below.
    assert more.figure.get_figwidth() == plain.figure.get_figwidth()
    assert more.figure.get_figheight() > plain.figure.get_figheight()


def test_each_step_stands_inside_the_next():
    ax = draw_nested(None)
    ax.figure.draw_without_rendering()
    boxes = [b.get_window_extent() for b in ax.patches if isinstance(b, FancyBboxPatch)]
    assert len(boxes) == 4
    for inner, outer in pairwise(boxes):
        assert outer.x0 < inner.x0 < inner.x1 < outer.x1
        assert outer.y0 < inner.y0 < inner.y1 < outer.y1
    texts = {t.get_text(): t.get_window_extent() for t in ax.texts}
    assert len(texts) == len(ax.texts) - 1  # W_aa stands twice
    for t, box in enumerate(boxes[:3], 1):
        name = texts[f"$a_{t}$ = tanh"]
        assert box.contains(*name.min) and box.contains(*name.max)
        [read] = [extent for text, extent in texts.items() if f"x_{t}" in text]
        assert box.contains(*read.min) and box.contains(*read.max)
        assert t == 1 or not boxes[t - 2].padded(-1).overlaps(read)
    for text in ("$y_3$ = softmax", "$+\\,b_y$"):
        assert not boxes[2].padded(-1).overlaps(texts[text])
    [start] = [extent for text, extent in texts.items() if "a_0" in text]
    assert boxes[0].contains(*start.min) and boxes[0].contains(*start.max)


def test_the_nested_formula_is_said_as_a_step_computes_it():
    said = get_alt(draw_nested(None))
    assert re.findall(r"a_(\d) = tanh", said) == ["1", "2", "3"]
    assert said.index("a_0") < said.index("x_2") < said.index("x_3") < said.index("y_3")


def test_boxes_are_darker_the_deeper_they_lie():
    ax = draw_nested(None)
    faces = [np.mean(patch.get_facecolor()[:3]) for patch in ax.patches[:3]]
    assert faces == sorted(faces)
    edges = {patch.get_edgecolor()[:3] for patch in ax.patches[:3]}
    assert edges == {to_rgb(COLORS["hidden"])}
