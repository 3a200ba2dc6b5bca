"""Skill: by how much forecasts are better than those of a rival."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array

LEVEL = 0.9
RESAMPLES = 4999
LEAST_FOR_INTERVAL = 3
"""A bootstrap of two values knows only these two."""


@dataclass(frozen=True)
class Skill:
    """Skill against a rival, 1 - MSE / MSE of the rival.

    Attributes
    ----------
    skill : float
        1 is perfect, 0 as good as the rival, negative worse. NaN without a comparison.
    low, high : float
        Bootstrap interval over observations; NaN with fewer than three.
    count : int
        Observations for which there are both forecasts.
    """

    skill: float
    low: float
    high: float
    count: int


def skill_against(
    distances: Array, rival: Array, rng: np.random.Generator, level: float = LEVEL, resamples: int = RESAMPLES
) -> Skill:
    """Return the skill against a rival over the observations that both forecast.

    Parameters
    ----------
    distances, rival : array, shape (observations,)
        Forecast less observed number on the scale of comparison, of the model and of the rival; NaN without one.
    rng : Generator
        Source of the resamples.
    level : float
        Confidence of the percentile interval.
    resamples : int
        Bootstrap samples of observations; model and rival keep their pairs.
    """
    both = np.isfinite(distances) & np.isfinite(rival)
    squares = np.square(np.stack([distances[both], rival[both]]))
    count = squares.shape[1]
    if not count:
        return Skill(np.nan, np.nan, np.nan, 0)
    point = float(_skill(*squares.sum(axis=1)))
    if count < LEAST_FOR_INTERVAL:
        return Skill(point, np.nan, np.nan, count)
    drawn = rng.integers(count, size=(resamples, count))
    found = _skill(*squares[:, drawn].sum(axis=2))
    # Positions, not interpolation: between two infinite skills there is no middle.
    low, high = np.quantile(found, [0.5 - level / 2, 0.5 + level / 2], method="inverted_cdf")
    return Skill(point, float(low), float(high), count)


def _skill(own: Array, rival: Array) -> Array:
    """Return 1 - own / rival; minus infinity against a perfect rival, 0 where both are perfect."""
    ratio = np.where(own > 0, np.inf, 1.0)
    return 1 - np.divide(own, rival, out=ratio, where=rival > 0)
