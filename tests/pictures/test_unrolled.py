"""The unrolled network: every number is there, and the steps light up in turn."""

import numpy as np
import pytest
from drawings import (
    arrows,
    assert_says,
    drawn,
    entries,
    is_strong,
    refused,
    small_rnn_trace,
)

import lstm_core as lc
from lstm_core.plots import draw_unrolled, unrolled_steps
from lstm_core.plots.formatting import MINUS, spoken


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
    assert_says(ax, *map(spoken, values))


def test_unrolled_refuses_what_does_not_fit(rnn_trace):
    with refused("upto: expected 0 to 3, got 4"):
        draw_unrolled(None, rnn_trace, 4)
    p = lc.init_rnn(1, 1, rng=np.random.default_rng(0))
    with refused("at most 6 steps, got 7"):
        draw_unrolled(None, lc.rnn_forward(p, np.zeros((7, 1, 1))))


def test_unrolled_keeps_later_numbers_back(rnn_trace):
    said = assert_says(draw_unrolled(None, rnn_trace, upto=1), "Step 1")
    assert "Step 2" not in said


def test_unrolled_steps_has_a_frame_for_the_start_each_step_and_the_prediction(
    rnn_trace,
):
    steps = unrolled_steps(rnn_trace, y=np.array([0.2, 0.8]))
    assert steps.names == ("start", "1", "2", "3", "y")
    assert "0.80" in steps.captions[-1]
    assert unrolled_steps(rnn_trace).names == ("start", "1", "2", "3")


def test_unrolled_lights_up_the_texts_and_edges_that_are_reached(rnn_trace):
    y = np.array([0.5, 0.5])
    texts, edges = [], []
    for upto in (0, 1, 2, 3, 4, None):
        ax = draw_unrolled(None, rnn_trace, upto, y=y)
        assert len(arrows(ax)) == 9
        edges.append(sum(is_strong(edge.get_edgecolor()) for edge in arrows(ax)))
        texts.append(sum(is_strong(text.get_color()) for text in ax.texts))
    # Each step has one edge from the past and one from its input; the last step has
    # one to its end, the prediction has two.
    assert edges == [0, 2, 4, 7, 9, 9]
    assert texts[:5] == sorted(set(texts[:5]))
    assert texts[4] == texts[5]
