"""Broken backward passes: each fails the gradient check, and only where it should."""

import inspect

import numpy as np
import pytest
from oracles import assert_close, assert_same

import lstm_core as lc
from lstm_core import bugs
from lstm_core.cells import loop
from lstm_core.cells.registry import cell_named

NAMES = ("W_f", "W_u", "W_o", "W_c", "b", "x", "a0", "c0")
GATES = {f"W_{gate}" for gate in lc.GATES}


def draw(T, start=True):
    """Random values of everything that can be checked, and the weights of the loss."""
    rng = np.random.default_rng(3)
    arrays = {f"W_{gate}": rng.standard_normal((3, 5)) for gate in lc.GATES}
    arrays |= {"b": rng.standard_normal(12), "x": rng.standard_normal((T, 2, 2))}
    arrays |= {name: start * rng.standard_normal((2, 3)) for name in ("a0", "c0")}
    return arrays, rng.standard_normal((T, 2, 3)), rng.standard_normal((2, 3))


def draw_pass(T=3):
    """Parameters, a trace, and the gradient of its hidden states."""
    arrays, da, _ = draw(T)
    W = np.vstack([arrays[f"W_{gate}"] for gate in lc.GATES])
    p = lc.LSTMParams(W, arrays["b"])
    return p, lc.lstm_forward(p, arrays["x"], arrays["a0"], arrays["c0"]), da


def wrong(backward, T, *, start=True, end=False):
    """Names of the gradients that fail the check; ``end``: c_T is in the loss."""
    arrays, da, dc_last = draw(T, start)
    dc_last = end * dc_last

    def f(changed):
        v = arrays | changed
        W = np.vstack([v[f"W_{gate}"] for gate in lc.GATES])
        p = lc.LSTMParams(W, v["b"])
        trace = lc.lstm_forward(p, v["x"], v["a0"], v["c0"])
        g = backward(p, trace, da, dc_last)
        grads = dict(zip(NAMES[:4], np.split(g.W, 4), strict=True))
        grads |= {"b": g.b, "x": g.x, "a0": g.a0, "c0": g.c0}
        loss = (da * trace.a).sum() + (dc_last * trace.c[-1]).sum()
        return loss, {name: grads[name] for name in changed}

    return {n for n in NAMES if lc.grad_check(f, {n: arrays[n]}) > 1e-6}


@pytest.mark.parametrize("T", [1, 2, 3])
@pytest.mark.parametrize("end", [False, True])
def test_the_right_one_passes(T, end):
    assert wrong(lc.lstm_backward, T, end=end) == set()


@pytest.mark.parametrize("T", [1, 3])
def test_without_a_mistake_it_is_the_pass_of_the_package(T):
    p, trace, da = draw_pass(T)
    dc_last = np.random.default_rng(4).standard_normal(trace.c0.shape)
    found = vars(bugs._backward(None, p, trace, da, dc_last))
    assert_same(found, vars(loop.run_backward(p, trace, da, dc_last)))
    assert_close(found, vars(lc.lstm_backward(p, trace, da, dc_last)))


def test_a_is_the_sum_of_passes_over_single_steps():
    p, trace, da = draw_pass()
    single = []
    for t in range(3):
        states = trace.a_states[t], trace.c_states[t]
        step = lc.lstm_forward(p, trace.x[t : t + 1], *states)
        single.append(lc.lstm_backward(p, step, da[t : t + 1]))
    want = {"W": sum(g.W for g in single), "b": sum(g.b for g in single)}
    want["x"] = np.concatenate([g.x for g in single])
    want |= {"a0": single[0].a0, "c0": single[0].c0}
    assert_close(vars(bugs.backward_a(p, trace, da)), want)


def test_the_record_of_the_package_keeps_its_right_step():
    bugs.backward_c(*draw_pass())
    assert cell_named("lstm").step_backward is lc.lstm_step_backward


@pytest.mark.parametrize("name", bugs.BROKEN)
def test_each_broken_one_fails_at_three_steps(name):
    assert wrong(bugs.BROKEN[name], T=3)


@pytest.mark.parametrize(
    ("name", "found"),
    {
        "A": set(),
        "B": {"W_f", "W_u", "W_o", "b", "x", "a0"},
        "C": set(),
        "D": {"W_u", "W_o", "b", "x", "a0"},
        "E": {"W_f", "b", "x", "a0"},
    }.items(),
)
def test_what_one_step_shows(name, found):
    assert wrong(bugs.BROKEN[name], T=1) == found


def test_c_needs_three_steps_to_spoil_the_output_gate_or_a_loss_on_the_belt():
    assert wrong(bugs.BROKEN["C"], T=2) == {*NAMES} - {"W_o"}
    assert "W_o" in wrong(bugs.BROKEN["C"], T=3)
    assert "W_f" in wrong(bugs.BROKEN["C"], T=1, end=True)


def test_a_spoils_all_but_the_last_step():
    assert wrong(bugs.BROKEN["A"], T=2) == {*NAMES}


def test_a_zero_start_hides_a_wrong_forget_gate_at_one_step():
    assert "W_f" in wrong(bugs.BROKEN["B"], T=1)
    assert "W_f" not in wrong(bugs.BROKEN["B"], T=1, start=False)
    assert "W_f" in wrong(bugs.BROKEN["B"], T=2, start=False)


@pytest.mark.parametrize("name", bugs.BROKEN)
def test_they_look_like_the_real_one(name):
    p, trace, da = draw_pass()
    found, real = bugs.BROKEN[name](p, trace, da), lc.lstm_backward(p, trace, da)
    for field in ("W", "b", "x", "a0", "c0"):
        assert getattr(found, field).shape == getattr(real, field).shape
    parameters = [inspect.signature(f).parameters for f in (bugs.BROKEN[name],)]
    assert [*parameters[0]] == [*inspect.signature(lc.lstm_backward).parameters]


@pytest.mark.parametrize("name", bugs.BROKEN)
def test_no_hint_gives_the_mistake_away(name):
    said = bugs.BROKEN[name].__doc__.lower()
    for word in ("sigmoid", "order", "carr", "+=", "c_t", "previous", "off by one"):
        assert word not in said
