"""What fresh networks keep of a first symbol: measured again by other functions."""

import numpy as np
import pytest

import lstm_core as lc

LAG = 12
KINDS = {
    "rnn": (lc.init_rnn, 5, {"gain": 1.3}),
    "lstm": (lc.init_lstm, 4, {"forget_bias": 2.0}),
}


def read_again(kind, seed):
    """The same network and texts, from the same seed."""
    init, n_a, setting = KINDS[kind]
    rng = np.random.default_rng(seed)
    p = init(9, n_a, rng=rng, **setting)
    batch = next(lc.recall_batches(LAG, 1, rng=rng))
    assert np.flatnonzero(batch.mask).tolist() == [LAG]
    x = batch.x.repeat(2, axis=1)
    x[0, 0, :4], x[0, 1, :4] = [1, 0, 0, 0], [0, 1, 0, 0]
    out = lc.init_readout(n_a, 4, rng=rng)
    return p, x, lc.NumpyModel(p, out, "classify")


@pytest.mark.parametrize("kind", KINDS)
def test_states_and_distances_are_those_of_two_runs(kind):
    init, n_a, setting = KINDS[kind]
    found = lc.first_symbol(init, n_a, LAG, seeds=3, shown=2, **setting)
    states, apart, _ = found
    assert [part.shape for part in found] == [(2, LAG + 1), (3,), (3, LAG + 1)]
    for seed in range(3):
        _, x, model = read_again(kind, seed)
        trace = model.forward(x)[1]
        memory = trace.a if kind == "rnn" else trace.c
        gap = memory[:, 0] - memory[:, 1]
        lengths = np.linalg.norm(gap, axis=1)
        assert apart[seed] == pytest.approx(lengths[-1] / lengths[0])
        if seed == 2:
            unit = np.argmax(np.abs(gap[0]))
            np.testing.assert_allclose(states, memory[:, :, unit].T)


@pytest.mark.parametrize("kind", KINDS)
def test_the_last_of_the_gradients_is_the_one_of_the_whole_backward_pass(kind):
    init, n_a, setting = KINDS[kind]
    gradients = lc.first_symbol(init, n_a, LAG, seeds=2, **setting)[2]
    for seed in range(2):
        p, x, model = read_again(kind, seed)
        scores, trace = model.forward(x)
        target = np.tile([0, 1], (LAG + 1, 1))
        asked = np.zeros_like(target, bool)
        asked[-1] = True
        da = lc.cross_entropy(scores, target, asked)[1] @ model.readout.W_y
        first = trace.a[0]
        if kind == "rnn":
            g = lc.rnn_backward(p, lc.rnn_forward(p, x[1:], first), da[1:])
            whole = g.a0
        else:
            g = lc.lstm_backward(
                p, lc.lstm_forward(p, x[1:], first, trace.c[0]), da[1:]
            )
            whole = g.c0 + g.a0 * trace.o[0] * (1 - trace.tanh_c[0] ** 2)
        assert gradients[seed, LAG] == pytest.approx(np.linalg.norm(whole[0]))
