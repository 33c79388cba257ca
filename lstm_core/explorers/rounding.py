"""Numbers as the explorers write them: the same texts as numbers.js gives."""

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal

from lstm_core.plots.formatting import with_minus

_TWO_DIGITS = Context(prec=2, rounding=ROUND_HALF_UP)
_RAISED = str.maketrans(
    "0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"
)


def shown(value: float, decimals: int = 2) -> str:
    """Two decimals, or as many as given."""
    if not math.isfinite(value):
        return with_minus(str(value))
    place = Decimal(1).scaleb(-decimals)
    rounded = Decimal(value).quantize(place, rounding=ROUND_HALF_UP)
    return with_minus(f"{abs(rounded) if rounded == 0 else rounded:f}")


def fine(value: float) -> str:
    """Three decimals, or up to six where a small value needs them for two digits."""
    zeros = 0 if value == 0 else -math.floor(math.log10(abs(value)))
    return shown(value, min(max(3, zeros + 1), 6))


def exact(value: float) -> str:
    """As many decimals as the value has, at least two, at most four."""
    return re.sub(r"(\.\d\d)(\d*?)0+$", r"\1\2", shown(value, 4))


def steps(value: float) -> str:
    """Steps: 2.2, 69.0, 693."""
    return shown(value, 1 if value < 100 else 0)


def share(value: float) -> str:
    """A share of 1: 0.95, 0.0052, 8.9 x 10^-16."""
    if value >= 0.1 or value == 0:
        return shown(value)
    return _two_digits(value)


def times(value: float) -> str:
    """How many times as large, to two digits: 3.2 x 10^-7, 0.85, 4.0 x 10^5."""
    return _two_digits(value)


def _two_digits(value):
    two_digits = _TWO_DIGITS.create_decimal(value)
    if 0.001 <= value < 99.5:
        last = Decimal(1).scaleb(two_digits.adjusted() - 1)
        return f"{two_digits.quantize(last):f}"
    digits, exponent = f"{two_digits:.1e}".split("e")
    sign = "\u207b" if exponent[0] == "-" else ""
    return f"{digits} \u00d7 10{sign}{exponent[1:].translate(_RAISED)}"
