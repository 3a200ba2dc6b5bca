"""Scores of forecasts that are many draws."""

import numpy as np

from sim.arrays import Array

COVERAGE = 0.8


def crps(draws: Array, observed: Array) -> Array:
    """Return the continuous ranked probability score of each forecast, in the unit of what is forecast.

    The mean distance of draws from the observed number less half the mean distance between draws (Gneiting and
    Raftery 2007, equation 21). A single draw scores its absolute error.

    Parameters
    ----------
    draws : array, shape (draws, observations)
        Forecasts; draws without a number (NaN) do not count.
    observed : array, shape (observations,)
        What was observed.

    Returns
    -------
    array, shape (observations,)
        0 is perfect; NaN where no draw has a number.
    """
    ordered = np.sort(draws, axis=0)  # NaN last
    known = np.isfinite(ordered)
    count = known.sum(axis=0)
    rank = np.arange(1, len(ordered) + 1)[:, None]
    with np.errstate(invalid="ignore"):
        error = np.sum(np.abs(ordered - observed), axis=0, where=known) / count
        spread = np.sum((2 * rank - count - 1) * ordered, axis=0, where=known) / count**2
    return np.where(count > 0, error - spread, np.nan)


def central_interval(draws: Array, level: float = COVERAGE) -> tuple[Array, Array]:
    """Return the bounds of the central part of the draws, shape (observations,) each; NaN without any draw."""
    low, high = np.full((2, draws.shape[1]), np.nan)
    known = np.isfinite(draws).any(axis=0)
    low[known], high[known] = np.nanquantile(draws[:, known], [0.5 - level / 2, 0.5 + level / 2], axis=0)
    return low, high


def coverage(low: Array, high: Array, observed: Array) -> float:
    """Return the share of observed numbers within their intervals; NaN without an interval."""
    known = np.isfinite(low) & np.isfinite(high) & np.isfinite(observed)
    inside = (low <= observed) & (observed <= high)
    return float(inside[known].mean()) if known.any() else np.nan
