"""Days of weather, a small real series. Where they come from: ``data/README.md``."""

from importlib import resources

import numpy as np


def seattle_temperatures() -> tuple[np.ndarray, np.ndarray]:
    """Highest temperature of each day in Seattle, from 2012 to 2015.

    Returns
    -------
    days : ndarray of datetime64[D], shape (1461,)
        One after the other, none missing.
    temperatures : ndarray of float64, shape (1461,)
        In degrees Celsius.

    Notes
    -----
    Measured by the National Oceanic and Atmospheric Administration (NOAA) of the USA;
    in the public domain.
    """
    file = resources.files("lstm_core") / "data" / "seattle.csv"
    lines = file.read_text("utf-8").split()[1:]
    days, temperatures = zip(*(line.split(",") for line in lines), strict=True)
    return np.array(days, "datetime64[D]"), np.array(temperatures, float)
