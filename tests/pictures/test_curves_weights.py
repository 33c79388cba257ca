"""The picture of where the weights live."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import assert_says, refused, strength
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

import lstm_core as lc
from lstm_core import plots

ROLES = {"f": "forget", "u": "update", "o": "output", "c": "candidate"}


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


def test_blocks_and_their_names_stand_in_the_order_of_each_side(p):
    ax = plots.plot_weight_blocks(None, p)
    assert len(squares(ax)) == 2 * p.W.size + p.b.size + 2 * p.b.size
    columns = sorted({x for x, _ in squares(ax)})
    for column, order in ((columns[0], "fuoc"), (columns[-1], "ufco")):
        wanted = [to_rgb(plots.COLORS[ROLES[gate]]) for gate in order for _ in range(3)]
        assert rows(ax, column) == wanted
    at = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert [at[f"$W_{gate}$"] for gate in "fuoc"] == [1.5, 4.5, 7.5, 10.5]
    assert [at[name] for name in "ifgo"] == [1.5, 4.5, 7.5, 10.5]
    assert_says(
        ax,
        "3 hidden units and 2 inputs",
        "12 rows in four blocks",
        "forget, update, output, candidate",
        "i (update), f (forget), g (candidate), o (output)",
    )


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


def shades(ax):
    """How strong each square is in its colour; a row of the picture is a row."""
    names = {plots.COLORS[role]: role for role in ROLES.values()}
    found = {
        place: strength(square.get_facecolor(), names[to_hex(square.get_edgecolor())])
        for place, square in squares(ax).items()
    }
    xs, ys = (sorted(set(places)) for places in zip(*found, strict=True))
    return np.array([[found[x, y] for x in xs] for y in ys])


def test_the_same_numbers_stand_on_both_sides(p):
    p.b[:] = np.linspace(-0.9, 0.9, len(p.b)) * np.abs(p.W).max()
    p.W_u[0, 0] = 0
    shown = shades(plots.plot_weight_blocks(None, p))
    ours, theirs = np.split(shown, [p.n_a + p.n_x + 1], axis=1)
    sizes = np.abs(np.column_stack([p.W, p.b])) / np.abs(p.W).max()
    faintest = ours.min()
    np.testing.assert_allclose(ours, faintest + (1 - faintest) * sizes)
    f, u, o, c = np.split(ours, 4)
    np.testing.assert_allclose(theirs[:, :-1], np.vstack([u, f, c, o]))
    np.testing.assert_allclose(theirs[:, -1], faintest)  # the second bias is zero


def test_names_of_arrays_stand_above_their_columns(p):
    ax = plots.plot_weight_blocks(None, p)
    at = {text.get_text(): text.get_position()[0] for text in ax.texts}
    columns = sorted({x for x, _ in squares(ax)})
    widths = {"$a_{t-1}$": 3, "$x_t$": 2, "$b$": 1}
    widths |= {"weight_hh": 3, "weight_ih": 2, "bias_ih": 1, "bias_hh": 1}
    for name, width in widths.items():
        own, columns = columns[:width], columns[width:]
        assert at[name] == pytest.approx(np.mean(own) + 0.5), name
    assert not columns
    assert at["lstm_core"] < at["torch.nn.LSTM"]


def test_weights_may_be_zero_but_not_of_a_basic_cell():
    zero = lc.LSTMParams(np.zeros((4, 2)), np.zeros(4))
    plots.plot_weight_blocks(None, zero).figure.draw_without_rendering()
    plt.close()
    basic = lc.RNNParams(np.zeros((2, 3)), np.zeros(2))
    with refused("p: expected LSTMParams, got RNNParams", TypeError):
        plots.plot_weight_blocks(None, basic)
