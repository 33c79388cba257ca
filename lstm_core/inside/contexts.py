"""Find units, and what they answer to, in networks of real size."""

from collections.abc import Sequence

import numpy as np

from lstm_core._tensors import to_array, to_floats
from lstm_core._validate import check_size, check_words
from lstm_core.inside.units import unit_correlations


def rank_units(states, value, where=None) -> np.ndarray:
    """Units in the order in which their state tells a label, the closest first.

    Parameters
    ----------
    states : ndarray or torch.Tensor, shape (T, B, n_a)
        Cell states, hidden states or gates. Steps with NaN, after the end of a
        sequence, do not count.
    value : ndarray or torch.Tensor, shape (T, B)
        The label of each step, such as 1 inside of quotes and 0 outside.
    where : ndarray of bool, shape (T, B), optional
        Which steps count; all if not given.

    Returns
    -------
    ndarray of int, shape (n_a,)
        By the size of `unit_correlations`; for the order of `plots.plot_units`.

    Raises
    ------
    TypeError, ValueError
        As `unit_correlations`.

    Notes
    -----
    A unit found so was selected: measure how well it tells the label on other data.
    """
    states, value = to_floats("states", states), to_floats("value", value)
    if np.isinf(states).any():
        raise ValueError("states: expected finite numbers or NaN, got infinite ones")
    real = ~np.isnan(states).any(axis=-1)
    where = real if where is None else np.asarray(to_array(where))
    if where.shape == real.shape:  # any other is refused
        where = real & where
    found = unit_correlations(states, value, where)
    return np.argsort(-np.abs(found), kind="stable")


def top_contexts(
    values, words: Sequence[Sequence[str]], n: int = 10, width: int = 8
) -> list[tuple[float, str]]:
    """The places in texts where one unit is highest, with the words before them.

    Parameters
    ----------
    values : ndarray or torch.Tensor, shape (T, B)
        The state of one unit, ``trace.c[:, :, unit]``; NaN after the end of a text.
    words : sequence of B sequences of str
        The texts; of each at most T words are looked at.
    n : int
        How many places. To see where the unit is lowest, give ``-values``.
    width : int
        How many words, the last of which is the one that was read.

    Returns
    -------
    list of (float, str)
        Value and words, the highest first; never two places of one text that lie less
        than ``width`` words apart. Words have spaces between them; letters, where no
        word has two, have not.

    Raises
    ------
    TypeError, ValueError
        If there are not as many texts as columns, a word is no string, or a size is
        not positive.
    """
    values = to_floats("values", values)
    if values.ndim != 2 or len(words) != values.shape[1]:
        got = f"shape {values.shape}, {len(words)} texts"
        raise ValueError(f"values, words: expected (T, B) and B texts, got {got}")
    check_size("n", n)
    check_size("width", width)
    left = values.copy()
    for b, text in enumerate(words):
        check_words("words", text)
        left[len(text) :, b] = np.nan
    letters = all(len(word) <= 1 for text in words for word in text)
    space, found = "" if letters else " ", []
    while len(found) < n and np.isfinite(left).any():
        t, b = np.unravel_index(np.nanargmax(left), left.shape)
        said = space.join(words[b][max(0, t - width + 1) : t + 1])
        found.append((float(values[t, b]), said))
        left[max(0, t - width + 1) : t + width, b] = np.nan
    return found
