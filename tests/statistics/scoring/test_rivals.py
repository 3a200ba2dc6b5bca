"""Forecasts that need no model."""

import numpy as np
import pytest

from sim.statistics.scoring.rivals import persistence, trend

MONTHS = np.array([4.0, 0.0, 8.0, 12.0])
VALUES = np.array([3.0, 1.0, 5.0, 100.0])
ENDS = MONTHS + 1


def test_persistence_is_the_last_known_value_whatever_the_order_of_rows():
    assert persistence(MONTHS, VALUES, ENDS, known_before=12) == 5.0
    assert persistence(MONTHS, VALUES, ENDS, known_before=5) == 3.0


def test_trend_is_the_line_through_what_was_known():
    assert trend(MONTHS, VALUES, ENDS, known_before=12, target=20.0) == pytest.approx(11.0)


def test_a_period_that_is_not_over_is_not_known():
    assert persistence(MONTHS, VALUES, ENDS, known_before=8.9) == 3.0


def test_one_value_makes_a_level_trend():
    assert trend(MONTHS, VALUES, ENDS, known_before=1, target=20.0) == 1.0


def test_several_values_of_one_month_make_a_level_trend():
    assert trend(np.zeros(2), np.array([1.0, 3.0]), np.ones(2), known_before=1, target=9.0) == 2.0


def test_nothing_known_makes_no_forecast():
    assert np.isnan(persistence(MONTHS, VALUES, ENDS, known_before=0))
    assert np.isnan(trend(MONTHS, VALUES, ENDS, known_before=0, target=3.0))
