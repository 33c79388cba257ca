"""Networks that are trained side by side learn what each would learn by itself."""

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.tasks import reber

many = pytest.importorskip("experiments._many", reason="needs PyTorch")
K, T, B, SIZES = 3, 7, 4, (5, 6, 3)


def models(cell, dtype=np.float64):
    return [
        lc.make_model(*SIZES, cell=cell, rng=np.random.default_rng(k), dtype=dtype)
        for k in range(K)
    ]


def batches(rng, count):
    for _ in range(count):
        x = rng.standard_normal((T, K * B, SIZES[0]))
        yield lc.Batch(
            x, rng.integers(3, size=(T, K * B)), rng.random((T, K * B)) < 0.7
        )


def of_network(batch, k):
    return lc.Batch(*(part[:, k * B : (k + 1) * B] for part in batch))


@pytest.mark.parametrize("carousel_only", [False, True])
@pytest.mark.parametrize("cell", many.STEPS)
def test_each_network_takes_the_steps_of_fit(cell, carousel_only, rng):
    if carousel_only and cell != "lstm1997":
        pytest.skip("only the cell of 1997 has this gradient")
    ours, theirs, rates = models(cell), models(cell), [0.1, 0.03, 0.01]
    drawn = list(batches(rng, 5))
    many.Many(ours, carousel_only).fit(drawn, steps=5, rates=rates)
    options = {"carousel_only": True} if carousel_only else {}
    for k, model in enumerate(theirs):
        lc.fit(
            model, (of_network(b, k) for b in drawn), steps=5, lr=rates[k], **options
        )
        for name, value in model.params.items():
            np.testing.assert_allclose(ours[k].params[name], value, atol=1e-6)


def test_every_cell_can_be_trained_side_by_side():
    from lstm_core.cells.registry import all_cells

    assert set(many.STEPS) == {cell.name for cell in all_cells()}


@pytest.mark.parametrize("cell", many.STEPS)
def test_states_are_carried_from_chunk_to_chunk(cell, rng):
    net = many.Many(models(cell))
    x = net._by_network(rng.standard_normal((2 * T, K * B, SIZES[0])))
    whole, last = net.run(x)
    first, states = net.run(x[:, :T])
    second, states = net.run(x[:, T:], states)
    np.testing.assert_allclose(np.concatenate([first, second], axis=1), whole)
    for one, other in zip(states, last, strict=True):
        np.testing.assert_allclose(one, other)


def test_training_on_chunks_begins_where_the_last_chunk_ended(rng, monkeypatch):
    begun = []
    run = many.Many.run

    def spy(self, x, states=None):
        begun.append(states is None)
        return run(self, x, states)

    monkeypatch.setattr(many.Many, "run", spy)
    sizes = len(reber.SYMBOLS), 4, len(reber.SYMBOLS)
    f32 = {"rng": rng, "dtype": np.float32}
    chunks = reber.stream_chunks(30, 10, 2, **f32)
    net = many.Many([lc.make_model(*sizes, **f32)])
    net.fit(chunks, steps=7, rates=[0.01], carried=True)
    assert begun == [True, False, False] * 2 + [True]


def test_watching_ends_the_training(rng):
    seen = []

    def watch(step, scores):
        seen.append((step, tuple(scores.shape)))
        return step == 3

    many.Many(models("lstm")).fit(
        batches(rng, 5), steps=5, rates=[0.1] * K, watch=watch
    )
    assert seen == [(step, (K, T, B, 3)) for step in (1, 2, 3)]
