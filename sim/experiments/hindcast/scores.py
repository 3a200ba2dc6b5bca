"""Scores of a hindcast: misses, intervals, and skill against rivals."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import ndtri

from sim.arrays import Array
from sim.experiments.observations import Observation, Observations
from sim.experiments.observations.observable import GROUPS
from sim.statistics.scoring.ensembles import central_interval, coverage, crps
from sim.statistics.scoring.rivals import persistence, trend
from sim.statistics.scoring.skill import Skill, skill_against
from sim.statistics.scoring.transforms import from_scale, to_scale
from sim.streams import stream_key

RIVALS = ("persistence", "trend", "base")
STANDARD_ERRORS = 2.0
"""A tolerance is about so many standard errors."""
_ERRORS = ndtri((np.arange(16) + 0.5) / 16)
"""Errors of measurement that stand for all, in standard errors: the middles of sixteen equally likely parts."""


@dataclass(frozen=True)
class Scores:
    """Forecasts of observed numbers, and how good they are.

    Attributes
    ----------
    observations : Observations
        What was observed.
    answers : array, shape (replications, observations)
        Numbers of runs: over draws, or over seeds alone.
    base : array, shape (replications, observations), or None
        The same with the base values of the parameters.
    known : sequence of Observation
        What rivals may know.
    known_before : array, shape (observations,)
        Month in which each forecast is made: what was observed later, rivals do not know.
    """

    observations: Observations
    answers: Array
    base: Array | None
    known: Sequence[Observation]
    known_before: Array

    @cached_property
    def distances(self) -> Array:
        """Each forecast less what was observed, on the scale of comparison: mean over replications."""
        return _mean(self.observations.targets.distances(self.answers))

    @cached_property
    def misses(self) -> Array:
        """The same in tolerances."""
        return self.distances / self.observations.targets.tolerances

    @cached_property
    def rivals(self) -> dict[str, Array]:
        """Forecasts of rivals less what was observed, on the scale of comparison; NaN where they have none."""
        targets = self.observations.targets
        observed = to_scale(targets.values, targets.transforms)
        last, line = np.full((2, len(self.observations)), np.nan)
        for number, (row, month) in enumerate(zip(self.observations, self.known_before, strict=True)):
            series = [one for one in self.known if one.series == row.series and one.transform == row.transform]
            if series:
                middles = np.array([one.period.middle for one in series])
                ends = np.array([float(one.period.end) for one in series])
                values = to_scale(np.array([one.value for one in series]), np.array([row.transform] * len(series)))
                last[number] = persistence(middles, values, ends, month)
                line[number] = trend(middles, values, ends, month, row.period.middle)
        base = np.full(len(observed), np.nan) if self.base is None else _mean(targets.distances(self.base))
        return {"persistence": last - observed, "trend": line - observed, "base": base}

    @cached_property
    def predicted(self) -> Array:
        """What would be published, shape (replications * errors, observations), on the scale of comparison.

        Each replication with every error of measurement; less what was observed.
        """
        targets = self.observations.targets
        errors = _ERRORS[:, None] * targets.tolerances / STANDARD_ERRORS
        return (targets.distances(self.answers)[:, None, :] + errors).reshape(-1, len(self.observations))

    @cached_property
    def table(self) -> pd.DataFrame:
        """One row for each observation."""
        targets, rows = self.observations.targets, self.observations.rows
        observed = to_scale(targets.values, targets.transforms)
        least, most = targets.bounds()
        low, high = (from_scale(observed + bound, targets.transforms) for bound in self.interval)
        miss_low, miss_high = (bound / targets.tolerances for bound in self.interval)
        frame = pd.DataFrame(
            {
                "id": list(self.observations.ids),
                "name": [row.name for row in rows],
                "segment": [row.segment for row in rows],
                "group": [row.observable.group for row in rows],
                "first": [row.period.first for row in rows],
                "end": [row.period.end for row in rows],
                "months_in_value": [row.period.of(np.ones(row.period.end)) for row in rows],
                "since": [row.since for row in rows],
                "until": [row.until for row in rows],
                "unit": [row.observable.unit for row in rows],
                "published_unit": [row.cells["unit"] for row in rows],
                "observed": targets.values,
                "least": least,
                "most": most,
                "model": from_scale(observed + self.distances, targets.transforms),
                "low": low,
                "high": high,
                "miss": self.misses,
                "miss_low": miss_low,
                "miss_high": miss_high,
                "inside": np.abs(self.misses) <= 1,
                "crps": self._each_crps,
            }
        )
        for name, distance in self.rivals.items():
            frame[name] = from_scale(observed + distance, targets.transforms)
        return frame

    @cached_property
    def skill(self) -> dict[str, dict[str, Skill]]:
        """Skill by group and rival, on the scale of comparison; groups without observations are left out.

        Only where model and rival both have a forecast. Bootstrap interval over observations.
        """
        groups = np.array([row.observable.group for row in self.observations])
        found: dict[str, dict[str, Skill]] = {}
        for group in GROUPS:
            mine = groups == group
            if mine.any():
                found[group] = {
                    rival: skill_against(self.distances[mine], distance[mine], _luck(group, rival))
                    for rival, distance in self.rivals.items()
                }
        return found

    @property
    def has_intervals(self) -> bool:
        """Whether there are several replications, over seeds or draws."""
        return len(self.answers) > 1

    @property
    def interval(self) -> tuple[Array, Array]:
        """Central 80 % of what would be published, less what was observed; NaN with a single replication."""
        if self.has_intervals:
            return central_interval(self.predicted)
        nothing = np.full(len(self.observations), np.nan)
        return nothing, nothing

    @property
    def coverage(self) -> float:
        """Share of observed numbers within their 80 % intervals; NaN with a single replication."""
        return coverage(*self.interval, np.zeros(len(self.observations)))

    @property
    def _each_crps(self) -> Array:
        zero = np.zeros(len(self.observations))
        if not self.has_intervals:
            return np.full_like(zero, np.nan)
        return crps(self.predicted, zero) / self.observations.targets.tolerances

    @property
    def crps(self) -> float:
        """Mean continuous ranked probability score, in tolerances; NaN with a single replication."""
        return float(self.table["crps"].mean())

    @property
    def inside(self) -> int:
        """Observations that the model meets."""
        return int(self.table["inside"].sum())


def _mean(values: Array) -> Array:
    """Return the mean over replications that have a number; NaN where none has."""
    known = np.isfinite(values)
    count = known.sum(axis=0)
    total = np.where(known, values, 0.0).sum(axis=0)
    return np.divide(total, count, out=np.full(len(total), np.nan), where=count > 0)


def _luck(group: str, rival: str) -> np.random.Generator:
    key = np.array(stream_key(0, "bootstrap of skill", f"{group} {rival}"), dtype=np.uint64)
    return np.random.Generator(np.random.Philox(key=key))
