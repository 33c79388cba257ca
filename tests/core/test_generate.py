"""Names written by a model."""

import numpy as np
import pytest

import lstm_core as lc


def speller(word):
    """A stand-in model that always writes the same word."""

    class Speller:
        n_x = n_y = len(lc.ALPHABET)
        dtype = np.dtype(np.float64)

        def step(self, x_t, state=None):
            position = state or 0
            scores = np.full((len(x_t), self.n_y), -1e3)
            scores[:, lc.ALPHABET.index((word + "\n")[position])] = 0
            return scores, position + 1

    return Speller()


def test_state_is_carried_from_letter_to_letter(rng):
    assert lc.sample_names(speller("mei"), 2, rng=rng, max_length=4) == ["mei", "mei"]


def test_a_name_without_end_is_cut(rng):
    names = lc.sample_names(speller("tyrannosaurus"), 1, rng=rng, max_length=6)
    assert names == ["tyrann"]


def test_letters_are_drawn_with_the_models_probabilities(backend, rng):
    model = lc.make_model(27, 4, 27, cell="rnn", rng=rng)
    bias = np.log(np.r_[0.5, 0.3, 0.2, np.full(24, 1e-12)])
    model.params = {**model.params, "W_y": model.params["W_y"] * 0, "b_y": bias}
    model = lc.to_backend(model, backend)
    letters = "".join(n or "\n" for n in lc.sample_names(model, 4000, rng=rng))
    assert set(letters) <= {"a", "b", "\n"}
    assert letters.count("a") / (letters.count("a") + letters.count("b")) == (
        pytest.approx(0.6, abs=0.02)
    )


def test_same_seed_same_names():
    model = lc.make_model(27, 4, 27, rng=np.random.default_rng(0))
    runs = [lc.sample_names(model, 5, rng=np.random.default_rng(1)) for _ in range(2)]
    assert runs[0] == runs[1]


def test_a_model_of_other_sizes_is_refused(rng):
    with pytest.raises(ValueError, match="expected n_x=n_y=27, got n_x=3, n_y=2"):
        lc.sample_names(lc.make_model(3, 4, 2, rng=rng), 1, rng=rng)
