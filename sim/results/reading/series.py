"""Reading the frames of a result: monthly series over seeds, their mean and interval, and the last year.

A result is a comparison (``.ensembles``, the base first) or one ensemble.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from sim.arrays import Array, Integers
from sim.results.protocols import EnsembleResult, RunResult, is_comparison, is_ensemble
from sim.scenario import Scenario

MONTHS_PER_YEAR = 12


class Band(NamedTuple):
    """One series over the months: mean, 95 % interval of the mean, and the range of the middle 80 % of seeds."""

    months: Integers
    mean: Array
    low: Array
    high: Array
    range_low: Array
    range_high: Array


def ensembles_of(result: RunResult) -> list[EnsembleResult]:
    """Return the ensembles of a comparison, base first, or the one ensemble itself."""
    if is_comparison(result):
        return list(result.ensembles)
    assert is_ensemble(result)
    return [result]


def scenarios_of(result: RunResult) -> list[Scenario]:
    """Return the scenario of each ensemble."""
    return [ensemble.scenario for ensemble in ensembles_of(result)]


def by_seed(ensemble: EnsembleResult, kind: str, measure: str, entity: str) -> pd.DataFrame:
    """Return one measure of one entity as months (rows) by seeds (columns)."""
    frame = ensemble.monthly
    rows = frame[(frame["kind"] == kind) & (frame["entity"] == entity)]
    return rows.pivot_table(index="month", columns="seed", values=measure, dropna=False)


def mean_by_month(ensemble: EnsembleResult, kind: str, measure: str) -> pd.DataFrame:
    """Return the mean over seeds of one measure as months (rows) by entities (columns)."""
    frame = ensemble.monthly
    rows = frame[frame["kind"] == kind]
    return rows.pivot_table(index="month", columns="entity", values=measure, aggfunc="mean", dropna=False)


def last_year(ensemble: EnsembleResult, kind: str, measure: str) -> pd.DataFrame:
    """Return the mean over the last year of one measure as seeds (rows) by entities (columns)."""
    frame = ensemble.monthly
    rows = frame[(frame["kind"] == kind) & (frame["month"] > frame["month"].max() - MONTHS_PER_YEAR)]
    return rows.pivot_table(index="seed", columns="entity", values=measure, aggfunc="mean", dropna=False)


def is_measured(ensemble: EnsembleResult, kind: str, measure: str) -> bool:
    """Whether a measure has a value for any entity of a kind."""
    frame = ensemble.monthly
    return measure in frame and bool(frame.loc[frame["kind"] == kind, measure].notna().any())


def band(table: pd.DataFrame, limits: tuple[float, float] = (-np.inf, np.inf)) -> Band:
    """Summarise a series by month over the seeds.

    Parameters
    ----------
    table : DataFrame
        Months (rows) by seeds (columns), as from :func:`by_seed`.
    limits : (float, float)
        What the values lie between: the interval goes no further.
    """
    values = table.to_numpy(dtype=float)
    count = np.sum(~np.isnan(values), axis=1)
    some = count > 0
    mean, low, high, range_low, range_high = (np.full(len(values), np.nan) for _ in range(5))
    mean[some] = np.nanmean(values[some], axis=1)
    if some.any():
        range_low[some], range_high[some] = np.nanquantile(values[some], [0.1, 0.9], axis=1)
    several = count > 1
    half = interval_half_width(values[several])
    low[several] = np.clip(mean[several] - half, *limits)
    high[several] = np.clip(mean[several] + half, *limits)
    return Band(table.index.to_numpy(dtype=np.int64), mean, low, high, range_low, range_high)


def interval_half_width(values: Array) -> Array:
    """Return half the width of the 95 % t interval of the mean of each row; NaN with one value."""
    count = np.sum(~np.isnan(values), axis=-1)
    safe = np.maximum(count, 2)
    centred = values - np.divide(np.nansum(values, axis=-1), np.maximum(count, 1))[..., None]
    deviation = np.sqrt(np.nansum(centred**2, axis=-1) / (safe - 1))
    half = special.stdtrit(safe - 1, 0.975) * deviation / np.sqrt(safe)
    return np.where(count > 1, half, np.nan)


def mean_interval(
    values: Sequence[float] | Array, limits: tuple[float, float] = (-np.inf, np.inf)
) -> tuple[float, float, float]:
    """Return the mean of some seeds and its 95 % interval, within the limits; NaN where there is none."""
    array = np.asarray(values, dtype=float)
    array = array[~np.isnan(array)]
    if not array.size:
        return float("nan"), float("nan"), float("nan")
    mean, half = float(array.mean()), float(interval_half_width(array[None, :])[0])
    low, high = np.clip((mean - half, mean + half), *limits)
    return mean, float(low), float(high)
