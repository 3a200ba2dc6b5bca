"""Statistics of paired replications: pure functions of arrays, one row per outcome, one column per seed.

Interval and p-value of a difference both come from the paired t test, so that an interval leaves out zero exactly where
the p-value is below 0.05. `benchmarks/interval_coverage.py` measures how often the intervals hold the truth.
"""

import math
from functools import cache

import numpy as np
from scipy.special import stdtr, stdtrit  # Student's t; scipy.stats is slow to import

from sim.arrays import Array, Flags

LEVEL = 0.95


def t_interval(values: Array, level: float = LEVEL) -> tuple[Array, Array]:
    """Return Student's interval of the mean.

    Parameters
    ----------
    values : array, shape (outcomes, seeds)
        One number per outcome and seed.
    level : float
        Confidence.

    Returns
    -------
    low, high : array, shape (outcomes,)
        Bounds; NaN with fewer than two seeds, the value itself where all seeds agree.
    """
    values = np.asarray(values, dtype=float)
    count = values.shape[-1]
    if count < 2:
        nothing = np.full(values.shape[0], np.nan)
        return nothing, nothing.copy()
    centre = mean(values)
    half = stdtrit(count - 1, 0.5 + level / 2) * standard_deviation(values) / math.sqrt(count)
    return centre - half, centre + half


def sign_agreement(differences: Array) -> Array:
    """Return the share of seeds whose difference has the sign of the mean difference.

    A difference of zero agrees with nothing; where the mean is zero the share is 0.

    Parameters
    ----------
    differences : array, shape (outcomes, seeds)
        Differences of pairs.
    """
    differences = np.asarray(differences, dtype=float)
    signs = np.sign(differences)
    mean_sign = np.sign(mean(differences))[:, None]
    return np.mean((signs == mean_sign) & (signs != 0), axis=-1)


def paired_p_value(differences: Array) -> Array:
    """Return the two-sided p-value of the paired t test.

    Parameters
    ----------
    differences : array, shape (outcomes, seeds)
        Differences of pairs.

    Returns
    -------
    array, shape (outcomes,)
        1 where all differences are zero, 0 where all are equal and not zero, NaN with fewer than two seeds.
    """
    differences = np.asarray(differences, dtype=float)
    outcomes, count = differences.shape
    if count < 2:
        return np.full(outcomes, np.nan)
    centre, error = mean(differences), standard_deviation(differences) / math.sqrt(count)
    varies = error > 0
    t = np.divide(np.abs(centre), error, out=np.full(outcomes, np.inf), where=varies)
    t[~varies & (centre == 0)] = 0.0
    return 2 * stdtr(count - 1, -t)


def holm(p_values: Array) -> Array:
    """Return p-values adjusted for testing all of them (Holm 1979); NaN does not count and stays NaN.

    Parameters
    ----------
    p_values : array, shape (outcomes,)
        Raw p-values.
    """
    p_values = np.asarray(p_values, dtype=float)
    adjusted = np.full(p_values.shape, np.nan)
    known = np.flatnonzero(~np.isnan(p_values))
    order = known[np.argsort(p_values[known], kind="stable")]
    steps = np.arange(len(order), 0, -1)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(p_values[order] * steps))
    return adjusted


def variance_reduction(base: Array, other: Array, differences: Array) -> Array:
    """Return by how much common random numbers reduce the variance of the difference.

    The variance of the difference of independent runs, var(base) + var(other), over that of the matched runs.
    Above 1 the seeds that both share help; as many times more independent seeds would be needed.

    Parameters
    ----------
    base, other, differences : array, shape (outcomes, seeds)
        Outcomes of matched seeds, and other less base.

    Returns
    -------
    array, shape (outcomes,)
        Infinite where the sides vary and their difference does not; NaN where nothing varies (there is
        nothing to reduce) and with fewer than two seeds.
    """
    independent = standard_deviation(base) ** 2 + standard_deviation(other) ** 2
    matched = standard_deviation(differences) ** 2
    factor = np.full(len(independent), np.nan)
    factor[(matched == 0) & (independent > 0)] = np.inf
    return np.divide(independent, matched, out=factor, where=matched > 0)


@cache
def seeds_to_halve(count: int, level: float = LEVEL) -> int:
    """Return the seeds needed in all for a t interval half as wide, if the spread over seeds stays as it is.

    Parameters
    ----------
    count : int
        Seeds today, at least 2.
    level : float
        Confidence.

    Returns
    -------
    int
        The smallest number whose interval is at most half as wide as today's. Below four times `count` where
        seeds are few, because Student's t falls too.
    """
    target = _relative_width(count, level) / 2
    low, high = count, 4 * count  # the width falls with every seed, and four times the seeds always suffice
    while high - low > 1:
        middle = (low + high) // 2
        if _relative_width(middle, level) <= target:
            high = middle
        else:
            low = middle
    return high


def _relative_width(count: int, level: float) -> float:
    """Return half the width of the t interval in standard deviations."""
    return float(stdtrit(count - 1, 0.5 + level / 2)) / math.sqrt(count)


def standard_deviation(values: Array) -> Array:
    """Return the standard deviation over seeds: exactly 0 where all agree, NaN with fewer than two seeds."""
    values = np.asarray(values, dtype=float)
    if values.shape[-1] < 2:
        return np.full(values.shape[0], np.nan)
    deviation = np.std(values, axis=-1, ddof=1)
    return np.where(_is_constant(values), 0.0, deviation)


def mean(values: Array) -> Array:
    """Return the mean over seeds; exactly the value where all agree, which a rounded sum may miss."""
    return np.where(_is_constant(values), values[:, 0], np.mean(values, axis=-1))


def _is_constant(values: Array) -> Flags:
    """Whether all seeds of an outcome agree."""
    return np.max(values, axis=-1) == np.min(values, axis=-1)
