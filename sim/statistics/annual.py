"""When scenarios differ: paired differences by month and by calendar year."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sim.results.outcomes import MONTHS_PER_YEAR, Outcome
from sim.results.protocols import EnsembleResult
from sim.results.reading.series import by_seed

_BY_YEAR = {"total": "sum", "last_year": "mean", "largest": "max"}


def monthly_differences(base: EnsembleResult, other: EnsembleResult, outcome: Outcome) -> pd.DataFrame:
    """Return an outcome's measure, other less base: months (rows) by the seeds that both have (columns)."""
    key = outcome.measure.kind, outcome.measure.name, outcome.entity
    before, after = (by_seed(one, *key) for one in (base, other))
    seeds = before.columns.intersection(after.columns)
    return after[seeds] - before[seeds]


def annual_differences(base: EnsembleResult, other: EnsembleResult, outcomes: Iterable[str]) -> pd.DataFrame:
    """Return mean paired differences of outcomes (rows) by calendar year (columns); totals and means of its months.

    Parameters
    ----------
    base, other : Ensemble
        The scenarios.
    outcomes : iterable of str
        Names of outcomes.
    """
    year, month = map(int, base.scenario.parameters.horizon.start.split("-"))
    rows = {}
    for name in outcomes:
        outcome = base.definitions[name]
        differences = monthly_differences(base, other, outcome)
        years = year + (np.asarray(differences.index) + month - 1) // MONTHS_PER_YEAR
        rows[name] = differences.groupby(years).agg(_BY_YEAR[outcome.measure.reduction]).mean(axis=1)
    return pd.DataFrame(rows).T.rename_axis("outcome")
