"""The experiments of chapters 1 and 3 run what the pages say."""

import numpy as np
import pytest

from experiments import carousel, pieces
from experiments._page import defined_in


def test_the_page_is_what_was_run():
    page = pieces.code_of_the_page()
    train = ["abcdefgh", "bcdexxxx"]
    share = page["share_by_length"]([*train, "qqqqqqqqq", "q" * 12, "q" * 15], train, 3)
    assert share == [1, 0, 0, 0]
    assert callable(page["train_on_names"])


def test_what_the_page_does_not_define_once_is_refused():
    for names in (["no_such_function"], ["edges", "held_out"]):
        with pytest.raises(ValueError, match=r"names: expected each once in 01-rnn-"):
            defined_in("01-rnn-limits", *names)
    assert set(defined_in("01-rnn-limits", "edges")) >= {"edges", "np", "lc"}


def test_the_forget_gates_of_the_carousel_stand_at_one_and_stay(rng):
    model = carousel.train(0, 0.5, carousel.SETTINGS | {"steps": 3})
    x = rng.standard_normal((20, 2, model.n_x)).astype(np.float32)
    assert (model.forward(x)[1].f == 1).all()
