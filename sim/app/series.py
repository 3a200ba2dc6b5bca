"""Every measure by month: mean over seeds with its interval, and the paired difference to the base."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sim.arrays import Array
from sim.market.measures import MEASURES, Measure, measures_of
from sim.results.protocols import EnsembleResult, RunResult
from sim.results.reading.series import ensembles_of, interval_half_width
from sim.scenario import Parameters
from sim.words.key_series import key_series
from sim.words.names import label, words

Key = tuple[str, str, str]  # kind, measure, entity


@dataclass(frozen=True)
class TimeSeries:
    """One quantity over the months.

    Attributes
    ----------
    mean, low, high : array, shape (months,)
        Mean over seeds and its 95 % interval; NaN where there is none.
    """

    mean: Array
    low: Array
    high: Array


@dataclass(frozen=True)
class MonthlySeries:
    """One measure of one entity in each scenario.

    Attributes
    ----------
    title, unit, description : str
        What it is, in words.
    levels : list of TimeSeries
        One per scenario, the base first.
    differences : list of TimeSeries
        One per other scenario: less base, seed by seed.
    """

    title: str
    unit: str
    description: str
    levels: list[TimeSeries]
    differences: list[TimeSeries]


def monthly_series(result: RunResult) -> dict[str, MonthlySeries]:
    """Return all series of a result by name, those that figures show first.

    Parameters
    ----------
    result : Comparison or Ensemble
        What was run.
    """
    found: dict[Key, MonthlySeries] = {}
    for kind in dict.fromkeys(measure.kind for measure in MEASURES):
        cubes = _cubes(ensembles_of(result), kind)
        for measure in measures_of(kind):
            found |= _of_measure(measure, cubes, result)
    first = {(one.kind, one.measure, one.entity): one.title for one in key_series(result)}
    ordered = [*(key for key in first if key in found), *(key for key in found if key not in first)]
    return {".".join(key): found[key] for key in ordered}


@dataclass(frozen=True)
class _Cubes:
    """Rows of one kind in each scenario, placed on entities, months and seeds that all scenarios share."""

    entities: list[str]
    shape: tuple[int, int, int]
    rows: list[pd.DataFrame]
    places: list[tuple[Any, Any, Any]]

    def values(self, measure: str) -> list[Array]:
        """Return a measure in each scenario, shape (entities, months, seeds); NaN where nothing was recorded."""
        cubes = []
        for rows, places in zip(self.rows, self.places, strict=True):
            cube = np.full(self.shape, np.nan)
            cube[places] = rows[measure].to_numpy(dtype=float)
            cubes.append(cube)
        return cubes


def _cubes(ensembles: Sequence[EnsembleResult], kind: str) -> _Cubes:
    """Place the rows of one kind."""
    rows = [ensemble.monthly[ensemble.monthly["kind"] == kind] for ensemble in ensembles]
    entities = pd.Index(dict.fromkeys(entity for table in rows for entity in table["entity"].unique()))
    seeds = pd.Index(sorted({seed for ensemble in ensembles for seed in ensemble.seeds}))
    months = max(ensemble.scenario.parameters.horizon.months for ensemble in ensembles)
    places = [
        (
            entities.get_indexer(pd.Index(table["entity"])),
            table["month"].to_numpy(),
            seeds.get_indexer(pd.Index(table["seed"])),
        )
        for table in rows
    ]
    return _Cubes(list(map(str, entities)), (len(entities), months, len(seeds)), rows, places)


def _of_measure(measure: Measure, cubes: _Cubes, result: RunResult) -> dict[Key, MonthlySeries]:
    """Return the series of all entities that have a measure."""
    factor = 100.0 if measure.unit == "share" else 1.0
    values = [factor * cube for cube in cubes.values(measure.name)]
    between = [[factor * one for one in measure.limits(difference=apart)] for apart in (False, True)]
    levels = [_time_series(cube, *between[0]) for cube in values]
    differences = [_time_series(cube - values[0], *between[1]) for cube in values[1:]]
    parameters = ensembles_of(result)[0].scenario.parameters
    return {
        (measure.kind, measure.name, entity): MonthlySeries(
            series_title(measure, entity, parameters),
            "%" if measure.unit == "share" else measure.unit,
            measure.description,
            [courses[row] for courses in levels],
            [courses[row] for courses in differences],
        )
        for row, entity in enumerate(cubes.entities)
        if any(np.isfinite(courses[row].mean).any() for courses in levels)
    }


def series_title(measure: Measure, entity: str, parameters: Parameters) -> str:
    """Return what a series is called, e.g. ``"Price: GPT"``."""
    name = words(measure.name)
    return name if measure.kind == "market" else f"{name}: {label(parameters, measure.kind, entity)}"


def _time_series(values: Array, lowest: float, highest: float) -> list[TimeSeries]:
    """Return the course of each entity, from values by entity, month and seed; no interval leaves what is possible."""
    count = np.sum(~np.isnan(values), axis=-1)
    mean = np.where(count > 0, np.nansum(values, axis=-1) / np.maximum(count, 1), np.nan)
    half = interval_half_width(values)
    low, high = (np.clip(bound, lowest, highest) for bound in (mean - half, mean + half))
    return [TimeSeries(*course) for course in zip(mean, low, high, strict=True)]
