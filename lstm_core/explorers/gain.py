"""How much of the beginning is left, for each gain; ``gain.js`` draws it."""

from collections.abc import Sequence

import numpy as np

from lstm_core.explorers.explorer import Explorer, traitlets
from lstm_core.explorers.rounding import times

DIGITS = 4
"""Decimals of the powers of ten that a page gets, to keep it small."""


class GainExplorer(Explorer):
    """How a small change of the start grows or fades, for the gain that one chooses.

    Parameters
    ----------
    gains : sequence of float
        Factors on the recurrent weights, in rising order.
    stretches : array_like, shape (gains, networks, T)
        By how much a change of the start is stretched after 1 to T steps: positive.
    gain : float
        The one of ``gains`` to start with.

    Raises
    ------
    ValueError
        If shapes do not fit, a number is not positive and finite, the gains do not
        rise, or the first one is not among them.
    """

    _kind = "gain"
    _write = {  # noqa: RUF012
        "T": str,
        "networks": str,
        "middle": times,
        "low": times,
        "high": times,
    }
    gain = traitlets.Float(1.0).tag(sync=True)

    def __init__(
        self, gains: Sequence[float], stretches: np.ndarray, gain: float = 1.0
    ):
        gains, stretches = np.array(gains, float), np.asarray(stretches, float)
        if stretches.ndim != 3 or gains.shape != stretches.shape[:1]:
            expected = f"({len(gains)}, networks, T)"
            raise ValueError(f"stretches: expected {expected}, got {stretches.shape}")
        if not stretches.size or not (np.diff(gains) > 0).all():
            raise ValueError(f"gains: expected numbers that rise, got {gains.tolist()}")
        if not (np.isfinite(stretches) & (stretches > 0)).all():
            raise ValueError("stretches: expected positive finite numbers")
        super().__init__(_measured(gains, stretches), gain=float(gain))

    @traitlets.validate("gain")
    def _check_gain(self, proposal):
        gains = self._spec["data"]["gains"]
        if proposal["value"] not in gains:
            expected = ", ".join(f"{gain:g}" for gain in gains)
            raise ValueError(f"gain: expected {expected}, got {proposal['value']}")
        return proposal["value"]

    def _result(self):
        data = self._spec["data"]
        curve = data["curves"][data["gains"].index(self.gain)]
        low, middle, high = (10.0 ** powers[-1] for powers in curve)
        numbers = {"gain": self.gain, "T": data["T"][-1], "networks": data["networks"]}
        fate = "stays" if 1e-3 <= middle <= 1e3 else "fades" if middle < 1 else "grows"
        return f"result.{fate}", numbers | {"low": low, "middle": middle, "high": high}


def _measured(gains, stretches):
    """Powers of ten of the smallest, the middle and the largest at every fourth T."""
    T = stretches.shape[-1]
    shown_at = sorted({1, *range(4, T + 1, 4), T})
    powers = np.log10(stretches[..., [t - 1 for t in shown_at]])
    curves = np.quantile(powers, [0, 0.5, 1], axis=1).round(DIGITS).swapaxes(0, 1)
    return {
        "gains": gains.round(6).tolist(),
        "T": shown_at,
        "networks": stretches.shape[1],
        "curves": curves.tolist(),
    }
