"""Numbers as text: short in a picture, plain in an alternative text."""

import numpy as np

from lstm_core.words import label

MINUS = "\N{MINUS SIGN}"


def number(value: float) -> str:
    """Two decimals; powers of ten where two decimals would say nothing.

    >>> number(-0.114), number(0.0), number(3e-9)
    ('-0.11', '0.00', '3.0e-09')
    """
    size = abs(value)
    if not np.isfinite(size) or size == 0 or 0.005 <= size < 999.5:
        return f"{value:.2f}"
    return f"{value:.1e}"


def entry(value: float) -> str:
    """A number of a column in a picture: two decimals, and no minus before a zero."""
    # In a column of two decimals, 3.0e-09 would be as wide as a box: 0.00 will do.
    text = f"{value:.2f}" if abs(value) < 999.5 else number(value)
    return with_minus("0.00" if text == "-0.00" else text)


def with_minus(text: str) -> str:
    """A number with true minus signs in place of hyphens, as pictures show it."""
    return text.replace("-", MINUS)


def series(values: np.ndarray) -> str:
    """Numbers that follow each other in time, in a sentence.

    >>> series([0.5, -0.114, -1e-9])
    '0.50, -0.11, 0.00'
    """
    return ", ".join(number(round(float(value), 2) + 0.0) for value in values)


def rows(values: np.ndarray, limit: int = 3) -> list[str]:
    """The rows of a column vector, cut short where it has more than ``limit``."""
    values = np.atleast_1d(values)
    if len(values) <= limit:
        return [entry(value) for value in values]
    return [*(entry(value) for value in values[: limit - 1]), "\N{VERTICAL ELLIPSIS}"]


def spoken(values: np.ndarray, limit: int = 3) -> str:
    """A vector in a sentence: ``[0.42, -0.11]``, with its length if it is cut short."""
    values = np.atleast_1d(values)
    shown = ", ".join(number(value) for value in values[:limit])
    if len(values) <= limit:
        return f"[{shown}]"
    return label("numbers.long", shown=shown, n=len(values))
