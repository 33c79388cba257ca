"""What the boxes of chapter 9 answer, and the form of what it prints."""

import numpy as np
import pytest
from chapter_code import predictions
from chapters import check_width_of_output


def test_printed_lines_fit_a_phone(chapter_09):
    check_width_of_output(chapter_09)


def test_predictions(chapter_09):
    bag, rank, place, kept = predictions("09-reading-and-writing")
    errors = chapter_09["errors"]
    assert bag.answer == "no, hardly better than a constant"
    assert f"{errors['bag of words']:.2f} stars" in bag.says
    assert f"{errors['constant']:.2f}" in bag.says
    for noun in ("sound is", "sound is not", "delivery is"):
        text = [["the", *noun.split(), "bad", "."]]
        [stars] = chapter_09["bag"](text) @ chapter_09["worth"]
        assert stars == pytest.approx(2.8, abs=0.06)
    bits = chapter_09["bits"]
    medians = {name: np.median(values) for name, values in bits.items()}
    assert rank.answer == f"counting with {min(medians, key=medians.get)}"
    won = (bits["order 5"] < bits["LSTM 64"]).sum()
    assert f"in {won} of 20 runs" in rank.says
    assert (bits["RNN 64"] < bits["order 3"]).all()
    lead = np.median(chapter_09["saved"]["LSTM 30"], axis=0)
    assert place.answer == "the middle ones"
    assert f"letter {lead.argmax() + 1}, with {lead.max():.2f} bits" in place.says
    assert lead[0] == pytest.approx(0, abs=0.005)
    assert f"letter 16 it is {lead[15]:.2f}" in place.says
    scattered = chapter_09["saved"]["LSTM 30"].min(axis=0) < 0
    assert "runs scatter widely" in place.says and scattered.sum() >= 12
    lost = {n: np.median(v, axis=0) for n, v in chapter_09["lost_bits"].items()}
    assert kept.answer == "the basic network"
    four = [lost[name][2] for name in ("RNN 64", "LSTM 30", "LSTM 64")]
    assert "{:.2f} bits, and the LSTMs {:.2f} and {:.2f}".format(*four) in kept.says
    assert max(row[3] for row in lost.values()) < 0.025
