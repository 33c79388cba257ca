"""Dinosaur names: the list, and its way into arrays."""

import re

import numpy as np
import pytest
from make_reference_lstm import compute_reference

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


def test_the_reference_step_has_the_layout_of_torch():
    ref = lc.reference_step()
    n_a, n_x = ref.weight_hh.shape[1], ref.weight_ih.shape[1]
    B = len(ref.x_t)
    assert ref.weight_hh.shape == (4 * n_a, n_a)
    assert ref.weight_ih.shape == (4 * n_a, n_x)
    assert ref.bias_ih.shape == ref.bias_hh.shape == (4 * n_a,)
    assert ref.x_t.shape == (B, n_x)
    for name in ("a_prev", "c_prev", "a", "c"):
        assert getattr(ref, name).shape == (B, n_a)
    assert len({n_a, n_x, B}) == 3  # a swapped axis could not go unnoticed
    assert ref.bias_hh.any()
    assert re.fullmatch(r"\d+\.\d+\.\d+", ref.torch_version)


def test_the_package_agrees_with_the_reference_step():
    ref = lc.reference_step()
    i, f, g, o = np.split(np.hstack([ref.weight_hh, ref.weight_ih]), 4)
    W = np.concatenate([f, i, o, g])
    i, f, g, o = np.split(ref.bias_ih + ref.bias_hh, 4)
    p = lc.LSTMParams(W, np.concatenate([f, i, o, g]))
    a, c, _ = lc.lstm_step(p, ref.x_t, ref.a_prev, ref.c_prev)
    np.testing.assert_allclose(a, ref.a, rtol=0, atol=1e-14)
    np.testing.assert_allclose(c, ref.c, rtol=0, atol=1e-14)


def test_pytorch_computes_the_reference_step_again(torch):
    ref = vars(lc.reference_step())
    again = compute_reference(torch)
    assert set(again) == set(ref) - {"torch_version"}
    for name in again.keys() - {"a", "c"}:
        np.testing.assert_array_equal(again[name], ref[name])
    for name in ("a", "c"):  # other processors may round the last digit otherwise
        np.testing.assert_allclose(again[name], ref[name], rtol=0, atol=1e-14)


def test_reference_steps_do_not_share_memory():
    first = lc.reference_step()
    first.a[...] = 0
    assert lc.reference_step().a.any()
