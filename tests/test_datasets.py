"""Dinosaur names: the list, and its way into arrays."""

import re

import numpy as np
import pytest

import lstm_core as lc


def test_the_list_is_large_clean_and_sorted():
    names = lc.dinosaur_names()
    assert len(names) == len(set(names)) == 1344
    assert all(re.fullmatch("[a-z]{2,}", name) for name in names)
    assert list(names) == sorted(names)


@pytest.mark.parametrize("name", ["tyrannosaurus", "velociraptor", "patagotitan"])
def test_well_known_genera_are_there(name):
    assert name in lc.dinosaur_names()


@pytest.mark.parametrize("name", ["smilodon", "tanystropheus", "postosuchus"])
def test_animals_that_are_not_dinosaurs_are_not_there(name):
    assert name not in lc.dinosaur_names()


def read(codes):
    return "".join(lc.ALPHABET[c] for c in codes)


def test_encoding_asks_for_the_next_letter():
    x, target, mask = lc.encode_names(["minmi", "mei"])
    assert x.shape == (6, 2, 27)
    assert read(x[:, 0].argmax(axis=-1)) == "\nminmi"
    assert read(target[:, 0]) == "minmi\n"
    assert read(target[mask[:, 1], 1]) == "mei\n"
    np.testing.assert_array_equal(x.sum(axis=-1), 1)
    assert mask.sum() == 6 + 4


def test_batches_are_seeded_and_have_no_repeats():
    names = lc.dinosaur_names()
    runs = [lc.name_batches(names, 50, rng=np.random.default_rng(0)) for _ in range(2)]
    first, again = (next(run) for run in runs)
    np.testing.assert_array_equal(first.target, again.target)
    words = {read(column) for column in first.target.T}
    assert len(words) == 50


def test_float32_batches():
    assert lc.encode_names(["mei"], np.float32).x.dtype == np.float32


def test_split_loses_and_repeats_nothing(rng):
    names = lc.dinosaur_names()
    train, test = lc.split_names(names, 200, rng=rng)
    assert len(test) == 200
    assert sorted(train + test) == list(names)


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


def test_a_batch_larger_than_the_list_is_refused(rng):
    with pytest.raises(ValueError, match="batch_size: expected at most 2"):
        lc.name_batches(["mei", "kol"], 3, rng=rng)


def test_holding_out_everything_is_refused(rng):
    with pytest.raises(ValueError, match="held_out: expected fewer than 2"):
        lc.split_names(["mei", "kol"], 2, rng=rng)


def test_split_shuffles(rng):
    train, _ = lc.split_names(lc.dinosaur_names(), 200, rng=rng)
    assert train != sorted(train)


def test_a_seed_in_place_of_a_generator_is_refused():
    for call in (
        lambda: lc.split_names(["mei", "kol"], 1, rng=0),
        lambda: lc.name_batches(["mei", "kol"], 1, rng=0),
    ):
        with pytest.raises(TypeError, match="rng: expected a numpy Generator"):
            call()
