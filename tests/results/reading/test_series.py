"""Bands over the seeds."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.results.reading.series import band, mean_interval


def test_a_band_holds_mean_interval_and_range():
    rng = np.random.default_rng(1)
    values = rng.normal(size=(4, 9))
    values[2] = np.nan
    values[3, 1:] = np.nan
    summary = band(pd.DataFrame(values, index=range(4)))
    low, high = stats.t.interval(0.95, 8, loc=values[0].mean(), scale=stats.sem(values[0]))
    assert (summary.low[0], summary.high[0]) == pytest.approx((low, high))
    assert summary.range_high[1] == pytest.approx(np.quantile(values[1], 0.9))
    assert np.isnan(summary.mean[2])
    assert summary.mean[3] == pytest.approx(values[3, 0])
    assert np.isnan(summary.low[3])
    assert mean_interval([1.0, np.nan, 3.0])[0] == 2.0
    assert all(np.isnan(mean_interval([])))


def test_intervals_go_no_further_than_what_is_possible():
    table = pd.DataFrame([[0.99, 0.2, 0.95], [0.5, 0.5, 0.5]])
    assert band(table).high[0] > 1.0
    assert band(table, (0.0, 1.0)).high.tolist() == [1.0, 0.5]
    assert mean_interval([0.99, 0.2, 0.95], (0.0, 1.0))[2] == 1.0
