"""The unrolled network: every number is there, and the steps light up in turn."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from drawings import arrows, drawn, entries, is_strong, small_rnn_trace

import lstm_core as lc
from lstm_core.plots import draw_unrolled, get_alt, unrolled_steps
from lstm_core.plots.formatting import MINUS, spoken
from lstm_core.plots.style import COLORS


@pytest.fixture(autouse=True)
def close_figures():
    yield
    plt.close("all")


@pytest.fixture
def rnn_trace():
    return small_rnn_trace()


def test_unrolled_draws_and_says_the_numbers(rnn_trace):
    y = np.array([0.1, 0.2, 0.7])
    ax = draw_unrolled(None, rnn_trace, b=1, y=y)
    values = [rnn_trace.a0[1], *rnn_trace.a[:, 1], *rnn_trace.x[:, 1], y]
    wanted = [entry for value in values for entry in entries(value)]
    numbers = [t for t in drawn(ax) if t.lstrip(MINUS)[:1].isdigit()]
    assert sorted(numbers) == sorted(wanted)
    for value in values:
        assert spoken(value) in get_alt(ax)


def test_unrolled_lights_up_step_by_step(rnn_trace):
    y = np.array([0.5, 0.5])
    strong = []
    for upto in (0, 1, 2, 3, 4, None):
        ax = draw_unrolled(None, rnn_trace, upto, y=y)
        colors = [COLORS[role] for role in ("hidden", "input", "ink")]
        lit = [
            t for t in ax.texts if plt.matplotlib.colors.to_hex(t.get_color()) in colors
        ]
        strong.append(len(lit))
    assert strong[:5] == sorted(set(strong[:5]))
    assert strong[4] == strong[5]


def test_unrolled_refuses_what_does_not_fit(rnn_trace):
    with pytest.raises(ValueError, match="upto: expected 0 to 3, got 4"):
        draw_unrolled(None, rnn_trace, 4)
    p = lc.init_rnn(1, 1, rng=np.random.default_rng(0))
    with pytest.raises(ValueError, match="at most 6 steps, got 7"):
        draw_unrolled(None, lc.rnn_forward(p, np.zeros((7, 1, 1))))


def test_unrolled_keeps_later_numbers_back(rnn_trace):
    alt = get_alt(draw_unrolled(None, rnn_trace, upto=1))
    assert "Step 1" in alt
    assert "Step 2" not in alt


def test_unrolled_steps_has_a_frame_for_the_start_each_step_and_the_prediction(
    rnn_trace,
):
    steps = unrolled_steps(rnn_trace, y=np.array([0.2, 0.8]))
    assert steps.names == ("start", "1", "2", "3", "y")
    assert "0.80" in steps.captions[-1]
    assert unrolled_steps(rnn_trace).names == ("start", "1", "2", "3")


def test_unrolled_lights_up_the_edges_that_are_reached(rnn_trace):
    y = np.array([0.5, 0.5])
    strong = []
    for upto in (0, 1, 2, 3, 4, None):
        edges = arrows(draw_unrolled(None, rnn_trace, upto, y=y))
        assert len(edges) == 9
        strong.append(sum(is_strong(edge.get_edgecolor()) for edge in edges))
    # Each step has one edge from the past and one from its input; the last step has
    # one to its end, the prediction has two.
    assert strong == [0, 2, 4, 7, 9, 9]
