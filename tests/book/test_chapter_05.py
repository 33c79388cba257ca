"""What chapter 5 says in its text, held against the numbers of its own cells."""

import builtins
import sys

import numpy as np
import pytest
from chapter_code import cell_with, predictions
from chapters import check_width_of_output, run_again, run_chapter

import lstm_core as lc

NAME = "05-hidden-state"
STEP = cell_with(NAME, "def my_lstm_step")


@pytest.fixture(scope="module")
def chapter():
    return run_chapter(NAME)


def test_printed_lines_fit_a_phone(chapter):
    check_width_of_output(chapter)


def test_the_second_unit_holds_more_and_shows_less(chapter):
    step = chapter["step"]
    assert abs(step["c"][1]) > abs(step["c"][0])
    assert step["o"][1] < 0.1
    assert step["o"][0] == pytest.approx(0.6, abs=0.02)
    assert abs(step["a"][1]) < 0.06


def test_small_numbers_stay_and_large_ones_are_squashed(chapter):
    before, after = chapter["step"]["c"][0], chapter["squashed"][0, 0]
    assert (before.round(2), after.round(2)) == (-0.42, -0.39)
    assert np.tanh(3).round(3) == 0.995
    assert 0 < np.tanh(4) - np.tanh(3) < 0.005  # "hardly more"


def test_the_memory_hides_and_shows_on_demand(chapter):
    c, a = chapter["hidden"].c[:, 0, 0], chapter["hidden"].a[:, 0, 0]
    shown = np.isin(np.arange(16), [8, 9, 13])
    np.testing.assert_allclose(c[1:], 1, atol=0.01)
    np.testing.assert_allclose(a[shown], 0.76, atol=0.005)
    assert np.abs(a[~shown]).max() < 5e-4  # printed as 0.000


MISTAKES = {
    "update and output biases swapped": {"p.b_u": "p.b_o", "p.b_o": "p.b_u"},
    "bias of the output gate for the update gate": {"p.b_u": "p.b_o"},
    "bias of the update gate left out": {" + p.b_u": ""},
    "bias of the output gate left out": {" + p.b_o": ""},
    "bias of the candidate left out": {" + p.b_c": ""},
    "update and output weights swapped": {"p.W_u": "p.W_o", "p.W_o": "p.W_u"},
    "hidden state for cell state": {"f * c_prev": "f * a_prev"},
    "no tanh": {"o * np.tanh(c)": "o * c"},
}


def with_mistake(source, changes):
    for number, old in enumerate(changes):
        assert source.count(old) == 1
        source = source.replace(old, f"<{number}>")
    for number, new in enumerate(changes.values()):
        source = source.replace(f"<{number}>", new)
    return source


@pytest.mark.parametrize("mistake", MISTAKES)
def test_the_comparison_with_the_package_sees_mistakes(chapter, mistake):
    names = dict(chapter)
    check = cell_with(NAME, "package = lc.lstm_step(")
    exec(check, names)  # as the chapter has it, it passes
    exec(with_mistake(STEP, MISTAKES[mistake]), names)
    with pytest.raises(AssertionError, match="Not equal to tolerance"):
        exec(check, names)


def test_biases_of_a_fresh_cell_would_hide_a_mistake(rng):
    p = lc.init_lstm(2, 3, rng=rng)
    assert p.b_f.all()
    assert not np.concatenate([p.b_u, p.b_o, p.b_c]).any()


def keras_step(kernel, recurrent_kernel, bias, x_t, h, c):
    """A step as `keras.layers.LSTMCell` takes it, its four blocks in columns."""
    z = x_t @ kernel + h @ recurrent_kernel + bias
    i, f, g, o = np.split(z, 4, axis=1)
    i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
    c = f * c + i * np.tanh(g)
    return o * np.tanh(c), c


def test_the_column_for_keras(chapter, rng):
    n_x, n_a = 5, 3
    p = lc.init_lstm(n_x, n_a, rng=rng)
    p.b[:] = rng.standard_normal(4 * n_a)
    blocks = dict(zip("fuoc", np.split(np.column_stack([p.W, p.b]), 4), strict=True))
    columns = np.hstack([blocks[name].T for name in "ufco"])  # Keras: i, f, c, o
    recurrent_kernel, kernel, bias = np.split(columns, [n_a, n_a + n_x])
    assert kernel.shape == (n_x, 4 * n_a)
    x_t, states = rng.standard_normal((4, n_x)), rng.standard_normal((2, 4, n_a))
    theirs = keras_step(kernel, recurrent_kernel, bias[0], x_t, *states)
    ours = chapter["my_lstm_step"](p, x_t, *states)
    for mine, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-10, atol=1e-14)


def test_the_chapters_weights_are_those_that_the_package_loads(chapter):
    assert chapter["worst"] < 1e-14  # with them, its step is that of PyTorch
    layout = lc.torch_layout(chapter["p_ref"])
    ref = chapter["ref"]
    np.testing.assert_array_equal(layout["weight_hh_l0"], ref.weight_hh)
    np.testing.assert_array_equal(layout["weight_ih_l0"], ref.weight_ih)
    np.testing.assert_array_equal(layout["bias_ih_l0"], ref.bias_ih + ref.bias_hh)


def test_pytorch_computes_the_same(torch, chapter):
    assert f"PyTorch {torch.__version__} computes the same." in chapter["printed"]


def test_without_pytorch_the_chapter_says_so_and_passes(monkeypatch):
    monkeypatch.setitem(sys.modules, "torch", None)
    chapter = run_again(NAME)
    printed = chapter["printed"]
    assert "PyTorch is missing: nothing was compared." in printed
    assert "computes the same" not in printed
    assert chapter["worst"] < 1e-14


def test_a_broken_pytorch_is_not_taken_for_a_missing_one(monkeypatch):
    real = builtins.__import__

    def broken(name, *arguments):
        if name == "torch":
            raise ImportError("a library of PyTorch is missing")
        return real(name, *arguments)

    monkeypatch.setattr(builtins, "__import__", broken)
    with pytest.raises(ImportError, match="a library of PyTorch is missing"):
        run_again(NAME)


def test_predictions(chapter, rng):
    follows, sketch, difference, numbers, shown = predictions(NAME)
    step = chapter["step"]
    assert follows.answer == "no, it depends on the output gate"
    for name in ("o", "c", "a"):
        assert f"{step[name][1]:.2f}" in follows.says
    for drawn, name in zip(sketch.curves.values(), "ca", strict=True):
        run = getattr(chapter["hidden"], name)[:, 0, 0]
        np.testing.assert_allclose(drawn, run, atol=0.01)
    assert difference.answer == "around $10^{-16}$"
    assert 1e-17 < chapter["worst"] < 3e-15
    p, simple = lc.init_lstm(28, 64, rng=rng), lc.init_rnn(28, 64, rng=rng)
    assert numbers.number == count(p)
    assert f"{count(simple):,}" in numbers.says
    assert shown.answer == "at *sleep(s)* only"
    words, c, a = chapter["words"], chapter["row"].c[:, 0, 0], chapter["row"].a[:, 0, 0]
    stop = words.index(".")
    plural = slice(words.index("dogs"), stop)
    assert c[plural].max() < -0.98
    assert abs(c[stop]) < 0.01
    assert np.flatnonzero(a[:stop] < -0.1).tolist() == [words.index("sleep(s)")]


def test_exercise_by_hand():
    ln2, ln3 = np.log([2, 3])
    p = lc.LSTMParams(W=np.zeros((4, 2)), b=np.zeros(4))
    p.W_f[:], p.b_f[:] = (0, ln3), 0
    p.W_u[:], p.b_u[:] = (2, -1), 0
    p.W_o[:], p.b_o[:] = (0, 0), -ln3
    p.W_c[:], p.b_c[:] = (2 * ln2, -ln2), ln2
    a, c, gates = lc.lstm_step(p, np.full((1, 1), 1.0), *np.array([[[0.5]], [[0.4]]]))
    found = [gates[name].item() for name in ("f", "u", "o", "c_cand")]
    assert found == pytest.approx([0.75, 0.5, 0.25, 0.6])
    assert c.item() == pytest.approx(0.6)
    assert a.item() == pytest.approx(0.134, abs=5e-4)
    assert np.tanh(0.6) == pytest.approx(0.537, abs=5e-4)


def test_the_step_is_nine_lines():
    assert len(STEP.splitlines()) == 9


def test_exercise_a_valve_that_never_opens():
    p = lc.LSTMParams(W=np.zeros((4, 2)), b=np.zeros(4))  # the counter of chapter 4
    p.W_c[0, 1], p.b_f[0], p.b_u[0], p.b_o[0] = 5.0, 8.0, 8.0, -1e9
    p.W[:3, 0] = 3.0  # its gates would react to the hidden state
    bits = np.array([1, 0, 1, 1, 0], float)
    run = lc.lstm_forward(p, bits[:, None, None])
    assert not run.a.any()
    np.testing.assert_array_equal(run.c[:, 0, 0].round(), bits.cumsum())


def count(p):
    return p.W.size + p.b.size


def test_exercise_counts(rng):
    layers = [count(lc.init_lstm(n_x, 64, rng=rng)) for n_x in (28, 64)]
    assert layers == [23_808, 33_024]
    assert sum(layers) == 56_832
    sizes = [count(lc.init_rnn(64, n, rng=rng)) for n in (152, 153)]
    assert sizes == [32_984, 33_354]
    assert sizes[0] <= layers[1] < sizes[1]
    assert pytest.approx(2.4, abs=0.05) == 152 / 64
    small, large = (count(lc.init_lstm(n, n, rng=rng)) for n in (256, 512))
    assert 3.9 < large / small < 4


def test_exercise_wrong_gate_order_is_seen_by_the_reference_only(chapter):
    ref = chapter["ref"]
    W = np.hstack([ref.weight_hh, ref.weight_ih])
    p = lc.LSTMParams(W, ref.bias_ih + ref.bias_hh)  # no error: all shapes fit
    a, c, gates = lc.lstm_step(p, ref.x_t, ref.a_prev, ref.c_prev)
    assert all(((gates[g] > 0) & (gates[g] < 1)).all() for g in "fuo")
    assert max(np.abs(a - ref.a).max(), np.abs(c - ref.c).max()) > 1
    _, _, right = lc.lstm_step(chapter["p_ref"], ref.x_t, ref.a_prev, ref.c_prev)
    np.testing.assert_allclose(gates["f"], right["u"])  # input gate as forget gate
    np.testing.assert_allclose(gates["u"], right["f"])
    squeezed = lc.sigmoid(np.arctanh(right["c_cand"]))
    np.testing.assert_allclose(gates["o"], squeezed, rtol=1e-6)
    np.testing.assert_allclose(lc.sigmoid(np.arctanh(gates["c_cand"])), right["o"])


def test_exercise_one_product_gives_the_same(chapter, rng):
    p, x_t = lc.init_lstm(2, 3, rng=rng), rng.standard_normal((4, 2))
    a_prev, c_prev = rng.standard_normal((2, 4, 3))
    both = np.hstack([a_prev, x_t])
    pieces = np.split(both @ p.W.T + p.b, 4, axis=1)
    f, u, o = (lc.sigmoid(z) for z in pieces[:3])
    c = f * c_prev + u * np.tanh(pieces[3])
    expected = chapter["my_lstm_step"](p, x_t, a_prev, c_prev)
    np.testing.assert_allclose(o * np.tanh(c), expected[0], rtol=1e-10)
    np.testing.assert_allclose(c, expected[1], rtol=1e-10)


def test_what_is_said_of_the_unrolled_cell(chapter):
    row, words = chapter["row"], chapter["words"]
    f, u, o, c, a = (getattr(row, name)[:, 0, 0] for name in ("f", "u", "o", "c", "a"))
    np.testing.assert_allclose(c[1:6], -1, atol=0.02)  # c_2 to c_6
    assert words[4] == "bird"
    assert u[4] < 0.01
    assert [words[t] for t in np.flatnonzero(o > 0.5)] == ["sleep(s)", "sing(s)"]
    assert np.abs(a[:5]).max() < 0.01
    assert a[5] < -0.5
    assert [words[t] for t in np.flatnonzero(f < 0.5)] == ["."]
    assert abs(c[6]) < 0.01
    assert [words[t] for t in np.flatnonzero(u > 0.5)] == ["dogs", "cat"]
    assert c[8] > 0.98
