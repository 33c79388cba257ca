"""The picture of where the weights live."""

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

import lstm_core as lc
from lstm_core import plots

ROLES = {"f": "forget", "u": "update", "o": "output", "c": "candidate"}


@pytest.fixture(autouse=True)
def plain_style():
    with mpl.rc_context():
        plots.use_book_style()
        yield
    plt.close("all")


@pytest.fixture
def p(rng):
    return lc.init_lstm(2, 3, rng=rng)


def squares(ax):
    """Square by its corner, as (column, row)."""
    found = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    return {(round(s.get_x(), 3), round(s.get_y(), 3)): s for s in found}


def rows(ax, column):
    """Edge colours of a column of squares, from top to bottom."""
    column = sorted((y, s) for (x, y), s in squares(ax).items() if x == column)
    return [to_rgb(square.get_edgecolor()) for _, square in column]


def test_every_weight_is_a_square_on_both_sides(p):
    ax = plots.plot_weight_blocks(None, p)
    assert len(squares(ax)) == 2 * p.W.size + p.b.size + 2 * p.b.size


def test_blocks_stand_in_the_order_of_each_side(p):
    ax = plots.plot_weight_blocks(None, p)
    columns = sorted({x for x, _ in squares(ax)})
    for column, order in ((columns[0], "fuoc"), (columns[-1], "ufco")):
        wanted = [to_rgb(plots.COLORS[ROLES[gate]]) for gate in order for _ in range(3)]
        assert rows(ax, column) == wanted


def test_lines_join_each_block_to_its_place(p):
    ax = plots.plot_weight_blocks(None, p)
    joined = {line.get_color(): list(line.get_ydata()) for line in ax.get_lines()}
    assert joined == {
        plots.COLORS["forget"]: [1.5, 4.5],
        plots.COLORS["update"]: [4.5, 1.5],
        plots.COLORS["output"]: [7.5, 10.5],
        plots.COLORS["candidate"]: [10.5, 7.5],
    }


def test_larger_weights_are_darker(p):
    p.W[...] = 0.1
    p.W_f[0, :2] = 0.5, -1.0
    found = squares(plots.plot_weight_blocks(None, p))
    dark = [sum(found[(column, 0)].get_facecolor()[:3]) for column in (0, 1, 2)]
    assert dark[1] < dark[0] < dark[2]


def test_the_text_names_blocks_shapes_and_both_orders(p):
    said = plots.get_alt(plots.plot_weight_blocks(None, p))
    assert "3 hidden units and 2 inputs" in said
    assert "12 rows in four blocks" in said
    assert "forget, update, output, candidate" in said
    assert "i (update), f (forget), g (candidate), o (output)" in said


def test_names_stand_beside_the_blocks(p):
    ax = plots.plot_weight_blocks(None, p)
    at = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert [at[f"$W_{gate}$"] for gate in "fuoc"] == [1.5, 4.5, 7.5, 10.5]
    assert [at[name] for name in "ifgo"] == [1.5, 4.5, 7.5, 10.5]
    assert {"weight_hh", "weight_ih", "bias_ih", "bias_hh"} <= set(at)


def test_weights_that_are_all_zero_can_be_drawn():
    p = lc.LSTMParams(np.zeros((4, 2)), np.zeros(4))
    figure, ax = plt.subplots()
    assert plots.plot_weight_blocks(ax, p) is ax
    figure.draw_without_rendering()
