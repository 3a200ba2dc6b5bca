"""Where a mean over seeds changes its sign along a parameter, and how sure that place is."""

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Flags

RESAMPLES = 2000


@dataclass(frozen=True)
class Crossing:
    """A place where the mean changes its sign.

    Attributes
    ----------
    place : float
        Value of the parameter, between two points by straight interpolation.
    low, high : float
        95 % interval: percentiles of a bootstrap over seeds; NaN with fewer than three seeds.
    found : float
        Share of the resamples in which the sign changes at all.
    rises : bool
        Whether the mean goes from below zero to above.
    """

    place: float
    low: float
    high: float
    found: float
    rises: bool


def crossings(places: Array, values: Array, rng: np.random.Generator, *, log: bool = False) -> list[Crossing]:
    """Return where the mean over seeds crosses zero.

    All points see the same resamples of seeds, because a seed is the same luck at each of them. A crossing of a
    resample counts for the crossing of the mean that it lies nearest to.

    Parameters
    ----------
    places : array, shape (points,)
        Values of the parameter.
    values : array, shape (points, seeds)
        What may change its sign. Points or seeds with gaps are left out.
    rng : Generator
        Source of the resamples.
    log : bool
        Whether to interpolate between logarithms of places.
    """
    seeds = np.isfinite(values).any(axis=0)
    points = np.isfinite(values[:, seeds]).all(axis=1)
    order = np.argsort(places[points], kind="stable")
    x = np.log(places[points][order]) if log else places[points][order]
    y = values[points][:, seeds][order]
    if len(x) < 2 or not y.shape[1]:
        return []
    found, rising = _of_curve(x, y.mean(axis=1))
    count = y.shape[1]
    picks = (
        rng.integers(count, size=(RESAMPLES, count)) if count > 2 and found.size else np.empty((0, count), dtype=int)
    )
    near: list[list[float]] = [[] for _ in found]
    for pick in picks:
        again, _ = _of_curve(x, y[:, pick].mean(axis=1))
        for number, place in enumerate(found):
            mine = again[np.abs(again[:, None] - found[None, :]).argmin(axis=1) == number] if again.size else again
            if mine.size:
                near[number].append(float(mine[np.abs(mine - place).argmin()]))
    return [
        _crossing(float(place), np.array(nearby), len(picks), rises=bool(rises), log=log)
        for place, nearby, rises in zip(found, near, rising, strict=True)
    ]


def _of_curve(x: Array, y: Array) -> tuple[Array, Flags]:
    """Return where a curve of straight lines crosses zero, and whether it rises there; zeros on the way are skipped."""
    away = np.flatnonzero(y != 0)
    x, y = x[away], y[away]
    before = np.flatnonzero(np.sign(y[:-1]) != np.sign(y[1:]))
    after = before + 1
    return x[before] - y[before] * (x[after] - x[before]) / (y[after] - y[before]), y[after] > 0


def _crossing(place: float, nearby: Array, resamples: int, *, rises: bool, log: bool) -> Crossing:
    low, high = np.percentile(nearby, [2.5, 97.5]) if nearby.size else (np.nan, np.nan)
    back = np.exp if log else float
    share = len(nearby) / resamples if resamples else np.nan
    return Crossing(float(back(place)), float(back(low)), float(back(high)), share, rises)
