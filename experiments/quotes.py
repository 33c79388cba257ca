"""An LSTM of 64 units that reads letters, of which some lie inside of quotes.

    python -m experiments.quotes         about half a minute

Chapter 10 looks at it with the pictures for networks of real size. It is the first that
was trained, and none was chosen. The weights are rounded, so that the file is small.
"""

import numpy as np

import lstm_core as lc
from experiments._page import defined_in
from experiments._result import write_network

SEED, UNITS, STEPS, LETTERS = 0, 64, 800, 120
ROUNDING = 32  # parts of one


def main(units: int = UNITS, steps: int = STEPS):
    """Train the network and write it."""
    model = train(code_of_the_page(), units, steps)
    return write_network("quotes", model, compress=True)


def code_of_the_page() -> dict:
    """What the chapter defines: the language, and how it is read."""
    return defined_in("10-numpy-to-gpu", "WORDS", "LETTERS", "quoted_text", "one_hot")


def train(page, units, steps):
    """A network that foretells the next letter, with rounded weights."""
    n = len(page["LETTERS"])
    rng = np.random.default_rng(SEED)
    model = lc.make_model(n, units, n_y=n, dtype=np.float32, rng=rng)
    lc.fit(model, batches(page, np.random.default_rng(SEED + 1)), steps=steps, lr=5e-3)
    p, out = model.cell_params, model.readout
    p = lc.LSTMParams(rounded(p.W), rounded(p.b))
    return lc.NumpyModel(p, lc.Readout(rounded(out.W_y), rounded(out.b_y)), "classify")


def batches(page, rng):
    """Texts without end: their letters, and the letter after each."""
    while True:
        texts = [page["quoted_text"](LETTERS + 1, rng) for _ in range(16)]
        x = page["one_hot"](texts)
        yield x[:-1], x[1:].argmax(axis=-1)


def rounded(value):
    """To the nearest part of one."""
    return (np.round(value * ROUNDING) / ROUNDING).astype(value.dtype)


if __name__ == "__main__":
    main()
