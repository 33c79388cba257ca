"""A basic network beside an LSTM; ``advantage.js`` draws them."""

from collections.abc import Mapping

import numpy as np

from lstm_core.explorers.explorer import Explorer, traitlets
from lstm_core.explorers.rounding import times

EVERY = 4
"""A page gets every fourth gradient, to keep it small."""

Measured = tuple[np.ndarray, np.ndarray, np.ndarray]


class AdvantageExplorer(Explorer):
    """What a basic network and an LSTM remember, and what gradient arrives.

    The trait ``gain`` is the factor on the recurrent weights of the basic network,
    ``bias`` the forget bias of the LSTM. Both can be what was measured.

    Parameters
    ----------
    basic, lstm : mapping of float to tuple of ndarray
        A gain, or a forget bias, to what was measured with it over the same steps:

        - states, shape (2, T + 1): one number of the memory at each step
          in two runs that differ in the first input;
        - apart, shape (networks,): how far such runs are apart at the end, as a share
          of the distance after the first step;
        - gradients, shape (networks, T + 1): size of the gradient, 0 to T steps before
          the loss. Shown is its share of the first one.
    gain, bias : float
        Where to start.

    Raises
    ------
    ValueError
        If shapes or numbers do not fit, or one starts where nothing was measured.
    """

    _kind = "advantage"
    _write = {  # noqa: RUF012
        "T": str,
        "networks": str,
        "basic_gradient": times,
        "lstm_gradient": times,
    }
    gain = traitlets.Float(1.0).tag(sync=True)
    bias = traitlets.Float(1.0).tag(sync=True)

    def __init__(
        self,
        basic: Mapping[float, Measured],
        lstm: Mapping[float, Measured],
        gain: float = 1.0,
        bias: float = 1.0,
    ):
        sides = {"basic": basic, "lstm": lstm}
        T, networks = _size(sides)
        lags = sorted({*range(0, T + 1, EVERY), T})
        data = {"T": T, "networks": networks, "lags": lags}
        data |= {name: _measured(side, lags) for name, side in sides.items()}
        super().__init__(data, bias=float(bias), gain=float(gain))

    @traitlets.validate("gain", "bias")
    def _check_setting(self, proposal):
        name = proposal["trait"].name
        side = {"gain": "basic", "bias": "lstm"}[name]
        settings = self._spec["data"][side]["settings"]
        if proposal["value"] not in settings:
            expected = ", ".join(f"{setting:g}" for setting in settings)
            raise ValueError(f"{name}: expected {expected}, got {proposal['value']}")
        return proposal["value"]

    def _result(self):
        data = self._spec["data"]
        numbers = {name: data[name] for name in ("T", "networks")}
        for side, setting in (("basic", self.gain), ("lstm", self.bias)):
            k = data[side]["settings"].index(setting)
            numbers[f"{side}_apart"] = data[side]["apart"][k]
            numbers[f"{side}_gradient"] = 10.0 ** data[side]["gradients"][k][1][-1]
        return "result", numbers | {"gain": self.gain, "bias": self.bias}


def _size(sides):
    """T and the number of networks, which all that was measured has in common."""
    first = next(iter(sides["basic"].values()))
    T, networks = np.shape(first[0])[-1] - 1, len(first[1])
    wanted = [(2, T + 1), (networks,), (networks, T + 1)]
    for name, side in sides.items():
        if not (np.diff([*side]) > 0).all():
            raise ValueError(f"{name}: expected settings that rise, got {[*side]}")
        for setting, measured in side.items():
            shapes = [np.shape(values) for values in measured]
            if shapes != wanted:
                where = f"{name}, {setting:g}"
                raise ValueError(f"{where}: expected shapes {wanted}, got {shapes}")
            if not all(np.isfinite(values).all() for values in measured):
                raise ValueError(f"{name}, {setting:g}: expected finite numbers")
            if not (np.asarray(measured[2]) > 0).all():
                raise ValueError(f"{name}, {setting:g}: expected positive gradients")
    return T, networks


def _measured(side, lags):
    """States, distances and powers of ten of the gradients, rounded."""
    states, apart, gradients = zip(*side.values(), strict=True)
    powers = np.log10([sizes / sizes[:, :1] for sizes in gradients])[..., lags]
    curves = np.quantile(powers, [0, 0.5, 1], axis=1).swapaxes(0, 1)
    return {
        "settings": [round(float(setting), 6) for setting in side],
        "states": np.round(states, 3).tolist(),
        "apart": np.median(apart, axis=1).round(4).tolist(),
        "gradients": curves.round(3).tolist(),
    }
