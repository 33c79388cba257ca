"""Counted pieces of names: probabilities, mixing, and the company of networks."""

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.tasks.ngrams import MAX_ORDER

NAMES = ["abab", "aba", "ca"]


def by_hand(names, order, strength):
    """The same table, from strings and dictionaries."""
    letters = lc.ALPHABET
    table = np.full(27, 1 / 27)
    for n in range(1, order + 1):
        found = {}
        for name in names:
            text = letters[0] * (n - 1) + name + letters[0]
            for i in range(len(text) - n + 1):
                piece = tuple(letters.index(c) for c in text[i : i + n])
                found[piece] = found.get(piece, 0) + 1
        new = np.empty((27,) * n)
        for h in np.ndindex((27,) * (n - 1)):
            seen = np.array([found.get((*h, y), 0) for y in range(27)])
            new[h] = (seen + strength * table[h[1:]]) / (seen.sum() + strength)
        table = new
    return table


@pytest.mark.parametrize("order", [1, 2, 3])
def test_counts_agree_with_counting_by_hand(order):
    model = lc.count_ngrams(NAMES, order, strength=2)
    assert model.order == order
    np.testing.assert_allclose(model.table, by_hand(NAMES, order, 2), rtol=1e-12)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_probabilities_sum_to_one_and_none_is_zero(order):
    table = lc.count_ngrams(NAMES, order, dtype=np.float32).table
    assert table.dtype == np.float32
    np.testing.assert_allclose(table.sum(axis=-1), 1, rtol=1e-5)
    assert table.min() > 0


def test_bits_are_those_of_the_table():
    model = lc.count_ngrams(NAMES, 2)
    bits = lc.letter_bits(model, ["ab", "c"])
    a, b, c, end = 1, 2, 3, 0
    wanted = [[(0, a), (0, c)], [(a, b), (c, end)], [(b, end), None]]
    for row, pieces in zip(bits, wanted, strict=True):
        for value, piece in zip(row, pieces, strict=True):
            if piece is None:
                assert np.isnan(value)
            else:
                assert value == pytest.approx(-np.log2(model.table[piece]))


def test_mean_bits_of_a_network_are_its_loss(rng):
    model = lc.make_model(n_x=27, n_a=5, n_y=27, cell="lstm", rng=rng)
    bits = np.nanmean(lc.letter_bits(model, NAMES))
    assert bits == pytest.approx(model.loss(lc.encode_names(NAMES)) / np.log(2))


@pytest.mark.parametrize("order", [1, 2, 3])
def test_steps_and_the_whole_pass_agree(order):
    model = lc.count_ngrams(NAMES, order)
    x, target, _ = lc.encode_names(NAMES)
    scores, trace = model.forward(x)
    assert trace is None
    assert scores.shape == (*target.shape, 27)
    text = [0] * (order - 1) + list(x[:, 0].argmax(axis=-1))
    for t in range(len(x)):
        context = tuple(text[t + 1 : t + order])
        np.testing.assert_allclose(np.exp(scores[t, 0]), model.table[context])


def test_it_writes_names_like_those_it_counted(rng):
    model = lc.count_ngrams(["ababab"] * 50, 3, strength=0.01)
    written = lc.sample_names(model, 200, rng=rng)
    assert np.mean([name.startswith("ab") for name in written]) > 0.9


def test_longer_pieces_help_on_real_names(rng):
    train, test = lc.split_names(lc.dinosaur_names(), 300, rng=rng)
    models = [lc.count_ngrams(train, order) for order in (1, 2, 3, 4)]
    bits = [np.nanmean(lc.letter_bits(model, test)) for model in models]
    assert (np.diff(bits) < -0.1).all()


@pytest.mark.parametrize(
    ("kwargs", "message"),
    [
        ({"order": MAX_ORDER + 1}, "order: expected at most 5, got 6"),
        ({"order": 0}, "order"),
        ({"order": 2, "strength": 0}, "strength: expected a positive number, got 0"),
        ({"order": 2, "strength": np.inf}, "strength: expected a finite number"),
    ],
)
def test_bad_settings_are_refused(kwargs, message):
    with pytest.raises(ValueError, match=message):
        lc.count_ngrams(NAMES, **kwargs)


def test_bad_input_is_refused():
    model = lc.count_ngrams(NAMES, 2)
    with pytest.raises(ValueError, match="x_t"):
        model.step(np.zeros((2, 26)))
    with pytest.raises(ValueError, match="names"):
        lc.letter_bits(model, ["a b"])
    for shape in [(), (27, 26), (5,)]:
        with pytest.raises(ValueError, match=r"table: expected"):
            lc.NgramModel(np.ones(shape))


@pytest.mark.parametrize("sizes", [(27, 4, 30), (30, 4, 27)])
def test_a_model_of_other_things_than_letters_is_refused(sizes, rng):
    with pytest.raises(ValueError, match="model: expected n_x=n_y=27, got n_x="):
        lc.letter_bits(lc.make_model(*sizes, rng=rng), NAMES)
