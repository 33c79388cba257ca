"""What chapter 4 says in its text, held against the numbers of its own cells."""

import numpy as np
import pytest
from chapter_code import predictions
from chapters import check_width_of_output, run_chapter

import lstm_core as lc


@pytest.fixture(scope="module")
def chapter():
    return run_chapter("04-cell-update")


def test_printed_lines_fit_a_phone(chapter):
    check_width_of_output(chapter)


def test_one_unit_overwrites_and_the_other_nearly_keeps(chapter):
    step = chapter["step"]
    assert step["f"][0] < 0.25 < 0.9 < step["f"][1]
    assert 0.7 < step["u"][0] < 0.8
    assert step["u"][1] < 0.1
    assert step["c_prev"][0] > 0 > step["c"][0]
    assert step["c"][1] == pytest.approx(step["c_prev"][1], rel=0.01)
    assert 1 - step["f"][1] == pytest.approx(0.06, abs=0.005)  # "about six percent"
    lost = (1 - step["f"][1]) * step["c_prev"][1]
    let_in = step["u"][1] * step["c_cand"][1]
    assert 1 < let_in / lost < 1.2  # of the same sign, and it makes up for the loss
    assert np.abs(step["c_cand"]).min() > 0.75
    assert np.ptp(step["c_cand"]) < 0.05


def test_products_and_sum_are_those_of_the_package(chapter):
    step = chapter["step"]
    np.testing.assert_allclose(chapter["kept"][0] + chapter["let_in"][0], step["c"])
    np.testing.assert_allclose(chapter["kept"][0], step["f"] * step["c_prev"])


def test_four_machines_do_what_their_names_say(chapter):
    inputs = chapter["inputs"]
    for name, f, u, states in (
        ("keep", 1, 0, np.full(12, 0.5)),
        ("add up", 1, 1, 0.5 + np.cumsum(inputs)),
        ("clear", 0, 0, np.zeros(12)),
        ("overwrite", 0, 1, inputs),
    ):
        run = chapter["runs"][name]
        np.testing.assert_allclose(run.f, f, atol=4e-4)
        np.testing.assert_allclose(run.u, u, atol=4e-4)
        np.testing.assert_allclose(run.c[:, 0, 0], states, atol=0.02)


def test_the_counter_counts_and_its_leak_is_as_stated(chapter):
    ones, c = chapter["ones"], chapter["counter"].c[:, 0, 0]
    assert ones[-1] == 10
    np.testing.assert_array_equal(c.round(), ones)
    assert 1 - chapter["counter"].f.max() == pytest.approx(3e-4, abs=0.5e-4)


def test_nine_tenths_of_what_is_missing_were_lost_at_the_forget_gate(chapter):
    missing = 10 - chapter["counter"].c[-1, 0, 0]
    assert chapter["lost"] / missing == pytest.approx(0.9, abs=0.02)
    run = chapter["counter"]
    never_let_in = np.sum(chapter["bits"] - (run.u * run.c_cand)[:, 0, 0])
    assert chapter["lost"] + never_let_in == pytest.approx(missing)


def test_steps_of_one_hide_the_count_and_small_steps_show_it(chapter):
    first = {1: 0, 5: 4, 6: 5}  # the rows of the table are the counts
    for count, row in first.items():
        assert chapter["ones"][chapter["first"][row]] == count
    coarse, fine = chapter["changes"].T
    assert len(fine) == 10
    assert 0 < coarse[5] < 1e-4
    assert fine.min() >= 0.04
    run = chapter["fine"]
    assert run.c[-1, 0, 0] == pytest.approx(0.5, abs=0.01)
    read = np.arctanh(run.a[:, 0, 0]) / np.tanh(0.05)
    np.testing.assert_array_equal(read.round(), chapter["ones"])
    # They only make room.
    p = chapter["hand_set"](8, 8, w_c=0.05)
    a = lc.lstm_forward(p, np.ones((61, 1, 1))).a[:, 0, 0]
    assert 0 < a[60] - a[59] < 1e-3 < a[40] - a[39]


def test_the_hidden_state_hardly_tells_five_from_six(chapter):
    ones, a = chapter["ones"], chapter["counter"].a[:, 0, 0]
    five, six = (a[np.flatnonzero(ones == n)[0]] for n in (5, 6))
    assert 0 < six - five < 1e-4
    assert (a[ones >= 3] > 0.99).all()
    assert bool(chapter["ten"] == chapter["eleven"])


def test_a_cell_state_never_grows_by_more_than_one(rng):
    p = lc.init_lstm(3, 8, rng=rng)
    p.W[...] *= 20  # gates and candidates at their limits
    trace = lc.lstm_forward(p, rng.standard_normal((200, 4, 3)))
    growth = np.abs(trace.c_states[1:]) - np.abs(trace.c_states[:-1])
    assert 0.9 < growth.max() <= 1 + 1e-12  # rounding
    assert np.abs(trace.c).max() > 5


def test_predictions(chapter):
    units, sketch, count = predictions("04-cell-update")
    step = chapter["step"]
    assert units.answer == "unit 2"
    assert abs(step["c"] - step["c_prev"])[1] < 0.01
    for value in (step["c"][1], step["c_prev"][0], step["c"][0]):
        assert f"{value:.2f}" in units.says
    assert [int(s.replace("\N{MINUS SIGN}", "-")) for s in sketch.steps] == list(
        chapter["inputs"]
    )
    for drawn, run in zip(
        sketch.curves.values(), chapter["runs"].values(), strict=True
    ):
        np.testing.assert_allclose(drawn, run.c[:, 0, 0], atol=0.02)
    f_u = [(run.f[0, 0, 0], run.u[0, 0, 0]) for run in chapter["runs"].values()]
    names = [f"$(f, u)$ near $({f:.0f}, {u:.0f})$" for f, u in f_u]
    assert list(sketch.curves) == names
    assert [c[-1] for c in sketch.curves.values()] == [0.5, 3.5, 0, 0]  # as it says
    assert count.answer == "by less than a thousandth"
    a, ones = chapter["a"], chapter["ones"]
    assert abs(a[ones == 6][0] - a[ones == 5][0]) < 1e-3
    assert f"{chapter['c'][-1]:.2f}" in count.says


@pytest.mark.parametrize(
    ("f", "u", "first", "limit"),
    [(0.5, 0.5, (0.5, 0.75, 0.875), 1), (0.9, 1, (1, 1.9, 2.71), 10)],
)
def test_exercise_where_it_settles(f, u, first, limit):
    states = [0.0]
    for _ in range(300):
        states.append(f * states[-1] + u * 1)
    assert states[1:4] == pytest.approx(first)
    assert states[-1] == pytest.approx(limit)


def test_exercise_by_hand():
    f, u = np.array([1, 0.5, 0]), np.array([0, 1, 1])
    c = f * np.array([2, -1, 0.5]) + u * np.array([0.9, -0.4, -0.8])
    np.testing.assert_allclose(c, [2, -0.9, -0.8])


def test_exercise_bug_is_silent_for_one_step_from_zero_only(rng):
    def wrong_step(p, x_t, a_prev, c_prev):
        _, _, gates = lc.lstm_step(p, x_t, a_prev, c_prev)
        c = gates["f"] * a_prev + gates["u"] * gates["c_cand"]
        return gates["o"] * np.tanh(c), c

    p, x = lc.init_lstm(2, 3, rng=rng), rng.standard_normal((2, 1, 2))
    zero, trace = np.zeros((1, 3)), lc.lstm_forward(p, x)
    a, c = wrong_step(p, x[0], zero, zero)
    np.testing.assert_allclose(c, trace.c[0])
    a, c = wrong_step(p, x[1], a, c)
    assert np.abs(c - trace.c[1]).max() > 0.01
    assert np.abs(a - trace.a[1]).max() > 0.01
    state = rng.standard_normal((2, 1, 3))
    assert not np.allclose(
        wrong_step(p, x[0], *state)[1], lc.lstm_step(p, x[0], *state)[1]
    )


def test_exercise_counter_with_a_reset_button():
    p = lc.LSTMParams(W=np.zeros((4, 3)), b=np.zeros(4))
    p.W_c[0, 1] = 5.0
    p.W_f[0, 2] = p.W_u[0, 2] = -16.0
    p.b_f[0], p.b_u[0], p.b_o[0] = 8.0, 8.0, 8.0
    ones, reset = [1, 1, 0, 1, 0, 1, 1, 1, 1], [0, 0, 0, 0, 1, 0, 0, 1, 0]
    x = np.array([ones, reset], float).T[:, None]
    c = lc.lstm_forward(p, x).c[:, 0, 0]
    np.testing.assert_array_equal(c.round(), [1, 2, 2, 3, 0, 1, 2, 0, 1])
    p.W_u[0, 2] = 0  # only the forget gate looks at the button
    c = lc.lstm_forward(p, x).c[:, 0, 0]
    np.testing.assert_array_equal(c.round(), [1, 2, 2, 3, 0, 1, 2, 1, 2])


def test_exercise_leaking_counter(chapter):
    bits, ones = chapter["bits"], chapter["ones"]
    run = lc.lstm_forward(chapter["hand_set"](3, 3), bits[:, None, None])
    c = run.c[:, 0, 0]
    assert np.unique([run.f, run.u]).round(3) == [0.953]
    wrong = np.flatnonzero(c.round() != ones)[0]
    assert ones[wrong] == 3
    assert bits[wrong] == bits[wrong - 1] == 0  # in the pause
    assert c[wrong].round(2) == 2.47
    loss = bits - np.diff(c, prepend=0.0)  # of each step
    assert loss[0] == 0  # nothing is there yet
    assert (loss[1:] > 0).all()  # so the error only grows
    last_one = np.flatnonzero(bits)[-1]
    assert loss.argmax() == last_one
    assert loss.max().round(2) == 0.33
    pause = loss[np.flatnonzero(bits)[2] + 1 : np.flatnonzero(bits)[3]]
    assert (np.diff(pause) < 0).all()
    assert pause[[0, -1]].round(2).tolist() == [0.13, 0.1]
    before = run.c_states[:-1, 0, 0]
    not_kept, not_let_in = (1 - run.f[:, 0, 0]) * before, bits * (1 - run.u[0, 0, 0])
    np.testing.assert_allclose(loss, not_kept + not_let_in, atol=2e-4)
    assert 0.045 < 1 - run.f[0, 0, 0] < 0.05  # nearly five percent
