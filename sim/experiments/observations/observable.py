"""What can be observed: the question that a survey asks, and how the market answers it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol, get_args

import numpy as np
import pandas as pd

from sim.arrays import Array
from sim.market.measures import EVERYBODY
from sim.scenario import Scenario

Aggregate = Literal["mean", "sum", "end", "annualised"]
AGGREGATES: tuple[str, ...] = get_args(Aggregate)
Group = Literal["shares", "money", "tokens", "clouds", "prices"]
GROUPS: tuple[str, ...] = get_args(Group)

SHARE, MONEY, TOKENS, FACTOR = "%", "USD bn", "Qt", "times"
"""Units in which something is observed; more words may follow, such as ``per year``."""
_MONTHS_PER_YEAR = 12


@dataclass(frozen=True)
class Period:
    """When something was observed.

    Attributes
    ----------
    first, end : int
        First month, and the one after the last, counted from the start of the run.
    aggregate : {"mean", "sum", "end", "annualised"}
        How months become one number: ``end`` is the last month, ``annualised`` twelve times the mean.
    """

    first: int
    end: int
    aggregate: Aggregate

    @property
    def middle(self) -> float:
        """The middle of the period; the end of it where only the last month counts."""
        return self.end - 0.5 if self.aggregate == "end" else (self.first + self.end) / 2

    def of(self, series: Array) -> float:
        """Return one number for a monthly series; NaN where a month of the period has none."""
        months = series[self.first : self.end]
        if len(months) < self.end - self.first:
            return np.nan
        if self.aggregate == "end":
            return float(months[-1])
        if self.aggregate == "sum":
            return float(months.sum())
        mean = float(months.mean())
        return _MONTHS_PER_YEAR * mean if self.aggregate == "annualised" else mean


@dataclass(frozen=True)
class MarketTables:
    """The tables of a replication.

    Attributes
    ----------
    monthly : DataFrame
        Measures by month, kind and entity.
    ledger : DataFrame
        Payments by month, payer, payee and flow.
    scenario : Scenario
        What was run.
    """

    monthly: pd.DataFrame
    ledger: pd.DataFrame
    scenario: Scenario

    @cached_property
    def months(self) -> int:
        """Length of the run."""
        return int(self.monthly["month"].max()) + 1

    @cached_property
    def _rows(self) -> dict[tuple[str, str], pd.DataFrame]:
        return {(str(kind), str(entity)): rows for (kind, entity), rows in self.monthly.groupby(["kind", "entity"])}

    def series(self, measure: str, kind: str = "market", entity: str = "market") -> Array:
        """Return a measure month by month, shape (months,); NaN where there is none."""
        values = np.full(self.months, np.nan)
        rows = self._rows.get((kind, entity))
        if rows is not None and measure in rows:
            values[rows["month"].to_numpy()] = rows[measure].to_numpy(dtype=float)
        return values

    def payments(self, *, payer: str | None = None, payee: str | None = None, flows: tuple[str, ...] = ()) -> Array:
        """Return what was paid month by month, shape (months,); without a restriction, by all, to all, for anything."""
        rows = self.ledger
        for column, wanted in (("payer", payer), ("payee", payee)):
            if wanted is not None:
                rows = rows[rows[column] == wanted]
        if flows:
            rows = rows[rows["flow"].isin(flows)]
        return np.bincount(rows["month"].to_numpy(dtype=int), rows["amount"].to_numpy(dtype=float), self.months)


class Answer(Protocol):
    """How the market answers a question."""

    def __call__(self, tables: MarketTables, entity: str, segment: str, period: Period) -> float:
        """Return the number in the unit of the observable, shares from 0 to 1; NaN where the market has none."""


Wholes = Callable[[str], tuple[tuple[str, str], ...]]
"""Returns observables and entities of which something is a part."""
Names = Callable[[Scenario], tuple[str, ...]]
"""Returns the names that a scenario knows."""


def nobody(scenario: Scenario) -> tuple[str, ...]:  # noqa: ARG001 - as other lists of names are called
    """Return no name: the observable is about the whole market."""
    return ()


def nothing_larger(entity: str) -> tuple[tuple[str, str], ...]:  # noqa: ARG001 - as other wholes are called
    """Return no whole: the observable is a part of no other one."""
    return ()


def everybody(scenario: Scenario) -> tuple[str, ...]:  # noqa: ARG001 - as other lists of names are called
    """Return the one segment of an observable that knows no other."""
    return (EVERYBODY,)


@dataclass(frozen=True)
class Observable:
    """Something that was observed in the world and exists in the market.

    Attributes
    ----------
    name : str
        Name in files.
    group : {"shares", "money", "tokens", "clouds", "prices"}
        Under which its skill is reported.
    unit : str
        One of ``%``, ``USD bn``, ``Qt``, ``times``.
    definition : str
        What exactly is counted, in one sentence.
    answer : callable
        The number of a run.
    entity_kind : str
        What it belongs to, e.g. ``"lab"``; empty where it is about the whole market.
    entities : callable
        Names that it can belong to in a scenario.
    segments : callable
        Parts of the market for which it can be asked.
    aggregates : tuple of str
        How its months can be put together.
    within : callable
        Observables and entities of which it is a part, and that it cannot exceed, for an entity.
    """

    name: str
    group: Group
    unit: str
    definition: str
    answer: Answer
    entity_kind: str = ""
    entities: Names = nobody
    segments: Names = everybody
    aggregates: tuple[str, ...] = AGGREGATES
    within: Wholes = nothing_larger


Registry = Mapping[str, Observable]
Series = Callable[[MarketTables, str, str], Array]


@dataclass(frozen=True)
class by_month:  # noqa: N801 - reads as the function that it is, and reaches worker processes, which a closure does not
    """Answers with a monthly series that the period puts together.

    Attributes
    ----------
    series : callable
        Takes tables, entity and segment, and returns one number a month, shape (months,).
    """

    series: Series

    def __call__(self, tables: MarketTables, entity: str, segment: str, period: Period) -> float:
        """Return the number of the period."""
        return period.of(self.series(tables, entity, segment))
