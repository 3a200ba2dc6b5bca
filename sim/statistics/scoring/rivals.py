"""Forecasts that need no model: the last value observed before, and the line through what was observed before."""

import numpy as np

from sim.arrays import Array


def persistence(months: Array, values: Array, ends: Array, known_before: float) -> float:
    """Return the last value that was known, or NaN where there was none.

    Parameters
    ----------
    months, values : array, shape (observations,)
        Middle of the observed periods, and what was observed on the scale of comparison: one series.
    ends : array, shape (observations,)
        First month after each period.
    known_before : float
        The month in which the forecast is made: periods that end later are not known.
    """
    months, values = _known(months, values, ends, known_before)
    return float(values[np.argmax(months)]) if len(values) else np.nan


def trend(months: Array, values: Array, ends: Array, known_before: float, target: float) -> float:
    """Return the least-squares line through what was known, at a later month.

    With a single known month it is level, with none NaN.

    Parameters
    ----------
    months, values, ends, known_before
        As for `persistence`.
    target : float
        Middle of the period that is forecast.
    """
    months, values = _known(months, values, ends, known_before)
    if not len(values):
        return np.nan
    centred = months - months.mean()
    spread = float(centred @ centred)
    slope = float(centred @ values) / spread if spread else 0.0
    return float(values.mean() + slope * (target - months.mean()))


def _known(months: Array, values: Array, ends: Array, known_before: float) -> tuple[Array, Array]:
    known = (ends <= known_before) & np.isfinite(values)
    return months[known], values[known]
