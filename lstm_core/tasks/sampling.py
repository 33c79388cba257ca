"""Let a trained character model write."""

import numpy as np

from lstm_core._tensors import to_array
from lstm_core._validate import check_rng, check_size
from lstm_core.model.losses import softmax
from lstm_core.tasks.names import ALPHABET, check_letter_model


def sample_names(
    model, count: int, *, rng: np.random.Generator, max_length: int = 40
) -> list[str]:
    """Draw names letter by letter, each from the model's own probabilities.

    Parameters
    ----------
    model : NumpyModel or TorchModel
        Trained on `name_batches`: 27 inputs, 27 outputs.
    count : int
        How many names.
    rng : numpy.random.Generator
    max_length : int
        A name that is not finished by then is cut.

    Returns
    -------
    list of str
        Some may be empty: a model is free to stop at once.

    Raises
    ------
    TypeError, ValueError
        If a number is not a positive integer, or the model has other sizes.
    """
    check_size("count", count)
    check_rng(rng)
    check_size("max_length", max_length)
    check_letter_model(model)
    one_hot = np.eye(model.n_x, dtype=model.dtype)
    codes, state, written = np.zeros(count, int), None, []
    for _ in range(max_length):
        scores, state = model.step(one_hot[codes], state)
        codes = _draw(softmax(to_array(scores)), rng)
        written.append(codes)
    return [_text(letters) for letters in np.transpose(written)]


def _draw(probabilities, rng):
    """One index a row, drawn with the row's probabilities."""
    limits = probabilities.cumsum(axis=1)
    return (rng.random((len(limits), 1)) * limits[:, -1:] >= limits).sum(axis=1)


def _text(codes):
    return "".join(ALPHABET[code] for code in codes).split(ALPHABET[0])[0]
