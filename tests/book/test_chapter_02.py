"""What chapter 2 says in words, held against the numbers of its own cells."""

import numpy as np
import pytest
from chapter_code import predictions
from chapters import run_chapter, share_left

import lstm_core as lc
from lstm_core import plots, reviews

UNIT = 3  # the place of the belt that the animation shows


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("02-two-memories")


@pytest.fixture(scope="module")
def place(chapter):
    """Forget gate, what is put on and what is left, at each word, of one unit."""
    trace = chapter["trace"]
    put_on, left = chapter["belt_items"](trace)
    return trace.f[:, 0, UNIT], put_on[:, UNIT], left[:, UNIT]


def test_both_cells_are_called_with_the_same_input_and_hidden_state(chapter):
    given = chapter["x_t"], chapter["a_prev"]
    np.testing.assert_array_equal(lc.rnn_step(chapter["rnn"], *given), chapter["a_rnn"])
    step, basic = chapter["step"], chapter["basic_trace"].step(0)
    for name, value in (("x_t", given[0]), ("a_prev", given[1])):
        np.testing.assert_array_equal(step[name], value[0])
        np.testing.assert_array_equal(basic[name], value[0])
    _, c, gates = lc.lstm_step(chapter["lstm"], *given, chapter["c_prev"])
    np.testing.assert_allclose(step["c"], c[0], rtol=1e-12)
    assert set(gates) == {"f", "u", "o", "c_cand"}


def test_no_box_stands_on_the_belt_and_two_on_the_way_of_the_basic_cell(chapter):
    cell = plots.cell_diagram(chapter["step"])
    belt = {
        end for edge in cell.edges if edge.belt for end in (edge.source, edge.target)
    }
    assert {cell[name].kind for name in belt} == {"port", "valve", "sum", "dot"}
    basic = plots.cell_diagram(chapter["basic_trace"].step(0))
    assert [n.name for n in basic.nodes if n.kind == "box"] == ["linear", "tanh"]


def test_the_belt_acts_within_a_step_by_its_forget_gate_only(chapter):
    given = chapter["lstm"], chapter["x_t"], chapter["a_prev"]
    c_prev, small = chapter["c_prev"], 1e-6
    for unit, direction in enumerate(np.eye(2)):
        up, down = (
            lc.lstm_step(*given, c_prev + sign * small * direction)[1]
            for sign in (1, -1)
        )
        expected = chapter["gates"]["f"][0] * (np.arange(2) == unit)
        np.testing.assert_allclose((up - down)[0] / (2 * small), expected, atol=1e-9)


def test_over_many_steps_the_full_derivative_can_exceed_one():
    rng = np.random.default_rng(0)
    p = lc.init_lstm(n_x=4, n_a=64, rng=rng, forget_bias=5.0)
    x = np.repeat(rng.standard_normal((100, 1, 4)), 64, axis=1)
    push = 1e-6 * np.eye(64)
    up, down = (lc.lstm_forward(p, x, c0=sign * push).c[-1] for sign in (1, -1))
    assert np.linalg.norm((up - down) / 2e-6, ord=2) > 2
    direct = lc.lstm_forward(p, x[:, :1]).f.prod(axis=0)
    assert direct.max() < 1


def test_what_the_reader_finds_in_the_animation(chapter, place):
    f, put_on, left = place
    words, noted = chapter["words"], chapter["noted"]
    assert len(set(words)) == len(words) == 16
    assert set(noted) <= set(words)
    assert len(noted) == 3
    superb = words.index("superb")
    np.testing.assert_array_equal(chapter["offer"], put_on)
    assert chapter["remainder"][-1] == pytest.approx(left[superb])
    assert len(chapter["remainder"]) == 9
    assert words[np.abs(put_on).argmax()] == "a"
    assert {"a", "plain"}.isdisjoint(noted)
    assert words[f.argmin()] == "plain"
    assert f.min() < 0.5
    np.testing.assert_allclose(left[superb], put_on[superb] * f[superb + 1 :].prod())
    assert 0 < left[superb] / put_on[superb] < 1 / 20
    assert abs(put_on[superb]) < 0.5 * np.abs(put_on).max()


def test_an_untrained_cell_puts_all_words_on_alike(chapter):
    put_on, ours = chapter["put_on"], chapter["ours"]
    assert put_on.shape == (200, 16)
    assert put_on[:, ours].mean() == pytest.approx(put_on[:, ~ours].mean(), rel=0.05)
    middle = np.median(put_on, axis=0)
    assert np.ptp(middle) < 0.1 * middle.mean()
    assert np.ptp(put_on[0]) > 0.5 * put_on[0].mean()  # in one cell, by chance


def test_only_the_distance_decides_what_is_left(chapter):
    share = dict(zip(chapter["words"], chapter["share"], strict=True))
    assert (np.diff(list(share.values())) > 0).all()
    assert share["a"] == pytest.approx(0.5, abs=0.05)  # two words before the end
    assert share["superb"] < 0.05
    assert share["box"] == 1


def test_untrained_forget_gates_range_widely_but_alike_at_every_word(chapter):
    assert chapter["low"] == pytest.approx(0.34, abs=0.01)
    assert chapter["middle"] == pytest.approx(0.73, abs=0.01)
    assert chapter["high"] == pytest.approx(0.94, abs=0.01)
    f = np.array([chapter["read_review"](seed).f[:, 0] for seed in range(200)])
    assert f.size == 200 * 16 * 8
    at_word = np.percentile(f, [5, 50, 95], axis=(0, 2))
    assert np.ptp(at_word, axis=1).max() < 0.06
    np.testing.assert_allclose(at_word[1], 0.73, atol=0.015)


def test_two_hundred_other_cells_tell_the_same(chapter):
    traces = [chapter["read_review"](seed) for seed in range(1000, 1200)]
    f = np.array([trace.f[:, 0] for trace in traces])
    found = np.percentile(f, [5, 50, 95])
    np.testing.assert_allclose(found, [0.34, 0.73, 0.94], atol=0.02)
    sizes = [[abs(v).mean(axis=1) for v in chapter["belt_items"](t)] for t in traces]
    put_on, left = np.moveaxis(sizes, 1, 0)
    share = np.median(left / put_on, axis=0)
    np.testing.assert_allclose(share, chapter["share"], atol=0.03)
    superb, plain = (chapter["words"].index(word) for word in ("superb", "in"))
    for other in (put_on, chapter["put_on"]):
        middle = np.median(other, axis=0)
        assert middle[superb] == pytest.approx(middle[plain], rel=0.1)


def test_the_forget_bias_decides_how_much_of_superb_is_left(chapter):
    superb, box = (chapter["words"].index(word) for word in ("superb", "box"))
    kept = {}
    for bias in (1.0, 5.0):
        put_on, left = chapter["item_sizes"](bias)
        kept[bias] = np.median(left / put_on, axis=0)
    assert kept[1.0][superb] == pytest.approx(chapter["share"][superb], rel=1e-4)
    assert kept[1.0][superb] == pytest.approx(0.04, abs=0.005)
    assert kept[5.0][superb] == pytest.approx(chapter["rest"], rel=1e-4)
    assert kept[5.0][superb] == pytest.approx(0.90, abs=0.005)
    assert kept[5.0].min() > 0.8  # open gates keep everything alike
    assert kept[5.0][superb] == pytest.approx(kept[5.0][box], rel=0.12)


def test_the_forget_bias_is_added_inside_every_forget_gate(chapter):
    p = lc.init_lstm(8, 8, rng=np.random.default_rng(0), forget_bias=5.0)
    assert (p.b_f == 5).all()
    assert (lc.init_lstm(8, 8, rng=np.random.default_rng(0)).b_f == 1).all()
    f = [np.median(chapter["read_review"](0, b).f) for b in (0.0, 1.0, 5.0)]
    assert f[0] < f[1] < f[2]
    f = np.array([chapter["read_review"](seed, 5.0).f for seed in range(200)])
    assert np.percentile(f, 5) > 0.95  # nearly all wide open
    assert f.min() < 0.9


def test_the_belt_of_the_animation_is_the_left_half_of_the_figure(chapter):
    put_on, left = chapter["belt_items"](chapter["trace"])
    for name, sizes in (("put_on", put_on), ("left", left)):
        found = np.abs(sizes).mean(axis=1)  # drawn twice, so but for rounding
        np.testing.assert_allclose(chapter[name][0], found, rtol=1e-4)


def test_the_trained_reader_has_noted_superb_and_nothing_shakes_it(chapter):
    assert len(chapter["stars"]) == len(chapter["sentences"]) == 3
    np.testing.assert_allclose(
        chapter["stars"], reviews.rate(chapter["text"]), atol=0.1
    )
    assert reviews.rate(chapter["text"]) == 4
    others = " ".join(chapter["sentences"][1:]).split()  # without the note
    x = reviews.encode_reviews([others], np.float32).x
    assert 3 + chapter["reader"].forward(x)[0][-1, 0, 0] < 3.3


def test_superb_moves_the_lstm_and_hardly_the_basic_network(chapter):
    text, effects = chapter["text"], chapter["effects"]
    _, _, box, _ = predictions("02-two-memories")
    superb, month = text.index("superb"), text.index("month")
    end = {name: of[:, -1] for name, of in effects.items()}
    assert f"LSTM by {end['LSTM'][superb]:.2f} stars" in box.says
    assert f"basic network by {end['basic'][superb]:.2f}:" in box.says
    assert 0.9 < end["LSTM"][superb] < 1.1 and end["basic"][superb] < 0.2
    # "other words move it more, even *month*"
    assert "*month*" in box.says and end["basic"][month] > end["basic"][superb]
    # "From superb on, nothing moves the LSTM as much; the basic network soon ..."
    most = {
        name: [text[of[:, t].argmax()] for t in range(superb, len(text))]
        for name, of in effects.items()
    }
    assert set(most["LSTM"]) - {"superb"} == set()
    assert most["basic"][1] != "superb" and most["basic"].count("superb") <= 3
    for name, network in (("basic", "rival"), ("LSTM", "reader")):
        stored = {"rival": "reviews-basic", "reader": "reviews"}[network]
        assert chapter[network].n_a == lc.stored_network(stored).n_a == 16
        y = chapter[network].forward(chapter["seen"])[0][:, 0, 0]
        np.testing.assert_allclose(chapter["answers"][name], 3 + y)


def test_twenty_more_of_each_kind_say_the_same():
    stored = lc.stored_result("earlier")
    idle = {
        kind: [run["idle"] for run in stored["runs"] if run["kind"] == kind]
        for kind in ("basic", "lstm")
    }
    assert [len(values) for values in idle.values()] == [20, 20]
    assert min(idle["basic"]) > 2 * max(idle["lstm"])


def test_without_gates_a_memory_keeps_all_or_nothing(chapter):
    value, belt = chapter["value"], chapter["with_valves"]
    said = {"superb": 0.9, "weak": -0.8}
    assert {w: value[chapter["read"].index(w)] for w in said} == said
    assert chapter["columns"]["rewrites"][-1] == value[-1] > 0
    assert chapter["columns"]["adds up"][-1] == pytest.approx(0.8)
    np.testing.assert_allclose(belt, [0.9, 0.9, 0, -0.8, -0.8])


def test_valves_set_by_hand_keep_exactly_and_the_basic_cell_forgets(chapter):
    belt, basic = np.array(chapter["belt"]), np.array(chapter["basic"])
    assert belt.shape == basic.shape == (60, 2)
    assert (belt == belt[0]).all()
    gap = np.abs(basic[:, 0] - basic[:, 1])
    assert gap[9] < 0.02
    assert gap[-1] < 1e-12
    assert gap[19] < 1e-4


def run_basic(weight, first, noise):
    a = np.tanh(first)
    for x in noise:
        a = np.tanh(weight * a + x)
    return a


def test_a_heavy_basic_unit_keeps_a_sign_but_not_a_size(chapter):
    noise = chapter["noise"]
    assert run_basic(3, 0.8, noise) > 0.5
    assert run_basic(3, -0.8, noise) < -0.5
    assert run_basic(3, 0.8, noise) == pytest.approx(run_basic(3, 0.3, noise), abs=1e-9)
    assert run_basic(2, -0.8, noise) > 0.5  # pushed over
    assert chapter["weight"] == 3
    ends = [run_basic(3, first, noise) for first in (0.8, 0.3, -0.8)]
    np.testing.assert_allclose(chapter["a"], ends)


def test_a_belt_without_valves_drowns_the_first_input(chapter):
    written = np.tanh(chapter["x"])
    belt = written.cumsum(axis=0)
    gap = belt[:, 0] - belt[:, 1]
    np.testing.assert_allclose(gap, gap[0], rtol=1e-12)
    spread = np.tanh(chapter["noise"]).std() * np.sqrt(len(chapter["noise"]))
    assert spread > 5 * gap[0]


def test_predictions(chapter):
    call, words, earlier, held = predictions("02-two-memories")
    assert call.answer == "two states in, two states out"
    states = chapter["a"], chapter["c"]
    assert "lstm_step(p, x_t, a_prev, c_prev)" in call.says
    assert len(states) == 2
    assert words.answer == "the last ones, whatever they are"
    left = dict(zip(chapter["words"], 100 * chapter["share"], strict=True))
    assert left["box"] == 100
    assert left["plain"] == pytest.approx(70, abs=2)
    assert left["superb"] == pytest.approx(4, abs=0.5)
    assert chapter["words"].index("box") - chapter["words"].index("superb") == 9
    assert earlier.answer == "by about a star in the LSTM, hardly in the basic network"
    assert held.answer == "from the belt only"
    for value in chapter["belt"][-1]:
        assert f"{value:.3f}" in held.says
    assert np.ptp(chapter["basic"][-1]) < 1e-12


def test_the_update_by_hand():
    kept = np.array([0.9, 0.1]) * [2, -1]
    put_on = np.array([0.5, 1]) * [-0.4, 0.7]
    np.testing.assert_allclose(kept, [1.8, -0.1])
    np.testing.assert_allclose(put_on, [-0.2, 0.7])
    np.testing.assert_allclose(kept + put_on, [1.6, 0.6])


def test_the_bug_is_found_by_a_real_step_and_hidden_by_the_valves_set_by_hand(chapter):
    f, u, c_cand = (chapter["gates"][name] for name in ("f", "u", "c_cand"))
    _, c, _ = lc.lstm_step(
        chapter["lstm"], chapter["x_t"], chapter["a_prev"], chapter["c_prev"]
    )
    wrong = f * (chapter["c_prev"] + u * c_cand)
    assert np.abs(wrong - c).min() > 0.01
    assert ((f > 0.01) & (f < 0.99)).all()
    assert (chapter["f"] == 1).all()


def test_three_hands_note_superb_or_do_not(chapter):
    hands, places = chapter["hands"], chapter["places"]
    monday = chapter["review"].index("monday")
    share = share_left(chapter, "superb", "monday")
    assert share["random"] < 0.1
    assert share["hand-set"] > 0.95
    assert share["trained"] > 0.75
    trained = hands["trained"]
    assert trained.c[monday, 0, places["trained"]] < -0.5  # praise, as a minus
    stars = lc.stored_network("reviews").readout.W_y[0, places["trained"]]
    assert stars < 0
