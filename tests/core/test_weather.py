"""The real series: days one after the other, and degrees that can be."""

import numpy as np

import lstm_core as lc


def test_days_are_those_of_four_years_without_a_gap():
    days, temperatures = lc.seattle_temperatures()
    expected = np.arange("2012-01-01", "2016-01-01", dtype="datetime64[D]")
    np.testing.assert_array_equal(days, expected)
    assert temperatures.shape == (1461,)
    assert temperatures.dtype == np.float64


def test_temperatures_are_degrees_celsius_of_a_northern_city():
    days, temperatures = lc.seattle_temperatures()
    assert (temperatures[0], temperatures[-1]) == (12.8, 5.6)
    assert -5 < temperatures.min() < 0
    assert 35 < temperatures.max() < 40
    month = days.astype("datetime64[M]").astype(int) % 12
    july, january = (temperatures[month == k].mean() for k in (6, 0))
    assert july > january + 15
