"""Names of dinosaurs, letter by letter. Where they come from: ``data/README.md``."""

from collections.abc import Iterator, Sequence
from importlib import resources

import numpy as np

from lstm_core._validate import check_float_dtype, check_list, check_rng, check_size
from lstm_core.model.model import Batch

ALPHABET = "\nabcdefghijklmnopqrstuvwxyz"
"""Characters of the names. The line break marks the start and the end of a name."""


def dinosaur_names() -> tuple[str, ...]:
    """Names of dinosaur genera, lower case, letters a to z, in alphabetic order.

    Returns
    -------
    tuple of str
        More than 1,300 names.
    """
    file = resources.files("lstm_core") / "data" / "dinosaurs.txt"
    return tuple(file.read_text("utf-8").split())


def split_names(
    names: Sequence[str], held_out: int, *, rng: np.random.Generator
) -> tuple[list[str], list[str]]:
    """Divide names at random into those to learn from and those to test with.

    Parameters
    ----------
    names : sequence of str
    held_out : int
        How many go to the second list; fewer than there are names.
    rng : numpy.random.Generator

    Returns
    -------
    train, test : list of str

    Raises
    ------
    TypeError, ValueError
        If ``held_out`` is not a number from 1 to one less than there are names.
    """
    check_size("held_out", held_out)
    check_rng(rng)
    if held_out >= len(names):
        raise ValueError(f"held_out: expected fewer than {len(names)}, got {held_out}")
    shuffled = [names[i] for i in rng.permutation(len(names))]
    return shuffled[held_out:], shuffled[:held_out]


def encode_names(names: Sequence[str], dtype=np.float64) -> Batch:
    """Turn names into a batch that asks, at each character, for the next one.

    Parameters
    ----------
    names : sequence of str
        Made of the letters a to z. They may differ in length: shorter ones are filled
        up, and the mask says which steps count.
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    Batch
        ``x`` (T, B, 27), one-hot, starting with the line break; ``target`` (T, B), the
        characters one step later, ending with the line break; ``mask`` (T, B).

    Raises
    ------
    ValueError
        If there is no name, or a name is empty or has a character outside a to z.
    """
    dtype = check_float_dtype(dtype)
    _check_names(names)
    T, B = max(map(len, names)) + 1, len(names)
    codes = np.zeros((T + 1, B), int)
    for b, name in enumerate(names):
        codes[1 : len(name) + 1, b] = [ALPHABET.index(letter) for letter in name]
    lengths = np.array([len(name) for name in names])
    mask = np.arange(T)[:, None] <= lengths
    x = np.eye(len(ALPHABET), dtype=dtype)[codes[:-1]]
    return Batch(x, codes[1:], mask)


def name_batches(
    names: Sequence[str],
    batch_size: int,
    *,
    rng: np.random.Generator,
    dtype=np.float64,
) -> Iterator[Batch]:
    """Endless batches of names drawn at random, without repeats inside a batch.

    Parameters
    ----------
    names : sequence of str
    batch_size : int
        At most the number of names.
    rng : numpy.random.Generator
    dtype : numpy.float32 or numpy.float64

    Returns
    -------
    iterator of Batch
        Each as from `encode_names`.

    Raises
    ------
    TypeError, ValueError
        If an argument does not fit; at once, not with the first batch.
    """
    check_size("batch_size", batch_size)
    check_rng(rng)
    _check_names(names)
    if batch_size > len(names):
        message = f"at most {len(names)}, one a name, got {batch_size}"
        raise ValueError(f"batch_size: expected {message}")
    return _draw_batches(names, batch_size, rng, check_float_dtype(dtype))


def _draw_batches(names, batch_size, rng, dtype):
    while True:
        chosen = rng.choice(len(names), size=batch_size, replace=False)
        yield encode_names([names[i] for i in chosen], dtype)


def known_share(
    names: Sequence[str], reference: Sequence[str], size: int
) -> np.ndarray:
    """Share of each name's pieces of ``size`` letters that some reference name has.

    Parameters
    ----------
    names, reference : sequence of str
    size : int
        Length of a piece. A shorter name counts as one piece, itself.

    Raises
    ------
    TypeError, ValueError
        If ``size`` is not a positive integer, or a single string comes for a list.

    Returns
    -------
    ndarray, shape (len(names),)
        Between 0 and 1.
    """
    check_size("size", size)
    check_list("names", names)
    check_list("reference", reference)
    known = {piece for name in reference for piece in _pieces(name, size)}
    shares = [[piece in known for piece in _pieces(name, size)] for name in names]
    return np.array([np.mean(found) for found in shares])


def check_letter_model(model):
    """Raise ValueError unless a model reads and predicts the letters of `ALPHABET`."""
    size = len(ALPHABET)
    if (model.n_x, model.n_y) != (size, size):
        got = f"n_x={model.n_x}, n_y={model.n_y}"
        raise ValueError(f"model: expected n_x=n_y={size}, got {got}")


def _check_names(names):
    if isinstance(names, str) or len(names) == 0:
        raise ValueError(f"names: expected a list of at least one name, got {names!r}")
    for name in names:
        if not name or not set(name) <= set(ALPHABET[1:]):
            raise ValueError(f"names: expected letters a to z, got {name!r}")


def _pieces(name, size):
    return [name[i : i + size] for i in range(max(1, len(name) - size + 1))]
