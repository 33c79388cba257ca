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
    strength,
)
from matplotlib.patches import Polygon
from oracles import draw_case, forward

import lstm_core as lc
from lstm_core.cells.registry import all_cells
from lstm_core.plots import draw_unrolled, unrolled_steps
from lstm_core.plots.diagrams.copies import ROWS
from lstm_core.plots.formatting import MINUS, spoken
from lstm_core.words.en import FIGURES


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


def case_trace(cell):
    """Five steps of two sequences of a registered cell with two units."""
    return forward(draw_case(cell, T=5, B=2, n_x=2, n_a=2))


def test_every_cell_is_drawn_as_itself_or_refused(cell):
    trace = case_trace(cell)
    if cell in ROWS:
        ax = draw_unrolled(None, trace)
        assert_says(ax, FIGURES[ROWS[cell].label].format(T=5))
    else:
        with refused("trace: expected ", TypeError):
            draw_unrolled(None, trace)
    assert set(ROWS) <= {known.name for known in all_cells()}


@pytest.mark.parametrize("name", ROWS)
def test_a_subclass_of_a_trace_is_refused(name):
    trace = case_trace(name)
    more = type("More", (type(trace),), {})(**vars(trace))
    for call in (lambda tr: draw_unrolled(None, tr), unrolled_steps):
        with refused("trace: expected .*Trace.*, got More", TypeError):
            call(more)


@pytest.mark.parametrize("name", ROWS)
def test_a_row_writes_every_state_and_says_every_number(name):
    trace, row = case_trace(name), ROWS[name]
    ax = draw_unrolled(None, trace, b=1)
    written = [v for s in row.states for v in states_of(trace, s, 1)]
    written += [*trace.x[:, 1]]
    written += [v for n in row.numbers if "cand" in n for v in getattr(trace, n)[:, 1]]
    wanted = [entry for value in written for entry in entries(value)]
    numbers = [t for t in drawn(ax) if t.lstrip(MINUS)[:1].isdigit()]
    assert sorted(numbers) == sorted(wanted)
    said = [v for n in (*row.numbers, "x") for v in getattr(trace, n)[:, 1]]
    assert_says(ax, *map(spoken, [*written, *said]))


def states_of(trace, name, b):
    return [getattr(trace, f"{name}0")[b], *getattr(trace, name)[:, b]]


VALVES = {
    "lstm": {"forget": "f", "update": "u", "output": "o"},
    "gru": {"ink": "r", "update": "u"},
}
VALVES["peephole"] = VALVES["lstm"]
VALVES["mingru"] = {"update": "u"}
VALVES["lstm1997"] = {"update": "u", "output": "o"}
VALVES["slstm"] = {"update": "u", "output": "o"}
BLENDS = {"gru", "mingru", "slstm"}
"""The cells whose update gate opens one valve and shuts another."""


@pytest.mark.parametrize("name", VALVES)
def test_valves_of_a_row_fill_with_the_gates_of_their_steps(name):
    trace = case_trace(name)
    patches = draw_unrolled(None, trace).patches
    halves = [p for p in patches if isinstance(p, Polygon) and len(p.get_xy()) == 4]
    for role, gate in VALVES[name].items():
        mine = [p for p in halves if is_of(p, role)][::2]
        shown = sorted(strength(p.get_facecolor(), role) for p in mine)
        means = getattr(trace, gate)[:, 0].mean(axis=1)
        two = (*means, *(1 - means)) if name in BLENDS and gate == "u" else means
        np.testing.assert_allclose(shown, np.sort(two))


def is_of(patch, role):
    try:
        return np.isclose(strength(patch.get_edgecolor(), role), 1)
    except AssertionError:
        return False


@pytest.mark.parametrize("name", ROWS)
def test_words_stand_in_place_of_the_input_and_are_said_first_at_each_step(name):
    trace, words = case_trace(name), ["The", "dogs", "cost", "5$", "<b>"]
    ax = draw_unrolled(None, trace, words=words)
    assert {"The", r"5\$", "<b>"} <= set(drawn(ax))
    assert_says(ax, *(f"Step {t}, {word}:" for t, word in enumerate(words, 1)))
    steps = unrolled_steps(trace, words=words)
    assert steps.names == ("start", "1", "2", "3", "4", "5")
    assert steps.captions[2].startswith("Step 2, dogs:")


@pytest.mark.parametrize("name", ROWS)
def test_a_row_lights_up_step_by_step_and_says_first_how_far(name):
    trace = case_trace(name)
    said, strong = [], []
    for upto in range(6):
        ax = draw_unrolled(None, trace, upto)
        said.append(assert_says(ax).split(".")[0])
        strong.append(sum(is_strong(edge.get_edgecolor()) for edge in arrows(ax)))
    assert said[0] == "Lit up: the start only; the rest is dimmed"
    assert said[3] == "Lit up: the first 3 steps; the rest is dimmed"
    assert said[5] == FIGURES[ROWS[name].label].format(T=5).split(".")[0]
    assert strong == sorted(set(strong))
    assert strong[-1] == len(arrows(ax))


def test_captions_say_what_passes_the_valves():
    trace = case_trace("lstm")
    caption = unrolled_steps(trace, b=1).captions[2]
    kept = trace.f[1, 1] * trace.c[0, 1]
    let_in = trace.u[1, 1] * trace.c_cand[1, 1]
    for value in (kept, let_in, trace.c[1, 1], trace.a[1, 1]):
        assert spoken(value) in caption


def test_the_caption_of_a_cell_that_never_forgets_says_that_all_stays():
    trace = case_trace("lstm1997")
    caption = unrolled_steps(trace, b=1).captions[2]
    let_in = trace.u[1, 1] * trace.c_cand[1, 1]
    for value in (trace.c[0, 1], let_in, trace.c[1, 1], trace.a[1, 1]):
        assert spoken(value) in caption


def test_there_is_a_word_for_every_step_or_for_none():
    with refused("words: expected one a step, 5, got 2"):
        draw_unrolled(None, case_trace("lstm"), words=["the", "dogs"])


def test_only_a_basic_cell_is_drawn_with_a_prediction():
    with refused("y: expected none for a Trace"):
        draw_unrolled(None, case_trace("lstm"), y=np.ones(2))
