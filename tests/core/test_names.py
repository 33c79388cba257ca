"""Dinosaur names: the list, its arrays, counted pieces, and names that models write."""

import re

import numpy as np
import pytest

import lstm_core as lc
from lstm_core.tasks.ngrams import MAX_ORDER

NAMES = ["abab", "aba", "ca"]


def read(codes):
    return "".join(lc.ALPHABET[c] for c in codes)


def test_the_list_is_large_clean_and_sorted():
    names = lc.dinosaur_names()
    assert len(names) == len(set(names)) == 1344
    assert all(re.fullmatch("[a-z]{2,}", name) for name in names)
    assert list(names) == sorted(names)
    assert {"tyrannosaurus", "velociraptor", "patagotitan"} <= set(names)
    no_dinosaurs = {"smilodon", "tanystropheus", "postosuchus"}
    assert not no_dinosaurs & set(names)


def test_encoding_asks_for_the_next_letter():
    x, target, mask = lc.encode_names(["minmi", "mei"])
    assert x.shape == (6, 2, 27)
    assert read(x[:, 0].argmax(axis=-1)) == "\nminmi"
    assert read(target[:, 0]) == "minmi\n"
    assert read(target[mask[:, 1], 1]) == "mei\n"
    np.testing.assert_array_equal(x.sum(axis=-1), 1)
    assert mask.sum() == 6 + 4
    assert lc.encode_names(["mei"], np.float32).x.dtype == np.float32


def test_batches_are_seeded_and_have_no_repeats():
    names = lc.dinosaur_names()
    runs = [lc.name_batches(names, 50, rng=np.random.default_rng(0)) for _ in range(2)]
    first, again = (next(run) for run in runs)
    np.testing.assert_array_equal(first.target, again.target)
    assert len({read(column) for column in first.target.T}) == 50


def test_split_shuffles_and_loses_and_repeats_nothing(rng):
    names = lc.dinosaur_names()
    train, test = lc.split_names(names, 200, rng=rng)
    assert len(test) == 200
    assert sorted(train + test) == list(names)
    assert train != sorted(train)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], "at least one name"),
        ("mei", "expected a list"),
        (["Mei"], "letters a to z, got 'Mei'"),
        ([""], "letters a to z, got ''"),
        (["mei long"], "letters a to z"),
    ],
)
def test_names_that_cannot_be_encoded_are_refused(names, words):
    with pytest.raises(ValueError, match=words):
        lc.encode_names(names)


def test_too_many_names_at_once_and_a_seed_are_refused(rng):
    names = ["mei", "kol"]
    with pytest.raises(ValueError, match="batch_size: expected at most 2"):
        lc.name_batches(names, 3, rng=rng)
    with pytest.raises(ValueError, match="held_out: expected fewer than 2"):
        lc.split_names(names, 2, rng=rng)
    for draw in (lc.split_names, lc.name_batches):
        with pytest.raises(TypeError, match="rng: expected a numpy Generator"):
            draw(names, 1, rng=0)


def test_known_share_counts_pieces():
    shares = lc.known_share(["abcd", "abxx", "ab", "zz"], ["xabcd", "ab"], size=3)
    np.testing.assert_allclose(shares, [1, 0, 1, 0])
    np.testing.assert_allclose(lc.known_share(["abce"], ["abcd"], size=3), [0.5])
    with pytest.raises(TypeError, match="names: expected a list of strings, got 'abc'"):
        lc.known_share("abc", ["abc"], size=2)
    with pytest.raises(TypeError, match="reference: expected a list of strings"):
        lc.known_share(["abc"], "abc", size=2)


def counted_by_hand(names, order, strength):
    """The table of `count_ngrams`, from strings and dictionaries."""
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
    wanted = counted_by_hand(NAMES, order, 2)
    np.testing.assert_allclose(model.table, wanted, rtol=1e-12)


@pytest.mark.parametrize("order", [1, 2, 3, 4])
def test_probabilities_sum_to_one_and_none_is_zero(order):
    table = lc.count_ngrams(NAMES, order, dtype=np.float32).table
    assert table.dtype == np.float32
    np.testing.assert_allclose(table.sum(axis=-1), 1, rtol=1e-5)
    assert table.min() > 0


def test_bits_are_those_of_the_table():
    model = lc.count_ngrams(NAMES, 2)
    a, b, c, end = 1, 2, 3, 0
    first = [model.table[piece] for piece in [(0, a), (a, b), (b, end)]]
    second = [model.table[piece] for piece in [(0, c), (c, end)]]
    wanted = -np.log2(np.transpose([first, [*second, np.nan]]))
    np.testing.assert_allclose(lc.letter_bits(model, ["ab", "c"]), wanted)


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


def test_bad_input_of_an_ngram_model_is_refused():
    model = lc.count_ngrams(NAMES, 2)
    with pytest.raises(ValueError, match="x_t"):
        model.step(np.zeros((2, 26)))
    with pytest.raises(ValueError, match="names"):
        lc.letter_bits(model, ["a b"])
    for shape in [(), (27, 26), (5,)]:
        with pytest.raises(ValueError, match=r"table: expected"):
            lc.NgramModel(np.ones(shape))


@pytest.mark.parametrize(("n_x", "n_y"), [(27, 30), (30, 27), (3, 2)])
def test_a_model_of_other_things_than_letters_is_refused(n_x, n_y, rng):
    model = lc.make_model(n_x, 4, n_y, rng=rng)
    words = f"model: expected n_x=n_y=27, got n_x={n_x}, n_y={n_y}"
    with pytest.raises(ValueError, match=words):
        lc.letter_bits(model, NAMES)
    with pytest.raises(ValueError, match=words):
        lc.sample_names(model, 1, rng=rng)


class Speller:
    """A stand-in model that always writes the same word."""

    n_x = n_y = len(lc.ALPHABET)
    dtype = np.dtype(np.float64)

    def __init__(self, word):
        self.word = word

    def step(self, x_t, state=None):
        position = state or 0
        scores = np.full((len(x_t), self.n_y), -1e3)
        scores[:, lc.ALPHABET.index((self.word + "\n")[position])] = 0
        return scores, position + 1


def test_the_state_is_carried_and_a_name_without_end_is_cut(rng):
    assert lc.sample_names(Speller("mei"), 2, rng=rng, max_length=4) == ["mei", "mei"]
    cut = lc.sample_names(Speller("tyrannosaurus"), 1, rng=rng, max_length=6)
    assert cut == ["tyrann"]


def test_letters_are_drawn_with_the_models_probabilities(backend, rng):
    model = lc.make_model(27, 4, 27, cell="rnn", rng=rng)
    bias = np.log(np.r_[0.5, 0.3, 0.2, np.full(24, 1e-12)])
    model.params = {**model.params, "W_y": model.params["W_y"] * 0, "b_y": bias}
    model = lc.to_backend(model, backend)
    letters = "".join(n or "\n" for n in lc.sample_names(model, 4000, rng=rng))
    assert set(letters) <= {"a", "b", "\n"}
    a, b = letters.count("a"), letters.count("b")
    assert a / (a + b) == pytest.approx(0.6, abs=0.02)


def test_same_seed_same_names():
    model = lc.make_model(27, 4, 27, rng=np.random.default_rng(0))
    runs = [lc.sample_names(model, 5, rng=np.random.default_rng(1)) for _ in range(2)]
    assert runs[0] == runs[1]


def test_counted_pieces_write_names_like_those_they_were_counted_in(rng):
    model = lc.count_ngrams(["ababab"] * 50, 3, strength=0.01)
    written = lc.sample_names(model, 200, rng=rng)
    assert np.mean([name.startswith("ab") for name in written]) > 0.9
