"""The experiments of chapters 1 and 3, with tiny settings."""

import json

import numpy as np
import pytest

import lstm_core as lc
from experiments import _result, carousel, pieces
from experiments._page import defined_in


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """No trial may replace a stored result."""
    monkeypatch.setattr(_result, "RESULTS", tmp_path)


def read(path):
    return json.loads(path.read_text("utf-8"))


@pytest.fixture
def page():
    return pieces.code_of_the_page()


def test_pieces_are_counted_for_each_seed_size_kind_and_length(monkeypatch):
    real = pieces.code_of_the_page()

    def short(seed):
        rng = np.random.default_rng(seed)
        model = lc.make_model(27, 4, 27, cell="rnn", rng=rng, dtype=np.float32)
        train, held_out = lc.split_names(lc.dinosaur_names(), held_out=300, rng=rng)
        return (
            model,
            train,
            held_out,
            lc.fit(
                model,
                lc.name_batches(train, 8, rng=rng, dtype=np.float32),
                steps=2,
                lr=0.1,
            ),
        )

    monkeypatch.setattr(
        pieces, "code_of_the_page", lambda: real | {"train_on_names": short}
    )
    result = read(pieces.main(seeds=(5, 6), written=300))
    stored = lc.stored_result("pieces")
    assert result.keys() == stored.keys()
    assert result["seeds"] == [5, 6]
    assert result["share"].keys() == stored["share"].keys() == {"3", "4", "6"}
    for by_kind in result["share"].values():
        assert by_kind.keys() == {"network", "real", "shuffled"}
        assert np.shape(list(by_kind.values())) == (3, 2, 4)
    assert np.shape(result["letter_loss"]) == (2, 16)
    assert np.shape(result["loss"]) == (2, 3)


def test_the_page_is_what_was_run(page):
    train = ["abcdefgh", "bcdexxxx"]
    share = page["share_by_length"]([*train, "qqqqqqqqq", "q" * 12, "q" * 15], train, 3)
    assert share == [1, 0, 0, 0]
    assert callable(page["train_on_names"])


def test_what_the_page_does_not_define_once_is_refused():
    for names in (["no_such_function"], ["edges", "held_out"]):
        with pytest.raises(ValueError, match=r"names: expected each once in 01-rnn-"):
            defined_in("01-rnn-limits", *names)
    assert set(defined_in("01-rnn-limits", "edges")) >= {"edges", "np", "lc"}


def test_the_forget_gates_of_the_carousel_stand_at_one_and_stay():
    settings = carousel.SETTINGS | {"steps": 3}
    model = carousel.train(0, 0.5, settings)
    x = agreement_input(model)
    assert (model.forward(x)[1].f == 1).all()


def agreement_input(model):
    rng = np.random.default_rng(0)
    return rng.standard_normal((20, 2, model.n_x)).astype(np.float32)


def test_carousel_reads_as_many_sentences_as_stated():
    settings = carousel.SETTINGS | {"steps": 3}
    result = read(carousel.main(seeds=(5, 6), settings=settings, sentences=40))
    stored = lc.stored_result("carousel")
    assert result.keys() == stored.keys()
    assert (result["settings"]["steps"], result["sentences"]) == (3, 40)
    for rows in result["runs"].values():
        assert len(rows) == 2
        for row in rows:
            assert 0 <= row["first_half"] <= 1
            assert row.keys() == stored["runs"]["short"][0].keys()
